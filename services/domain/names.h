// Matching the names of units as people write them. docs/names.md tells the rules to clerks.
//
// Names are stored as given, in NFC. They are compared by key: NFC, case folded, one placement of
// tone marks, prefixes of kinds stripped; then exact. i and y are never folded; đ is a letter. A
// looser key only suggests, it never joins by itself. All functions are pure. Input that is not
// UTF-8 gives keys that are its own bytes.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hemoledger {

// The key by which names are equal:
// - NFC, full case folding, invisible characters dropped, runs of blanks one blank;
// - tone marks in the new placement (Hòa → hoà, thúy → thuý, hòe → hoè, qúy → quý);
// - "BCĐ." or "Ban Chỉ đạo" before, then one prefix of a kind ("TP.", "thành phố", "TX", "thị xã",
// "H.", "huyện", "tỉnh", "quận", "xã", "phường", "thị trấn", "TT.",
//   "đặc khu" …) are dropped, unless nothing would be left, only a number would be left (then the
//   kind stays, spelled out: "P. 5" → "phường 5"), or kind and next word are one body's name (Tỉnh
//   đoàn, Huyện ủy).
std::string MatchingKey(std::string_view name);

// The key of suggestions: MatchingKey without marks, blanks and punctuation. đ stays: it is a
// letter.
std::string LooseKey(std::string_view name);

// A name that may be suggested, with its LooseKey made beforehand.
struct NameCandidate {
  std::string_view name;
  std::string_view loose_key;
};

// The names most like `name`, best first, at most `limit`, each once: equal loose keys, then few
// edits between loose keys (about one in four characters, three at most; a swap of neighbours is
// one edit, d for đ is none), then names of which one holds the other. Equally good ones in the
// order of `candidates`.
std::vector<std::string> SuggestNames(std::string_view name,
                                      std::span<const NameCandidate> candidates, size_t limit = 3);

}  // namespace hemoledger

#include "services/domain/names.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "proto/base/strings.h"
#include "proto/base/utf8.h"

namespace hemoledger {
namespace {

using CodePoint = utf8proc_int32_t;

// --- Code points ---

// The canonical decomposition; absent: not UTF-8.
std::optional<std::vector<CodePoint>> Decompose(std::string_view text, int more_options) {
  const auto options =
      static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_STABLE | more_options);
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto size = static_cast<utf8proc_ssize_t>(text.size());
  std::vector<CodePoint> points(text.size() + 16);
  utf8proc_ssize_t count = utf8proc_decompose(
      bytes, size, points.data(), static_cast<utf8proc_ssize_t>(points.size()), options);
  if (count > static_cast<utf8proc_ssize_t>(points.size())) {
    points.resize(static_cast<size_t>(count));
    count = utf8proc_decompose(bytes, size, points.data(), count, options);
  }
  if (count < 0) return std::nullopt;
  points.resize(static_cast<size_t>(count));
  return points;
}

void Append(std::string& text, CodePoint point) {
  utf8proc_uint8_t bytes[4];
  const utf8proc_ssize_t size = utf8proc_encode_char(point, bytes);
  text.append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(size));
}

bool IsMark(CodePoint point) {
  const utf8proc_category_t category = utf8proc_category(point);
  return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
         category == UTF8PROC_CATEGORY_ME;
}

bool IsBlank(CodePoint point) {
  return point == '\t' || point == '\n' || point == '\r' ||
         utf8proc_category(point) == UTF8PROC_CATEGORY_ZS;
}

// Grave, acute, tilde, hook above, dot below: huyền, sắc, ngã, hỏi, nặng. The other marks
// (circumflex, breve, horn) make letters.
bool IsTone(CodePoint point) {
  return point == 0x300 || point == 0x301 || point == 0x303 || point == 0x309 || point == 0x323;
}

// --- Tone placement ---

// A letter with the marks that belong to it, the tone apart.
struct Letter {
  CodePoint base = 0;
  std::vector<CodePoint> marks;
  CodePoint tone = 0;

  bool Is(char c) const { return base == static_cast<CodePoint>(c) && marks.empty(); }
  bool IsVowel() const {
    return base == 'a' || base == 'e' || base == 'i' || base == 'o' || base == 'u' || base == 'y';
  }
};

std::vector<Letter> ToLetters(const std::vector<CodePoint>& points) {
  std::vector<Letter> letters;
  for (const CodePoint point : points) {
    if (letters.empty() || !IsMark(point)) {
      letters.push_back({point, {}, 0});
    } else if (IsTone(point) && letters.back().tone == 0) {
      letters.back().tone = point;
    } else {
      letters.back().marks.push_back(point);
    }
  }
  return letters;
}

// Whether a tone on letters[i] belongs on the letter after it.
// - oa, oe, uy: where no consonant follows, both placements are in use (Hòa and Hoà, hòe and hoè,
// thúy and thuý); where one follows, only the
//   second letter is right (hoàn). So the second letter always. No two words differ by it.
// - qu: the u is part of the consonant and never carries the tone (quý, quả; "qúy", "qủa" are
// slips).
// - gi is left alone: "gịa" (in "giặt gịa", vowel ịa) and "giạ" (a measure, vowel ạ) are two words.
bool BelongsOnNext(const std::vector<Letter>& letters, size_t i) {
  const Letter& letter = letters[i];
  const Letter& next = letters[i + 1];
  if (letter.tone == 0 || next.tone != 0) return false;
  if (letter.Is('o')) return next.Is('a') || next.Is('e');
  if (!letter.Is('u')) return false;
  const bool after_q = i > 0 && letters[i - 1].Is('q');
  return next.Is('y') || (after_q && next.IsVowel());
}

void PlaceTones(std::vector<Letter>& letters) {
  for (size_t i = 0; i + 1 < letters.size(); ++i) {
    if (BelongsOnNext(letters, i)) std::swap(letters[i].tone, letters[i + 1].tone);
  }
}

// --- Prefixes ---

// A kind of unit before a name. Forms are folded.
struct KindPrefix {
  std::string_view form;
  // How it must go on: a word by a blank; a short form by a dot and blanks or none; some also by a
  // blank alone. "TT" without a dot is not among them: Ân Thi's "TT giáo dục nghề nghiệp" is a
  // centre (trung tâm), no township.
  enum class After : uint8_t { kBlank, kDot, kDotOrBlank } after;
  // Spelled out, for names that are only a number.
  std::string_view word;
  // Kinds of a province or district also begin the names of bodies: Tỉnh đoàn, Huyện ủy, Huyện đội.
  // No province or district is named so; communes are (xã Đoàn Kết).
  bool names_bodies;
};

using After = KindPrefix::After;
constexpr std::array kKinds = {
    KindPrefix{"thành phố", After::kBlank, "thành phố", true},
    KindPrefix{"thị xã", After::kBlank, "thị xã", true},
    KindPrefix{"thị trấn", After::kBlank, "thị trấn", false},
    KindPrefix{"đặc khu", After::kBlank, "đặc khu", false},
    KindPrefix{"tỉnh", After::kBlank, "tỉnh", true},
    KindPrefix{"huyện", After::kBlank, "huyện", true},
    KindPrefix{"quận", After::kBlank, "quận", true},
    KindPrefix{"phường", After::kBlank, "phường", false},
    KindPrefix{"xã", After::kBlank, "xã", false},
    KindPrefix{"tp", After::kDotOrBlank, "thành phố", true},
    KindPrefix{"tx", After::kDotOrBlank, "thị xã", true},
    KindPrefix{"tt", After::kDot, "thị trấn", false},
    KindPrefix{"h", After::kDot, "huyện", true},
    KindPrefix{"q", After::kDot, "quận", true},
    KindPrefix{"p", After::kDot, "phường", false},
    KindPrefix{"x", After::kDot, "xã", false},
};
constexpr std::array kCommittees = {
    KindPrefix{"bcđ", After::kDotOrBlank, "ban chỉ đạo", false},
    KindPrefix{"ban chỉ đạo", After::kBlank, "ban chỉ đạo", false},
};
// Second words of bodies, tones placed as in keys.
constexpr std::array<std::string_view, 4> kBodyWords = {"đoàn", "uỷ", "đội", "hội"};
constexpr std::string_view kHoi = "hội";

// What stands behind the prefix; absent: `text` does not begin with it, or nothing stands behind
// it.
std::optional<std::string_view> Behind(std::string_view text, const KindPrefix& prefix) {
  if (!text.starts_with(prefix.form)) return std::nullopt;
  text.remove_prefix(prefix.form.size());
  if (text.empty()) return std::nullopt;
  const bool goes_on = (text.front() == '.' && prefix.after != After::kBlank) ||
                       (text.front() == ' ' && prefix.after != After::kDot);
  if (!goes_on) return std::nullopt;
  text.remove_prefix(1);
  text = TrimBlanks(text);
  if (text.empty()) return std::nullopt;
  return text;
}

// Whether prefix and `rest` together are the name of a body, as in "tỉnh" and "đoàn".
bool IsBody(const KindPrefix& prefix, std::string_view rest) {
  const std::string_view word = rest.substr(0, rest.find(' '));
  if (std::find(kBodyWords.begin(), kBodyWords.end(), word) == kBodyWords.end()) return false;
  // "thành phố Hội An" is a city; "tỉnh hội", "huyện hội" are associations.
  if (word == kHoi && prefix.word != "tỉnh" && prefix.word != "huyện") return word == rest;
  return prefix.names_bodies || word == rest;
}

bool IsNumber(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// `folded`: case folded, blanks single, tones placed.
std::string StripPrefixes(std::string_view folded) {
  std::string_view name = folded;
  for (const KindPrefix& committee : kCommittees) {
    const std::optional<std::string_view> rest = Behind(name, committee);
    if (!rest.has_value()) continue;
    name = *rest;
    break;
  }
  // One kind only: what comes after it is the name, though it may sound like a kind.
  for (const KindPrefix& kind : kKinds) {
    const std::optional<std::string_view> rest = Behind(name, kind);
    if (!rest.has_value()) continue;
    if (IsBody(kind, *rest)) break;
    if (IsNumber(*rest)) return Concat(kind.word, " ", *rest);
    return std::string(*rest);
  }
  return std::string(name);
}

// --- Likeness ---

// For comparing byte by byte: đ, the one letter beyond ASCII that loose keys keep in Vietnamese, as
// d; keyboards without Vietnamese have no other.
std::string OneBytePerLetter(std::string_view loose_key) {
  constexpr std::string_view kDStroke = "đ";
  std::string bytes;
  while (!loose_key.empty()) {
    const bool d_stroke = loose_key.starts_with(kDStroke);
    bytes += d_stroke ? 'd' : loose_key.front();
    loose_key.remove_prefix(d_stroke ? kDStroke.size() : 1);
  }
  return bytes;
}

// About one edit in four characters, three at most.
size_t EditLimit(size_t length) {
  return std::min<size_t>(3, (length + 1) / 4);
}

// Insertions, deletions, substitutions and swaps of neighbours that make b of a (optimal string
// alignment); above `limit`: limit + 1.
size_t EditDistance(std::string_view a, std::string_view b, size_t limit) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > limit) return limit + 1;
  std::vector<size_t> before_last(b.size() + 1);
  std::vector<size_t> last(b.size() + 1);
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    size_t smallest = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substitution = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, substitution});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
      smallest = std::min(smallest, row[j]);
    }
    if (smallest > limit) return limit + 1;
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return std::min(last[b.size()], limit + 1);
}

// Shorter ones are in too many names to say anything.
constexpr size_t kMinContainedBytes = 4;

bool OneHoldsTheOther(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  return a.size() >= kMinContainedBytes && b.find(a) != std::string_view::npos;
}

}  // namespace

std::string MatchingKey(std::string_view name) {
  const std::optional<std::vector<CodePoint>> points =
      Decompose(name, UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
  if (!points.has_value()) return std::string(name);
  std::vector<Letter> letters = ToLetters(*points);
  PlaceTones(letters);
  std::string folded;
  folded.reserve(name.size());
  for (const Letter& letter : letters) {
    if (IsBlank(letter.base)) {
      if (!folded.empty() && folded.back() != ' ') folded += ' ';
      continue;
    }
    Append(folded, letter.base);
    for (const CodePoint mark : letter.marks) Append(folded, mark);
    if (letter.tone != 0) Append(folded, letter.tone);
  }
  const std::string composed = ToNfc(folded).value_or(folded);
  return StripPrefixes(TrimBlanks(composed));
}

std::string LooseKey(std::string_view name) {
  std::string key = MatchingKey(name);
  const std::optional<std::vector<CodePoint>> points = Decompose(key, 0);
  if (!points.has_value()) return key;
  std::string loose;
  loose.reserve(key.size());
  for (const CodePoint point : *points) {
    const utf8proc_category_t category = utf8proc_category(point);
    const bool letter_or_number =
        category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO && !IsMark(point);
    if (!letter_or_number) continue;
    // Eth looks like đ in capitals (Ð, Đ) and is taken for it by old keyboards.
    constexpr CodePoint kEth = 0xF0;
    constexpr CodePoint kDStroke = 0x111;
    Append(loose, point == kEth ? kDStroke : point);
  }
  return loose;
}

std::vector<std::string> SuggestNames(std::string_view name,
                                      std::span<const NameCandidate> candidates, size_t limit) {
  struct Likeness {
    size_t rank;
    size_t index;
  };
  // Equal loose keys 0, then edits + 1, then containment.
  constexpr size_t kContainmentRank = 5;
  const std::string loose = LooseKey(name);
  if (loose.empty()) return {};
  const std::string wanted = OneBytePerLetter(loose);
  std::vector<Likeness> found;
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (candidates[i].loose_key == loose) {
      found.push_back({0, i});
      continue;
    }
    const std::string candidate = OneBytePerLetter(candidates[i].loose_key);
    const size_t edit_limit = EditLimit(std::max(wanted.size(), candidate.size()));
    const size_t distance = EditDistance(wanted, candidate, edit_limit);
    if (distance <= edit_limit) {
      found.push_back({distance + 1, i});
    } else if (OneHoldsTheOther(wanted, candidate)) {
      found.push_back({kContainmentRank, i});
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Likeness& a, const Likeness& b) { return a.rank < b.rank; });
  std::vector<std::string> names;
  for (const Likeness& likeness : found) {
    if (names.size() == limit) break;
    const std::string_view suggestion = candidates[likeness.index].name;
    if (std::find(names.begin(), names.end(), suggestion) == names.end())
      names.emplace_back(suggestion);
  }
  return names;
}

}  // namespace hemoledger

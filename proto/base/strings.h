// Strings at the border between the standard library and Debian's Abseil.
//
// Debian builds Abseil with its own absl::string_view, which std::string_view does not convert to.
// Interfaces of this project use std::string_view; where a call of Abseil needs one, ToAbsl and
// ToStd convert, at no cost. absl::StrCat does not take std::string_view: Concat does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace hemoledger {

inline absl::string_view ToAbsl(std::string_view s) {
  return {s.data(), s.size()};
}
inline std::string_view ToStd(absl::string_view s) {
  return {s.data(), s.size()};
}

// Hash of std::string, std::string_view and const char* alike, so that a lookup makes no
// std::string.
struct StringHash {
  using is_transparent = void;
  size_t operator()(std::string_view s) const { return absl::Hash<absl::string_view>{}(ToAbsl(s)); }
};

// Maps and sets with string keys; find, contains, erase and try_emplace take std::string_view.
template <typename Value>
using StringMap = absl::flat_hash_map<std::string, Value, StringHash, std::equal_to<>>;
using StringSet = absl::flat_hash_set<std::string, StringHash, std::equal_to<>>;

namespace internal {
inline absl::string_view ConcatPiece(std::string_view s) {
  return ToAbsl(s);
}
inline absl::string_view ConcatPiece(const std::string& s) {
  return s;
}
inline absl::string_view ConcatPiece(const char* s) {
  return s;
}
template <typename T>
const T& ConcatPiece(const T& value) {
  return value;
}
}  // namespace internal

// The pieces, one after the other: strings of any kind and integers.
template <typename... Pieces>
std::string Concat(const Pieces&... pieces) {
  return absl::StrCat(internal::ConcatPiece(pieces)...);
}

// The integer that `text` is, in decimal digits ('-' before them allowed where the type is signed)
// and nothing else, no blanks; absent: it is none, or does not fit. For ids and flags; figures in
// documents are read by services/domain/numbers.h.
std::optional<int64_t> ParseInt64(std::string_view text);
std::optional<uint64_t> ParseUint64(std::string_view text);

// Without ASCII blanks and line breaks at both ends.
std::string_view TrimBlanks(std::string_view text);

}  // namespace hemoledger

// Text: UTF-8 in Unicode normalization form C (NFC), by utf8proc. All functions are pure and
// thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace hemoledger {

bool IsValidUtf8(std::string_view text);

// True when `text` is valid UTF-8 and equals its NFC. Without any allocation where every character
// is one that NFC never changes: ASCII, Latin and all of Vietnamese.
bool IsNfc(std::string_view text);

// `text` in NFC; absent: it is not valid UTF-8.
std::optional<std::string> ToNfc(std::string_view text);

// The form of all text of the contract: valid UTF-8, NFC, no control characters but line breaks
// (\n).
bool IsValidText(std::string_view text);

// Whether `text` may stand in `field`: at most `max_bytes`, a valid text and, with `required`, not
// blank. Errors: FIELD_REQUIRED, TEXT_TOO_LONG, TEXT_NOT_NFC.
absl::Status CheckText(std::string_view field, std::string_view text, size_t max_bytes,
                       bool required);

// Columns that `text` takes on a terminal: 0 for combining marks and controls, 2 for wide
// characters. Bytes that are not UTF-8 count 1 each.
size_t DisplayWidth(std::string_view text);

// Full case folding (Unicode TR 21), in NFC; bytes that are not UTF-8: `text` as it is.
std::string CaseFold(std::string_view text);

// The longest beginning of at most `max_bytes` that does not cut a character. `text` is valid
// UTF-8.
std::string_view TruncateUtf8(std::string_view text, size_t max_bytes);

// `text` with every byte that is not part of valid UTF-8 replaced by U+FFFD: what may stand in a
// proto string.
std::string ReplaceInvalidUtf8(std::string_view text);

}  // namespace hemoledger

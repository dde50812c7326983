// Values of a TOML file (toml.io, v1.0.0), written out so that the reader of clients/cli/input
// gives them back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hemoledger/v1/values.pb.h"

namespace hemoledger {

// Writes values, and remembers whether one of them needs the header key `exact`: texts with white
// space around them, which readers of files that people write would take away.
class TomlText {
 public:
  // A basic string. Line breaks, quotes, and characters that nobody sees (zero-width, direction
  // marks, no-break blanks) become escapes. REQUIRES: `text` is a valid text of the contract.
  std::string Quoted(std::string_view text);
  // ["a", "b"], one a line where they are long.
  std::string List(const std::vector<std::string>& texts);
  // 1500, or "1.141" where that text alone says both, or { value = 1120, text = "1,141" }.
  std::string Number(const v1::PrintedNumber& number);

  void RequireExact() { exact_ = true; }
  bool exact() const { return exact_; }

 private:
  bool exact_ = false;
};

// 2021-01-14. REQUIRES: a valid date.
std::string TomlDate(int32_t date);

// "# TEXT" with a line end: everything that would end the line or is a control character becomes a
// blank.
std::string TomlComment(std::string_view text);

}  // namespace hemoledger

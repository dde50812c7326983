// Why a workbook can not be read, for a person.
#pragma once

#include <string>
#include <string_view>

namespace hemoledger {

// One fault. The functions of this folder answer with false, nullptr or nothing and fill it in;
// they never leave it half filled.
struct WorkbookFault {
  // What is wrong and what to do.
  std::string message_vi;
  std::string message_en;
  // What was expected, in English words.
  std::string expected;
  // Where: blank and 0 for the file as a whole. Rows and columns count from 1.
  std::string sheet;
  int row = 0;
  int column = 0;
  // The characters that can not be taken; blank: none in particular.
  std::string value;

  // Replaces the fault; always false, for `return fault.Tell(…)`.
  bool Tell(std::string_view vi, std::string_view en, std::string_view what_was_expected) {
    *this = WorkbookFault{};
    message_vi = vi;
    message_en = en;
    expected = what_was_expected;
    return false;
  }
};

}  // namespace hemoledger

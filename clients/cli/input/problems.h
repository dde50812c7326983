// What is wrong with a file of the clerk, place by place.
//
// The readers of this folder never stop at the first fault: each is put into a Problems with its
// file, line and column, so that a person mends them all in one go. Not thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "hemoledger/v1/errors.pb.h"

namespace hemoledger {

// Where something stands in a file.
struct FilePlace {
  // Path as the caller gave it, or of the table that the header names.
  std::string file;
  // From 1; the row of a sheet. 0: the file or sheet as a whole.
  int line = 0;
  // In a table the number of the cell in its record, from 1 (a spreadsheet's column A is 1); in a
  // TOML header the character in its line, from 1. 0: the line as a whole.
  int column = 0;
  // In a table the heading of the column as written; in a TOML header the key ("rounds[0].id").
  // Blank: none.
  std::string heading;
  // The sheet of a workbook. Blank: the file is a text.
  std::string sheet = {};

  // "units.csv:3:5 (Từ ngày)", "units.xlsx[Bảng]:E3 (Từ ngày)"; parts that are 0 or blank are left
  // out.
  std::string ToString() const;
};

// One fault.
struct Problem {
  FilePlace place;
  // The characters that can not be taken, as read (NFC), cut to 256 bytes.
  std::string value;
  // INPUT_FILE_INVALID, or the reason that a server would give for the same (UNIT_NOT_FOUND,
  // DATE_INVALID, …).
  v1::ErrorReason reason = v1::ERROR_REASON_INPUT_FILE_INVALID;
  // What is wrong and what to do, without the place.
  std::string message_vi;
  std::string message_en;
  // Further fields of the reason ("expected", "suggestions", …), as in errors.proto.
  std::vector<std::pair<std::string, std::string>> fields;
};

// Collects problems in the order in which they were found. At most kMaxProblems are kept; more are
// counted.
class Problems {
 public:
  static constexpr size_t kMaxProblems = 1000;

  void Add(Problem problem);
  // A fault of form: reason INPUT_FILE_INVALID with the field `expected` (English words) where it
  // is not blank.
  void AddInvalid(FilePlace place, std::string_view value, std::string_view message_vi,
                  std::string_view message_en, std::string_view expected = "");
  // An error made by proto/base/errors.h (from the domain's rules or from the server), told at a
  // place.
  void AddStatus(FilePlace place, std::string_view value, const absl::Status& status);

  bool empty() const { return total_ == 0; }
  // All that were found, also those beyond kMaxProblems.
  size_t total() const { return total_; }
  const std::vector<Problem>& list() const { return list_; }

  // OK when there are none; else INPUT_FILE_INVALID with the first one's file, line, column, value
  // and expected, and up to 100 violations, one a problem ("units.csv:3:5 (Từ ngày)").
  absl::Status ToStatus() const;

 private:
  std::vector<Problem> list_;
  size_t total_ = 0;
};

}  // namespace hemoledger

// A table of receipts that comes by itself, as a hospital's program exports it: without a header of
// its own, and with rows that are taken or refused one by one. The library behind `hemo feed csv`.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/input/header_file.h"
#include "clients/cli/input/input_files.h"
#include "clients/cli/input/problems.h"
#include "proto/base/random.h"

namespace hemoledger {

// Whether a file of this name can be a table: .csv, .tsv or .xlsx, in any case.
bool IsTableName(std::string_view name);

// One row.
struct ReceiptsTableRow {
  // From 1; the row of a sheet.
  int line = 0;
  // As it stands in the file, but for the columns of refusals.
  std::string raw;
  // Absent: the row can not be read, and `problems` says why.
  std::optional<InputReceipt> receipt;
  std::vector<Problem> problems;
};

struct ReceiptsTable {
  std::vector<ReceiptsTableRow> rows;
  // As they stand in the file, but for the columns of refusals: one line or two.
  std::vector<std::string> headings;
  char delimiter = ';';
};

// What all tables of a feed have in common: the keys of a receipts file's header but `table` and
// `sheet`.
struct FeedHeader {
  std::string feed;
  std::string path;
  std::unique_ptr<HeaderValue> value;
};

// Reads the header from the TOML or workbook `path` (blank: there is none); `feed` and `unit_under`
// hold where they are not blank. Faults are told with their place and answered with
// problems.ToStatus(); FILE_UNREADABLE.
absl::StatusOr<FeedHeader> ReadFeedHeader(const std::string& path, const std::string& feed,
                                          const std::string& unit_under, Random& random,
                                          Problems& problems);

// Reads the `bytes` of the file that `name` names for messages. Units stay as they are written: the
// server finds them when it decides. A row whose id an earlier row has is left to the server too.
// What concerns the table as a whole (no text or workbook that can be read, columns that are
// missing or not known, a quote left open) is told to `problems` and answered with
// problems.ToStatus(): then no row is to be used. Pure.
absl::StatusOr<ReceiptsTable> ReadReceiptsTable(std::string bytes, const std::string& name,
                                                const FeedHeader& header, Random& random,
                                                Problems& problems);

// Why a row was refused, for those who mend it.
struct RowRefusal {
  // Names of reasons (errors.proto), the first one's first.
  std::string code;
  std::string vi;
  std::string en;
};
RowRefusal RefusalOf(const std::vector<Problem>& problems);

// The lines of a table of refused rows: the three columns of the refusal, then the row as it stood.
// Reading the table again passes over these columns, so a mended row comes back as it is. UTF-8
// with a byte order mark (Excel needs it), lines end with CR LF.
class RefusedRows {
 public:
  explicit RefusedRows(const ReceiptsTable& table);
  void Add(const ReceiptsTableRow& row, const RowRefusal& refusal);
  size_t count() const { return count_; }
  const std::string& text() const { return text_; }

 private:
  const char delimiter_;
  size_t count_ = 0;
  std::string text_;
};

}  // namespace hemoledger

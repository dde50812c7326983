// What a row of a table of receipts says (docs/input-files.md, Receipts), for the two readers of
// such tables: of a file with its header, taken whole or not at all (input_files.h), and of a table
// that comes by itself, taken row by row (receipts_table.h).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/input/header_file.h"
#include "clients/cli/input/input_files.h"
#include "clients/cli/input/table_file.h"
#include "clients/cli/input/unit_lookup.h"
#include "proto/base/random.h"
#include "services/domain/civil_date.h"

namespace hemoledger {

// Keys of the columns in which a file of refused rows says why; they mean nothing when it is read.
inline constexpr std::string_view kReasonPrefix = "reason:";
inline constexpr std::string_view kReasonCodeKey = "reason:code";
inline constexpr std::string_view kReasonViKey = "reason:vi";
inline constexpr std::string_view kReasonEnKey = "reason:en";
// Their headings as they are written.
inline constexpr std::string_view kReasonHeadings[] = {"Mã lý do từ chối", "Lý do từ chối",
                                                       "Why refused"};

// Not thread-safe.
class ReceiptRows {
 public:
  // Whether the second row of an id is told as a fault, or left to the server.
  enum class Duplicates { kRefused, kLeft };

  // Keeps references.
  ReceiptRows(UnitLookup& units, Random& random, Duplicates duplicates)
      : units_(units), random_(random), duplicates_(duplicates) {}

  // Asks for what concerns the rows: unit_under, defaults, skip_blank, columns, ignore_columns.
  // Once, before all else.
  void ReadHeader(HeaderTable& root);

  // For ReadTableFile. The rule keeps a reference to this.
  std::span<const ColumnSpec> columns() const;
  HeadingRule rule() const;

  // Learns which columns a table has; tells those without which no row can be read. Before Read.
  void TakeColumns(const TableColumns& columns, Problems& problems);

  // The receipt of a row; what is wrong with it is told to row.problems(), and it is then not to be
  // used. Absent: a row that nobody has filled in (header key skip_blank).
  std::optional<InputReceipt> Read(const TableRow& row);

 private:
  // What the header says for rows that say nothing.
  struct Defaults {
    std::optional<CivilInterval> interval;
    int component = 0;
    int donor_class = 0;
    uint32_t volume_ml = 0;
    std::string round_id;
    std::string campaign_id;
  };

  void ReadDefaults(HeaderTable defaults);
  void ReadColumnNames(HeaderTable& root);
  bool IsUnfilled(const TableRow& row) const;
  std::string ReadExternalId(const TableRow& row);
  std::optional<CivilInterval> ReadInterval(const TableRow& row) const;
  // An id where one stands, else the name, which the server resolves on the receipt's first day.
  template <typename Mutable>
  void ReadUnitCell(const TableRow& row, std::string_view name_key, std::string_view id_key,
                    int32_t date, bool required, Mutable target);
  void ReadBags(const TableRow& row, v1::Receipt& receipt) const;

  UnitLookup& units_;
  Random& random_;
  const Duplicates duplicates_;
  Defaults defaults_;
  bool skip_blank_ = false;
  // Keys of columns by their folded heading, from the header.
  std::map<std::string, std::string, std::less<>> key_by_heading_;
  std::vector<std::string> bag_columns_;
  std::map<std::string, int> id_lines_;
};

}  // namespace hemoledger

// [[row_details]] of a plan's header: what a cell of the table can not say of a row.
// docs/input-files.md is the format; `hemo plan export` writes it where it must.
//
// A detail stands beside a blank cell, never beside one that says something: what is said twice is
// told as a problem.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "clients/cli/input/header_file.h"
#include "clients/cli/input/table_file.h"
#include "clients/cli/input/text_collector.h"
#include "clients/cli/input/unit_lookup.h"
#include "hemoledger/v1/plans.pb.h"

namespace hemoledger {

// All that details know of rows, by row id. Not thread-safe.
class PlanRowDetails {
 public:
  // Reads the header's [[row_details]]; each names its row by the key `row`.
  explicit PlanRowDetails(HeaderTable& root);

  // Those of a row, which count as used from then on; nullptr: none.
  HeaderTable* Find(std::string_view row_id);
  // Tells details of rows that the table does not have. To be called after the last row.
  void RefuseUnused() const;

 private:
  struct Entry {
    HeaderTable table;
    bool used = false;
  };
  std::map<std::string, Entry, std::less<>> entries_;
};

// One row of the table together with its details: every getter reads the cell, or the detail where
// there is one. Keeps references.
class PlanRowSource {
 public:
  // `details` may be null.
  PlanRowSource(const TableRow& row, HeaderTable* details) : row_(row), details_(details) {}

  const TableRow& row() const { return row_; }
  // Whether the details speak of it.
  bool Detailed(std::string_view key) const { return details_ != nullptr && details_->Has(key); }

  // A text; `cell_key` is the column.
  std::string Name(std::string_view cell_key, std::string_view detail_key) const;
  std::string Name(std::string_view key) const { return Name(key, key); }
  // A figure from 0 to `highest`; with details it may have no number.
  std::optional<v1::PrintedNumber> Figure(std::string_view key, int64_t highest) const;
  // A percentage as printed; with details any text.
  std::string PercentText(std::string_view key) const;
  // Each line of the cell is one note; in the details each text of the list.
  void AddNotes(TextCollector& texts, v1::PlanRow& row) const;
  // `blank_quota = true`: the document has a quota of the row that says nothing.
  bool BlankQuota() const { return details_ != nullptr && details_->Boolean("blank_quota"); }
  // REQUIRES: Detailed("holder"). `holder = false`: nobody.
  std::string Holder(UnitLookup& units) const;
  // REQUIRES: Detailed("selector"). `selector = false`: none. Rounds are those of `plan`.
  std::optional<v1::RowSelector> Selector(const v1::PlanIssued& plan, UnitLookup& units) const;

 private:
  // Tells that a cell and a detail both say something.
  void RefuseTwice(std::string_view cell_key) const;

  const TableRow& row_;
  HeaderTable* const details_;
};

}  // namespace hemoledger

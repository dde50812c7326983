// The rows of a plan's allocation table.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/input/entry_context.h"
#include "clients/cli/input/plan_row_details.h"
#include "clients/cli/input/problems.h"
#include "clients/cli/input/round_columns.h"
#include "clients/cli/input/table_file.h"
#include "hemoledger/v1/plans.pb.h"

namespace hemoledger {

// Adds rows to a plan whose groups and rounds are known. Keeps references.
class PlanRowsReader {
 public:
  PlanRowsReader(v1::PlanIssued& plan, PlanRowDetails& details, RoundColumns& round_columns,
                 const EntryContext& context)
      : plan_(plan), details_(details), round_columns_(round_columns), context_(context) {}

  // Stops where units can not be looked up at all (UnitLookup::failure).
  void Read(const TableFile& table);

  // One a row read.
  std::vector<FilePlace> TakePlaces() { return std::move(places_); }

 private:
  void ReadRow(const TableRow& row);
  void SetRowId(const TableRow& row, v1::PlanRow& added);
  // Sets the printed name; answers with the row's unit, blank where it has none.
  std::string ReadRowUnit(const PlanRowSource& source, v1::PlanRow& added);
  std::string ResolveId(const TableRow& row, std::string_view key);
  static void ReadFigures(const PlanRowSource& source, v1::PlanRow& added);
  std::string ReadGroup(const TableRow& row);
  void SetHolder(const PlanRowSource& source, const std::string& unit, v1::PlanRow& added);
  void SetSelector(const PlanRowSource& source, const std::string& unit, v1::PlanRow& added);
  void CheckHolderOnce(const TableRow& row, const std::string& unit);
  std::string ReadRowRound(const TableRow& row);

  v1::PlanIssued& plan_;
  PlanRowDetails& details_;
  RoundColumns& round_columns_;
  const EntryContext& context_;
  std::vector<FilePlace> places_;
  std::map<std::string, int> row_ids_;
  std::map<std::string, int> holder_lines_;
};

}  // namespace hemoledger

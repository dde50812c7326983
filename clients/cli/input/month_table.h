// Statements from a table as a document prints it (`layout = "wide"`): a row is a row of the plan,
// a column a month, and each cell that is not blank a statement. docs/input-files.md tells how.
#pragma once

#include <vector>

#include "clients/cli/input/header_file.h"
#include "clients/cli/input/problems.h"
#include "clients/cli/input/sheet_table.h"
#include "hemoledger/v1/records.pb.h"

namespace hemoledger {

// What the header says of the whole table: keys year, fact, component, donor_class,
// uncertain_months, lost_cells.
struct MonthTableRules {
  // Of headings that state none; 0: none is known.
  int year = 0;
  v1::StatementFact fact = v1::STATEMENT_FACT_RECEIVED_UNITS;
  v1::Component component = v1::COMPONENT_UNSPECIFIED;
  v1::DonorClass donor_class = v1::DONOR_CLASS_UNSPECIFIED;
  bool uncertain_months = false;
  size_t lost_cells = 0;
};
MonthTableRules ReadMonthTableRules(HeaderTable& root);

// Adds the statements of a table to a list that has exactly one table; with each the place of its
// cell to `places`.
void ReadMonthTable(const TableSource& source, const MonthTableRules& rules,
                    v1::StatementList& list, std::vector<FilePlace>& places, Problems& problems);

}  // namespace hemoledger

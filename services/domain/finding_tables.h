// Tables whose copy lost cells: what does not add up in them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/domain/finding_plan.h"
#include "services/domain/findings.h"

namespace hemoledger::findings {

// Whether a statement is a cell of such a table: it may stand in another column than it was printed
// in, so it proves nothing. Totals of the table or of a row are none.
bool IsDamagedCell(const v1::StatementList* list, const v1::Statement& statement);
// A cell of which only the number of its column is known: it says of no span what it says.
bool IsCellWithoutMonth(const v1::Statement& statement);
// The table that it stands in lost cells.
bool IsInDamagedTable(const v1::StatementList* list, const v1::Statement& statement);

struct DamagedTable {
  struct Row {
    const v1::PlanRow* row = nullptr;
    int64_t printed = 0;
    int64_t cells = 0;
  };
  std::string record_id;
  const v1::StatementTable* table = nullptr;
  // Rows whose cells do not add up to their printed total, in the document's order.
  std::vector<Row> rows;
  // Total of the first column whose cells do not add up to it; nullptr: all do.
  const v1::Statement* column_total = nullptr;
  int64_t column_cells = 0;
};

// The damaged tables in which something does not add up. A row that others count for may show its
// own cells or all of them together.
std::vector<DamagedTable> FindDamagedTables(const FindingsInput& input, const FindingPlan& plan);

// Whether a table told already that the row's figures add up to `cells` instead of `printed`.
bool ToldByTable(const std::vector<DamagedTable>& tables, const v1::PlanRow& row, int64_t printed,
                 int64_t cells);

}  // namespace hemoledger::findings

#include "services/domain/finding_tables.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "proto/base/strings.h"
#include "services/domain/civil_date.h"
#include "services/domain/finding_rules.h"

namespace hemoledger::findings {
namespace {

const v1::StatementTable* TableIn(const v1::StatementList* list, std::string_view table_id) {
  if (list == nullptr || table_id.empty()) return nullptr;
  for (const v1::StatementTable& table : list->tables()) {
    if (table.table_id() == table_id) return &table;
  }
  return nullptr;
}

bool IsAmount(const v1::Statement& statement) {
  const bool amount = statement.fact() == v1::STATEMENT_FACT_RECEIVED_UNITS ||
                      statement.fact() == v1::STATEMENT_FACT_SCHEDULED_UNITS ||
                      statement.fact() == v1::STATEMENT_FACT_QUOTA_UNITS;
  return amount && HasNumber(statement.value()) && statement.value().value().scale() == 0;
}

// A total of a row has neither a month nor a column.
bool StandsInColumn(const v1::Statement& statement) {
  return statement.column() > 0 || statement.has_interval();
}

// Columns by their number in the copy; where that is not stated, by the month of the heading.
int64_t ColumnKey(const v1::Statement& statement) {
  return statement.column() > 0 ? statement.column() : ToCivil(statement.interval()).first;
}

const v1::PlanRow* RowOfCell(const FindingPlan& plan, const v1::Statement& statement) {
  if (!statement.row_id().empty()) return plan.FindRow(statement.row_id());
  if (!statement.unit_id().empty()) return plan.RowOf(statement.unit_id());
  return nullptr;
}

// What the statements of one table say, added up.
struct TableSums {
  struct RowSum {
    std::optional<int64_t> total;
    int64_t cells = 0;
    int cell_count = 0;
    bool scheduled = false;
  };
  std::map<const v1::PlanRow*, RowSum> rows;
  std::map<int64_t, int64_t> columns;
  // In the order of the statements.
  std::vector<const v1::Statement*> column_totals;
};

TableSums AddUp(const v1::StatementList& list, const v1::StatementTable& table,
                const FindingPlan& plan) {
  TableSums sums;
  for (const v1::Statement& statement : list.statements()) {
    if (statement.table_id() != table.table_id() || !IsAmount(statement)) continue;
    const int64_t units = statement.value().value().unscaled();
    if (statement.table_total()) {
      if (statement.has_interval()) sums.column_totals.push_back(&statement);
      continue;
    }
    const v1::PlanRow* row = RowOfCell(plan, statement);
    if (!StandsInColumn(statement)) {
      if (row != nullptr && !sums.rows[row].total.has_value()) sums.rows[row].total = units;
      continue;
    }
    sums.columns[ColumnKey(statement)] += units;
    if (row == nullptr) continue;
    TableSums::RowSum& sum = sums.rows[row];
    sum.cells += units;
    ++sum.cell_count;
    sum.scheduled |= statement.fact() == v1::STATEMENT_FACT_SCHEDULED_UNITS;
  }
  return sums;
}

void CompareRows(const TableSums& sums, const FindingPlan& plan, DamagedTable& damaged) {
  // By the holder that they are credited to: cells of rows that show no total of their own.
  StringMap<int64_t> credited;
  for (const auto& [row, sum] : sums.rows) {
    const std::string_view unit = plan.CreditedUnitOf(*row);
    if (unit.empty() || sum.total.has_value()) continue;
    credited.try_emplace(std::string(unit), 0).first->second += sum.cells;
  }
  for (const v1::PlanRow& row : plan.plan().rows()) {
    const auto found = sums.rows.find(&row);
    if (found == sums.rows.end() || found->second.cell_count == 0) continue;
    const TableSums::RowSum& sum = found->second;
    std::optional<int64_t> printed = sum.total;
    if (!printed.has_value() && sum.scheduled) printed = FindingPlan::QuotaUnits(row);
    if (!printed.has_value() || *printed == sum.cells) continue;
    const auto others = credited.find(row.holder_unit_id());
    if (others != credited.end() && *printed == sum.cells + others->second) continue;
    damaged.rows.push_back({&row, *printed, sum.cells});
  }
}

void CompareColumns(const TableSums& sums, DamagedTable& damaged) {
  for (const v1::Statement* total : sums.column_totals) {
    const auto column = sums.columns.find(ColumnKey(*total));
    const int64_t cells = column == sums.columns.end() ? 0 : column->second;
    if (cells == total->value().value().unscaled()) continue;
    damaged.column_total = total;
    damaged.column_cells = cells;
    return;
  }
}

}  // namespace

bool IsInDamagedTable(const v1::StatementList* list, const v1::Statement& statement) {
  const v1::StatementTable* table = TableIn(list, statement.table_id());
  return table != nullptr && table->copy_damaged();
}

bool IsCellWithoutMonth(const v1::Statement& statement) {
  return !statement.table_id().empty() && statement.column() > 0 && !statement.table_total() &&
         !statement.has_interval();
}

bool IsDamagedCell(const v1::StatementList* list, const v1::Statement& statement) {
  return !statement.table_total() && StandsInColumn(statement) && IsInDamagedTable(list, statement);
}

std::vector<DamagedTable> FindDamagedTables(const FindingsInput& input, const FindingPlan& plan) {
  std::vector<DamagedTable> tables;
  for (const RecordedStatements& recorded : input.statements) {
    for (const v1::StatementTable& table : recorded.list->tables()) {
      if (!table.copy_damaged()) continue;
      const TableSums sums = AddUp(*recorded.list, table, plan);
      DamagedTable damaged;
      damaged.record_id = recorded.record_id;
      damaged.table = &table;
      CompareRows(sums, plan, damaged);
      CompareColumns(sums, damaged);
      if (!damaged.rows.empty() || damaged.column_total != nullptr) {
        tables.push_back(std::move(damaged));
      }
    }
  }
  return tables;
}

bool ToldByTable(const std::vector<DamagedTable>& tables, const v1::PlanRow& row, int64_t printed,
                 int64_t cells) {
  return std::any_of(tables.begin(), tables.end(), [&](const DamagedTable& table) {
    return std::any_of(table.rows.begin(), table.rows.end(), [&](const DamagedTable::Row& off) {
      return off.row == &row && off.printed == printed && off.cells == cells;
    });
  });
}

void FindInTables(const FindingContext& context, Contradictions& found) {
  for (const DamagedTable& damaged : context.damaged_tables) {
    Contradiction contradiction;
    contradiction.kind = v1::FINDING_KIND_COPY_DAMAGE;
    contradiction.origin = v1::FINDING_ORIGIN_COPY;
    contradiction.places.push_back(MakePlace(
        v1::FINDING_SUBJECT_TABLE, Concat(damaged.record_id, "/", damaged.table->table_id()),
        damaged.table->label(), ""));
    int64_t printed = 0;
    int64_t cells = 0;
    for (const DamagedTable::Row& off : damaged.rows) {
      contradiction.places.push_back(RowPlace(*off.row, "quota"));
      printed += off.printed;
      cells += off.cells;
    }
    if (damaged.rows.empty()) {
      contradiction.places.push_back(StatementPlace(damaged.record_id, *damaged.column_total, ""));
      printed = damaged.column_total->value().value().unscaled();
      cells = damaged.column_cells;
    }
    contradiction.stated = CountValue(printed, kMeasureUnits);
    contradiction.computed = CountValue(cells, kMeasureUnits);
    found.push_back(std::move(contradiction));
  }
}

}  // namespace hemoledger::findings

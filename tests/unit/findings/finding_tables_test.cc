// Tables whose copy lost cells: Kiên Giang's appendices.
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/findings/finding_world.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Cells of a row in the columns of the copy, and its printed total.
void AddTableRow(FindingWorld& world, const std::string& row_id, v1::StatementFact fact,
                 const std::vector<std::pair<uint32_t, int64_t>>& cells,
                 std::optional<int64_t> total) {
  const auto add = [&](const std::string& id, int64_t units) -> v1::Statement& {
    v1::Statement& statement = AddFigure(world.statements, id, fact, Fig(units));
    statement.set_row_id(row_id);
    statement.set_table_id("pl");
    return statement;
  };
  for (const auto& [column, units] : cells) {
    add(row_id + "-" + std::to_string(column), units).set_column(column);
  }
  if (total.has_value()) add(row_id + "-tong", *total);
}

void AddColumnTotal(FindingWorld& world, v1::StatementFact fact, uint32_t column, int32_t month,
                    int64_t units) {
  v1::Statement& statement =
      AddFigure(world.statements, "tong-" + std::to_string(column), fact, Fig(units));
  *statement.mutable_interval() = Month(month);
  statement.set_table_id("pl");
  statement.set_column(column);
  statement.set_table_total(true);
}

v1::StatementTable& Damaged(FindingWorld& world) {
  v1::StatementTable& table = *world.statements.add_tables();
  table.set_table_id("pl");
  table.set_label("Phụ lục 2");
  table.set_copy_damaged(true);
  return table;
}

// Appendix 2: row 23 shows eleven cells (966) of a printed 1.053. Its rounds stand with the quotas
// that the cells give.
FindingWorld Appendix2() {
  FindingWorld world;
  AddRow(world.plan, "r01", "rach-gia", 1163);
  AddRow(world.plan, "r23", "benh-vien", 1053);
  Damaged(world);
  constexpr auto kFact = v1::STATEMENT_FACT_SCHEDULED_UNITS;
  AddTableRow(world, "r01", kFact, {{4, 350}, {7, 350}, {11, 463}}, 1163);
  std::vector<std::pair<uint32_t, int64_t>> cells;
  for (uint32_t column = 4; column < 14; ++column) cells.emplace_back(column, 87);
  cells.emplace_back(14, 96);
  AddTableRow(world, "r23", kFact, cells, 1053);
  AddColumnTotal(world, kFact, 4, 202104, 437);
  for (const auto& [column, units] : cells) {
    AddQuota(AddRound(world.plan, "bv-" + std::to_string(column)), "benh-vien", units);
  }
  for (const int64_t units : {350, 350, 463}) {
    AddQuota(AddRound(world.plan, "rg-" + std::to_string(world.plan.rounds_size())), "rach-gia",
             units);
  }
  return world;
}

TEST(FindingTables, ARowThatLostACellIsToldOnce) {
  const FindingWorld world = Appendix2();
  EXPECT_THAT(world.Told(), ElementsAre("COPY_DAMAGE table:van-ban/pl row:r23/quota 1053 <> 966"));
  EXPECT_EQ(world.Find().front().origin(), v1::FINDING_ORIGIN_COPY);
}

TEST(FindingTables, AnIntactTableOfTheSameFiguresTellsTheSum) {
  FindingWorld world = Appendix2();
  world.statements.mutable_tables(0)->set_copy_damaged(false);
  EXPECT_THAT(world.Told(), ElementsAre("ROUND_SUM row:r23/quota 1053 <> 966"));
}

// Appendix 1: row sums hold, columns do not; cells count nowhere.
FindingWorld Appendix1() {
  FindingWorld world;
  AddRow(world.plan, "r01", "lien-doan", 503);
  AddRow(world.plan, "r06", "benh-vien", 843);
  *world.plan.add_rows() = SelectorRow("r07", "vien-huyet-hoc");
  *world.plan.add_credit_rules() = MakeCreditRule("r07", "vien-huyet-hoc", "benh-vien");
  Damaged(world);
  constexpr auto kFact = v1::STATEMENT_FACT_RECEIVED_UNITS;
  AddTableRow(world, "r01", kFact, {{4, 402}, {5, 53}, {8, 421}, {10, 154}}, 1030);
  AddTableRow(world, "r06", kFact, {{6, 41}, {9, 9}, {11, 65}, {12, 1}}, 1116);
  AddTableRow(world, "r07", kFact, {{12, 1000}}, {});
  AddColumnTotal(world, kFact, 4, 202101, 2322);
  AddColumnTotal(world, kFact, 5, 202102, 53);
  return world;
}

TEST(FindingTables, ColumnsThatDoNotAddUpAreOneFinding) {
  EXPECT_THAT(Appendix1().Told(),
              ElementsAre("COPY_DAMAGE table:van-ban/pl statement:van-ban/tong-4 2322 <> 402"));
}

TEST(FindingTables, ATableThatAddsUpIsNone) {
  FindingWorld world = Appendix1();
  for (v1::Statement& statement : *world.statements.mutable_statements()) {
    if (statement.statement_id() == "tong-4") *statement.mutable_value() = Fig(402);
  }
  EXPECT_THAT(world.Told(), IsEmpty());
}

TEST(FindingTables, ARowMayShowTheCellsOfThoseCreditedToItOrNot) {
  FindingWorld world = Appendix1();
  for (v1::Statement& statement : *world.statements.mutable_statements()) {
    if (statement.statement_id() == "tong-4") *statement.mutable_value() = Fig(402);
    if (statement.statement_id() == "r06-tong") *statement.mutable_value() = Fig(116);
  }
  EXPECT_THAT(world.Told(), IsEmpty());
  for (v1::Statement& statement : *world.statements.mutable_statements()) {
    if (statement.statement_id() == "r06-tong") *statement.mutable_value() = Fig(1115);
  }
  EXPECT_THAT(world.Told(), ElementsAre("COPY_DAMAGE table:van-ban/pl row:r06/quota 1115 <> 116"));
}

TEST(FindingTables, CellsOfADamagedTableAreNotHeldAgainstTheLedger) {
  FindingWorld world = Appendix1();
  world.has_ledger = true;
  world.ledger.received["row r01"] = {1030, 1030, 0};
  // The row's total is compared, its cells are not.
  EXPECT_EQ(world.Told().size(), 1U);
  world.ledger.received["row r01"] = {1031, 1031, 0};
  EXPECT_THAT(world.Told(),
              ElementsAre("COPY_DAMAGE table:van-ban/pl statement:van-ban/tong-4 2322 <> 402",
                          "RESULT statement:van-ban/r01-tong/received 1030 <> 1031"));
}

TEST(FindingTables, APrintedMonthTotalBelowWhatIsDatedIsTold) {
  FindingWorld world = Appendix1();
  world.has_ledger = true;
  world.ledger.received["202101"] = {5000, 2322, 1000};
  EXPECT_EQ(world.Told().size(), 1U);
  world.ledger.received["202101"] = {5000, 2323, 1000};
  EXPECT_THAT(world.Told(),
              ElementsAre("COPY_DAMAGE table:van-ban/pl statement:van-ban/tong-4 2322 <> 402",
                          "RESULT statement:van-ban/tong-4/received 2322 <> >=2323"));
}

TEST(FindingTables, EachDamagedTableIsAFindingOfItsOwn) {
  FindingWorld world = Appendix2();
  world.statements.mutable_tables()->Add()->CopyFrom(world.statements.tables(0));
  world.statements.mutable_tables(1)->set_table_id("pl-khac");
  EXPECT_THAT(world.Told(), ElementsAre("COPY_DAMAGE table:van-ban/pl row:r23/quota 1053 <> 966"));
}

}  // namespace
}  // namespace hemoledger

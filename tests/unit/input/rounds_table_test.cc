// The table of rounds, and columns of rounds in the allocation table.
#include <gmock/gmock.h>

#include "proto/base/strings.h"
#include "tests/support/status_matchers.h"
#include "tests/support/workbook/workbook_builder.h"
#include "tests/unit/input/input_fixture.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// "tinh-a-hoa-an 5, tinh-a-truong": units of a round with their quotas.
std::string Quotas(const v1::Round& round) {
  std::string text;
  for (const v1::RoundQuota& quota : round.quotas()) {
    text += Concat(text.empty() ? "" : ", ", quota.unit_id());
    if (quota.has_units()) text += Concat(" ", quota.units().value());
  }
  return text;
}

class RoundsTableTest : public InputTest {
 protected:
  static constexpr std::string_view kHeader =
      "id = \"p\"\nkind = \"plan\"\ntitle = \"T\"\nissuer = \"tinh-a\"\nunit_under = \"tinh-a\"\n";

  absl::StatusOr<PlanFile> Read(std::string_view rounds, std::string_view more = "") {
    Write("r.tsv", rounds);
    return ReadPlanFile(
        Write("p.toml", Concat(kHeader, "table = false\nrounds_table = \"r.tsv\"\n", more)),
        resolver_, random_, problems_);
  }
};

TEST_F(RoundsTableTest, ReadsEveryColumn) {
  const absl::StatusOr<PlanFile> file = Read(
      "Mã đợt\tTên đợt\tThời gian\tThời gian như in\tDự kiến\tTình trạng\tSố đơn vị máu tiếp "
      "nhận\tSố người đăng ký\tĐơn vị\tMã đơn vị\tChỉ tiêu\tĐơn vị tổ chức\tĐơn vị tổ chức như "
      "in\tPhối hợp\tĐơn vị tham gia\tĐịa điểm\tĐơn vị tiếp nhận máu\tChiến dịch\tTính cho đơn "
      "vị\tSuy ra\tBù cho đợt\tGhi chú\n"
      "p-1\tĐợt I\tquý III/2024\tQuý III\tcó\tsẽ tổ chức\ttối thiểu 350\t600 trở lên\tH. Hòa "
      "An\t\t1.200\tTP. Rạch Giá\tBCĐ TP. Rạch Giá\tTỉnh đoàn | Hội LHTN\tH. Hòa "
      "An|tinh-a-truong\tHội trường\tViện HH\tp-x|p-y\tRạch Giá\tx\tp-0\t\"Một\nHai\"\n"
      "p-1\t\t\t\t\t\t\t\tTruong\ttinh-a-truong\t\t\t\t\t\t\t\t\t\t\t\t\n",
      "[[campaigns]]\nid = \"p-x\"\nlabel = \"X\"\n[[campaigns]]\nid = \"p-y\"\nlabel = \"Y\"\n"
      "[[rounds]]\nid = \"p-0\"\nlabel = \"Đợt cũ\"\n");
  ASSERT_THAT(Lines(problems_), IsEmpty());
  ASSERT_OK(file);
  ASSERT_EQ(file->plan.rounds_size(), 2);
  const v1::Round& round = file->plan.rounds(1);
  EXPECT_EQ(round.label(), "Đợt I");
  EXPECT_EQ(round.time().quarter().quarter(), 3);
  EXPECT_EQ(round.time().text(), "Quý III");
  EXPECT_TRUE(round.time().tentative());
  EXPECT_EQ(round.status(), v1::ROUND_STATUS_PLANNED);
  EXPECT_EQ(round.received().comparator(), v1::COMPARATOR_AT_LEAST);
  EXPECT_EQ(round.registered().value().unscaled(), 600);
  EXPECT_EQ(round.host_unit_id(), "tinh-a-rach-gia");
  EXPECT_EQ(round.host_name(), "BCĐ TP. Rạch Giá");
  EXPECT_THAT(round.partners(), ElementsAre("Tỉnh đoàn", "Hội LHTN"));
  EXPECT_THAT(round.contributing_unit_ids(), ElementsAre("tinh-a-hoa-an", "tinh-a-truong"));
  EXPECT_EQ(round.place(), "Hội trường");
  EXPECT_EQ(round.receiving_body(), "Viện HH");
  EXPECT_THAT(round.campaign_ids(), ElementsAre("p-x", "p-y"));
  EXPECT_THAT(round.credited_unit_ids(), ElementsAre("tinh-a-rach-gia"));
  EXPECT_TRUE(round.credit_inferred());
  EXPECT_EQ(round.make_up_for_round_id(), "p-0");
  EXPECT_EQ(round.notes_size(), 2);
  EXPECT_EQ(Quotas(round), "tinh-a-hoa-an 1200, tinh-a-truong");
}

TEST_F(RoundsTableTest, RowsOfOneRoundNeedNotStandTogether) {
  const absl::StatusOr<PlanFile> file = Read(
      "round_id\tlabel\tplace\tunit_id\tunits\n"
      "p-1\tĐợt I\tA\ttinh-a-hoa-an\t5\n"
      "p-2\tĐợt II\t\t\t\n"
      "p-1\tĐợt I\t\ttinh-a-rach-gia\t7\n");
  ASSERT_THAT(Lines(problems_), IsEmpty());
  ASSERT_OK(file);
  EXPECT_EQ(Quotas(file->plan.rounds(0)), "tinh-a-hoa-an 5, tinh-a-rach-gia 7");
  EXPECT_EQ(Quotas(file->plan.rounds(1)), "");
}

TEST_F(RoundsTableTest, FaultsAreToldWithTheirPlaces) {
  EXPECT_FALSE(Read("id\tlabel\tplace\treceived\ttime\tunit_id\tunits\n"
                    "p-1\tĐợt I\tA\t≥≥5\tmai\ttinh-a-hoa-an\t5\n"
                    "p-1\tĐợt 1\tB\t\t\ttinh-a-hoa-an\t1.14\n"
                    "p-1\t\t\t\t\t\t8\n"
                    "\tĐợt II\t\t\t\t\t\n"
                    "p-0\tĐợt 0\t\t\t\t\t\n"
                    "Đợt 3\tĐợt III\t\t\t\t\t\n",
                    "[[rounds]]\nid = \"p-0\"\nlabel = \"L\"\n")
                   .ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("r.tsv:2:5 (time): The time can not be read"),
                          HasSubstr("r.tsv:2:4 (received): The figure can not be read"),
                          HasSubstr("r.tsv:3:2 (label): It differs from the round's first row"),
                          HasSubstr("r.tsv:3:3 (place): It differs from the round's first row"),
                          HasSubstr("r.tsv:3:7 (units): The figure can not be read"),
                          HasSubstr("r.tsv:3:6 (unit_id): "),
                          HasSubstr("r.tsv:4:6 (unit_id): The cell must not be blank"),
                          HasSubstr("r.tsv:5:1 (id): The cell must not be blank"),
                          HasSubstr("r.tsv:6:1 (id): The round stands under [[rounds]]"),
                          HasSubstr("r.tsv:7:1 (id): ")));
  EXPECT_EQ(problems_.list()[5].reason, ERROR_REASON_DUPLICATE);
}

TEST_F(RoundsTableTest, UnknownHeadingsAndFilesAreTold) {
  EXPECT_FALSE(Read("id\tmàu\np-1\tđỏ\n").ok());
  EXPECT_THAT(Lines(problems_), ElementsAre(HasSubstr("r.tsv:1:2 (màu): No column has"),
                                            HasSubstr("r.tsv:1: The column \"label\" is missing"),
                                            HasSubstr("r.tsv:2: The cell must not be blank")));
  problems_ = Problems();
  EXPECT_FALSE(ReadPlanFile(Write("q.toml", Concat(kHeader,
                                                   "table = false\nrounds_sheet = \"Đợt\"\n"
                                                   "rounds_table = \"none.tsv\"\n")),
                            resolver_, random_, problems_)
                   .ok());
  EXPECT_THAT(Lines(problems_), ElementsAre(HasSubstr("none.tsv")));
}

class RoundSheetTest : public InputTest {
 protected:
  using Rows = std::vector<std::vector<std::string>>;

  const Rows info_ = {{"Mục", "Nội dung"}, {"id", "p"},          {"kind", "kế hoạch"},
                      {"title", "T"},      {"issuer", "tinh-a"}, {"unit_under", "tinh-a"}};
  const Rows table_ = {{"Đơn vị", "Chỉ tiêu", "Đợt I"}, {"H. Hòa An", "=100", "=60"}};
  const Rows rounds_ = {{"Mã đợt", "Tên đợt", "Thời gian", "Số đơn vị máu tiếp nhận", "Đơn vị"},
                        {"p-1", "Đợt I", "15/3/2024", "=350", ""}};
};

TEST_F(RoundSheetTest, AWorkbookHasASheetOfRounds) {
  WorkbookBuilder builder;
  builder.TextSheet("Thông tin", info_).TextSheet("Sheet2", table_).TextSheet("Đợt", rounds_);
  const absl::StatusOr<PlanFile> file =
      ReadPlanFile(Write("p.xlsx", builder.Build()), resolver_, random_, problems_);
  ASSERT_THAT(Lines(problems_), IsEmpty());
  ASSERT_OK(file);
  const v1::Round& round = file->plan.rounds(0);
  EXPECT_THAT(round.time().dates().dates(), ElementsAre(20240315));
  EXPECT_EQ(round.received().value().unscaled(), 350);
  EXPECT_EQ(round.received().value().text(), "");
  EXPECT_EQ(Quotas(round), "tinh-a-hoa-an 60");
}

TEST_F(RoundSheetTest, FaultsAreToldWithSheetAndCell) {
  WorkbookBuilder builder;
  Rows rounds = rounds_;
  rounds[1][3] = "=3.5";
  rounds[1][2] = "mai";
  builder.TextSheet("Info", info_).TextSheet("Table", table_).TextSheet("Rounds", rounds);
  EXPECT_FALSE(ReadPlanFile(Write("p.xlsx", builder.Build()), resolver_, random_, problems_).ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("p.xlsx[Rounds]:C2 (Thời gian): The time can not be read"),
                          HasSubstr("p.xlsx[Rounds]:D2 (Số đơn vị máu tiếp nhận): The figure")));
}

// A workbook of another file, broken or made to burst: told, and nothing is read.
TEST_F(RoundSheetTest, BrokenWorkbooksAreTold) {
  const std::string header =
      "id = \"p\"\nkind = \"plan\"\ntitle = \"T\"\nissuer = \"tinh-a\"\ntable = false\n"
      "rounds_table = \"r.xlsx\"\n";
  WorkbookBuilder builder;
  builder.TextSheet("Đợt", rounds_);
  std::string bytes = builder.Build();
  auto parts = builder.Parts();
  for (auto& [name, content] : parts) {
    if (name.find("sheet1") != std::string::npos) content = std::string(32 << 20, ' ');
  }
  for (const std::string& broken :
       {bytes.substr(0, bytes.size() / 2), std::string("PK\x03\x04 none"), MakeZip(parts)}) {
    Write("r.xlsx", broken);
    Problems problems;
    EXPECT_FALSE(ReadPlanFile(Write("p.toml", header), resolver_, random_, problems).ok());
    ASSERT_FALSE(problems.empty());
    EXPECT_THAT(Lines(problems)[0], HasSubstr("r.xlsx"));
  }
}

class RoundColumnsTest : public InputTest {
 protected:
  absl::StatusOr<PlanFile> Read(std::string_view table, std::string_view rounds) {
    Write("p.csv", table);
    return ReadPlanFile(
        Write("p.toml", Concat("id = \"p\"\nkind = \"plan\"\ntitle = \"T\"\nissuer = \"tinh-a\"\n"
                               "unit_under = \"tinh-a\"\ntable = \"p.csv\"\n",
                               rounds)),
        resolver_, random_, problems_);
  }

  static constexpr std::string_view kTwoRounds =
      "[[rounds]]\nid = \"p-1\"\nlabel = \"Đợt I\"\n[[rounds]]\nid = \"p-2\"\nlabel = \"Đợt II\"\n";
};

// Document 001: headings with the day in brackets, blank cells, a row without a quota that has
// figures of rounds (II.18).
TEST_F(RoundColumnsTest, HoldTheUnitsQuotasInRounds) {
  const absl::StatusOr<PlanFile> file = Read(
      "STT;Đơn vị;Chỉ tiêu;Đợt I (15/3/2024);p-2\n1;H. Hòa An;16;8;8\n2;Rạch Giá;66;36;\n"
      "3;Trường Cao đẳng;;x;0\n",
      kTwoRounds);
  ASSERT_THAT(Lines(problems_), IsEmpty());
  ASSERT_OK(file);
  EXPECT_EQ(Quotas(file->plan.rounds(0)), "tinh-a-hoa-an 8, tinh-a-rach-gia 36, tinh-a-truong");
  EXPECT_EQ(Quotas(file->plan.rounds(1)), "tinh-a-hoa-an 8, tinh-a-truong 0");
  EXPECT_FALSE(file->plan.rows(2).has_quota());
}

TEST_F(RoundColumnsTest, TwoLinesOfHeadingsAsCopiedFromADocument) {
  Write("p.tsv",
        "STT\tĐơn vị\tSố ĐVM dự kiến\tCác đợt trong năm\t\n"
        "\t\tChỉ tiêu\tĐợt I (15/3/2024)\tĐợt II (18/7/2024)\n"
        "1\tH. Hòa An\t16\t8\t8\n");
  const absl::StatusOr<PlanFile> file = ReadPlanFile(
      Write("p.toml", Concat("id = \"p\"\nkind = \"plan\"\ntitle = \"T\"\nissuer = \"tinh-a\"\n"
                             "unit_under = \"tinh-a\"\ntable = \"p.tsv\"\n",
                             kTwoRounds)),
      resolver_, random_, problems_);
  ASSERT_THAT(Lines(problems_), IsEmpty());
  EXPECT_EQ(Quotas(file->plan.rounds(1)), "tinh-a-hoa-an 8");
}

TEST_F(RoundColumnsTest, FaultsAreTold) {
  EXPECT_FALSE(Read("unit_id,quota,Đợt I,Đợt II,Đợt III\ntinh-a-hoa-an,5,1.14,,\n",
                    "[[rounds]]\nid = \"p-1\"\nlabel = \"Đợt I\"\n[[rounds]]\nid = \"p-2\"\n"
                    "label = \"Đợt II\"\n[[rounds]]\nid = \"p-3\"\nlabel = \"Đợt II\"\n")
                   .ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("p.csv:1:5 (Đợt III): No column has this heading"),
                          HasSubstr("p.csv (Đợt II): Several rounds have this label"),
                          HasSubstr("p.csv:2:3 (Đợt I): The figure can not be read")));
}

TEST_F(RoundColumnsTest, AUnitStandsOnceInARound) {
  EXPECT_FALSE(Read("unit_id,quota,Đợt I\ntinh-a-hoa-an,5,5\ntinh-a-truong,,1\ntinh-a-truong,,2\n",
                    "[[rounds]]\nid = \"p-1\"\nlabel = \"Đợt I\"\n"
                    "quotas = [{ unit = \"tinh-a-hoa-an\", units = 5 }]\n")
                   .ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("p.csv:2:3 (Đợt I): "), HasSubstr("p.csv:4:3 (Đợt I): ")));
  EXPECT_EQ(problems_.list()[0].reason, ERROR_REASON_DUPLICATE);
}

}  // namespace
}  // namespace hemoledger

// What a plan's header says beside its table: [[row_details]], `exact`, `table = false`.
#include <gmock/gmock.h>

#include "tests/support/status_matchers.h"
#include "tests/unit/input/input_fixture.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class PlanRowDetailsTest : public InputTest {
 protected:
  static constexpr std::string_view kHeader =
      "id = \"p\"\nkind = \"plan\"\ntitle = \"T\"\nissuer = \"tinh-a\"\nunit_under = \"tinh-a\"\n";

  absl::StatusOr<PlanFile> Read(std::string_view table, std::string_view more) {
    Write("p.csv", table);
    return ReadPlanFile(
        Write("p.toml", std::string(kHeader) + "table = \"p.csv\"\n" + std::string(more)),
        resolver_, random_, problems_);
  }
};

TEST_F(PlanRowDetailsTest, SayWhatACellCanNot) {
  const absl::StatusOr<PlanFile> file = Read(
      "unit_id,quota,notes,row_id\ntinh-a-rach-gia,,,a\n,,,b\ntinh-a-hoa-an,7,,c\n",
      "[[row_details]]\nrow = \"a\"\nholder = \"tinh-a-rach-gia\"\nprinted_name = \"rach-gia\"\n"
      "population_share = \"khoảng 1\"\n"
      "[[row_details]]\nrow = \"b\"\nholder = false\nselector = { component = \"tiểu cầu\" }\n"
      "blank_quota = true\nround_count = { text = \"2-3\" }\n"
      "[[row_details]]\nrow = \"c\"\nconverted_quota = { value = 1120, text = \"1,141\" }\n"
      "notes = [\"một\\nhai\", \"ba\"]\n");
  ASSERT_THAT(Lines(problems_), IsEmpty());
  ASSERT_OK(file);
  const v1::PlanRow& a = file->plan.rows(0);
  EXPECT_EQ(a.holder_unit_id(), "tinh-a-rach-gia");
  EXPECT_FALSE(a.has_quota());
  EXPECT_FALSE(a.has_selector()) << "a holder takes its own receipts";
  EXPECT_EQ(a.printed_name(), "rach-gia");
  EXPECT_EQ(a.population_share_text(), "khoảng 1");
  const v1::PlanRow& b = file->plan.rows(1);
  EXPECT_EQ(b.holder_unit_id(), "");
  EXPECT_EQ(b.selector().unit_id(), "");
  EXPECT_EQ(b.selector().component(), v1::COMPONENT_PLATELETS);
  EXPECT_TRUE(b.has_quota());
  EXPECT_FALSE(b.quota().has_units());
  EXPECT_FALSE(b.round_count().has_value());
  EXPECT_EQ(b.round_count().text(), "2-3");
  const v1::PlanRow& c = file->plan.rows(2);
  EXPECT_EQ(c.quota().units().value(), 7);
  EXPECT_EQ(c.quota().converted_units().value(), 1120);
  EXPECT_EQ(c.quota().converted_units().text(), "1,141");
  ASSERT_EQ(file->texts.size(), 2u);
  EXPECT_EQ(file->texts[0].text(), "một\nhai");
}

TEST_F(PlanRowDetailsTest, FaultsAreToldWithTheirPlaces) {
  EXPECT_FALSE(
      Read("unit_id,quota,time,row_id\ntinh-a-rach-gia,5,3/2021,a\ntinh-a-hoa-an,7,,b\n",
           "[[row_details]]\nrow = \"a\"\ntime = \"4/2021\"\n"
           "[[row_details]]\nrow = \"b\"\ntimes = \"5/2021\"\nselector = { round = \"none\" }\n"
           "[[row_details]]\nrow = \"b\"\n"
           "[[row_details]]\nrow = \"z\"\n"
           "[[row_details]]\nholder = \"tinh-a\"\n")
          .ok());
  const std::vector<std::string> lines = Lines(problems_);
  EXPECT_THAT(lines, ElementsAre(HasSubstr("p.toml:15:7 (row_details[2].row): The row \"b\" has"),
                                 HasSubstr("p.toml:18:1 (row_details[4].row): The key"),
                                 HasSubstr("p.csv:2:3 (time): The cell is also given"),
                                 HasSubstr("p.toml:13:22 (row_details[1].selector.round)"),
                                 HasSubstr("p.toml:12:9 (row_details[1].times): There is no key"),
                                 HasSubstr("p.toml:17:7 (row_details[3].row)")));
}

TEST_F(PlanRowDetailsTest, HalfOfWhoStillNeedsAUnit) {
  EXPECT_FALSE(
      Read("unit_id,quota,row_id\n,,a\n", "[[row_details]]\nrow = \"a\"\nholder = false\n").ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("p.csv:2:1 (unit_id): The cell must not be")));
}

TEST_F(PlanRowDetailsTest, ExactKeepsTheBlanksOfQuotedTextsAlone) {
  constexpr std::string_view kMore = "place = \" Tỉnh A \"\n";
  const absl::StatusOr<PlanFile> exact = Read(
      "unit_id,quota\ntinh-a-hoa-an, 7 \n",
      std::string("exact = true\n") + std::string(kMore) + "[[legal_bases]]\nissuer = \"Ai đó\"\n");
  ASSERT_THAT(Lines(problems_), IsEmpty());
  ASSERT_OK(exact);
  EXPECT_EQ(exact->plan.document().place(), " Tỉnh A ");
  EXPECT_EQ(exact->plan.rows(0).quota().units().value(), 7);
  EXPECT_EQ(exact->plan.document().legal_bases(0).issuer_name(), "Ai đó");
  const absl::StatusOr<PlanFile> usual = Read("unit_id,quota\ntinh-a-hoa-an,7\n", kMore);
  ASSERT_OK(usual);
  EXPECT_EQ(usual->plan.document().place(), "Tỉnh A");
}

TEST_F(PlanRowDetailsTest, APlanWithoutATableSaysSo) {
  const absl::StatusOr<PlanFile> file = ReadPlanFile(
      Write("p.toml", std::string(kHeader) + "table = false\nperiod = { date = 2021-04-05 }\n"),
      resolver_, random_, problems_);
  ASSERT_THAT(Lines(problems_), IsEmpty());
  ASSERT_OK(file);
  EXPECT_EQ(file->plan.rows_size(), 0);
  EXPECT_EQ(file->plan.period().first_date(), 20210405);
  EXPECT_EQ(file->plan.period().last_date(), 0);
  // Forgotten is another thing.
  EXPECT_FALSE(ReadPlanFile(Write("q.toml", kHeader), resolver_, random_, problems_).ok());
  EXPECT_THAT(Lines(problems_), ElementsAre(HasSubstr("The key \"table\" is missing")));
}

TEST_F(PlanRowDetailsTest, AGroupsIdGoesBeforeAnothersLabel) {
  const absl::StatusOr<PlanFile> file =
      Read("unit_id,quota,group\ntinh-a-hoa-an,7,xa\ntinh-a-rach-gia,7,Xã\n",
           "[[groups]]\nid = \"huyen\"\nlabel = \"xa\"\n[[groups]]\nid = \"xa\"\nlabel = \"Xã\"\n");
  ASSERT_THAT(Lines(problems_), IsEmpty());
  EXPECT_EQ(file->plan.rows(0).group_id(), "xa");
  EXPECT_EQ(file->plan.rows(1).group_id(), "xa");
}

}  // namespace
}  // namespace hemoledger

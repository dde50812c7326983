#include "clients/cli/export/plan_template.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdio>

#include "clients/cli/export/plan_template_workbook.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace hemoledger {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

v1::Unit MakeUnit(std::string_view id, std::string_view name) {
  v1::Unit unit;
  unit.set_unit_id(std::string(id));
  unit.set_name(std::string(name));
  return unit;
}

const PlanTemplate::Line* Find(const PlanTemplate& plan, std::string_view key) {
  for (const PlanTemplate::Line& line : plan.header) {
    if (line.key == key) return &line;
  }
  return nullptr;
}

// A member of a workbook, which is a zip file.
std::string Member(const std::string& path, const std::string& name) {
  const std::string command =
      "python3 -c \"import sys,zipfile; sys.stdout.buffer.write("
      "zipfile.ZipFile('" +
      path + "').read('" + name + "'))\"";
  FILE* const pipe = popen(command.c_str(), "r");
  std::string text;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) text += static_cast<char>(c);
  EXPECT_EQ(pclose(pipe), 0) << name;
  return text;
}

PlanTemplateFacts Territory() {
  PlanTemplateFacts facts;
  facts.issuer_unit_id = "tinh-a";
  facts.year = 2026;
  facts.units = {MakeUnit("xa-b", "Xã B"), MakeUnit("xa-c", "=1+1 & <C>")};
  return facts;
}

TEST(PlanTemplateTest, ATerritoryIsARowAUnit) {
  const PlanTemplate plan = MakePlanTemplate(Territory(), Language::kVietnamese);
  EXPECT_EQ(Find(plan, "id")->value, "tinh-a-2026");
  EXPECT_EQ(Find(plan, "kind")->value, "Kế hoạch");
  EXPECT_EQ(Find(plan, "issuer")->value, "tinh-a");
  EXPECT_EQ(Find(plan, "unit_under")->value, "tinh-a");
  EXPECT_EQ(Find(plan, "period.from")->date, 20260101);
  EXPECT_EQ(Find(plan, "period.to")->date, 20261231);
  EXPECT_EQ(Find(plan, "date")->date, 0);
  EXPECT_THAT(plan.columns,
              ElementsAre("label", "unit", "unit_id", "population", "quota", "converted_quota",
                          "round_count", "time", "group", "notes"));
  ASSERT_EQ(plan.rows.size(), 2u);
  EXPECT_EQ(plan.rows[0].at("label"), "1");
  EXPECT_EQ(plan.rows[0].at("unit"), "Xã B");
  EXPECT_EQ(plan.rows[0].at("unit_id"), "xa-b");
  EXPECT_FALSE(plan.rows[0].contains("quota")) << "blank, not zero";
  PlanTemplateFacts facts = Territory();
  facts.year = 0;
  const PlanTemplate blank = MakePlanTemplate(facts, Language::kEnglish);
  EXPECT_EQ(Find(blank, "id")->value, "");
  EXPECT_EQ(Find(blank, "period.from")->date, 0);
  EXPECT_EQ(Find(blank, "kind")->value, "Plan");
}

TEST(PlanTemplateTest, APlanGivesItsRowsGroupsAndOrderButNoFigures) {
  v1::PlanIssued from = MakePlan("tinh-a-2025", "tinh-a", 20250101, 20251231);
  v1::RowGroup& group = *from.add_groups();
  group.set_group_id("xa");
  group.set_label("I. Các xã");
  *from.add_rounds() = MakeRound("tinh-a-2025-dot-1");
  *from.add_rows() = HolderRow("r01", "xa-c", 70);
  from.mutable_rows(0)->set_printed_name("Xã C như in");
  from.mutable_rows(0)->set_label("01");
  from.mutable_rows(0)->set_group_id("xa");
  *from.add_rows() = HolderRow("r02", "xa-b", 50);
  *from.add_rows() = SelectorRow("r03", "tinh-a", v1::COMPONENT_PLATELETS);
  from.mutable_rows(2)->mutable_selector()->set_round_id("tinh-a-2025-dot-1");
  PlanTemplateFacts facts = Territory();
  facts.from = &from;
  facts.plan_id = "ke-hoach-moi";
  const PlanTemplate plan = MakePlanTemplate(facts, Language::kVietnamese);
  EXPECT_EQ(Find(plan, "id")->value, "ke-hoach-moi");
  EXPECT_EQ(Find(plan, "groups.1.id")->value, "xa");
  EXPECT_EQ(Find(plan, "groups.1.label")->value, "I. Các xã");
  ASSERT_EQ(plan.rows.size(), 3u);
  EXPECT_EQ(plan.rows[0].at("unit"), "Xã C như in");
  EXPECT_EQ(plan.rows[0].at("label"), "01");
  EXPECT_EQ(plan.rows[0].at("group"), "xa");
  EXPECT_EQ(plan.rows[1].at("unit"), "Xã B") << "the row prints no name";
  EXPECT_EQ(plan.rows[2].at("component"), "tiểu cầu");
  for (const auto& row : plan.rows) {
    EXPECT_FALSE(row.contains("quota"));
    EXPECT_FALSE(row.contains("round")) << "a round's id is its plan's for ever";
  }
}

TEST(PlanTemplateTest, TheWorkbookHasWhatImportAndPeopleNeed) {
  const TempDir dir;
  const std::string path = dir.Join("a.xlsx");
  ASSERT_OK(WritePlanTemplate(MakePlanTemplate(Territory(), Language::kVietnamese), path,
                              Language::kVietnamese));
  EXPECT_THAT(Member(path, "xl/workbook.xml"),
              AllOf(HasSubstr("name=\"Thông tin\""), HasSubstr("name=\"Bảng\""),
                    HasSubstr("_xlnm.Print_Titles")));
  const std::string strings = Member(path, "xl/sharedStrings.xml");
  for (const char* text :
       {"Mục", "Nội dung", "Giải thích", "period.from", "tinh-a-2026", "STT", "Mã đơn vị",
        "Chỉ tiêu", "Chỉ tiêu sau quy đổi", "xa-b", "Xã B", "=1+1 &amp; &lt;C&gt;"}) {
    EXPECT_THAT(strings, HasSubstr(std::string("<t>") + text + "</t>"));
  }
  const std::string table = Member(path, "xl/worksheets/sheet2.xml");
  EXPECT_THAT(table, AllOf(HasSubstr("state=\"frozen\""), HasSubstr("paperSize=\"9\""),
                           HasSubstr("orientation=\"landscape\""),
                           HasSubstr("type=\"whole\" operator=\"greaterThanOrEqual\" "
                                     "errorStyle=\"warning\""),
                           HasSubstr("<formula1>0</formula1>"), Not(HasSubstr("<f>"))));
  const std::string header = Member(path, "xl/worksheets/sheet1.xml");
  EXPECT_THAT(header, AllOf(HasSubstr("paperSize=\"9\""), HasSubstr("type=\"list\""),
                            HasSubstr("Kế hoạch,"), HasSubstr("<v>46023</v>")))
      << "1 January 2026 is a date";
  ASSERT_OK(WritePlanTemplate(MakePlanTemplate(Territory(), Language::kEnglish), path,
                              Language::kEnglish));
  EXPECT_THAT(Member(path, "xl/workbook.xml"),
              AllOf(HasSubstr("name=\"Info\""), HasSubstr("name=\"Table\"")));
  EXPECT_THAT(Member(path, "xl/sharedStrings.xml"), HasSubstr("<t>unit_id</t>"));
}

TEST(PlanTemplateTest, AFolderThatIsNotThereIsAnError) {
  EXPECT_THAT(WritePlanTemplate(MakePlanTemplate(Territory(), Language::kVietnamese),
                                "/nowhere/at/all.xlsx", Language::kVietnamese),
              testing::Not(IsOk()));
}

}  // namespace
}  // namespace hemoledger

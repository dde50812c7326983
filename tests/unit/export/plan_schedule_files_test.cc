// Rounds, campaigns, targets, tasks and printed totals as `hemo plan export` writes them.
#include <gmock/gmock.h>

#include "clients/cli/export/plan_files.h"
#include "clients/cli/export/rounds_table_text.h"
#include "proto/base/random.h"
#include "proto/base/strings.h"
#include "proto/base/text_commitment.h"
#include "tests/support/builders.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

v1::Figure Figure(v1::Comparator comparator, int64_t value, int64_t upper = 0) {
  v1::Figure figure;
  figure.set_comparator(comparator);
  figure.mutable_value()->set_unscaled(value);
  if (comparator == v1::COMPARATOR_RANGE) figure.mutable_upper()->set_unscaled(upper);
  return figure;
}

class PlanScheduleFilesTest : public testing::Test {
 protected:
  PlanScheduleFilesTest() {
    answer_.mutable_plan()->set_revision(1);
    plan() = MakePlan("tinh-a-2024", "tinh-a", 20240101, 20241231);
  }

  v1::PlanIssued& plan() { return *answer_.mutable_plan()->mutable_plan(); }

  v1::Text Text(std::string_view plain) {
    MadeText made = MakeText(0, plain, random_, 0);
    *answer_.mutable_plan()->add_texts() = made.accompanying;
    return made.text;
  }

  v1::Round& AddRound(int number) {
    v1::Round& round = *plan().add_rounds();
    round.set_round_id(Concat("dot-", number));
    round.set_label(Concat("Đợt ", number));
    return round;
  }

  PlanFiles Write(Language language = Language::kVietnamese) {
    return WritePlanFiles(answer_, "p.csv", "p-rounds.csv", 0, language);
  }

  SeededRandom random_{11};
  v1::GetPlanResponse answer_;
};

TEST_F(PlanScheduleFilesTest, FewRoundsStandInTheHeader) {
  v1::Round& round = AddRound(1);
  round.mutable_time()->mutable_quarter()->set_year(2024);
  round.mutable_time()->mutable_quarter()->set_quarter(3);
  round.mutable_time()->set_text("Quý III");
  round.mutable_time()->set_tentative(true);
  round.set_status(v1::ROUND_STATUS_POSTPONED);
  *round.mutable_received() = Figure(v1::COMPARATOR_RANGE, 350, 400);
  *round.mutable_registered() = Figure(v1::COMPARATOR_AT_LEAST, 1600);
  round.add_quotas()->set_unit_id("xa-b");
  round.mutable_quotas(0)->mutable_units()->set_value(1200);
  round.add_quotas()->set_unit_id("xa-c");
  round.set_host_unit_id("tinh-a");
  round.set_host_name("Hội CTĐ");
  round.add_partners("Tỉnh đoàn");
  round.set_make_up_for_round_id("dot-0");
  *round.add_notes() = Text("Ghi chú");
  const PlanFiles files = Write();
  EXPECT_THAT(files.header,
              HasSubstr("\n[[rounds]]\nid = \"dot-1\"\nlabel = \"Đợt 1\"\ntime = \"quý III/2024\"\n"
                        "time_text = \"Quý III\"\ntentative = true\nstatus = \"hoãn\"\n"
                        "received = \"350 - 400\"\nregistered = \"≥ 1.600\"\nquotas = [\n"
                        "  { unit = \"xa-b\", units = 1200 },\n  { unit = \"xa-c\" },\n]\n"
                        "host = \"tinh-a\"\nhost_name = \"Hội CTĐ\"\npartners = [\"Tỉnh đoàn\"]\n"
                        "make_up_for = \"dot-0\"\nnotes = [\"Ghi chú\"]\n"));
  EXPECT_EQ(files.rounds_table, "");
  EXPECT_THAT(files.header, Not(HasSubstr("rounds_table")));
  EXPECT_THAT(Write(Language::kEnglish).header, HasSubstr("status = \"postponed\"\n"));
}

TEST_F(PlanScheduleFilesTest, ManyRoundsAreATable) {
  for (int i = 1; i <= kRoundsOfATable; ++i) AddRound(i);
  v1::Round& second = *plan().mutable_rounds(1);
  second.add_quotas()->set_unit_id("xa-b");
  second.mutable_quotas(0)->mutable_units()->set_value(1200);
  second.add_quotas()->set_unit_id("xa-c");
  second.mutable_time()->mutable_dates()->add_dates(20240315);
  *second.mutable_received() = Figure(v1::COMPARATOR_AT_LEAST, 350);
  second.add_campaign_ids("he");
  second.add_campaign_ids("do");
  *second.add_notes() = Text("Một");
  *second.add_notes() = Text("Hai");
  plan().mutable_rounds(2)->set_credit_inferred(true);
  PlanFiles files = Write();
  EXPECT_EQ(files.rounds_table,
            "\xEF\xBB\xBFMã đợt,Tên đợt,Thời gian,Số đơn vị máu tiếp nhận,Mã đơn vị,Chỉ tiêu,Chiến "
            "dịch,Suy ra,Ghi chú\n"
            "dot-1,Đợt 1,,,,,,,\n"
            "dot-2,Đợt 2,15/3/2024,≥ 350,xa-b,1.200,he|do,,\"Một\nHai\"\n"
            "dot-2,,,,xa-c,,,,\n"
            "dot-3,Đợt 3,,,,,,có,\n"
            "dot-4,Đợt 4,,,,,,,\ndot-5,Đợt 5,,,,,,,\ndot-6,Đợt 6,,,,,,,\n");
  EXPECT_THAT(files.header, HasSubstr("\nrounds_table = \"p-rounds.csv\"\n"));
  EXPECT_THAT(files.header, Not(HasSubstr("[[rounds]]")));
  EXPECT_THAT(Write(Language::kEnglish).rounds_table,
              HasSubstr("round_id,label,time,received,unit_id,units,campaigns,inferred,notes\n"));

  // What a cell can not say brings all of them into the header: their order is the document's.
  second.add_partners("A | B");
  files = Write();
  EXPECT_EQ(files.rounds_table, "");
  EXPECT_THAT(files.header, HasSubstr("partners = [\"A | B\"]\n"));
  EXPECT_THAT(files.header, HasSubstr("id = \"dot-6\"\n"));
}

TEST_F(PlanScheduleFilesTest, TargetsTasksCampaignsAndTotals) {
  v1::Campaign& campaign = *plan().add_campaigns();
  campaign.set_campaign_id("do");
  campaign.set_label("Hành trình đỏ");
  campaign.set_part_of_campaign_id("he");
  campaign.mutable_time()->mutable_alternatives()->add_times()->mutable_months()->add_months(
      202406);
  campaign.mutable_time()->mutable_alternatives()->add_times()->mutable_months()->add_months(
      202407);
  v1::Target& target = *plan().add_targets();
  target.set_target_id("tinh-nguyen");
  target.set_metric(v1::TARGET_METRIC_VOLUNTARY_SHARE);
  *target.mutable_value() = Figure(v1::COMPARATOR_MORE_THAN, 95);
  target.mutable_value()->mutable_value()->set_text("95%");
  target.set_text("trên 95%");
  target.mutable_scope()->set_each(true);
  target.mutable_scope()->add_unit_ids("xa-b");
  target.mutable_scope()->set_text("các xã");
  target.mutable_scope()->mutable_interval()->set_first_date(20240401);
  target.mutable_scope()->mutable_interval()->set_last_date(20240430);
  v1::Task& task = *plan().add_tasks();
  task.set_task_id("hop");
  task.set_kind(v1::TASK_KIND_MEETING);
  task.set_label("Họp");
  *task.add_notes() = MakeText(0, "đã xóa", random_).text;
  plan().mutable_stated()->mutable_population()->set_value(627028);
  plan().mutable_stated()->set_population_share_text("1,6");
  v1::RowGroup& group = *plan().add_groups();
  group.set_group_id("xa");
  group.set_label("I");
  group.mutable_stated()->mutable_quota()->mutable_units()->set_value(1032);
  group.mutable_stated()->add_rounds()->set_round_id("dot-1");
  group.mutable_stated()->mutable_rounds(0)->mutable_units()->set_value(539);
  plan().mutable_assigned_quota()->mutable_units()->set_value(2000);
  *plan().add_notes() = Text("Ghi chú chung");
  plan().add_implements()->set_number("103/QĐ");
  const PlanFiles files = Write();
  EXPECT_THAT(files.header,
              HasSubstr("\n[[campaigns]]\nid = \"do\"\nlabel = \"Hành trình đỏ\"\n"
                        "time = \"tháng 6/2024 hoặc tháng 7/2024\"\npart_of = \"he\"\n"));
  EXPECT_THAT(files.header,
              HasSubstr("\n[[targets]]\nid = \"tinh-nguyen\"\nmetric = \"tỷ lệ tình nguyện\"\n"
                        "value = \"> 95%\"\ntext = \"trên 95%\"\nunits = [\"xa-b\"]\neach = true\n"
                        "scope = \"các xã\"\nfrom = 2024-04-01\nto = 2024-04-30\n"));
  EXPECT_THAT(files.header,
              HasSubstr("\n[[tasks]]\nid = \"hop\"\nkind = \"họp\"\nlabel = \"Họp\"\n"));
  EXPECT_THAT(files.header,
              HasSubstr("\n[stated]\npopulation = 627028\npopulation_share = \"1,6\"\n"));
  EXPECT_THAT(files.header,
              HasSubstr("\n[[groups]]\nid = \"xa\"\nlabel = \"I\"\nstated = { quota = 1032, rounds "
                        "= [{ round = \"dot-1\", units = 539 }] }\n"));
  EXPECT_THAT(files.header, HasSubstr("\nassigned_quota = { quota = 2000 }\n"));
  EXPECT_THAT(files.header, HasSubstr("\nnotes = [\"Ghi chú chung\"]\n"));
  EXPECT_THAT(files.header, HasSubstr("\n[[implements]]\nnumber = \"103/QĐ\"\n"));
  EXPECT_THAT(files.erased, ElementsAre("tasks hop: ghi chú"));
  EXPECT_THAT(Write(Language::kEnglish).header, HasSubstr("metric = \"voluntary-share\"\n"));
}

// What no text says, so that it is read back, is written in parts.
TEST_F(PlanScheduleFilesTest, FiguresAndTimesInParts) {
  v1::Round& round = AddRound(1);
  *round.mutable_received() = Figure(v1::COMPARATOR_AT_LEAST, 1120);
  round.mutable_received()->mutable_value()->set_text("1,141");
  *round.mutable_registered() = Figure(v1::COMPARATOR_RANGE, 15, 3);
  round.mutable_registered()->mutable_value()->set_scale(1);
  round.mutable_time()->mutable_range()->set_first_date(20240315);
  v1::Round& empty = AddRound(2);
  empty.mutable_time();
  const PlanFiles files = Write();
  EXPECT_THAT(files.header,
              HasSubstr("time = \"15/3/2024 – 15/3/2024\"\n"
                        "received = { comparator = \"≥\", value = \"1120\", text = \"1,141\" }\n"
                        "registered = { comparator = \"-\", value = \"1.5\", upper = \"3\" }\n"));
  EXPECT_THAT(files.header, HasSubstr("id = \"dot-2\"\nlabel = \"Đợt 2\"\ntime = {}\n"));
}

}  // namespace
}  // namespace hemoledger

// ListRounds and ListTasks: what falls due, what is late.
// proto/hemoledger/v1/schedule_service.proto.
#include "services/domain/schedule_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/builders.h"
#include "tests/unit/domain_plans/world.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ScheduleViewTest : public ::testing::Test {
 protected:
  ScheduleViewTest() {
    world_.Open("kt");
    world_.Open("ngoc-hoi", "kt");
    world_.Open("xa-1", "ngoc-hoi");
    world_.Open("ban", "kt");
    plan_ = MakePlan("p", "ngoc-hoi", 20200101, 20201231);
  }

  v1::Round& Round(std::string_view id, int32_t date) {
    *plan_.add_rounds() = MakeRound(id);
    v1::Round& round = *plan_.mutable_rounds(plan_.rounds_size() - 1);
    if (date != 0) round.mutable_time()->mutable_dates()->add_dates(date);
    return round;
  }
  v1::Task& Task(std::string_view id, int32_t month) {
    v1::Task& task = *plan_.add_tasks();
    task.set_task_id(std::string(id));
    task.set_label(std::string(id));
    if (month != 0) task.mutable_time()->mutable_months()->add_months(month);
    return task;
  }
  void Campaign(std::string_view id, std::string_view part_of = "") {
    v1::Campaign& campaign = *plan_.add_campaigns();
    campaign.set_campaign_id(std::string(id));
    campaign.set_label(std::string(id));
    campaign.set_part_of_campaign_id(std::string(part_of));
  }
  void Receive(std::string_view round_id, uint32_t count, int32_t date = 20200315) {
    v1::Receipt receipt = MakeReceipt("ngoc-hoi", date, count);
    receipt.set_round_id(std::string(round_id));
    world_.Receive(receipt);
  }
  void Report(const std::string& record_id, const v1::ProgressReport& report) {
    PlanRecordVersion version;
    version.version = 1;
    version.position = world_.next_position++;
    version.record.set_plan_id("p");
    version.record.set_record_id(record_id);
    *version.record.mutable_progress() = report;
    records_.Apply(std::move(version));
  }
  void ReportRound(const std::string& round_id, v1::RoundStatus status) {
    v1::ProgressReport report;
    report.set_round_id(round_id);
    report.set_round_status(status);
    Report("bao-cao-" + round_id, report);
  }
  std::vector<FoundRound> Find(const ScheduleQuery& query) {
    cells_ = world_.cells.TakeSnapshot();
    return FindRounds({world_.tree, world_.book, records_, cells_}, query);
  }
  // "dot-1 due late", in their order.
  std::vector<std::string> Rounds(const ScheduleQuery& query = {}) {
    std::vector<std::string> texts;
    for (const FoundRound& found : Find(query)) {
      std::string text = found.round->round_id();
      if (found.due) text += " due";
      if (found.late) text += " late";
      if (found.short_of_quota) text += " short";
      texts.push_back(text);
    }
    return texts;
  }
  static ScheduleQuery Today(int32_t today) {
    ScheduleQuery query;
    query.today = today;
    return query;
  }
  static ScheduleQuery Span(int32_t first, int32_t last) {
    ScheduleQuery query;
    query.span = {first, last};
    return query;
  }

  World world_;
  v1::PlanIssued plan_;
  RecordBook records_;
  FactCells::Snapshot cells_;
};

TEST_F(ScheduleViewTest, InTheOrderOfTheLastPossibleDay) {
  Round("dot-3", 20201001);
  Round("dot-1", 20200315);
  v1::Round& quarter = Round("dot-2", 0);
  quarter.mutable_time()->mutable_quarter()->set_year(2020);
  quarter.mutable_time()->mutable_quarter()->set_quarter(2);
  Round("chua-ro", 0);
  Round("dot-1b", 20200315);
  world_.Issue(plan_);
  EXPECT_THAT(Rounds(), ElementsAre("dot-1", "dot-1b", "dot-2", "dot-3", "chua-ro"));
  const auto found = Find({});
  EXPECT_EQ(found[2].days, (CivilInterval{20200401, 20200630}));
  EXPECT_EQ(found[4].days, (CivilInterval{0, 20201231})) << "with the plan's period";
}

TEST_F(ScheduleViewTest, WithoutAPeriodUnknownTimesAreLastAndNeverDue) {
  plan_.clear_period();
  Round("chua-ro", 0);
  Round("dot-1", 20200315);
  world_.Issue(plan_);
  EXPECT_THAT(Rounds(Today(29991231)), ElementsAre("dot-1 due late", "chua-ro"));
}

TEST_F(ScheduleViewTest, DueFromTheDayAfterTheLastPossibleOne) {
  // Ân Thi 2024: đợt I on 15/3; Ngọc Hồi 2020: "before 31/3".
  Round("ngay", 20200315);
  Round("truoc", 0).mutable_time()->mutable_deadline()->set_date(20200331);
  world_.Issue(plan_);
  EXPECT_THAT(Rounds(Today(20200315)), ElementsAre("ngay", "truoc"));
  EXPECT_THAT(Rounds(Today(20200316)), ElementsAre("ngay due late", "truoc"));
  EXPECT_THAT(Rounds(Today(20200330)), ElementsAre("ngay due late", "truoc"));
  EXPECT_THAT(Rounds(Today(20200331)), ElementsAre("ngay due late", "truoc due late"));
  EXPECT_THAT(Rounds(), ElementsAre("ngay", "truoc")) << "without a day nothing is told";
}

TEST_F(ScheduleViewTest, LateIsWhatIsDueAndHasNeitherReceiptsNorAReport) {
  for (const char* id : {"nhan", "bao", "huy", "huy-bao", "hoan", "khong"}) Round(id, 20200301);
  plan_.mutable_rounds(2)->set_status(v1::ROUND_STATUS_CANCELLED);
  world_.Issue(plan_);
  Receive("nhan", 5);
  ReportRound("bao", v1::ROUND_STATUS_HELD);
  ReportRound("huy-bao", v1::ROUND_STATUS_CANCELLED);
  ReportRound("hoan", v1::ROUND_STATUS_POSTPONED);
  EXPECT_THAT(Rounds(Today(20200401)), ElementsAre("nhan due", "bao due", "huy", "huy-bao",
                                                   "hoan due late", "khong due late"));
  ScheduleQuery query = Today(20200401);
  query.only_late = true;
  EXPECT_THAT(Rounds(query), ElementsAre("hoan due late", "khong due late"));
  const auto found = Find({});
  EXPECT_EQ(found[1].status, v1::ROUND_STATUS_HELD);
  EXPECT_EQ(found[2].status, v1::ROUND_STATUS_CANCELLED);
  EXPECT_EQ(found[5].status, v1::ROUND_STATUS_PLANNED);
  EXPECT_EQ(found[0].received.units, 5);
  EXPECT_EQ(found[0].received.receipts, 1);
  EXPECT_EQ(found[0].report, nullptr);
  ASSERT_NE(found[1].report, nullptr);
  EXPECT_EQ(found[1].report->round_id(), "bao");
}

TEST_F(ScheduleViewTest, ALaterDocumentOverridesAReport) {
  Round("dot-1", 20200301);
  world_.Issue(plan_);
  ReportRound("dot-1", v1::ROUND_STATUS_POSTPONED);
  EXPECT_EQ(Find({})[0].status, v1::ROUND_STATUS_POSTPONED);
  v1::PlanAmended amendment = MakeAmendment("p", 1, 20200302);
  v1::Round& moved = *amendment.add_changes()->mutable_round_set()->mutable_round();
  moved = plan_.rounds(0);
  moved.mutable_time()->mutable_dates()->set_dates(0, 20200601);
  world_.Amend(amendment);
  EXPECT_EQ(Find({})[0].status, v1::ROUND_STATUS_PLANNED);
  EXPECT_THAT(Rounds(Today(20200401)), ElementsAre("dot-1"));
  EXPECT_NE(Find({})[0].report, nullptr) << "it is told all the same";
}

TEST_F(ScheduleViewTest, AMadeUpRoundIsNotDue) {
  Round("dot-1", 20200301).set_status(v1::ROUND_STATUS_POSTPONED);
  Round("dot-1b", 20200401).set_make_up_for_round_id("dot-1");
  world_.Issue(plan_);
  EXPECT_THAT(Rounds(Today(20200501)), ElementsAre("dot-1", "dot-1b due late"));
}

TEST_F(ScheduleViewTest, ShortOfItsQuotaOrOfItsLeast) {
  v1::Round& quota = Round("chi-tieu", 20200301);
  quota.add_quotas()->set_unit_id("ngoc-hoi");
  quota.mutable_quotas(0)->mutable_units()->set_value(10);
  // Lào Cai 2024: "350 - 400", "trên 1.200".
  v1::Round& range = Round("khoang", 20200301);
  range.mutable_received()->set_comparator(v1::COMPARATOR_RANGE);
  range.mutable_received()->mutable_value()->set_unscaled(10);
  range.mutable_received()->mutable_upper()->set_unscaled(20);
  v1::Round& above = Round("tren", 20200301);
  above.mutable_received()->set_comparator(v1::COMPARATOR_MORE_THAN);
  above.mutable_received()->mutable_value()->set_unscaled(10);
  Round("khong-ghi", 20200301);
  world_.Issue(plan_);
  ReportRound("khong-ghi", v1::ROUND_STATUS_HELD);
  for (const char* id : {"chi-tieu", "khoang", "tren"}) Receive(id, 9);
  EXPECT_THAT(Rounds(Today(20200401)), ElementsAre("chi-tieu due short", "khoang due short",
                                                   "tren due short", "khong-ghi due"));
  for (const char* id : {"chi-tieu", "khoang", "tren"}) Receive(id, 1);
  EXPECT_THAT(Rounds(Today(20200401)),
              ElementsAre("chi-tieu due", "khoang due", "tren due short", "khong-ghi due"));
  EXPECT_EQ(DescribeRound(Find({})[0]).quota_units(), 10);
  EXPECT_FALSE(DescribeRound(Find({})[1]).has_quota_units());
}

TEST_F(ScheduleViewTest, InASpanWhatMayTakePlaceInIt) {
  // Lào Cai 2024: quarter III in one section, June or July in another.
  v1::Round& quarter = Round("quy-3", 0);
  quarter.mutable_time()->mutable_quarter()->set_year(2020);
  quarter.mutable_time()->mutable_quarter()->set_quarter(3);
  v1::Round& either = Round("6-hoac-7", 0);
  either.mutable_time()->mutable_alternatives()->add_times()->mutable_months()->add_months(202006);
  either.mutable_time()->mutable_alternatives()->add_times()->mutable_months()->add_months(202007);
  Round("chua-ro", 0);
  Round("thang-1", 20200115);
  world_.Issue(plan_);
  EXPECT_THAT(Rounds(Span(20200701, 20200731)), ElementsAre("6-hoac-7", "quy-3"));
  EXPECT_THAT(Rounds(Span(20200601, 20200630)), ElementsAre("6-hoac-7"));
  EXPECT_THAT(Rounds(Span(20200801, 0)), ElementsAre("quy-3"));
  EXPECT_THAT(Rounds(Span(0, 20200131)), ElementsAre("thang-1"));
}

TEST_F(ScheduleViewTest, OfACampaignAndOfThoseThatArePartOfIt) {
  Campaign("he");
  Campaign("hanh-trinh", "he");
  Campaign("xuan");
  Round("dot-1", 20200301).add_campaign_ids("xuan");
  Round("dot-2", 20200601).add_campaign_ids("hanh-trinh");
  Round("dot-3", 20200701).add_campaign_ids("he");
  world_.Issue(plan_);
  ScheduleQuery query;
  query.campaign_id = "he";
  EXPECT_THAT(Rounds(query), ElementsAre("dot-2", "dot-3"));
  query.campaign_id = "hanh-trinh";
  EXPECT_THAT(Rounds(query), ElementsAre("dot-2"));
}

TEST_F(ScheduleViewTest, OfAUnitAndOfTheUnitsBelowIt) {
  Round("chu-tri", 20200101).set_host_unit_id("xa-1");
  Round("chi-tieu", 20200102).add_quotas()->set_unit_id("ngoc-hoi");
  Round("gop", 20200103).add_contributing_unit_ids("xa-1");
  Round("tinh-cho", 20200104).add_credited_unit_ids("ngoc-hoi");
  Round("khac", 20200105).set_host_unit_id("ban");
  world_.Issue(plan_);
  ScheduleQuery query;
  query.unit = world_.tree.Find("ngoc-hoi");
  EXPECT_THAT(Rounds(query), ElementsAre("chu-tri", "chi-tieu", "gop", "tinh-cho"));
  query.unit = world_.tree.Find("xa-1");
  EXPECT_THAT(Rounds(query), ElementsAre("chu-tri", "gop"));
}

TEST_F(ScheduleViewTest, OfPlansOfAnIssuerAndBelow) {
  Round("dot-1", 20200301);
  world_.Issue(plan_);
  v1::PlanIssued other = MakePlan("q", "ban", 20200101, 20201231);
  *other.add_rounds() = MakeRound("q-1");
  world_.Issue(other);
  ScheduleQuery query;
  query.issuer = world_.tree.Find("ngoc-hoi");
  EXPECT_THAT(Rounds(query), ElementsAre("dot-1"));
  query.issuer = world_.tree.Find("kt");
  EXPECT_THAT(Rounds(query), ElementsAre("dot-1", "q-1"));
  query.plan = world_.book.Find("q");
  EXPECT_THAT(Rounds(query), ElementsAre("q-1"));
}

TEST_F(ScheduleViewTest, ThroughLeavesOutLaterReceiptsAndChanges) {
  Round("dot-1", 20200301);
  world_.Issue(plan_);
  v1::PlanAmended amendment = MakeAmendment("p", 1, 20200401);
  *amendment.add_changes()->mutable_round_added()->mutable_round() = MakeRound("dot-2");
  world_.Amend(amendment);
  Receive("dot-1", 5, 20200301);
  Receive("dot-1", 7, 20200410);
  ScheduleQuery query;
  query.through_date = 20200331;
  const auto found = Find(query);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].received.units, 5);
  EXPECT_EQ(Find({}).size(), 2u);
}

TEST_F(ScheduleViewTest, TasksAreLateUntilTheyAreDone) {
  // Ngọc Hồi 2020: meetings in February and December, the launch in February.
  Task("hop-12", 202012);
  Task("phat-dong", 202002);
  Task("hop-2", 202002);
  Task("thuong-xuyen", 0);
  world_.Issue(plan_);
  v1::ProgressReport report;
  report.set_task_id("phat-dong");
  report.set_done(true);
  Report("bao-cao", report);
  const auto tasks = [&](const ScheduleQuery& query) {
    std::vector<std::string> texts;
    for (const FoundTask& found : FindTasks({world_.tree, world_.book, records_, cells_}, query)) {
      texts.push_back(Concat(found.task->task_id(), found.done ? " done" : "",
                             found.due ? " due" : "", found.late ? " late" : ""));
    }
    return texts;
  };
  EXPECT_THAT(tasks(Today(20200229)),
              ElementsAre("phat-dong done", "hop-2", "hop-12", "thuong-xuyen"));
  EXPECT_THAT(tasks(Today(20200301)),
              ElementsAre("phat-dong done due", "hop-2 due late", "hop-12", "thuong-xuyen"));
  ScheduleQuery late = Today(20210101);
  late.only_late = true;
  EXPECT_THAT(tasks(late),
              ElementsAre("hop-2 due late", "hop-12 due late", "thuong-xuyen due late"));
  EXPECT_THAT(tasks(Span(20200201, 20200229)), ElementsAre("phat-dong done", "hop-2"));
  EXPECT_THAT(tasks(Span(20210101, 0)), IsEmpty());
}

TEST_F(ScheduleViewTest, ATaskThatWasSetAgainStandsWhereItIsNow) {
  Task("hop", 202002);
  Task("hop-2", 202003);
  world_.Issue(plan_);
  v1::PlanAmended amendment = MakeAmendment("p", 1, 20200102);
  v1::Task& moved = *amendment.add_changes()->mutable_task_set()->mutable_task();
  moved = plan_.tasks(0);
  moved.mutable_time()->mutable_months()->set_months(0, 202005);
  world_.Amend(amendment);
  const auto found = FindTasks({world_.tree, world_.book, records_, cells_}, {});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[1].task->task_id(), "hop");
  EXPECT_EQ(found[1].days.last, 20200531);
}

}  // namespace
}  // namespace hemoledger

// What a plan's header says of campaigns, rounds, targets, tasks and printed totals.
#include <gmock/gmock.h>

#include "proto/base/strings.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/input/input_fixture.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class PlanScheduleTest : public InputTest {
 protected:
  static constexpr std::string_view kHeader =
      "id = \"p\"\nkind = \"plan\"\ntitle = \"T\"\nissuer = \"tinh-a\"\nunit_under = \"tinh-a\"\n"
      "table = false\n";

  absl::StatusOr<PlanFile> Read(std::string_view more) {
    return ReadPlanFile(Write("p.toml", Concat(kHeader, more)), resolver_, random_, problems_);
  }
  // One round with these keys besides its id and label.
  absl::StatusOr<v1::Round> ReadRoundWith(std::string_view keys) {
    const auto file = Read(Concat("[[rounds]]\nid = \"p-1\"\nlabel = \"Đợt I\"\n", keys));
    if (!file.ok()) return file.status();
    return file->plan.rounds(0);
  }
};

TEST_F(PlanScheduleTest, ReadsARoundWithEveryKey) {
  const absl::StatusOr<PlanFile> file = Read(
      "[[campaigns]]\nid = \"p-xuan\"\nlabel = \"Lễ hội Xuân hồng\"\n"
      "[[campaigns]]\nid = \"p-do\"\nlabel = \"Chủ nhật đỏ\"\npart_of = \"p-xuan\"\n"
      "time = \"quý I/2024\"\ntime_text = \"Quý I\"\ntentative = true\n"
      "[[rounds]]\nid = \"p-0\"\nlabel = \"Đợt cũ\"\nstatus = \"hoãn\"\n"
      "[[rounds]]\nid = \"p-1\"\nlabel = \"Đợt I\"\ntime = 2024-03-15\nstatus = \"held\"\n"
      "registered = \"ít nhất 600\"\nreceived = \"350 - 400\"\nhost = \"Thành phố Rạch Giá\"\n"
      "host_name = \"BCĐ. TP. Rạch Giá\"\npartners = [\"Tỉnh đoàn\", \"Hội LHTN\"]\n"
      "contributing = [\"H. Hòa An\", \"tinh-a-truong\"]\nplace = \"Hội trường\"\n"
      "receiving_body = \"Viện Huyết học\"\ncampaigns = [\"p-xuan\", \"p-do\"]\n"
      "credited_to = [\"Rạch Giá\"]\ninferred = true\nmake_up_for = \"p-0\"\n"
      "notes = [\"Ghi chú\"]\n"
      "quotas = [{ unit = \"Huyện Hòa An\", units = \"1.200\" }, { unit = \"tinh-a-truong\" }]\n");
  ASSERT_THAT(Lines(problems_), IsEmpty());
  ASSERT_OK(file);
  const v1::Campaign& red_sunday = file->plan.campaigns(1);
  EXPECT_EQ(red_sunday.part_of_campaign_id(), "p-xuan");
  EXPECT_EQ(red_sunday.time().quarter().quarter(), 1);
  EXPECT_EQ(red_sunday.time().text(), "Quý I");
  EXPECT_TRUE(red_sunday.time().tentative());
  EXPECT_FALSE(file->plan.campaigns(0).has_time());
  EXPECT_EQ(file->plan.rounds(0).status(), v1::ROUND_STATUS_POSTPONED);
  const v1::Round& round = file->plan.rounds(1);
  EXPECT_THAT(round.time().dates().dates(), ElementsAre(20240315));
  EXPECT_EQ(round.status(), v1::ROUND_STATUS_HELD);
  EXPECT_EQ(round.registered().comparator(), v1::COMPARATOR_AT_LEAST);
  EXPECT_EQ(round.registered().value().unscaled(), 600);
  EXPECT_EQ(round.received().upper().unscaled(), 400);
  EXPECT_EQ(round.host_unit_id(), "tinh-a-rach-gia");
  EXPECT_EQ(round.host_name(), "BCĐ. TP. Rạch Giá");
  EXPECT_THAT(round.partners(), ElementsAre("Tỉnh đoàn", "Hội LHTN"));
  EXPECT_THAT(round.contributing_unit_ids(), ElementsAre("tinh-a-hoa-an", "tinh-a-truong"));
  EXPECT_EQ(round.place(), "Hội trường");
  EXPECT_EQ(round.receiving_body(), "Viện Huyết học");
  EXPECT_THAT(round.campaign_ids(), ElementsAre("p-xuan", "p-do"));
  EXPECT_THAT(round.credited_unit_ids(), ElementsAre("tinh-a-rach-gia"));
  EXPECT_TRUE(round.credit_inferred());
  EXPECT_EQ(round.make_up_for_round_id(), "p-0");
  ASSERT_EQ(round.quotas_size(), 2);
  EXPECT_EQ(round.quotas(0).unit_id(), "tinh-a-hoa-an");
  EXPECT_EQ(round.quotas(0).units().value(), 1200);
  EXPECT_FALSE(round.quotas(1).has_units()) << "blank is not zero";
  ASSERT_EQ(file->texts.size(), 1u);
  EXPECT_EQ(file->texts[0].text(), "Ghi chú");
}

TEST_F(PlanScheduleTest, TimesHaveEveryForm) {
  ASSERT_OK_AND_ASSIGN(v1::Round round,
                       ReadRoundWith("time = \"trước 31/3/2020\"\ntime_text = \"Trước 31/3\"\n"));
  EXPECT_EQ(round.time().deadline().date(), 20200331);
  EXPECT_FALSE(round.time().deadline().inclusive());
  ASSERT_OK_AND_ASSIGN(round, ReadRoundWith("time = \"6/2024 hoặc 7/2024 (dự kiến)\"\n"));
  EXPECT_EQ(round.time().alternatives().times_size(), 2);
  EXPECT_TRUE(round.time().tentative());
  ASSERT_OK_AND_ASSIGN(round, ReadRoundWith("time_text = \"Theo lịch của Trung ương\"\n"));
  EXPECT_EQ(round.time().form_case(), v1::PlannedTime::FORM_NOT_SET);
  EXPECT_EQ(round.time().text(), "Theo lịch của Trung ương");
  ASSERT_OK_AND_ASSIGN(round, ReadRoundWith(""));
  EXPECT_FALSE(round.has_time());
  ASSERT_OK_AND_ASSIGN(round, ReadRoundWith("time = { dates = [2024-03-15, \"18/7/2024\"] }\n"));
  EXPECT_THAT(round.time().dates().dates(), ElementsAre(20240315, 20240718));
  ASSERT_OK_AND_ASSIGN(round, ReadRoundWith("time = { months = [\"3/2021\", \"2021-07\"] }\n"));
  EXPECT_THAT(round.time().months().months(), ElementsAre(202103, 202107));
  ASSERT_OK_AND_ASSIGN(round, ReadRoundWith("time = { from = 2024-03-06, to = 2024-03-10 }\n"));
  EXPECT_EQ(round.time().range().last_date(), 20240310);
  ASSERT_OK_AND_ASSIGN(round, ReadRoundWith("time = { year = 2024, quarter = 3 }\n"));
  EXPECT_EQ(round.time().quarter().quarter(), 3);
  ASSERT_OK_AND_ASSIGN(round, ReadRoundWith("time = { by = 2020-12-15 }\n"));
  EXPECT_TRUE(round.time().deadline().inclusive());
  ASSERT_OK_AND_ASSIGN(round,
                       ReadRoundWith("time = { alternatives = [{ before = 2020-03-31 }, { months = "
                                     "[\"7/2020\"] }] }\n"));
  EXPECT_EQ(round.time().alternatives().times(1).months().months(0), 202007);
}

TEST_F(PlanScheduleTest, FaultsOfRoundsAreToldWithTheirPlaces) {
  EXPECT_FALSE(
      Read(
          "[[rounds]]\nid = \"Đợt 1\"\ntime = \"Tháng 7, 3/2021\"\nreceived = \"khoảng trên 5\"\n"
          "registered = 5.5\nstatus = \"xong\"\nhost = \"nơi khác\"\ncampaigns = [\"p-x\", \"Ô\"]\n"
          "make_up_for = \"p-9\"\nquotas = [{ units = \"1.14\" }, { unit = \"tinh-a\", note = 1 "
          "}]\n"
          "color = \"đỏ\"\n")
          .ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("p.toml:8:6 (rounds[0].id): "),
                          HasSubstr("p.toml:7:1 (rounds[0].label): The key"),
                          HasSubstr("p.toml:9:8 (rounds[0].time): The time can not be read"),
                          HasSubstr("p.toml:12:10 (rounds[0].status): Use one of"),
                          HasSubstr("p.toml:11:14 (rounds[0].registered): The value must be"),
                          HasSubstr("p.toml:10:12 (rounds[0].received): The figure can not be"),
                          HasSubstr("p.toml:13:8 (rounds[0].host): "),
                          HasSubstr("p.toml:14:13 (rounds[0].campaigns): "),
                          HasSubstr("p.toml:16:11 (rounds[0].quotas[0].unit): The key"),
                          HasSubstr("(rounds[0].quotas[0].units): The figure can not be read"),
                          HasSubstr("(rounds[0].quotas[1].note): There is no key"),
                          HasSubstr("p.toml:17:9 (rounds[0].color): There is no key"),
                          HasSubstr("p.toml:14:13 (rounds[0].campaigns): "),
                          HasSubstr("p.toml:15:15 (rounds[0].make_up_for): ")));
  EXPECT_EQ(problems_.list().back().reason, ERROR_REASON_REFERENCE_UNKNOWN);
}

TEST_F(PlanScheduleTest, FaultsOfTimesAreTold) {
  for (const std::string_view time :
       {"\"Tháng 7, 3/2021\"", "\"30/02/2024\"", "\"khi nào tiện\"",
        "{ months = [\"7/2021\", "
        "\"3/2021\"] }",
        "{ months = [\"13/2021\"] }", "{ dates = [\"3/2021\"] }",
        "{ from = 2024-03-10, to = 2024-03-06 }", "{ by = 2020-03-31, quarter = 1 }",
        "{ year = 2024, quarter = 5 }", "{ alternatives = [{ by = 2020-03-31 }] }", "{ when = 1 }",
        "true", "3"}) {
    problems_ = Problems();
    EXPECT_FALSE(ReadRoundWith(Concat("time = ", time, "\n")).ok()) << time;
    ASSERT_FALSE(problems_.empty()) << time;
    EXPECT_THAT(Lines(problems_)[0], HasSubstr("p.toml:10:")) << time;
    EXPECT_THAT(Lines(problems_)[0], HasSubstr("(rounds[0].time")) << time;
  }
}

TEST_F(PlanScheduleTest, FiguresInPartsSayWhatATextCanNot) {
  ASSERT_OK_AND_ASSIGN(
      v1::Round round,
      ReadRoundWith("received = { comparator = \"-\", value = 2, upper = \"3.5\", text = \"02\", "
                    "upper_text = \"ba rưỡi\" }\nregistered = { text = \"nhiều\" }\n"));
  EXPECT_EQ(round.received().comparator(), v1::COMPARATOR_RANGE);
  EXPECT_EQ(round.received().value().text(), "02");
  EXPECT_EQ(round.received().upper().unscaled(), 35);
  EXPECT_EQ(round.received().upper().scale(), 1u);
  EXPECT_EQ(round.received().upper().text(), "ba rưỡi");
  EXPECT_EQ(round.registered().comparator(), v1::COMPARATOR_EQUAL);
  EXPECT_FALSE(round.registered().value().has_unscaled());
  EXPECT_FALSE(ReadRoundWith("received = { comparator = \"?\", value = 1 }\n"
                             "registered = { value = \"1,5\", vlue = 1 }\n")
                   .ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("(rounds[0].registered.value): Write digits"),
                          HasSubstr("(rounds[0].registered.vlue): There is no key"),
                          HasSubstr("p.toml:10:27 (rounds[0].received.comparator): There is no")));
}

// The targets of documents 002 and 003.
TEST_F(PlanScheduleTest, ReadsTargets) {
  const absl::StatusOr<PlanFile> file = Read(
      "[[campaigns]]\nid = \"p-do\"\nlabel = \"Hành trình đỏ\"\n"
      "[[targets]]\nid = \"tong\"\nmetric = \"đơn vị máu\"\nvalue = \"7.000 trở lên\"\n"
      "text = \"tiếp nhận 7.000 đơn vị máu trở lên\"\nplace = \"II.1\"\n"
      "[[targets]]\nid = \"nhac-lai\"\nmetric = \"repeat-share\"\nvalue = \"trên 50%\"\n"
      "text = \"T\"\n"
      "[[targets]]\nid = \"huyen\"\nmetric = \"event-count\"\nvalue = \"02 - 03\"\ntext = \"T\"\n"
      "units = [\"Rạch Giá\", \"H. Hòa An\"]\neach = true\nscope = \"các huyện\"\n"
      "campaign = \"p-do\"\nindicator = \"so-su-kien\"\nmonth = \"4/2024\"\n"
      "[[targets]]\nid = \"khac\"\nmetric = \"khác\"\nvalue = 21100\ntext = \"T\"\n"
      "from = 2024-04-01\nto = 2024-06-30\n");
  ASSERT_THAT(Lines(problems_), IsEmpty());
  ASSERT_OK(file);
  const v1::Target& total = file->plan.targets(0);
  EXPECT_EQ(total.metric(), v1::TARGET_METRIC_UNITS);
  EXPECT_EQ(total.value().comparator(), v1::COMPARATOR_AT_LEAST);
  EXPECT_EQ(total.value().value().unscaled(), 7000);
  EXPECT_EQ(total.place(), "II.1");
  EXPECT_FALSE(total.has_scope());
  EXPECT_EQ(file->plan.targets(1).value().value().text(), "50%");
  const v1::Target& events = file->plan.targets(2);
  EXPECT_EQ(events.value().comparator(), v1::COMPARATOR_RANGE);
  EXPECT_THAT(events.scope().unit_ids(), ElementsAre("tinh-a-rach-gia", "tinh-a-hoa-an"));
  EXPECT_TRUE(events.scope().each());
  EXPECT_EQ(events.scope().text(), "các huyện");
  EXPECT_EQ(events.scope().campaign_id(), "p-do");
  EXPECT_EQ(events.scope().interval().first_date(), 20240401);
  EXPECT_EQ(events.scope().interval().last_date(), 20240430);
  EXPECT_EQ(events.indicator(), "so-su-kien");
  EXPECT_EQ(file->plan.targets(3).value().value().unscaled(), 21100);
  EXPECT_EQ(file->plan.targets(3).scope().interval().last_date(), 20240630);
}

TEST_F(PlanScheduleTest, FaultsOfTargetsAndTasksAreTold) {
  EXPECT_FALSE(Read("[[targets]]\nid = \"a\"\nmetric = \"máu\"\nvalue = \">> 5\"\nround = \"p-1\"\n"
                    "month = \"4/2024\"\ndate = 2024-04-05\n"
                    "[[targets]]\nid = \"b\"\nmetric = \"units\"\ntext = \"T\"\nfrom = 2024-04-05\n"
                    "[[tasks]]\nid = \"c\"\nkind = \"chơi\"\ncampaign = \"p-x\"\n")
                   .ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("p.toml:9:10 (targets[0].metric): Use one of"),
                          HasSubstr("p.toml:10:9 (targets[0].value): The figure can not be read"),
                          HasSubstr("p.toml:7:1 (targets[0].text): The key"),
                          HasSubstr("p.toml:13:8 (targets[0].date): State only one of"),
                          HasSubstr("p.toml:14:1 (targets[1].value): The key"),
                          HasSubstr("p.toml:14:1 (targets[1].to): The key"),
                          HasSubstr("p.toml:21:8 (tasks[0].kind): Use one of"),
                          HasSubstr("p.toml:19:1 (tasks[0].label): The key"),
                          HasSubstr("p.toml:11:9 (targets[0].round): "),
                          HasSubstr("p.toml:22:12 (tasks[0].campaign): ")));
}

// Document 001: lists are handed in in a window of days.
TEST_F(PlanScheduleTest, ReadsTasks) {
  const absl::StatusOr<PlanFile> file = Read(
      "[[tasks]]\nid = \"danh-sach\"\nkind = \"nộp danh sách\"\nlabel = \"Nộp danh sách\"\n"
      "lead = \"Các xã\"\npartners = [\"Hội CTĐ\"]\nplace = \"Hội CTĐ huyện\"\n"
      "time = \"06/3/2024 - 10/3/2024\"\nnotes = [\"Một\", \"Hai\"]\n"
      "[[tasks]]\nid = \"khac\"\nlabel = \"Việc khác\"\ntime_text = \"Tháng Hai\"\n");
  ASSERT_THAT(Lines(problems_), IsEmpty());
  ASSERT_OK(file);
  const v1::Task& task = file->plan.tasks(0);
  EXPECT_EQ(task.kind(), v1::TASK_KIND_LIST_SUBMISSION);
  EXPECT_EQ(task.time().range().first_date(), 20240306);
  EXPECT_EQ(task.lead(), "Các xã");
  EXPECT_THAT(task.partners(), ElementsAre("Hội CTĐ"));
  EXPECT_EQ(task.notes_size(), 2);
  EXPECT_EQ(file->plan.tasks(1).kind(), v1::TASK_KIND_UNSPECIFIED);
}

// The last line of document 000's table, and the subtotals of 001.
TEST_F(PlanScheduleTest, ReadsPrintedTotalsAndTheCascade) {
  const absl::StatusOr<PlanFile> file = Read(
      "assigned_quota = { quota = \"10.000\", converted_quota = \"11.200\" }\n"
      "notes = [\"Ghi chú chung\"]\n"
      "[stated]\npopulation = \"627.028\"\npopulation_share = \"1,6\"\n"
      "converted_population_share = \"1,79\"\nround_count = 34\n"
      "rounds = [{ round = \"p-1\", units = \"857\" }, { round = \"p-2\" }]\n"
      "[[implements]]\nnumber = \"103/QĐ-BCĐQG\"\ndate = 2020-11-12\nissuer = \"BCĐQG\"\n"
      "[[groups]]\nid = \"xa\"\nlabel = \"I. Các xã\"\nstated = { quota = \"1.032\", rounds = "
      "[{ round = \"p-1\", units = \"539\" }] }\n"
      "[[groups]]\nid = \"co-quan\"\nlabel = \"II\"\n"
      "[[rounds]]\nid = \"p-1\"\nlabel = \"Đợt I\"\n[[rounds]]\nid = \"p-2\"\nlabel = \"Đợt "
      "II\"\n");
  ASSERT_THAT(Lines(problems_), IsEmpty());
  ASSERT_OK(file);
  EXPECT_EQ(file->plan.assigned_quota().converted_units().value(), 11200);
  EXPECT_EQ(file->plan.notes_size(), 1);
  const v1::StatedTotals& stated = file->plan.stated();
  EXPECT_EQ(stated.population().value(), 627028);
  EXPECT_EQ(stated.population_share_text(), "1,6");
  EXPECT_EQ(stated.converted_population_share_text(), "1,79");
  EXPECT_EQ(stated.round_count().value(), 34);
  EXPECT_EQ(stated.rounds(0).units().value(), 857);
  EXPECT_FALSE(stated.rounds(1).has_units());
  EXPECT_FALSE(stated.has_quota());
  EXPECT_EQ(file->plan.implements(0).number(), "103/QĐ-BCĐQG");
  EXPECT_EQ(file->plan.groups(0).stated().quota().units().value(), 1032);
  EXPECT_EQ(file->plan.groups(0).stated().rounds(0).round_id(), "p-1");
  EXPECT_FALSE(file->plan.groups(1).has_stated());
}

TEST_F(PlanScheduleTest, FaultsOfPrintedTotalsAreTold) {
  EXPECT_FALSE(Read("[stated]\nquota = 5\npopulation = \"1.14\"\nround_count = 999999999\n"
                    "rounds = [{ round = \"p-9\" }, { units = 5 }]\n"
                    "[[implements]]\nissuer = \"BCĐQG\"\n")
                   .ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("p.toml:9:14 (stated.population): The figure can not be read"),
                          HasSubstr("p.toml:10:15 (stated.round_count): "),
                          HasSubstr("(stated.rounds[1].round): The key"),
                          HasSubstr("p.toml:8:9 (stated.quota): There is no key"),
                          HasSubstr("(implements[0].number): The document needs a number"),
                          HasSubstr("(stated.rounds[0].round): ")));
}

class AmendmentScheduleTest : public InputTest {
 protected:
  absl::StatusOr<AmendmentFile> Read(std::string_view changes) {
    return ReadAmendmentFile(
        Write("a.toml",
              Concat("plan = \"p\"\nagainst_revision = 1\nvalid_from = 2021-07-01\nreason = \"lý "
                     "do\"\napprover = \"người duyệt\"\nauthority = { number = \"1\" }\n"
                     "unit_under = \"tinh-a\"\n",
                     changes)),
        resolver_, random_, problems_);
  }
};

TEST_F(AmendmentScheduleTest, ReadsEveryKindOfChange) {
  const absl::StatusOr<AmendmentFile> file = Read(
      "[[changes]]\nkind = \"sửa đợt\"\nid = \"p-1\"\nlabel = \"Đợt I\"\nstatus = \"hủy\"\n"
      "campaigns = [\"p-x\"]\nquotas = [{ unit = \"tinh-a\", units = 5 }]\n"
      "[[changes]]\nkind = \"round\"\nid = \"p-2\"\nlabel = \"Đợt bù\"\nmake_up_for = \"p-1\"\n"
      "[[changes]]\nkind = \"target\"\nid = \"t\"\nmetric = \"units\"\nvalue = 5\ntext = \"T\"\n"
      "[[changes]]\nkind = \"bỏ chỉ tiêu chung\"\nid = \"t-cu\"\n"
      "[[changes]]\nkind = \"task\"\nid = \"v\"\nlabel = \"Họp\"\ntask_kind = \"họp\"\n"
      "notes = [\"Ghi chú\"]\n"
      "[[changes]]\nkind = \"chiến dịch\"\nid = \"p-y\"\nlabel = \"Hành trình đỏ\"\n");
  ASSERT_THAT(Lines(problems_), IsEmpty());
  ASSERT_OK(file);
  const v1::PlanAmended& amendment = file->amendment;
  ASSERT_EQ(amendment.changes_size(), 6);
  EXPECT_EQ(amendment.changes(0).round_set().round().status(), v1::ROUND_STATUS_CANCELLED);
  EXPECT_THAT(amendment.changes(0).round_set().round().campaign_ids(), ElementsAre("p-x"));
  EXPECT_EQ(amendment.changes(1).round_added().round().make_up_for_round_id(), "p-1");
  EXPECT_EQ(amendment.changes(2).target_set().target().target_id(), "t");
  EXPECT_EQ(amendment.changes(3).target_removed().target_id(), "t-cu");
  EXPECT_EQ(amendment.changes(4).task_set().task().kind(), v1::TASK_KIND_MEETING);
  EXPECT_EQ(amendment.changes(5).campaign_set().campaign().campaign_id(), "p-y");
  EXPECT_EQ(file->texts.back().text(), "Ghi chú");
}

TEST_F(AmendmentScheduleTest, FaultsAreToldWithTheirPlaces) {
  EXPECT_FALSE(Read("[[changes]]\nkind = \"round-set\"\nlabel = \"Đợt I\"\ntime = \"ngày mai\"\n"
                    "[[changes]]\nkind = \"remove-target\"\n"
                    "[[changes]]\nkind = \"task\"\nid = \"v\"\nlabel = \"V\"\ntask_kind = \"?\"\n"
                    "metric = \"units\"\n")
                   .ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("a.toml:8:1 (changes[0].id): The key"),
                          HasSubstr("a.toml:11:8 (changes[0].time): The time can not be read"),
                          HasSubstr("a.toml:12:1 (changes[1].id): The key"),
                          HasSubstr("a.toml:18:13 (changes[2].task_kind): Use one of"),
                          HasSubstr("a.toml:19:10 (changes[2].metric): There is no key")));
}

}  // namespace
}  // namespace hemoledger

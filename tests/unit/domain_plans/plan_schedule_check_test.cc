// Form and references of what a plan schedules and wants: rounds, campaigns, tasks, targets, and
// the totals beside the rows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "services/domain/plan_form.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/domain_plans/world.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> ScheduleProblems(const absl::Status& status) {
  std::vector<std::string> problems;
  for (const auto& violation : ViolationsOf(status)) problems.push_back(violation.field());
  return problems;
}

class PlanScheduleCheckTest : public ::testing::Test {
 protected:
  PlanScheduleCheckTest() {
    world_.Open("lao-cai");
    for (const char* unit : {"van-ban", "bao-yen", "sa-pa"}) world_.Open(unit, "lao-cai");
  }

  // After the plan of Lào Cai 2024 (002): an event of Chủ nhật đỏ in Văn Bàn, two of Bảo Yên, the
  // campaign of the summer with a part, a target, a task.
  static v1::PlanIssued Plan(const std::string& id = "lao-cai-2024") {
    v1::PlanIssued plan = MakePlan(id, "lao-cai", 20240101, 20241231);
    *plan.add_rows() = HolderRow("r1", "van-ban", 600);
    for (const char* campaign : {"chu-nhat-do", "hanh-trinh-do", "mua-he"}) {
      plan.add_campaigns()->set_campaign_id(Concat(id, "-", campaign));
      plan.mutable_campaigns(plan.campaigns_size() - 1)->set_label("Chiến dịch");
    }
    plan.mutable_campaigns(1)->set_part_of_campaign_id(id + "-mua-he");
    v1::Round& round = *plan.add_rounds();
    round.set_round_id(id + "-1");
    round.set_label("Chủ nhật đỏ");
    round.add_credited_unit_ids("van-ban");
    round.mutable_time()->mutable_quarter()->set_year(2024);
    round.mutable_time()->mutable_quarter()->set_quarter(1);
    round.set_status(v1::ROUND_STATUS_PLANNED);
    AddRoundQuota(round, "van-ban", 600);
    SetFigure(v1::COMPARATOR_AT_LEAST, 1200, round.mutable_registered());
    SetFigure(v1::COMPARATOR_AT_LEAST, 600, round.mutable_received());
    round.set_host_unit_id("van-ban");
    round.set_host_name("Hội Chữ thập đỏ huyện Văn Bàn");
    round.add_partners("Đoàn Thanh niên");
    round.add_contributing_unit_ids("van-ban");
    round.add_contributing_unit_ids("bao-yen");
    round.add_campaign_ids(id + "-chu-nhat-do");
    v1::Round& second = *plan.add_rounds();
    second = MakeRound(id + "-2", "bao-yen");
    second.set_make_up_for_round_id(id + "-1");
    v1::Target& target = *plan.add_targets();
    target.set_target_id("dang-ky");
    target.set_metric(v1::TARGET_METRIC_REGISTERED_PEOPLE);
    SetFigure(v1::COMPARATOR_MORE_THAN, 1200, target.mutable_value());
    target.set_text("trên 1.200 người đăng ký");
    target.mutable_scope()->add_unit_ids("van-ban");
    target.mutable_scope()->set_campaign_id(id + "-chu-nhat-do");
    target.mutable_scope()->set_round_id(id + "-1");
    v1::Task& task = *plan.add_tasks();
    task.set_task_id("hop");
    task.set_kind(v1::TASK_KIND_MEETING);
    task.set_label("Họp Ban Chỉ đạo");
    task.set_campaign_id(id + "-mua-he");
    return plan;
  }

  static void SetFigure(v1::Comparator comparator, int64_t value, v1::Figure* figure) {
    figure->set_comparator(comparator);
    figure->mutable_value()->set_unscaled(value);
  }
  static void AddRoundQuota(v1::Round& round, const char* unit, int64_t units) {
    v1::RoundQuota& quota = *round.add_quotas();
    quota.set_unit_id(unit);
    quota.mutable_units()->set_value(units);
  }

  absl::Status Issue(const v1::PlanIssued& plan) {
    return world_.book.CheckIssue(plan, world_.tree).status();
  }
  // The plan after `change` is refused with this reason, at this place and no other.
  void Expect(ErrorReason reason, const std::string& place,
              const std::function<void(v1::PlanIssued&)>& change) {
    v1::PlanIssued plan = Plan();
    change(plan);
    const absl::Status status = Issue(plan);
    EXPECT_THAT(status, StatusIs(reason)) << place;
    EXPECT_THAT(ScheduleProblems(status), ElementsAre(place));
  }

  World world_;
};

TEST_F(PlanScheduleCheckTest, AWholeScheduleIsGood) {
  EXPECT_OK(Issue(Plan()));
}

TEST_F(PlanScheduleCheckTest, FormOfARound) {
  using Plan = v1::PlanIssued;
  Expect(ERROR_REASON_ID_INVALID, "rounds[0].round_id",
         [](Plan& p) { p.mutable_rounds(0)->set_round_id("Đợt I"); });
  Expect(ERROR_REASON_FIELD_REQUIRED, "rounds[0].label",
         [](Plan& p) { p.mutable_rounds(0)->clear_label(); });
  Expect(ERROR_REASON_FIELD_INVALID, "rounds[0].time.quarter.quarter",
         [](Plan& p) { p.mutable_rounds(0)->mutable_time()->mutable_quarter()->set_quarter(5); });
  Expect(ERROR_REASON_FIELD_INVALID, "rounds[0].status",
         [](Plan& p) { p.mutable_rounds(0)->set_status(static_cast<v1::RoundStatus>(9)); });
  Expect(ERROR_REASON_DUPLICATE, "rounds[0].quotas[1].unit_id",
         [](Plan& p) { AddRoundQuota(*p.mutable_rounds(0), "van-ban", 1); });
  Expect(ERROR_REASON_COUNT_OUT_OF_RANGE, "rounds[0].quotas[0].units.value",
         [](Plan& p) { p.mutable_rounds(0)->mutable_quotas(0)->mutable_units()->set_value(-1); });
  Expect(ERROR_REASON_FIELD_REQUIRED, "rounds[0].received.comparator",
         [](Plan& p) { p.mutable_rounds(0)->mutable_received()->clear_comparator(); });
  Expect(ERROR_REASON_FIELD_REQUIRED, "rounds[0].registered.upper", [](Plan& p) {
    p.mutable_rounds(0)->mutable_registered()->set_comparator(v1::COMPARATOR_RANGE);
  });
  Expect(ERROR_REASON_TEXT_TOO_LONG, "rounds[0].host_name",
         [](Plan& p) { p.mutable_rounds(0)->set_host_name(std::string(kMaxNameBytes + 1, 'a')); });
  Expect(ERROR_REASON_FIELD_REQUIRED, "rounds[0].partners[1]",
         [](Plan& p) { p.mutable_rounds(0)->add_partners(""); });
  Expect(ERROR_REASON_DUPLICATE, "rounds[0].contributing_unit_ids[2]",
         [](Plan& p) { p.mutable_rounds(0)->add_contributing_unit_ids("bao-yen"); });
  Expect(ERROR_REASON_DUPLICATE, "rounds[0].campaign_ids[1]",
         [](Plan& p) { p.mutable_rounds(0)->add_campaign_ids(p.rounds(0).campaign_ids(0)); });
  Expect(ERROR_REASON_COUNT_OUT_OF_RANGE, "rounds[0].notes", [](Plan& p) {
    for (int i = 0; i <= kMaxRoundNotes; ++i) p.mutable_rounds(0)->add_notes();
  });
  Expect(ERROR_REASON_FIELD_INVALID, "rounds[1].make_up_for_round_id",
         [](Plan& p) { p.mutable_rounds(1)->set_make_up_for_round_id(p.rounds(1).round_id()); });
  Expect(ERROR_REASON_DUPLICATE, "rounds[2].round_id",
         [](Plan& p) { *p.add_rounds() = p.rounds(0); });
}

TEST_F(PlanScheduleCheckTest, FormOfCampaignsTasksAndTargets) {
  using Plan = v1::PlanIssued;
  Expect(ERROR_REASON_FIELD_REQUIRED, "campaigns[0].label",
         [](Plan& p) { p.mutable_campaigns(0)->clear_label(); });
  Expect(ERROR_REASON_FIELD_INVALID, "campaigns[0].part_of_campaign_id", [](Plan& p) {
    p.mutable_campaigns(0)->set_part_of_campaign_id(p.campaigns(0).campaign_id());
  });
  Expect(ERROR_REASON_FIELD_REQUIRED, "tasks[0].label",
         [](Plan& p) { p.mutable_tasks(0)->clear_label(); });
  Expect(ERROR_REASON_FIELD_INVALID, "tasks[0].kind",
         [](Plan& p) { p.mutable_tasks(0)->set_kind(static_cast<v1::TaskKind>(99)); });
  Expect(ERROR_REASON_DUPLICATE, "tasks[1].task_id", [](Plan& p) { *p.add_tasks() = p.tasks(0); });
  Expect(ERROR_REASON_FIELD_REQUIRED, "targets[0].metric",
         [](Plan& p) { p.mutable_targets(0)->clear_metric(); });
  Expect(ERROR_REASON_FIELD_REQUIRED, "targets[0].value",
         [](Plan& p) { p.mutable_targets(0)->clear_value(); });
  Expect(ERROR_REASON_FIELD_REQUIRED, "targets[0].text",
         [](Plan& p) { p.mutable_targets(0)->clear_text(); });
  Expect(ERROR_REASON_DUPLICATE, "targets[0].scope.unit_ids[1]",
         [](Plan& p) { p.mutable_targets(0)->mutable_scope()->add_unit_ids("van-ban"); });
  Expect(ERROR_REASON_INTERVAL_REVERSED, "targets[0].scope.interval", [](Plan& p) {
    *p.mutable_targets(0)->mutable_scope()->mutable_interval() = DateRange(20240401, 20240331);
  });
  Expect(ERROR_REASON_ID_INVALID, "targets[0].indicator",
         [](Plan& p) { p.mutable_targets(0)->set_indicator("Câu lạc bộ"); });
}

TEST_F(PlanScheduleCheckTest, FormOfTotalsAndReferences) {
  using Plan = v1::PlanIssued;
  // The grand total of the quotas has a place of its own (stated_total).
  Expect(ERROR_REASON_FIELD_INVALID, "stated.quota",
         [](Plan& p) { *p.mutable_stated()->mutable_quota() = UnitsQuota(10'000); });
  Expect(ERROR_REASON_COUNT_OUT_OF_RANGE, "stated.population.value",
         [](Plan& p) { p.mutable_stated()->mutable_population()->set_value(-1); });
  Expect(ERROR_REASON_DUPLICATE, "stated.rounds[1].round_id", [](Plan& p) {
    for (int i = 0; i < 2; ++i) p.mutable_stated()->add_rounds()->set_round_id("lao-cai-2024-1");
  });
  Expect(ERROR_REASON_TEXT_TOO_LONG, "groups[0].stated.population_share_text", [](Plan& p) {
    p.add_groups()->set_group_id("i");
    p.mutable_groups(0)->set_label("I");
    p.mutable_groups(0)->mutable_stated()->set_population_share_text(
        std::string(kMaxRowLabelBytes + 1, '1'));
  });
  Expect(ERROR_REASON_COUNT_OUT_OF_RANGE, "implements", [](Plan& p) {
    for (int i = 0; i <= kMaxImplements; ++i) p.add_implements()->set_number("103/QĐ-BCĐQG");
  });
  Expect(ERROR_REASON_DATE_INVALID, "implements[0].signed_date",
         [](Plan& p) { p.add_implements()->set_signed_date(20240231); });
  Expect(ERROR_REASON_COUNT_OUT_OF_RANGE, "assigned_quota.units.value",
         [](Plan& p) { *p.mutable_assigned_quota() = UnitsQuota(-1); });
  Expect(ERROR_REASON_COUNT_OUT_OF_RANGE, "notes", [](Plan& p) {
    for (int i = 0; i <= kMaxPlanNotes; ++i) p.add_notes();
  });
}

TEST_F(PlanScheduleCheckTest, UnitsMustBeThere) {
  using Plan = v1::PlanIssued;
  Expect(ERROR_REASON_UNIT_NOT_FOUND, "rounds[0].quotas[0].unit_id",
         [](Plan& p) { p.mutable_rounds(0)->mutable_quotas(0)->set_unit_id("bat-xat"); });
  Expect(ERROR_REASON_UNIT_NOT_FOUND, "rounds[0].host_unit_id",
         [](Plan& p) { p.mutable_rounds(0)->set_host_unit_id("bat-xat"); });
  Expect(ERROR_REASON_UNIT_NOT_FOUND, "rounds[0].contributing_unit_ids[2]",
         [](Plan& p) { p.mutable_rounds(0)->add_contributing_unit_ids("bat-xat"); });
  Expect(ERROR_REASON_UNIT_NOT_FOUND, "targets[0].scope.unit_ids[1]",
         [](Plan& p) { p.mutable_targets(0)->mutable_scope()->add_unit_ids("bat-xat"); });
}

TEST_F(PlanScheduleCheckTest, WhatIsNamedIsOfThePlan) {
  using Plan = v1::PlanIssued;
  const auto unknown = ERROR_REASON_REFERENCE_UNKNOWN;
  Expect(unknown, "rounds[0].campaign_ids[1]",
         [](Plan& p) { p.mutable_rounds(0)->add_campaign_ids("xuan-hong"); });
  Expect(unknown, "rounds[1].make_up_for_round_id",
         [](Plan& p) { p.mutable_rounds(1)->set_make_up_for_round_id("lao-cai-2024-3"); });
  Expect(unknown, "campaigns[0].part_of_campaign_id",
         [](Plan& p) { p.mutable_campaigns(0)->set_part_of_campaign_id("xuan-hong"); });
  Expect(unknown, "targets[0].scope.campaign_id",
         [](Plan& p) { p.mutable_targets(0)->mutable_scope()->set_campaign_id("xuan-hong"); });
  Expect(unknown, "targets[0].scope.round_id",
         [](Plan& p) { p.mutable_targets(0)->mutable_scope()->set_round_id("dot-9"); });
  Expect(unknown, "tasks[0].campaign_id",
         [](Plan& p) { p.mutable_tasks(0)->set_campaign_id("xuan-hong"); });
  Expect(unknown, "stated.rounds[0].round_id",
         [](Plan& p) { p.mutable_stated()->add_rounds()->set_round_id("dot-9"); });
  Expect(unknown, "groups[0].stated.rounds[0].round_id", [](Plan& p) {
    p.add_groups()->set_group_id("i");
    p.mutable_groups(0)->set_label("I");
    p.mutable_groups(0)->mutable_stated()->add_rounds()->set_round_id("dot-9");
  });
}

TEST_F(PlanScheduleCheckTest, ACampaignIsNoPartOfItself) {
  v1::PlanIssued plan = Plan();
  plan.mutable_campaigns(2)->set_part_of_campaign_id("lao-cai-2024-hanh-trinh-do");
  // Chủ nhật đỏ leads into the circle and stands in none.
  plan.mutable_campaigns(0)->set_part_of_campaign_id("lao-cai-2024-mua-he");
  const absl::Status status = Issue(plan);
  EXPECT_THAT(status, StatusIs(ERROR_REASON_FIELD_INVALID));
  EXPECT_THAT(ScheduleProblems(status),
              ElementsAre("campaigns[1].part_of_campaign_id", "campaigns[2].part_of_campaign_id"));
}

TEST_F(PlanScheduleCheckTest, IdsOfRoundsAndCampaignsAreUsedOnceInTheLedger) {
  world_.Issue(Plan());
  v1::PlanIssued other = Plan("lao-cai-2025");
  other.mutable_campaigns(0)->set_campaign_id("lao-cai-2024-chu-nhat-do");
  other.mutable_rounds(0)->clear_campaign_ids();
  other.clear_targets();
  const absl::Status status = Issue(other);
  EXPECT_THAT(status, StatusIs(ERROR_REASON_CAMPAIGN_EXISTS));
  EXPECT_THAT(ScheduleProblems(status), ElementsAre("campaigns[0].campaign_id"));
  EXPECT_EQ(FieldOf(status, "plan_id"), "lao-cai-2024");
  EXPECT_EQ(world_.book.campaign_count(), 3);
  const CampaignIndex summer = world_.book.FindCampaign("lao-cai-2024-mua-he");
  EXPECT_EQ(world_.book.CampaignId(summer), "lao-cai-2024-mua-he");
  EXPECT_EQ(world_.book.PlanOfCampaign(summer), world_.book.Find("lao-cai-2024"));
  EXPECT_EQ(world_.book.FindCampaign("xuan-hong"), kNoCampaign);
}

}  // namespace
}  // namespace hemoledger

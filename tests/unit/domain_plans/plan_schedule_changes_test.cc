// Documents that change the schedule and the targets of a plan: what holds when, who changed it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/domain/plan_history.h"
#include "services/domain/plan_view.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/domain_plans/world.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> PlacesIn(const absl::Status& status) {
  std::vector<std::string> places;
  for (const auto& violation : ViolationsOf(status)) places.push_back(violation.field());
  return places;
}

// After the programme of Ngọc Hồi 2020 (004): three rounds with deadlines of 120, 120 and 130
// units.
class PlanScheduleChangesTest : public ::testing::Test {
 protected:
  PlanScheduleChangesTest() {
    world_.Open("ngoc-hoi");
    for (const char* unit : {"plei-kan", "bo-y"}) world_.Open(unit, "ngoc-hoi");
    v1::PlanIssued plan = MakePlan("nh-2020", "ngoc-hoi", 20200101, 20201231);
    *plan.add_rounds() = Round("nh-2020-1", 20200331, 120);
    *plan.add_rounds() = Round("nh-2020-2", 20200831, 120);
    *plan.add_rounds() = Round("nh-2020-3", 20201215, 130);
    *plan.add_campaigns() = Campaign("nh-2020-7-4", "Ngày toàn dân hiến máu tình nguyện");
    *plan.add_targets() = Target("tinh-nguyen", 95);
    v1::Task& task = *plan.add_tasks();
    task.set_task_id("phat-dong");
    task.set_kind(v1::TASK_KIND_LAUNCH);
    task.set_label("Lễ phát động");
    first_ = world_.Issue(plan);
  }

  static v1::Round Round(const std::string& id, int32_t deadline, int64_t units) {
    v1::Round round = MakeRound(id, "plei-kan");
    round.mutable_time()->mutable_deadline()->set_date(deadline);
    v1::RoundQuota& quota = *round.add_quotas();
    quota.set_unit_id("plei-kan");
    quota.mutable_units()->set_value(units);
    return round;
  }
  static v1::Campaign Campaign(const std::string& id, const std::string& label) {
    v1::Campaign campaign;
    campaign.set_campaign_id(id);
    campaign.set_label(label);
    return campaign;
  }
  static v1::Target Target(const std::string& id, int64_t percent) {
    v1::Target target;
    target.set_target_id(id);
    target.set_metric(v1::TARGET_METRIC_VOLUNTARY_SHARE);
    target.mutable_value()->set_comparator(v1::COMPARATOR_AT_LEAST);
    target.mutable_value()->mutable_value()->set_unscaled(percent);
    target.set_text("tỷ lệ tình nguyện");
    return target;
  }
  // Put off by a document of May that holds from June on.
  v1::PlanAmended PutOff(uint32_t against = 1) {
    v1::PlanAmended amendment = MakeAmendment("nh-2020", against, 20200601);
    v1::Round round = Round("nh-2020-2", 20201031, 140);
    round.set_status(v1::ROUND_STATUS_POSTPONED);
    *amendment.add_changes()->mutable_round_set()->mutable_round() = round;
    return amendment;
  }

  // "id deadline quota status" of each round that holds.
  std::vector<std::string> Rounds(int32_t through_date = 0, uint64_t bound = kNoPositionBound) {
    std::vector<std::string> texts;
    for (const auto& round : world_.Effective("nh-2020", through_date, bound).rounds) {
      EXPECT_EQ(world_.book.RoundId(round.round), round.as_planned.round_id());
      texts.push_back(Concat(round.as_planned.round_id(), " ",
                             round.as_planned.time().deadline().date(), " ",
                             round.as_planned.quotas(0).units().value(), " ",
                             static_cast<int>(round.as_planned.status())));
    }
    return texts;
  }
  void Expect(const v1::PlanAmended& amendment, ErrorReason reason, const std::string& place) {
    const absl::Status status = world_.book.CheckAmend(amendment, world_.tree).status();
    EXPECT_THAT(status, StatusIs(reason)) << place;
    EXPECT_THAT(PlacesIn(status), ElementsAre(place));
  }

  World world_;
  uint64_t first_ = 0;
};

TEST_F(PlanScheduleChangesTest, ARoundIsPutOffAndKeepsItsPlace) {
  const uint64_t second = world_.Amend(PutOff());
  const std::string before = "nh-2020-2 20200831 120 0";
  const std::string after = "nh-2020-2 20201031 140 3";
  EXPECT_THAT(Rounds(), ElementsAre("nh-2020-1 20200331 120 0", after, "nh-2020-3 20201215 130 0"));
  EXPECT_EQ(Rounds(20200531)[1], before);
  EXPECT_EQ(Rounds(20200601)[1], after);
  EXPECT_EQ(Rounds(0, second - 1)[1], before);
  EXPECT_EQ(Rounds(0, second)[1], after);
}

TEST_F(PlanScheduleChangesTest, OnlyARoundOfThePlanIsSet) {
  v1::PlanAmended amendment = PutOff();
  amendment.mutable_changes(0)->mutable_round_set()->mutable_round()->set_round_id("nh-2020-9");
  Expect(amendment, ERROR_REASON_REFERENCE_UNKNOWN, "changes[0].round_set.round.round_id");
  amendment = PutOff();
  amendment.mutable_changes(0)->mutable_round_set()->mutable_round()->clear_label();
  Expect(amendment, ERROR_REASON_FIELD_REQUIRED, "changes[0].round_set.round.label");
  amendment = PutOff();
  amendment.mutable_changes(0)->mutable_round_set()->mutable_round()->set_host_unit_id("x");
  Expect(amendment, ERROR_REASON_UNIT_NOT_FOUND, "changes[0].round_set.round.host_unit_id");
  // A round of July is not there yet for a document that holds from June on.
  v1::PlanAmended later = MakeAmendment("nh-2020", 1, 20200701);
  *later.add_changes()->mutable_round_added()->mutable_round() = Round("nh-2020-4", 20200901, 5);
  world_.Amend(later);
  amendment = PutOff(2);
  amendment.mutable_changes(0)->mutable_round_set()->mutable_round()->set_round_id("nh-2020-4");
  Expect(amendment, ERROR_REASON_REFERENCE_UNKNOWN, "changes[0].round_set.round.round_id");
}

TEST_F(PlanScheduleChangesTest, ARoundMakesUpForOneAndBelongsToACampaignOfTheSameDocument) {
  v1::PlanAmended amendment = PutOff();
  *amendment.add_changes()->mutable_campaign_set()->mutable_campaign() =
      Campaign("nh-2020-he", "Những giọt máu hồng hè");
  v1::Round round = Round("nh-2020-4", 20200730, 20);
  round.add_campaign_ids("nh-2020-he");
  round.set_make_up_for_round_id("nh-2020-2");
  *amendment.add_changes()->mutable_round_added()->mutable_round() = round;
  v1::PlanAmended in_another_order = amendment;
  in_another_order.mutable_changes()->SwapElements(1, 2);
  Expect(in_another_order, ERROR_REASON_REFERENCE_UNKNOWN,
         "changes[1].round_added.round.campaign_ids[0]");
  world_.Amend(amendment);
  const EffectivePlan plan = world_.Effective("nh-2020");
  ASSERT_EQ(plan.rounds.size(), 4u);
  ASSERT_EQ(plan.campaigns.size(), 2u);
  EXPECT_THAT(plan.rounds[3].campaigns, ElementsAre(plan.campaigns[1].campaign));
  EXPECT_EQ(world_.book.CampaignId(plan.campaigns[1].campaign), "nh-2020-he");
  EXPECT_EQ(world_.Effective("nh-2020", 20200531).campaigns.size(), 1u);
}

TEST_F(PlanScheduleChangesTest, TargetsAndTasksAreSetAndTargetsRemoved) {
  v1::PlanAmended amendment = MakeAmendment("nh-2020", 1, 20200601);
  *amendment.add_changes()->mutable_target_set()->mutable_target() = Target("tinh-nguyen", 98);
  *amendment.add_changes()->mutable_target_set()->mutable_target() = Target("nhac-lai", 40);
  v1::Task& task = *amendment.add_changes()->mutable_task_set()->mutable_task();
  task.set_task_id("bao-cao");
  task.set_label("Báo cáo");
  world_.Amend(amendment);
  v1::PlanAmended third = MakeAmendment("nh-2020", 2, 20200901);
  third.add_changes()->mutable_target_removed()->set_target_id("tinh-nguyen");
  world_.Amend(third);
  const auto targets = [this](int32_t through) {
    std::vector<std::string> texts;
    for (const v1::Target& target : world_.Effective("nh-2020", through).targets) {
      texts.push_back(Concat(target.target_id(), " ", target.value().value().unscaled()));
    }
    return texts;
  };
  EXPECT_THAT(targets(20200531), ElementsAre("tinh-nguyen 95"));
  EXPECT_THAT(targets(20200601), ElementsAre("tinh-nguyen 98", "nhac-lai 40"));
  EXPECT_THAT(targets(0), ElementsAre("nhac-lai 40"));
  EXPECT_EQ(world_.Effective("nh-2020").tasks.size(), 2u);
  EXPECT_EQ(world_.Effective("nh-2020", 20200531).tasks.size(), 1u);
  v1::PlanAmended again = MakeAmendment("nh-2020", 3, 20200902);
  again.add_changes()->mutable_target_removed()->set_target_id("tinh-nguyen");
  Expect(again, ERROR_REASON_REFERENCE_UNKNOWN, "changes[0].target_removed.target_id");
}

TEST_F(PlanScheduleChangesTest, ACampaignIsSetAgainAndNeverInACircle) {
  v1::PlanAmended amendment = MakeAmendment("nh-2020", 1, 20200601);
  v1::Campaign part = Campaign("nh-2020-he", "Hè");
  part.set_part_of_campaign_id("nh-2020-7-4");
  *amendment.add_changes()->mutable_campaign_set()->mutable_campaign() = part;
  world_.Amend(amendment);
  v1::Campaign whole = Campaign("nh-2020-7-4", "Ngày 7/4");
  whole.set_part_of_campaign_id("nh-2020-he");
  v1::PlanAmended circle = MakeAmendment("nh-2020", 2, 20200601);
  *circle.add_changes()->mutable_campaign_set()->mutable_campaign() = whole;
  Expect(circle, ERROR_REASON_FIELD_INVALID,
         "changes[0].campaign_set.campaign.part_of_campaign_id");
  // Set again it keeps its place and its index.
  v1::PlanAmended again = MakeAmendment("nh-2020", 2, 20200601);
  *again.add_changes()->mutable_campaign_set()->mutable_campaign() =
      Campaign("nh-2020-he", "Những giọt máu hồng hè");
  world_.Amend(again);
  const EffectivePlan plan = world_.Effective("nh-2020");
  ASSERT_EQ(plan.campaigns.size(), 2u);
  EXPECT_EQ(plan.campaigns[1].as_planned.label(), "Những giọt máu hồng hè");
  EXPECT_EQ(plan.campaigns[1].campaign, world_.book.FindCampaign("nh-2020-he"));
  EXPECT_EQ(plan.campaigns[1].part_of, kNoCampaign);
  EXPECT_EQ(world_.book.campaign_count(), 2);
}

TEST_F(PlanScheduleChangesTest, TwoDaysThatTogetherMakeACircleMakeNone) {
  // From June on 7/4 is part of the summer …
  v1::PlanAmended second = MakeAmendment("nh-2020", 1, 20200601);
  *second.add_changes()->mutable_campaign_set()->mutable_campaign() = Campaign("nh-2020-he", "Hè");
  v1::Campaign whole = Campaign("nh-2020-7-4", "Ngày 7/4");
  whole.set_part_of_campaign_id("nh-2020-he");
  *second.add_changes()->mutable_campaign_set()->mutable_campaign() = whole;
  world_.Amend(second);
  // … and from May on, said later, the summer is part of 7/4.
  v1::PlanAmended third = MakeAmendment("nh-2020", 2, 20200501);
  v1::Campaign part = Campaign("nh-2020-he", "Hè");
  part.set_part_of_campaign_id("nh-2020-7-4");
  *third.add_changes()->mutable_campaign_set()->mutable_campaign() = part;
  world_.Amend(third);
  for (const auto& campaign : world_.Effective("nh-2020").campaigns) {
    EXPECT_EQ(campaign.part_of, kNoCampaign);
  }
  EXPECT_NE(world_.Effective("nh-2020", 20200531).campaigns[1].part_of, kNoCampaign);
}

TEST_F(PlanScheduleChangesTest, TheViewShowsThemAndNumbersTheirTexts) {
  v1::PlanAmended amendment = PutOff();
  amendment.mutable_changes(0)->mutable_round_set()->mutable_round()->add_notes()->set_ordinal(2);
  v1::Task& task = *amendment.add_changes()->mutable_task_set()->mutable_task();
  task.set_task_id("phat-dong");
  task.set_label("Lễ phát động");
  task.add_notes()->set_ordinal(3);
  const uint64_t second = world_.Amend(amendment);
  std::vector<PlanTextPlace> places;
  const v1::PlanView view = DescribePlan(world_.book, 0, 0, kNoPositionBound, &places);
  EXPECT_EQ(view.plan().rounds(1).quotas(0).units().value(), 140);
  EXPECT_EQ(view.plan().campaigns_size(), 1);
  EXPECT_EQ(view.plan().targets_size(), 1);
  EXPECT_EQ(view.plan().tasks_size(), 1);
  EXPECT_EQ(view.plan().tasks(0).kind(), v1::TASK_KIND_UNSPECIFIED);
  EXPECT_THAT(places, ElementsAre(PlanTextPlace{second, 1, 2}, PlanTextPlace{second, 1, 3}));
  EXPECT_EQ(view.plan().rounds(1).notes(0).ordinal(), 0u);
  EXPECT_EQ(view.plan().tasks(0).notes(0).ordinal(), 1u);
  EXPECT_EQ(view.entry_version(), 1u);
}

TEST_F(PlanScheduleChangesTest, TheHistoryTellsBeforeAndAfter) {
  v1::PlanAmended amendment = PutOff();
  *amendment.add_changes()->mutable_target_set()->mutable_target() = Target("nhac-lai", 40);
  amendment.add_changes()->mutable_target_removed()->set_target_id("tinh-nguyen");
  *amendment.add_changes()->mutable_campaign_set()->mutable_campaign() =
      Campaign("nh-2020-7-4", "Ngày 7/4");
  world_.Amend(amendment);
  const auto history = PlanHistory(world_.book, world_.tree, 0, kNoUnit);
  ASSERT_EQ(history.size(), 2u);
  EXPECT_EQ(history[0].revision.schedule_changes_size(), 0);
  EXPECT_EQ(history[0].revision.rounds_added_size(), 3);
  const v1::PlanRevision& revision = history[1].revision;
  ASSERT_EQ(revision.schedule_changes_size(), 4);
  EXPECT_EQ(revision.schedule_changes(0).round().before().quotas(0).units().value(), 120);
  EXPECT_EQ(revision.schedule_changes(0).round().after().quotas(0).units().value(), 140);
  EXPECT_FALSE(revision.schedule_changes(1).target().has_before());
  EXPECT_EQ(revision.schedule_changes(1).target().after().target_id(), "nhac-lai");
  EXPECT_EQ(revision.schedule_changes(2).target().before().target_id(), "tinh-nguyen");
  EXPECT_FALSE(revision.schedule_changes(2).target().has_after());
  EXPECT_EQ(revision.schedule_changes(3).campaign().before().label(),
            "Ngày toàn dân hiến máu tình nguyện");
  EXPECT_EQ(revision.schedule_changes(3).campaign().after().label(), "Ngày 7/4");
  // Only what touches the unit that the round wants something from.
  const auto of = [this](std::string_view unit) {
    return PlanHistory(world_.book, world_.tree, 0, world_.tree.Find(unit));
  };
  ASSERT_EQ(of("plei-kan").size(), 2u);
  EXPECT_EQ(of("plei-kan")[1].revision.schedule_changes_size(), 1);
  EXPECT_EQ(of("bo-y").size(), 0u);
}

}  // namespace
}  // namespace hemoledger

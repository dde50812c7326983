// What holds when, and who changed it from what to what.
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
using ::testing::IsEmpty;

std::string Figure(bool has, int64_t value) {
  return has ? std::to_string(value) : "-";
}

std::vector<std::string> Changes(const PlanHistoryEntry& entry) {
  std::vector<std::string> texts;
  for (const v1::QuotaChange& change : entry.revision.quota_changes()) {
    std::string kind = v1::QuotaChangeKind_Name(change.kind());
    kind = kind.substr(std::string("QUOTA_CHANGE_KIND_").size());
    texts.push_back(Concat(kind, " ", change.holder_unit_id(), " ",
                           Figure(change.has_units_before(), change.units_before()), " → ",
                           Figure(change.has_units_after(), change.units_after()),
                           change.counterpart_unit_id().empty() ? "" : " ",
                           change.counterpart_unit_id()));
  }
  return texts;
}

class PlanHistoryTest : public ::testing::Test {
 protected:
  PlanHistoryTest() {
    world_.Open("kg");
    for (const char* unit : {"a", "b", "c"}) world_.Open(unit, "kg");
    v1::PlanIssued plan = MakePlan("p", "kg", 20201201, 20211130);
    plan.mutable_document()->add_numbers("1/KH");
    plan.mutable_document()->add_numbers("2/KH");
    plan.mutable_document()->mutable_signatory()->set_ordinal(0);
    *plan.add_rows() = HolderRow("r1", "a", 100);
    plan.mutable_rows(0)->mutable_quota()->mutable_converted_units()->set_value(112);
    *plan.add_rows() = HolderRow("r2", "b", 0);
    *plan.add_rows() = HolderRow("r3", "c", std::nullopt);
    *plan.add_credit_rules() = MakeCreditRule("to-a", "c", "a");
    first_ = world_.Issue(plan);
  }

  std::string Quotas(int32_t through_date = 0, uint64_t bound = kNoPositionBound) {
    return QuotasOf(world_.Effective("p", through_date, bound));
  }
  std::vector<PlanHistoryEntry> History(std::string_view holder = "",
                                        uint64_t bound = kNoPositionBound) {
    return PlanHistory(world_.book, world_.tree, 0, world_.tree.Find(holder), bound);
  }

  World world_;
  uint64_t first_ = 0;
};

TEST_F(PlanHistoryTest, AnAmendmentHoldsFromItsDayAndByThePeriodsEnd) {
  v1::PlanAmended in_period = MakeAmendment("p", 1, 20210701);
  AddSet(in_period, "a", 110);
  const uint64_t second = world_.Amend(in_period);
  v1::PlanAmended after_period = MakeAmendment("p", 2, 20211201);
  AddSet(after_period, "a", 120);
  world_.Amend(after_period);
  EXPECT_EQ(Quotas(20210630), "r1=100 r2=0 r3=-");
  EXPECT_EQ(Quotas(20210701), "r1=110 r2=0 r3=-");
  EXPECT_EQ(Quotas(), "r1=110 r2=0 r3=-");
  EXPECT_EQ(Quotas(20211201), "r1=120 r2=0 r3=-");
  EXPECT_EQ(Quotas(20211201, second), "r1=110 r2=0 r3=-");
  EXPECT_EQ(Quotas(0, first_), "r1=100 r2=0 r3=-");
  EXPECT_EQ(world_.Effective("p").revision, 3u);
  EXPECT_EQ(world_.Effective("p", 0, second).revision, 2u);
}

TEST_F(PlanHistoryTest, WithoutAPeriodAllChangesHold) {
  v1::PlanIssued plan = MakePlan("q", "kg", 1, 1);
  plan.clear_period();
  *plan.add_rows() = HolderRow("r1", "a", 1);
  world_.Issue(plan);
  v1::PlanAmended amendment = MakeAmendment("q", 1, 29990101);
  AddSet(amendment, "a", 2);
  world_.Amend(amendment);
  EXPECT_EQ(QuotasOf(world_.Effective("q")), "r1=2");
  EXPECT_EQ(QuotasOf(world_.Effective("q", 20300101)), "r1=1");
}

TEST_F(PlanHistoryTest, TheLaterRecordedWinsKeyByKey) {
  v1::PlanAmended july = MakeAmendment("p", 1, 20210701);
  AddSet(july, "a", 110);
  AddSet(july, "b", 10);
  world_.Amend(july);
  // Recorded later, valid earlier: it is checked against what held in March, and overtakes a's
  // change of July; b's stays.
  v1::PlanAmended march = MakeAmendment("p", 2, 20210301);
  AddSupplement(march, "a", 5, 105);
  world_.Amend(march);
  EXPECT_EQ(Quotas(20210401), "r1=105 r2=0 r3=-");
  EXPECT_EQ(Quotas(), "r1=105 r2=10 r3=-");
  EXPECT_THAT(Changes(History()[2]), ElementsAre("SUPPLEMENTED a 100 → 105"));
}

TEST_F(PlanHistoryTest, AResultReplacesBothFigures) {
  EXPECT_EQ(world_.Effective("p").rows[0].quota_converted_units, 112);
  v1::PlanAmended amendment = MakeAmendment("p", 1, 20210701);
  AddSet(amendment, "a", 110);
  world_.Amend(amendment);
  EXPECT_EQ(world_.Effective("p").rows[0].quota_converted_units, std::nullopt);
  EXPECT_EQ(world_.Effective("p").rows[0].row.quota().units().value(), 110);
  const v1::QuotaChange change = History()[1].revision.quota_changes(0);
  EXPECT_EQ(change.converted_units_before(), 112);
  EXPECT_FALSE(change.has_converted_units_after());
}

TEST_F(PlanHistoryTest, EveryKindOfChangeFromWhatToWhat) {
  v1::PlanAmended amendment = MakeAmendment("p", 1, 20210701);
  AddSet(amendment, "c", 7);
  AddSupplement(amendment, "a", 20, 120);
  AddTransfer(amendment, "a", "b", 30, 90, 30);
  AddWithdrawal(amendment, "a", 10, 80);
  AddWithdrawal(amendment, "c", 7, -1);
  *amendment.add_changes()->mutable_round_added()->mutable_round() = MakeRound("dot-1", "b");
  *amendment.add_changes()->mutable_credit_rule_set()->mutable_rule() =
      MakeCreditRule("to-b", "c", "b");
  amendment.add_changes()->mutable_credit_rule_removed()->set_rule_id("to-a");
  const uint64_t second = world_.Amend(amendment);

  const std::vector<PlanHistoryEntry> history = History();
  ASSERT_EQ(history.size(), 2u);
  EXPECT_THAT(Changes(history[0]), ElementsAre("ISSUED a - → 100", "ISSUED b - → 0"));
  EXPECT_EQ(history[0].revision.authority().number(), "1/KH, 2/KH");
  EXPECT_EQ(history[0].revision.valid_from_date(), 20201201);
  EXPECT_EQ(history[0].approver, (PlanTextPlace{first_, 1, 0}));
  EXPECT_EQ(history[0].reason, std::nullopt);
  EXPECT_EQ(history[0].revision.credit_rule_changes_size(), 1);

  const v1::PlanRevision& revision = history[1].revision;
  EXPECT_THAT(Changes(history[1]),
              ElementsAre("SET c - → 7", "SUPPLEMENTED a 100 → 120", "TRANSFERRED_OUT a 120 → 90 b",
                          "TRANSFERRED_IN b 0 → 30 a", "WITHDRAWN a 90 → 80", "WITHDRAWN c 7 → -"));
  EXPECT_EQ(revision.revision(), 2u);
  EXPECT_EQ(revision.position(), second);
  EXPECT_EQ(revision.record_time_micros(), static_cast<int64_t>(second) * 1'000'000);
  EXPECT_EQ(revision.principal(), "anonymous");
  EXPECT_EQ(revision.authority().number(), "QĐ 2");
  EXPECT_EQ(revision.valid_from_date(), 20210701);
  EXPECT_EQ(history[1].reason, (PlanTextPlace{second, 1, 0}));
  EXPECT_EQ(history[1].approver, (PlanTextPlace{second, 1, 1}));
  ASSERT_EQ(revision.rounds_added_size(), 1);
  EXPECT_EQ(revision.rounds_added(0).round_id(), "dot-1");
  ASSERT_EQ(revision.credit_rule_changes_size(), 2);
  EXPECT_EQ(revision.credit_rule_changes(0).rule().credited_unit_id(), "b");
  EXPECT_TRUE(revision.credit_rule_changes(1).removed());
  EXPECT_EQ(revision.credit_rule_changes(1).rule().unit_id(), "c");
  EXPECT_EQ(revision.credit_rule_changes(1).rule().credited_unit_id(), "");
}

TEST_F(PlanHistoryTest, OfOneHolder) {
  v1::PlanAmended second = MakeAmendment("p", 1, 20210701);
  AddSet(second, "b", 5);
  world_.Amend(second);
  v1::PlanAmended third = MakeAmendment("p", 2, 20210702);
  AddTransfer(third, "b", "a", 1, 4, 101);
  const uint64_t last = world_.Amend(third);
  const std::vector<PlanHistoryEntry> history = History("a");
  ASSERT_EQ(history.size(), 2u);
  EXPECT_EQ(history[0].revision.revision(), 1u);
  EXPECT_EQ(history[1].revision.revision(), 3u);
  EXPECT_THAT(Changes(history[1]), ElementsAre("TRANSFERRED_IN a 100 → 101 b"));
  EXPECT_EQ(History("a", last - 1).size(), 1u);
  EXPECT_EQ(History("kg").size(), 0u);
  // A rule touches the unit whose receipts it credits.
  EXPECT_EQ(History("c").size(), 1u);
}

TEST_F(PlanHistoryTest, HoldersHaveTheNameOfThatTime) {
  world_.Change(RenameUnit("a", "A mới", 20210601));
  v1::PlanAmended amendment = MakeAmendment("p", 1, 20210701);
  AddSet(amendment, "a", 110);
  world_.Amend(amendment);
  const std::vector<PlanHistoryEntry> history = History("a");
  EXPECT_EQ(history[0].revision.quota_changes(0).holder_name(), "a");
  EXPECT_EQ(history[1].revision.quota_changes(0).holder_name(), "A mới");
}

// What a document found is what was recorded before it and holds on its own day, however the days
// of the documents before it go to and fro.
TEST_F(PlanHistoryTest, EveryDocumentFindsWhatHeldOnItsDay) {
  struct Step {
    int32_t valid_from;
    int64_t units;
    const char* change;
  };
  constexpr Step kSteps[] = {{20210701, 110, "SET a 100 → 110"},
                             {20210801, 120, "SET a 110 → 120"},
                             // Before both: it found the first document only.
                             {20210301, 130, "SET a 100 → 130"},
                             // On the day of the second, the latest recorded is the third.
                             {20210801, 140, "SET a 130 → 140"},
                             // Between: the first and the third hold, of which the third is later.
                             {20210715, 150, "SET a 130 → 150"},
                             {20210901, 160, "SET a 150 → 160"}};
  uint32_t revision = 1;
  for (const Step& step : kSteps) {
    v1::PlanAmended amendment = MakeAmendment("p", revision++, step.valid_from);
    AddSet(amendment, "a", step.units);
    world_.Amend(amendment);
  }
  const std::vector<PlanHistoryEntry> history = History();
  ASSERT_EQ(history.size(), 7u);
  for (size_t i = 0; i < std::size(kSteps); ++i) {
    EXPECT_THAT(Changes(history[i + 1]), ElementsAre(kSteps[i].change)) << i;
  }
}

TEST_F(PlanHistoryTest, RulesKeepTheirPlaceWhenSetAgain) {
  const auto rules = [&](int32_t through_date = 0) {
    std::vector<std::string> texts;
    for (const auto& rule : world_.Effective("p", through_date).rules) {
      texts.push_back(Concat(rule.rule_id, ":",
                             rule.credited == kNoUnit ? "-" : world_.tree.Id(rule.credited)));
    }
    return texts;
  };
  const auto set = [](v1::PlanAmended& amendment, const char* id, const char* credited) {
    *amendment.add_changes()->mutable_credit_rule_set()->mutable_rule() =
        MakeCreditRule(id, "c", credited);
  };
  v1::PlanAmended second = MakeAmendment("p", 1, 20210701);
  set(second, "to-b", "b");
  set(second, "to-a", "");
  world_.Amend(second);
  EXPECT_THAT(rules(), ElementsAre("to-a:-", "to-b:b"));
  EXPECT_THAT(rules(20210630), ElementsAre("to-a:a"));
  v1::PlanAmended third = MakeAmendment("p", 2, 20210801);
  third.add_changes()->mutable_credit_rule_removed()->set_rule_id("to-a");
  set(third, "to-a", "a");
  world_.Amend(third);
  EXPECT_THAT(rules(), ElementsAre("to-b:b", "to-a:a"));
}

TEST_F(PlanHistoryTest, AViewShowsWhatHoldsAndWhereItsTextsAre) {
  v1::PlanAmended second = MakeAmendment("p", 1, 20210701);
  AddWithdrawal(second, "b", 0, -1);
  v1::CreditRule rule = MakeCreditRule("to-b", "c", "b");
  rule.mutable_reason()->set_ordinal(2);
  *second.add_changes()->mutable_credit_rule_set()->mutable_rule() = rule;
  const uint64_t amended = world_.Amend(second);
  std::vector<PlanTextPlace> places;
  const v1::PlanView view = DescribePlan(world_.book, 0, 0, kNoPositionBound, &places);
  EXPECT_EQ(view.revision(), 2u);
  EXPECT_EQ(view.revision_document().number(), "QĐ 2");
  EXPECT_EQ(view.total_quota_units(), 100);
  EXPECT_EQ(view.position(), first_);
  EXPECT_FALSE(view.plan().rows(1).has_quota());
  EXPECT_EQ(view.plan().credit_rules_size(), 2);
  // The signatory of the plan, the rule's reason of the amendment: numbered through the view.
  EXPECT_THAT(places, ElementsAre(PlanTextPlace{first_, 1, 0}, PlanTextPlace{amended, 1, 2}));
  EXPECT_EQ(view.plan().document().signatory().ordinal(), 0u);
  EXPECT_EQ(view.plan().credit_rules(1).reason().ordinal(), 1u);
  const v1::PlanView before = DescribePlan(world_.book, 0, 20210630, kNoPositionBound, &places);
  EXPECT_TRUE(before.plan().rows(1).has_quota());
  EXPECT_EQ(before.plan().credit_rules_size(), 1);
  const v1::PlanSummary summary = SummarizePlan(world_.book, 0, 0);
  EXPECT_EQ(summary.holder_count(), 1);
  EXPECT_EQ(summary.revision(), 2u);
  EXPECT_EQ(SummarizePlan(world_.book, 0, 20210630).holder_count(), 2);
}

}  // namespace
}  // namespace hemoledger

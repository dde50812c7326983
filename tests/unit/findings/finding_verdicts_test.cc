// The life of findings: ids, fingerprints, verdicts; changes that were overtaken.
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/findings/finding_world.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

FindingWorld WrongTotal(int64_t total) {
  FindingWorld world;
  AddRow(world.plan, "r01", "a", 9999);
  *world.plan.mutable_stated_total()->mutable_units() = Printed(total);
  return world;
}

v1::Finding Only(const FindingWorld& world) {
  const std::vector<v1::Finding> found = world.Find();
  EXPECT_EQ(found.size(), 1U);
  return found.empty() ? v1::Finding() : found.front();
}

TEST(FindingIds, StayAsLongAsPlanKindAndPlacesDo) {
  const v1::Finding first = Only(WrongTotal(10000));
  const v1::Finding other = Only(WrongTotal(10001));
  EXPECT_THAT(first.finding_id(), StartsWith("total-"));
  EXPECT_EQ(first.finding_id().size(), 6U + 12U);
  EXPECT_EQ(first.finding_id(), other.finding_id());
  EXPECT_EQ(first.fingerprint().size(), 32U);
  EXPECT_NE(first.fingerprint(), other.fingerprint());
  EXPECT_EQ(first.state(), v1::FINDING_STATE_OPEN);
  EXPECT_EQ(first.origin(), v1::FINDING_ORIGIN_DOCUMENT);
  FindingWorld elsewhere = WrongTotal(10000);
  elsewhere.plan.set_plan_id("khac");
  EXPECT_NE(Only(elsewhere).finding_id(), first.finding_id());
}

TEST(FindingIds, HowAFigureIsPrintedDoesNotMatter) {
  FindingWorld world = WrongTotal(10000);
  const v1::Finding bare = Only(world);
  world.plan.mutable_stated_total()->mutable_units()->set_text("10.000");
  EXPECT_EQ(Only(world).fingerprint(), bare.fingerprint());
  EXPECT_EQ(Only(world).stated().figure().value().text(), "10.000");
}

RecordedVerdict Answer(const v1::Finding& finding, v1::FindingState state, const char* record_id) {
  RecordedVerdict verdict;
  verdict.verdict.set_finding_id(finding.finding_id());
  verdict.verdict.set_state(state);
  verdict.verdict.set_fingerprint(finding.fingerprint());
  verdict.record_id = record_id;
  verdict.principal = "thu-ky";
  verdict.record_time_micros = 7;
  verdict.reason = "Văn bản in như vậy";
  return verdict;
}

TEST(FindingVerdicts, TheLastOneHolds) {
  std::vector<v1::Finding> found = WrongTotal(10000).Find();
  RecordedVerdict last = Answer(found[0], v1::FINDING_STATE_ACCEPTED, "kl-2");
  last.verdict.set_origin(v1::FINDING_ORIGIN_ENTRY);
  ApplyVerdicts({Answer(found[0], v1::FINDING_STATE_EXPLAINED, "kl-1"), last}, found);
  EXPECT_EQ(found[0].state(), v1::FINDING_STATE_ACCEPTED);
  EXPECT_EQ(found[0].origin(), v1::FINDING_ORIGIN_ENTRY);
  EXPECT_EQ(found[0].verdict_record_id(), "kl-2");
  EXPECT_EQ(found[0].verdict_principal(), "thu-ky");
  EXPECT_EQ(found[0].verdict_time_micros(), 7);
  EXPECT_EQ(found[0].verdict_reason(), "Văn bản in như vậy");
  EXPECT_FALSE(found[0].verdict_lapsed());
}

TEST(FindingVerdicts, AnAcceptanceLapsesWhenTheFiguresChange) {
  const v1::Finding before = Only(WrongTotal(10000));
  std::vector<v1::Finding> found = WrongTotal(10002).Find();
  ApplyVerdicts({Answer(before, v1::FINDING_STATE_ACCEPTED, "kl-1")}, found);
  EXPECT_EQ(found[0].state(), v1::FINDING_STATE_OPEN);
  EXPECT_TRUE(found[0].verdict_lapsed());
  EXPECT_EQ(found[0].verdict_record_id(), "");
}

TEST(FindingVerdicts, OneOfNoFindingDoesNothing) {
  std::vector<v1::Finding> found = WrongTotal(10000).Find();
  v1::Finding gone = found[0];
  gone.set_finding_id("total-000000000000");
  ApplyVerdicts({Answer(gone, v1::FINDING_STATE_ACCEPTED, "kl-1")}, found);
  EXPECT_EQ(found[0].state(), v1::FINDING_STATE_OPEN);
  EXPECT_FALSE(found[0].verdict_lapsed());
}

// --- Changes and receipts ---

void Supplement(FindingWorld& world, uint32_t against, int32_t valid_from, int64_t resulting) {
  v1::PlanAmended& amendment = world.amendments.emplace_back();
  amendment.set_against_revision(against);
  amendment.set_valid_from_date(valid_from);
  v1::QuotaSupplemented& change = *amendment.add_changes()->mutable_quota_supplemented();
  change.set_holder_unit_id("a");
  change.set_added_units(1);
  *change.mutable_resulting()->mutable_units() = Printed(resulting);
}

TEST(FindingChanges, ALaterRecordedChangeOfAnEarlierDayOvertakes) {
  FindingWorld world;
  AddRow(world.plan, "r01", "a", 100);
  Supplement(world, 1, 20210301, 110);
  Supplement(world, 2, 20210701, 120);
  EXPECT_THAT(world.Told(), IsEmpty());
  Supplement(world, 3, 20210501, 115);
  EXPECT_THAT(world.Told(),
              ElementsAre("CHANGE_OVERTAKEN revision:3/quota unit:a/quota 120 <> 115"));
}

TEST(FindingChanges, ChangesOfDifferentThingsDoNotMeet) {
  FindingWorld world;
  AddRow(world.plan, "r01", "a", 100);
  Supplement(world, 1, 20210701, 120);
  v1::PlanAmended& amendment = world.amendments.emplace_back();
  amendment.set_against_revision(2);
  amendment.set_valid_from_date(20210501);
  amendment.add_changes()->mutable_round_set()->mutable_round()->set_round_id("a");
  EXPECT_THAT(world.Told(), IsEmpty());
  v1::PlanAmended& earlier = world.amendments.emplace_back();
  earlier.set_against_revision(3);
  earlier.set_valid_from_date(20210401);
  earlier.add_changes()->mutable_round_set()->mutable_round()->set_round_id("a");
  EXPECT_THAT(world.Told(),
              ElementsAre("CHANGE_OVERTAKEN revision:3 round:a 20210501 <> 20210401"));
}

TEST(FindingReceipts, StraddlersAreOneFinding) {
  FindingWorld world;
  world.has_ledger = true;
  EXPECT_THAT(world.Told(), IsEmpty());
  world.ledger.straddling = 12;
  EXPECT_THAT(world.Told(), ElementsAre("RECEIPT_STRADDLES document/period - <> 12"));
}

}  // namespace
}  // namespace hemoledger

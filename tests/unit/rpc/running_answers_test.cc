// Questions that come again: the answers are those of ComputeAttainment, whatever was asked before.
#include "services/rpc/running_answers.h"

#include <gtest/gtest.h>

#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

class RunningAnswersTest : public testing::Test {
 protected:
  RunningAnswersTest() {
    auto tree = std::make_shared<OrgTree>();
    tree->Apply(OpenUnit("vn", v1::UNIT_KIND_NATION, "Việt Nam"), 0);
    tree->Apply(OpenUnit("rach-gia", v1::UNIT_KIND_DISTRICT, "Rạch Giá", "vn"), 1);
    tree_ = tree;
    plans_ = Plans(100);
  }

  std::shared_ptr<const PlanBook> Plans(int64_t quota) const {
    v1::PlanIssued plan = MakePlan("vn-2021", "vn", 20210101, 20211231);
    *plan.add_rows() = HolderRow("r1", "rach-gia", quota);
    PlanDocumentRecord record;
    record.revision = 1;
    record.position = 2;
    record.issued = plan;
    auto plans = std::make_shared<PlanBook>();
    plans->Apply(record, *tree_);
    return plans;
  }
  void Receive(int64_t units) {
    ReceiptFacts facts;
    facts.key.unit = facts.key.collecting_unit = tree_->Find("rach-gia");
    facts.key.first_date = facts.key.last_date = 20210405;
    facts.value.receipts = 1;
    facts.value.units = units;
    cells_.Add(facts);
    ++next_position_;
  }
  View Now() {
    View view;
    view.next_position = next_position_;
    view.tree = tree_;
    view.plans = plans_;
    view.cells = cells_.TakeSnapshot();
    return view;
  }
  void ExpectRight(const View& view, const AttainmentQuery& query) {
    const auto answer = answers_.Answer(view, query);
    const auto expected = ComputeAttainment(*view.tree, *view.plans, view.cells, query);
    ASSERT_OK(answer);
    ASSERT_OK(expected);
    EXPECT_EQ(answer->DebugString(), expected->DebugString());
  }
  static AttainmentQuery Query(int32_t through = 0) {
    AttainmentQuery query;
    query.plan = 0;
    query.through_date = through;
    return query;
  }

  std::shared_ptr<const OrgTree> tree_;
  std::shared_ptr<const PlanBook> plans_;
  FactCells cells_;
  uint64_t next_position_ = 3;
  RunningAnswers answers_{2};
};

TEST_F(RunningAnswersTest, FollowsTheReceipts) {
  for (int64_t units = 1; units < 6; ++units) {
    Receive(units);
    ExpectRight(Now(), Query());
    // Of the same state once more.
    ExpectRight(Now(), Query());
  }
  EXPECT_EQ(answers_.Answer(Now(), Query())->total().received_units(), 15);
}

TEST_F(RunningAnswersTest, AnOlderStateIsAnsweredAsItWas) {
  Receive(1);
  const View old = Now();
  ExpectRight(old, Query());
  Receive(2);
  ExpectRight(Now(), Query());
  ExpectRight(old, Query());
  EXPECT_EQ(answers_.Answer(old, Query())->total().received_units(), 1);
  EXPECT_EQ(answers_.Answer(Now(), Query())->total().received_units(), 3);
}

TEST_F(RunningAnswersTest, AnAmendedPlanIsAnotherQuestion) {
  Receive(1);
  for (int i = 0; i < 3; ++i) ExpectRight(Now(), Query());
  plans_ = Plans(200);
  for (int i = 0; i < 3; ++i) ExpectRight(Now(), Query());
  EXPECT_EQ(answers_.Answer(Now(), Query())->total().quota_units(), 200);
}

TEST_F(RunningAnswersTest, MoreQuestionsThanAreKeptAreAnsweredToo) {
  for (int i = 0; i < 3; ++i) {
    Receive(1);
    for (const int32_t through : {0, 20210301, 20210405, 20211231}) {
      ExpectRight(Now(), Query(through));
      ExpectRight(Now(), Query(through));
    }
  }
}

TEST_F(RunningAnswersTest, AWrongQuestionIsRefusedEachTime) {
  AttainmentQuery wrong = Query();
  wrong.scope = v1::ATTAINMENT_SCOPE_UNIT;
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(answers_.Answer(Now(), wrong), StatusIs(ERROR_REASON_FIELD_REQUIRED));
  }
}

}  // namespace
}  // namespace hemoledger

// A plan in several events and whole again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "proto/base/random.h"
#include "proto/base/strings.h"
#include "proto/base/text_commitment.h"
#include "services/domain/plan_parts.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

class PlanPartsTest : public ::testing::Test {
 protected:
  // A Text that tells its number in the whole by its commitment, with what accompanies it.
  void FillText(v1::Text* text) {
    const auto ordinal = static_cast<uint32_t>(texts_.size());
    text->set_ordinal(ordinal);
    text->set_commitment(Concat("text ", ordinal));
    v1::AccompanyingText& accompanying = texts_.emplace_back();
    accompanying.set_ordinal(ordinal);
    accompanying.set_text(Concat("text ", ordinal));
  }

  // Rows of very different sizes, with texts or without.
  v1::PlanIssued RandomPlan(std::mt19937_64& random) {
    texts_.clear();
    v1::PlanIssued plan = MakePlan("p", "kg", 20210101, 20211231);
    if (random() % 2 == 0) FillText(plan.mutable_document()->mutable_signatory());
    for (uint64_t i = random() % 3; i > 0; --i) {
      *plan.add_credit_rules() = MakeCreditRule(Concat("c", i), "a", "b");
      if (random() % 2 == 0) {
        FillText(plan.mutable_credit_rules(plan.credit_rules_size() - 1)->mutable_reason());
      }
    }
    const uint64_t rows = random() % 60;
    for (uint64_t i = 0; i < rows; ++i) {
      v1::PlanRow& row = *plan.add_rows();
      row.set_row_id(Concat("r", i));
      row.set_printed_name(std::string(random() % 200, 'x'));
      for (uint64_t n = random() % 3; n > 0; --n) FillText(row.add_notes());
    }
    return plan;
  }

  std::vector<v1::AccompanyingText> texts_;
};

TEST_F(PlanPartsTest, AShortPlanIsOnePart) {
  std::mt19937_64 random(1);
  const v1::PlanIssued plan = RandomPlan(random);
  const auto parts = SplitPlan(plan, 1'000'000, &texts_);
  ASSERT_OK(parts);
  ASSERT_EQ(parts->size(), 1u);
  EXPECT_EQ(Bytes(parts->front()), Bytes(plan));
}

TEST_F(PlanPartsTest, SplitAndJoinedItIsTheSameAndTextsFollow) {
  const uint64_t seed = ::testing::UnitTest::GetInstance()->random_seed() != 0
                            ? ::testing::UnitTest::GetInstance()->random_seed()
                            : std::random_device{}();
  SCOPED_TRACE(Concat("--gtest_random_seed=", seed));
  std::mt19937_64 random(seed);
  size_t most_parts = 0;
  for (int round = 0; round < 200; ++round) {
    const v1::PlanIssued plan = RandomPlan(random);
    const size_t limit = 400 + random() % 1'000;
    const auto parts = SplitPlan(plan, limit, &texts_);
    ASSERT_OK(parts);
    most_parts = std::max(most_parts, parts->size());
    EXPECT_EQ(Bytes(JoinPlan(*parts)), Bytes(plan));
    for (size_t i = 0; i < parts->size(); ++i) {
      const v1::PlanIssued& part = (*parts)[i];
      EXPECT_LE(part.ByteSizeLong(), limit);
      EXPECT_EQ(part.plan_id(), plan.plan_id());
      EXPECT_EQ(part.has_document(), i == 0);
      // Numbered anew in each part, and each found beside it.
      const std::vector<const v1::Text*> texts = CollectTexts(part);
      for (size_t ordinal = 0; ordinal < texts.size(); ++ordinal) {
        EXPECT_EQ(texts[ordinal]->ordinal(), ordinal);
        int found = 0;
        for (const v1::AccompanyingText& text : texts_) {
          if (text.submission_index() != i || text.ordinal() != ordinal) continue;
          ++found;
          EXPECT_EQ(text.text(), texts[ordinal]->commitment());
        }
        EXPECT_EQ(found, 1);
      }
    }
  }
  EXPECT_GT(most_parts, 5u);
}

// A plan of some hundred kilobytes with texts wherever one may stand, each with its own salt.
class LongPlan {
 public:
  explicit LongPlan(uint64_t seed) : random_(seed) {
    plan_ = MakePlan("p", "kg", 20210101, 20211231);
    Make(plan_.mutable_document()->mutable_signatory());
    for (int i = 0; i < 20; ++i) {
      v1::RowGroup& group = *plan_.add_groups();
      group.set_group_id(Concat("g", i));
      group.set_label(Letters(random_.Below(3'000)));
    }
    for (int i = 0; i < 300; ++i) {
      v1::Round& round = *plan_.add_rounds();
      round = MakeRound(Concat("d", i));
      round.set_place(Letters(random_.Below(200)));
      for (uint64_t n = random_.Below(300); n > 0; --n) {
        v1::RoundQuota& quota = *round.add_quotas();
        quota.set_unit_id(Concat("u", n));
        quota.mutable_units()->set_value(static_cast<int64_t>(n));
      }
      MakeSome(round.mutable_notes());
    }
    for (int i = 0; i < 300; ++i) {
      *plan_.add_credit_rules() = MakeCreditRule(Concat("c", i), "a", "b");
      if (random_.Below(2) == 0) Make(plan_.mutable_credit_rules(i)->mutable_reason());
    }
    for (int i = 0; i < 500; ++i) {
      v1::PlanRow& row = *plan_.add_rows();
      row.set_row_id(Concat("r", i));
      row.set_body_in_charge(Letters(random_.Below(300)));
      MakeSome(row.mutable_notes());
    }
    plan_.mutable_stated()->mutable_population()->set_text(Letters(60));
    for (int i = 0; i < 100; ++i) {
      plan_.add_campaigns()->set_label(Letters(random_.Below(256)));
      plan_.add_targets()->set_text(Letters(random_.Below(1'000)));
      v1::Task& task = *plan_.add_tasks();
      task.set_label(Letters(random_.Below(500)));
      MakeSome(task.mutable_notes());
    }
    for (int i = 0; i < 16; ++i) plan_.add_implements()->set_number(Letters(100));
    *plan_.mutable_assigned_quota() = UnitsQuota(10'000);
    for (int i = 0; i < 16; ++i) Make(plan_.add_notes());
  }

  const v1::PlanIssued& plan() const { return plan_; }
  const std::vector<v1::AccompanyingText>& texts() const { return texts_; }

 private:
  std::string Letters(uint64_t count) { return std::string(count, 'x'); }
  void Make(v1::Text* text) {
    const MadeText made =
        MakeText(static_cast<uint32_t>(texts_.size()), Concat("ghi chú ", texts_.size()), random_);
    *text = made.text;
    texts_.push_back(made.accompanying);
  }
  void MakeSome(google::protobuf::RepeatedPtrField<v1::Text>* notes) {
    for (uint64_t n = random_.Below(3); n > 0; --n) Make(notes->Add());
  }

  SeededRandom random_;
  v1::PlanIssued plan_;
  std::vector<v1::AccompanyingText> texts_;
};

TEST_F(PlanPartsTest, EveryListIsCutAndTheTextsOfEachPartVerify) {
  const uint64_t seed = ::testing::UnitTest::GetInstance()->random_seed() != 0
                            ? ::testing::UnitTest::GetInstance()->random_seed()
                            : std::random_device{}();
  SCOPED_TRACE(Concat("--gtest_random_seed=", seed));
  const LongPlan made(seed);
  ASSERT_GT(made.plan().ByteSizeLong(), 500'000u);
  for (const size_t limit : {8'000, 20'000, 61'184, 400'000}) {
    SCOPED_TRACE(limit);
    std::vector<v1::AccompanyingText> texts = made.texts();
    const auto parts = SplitPlan(made.plan(), limit, &texts);
    ASSERT_OK(parts);
    EXPECT_GT(parts->size(), made.plan().ByteSizeLong() / limit);
    EXPECT_EQ(Bytes(JoinPlan(*parts)), Bytes(made.plan()));
    google::protobuf::RepeatedPtrField<v1::AccompanyingText> all(texts.begin(), texts.end());
    const TextsBySubmission by_part(all);
    for (size_t i = 0; i < parts->size(); ++i) {
      EXPECT_LE((*parts)[i].ByteSizeLong(), limit);
      EXPECT_OK(VerifyTexts((*parts)[i], by_part.Of(static_cast<uint32_t>(i))));
      EXPECT_EQ((*parts)[i].has_assigned_quota(), i == 0);
      EXPECT_EQ((*parts)[i].has_stated(), i == 0);
    }
    // The last part holds what stands last.
    EXPECT_EQ(parts->back().notes(parts->back().notes_size() - 1).commitment(),
              made.plan().notes(15).commitment());
  }
}

TEST_F(PlanPartsTest, WhatCanNotBeCutIsRefused) {
  v1::PlanIssued plan = MakePlan("p", "kg", 20210101, 20211231);
  plan.mutable_document()->set_issuer_name(std::string(500, 'x'));
  const auto head = SplitPlan(plan, 400, &texts_);
  EXPECT_THAT(head, StatusIs(ERROR_REASON_SUBMISSION_TOO_LARGE));
  EXPECT_THAT(head, HasErrorField("limit", 400));
  plan.mutable_document()->clear_issuer_name();
  plan.add_rows()->set_body_in_charge(std::string(500, 'x'));
  EXPECT_THAT(SplitPlan(plan, 400, &texts_), StatusIs(ERROR_REASON_SUBMISSION_TOO_LARGE));
}

}  // namespace
}  // namespace hemoledger

// A plan in several events and whole again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "proto/base/text_commitment.h"
#include "services/domain/plan_book.h"
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

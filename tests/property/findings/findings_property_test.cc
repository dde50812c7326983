// A random plan in which everything agrees gives no finding; with one contradiction put in, of each
// kind in turn, it gives exactly that one.
//
// HEMOLEDGER_PROPERTY_SEED=n repeats one failing run; HEMOLEDGER_PROPERTY_RUNS=n makes more of
// them.
#include <cstdlib>
#include <iostream>

#include "consistent_world.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace hemoledger {
namespace {

using ::testing::IsEmpty;

uint64_t EnvironmentNumber(const char* name, uint64_t otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

class FindingsProperty : public ::testing::Test {
 protected:
  // Runs check(seed) for all seeds, until one fails.
  template <typename Check>
  void ForEachSeed(const Check& check) {
    const uint64_t first = EnvironmentNumber("HEMOLEDGER_PROPERTY_SEED", 1);
    const uint64_t runs = EnvironmentNumber("HEMOLEDGER_PROPERTY_RUNS", 60);
    for (uint64_t seed = first; seed < first + runs; ++seed) {
      check(seed);
      if (HasFailure()) {
        std::cerr << "HEMOLEDGER_PROPERTY_SEED=" << seed << "\n";
        return;
      }
    }
  }
};

TEST_F(FindingsProperty, WhatAgreesGivesNone) {
  ForEachSeed([](uint64_t seed) { EXPECT_THAT(MakeConsistentWorld(seed).Told(), IsEmpty()); });
}

TEST_F(FindingsProperty, OneContradictionGivesExactlyThatFinding) {
  ForEachSeed([this](uint64_t seed) {
    for (const Fault& fault : AllFaults()) {
      const FindingWorld world = MakeConsistentWorld(seed, fault);
      const std::vector<v1::Finding> found = world.Find();
      ASSERT_EQ(found.size(), 1U) << NameOf(fault) << ": "
                                  << ::testing::PrintToString(world.Told());
      EXPECT_EQ(found[0].kind(), fault.kind) << Line(found[0]);
      EXPECT_EQ(found[0].plan_id(), world.plan.plan_id());
      EXPECT_EQ(found[0].fingerprint().size(), 32U);
      EXPECT_GT(found[0].places_size(), 0);
      // The same input, the same finding.
      EXPECT_EQ(world.Find()[0].SerializeAsString(), found[0].SerializeAsString());
    }
  });
}

TEST_F(FindingsProperty, AVerdictLapsesWhenTheFigureChanges) {
  ForEachSeed([this](uint64_t seed) {
    for (const v1::FindingKind kind :
         {v1::FINDING_KIND_CONVERTED_QUOTA, v1::FINDING_KIND_TOTAL, v1::FINDING_KIND_ROUND_SUM,
          v1::FINDING_KIND_ROUND_COUNT, v1::FINDING_KIND_HEADLINE, v1::FINDING_KIND_RESULT,
          v1::FINDING_KIND_EVENTS_TOO_FEW, v1::FINDING_KIND_ASSIGNED_QUOTA,
          v1::FINDING_KIND_COPY_DAMAGE, v1::FINDING_KIND_RECEIPT_STRADDLES}) {
      const Fault fault{kind, 0};
      const std::vector<v1::Finding> before = MakeConsistentWorld(seed, fault, 1).Find();
      ASSERT_EQ(before.size(), 1U) << NameOf(fault);
      RecordedVerdict verdict;
      verdict.verdict.set_finding_id(before[0].finding_id());
      verdict.verdict.set_fingerprint(before[0].fingerprint());
      verdict.verdict.set_state(v1::FINDING_STATE_ACCEPTED);

      std::vector<v1::Finding> same = MakeConsistentWorld(seed, fault, 1).Find();
      ApplyVerdicts({verdict}, same);
      EXPECT_EQ(same.at(0).state(), v1::FINDING_STATE_ACCEPTED) << NameOf(fault);

      std::vector<v1::Finding> changed = MakeConsistentWorld(seed, fault, 2).Find();
      ASSERT_EQ(changed.size(), 1U) << NameOf(fault);
      ApplyVerdicts({verdict}, changed);
      EXPECT_EQ(changed[0].finding_id(), before[0].finding_id()) << NameOf(fault);
      EXPECT_EQ(changed[0].state(), v1::FINDING_STATE_OPEN) << NameOf(fault);
      EXPECT_TRUE(changed[0].verdict_lapsed()) << NameOf(fault);
    }
  });
}

}  // namespace
}  // namespace hemoledger

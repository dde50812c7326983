#include "services/domain/fact_cells.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace hemoledger {
namespace {

ReceiptFacts Facts(UnitIndex unit, int64_t units, int32_t date = 20210405) {
  ReceiptFacts facts;
  facts.key.unit = unit;
  facts.key.collecting_unit = unit;
  facts.key.first_date = date;
  facts.key.last_date = date;
  facts.value = {.receipts = 1,
                 .units = units,
                 .unknown_volume_units = 0,
                 .volume_ml = units * 250,
                 .large_units = units / 2,
                 .repeat_donors = 1,
                 .repeat_stated_units = units};
  return facts;
}

TEST(FactCellsTest, ReceiptsOfOneKeyAddUp) {
  FactCells cells;
  cells.Add(Facts(1, 10));
  cells.Add(Facts(1, 5));
  cells.Add(Facts(2, 7));
  const FactCells::Snapshot snapshot = cells.TakeSnapshot();
  ASSERT_EQ(snapshot.size(), 2);
  EXPECT_EQ(snapshot.cell(0).key, Facts(1, 0).key);
  const FactValue expected = {.receipts = 2,
                              .units = 15,
                              .unknown_volume_units = 0,
                              .volume_ml = 3750,
                              .large_units = 7,
                              .repeat_donors = 2,
                              .repeat_stated_units = 15};
  EXPECT_EQ(snapshot.cell(0).value, expected);
  EXPECT_EQ(snapshot.cell(1).value.units, 7);
}

TEST(FactCellsTest, EveryFieldOfTheKeyTellsCellsApart) {
  const ReceiptFacts base = Facts(1, 1);
  std::vector<ReceiptFacts> all(11, base);
  all[1].key.unit = 9;
  all[2].key.collecting_unit = 9;
  all[3].key.credited_to = 9;
  all[4].key.round = 9;
  all[5].key.first_date = 20210401;
  all[6].key.last_date = 20210406;
  all[7].key.component = 1;
  all[8].key.donor_class = 1;
  all[9].key.emergency = true;
  all[10].key.campaign = 9;
  FactCells cells;
  for (const ReceiptFacts& facts : all) cells.Add(facts);
  EXPECT_EQ(cells.size(), 11);
}

TEST(FactCellsTest, WhatWasSubtractedLeavesNoTraceInTheDigest) {
  FactCells cells;
  cells.Add(Facts(1, 10));
  const std::string before = cells.TakeSnapshot().Digest();
  cells.Add(Facts(2, 7));
  cells.Add(Facts(1, 5));
  EXPECT_NE(cells.TakeSnapshot().Digest(), before);
  cells.Subtract(Facts(2, 7));
  cells.Subtract(Facts(1, 5));
  EXPECT_EQ(cells.TakeSnapshot().Digest(), before);
  // The cell stays, so that indices mean the same for ever.
  EXPECT_EQ(cells.size(), 2);
}

TEST(FactCellsTest, TheDigestDoesNotDependOnTheOrder) {
  FactCells forwards, backwards;
  for (int i = 0; i < 300; ++i) forwards.Add(Facts(i, i + 1));
  for (int i = 299; i >= 0; --i) backwards.Add(Facts(i, i + 1));
  EXPECT_EQ(forwards.TakeSnapshot().Digest(), backwards.TakeSnapshot().Digest());
  backwards.Add(Facts(0, 1));
  EXPECT_NE(forwards.TakeSnapshot().Digest(), backwards.TakeSnapshot().Digest());
}

TEST(FactCellsTest, EveryMeasureIsInTheDigest) {
  const auto digest_of = [](const FactValue& value) {
    FactCells cells;
    cells.Add({Facts(1, 1).key, value});
    return cells.TakeSnapshot().Digest();
  };
  std::vector<FactValue> values(8);
  values[0].receipts = 1;
  values[1].units = 1;
  values[2].unknown_volume_units = 1;
  values[3].volume_ml = 1;
  values[4].repeat_donors = 1;
  values[5].repeat_stated_units = 1;
  values[6].large_units = 1;
  std::vector<std::string> digests;
  for (const FactValue& value : values) {
    const std::string digest = digest_of(value);
    for (const std::string& other : digests) EXPECT_NE(digest, other);
    digests.push_back(digest);
  }
}

TEST(FactCellsTest, ASnapshotStaysAsItWas) {
  FactCells cells;
  for (int i = 0; i < 1000; ++i) cells.Add(Facts(i, 1));
  const FactCells::Snapshot old = cells.TakeSnapshot();
  const std::string digest = old.Digest();
  for (int i = 0; i < 2000; ++i) cells.Add(Facts(i, 3));
  cells.Subtract(Facts(5, 1));
  EXPECT_EQ(old.size(), 1000);
  EXPECT_EQ(old.cell(5).value.units, 1);
  EXPECT_EQ(old.cell(999).value.units, 1);
  EXPECT_EQ(old.Digest(), digest);
  EXPECT_EQ(cells.TakeSnapshot().cell(5).value.units, 3);
}

TEST(FactCellsTest, ABlankSnapshotHasNoCells) {
  EXPECT_EQ(FactCells::Snapshot().size(), 0);
  EXPECT_EQ(FactCells::Snapshot().Digest(), FactCells().TakeSnapshot().Digest());
}

TEST(FactCellsTest, OnlyWhatWasAddedCanBeSubtracted) {
  FactCells cells;
  EXPECT_FALSE(cells.CanSubtract(Facts(1, 1)));
  cells.Add(Facts(1, 10));
  EXPECT_TRUE(cells.CanSubtract(Facts(1, 10)));
  EXPECT_TRUE(cells.CanSubtract(Facts(1, 9)));
  EXPECT_FALSE(cells.CanSubtract(Facts(1, 11)));
  EXPECT_FALSE(cells.CanSubtract(Facts(2, 1)));
}

TEST(FactCellsDeathTest, BelowZeroAborts) {
  FactCells cells;
  cells.Add(Facts(1, 10));
  EXPECT_DEATH(cells.Subtract(Facts(1, 11)), "below zero");
  EXPECT_DEATH(cells.Subtract(Facts(2, 1)), "never added");
}

// Readers sum their snapshots while the writer counts on: each sees a state between two groups.
TEST(FactCellsTest, ReadersNeverSeeHalfAGroup) {
  constexpr int kGroups = 60;
  constexpr int kGroupSize = 500;
  FactCells cells;
  std::vector<std::thread> readers;
  std::atomic<int> wrong{0};
  for (int group = 0; group < kGroups; ++group) {
    for (int i = 0; i < kGroupSize; ++i) cells.Add(Facts((group * 37 + i) % 700, 1));
    readers.emplace_back([snapshot = cells.TakeSnapshot(), group, &wrong] {
      int64_t units = 0;
      for (int64_t i = 0; i < snapshot.size(); ++i) units += snapshot.cell(i).value.units;
      if (units != int64_t{group + 1} * kGroupSize) ++wrong;
    });
    if (readers.size() == 4) {
      for (std::thread& reader : readers) reader.join();
      readers.clear();
    }
  }
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace hemoledger

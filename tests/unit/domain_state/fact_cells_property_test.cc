// Random facts added and taken back against a map; snapshots never change.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "proto/base/random.h"
#include "services/domain/fact_cells.h"

namespace hemoledger {
namespace {

constexpr int kSeeds = 20;
constexpr int kSteps = 3000;

uint64_t BaseSeed() {
  const char* text = std::getenv("HEMOLEDGER_TEST_SEED");
  return text == nullptr ? 1 : std::strtoull(text, nullptr, 10);
}

using Model = std::map<FactKey, FactValue>;

ReceiptFacts RandomFacts(SeededRandom& random) {
  ReceiptFacts facts;
  facts.key.unit = static_cast<UnitIndex>(random.Below(20));
  facts.key.collecting_unit = static_cast<UnitIndex>(random.Below(3));
  facts.key.credited_to = static_cast<UnitIndex>(random.Below(3)) - 1;
  facts.key.round = static_cast<RoundIndex>(random.Below(3)) - 1;
  facts.key.campaign = static_cast<CampaignIndex>(random.Below(3)) - 1;
  facts.key.first_date = 20210101 + static_cast<int32_t>(random.Below(3));
  facts.key.last_date = facts.key.first_date + static_cast<int32_t>(random.Below(2));
  facts.key.component = static_cast<uint8_t>(random.Below(4));
  facts.key.donor_class = static_cast<uint8_t>(random.Below(4));
  facts.key.emergency = random.Below(2) == 0;
  facts.value.receipts = 1;
  facts.value.units = 1 + static_cast<int64_t>(random.Below(100));
  facts.value.unknown_volume_units = static_cast<int64_t>(random.Below(10));
  facts.value.volume_ml = 250 * static_cast<int64_t>(random.Below(10));
  facts.value.large_units = static_cast<int64_t>(random.Below(10));
  facts.value.repeat_donors = static_cast<int64_t>(random.Below(10));
  facts.value.repeat_stated_units = static_cast<int64_t>(random.Below(10));
  return facts;
}

// Cells made anew from a model, in its order.
std::string DigestOf(const Model& model) {
  FactCells cells;
  for (const auto& [key, value] : model) {
    if (!value.IsZero()) cells.Add({key, value});
  }
  return cells.TakeSnapshot().Digest();
}

void ExpectSame(const FactCells::Snapshot& snapshot, const Model& model) {
  ASSERT_EQ(snapshot.size(), static_cast<int64_t>(model.size()));
  for (int64_t i = 0; i < snapshot.size(); ++i) {
    const auto expected = model.find(snapshot.cell(i).key);
    ASSERT_NE(expected, model.end());
    ASSERT_EQ(snapshot.cell(i).value, expected->second);
  }
  ASSERT_EQ(snapshot.Digest(), DigestOf(model));
}

// The changes between two moments make the one of the other.
void ExpectChangesLead(const std::pair<FactCells::Snapshot, Model>& from,
                       const std::pair<FactCells::Snapshot, Model>& to) {
  Model model = from.second;
  to.first.VisitChanges(from.first,
                        [&](const FactKey& key, const FactValue& was, const FactValue& is) {
                          EXPECT_NE(was, is);
                          EXPECT_EQ(model[key], was);
                          model[key] = is;
                        });
  EXPECT_EQ(DigestOf(model), DigestOf(to.second));
}

TEST(FactCellsPropertyTest, SnapshotsAreTheSumsOfTheirMoment) {
  for (int s = 0; s < kSeeds; ++s) {
    const uint64_t seed = BaseSeed() * 1000 + s;
    SCOPED_TRACE(testing::Message() << "HEMOLEDGER_TEST_SEED=" << BaseSeed() << " run " << s);
    SeededRandom random(seed);
    FactCells cells;
    Model model;
    std::vector<ReceiptFacts> added;
    std::vector<std::pair<FactCells::Snapshot, Model>> kept;
    for (int step = 0; step < kSteps; ++step) {
      if (!added.empty() && random.Below(4) == 0) {
        const size_t which = random.Below(added.size());
        ASSERT_TRUE(cells.CanSubtract(added[which]));
        cells.Subtract(added[which]);
        model[added[which].key] -= added[which].value;
        added[which] = added.back();
        added.pop_back();
      } else {
        // One, or so many that AddAll looks them up in several parts; some of one key.
        std::vector<ReceiptFacts> some(random.Below(20) == 0 ? 1 + random.Below(100) : 1);
        for (ReceiptFacts& facts : some) {
          facts = RandomFacts(random);
          added.push_back(facts);
          model[facts.key] += facts.value;
        }
        if (some.size() == 1) {
          cells.Add(some.front());
        } else {
          some.push_back(some.front());
          added.push_back(some.front());
          model[some.front().key] += some.front().value;
          cells.AddAll(some);
        }
      }
      // Often the next one comes soon after, so that most pages are shared by both.
      if (random.Below(300) == 0 || (!kept.empty() && random.Below(40) == 0 && kept.size() % 2)) {
        kept.emplace_back(cells.TakeSnapshot(), model);
      }
    }
    kept.emplace_back(cells.TakeSnapshot(), model);
    for (size_t i = 0; i < kept.size(); ++i) {
      ExpectSame(kept[i].first, kept[i].second);
      if (HasFatalFailure()) return;
      // From any to any and from each to the one after it, forwards and backwards.
      ExpectChangesLead(kept[random.Below(kept.size())], kept[i]);
      const size_t next = std::min(i + 1, kept.size() - 1);
      ExpectChangesLead(kept[i], kept[next]);
      ExpectChangesLead(kept[next], kept[i]);
    }
    for (const ReceiptFacts& facts : added) cells.Subtract(facts);
    EXPECT_EQ(cells.TakeSnapshot().Digest(), FactCells::Snapshot().Digest());
  }
}

}  // namespace
}  // namespace hemoledger

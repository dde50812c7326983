// Random logs, with snapshots at random points: each restored, and gone on to the end, is the state
// of a whole replay; so is a snapshot of a restored state.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "log_builder.h"
#include "proto/base/random.h"
#include "proto/base/strings.h"
#include "state_bytes.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

constexpr int kSeeds = 30;
constexpr int kEvents = 400;

uint64_t BaseSeed() {
  const char* text = std::getenv("HEMOLEDGER_TEST_SEED");
  return text == nullptr ? 1 : std::strtoull(text, nullptr, 10);
}

// Documents and receipts in any order: units, sources, plans in one part and in several, rounds,
// amendments and records come up between the receipts that name them.
class RandomLog {
 public:
  explicit RandomLog(uint64_t seed) : random_(seed) {}

  std::vector<LoggedEvent> Make() {
    Add(log_.LedgerCreated());
    Add(log_.Unit(OpenUnit("vn", v1::UNIT_KIND_NATION, "Việt Nam")));
    Add(log_.Unit(OpenUnit("tinh", v1::UNIT_KIND_PROVINCE, "Tỉnh", "vn")));
    NewUnit();
    while (events_.size() < kEvents) Step();
    return std::move(events_);
  }

 private:
  struct Counted {
    uint64_t original = 0;
    uint64_t current = 0;
    v1::Receipt receipt;
  };

  void Add(LoggedEvent event) { events_.push_back(std::move(event)); }

  void Step() {
    switch (random_.Below(24)) {
      case 0:
        return NewUnit();
      case 1:
        marks_.push_back(0);
        return Add(log_.Source(Concat("may-", marks_.size())));
      case 2:
        return NewPlan();
      case 3:
        if (plans_.empty()) return;
        return Amend();
      case 4: {
        v1::Submission confirmed;
        confirmed.mutable_clock_confirmed()->set_jump_micros(1);
        return Add(log_.Next(confirmed));
      }
      case 5: {
        v1::Submission rejected = Identity();
        if (!rejected.has_source()) return;
        rejected.mutable_receipt_rejected()->set_submission_sha256(std::string(32, 's'));
        rejected.mutable_receipt_rejected()->set_reason(v1::ERROR_REASON_UNIT_NOT_FOUND);
        return Add(log_.Next(rejected));
      }
      case 6:
      case 7:
      case 8:
        if (counted_.empty()) return;
        return Change();
      default:
        return NewReceipt();
    }
  }

  void NewUnit() {
    const std::string id = Concat("huyen-", ++units_);
    Add(log_.Unit(OpenUnit(id, v1::UNIT_KIND_DISTRICT, id, "tinh")));
  }

  // Each with a round of its own, every third in two parts.
  void NewPlan() {
    const std::string id = Concat("ke-hoach-", plans_.size() + 1);
    v1::PlanIssued plan = MakePlan(id, "tinh", 20210101, 20211231);
    *plan.add_rows() = HolderRow("r1", AnyUnit(), 100);
    *plan.add_rounds() = MakeRound(Concat("dot-", plans_.size() + 1), AnyUnit());
    if (plans_.size() % 3 == 2) {
      v1::PlanIssued rest;
      rest.set_plan_id(id);
      *rest.add_rows() = SelectorRow("r2", "", v1::COMPONENT_PLATELETS);
      Add(log_.Plan(plan, 1, 2, id));
      Add(log_.Plan(rest, 2, 2, id));
    } else {
      Add(log_.Plan(plan));
    }
    plans_.push_back({plan.rows(0).holder_unit_id(), 1});
  }

  void Amend() {
    const size_t which = random_.Below(plans_.size());
    auto& [holder, revision] = plans_[which];
    v1::PlanAmended amendment =
        Supplement(Concat("ke-hoach-", which + 1), revision, holder, 1, 100 + int64_t{revision});
    ++revision;
    Add(log_.Amendment(amendment));
  }

  std::string AnyUnit() { return Concat("huyen-", 1 + random_.Below(units_)); }

  v1::Receipt AnyReceipt() {
    v1::Receipt receipt =
        MakeReceipt(AnyUnit(), 20210401 + static_cast<int32_t>(random_.Below(10)),
                    static_cast<uint32_t>(1 + random_.Below(50)), random_.Below(2) == 0 ? 0 : 350);
    if (!plans_.empty() && random_.Below(3) == 0) {
      receipt.set_round_id(Concat("dot-", 1 + random_.Below(plans_.size())));
    }
    if (random_.Below(4) == 0) *receipt.mutable_credited_to() = UnitById(AnyUnit());
    return receipt;
  }

  // The next of a source, or of a feed.
  v1::Submission Identity() {
    v1::Submission submission;
    if (!marks_.empty() && random_.Below(3) > 0) {
      const size_t source = random_.Below(marks_.size());
      *submission.mutable_source() = SourceId(Concat("may-", source + 1), ++marks_[source]);
    } else {
      *submission.mutable_feed() = FeedId("so-y-te", Concat("id-", log_.next_position()));
    }
    return submission;
  }

  void NewReceipt() {
    v1::Submission submission = Identity();
    const Counted counted = {log_.next_position(), log_.next_position(), AnyReceipt()};
    *submission.mutable_receipt_recorded()->mutable_receipt() = counted.receipt;
    Add(log_.Next(submission));
    counted_.push_back(counted);
  }

  // A correction, or a void, after which its counter may be zero.
  void Change() {
    const size_t which = random_.Below(counted_.size());
    Counted& counted = counted_[which];
    const uint64_t position = log_.next_position();
    if (random_.Below(2) == 0) {
      const v1::Receipt corrected = AnyReceipt();
      Add(log_.Change(Identity(), counted.original, counted.current, counted.receipt, &corrected));
      counted.current = position;
      counted.receipt = corrected;
    } else {
      Add(log_.Change(Identity(), counted.original, counted.current, counted.receipt, nullptr));
      counted_[which] = counted_.back();
      counted_.pop_back();
    }
  }

  SeededRandom random_;
  LogBuilder log_;
  std::vector<LoggedEvent> events_;
  uint64_t units_ = 0;
  std::vector<uint64_t> marks_;
  // Holder and revision.
  std::vector<std::pair<std::string, uint32_t>> plans_;
  std::vector<Counted> counted_;
};

// Events begin … end go on `state`; now and then it is written, restored, and goes on as that.
void GoOn(const std::vector<LoggedEvent>& log, const std::vector<std::string>& stored,
          SeededRandom& random, DomainState& state, int* restores) {
  for (uint64_t i = state.next_position(); i < log.size(); ++i) {
    ASSERT_OK(state.Apply(log[i].event, log[i].submission)) << i;
    if (state.HasIncompleteDocument() || random.Below(40) != 0) continue;
    const std::string bytes = StateBytes(state, stored);
    DomainState restored;
    ASSERT_OK(Restore(bytes, state.next_position(), state.record_time_micros(), restored)) << i;
    ASSERT_EQ(restored.Digest(), state.Digest()) << i;
    ASSERT_TRUE(StateBytes(restored, stored) == bytes) << i;
    state = std::move(restored);
    ++*restores;
  }
}

TEST(StateCodecPropertyTest, RestoredAtRandomPointsTheEndIsThatOfAWholeReplay) {
  int restores = 0;
  int zero_cells = 0;
  for (int s = 0; s < kSeeds; ++s) {
    SCOPED_TRACE(testing::Message() << "HEMOLEDGER_TEST_SEED=" << BaseSeed() << " run " << s);
    SeededRandom random(BaseSeed() * 1000 + s);
    const std::vector<LoggedEvent> log = RandomLog(random.Uint64()).Make();
    std::vector<std::string> stored;
    DomainState whole;
    for (const LoggedEvent& logged : log) {
      stored.push_back(logged.event.SerializeAsString());
      ASSERT_OK(whole.Apply(logged.event, logged.submission));
    }
    DomainState state;
    GoOn(log, stored, random, state, &restores);
    if (HasFatalFailure()) return;
    EXPECT_EQ(state.Digest(), whole.Digest());
    EXPECT_TRUE(StateBytes(state, stored) == StateBytes(whole, stored));
    const FactCells::Snapshot cells = whole.TakeCells();
    for (int64_t i = 0; i < cells.size(); ++i) zero_cells += cells.cell(i).value.IsZero() ? 1 : 0;
  }
  // What the seeds must have met.
  EXPECT_GT(restores, 5 * kSeeds);
  EXPECT_GT(zero_cells, kSeeds);
}

}  // namespace
}  // namespace hemoledger

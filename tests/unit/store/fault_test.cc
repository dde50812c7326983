// Hundreds of seeds of crashes of the store: power cuts, kills, failing writes and syncs.
// After each, all that Append acknowledged is there, nothing half, and fsck is clean.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <map>

#include "store/repair_tail.h"
#include "tests/unit/store/store_fixture.h"

namespace hemoledger {
namespace {

// What happened, to see that the seeds reach everything.
struct Seen {
  int opened = 0;
  int creation_cut = 0;
  int open_failed_by_fault = 0;
  int append_failed = 0;
  int lost_unacknowledged = 0;
  int kept_unacknowledged = 0;
  int repaired = 0;
  int killed = 0;
  int power_cut = 0;
};

// One ledger that is crashed several times.
class CrashRun {
 public:
  explicit CrashRun(uint64_t seed)
      : random_(seed), faults_(random_.Uint64()), builder_(random_.Uint64()) {}

  void Run(int crashes, Seen& seen) {
    for (int i = 0; i < crashes; ++i) {
      PlanFault();
      LiveUntilItFails(seen);
      if (::testing::Test::HasFatalFailure()) return;
      Crash(seen);
      Recover(seen);
      if (::testing::Test::HasFatalFailure()) return;
    }
    auto report = Fsck({.path = "/data", .env = faults_.env()});
    ASSERT_OK(report);
    EXPECT_TRUE(report->clean()) << Problems(*report);
    EXPECT_EQ(report->event_count, events_.size());
  }

 private:
  StoreOptions Options() {
    return {.path = "/data",
            .env = faults_.env(),
            .create_if_missing = true,
            .block_cache_bytes = size_t{1} << 20,
            .write_buffer_bytes = size_t{64} << 10};
  }

  void PlanFault() {
    constexpr std::array<std::string_view, 4> kParts = {"", ".log", ".sst", "MANIFEST"};
    const auto operation =
        random_.Below(2) == 0 ? FaultEnv::Operation::kWrite : FaultEnv::Operation::kSync;
    const auto fault =
        random_.Below(2) == 0 ? FaultEnv::Fault::kIoError : FaultEnv::Fault::kNoSpace;
    const std::string_view part = kParts[random_.Below(kParts.size())];
    const uint64_t n = 1 + random_.Below(random_.Below(2) == 0 ? 10 : 80);
    switch (random_.Below(3)) {
      case 0:
        faults_.FailAfter(operation, n, fault, part);
        break;
      case 1:
        faults_.FailOnce(operation, n, fault, part);
        break;
      default:
        break;
    }
  }

  void LiveUntilItFails(Seen& seen) {
    auto opened = LedgerStore::Open(Options());
    if (!opened.ok()) {
      // Only a fault that was planned is a reason.
      ASSERT_TRUE(faults_.fault_came()) << opened.status();
      ++seen.open_failed_by_fault;
      return;
    }
    ++seen.opened;
    store_ = *std::move(opened);
    const int groups = static_cast<int>(random_.Below(40));
    for (int i = 0; i < groups; ++i) {
      const LedgerBuilder before = builder_;
      builder_.Fill(group_, 1 + static_cast<int>(random_.Below(20)));
      const absl::Status status = store_->Append(group_);
      if (status.ok()) {
        for (std::string& event : EventsOf(group_)) events_.push_back(std::move(event));
        continue;
      }
      ASSERT_TRUE(faults_.fault_came()) << status;
      ++seen.append_failed;
      unknown_events_ = EventsOf(group_);
      after_unknown_ = builder_;
      builder_ = before;
      break;
    }
  }

  void Crash(Seen& seen) {
    // In the middle of the next group: some of its bytes are written.
    if (unknown_events_.empty() && store_ != nullptr && random_.Below(2) == 0) {
      const LedgerBuilder before = builder_;
      builder_.Fill(group_, 20);
      faults_.FailAfter(FaultEnv::Operation::kWrite, 1, FaultEnv::Fault::kIoError, ".log");
      if (!store_->Append(group_).ok()) {
        unknown_events_ = EventsOf(group_);
        after_unknown_ = builder_;
      } else {
        for (std::string& event : EventsOf(group_)) events_.push_back(std::move(event));
      }
      if (!unknown_events_.empty()) builder_ = before;
    }
    faults_.Stop();
    store_.reset();
    constexpr std::array kWays = {FaultEnv::Unsynced::kDropped, FaultEnv::Unsynced::kPrefix,
                                  FaultEnv::Unsynced::kTorn, FaultEnv::Unsynced::kTorn};
    const uint64_t way = random_.Below(kWays.size() + 1);
    if (way == kWays.size()) {
      ++seen.killed;
      faults_.Restart();
      faults_.ClearFaults();
    } else {
      ++seen.power_cut;
      faults_.PowerCut(kWays[way]);
    }
  }

  void Recover(Seen& seen) {
    if (faults_.Files("/data/FORMAT").empty()) {
      ASSERT_TRUE(events_.empty());
      ++seen.creation_cut;
    }
    auto opened = LedgerStore::Open(Options());
    if (!opened.ok() && ReasonOf(opened.status()) == ERROR_REASON_TAIL_TORN) {
      ++seen.repaired;
      auto repaired = RepairTail({.path = "/data", .env = faults_.env()});
      ASSERT_OK(repaired);
      EXPECT_TRUE(repaired->repaired);
      EXPECT_GE(repaired->old_next_position, repaired->new_next_position);
      opened = LedgerStore::Open(Options());
    }
    ASSERT_OK(opened);
    store_ = *std::move(opened);
    // What was not acknowledged is there whole or not at all.
    const uint64_t next = store_->next_position();
    if (!unknown_events_.empty() && next > events_.size()) {
      ++seen.kept_unacknowledged;
      for (std::string& event : unknown_events_) events_.push_back(std::move(event));
      builder_ = after_unknown_;
    } else if (!unknown_events_.empty()) {
      ++seen.lost_unacknowledged;
    }
    unknown_events_.clear();
    ASSERT_EQ(next, events_.size());
    ExpectAllEvents();
    store_.reset();
  }

  void ExpectAllEvents() {
    EventCursor cursor = store_->ReadFrom(0);
    uint64_t position = 0;
    for (; cursor.Next(); ++position) ASSERT_EQ(cursor.event(), events_[position]) << position;
    ASSERT_OK(cursor.status());
    ASSERT_EQ(position, events_.size());
  }

  SeededRandom random_;
  FaultEnv faults_;
  LedgerBuilder builder_;
  Group group_;
  std::unique_ptr<LedgerStore> store_;
  std::vector<std::string> events_;
  // Of the group whose append failed; blank: none.
  std::vector<std::string> unknown_events_;
  LedgerBuilder after_unknown_{0};
};

constexpr uint64_t kShards = 10;
constexpr uint64_t kSeedsPerShard = 30;

class FaultTest : public ::testing::TestWithParam<uint64_t> {};

TEST_P(FaultTest, EverythingAcknowledgedSurvivesEveryCrash) {
  Seen seen;
  std::vector<uint64_t> seeds;
  if (const char* seed = std::getenv("HEMOLEDGER_SEED"); seed != nullptr) {
    // Replays one case alone.
    seeds.push_back(std::strtoull(seed, nullptr, 10));
  } else {
    for (uint64_t i = 1; i <= kSeedsPerShard; ++i) seeds.push_back(GetParam() * 1'000 + i);
  }
  for (const uint64_t seed : seeds) {
    SCOPED_TRACE("HEMOLEDGER_SEED=" + std::to_string(seed));
    CrashRun run(seed);
    run.Run(4, seen);
    if (HasFailure()) return;
  }
  const std::map<std::string, int> counts = {{"opened", seen.opened},
                                             {"creation_cut", seen.creation_cut},
                                             {"open_failed_by_fault", seen.open_failed_by_fault},
                                             {"append_failed", seen.append_failed},
                                             {"lost_unacknowledged", seen.lost_unacknowledged},
                                             {"kept_unacknowledged", seen.kept_unacknowledged},
                                             {"repaired", seen.repaired},
                                             {"killed", seen.killed},
                                             {"power_cut", seen.power_cut}};
  for (const auto& [name, count] : counts) {
    RecordProperty(name, count);
    // The seeds of every shard reach everything.
    EXPECT_TRUE(count > 0 || seeds.size() == 1) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, FaultTest, ::testing::Range(uint64_t{0}, kShards));

}  // namespace
}  // namespace hemoledger

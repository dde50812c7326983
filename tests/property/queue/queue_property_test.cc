// A group's schedule under random consumers, failures and crashes, beside a naive model that knows
// every position: order per key, nothing lost, nothing durable delivered again, credit kept.
#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "proto/base/random.h"
#include "proto/base/strings.h"
#include "services/queue/group_schedule.h"
#include "store/consumer_store.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace hemoledger {
namespace {

constexpr char kGroup[] = "g";
constexpr int64_t kSecond = 1'000'000;
constexpr int kConsumers = 8;

struct World {
  uint64_t events = 0;
  int keys = 0;
  ScheduleLimits limits;
  SchedulePolicy policy;
  // In a thousand steps.
  uint64_t crashes = 1;
  // Events of this key are always tried again; -1: none.
  int stuck_key = -1;
};

// What is true of every position, kept in the plainest way.
class Model {
 public:
  explicit Model(const World& world, Random& random) {
    for (uint64_t position = 0; position < world.events; ++position) {
      // A fifth is not wanted.
      const int key = random.Below(5) == 0 ? -1 : static_cast<int>(random.Below(world.keys));
      key_of.push_back(key);
      if (key >= 0) of_key[key].push_back(position);
    }
  }

  // A delivery: is it allowed?
  void CheckDelivery(const Assignment& taken, int key) {
    ASSERT_EQ(taken.key, Concat("unit:", key));
    ASSERT_FALSE(durable.contains(taken.position)) << taken.position << " was settled for good";
    ASSERT_FALSE(held.contains(taken.position)) << taken.position << " is held already";
    for (const uint64_t before : of_key[key]) {
      ASSERT_FALSE(held.contains(before)) << "two of one key are out";
      if (before >= taken.position) continue;
      ASSERT_TRUE(durable.contains(before) || replayed.contains(before))
          << taken.position << " before " << before;
    }
  }

  std::vector<int> key_of;
  std::map<int, std::vector<uint64_t>> of_key;
  // Settled, and on disk.
  std::set<uint64_t> durable;
  std::set<uint64_t> parked;
  std::set<uint64_t> replayed;
  // By whom.
  std::map<uint64_t, GroupSchedule::ConsumerId> held;
};

class Simulation {
 public:
  Simulation(const World& world, uint64_t seed)
      : world_(world), random_(seed), model_(world, random_) {
    auto store = ConsumerStore::Open({.path = folder_.path()});
    EXPECT_OK(store);
    store_ = *std::move(store);
    ConsumerBatch batch;
    batch.PutGroup(kGroup, "definition");
    batch.PutCursor(kGroup, {});
    EXPECT_OK(store_->Write(batch));
    Restart();
  }

  void Run() {
    for (uint64_t step = 0; !IsDone(); ++step) {
      ASSERT_LT(step, 50'000'000u) << "it comes to no end";
      const uint64_t draw = random_.Below(1'000);
      if (draw < world_.crashes && crashes_ < 20) {
        Restart();
      } else if (draw < 200) {
        Scan();
      } else if (draw < 400) {
        Take();
      } else if (draw < 800) {
        Settle();
      } else if (draw < 830) {
        Commit();
      } else if (draw < 960) {
        now_ += static_cast<int64_t>(random_.Below(3 * kSecond));
        schedule_->Tick(now_, Wall());
        ForgetExpired();
        Note();
      } else if (draw < 970) {
        ComeAndGo();
      } else if (draw < 975) {
        ReplayOne();
      } else {
        AddCredit();
      }
      if (testing::Test::HasFatalFailure()) return;
      CheckBounds();
    }
    CheckEnd();
  }

  uint64_t settled_while_stuck() const { return settled_while_stuck_; }
  uint64_t deliveries() const { return deliveries_; }

 private:
  struct Pending {
    GroupSchedule::Changes changes;
    // What the model learns when it is written.
    std::vector<uint64_t> settled;
    std::vector<uint64_t> parked;
    std::vector<uint64_t> replayed;
  };

  int64_t Wall() const { return now_ + 1'000 * kSecond; }

  // A crash, and the start after it: what was not written is gone, and so are all consumers.
  void Restart() {
    ++crashes_;
    pending_.clear();
    settled_.clear();
    parked_.clear();
    replayed_.clear();
    model_.held.clear();
    leases_.clear();
    consumers_.clear();
    const auto groups = store_->ReadAll();
    ASSERT_OK(groups);
    ASSERT_EQ(groups->size(), 1u);
    schedule_ = std::make_unique<GroupSchedule>(kGroup, world_.policy, world_.limits, &random_,
                                                groups->front(), now_, Wall());
    while (consumers_.size() < kConsumers) Join();
  }

  void Join() {
    const auto credit = static_cast<uint32_t>(1 + random_.Below(50));
    consumers_.emplace(schedule_->Join("c", credit), credit);
  }

  GroupSchedule::ConsumerId Pick() {
    auto picked = consumers_.begin();
    std::advance(picked, random_.Below(consumers_.size()));
    return picked->first;
  }

  void Scan() {
    if (!schedule_->WantsScan()) return;
    const uint64_t begin = schedule_->scan_position();
    const size_t room = std::min<size_t>(schedule_->ScanRoom(), 1 + random_.Below(500));
    std::vector<KeyedEvent> events;
    uint64_t position = begin;
    for (; position < world_.events && events.size() < room; ++position) {
      const int key = model_.key_of[position];
      if (key >= 0) events.push_back({.position = position, .key = Concat("unit:", key)});
    }
    schedule_->Scanned(events, position);
    Note();
  }

  void Take() {
    const GroupSchedule::ConsumerId id = Pick();
    const auto taken = schedule_->Take(id, 1 + random_.Below(20), now_);
    for (const Assignment& event : taken) {
      ++deliveries_;
      ASSERT_GT(consumers_[id], 0u) << "more than its credit";
      --consumers_[id];
      ASSERT_LE(event.attempt, world_.policy.max_attempts);
      const int key = model_.key_of[event.position];
      ASSERT_GE(key, 0);
      model_.CheckDelivery(event, key);
      if (testing::Test::HasFatalFailure()) return;
      model_.held[event.position] = id;
      leases_[event.position] = {now_ + world_.policy.lease_micros, event.attempt};
    }
  }

  void Settle() {
    if (model_.held.empty()) return;
    auto picked = model_.held.lower_bound(random_.Below(world_.events));
    if (picked == model_.held.end()) picked = model_.held.begin();
    const uint64_t position = picked->first;
    const auto id = picked->second;
    const uint64_t draw = random_.Below(100);
    auto verdict = draw < 70   ? QueueVerdict::kAck
                   : draw < 88 ? QueueVerdict::kRetry
                   : draw < 92 ? QueueVerdict::kPark
                   : draw < 95 ? QueueVerdict::kSkip
                               : QueueVerdict::kRenew;
    const bool is_stuck = model_.key_of[position] == world_.stuck_key;
    if (is_stuck) verdict = QueueVerdict::kRetry;
    // Somebody else's is not theirs to settle.
    for (const auto& [other, unused] : consumers_) {
      if (other != id) {
        ASSERT_FALSE(schedule_->Settle(other, position, QueueVerdict::kAck, "", 0, now_, Wall()));
        break;
      }
    }
    ASSERT_TRUE(schedule_->Settle(id, position, verdict, "why", is_stuck ? 600 * kSecond : 0, now_,
                                  Wall()));
    if (verdict == QueueVerdict::kRenew) {
      leases_[position].first = now_ + world_.policy.lease_micros;
    } else {
      if (verdict == QueueVerdict::kAck || verdict == QueueVerdict::kSkip) {
        settled_.push_back(position);
        if (!is_stuck) ++settled_while_stuck_;
      } else if (verdict == QueueVerdict::kPark || schedule_->IsParked(position)) {
        parked_.push_back(position);
        settled_.push_back(position);
      }
      model_.held.erase(picked);
      leases_.erase(position);
    }
    Note();
  }

  // Leases that ran out by now: their holders hold nothing any more.
  void ForgetExpired() {
    for (auto it = leases_.begin(); it != leases_.end();) {
      if (it->second.first > now_) {
        ++it;
        continue;
      }
      Lost(it->first);
      it = leases_.erase(it);
    }
  }

  // An event was taken away from its holder.
  void Lost(uint64_t position) {
    model_.held.erase(position);
    if (schedule_->IsParked(position)) {
      parked_.push_back(position);
      settled_.push_back(position);
    }
  }

  void ComeAndGo() {
    const GroupSchedule::ConsumerId id = Pick();
    schedule_->Leave(id, /*counted=*/random_.Below(2) == 0, now_, Wall());
    consumers_.erase(id);
    for (auto it = leases_.begin(); it != leases_.end();) {
      if (model_.held.at(it->first) != id) {
        ++it;
        continue;
      }
      Lost(it->first);
      it = leases_.erase(it);
    }
    Note();
    Join();
  }

  void AddCredit() {
    const GroupSchedule::ConsumerId id = Pick();
    const auto more = static_cast<uint32_t>(1 + random_.Below(50));
    const bool fits = consumers_[id] + more <= kMaxCredit;
    ASSERT_EQ(schedule_->AddCredit(id, more), fits);
    if (fits) consumers_[id] += more;
  }

  void ReplayOne() {
    if (model_.parked.empty() || replays_ >= 200) return;
    auto picked = model_.parked.lower_bound(random_.Below(world_.events));
    if (picked == model_.parked.end()) picked = model_.parked.begin();
    // A replay that is on its way already.
    if (!schedule_->IsParked(*picked)) return;
    const auto rows = store_->ReadParked(kGroup, *picked, 1);
    ASSERT_OK(rows);
    ASSERT_EQ(rows->front().position, *picked);
    ++replays_;
    // It waits behind what was written of it.
    while (!pending_.empty()) Commit();
    model_.replayed.insert(*picked);
    model_.durable.erase(*picked);
    schedule_->Replay(rows->front());
    replayed_.push_back(*picked);
    Note();
    // A person is answered when it is durable.
    while (!pending_.empty()) Commit();
  }

  // Takes what is to be written, as the group does after each change.
  void Note() {
    Pending pending;
    pending.changes = schedule_->TakeChanges();
    pending.settled = std::exchange(settled_, {});
    pending.parked = std::exchange(parked_, {});
    pending.replayed = std::exchange(replayed_, {});
    pending_.push_back(std::move(pending));
  }

  // One write for some of what gathered, as the committer does.
  void Commit() {
    if (pending_.empty()) return;
    const size_t count = 1 + random_.Below(pending_.size());
    ConsumerBatch batch;
    for (size_t i = 0; i < count; ++i) {
      if (!pending_[i].changes.batch.empty()) batch.Append(std::move(pending_[i].changes.batch));
    }
    if (!batch.empty()) {
      ASSERT_OK(store_->Write(batch));
    }
    for (size_t i = 0; i < count; ++i) {
      const Pending pending = std::move(pending_.front());
      pending_.pop_front();
      for (const uint64_t position : pending.replayed) model_.parked.erase(position);
      model_.durable.insert(pending.settled.begin(), pending.settled.end());
      model_.parked.insert(pending.parked.begin(), pending.parked.end());
      for (const uint64_t position : pending.settled) model_.replayed.erase(position);
      schedule_->Durable(pending.changes.settled);
    }
  }

  void CheckBounds() {
    ASSERT_LE(schedule_->settled_ahead(), world_.limits.max_settled_ahead + 4'096);
    for (const auto& [id, credit] : consumers_) ASSERT_LE(credit, kMaxCredit);
  }

  bool IsDone() {
    if (schedule_->scan_position() < world_.events || !pending_.empty()) {
      // Time goes by where nothing else happens.
      return false;
    }
    size_t open = 0;
    for (const auto& [key, positions] : model_.of_key) {
      if (key == world_.stuck_key) continue;
      for (const uint64_t position : positions) open += model_.durable.contains(position) ? 0 : 1;
      if (open > 0) return false;
    }
    return true;
  }

  void CheckEnd() {
    if (world_.stuck_key >= 0) return;
    EXPECT_EQ(schedule_->next_position(), world_.events);
    EXPECT_EQ(schedule_->in_flight() + schedule_->waiting_retry(), 0u);
    EXPECT_EQ(schedule_->parked(), model_.parked.size());
    const auto groups = store_->ReadAll();
    ASSERT_OK(groups);
    EXPECT_TRUE(groups->front().open.empty());
    EXPECT_TRUE(groups->front().settled.empty()) << groups->front().settled.front();
    EXPECT_EQ(std::set<uint64_t>(groups->front().parked.begin(), groups->front().parked.end()),
              model_.parked);
  }

  const World world_;
  SeededRandom random_;
  Model model_;
  TempDir folder_;
  std::unique_ptr<ConsumerStore> store_;
  std::unique_ptr<GroupSchedule> schedule_;
  int64_t now_ = kSecond;
  std::map<GroupSchedule::ConsumerId, uint32_t> consumers_;
  // End and attempt.
  std::map<uint64_t, std::pair<int64_t, uint32_t>> leases_;
  std::vector<uint64_t> settled_;
  std::vector<uint64_t> parked_;
  std::vector<uint64_t> replayed_;
  std::deque<Pending> pending_;
  uint64_t deliveries_ = 0;
  uint64_t settled_while_stuck_ = 0;
  int crashes_ = 0;
  int replays_ = 0;
};

uint64_t Seed() {
  const char* const given = std::getenv("HEMOLEDGER_PROPERTY_SEED");
  const uint64_t seed =
      given != nullptr ? std::strtoull(given, nullptr, 10) : SystemRandom().Uint64();
  std::cout << "seed " << seed << " (HEMOLEDGER_PROPERTY_SEED=" << seed << " repeats it)\n";
  return seed;
}

TEST(QueueProperty, ThousandKeysAndEightConsumers) {
  Simulation simulation({.events = 10'000, .keys = 1'000, .limits = {}, .policy = {}}, Seed());
  simulation.Run();
}

TEST(QueueProperty, FewKeysAndAttemptsAndNarrowLimits) {
  World world{.events = 3'000, .keys = 7, .limits = {}, .policy = {}, .crashes = 3};
  world.policy.max_attempts = 2;
  world.policy.lease_micros = 2 * kSecond;
  world.limits = {
      .max_unsettled = 50, .max_ready = 3, .max_settled_ahead = 5, .max_parked = 100'000};
  Simulation simulation(world, Seed());
  simulation.Run();
}

TEST(QueueProperty, AStuckKeyHoldsUpItselfAlone) {
  World world{.events = 5'000, .keys = 20, .limits = {}, .policy = {}, .stuck_key = 3};
  world.policy.max_attempts = 1'000;
  // Far less settled ahead is kept than the others have events.
  world.limits.max_settled_ahead = 100;
  Simulation simulation(world, Seed());
  simulation.Run();
  EXPECT_GT(simulation.settled_while_stuck(), 2'000u);
}

}  // namespace
}  // namespace hemoledger

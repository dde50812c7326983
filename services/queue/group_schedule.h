// The schedule of one consumer group: which event is delivered next, to whom, and what of it must
// be written down. Pure: no I/O, no clock, no threads; so that a test can drive it beside a naive
// model.
//
// It is fed with events in the order of the log, with what consumers say, and with the time. What
// holds at any moment:
//   - of one key at most one event is out or waits for a further attempt: the key's head. The next
//     one becomes the head when the one before is settled *and* Durable says that this is on disk:
//     so after a crash no event comes back that stands before one of its key already delivered.
//   - a head that waits holds up its key alone.
//   - a consumer never holds more than its credit allows.
//   - memory and rows are bounded by ScheduleLimits; a scan that would pass them waits.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "proto/base/random.h"
#include "proto/base/strings.h"
#include "services/queue/limits.h"
#include "store/consumer_store.h"

namespace hemoledger {

// What is settled by the group's definition.
struct SchedulePolicy {
  uint32_t max_attempts = 10;
  int64_t lease_micros = 30'000'000;
  int64_t min_backoff_micros = 1'000'000;
  int64_t max_backoff_micros = 60'000'000;
};

enum class QueueVerdict : uint8_t { kAck, kRetry, kPark, kSkip, kRenew };

// An event as the scan gives it.
struct KeyedEvent {
  uint64_t position = 0;
  std::string key;
};

// An event handed to a consumer.
struct Assignment {
  uint64_t position = 0;
  std::string key;
  // 1 for the first delivery.
  uint32_t attempt = 0;
};

// Used under one lock. Times are microseconds: `now` of one steady clock, but what is written down
// (OpenRow, ParkedRow), which is of the wall clock: `wall` is what that shows at `now`.
class GroupSchedule {
 public:
  using ConsumerId = uint64_t;

  // `random` outlives it. `stored`: what the store has of the group (open rows with any position).
  GroupSchedule(std::string group_id, const SchedulePolicy& policy, const ScheduleLimits& limits,
                Random* random, const StoredGroup& stored, int64_t now, int64_t wall);

  // --- The log ---

  // Whether more of the log is wanted now, from scan_position() on.
  bool WantsScan() const;
  uint64_t scan_position() const { return scan_position_; }
  // How many more events may be fed at once. 0: the scan waits.
  size_t ScanRoom() const;
  // All up to `next` was looked at; these were wanted, ascending. Those that are settled or known
  // already are left out here.
  void Scanned(const std::vector<KeyedEvent>& events, uint64_t next);

  // --- Consumers ---

  ConsumerId Join(std::string name, uint32_t credit);
  // False: more than kMaxCredit would be open.
  [[nodiscard]] bool AddCredit(ConsumerId consumer, uint32_t events);
  // What it holds can be delivered to others at once. `counted`: the deliveries count as attempts
  // (its connection broke); else it gave them back in good order.
  void Leave(ConsumerId consumer, bool counted, int64_t now, int64_t wall);
  // Events for a consumer, at most `max`, as far as its credit and what is ready go. Leases begin.
  std::vector<Assignment> Take(ConsumerId consumer, size_t max, int64_t now);
  // Whether Take would give something.
  bool CanTake(ConsumerId consumer) const;
  // False: the consumer does not hold it, and nothing was done.
  [[nodiscard]] bool Settle(ConsumerId consumer, uint64_t position, QueueVerdict verdict,
                            std::string_view reason, int64_t retry_after, int64_t now,
                            int64_t wall);

  // --- Time ---

  // Ends leases that ran out, and waits that are over.
  void Tick(int64_t now, int64_t wall);

  // --- A person's hand ---

  bool IsParked(uint64_t position) const { return parked_.contains(position); }
  std::vector<uint64_t> ParkedPositions() const { return {parked_.begin(), parked_.end()}; }
  // A parked event is delivered anew. REQUIRES: IsParked.
  void Replay(const ParkedRow& row);
  // REQUIRES: IsParked.
  void Drop(uint64_t position);

  // --- What is to be written ---

  struct Changes {
    ConsumerBatch batch;
    // Give them back by Durable when the batch is on disk.
    std::vector<uint64_t> settled;
  };
  // All since the last call; to be written in the order of the calls.
  Changes TakeChanges();
  void Durable(const std::vector<uint64_t>& settled);

  // --- Figures ---

  // All positions before it are settled.
  uint64_t next_position() const;
  // Past all positions that the group knows of: a ledger that ends before it was restored.
  uint64_t known_end() const;
  size_t settled_ahead() const { return settled_.size(); }
  size_t in_flight() const { return leases_.size(); }
  size_t waiting_retry() const { return waits_.size(); }
  size_t parked() const { return parked_.size(); }
  size_t consumers() const { return consumers_.size(); }

 private:
  // A key with events that are not settled. It stays where it is while it lives.
  struct Key {
    enum class State : uint8_t { kReady, kHeld, kWaiting, kSettling };
    std::string name;
    State state = State::kReady;
    // The event whose turn it is; settled already in kSettling.
    uint64_t head = 0;
    // Those behind it.
    absl::btree_set<uint64_t> behind;
    // Of the head: deliveries so far, since when it may be delivered, until when it is held, by
    // whom, why the last attempt failed.
    uint32_t attempts = 0;
    int64_t not_before = 0;
    int64_t lease_end = 0;
    ConsumerId holder = 0;
    // `not_before` on the wall clock.
    int64_t wall_not_before = 0;
    // Name of the last holder.
    std::string consumer;
    std::string reason;
  };
  struct Consumer {
    std::string name;
    uint32_t credit = 0;
    absl::flat_hash_set<uint64_t> holds;
  };

  // Adds an event that is not settled; a new key begins with it.
  Key* Add(uint64_t position, const std::string& key);
  // `first`: before all others that are.
  void MakeReady(Key* key, bool first = false);
  void Restore(const StoredGroup& stored, int64_t now, int64_t wall);
  // The head's turn is over; the key waits for Durable.
  void EndTurn(Key* key);
  // Takes the head away from its holder.
  void TakeBack(Key* key);
  // An attempt failed: again after `wait`, or parked when there were enough.
  void Failed(Key* key, std::string_view reason, int64_t wait, int64_t now, int64_t wall);
  void Park(Key* key, std::string_view reason, bool used_up, int64_t wall);
  int64_t BackoffAfter(uint32_t attempts);
  void WriteOpen(const Key& key, uint64_t position);
  void DropOpen(uint64_t position);
  // Moves the cursor as far as it goes, and over what holds it where too much is settled ahead.
  void MoveCursor();
  // The position is not settled (any more): its row goes, if it has one.
  void ForgetSettled(uint64_t position);

  const std::string group_id_;
  const SchedulePolicy policy_;
  const ScheduleLimits limits_;
  Random* const random_;

  uint64_t scan_position_ = 0;
  // Below it everything is settled but what has an open row.
  uint64_t cursor_ = 0;
  uint64_t written_cursor_ = 0;
  // Not settled, and known.
  absl::btree_map<uint64_t, Key*> unsettled_;
  // Settled at or beyond the cursor.
  absl::btree_set<uint64_t> settled_;
  // Of `settled_`: those without a row yet.
  absl::flat_hash_set<uint64_t> settled_unwritten_;
  absl::flat_hash_set<uint64_t> open_rows_;
  absl::btree_set<uint64_t> parked_;

  StringMap<std::unique_ptr<Key>> keys_;
  // In the order in which they became ready.
  std::deque<Key*> ready_;
  absl::flat_hash_map<uint64_t, Key*> held_;
  // Their settlement is on its way to the disk; by the head's position.
  absl::flat_hash_map<uint64_t, Key*> settling_;
  // By time, then position.
  std::set<std::pair<int64_t, uint64_t>> leases_;
  std::set<std::pair<int64_t, Key*>> waits_;
  std::map<ConsumerId, Consumer> consumers_;
  ConsumerId last_consumer_ = 0;
  Changes changes_;
};

}  // namespace hemoledger

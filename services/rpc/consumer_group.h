// One consumer group at work, without gRPC: its schedule, the scan that feeds it, its consumers,
// and what of it is written.
//
// The scan runs on the work queue, a piece at a time, while there are consumers and the schedule
// has room; at the head it waits for the next position and holds no thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hemoledger/v1/consumer_service.pb.h"
#include "proto/base/clock.h"
#include "proto/base/mutex.h"
#include "proto/base/random.h"
#include "services/domain/event_matcher.h"
#include "services/domain/plan_book.h"
#include "services/ledger/views.h"
#include "services/queue/group_schedule.h"
#include "services/rpc/settlement_committer.h"
#include "services/rpc/work_queue.h"
#include "store/ledger_store.h"

namespace hemoledger {

// What all groups work with. All borrowed; they outlive the groups.
struct ConsumerParts {
  const LedgerStore* store = nullptr;
  Views* views = nullptr;
  WorkQueue* work = nullptr;
  Clock* clock = nullptr;
  // Thread-safe.
  Random* random = nullptr;
  SettlementCommitter* committer = nullptr;
  ConsumerStore* rows = nullptr;
  ScheduleLimits limits;
};

// One consumer's side. Called from the work queue, with no lock held.
class ConsumerListener {
 public:
  virtual ~ConsumerListener() = default;
  // There may be something to take.
  virtual void OnReady() = 0;
  // About once a second.
  virtual void OnTick() = 0;
  // The group is gone or was reset; the consumer is no longer in it.
  virtual void OnEnd(const absl::Status& status) = 0;
};

// Thread-safe.
class ServedGroup : public std::enable_shared_from_this<ServedGroup> {
 public:
  using ConsumerId = GroupSchedule::ConsumerId;
  using Done = SettlementCommitter::Done;
  using SettleDone = std::function<void(v1::Settled)>;

  // `definition` holds what was checked and filled in when it was created.
  ServedGroup(const ConsumerParts& parts, v1::ConsumerGroup definition, const StoredGroup& stored);

  const std::string& group_id() const { return definition_.group_id(); }
  // What it was made with; nothing that changes.
  const v1::ConsumerGroup& definition() const { return definition_; }
  // With all that is output only, as it is now. Errors: STORE_DAMAGED.
  absl::StatusOr<v1::ConsumerGroup> Describe();

  // Errors: LIMIT_REACHED, POSITION_PAST_HEAD, CONSUMER_GROUP_CHANGED.
  absl::StatusOr<ConsumerId> Join(std::shared_ptr<ConsumerListener> listener, std::string name,
                                  uint32_t credit);
  // What GroupSchedule says of each; of a consumer that is no longer in the group: nothing happens,
  // and it holds nothing.
  bool AddCredit(ConsumerId consumer, uint32_t events);
  void Leave(ConsumerId consumer, bool counted);
  std::vector<Assignment> Take(ConsumerId consumer, size_t max);
  // Calls `done` when it is durable. REQUIRES: every verdict is known.
  void Settle(ConsumerId consumer, const v1::Settlement& settlement, SettleDone done);

  // Ends leases and waits that are over. `slow`: tells the listeners too.
  void Tick(bool slow);

  // Changes of a person; `done` is called when they are durable, or with why not (nothing was
  // changed then). Errors: PARKED_EVENT_NOT_FOUND.
  void Reset(uint64_t start, bool forget_parked, const Done& done);
  void Delete(const Done& done);
  enum class ParkedAction : uint8_t { kReplay, kDrop };
  void ChangeParked(ParkedAction action, const std::vector<uint64_t>& positions, const Done& done);

  // The position up to which the log was looked at.
  uint64_t scan_position();

 private:
  // Hands what changed to the committer, calls `also` when it is durable, and starts what can go
  // on.
  void AfterChange(Done also = nullptr) REQUIRES(mutex_);
  void OnDurable(uint64_t generation, const std::vector<uint64_t>& settled);
  // Scans on where that is wanted and not under way.
  void ContinueScan() REQUIRES(mutex_);
  void ScanStep();
  // Waits at the head, unless the group was reset meanwhile.
  void WaitForMore(uint64_t generation, uint64_t position);
  void OnMore(uint64_t generation);
  // Reads a piece of the log from `position` on. Gives where to go on.
  absl::StatusOr<uint64_t> ReadPiece(uint64_t position, size_t room,
                                     std::vector<KeyedEvent>& events);
  absl::StatusOr<std::string> KeyOf(const PlanBook& plans, const v1::Event& event,
                                    const v1::Submission& submission);
  // Tells all consumers that it is over for them, and forgets them.
  void EndConsumers(const absl::Status& status) REQUIRES(mutex_);
  absl::Status Changed() const;
  std::unique_ptr<GroupSchedule> MakeSchedule(const StoredGroup& stored);

  const ConsumerParts parts_;
  const v1::ConsumerGroup definition_;
  // Of the scan, of which there is one at a time.
  // Absent until the scan needs it: the newest tree and book may lack what the filter names, where
  // the ledger came back from a backup; then the consumers are told, and not the server's start.
  std::optional<EventMatcher> matcher_;

  Mutex mutex_;
  std::unique_ptr<GroupSchedule> schedule_ GUARDED_BY(mutex_);
  // Grows with each reset: what was begun before it is not for the new schedule.
  uint64_t generation_ GUARDED_BY(mutex_) = 0;
  absl::flat_hash_map<ConsumerId, std::shared_ptr<ConsumerListener>> listeners_ GUARDED_BY(mutex_);
  // A step of the scan is posted or runs.
  bool scanning_ GUARDED_BY(mutex_) = false;
  // The scan of this generation waits at the head.
  bool waiting_ GUARDED_BY(mutex_) = false;
  bool deleted_ GUARDED_BY(mutex_) = false;
};

}  // namespace hemoledger

#include "services/rpc/consumer_group.h"

#include <algorithm>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/domain/event_types.h"
#include "services/queue/consumer_key.h"
#include "services/rpc/consumer_limits.h"
#include "services/rpc/limits.h"
#include "services/rpc/receipt_reader.h"

namespace hemoledger {
namespace {

constexpr int64_t kMicrosPerMilli = 1'000;
constexpr double kMicrosPerSecond = 1e6;

QueueVerdict ToQueueVerdict(v1::Verdict verdict) {
  switch (verdict) {
    case v1::VERDICT_RETRY:
      return QueueVerdict::kRetry;
    case v1::VERDICT_PARK:
      return QueueVerdict::kPark;
    case v1::VERDICT_SKIP:
      return QueueVerdict::kSkip;
    case v1::VERDICT_RENEW:
      return QueueVerdict::kRenew;
    default:
      return QueueVerdict::kAck;
  }
}

}  // namespace

ServedGroup::ServedGroup(const ConsumerParts& parts, v1::ConsumerGroup definition,
                         const StoredGroup& stored)
    : parts_(parts), definition_(std::move(definition)), schedule_(MakeSchedule(stored)) {}

std::unique_ptr<GroupSchedule> ServedGroup::MakeSchedule(const StoredGroup& stored) {
  const SchedulePolicy policy{
      .max_attempts = definition_.max_attempts(),
      .lease_micros = definition_.lease_millis() * kMicrosPerMilli,
      .min_backoff_micros = definition_.min_backoff_millis() * kMicrosPerMilli,
      .max_backoff_micros = definition_.max_backoff_millis() * kMicrosPerMilli};
  return std::make_unique<GroupSchedule>(definition_.group_id(), policy, parts_.limits,
                                         parts_.random, stored, parts_.clock->BootMicros(),
                                         parts_.clock->NowMicros());
}

absl::Status ServedGroup::Changed() const {
  return MakeError(ERROR_REASON_CONSUMER_GROUP_CHANGED, {{"group_id", definition_.group_id()}});
}

absl::StatusOr<v1::ConsumerGroup> ServedGroup::Describe() {
  v1::ConsumerGroup group = definition_;
  const uint64_t end = parts_.views->head().next_position;
  {
    MutexLock lock(mutex_);
    group.set_next_position(schedule_->next_position());
    group.set_settled_ahead(schedule_->settled_ahead());
    group.set_in_flight(schedule_->in_flight());
    group.set_waiting_retry(schedule_->waiting_retry());
    group.set_parked(schedule_->parked());
    group.set_consumers(static_cast<uint32_t>(schedule_->consumers()));
  }
  group.set_head_position(end - 1);
  if (group.next_position() < end) {
    group.set_lag_events(end - group.next_position());
    ASSIGN_OR_RETURN(const std::string bytes, parts_.store->ReadEvent(group.next_position()));
    v1::Event event;
    v1::Submission submission;
    RETURN_IF_ERROR(ParseStored(bytes, &event, &submission));
    const auto lag = static_cast<double>(parts_.clock->NowMicros() - event.record_time_micros());
    group.set_lag_seconds(std::max(lag, 0.0) / kMicrosPerSecond);
  }
  return group;
}

uint64_t ServedGroup::scan_position() {
  MutexLock lock(mutex_);
  return schedule_->scan_position();
}

// --- Consumers ---

absl::StatusOr<ServedGroup::ConsumerId> ServedGroup::Join(
    std::shared_ptr<ConsumerListener> listener, std::string name, uint32_t credit) {
  const uint64_t end = parts_.store->next_position();
  MutexLock lock(mutex_);
  if (deleted_) return Changed();
  if (listeners_.size() >= kMaxConsumers) {
    return MakeError(ERROR_REASON_LIMIT_REACHED, {{"limit", kMaxConsumers}});
  }
  if (schedule_->known_end() > end) {
    return MakeError(ERROR_REASON_POSITION_PAST_HEAD,
                     {{"position", schedule_->known_end()}, {"head", end - 1}});
  }
  const ConsumerId id = schedule_->Join(std::move(name), credit);
  listeners_.emplace(id, std::move(listener));
  AfterChange();
  return id;
}

bool ServedGroup::AddCredit(ConsumerId consumer, uint32_t events) {
  MutexLock lock(mutex_);
  if (!listeners_.contains(consumer)) return true;
  if (!schedule_->AddCredit(consumer, events)) return false;
  AfterChange();
  return true;
}

void ServedGroup::Leave(ConsumerId consumer, bool counted) {
  MutexLock lock(mutex_);
  if (listeners_.erase(consumer) == 0) return;
  schedule_->Leave(consumer, counted, parts_.clock->BootMicros(), parts_.clock->NowMicros());
  AfterChange();
}

std::vector<Assignment> ServedGroup::Take(ConsumerId consumer, size_t max) {
  MutexLock lock(mutex_);
  if (!listeners_.contains(consumer)) return {};
  std::vector<Assignment> taken = schedule_->Take(consumer, max, parts_.clock->BootMicros());
  // There is room for more of the log.
  ContinueScan();
  return taken;
}

void ServedGroup::Settle(ConsumerId consumer, const v1::Settlement& settlement, SettleDone done) {
  v1::Settled settled;
  settled.set_settlement_id(settlement.settlement_id());
  MutexLock lock(mutex_);
  const bool is_in = listeners_.contains(consumer);
  const int64_t now = parts_.clock->BootMicros();
  const int64_t wall = parts_.clock->NowMicros();
  for (const v1::SettledEvent& event : settlement.events()) {
    if (!is_in || !schedule_->Settle(consumer, event.position(), ToQueueVerdict(event.verdict()),
                                     event.reason(), event.retry_after_millis() * kMicrosPerMilli,
                                     now, wall)) {
      settled.add_not_held(event.position());
    }
  }
  AfterChange([settled = std::move(settled), done = std::move(done)](const absl::Status& status) {
    // A failed write has ended the process, or will.
    if (status.ok()) done(settled);
  });
}

void ServedGroup::Tick(bool slow) {
  MutexLock lock(mutex_);
  if (listeners_.empty()) return;
  schedule_->Tick(parts_.clock->BootMicros(), parts_.clock->NowMicros());
  AfterChange();
  if (!slow) return;
  for (const auto& [unused, listener] : listeners_) {
    parts_.work->Post([listener] { listener->OnTick(); });
  }
}

// --- What is written ---

void ServedGroup::AfterChange(Done also) {
  GroupSchedule::Changes changes = schedule_->TakeChanges();
  if (!changes.batch.empty() || !changes.settled.empty() || also != nullptr) {
    // In the order of the changes: the lock is held.
    parts_.committer->Commit(
        std::move(changes.batch),
        [self = shared_from_this(), generation = generation_, settled = std::move(changes.settled),
         also = std::move(also)](const absl::Status& status) {
          if (status.ok()) self->OnDurable(generation, settled);
          if (also != nullptr) also(status);
        });
  }
  ContinueScan();
  for (const auto& [id, listener] : listeners_) {
    if (!schedule_->CanTake(id)) continue;
    parts_.work->Post([listener = listener] { listener->OnReady(); });
  }
}

void ServedGroup::OnDurable(uint64_t generation, const std::vector<uint64_t>& settled) {
  if (settled.empty()) return;
  MutexLock lock(mutex_);
  if (generation != generation_ || deleted_) return;
  schedule_->Durable(settled);
  AfterChange();
}

// --- The scan ---

void ServedGroup::ContinueScan() {
  if (scanning_ || waiting_ || deleted_ || !schedule_->WantsScan()) return;
  scanning_ = true;
  parts_.work->Post([self = shared_from_this()] { self->ScanStep(); });
}

void ServedGroup::ScanStep() {
  uint64_t position = 0;
  uint64_t generation = 0;
  size_t room = 0;
  {
    MutexLock lock(mutex_);
    if (deleted_ || !schedule_->WantsScan()) {
      scanning_ = false;
      return;
    }
    position = schedule_->scan_position();
    room = schedule_->ScanRoom();
    generation = generation_;
  }
  if (position >= parts_.views->head().next_position) {
    WaitForMore(generation, position);
    return;
  }
  std::vector<KeyedEvent> events;
  const absl::StatusOr<uint64_t> next = ReadPiece(position, room, events);
  MutexLock lock(mutex_);
  scanning_ = false;
  if (deleted_) return;
  if (!next.ok()) {
    // Each consumer is told, and may come again.
    EndConsumers(next.status());
    return;
  }
  if (generation == generation_) schedule_->Scanned(events, *next);
  AfterChange();
}

void ServedGroup::WaitForMore(uint64_t generation, uint64_t position) {
  {
    MutexLock lock(mutex_);
    scanning_ = false;
    if (generation != generation_) {
      ContinueScan();
      return;
    }
    waiting_ = true;
  }
  parts_.views->WaitForPosition(
      position, std::nullopt, [weak = weak_from_this(), generation](const absl::Status& status) {
        const auto self = weak.lock();
        // At a stop nothing more is scanned.
        if (self == nullptr || !status.ok()) return;
        // This is the committing thread, which must not wait for our lock.
        self->parts_.work->Post([self, generation] { self->OnMore(generation); });
      });
}

void ServedGroup::OnMore(uint64_t generation) {
  MutexLock lock(mutex_);
  if (generation != generation_) return;
  waiting_ = false;
  ContinueScan();
}

absl::StatusOr<uint64_t> ServedGroup::ReadPiece(uint64_t position, size_t room,
                                                std::vector<KeyedEvent>& events) {
  // The newest book knows the plans of all rounds that the piece names.
  const ViewHead head = parts_.views->head();
  if (!matcher_.has_value()) {
    ASSIGN_OR_RETURN(matcher_,
                     EventMatcher::Make(definition_.filter(), head.books.tree, head.books.plans));
  }
  matcher_->MoveTo(head.books.tree, head.books.plans);
  const uint64_t end = std::min(head.next_position, position + kMaxScanEvents);
  v1::Event event;
  v1::Submission submission;
  EventSketch sketch;
  EventCursor cursor = parts_.store->ReadFrom(position);
  while (position < end && events.size() < room && cursor.Next()) {
    if (!SketchEvent(cursor.event(), sketch)) {
      return MakeError(
          ERROR_REASON_STORE_DAMAGED,
          {{"detail", Concat("the event at position ", position, " can not be parsed")}});
    }
    if (matcher_->MayMatch(sketch)) {
      RETURN_IF_ERROR(ParseStored(cursor.event(), &event, &submission));
      if ((*matcher_)(position, event, submission)) {
        ASSIGN_OR_RETURN(std::string key, KeyOf(*head.books.plans, event, submission));
        events.push_back({.position = position, .key = std::move(key)});
      }
    }
    ++position;
  }
  RETURN_IF_ERROR(cursor.status());
  return position;
}

absl::StatusOr<std::string> ServedGroup::KeyOf(const PlanBook& plans, const v1::Event& event,
                                               const v1::Submission& submission) {
  const PlanOfRound plan_of_round = [&plans](std::string_view round_id) -> std::string {
    const RoundIndex round = plans.FindRound(round_id);
    if (round == kNoRound) return "";
    return plans.Id(plans.PlanOfRound(round));
  };
  if (!HasKeyOfOriginal(event)) {
    return ConsumerKeyOf(definition_.key(), event, submission, plan_of_round);
  }
  ASSIGN_OR_RETURN(const std::string bytes,
                   parts_.store->ReadEvent(event.resolved().replaced().original_position()));
  v1::Event original;
  v1::Submission recorded;
  RETURN_IF_ERROR(ParseStored(bytes, &original, &recorded));
  if (!recorded.has_receipt_recorded()) {
    return MakeError(ERROR_REASON_STORE_DAMAGED,
                     {{"detail", "a correction names what is no receipt"}});
  }
  return ConsumerKeyOf(definition_.key(), original, recorded, plan_of_round);
}

// --- A person's hand ---

void ServedGroup::EndConsumers(const absl::Status& status) {
  for (const auto& [id, listener] : listeners_) {
    schedule_->Leave(id, /*counted=*/false, parts_.clock->BootMicros(), parts_.clock->NowMicros());
    parts_.work->Post([listener = listener, status] { listener->OnEnd(status); });
  }
  listeners_.clear();
}

void ServedGroup::Reset(uint64_t start, bool forget_parked, const Done& done) {
  MutexLock lock(mutex_);
  if (deleted_) {
    done(Changed());
    return;
  }
  EndConsumers(Changed());
  ConsumerBatch batch = std::move(schedule_->TakeChanges().batch);
  StoredGroup stored;
  stored.group_id = group_id();
  stored.cursor.next_position = start;
  if (!forget_parked) stored.parked = schedule_->ParkedPositions();
  batch.DeleteAll(group_id(), ConsumerRowKind::kSettled);
  batch.DeleteAll(group_id(), ConsumerRowKind::kOpen);
  if (forget_parked) batch.DeleteAll(group_id(), ConsumerRowKind::kParked);
  batch.PutCursor(group_id(), stored.cursor);
  schedule_ = MakeSchedule(stored);
  // The scan of the old schedule may be waiting at the head; a step that runs goes on with the new.
  ++generation_;
  waiting_ = false;
  parts_.committer->Commit(std::move(batch), done);
}

void ServedGroup::Delete(const Done& done) {
  MutexLock lock(mutex_);
  HL_CHECK(!deleted_);
  EndConsumers(Changed());
  deleted_ = true;
  ConsumerBatch batch;
  batch.DeleteGroup(group_id());
  parts_.committer->Commit(std::move(batch), done);
}

void ServedGroup::ChangeParked(ParkedAction action, const std::vector<uint64_t>& positions,
                               const Done& done) {
  std::vector<ParkedRow> rows;
  absl::Status problem;
  MutexLock lock(mutex_);
  for (const uint64_t position : positions) {
    absl::StatusOr<std::vector<ParkedRow>> found = std::vector<ParkedRow>();
    if (!deleted_ && schedule_->IsParked(position)) {
      found = parts_.rows->ReadParked(group_id(), position, 1);
    }
    if (!found.ok()) problem = found.status();
    if (found.ok() && (found->empty() || found->front().position != position)) {
      problem = MakeError(ERROR_REASON_PARKED_EVENT_NOT_FOUND,
                          {{"group_id", group_id()}, {"position", position}});
    }
    if (!problem.ok()) {
      done(problem);
      return;
    }
    rows.push_back(found->front());
  }
  for (const ParkedRow& row : rows) {
    if (!schedule_->IsParked(row.position)) continue;  // Named twice.
    if (action == ParkedAction::kReplay) {
      schedule_->Replay(row);
    } else {
      schedule_->Drop(row.position);
    }
  }
  AfterChange(done);
}

}  // namespace hemoledger

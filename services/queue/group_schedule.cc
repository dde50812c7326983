#include "services/queue/group_schedule.h"

#include <algorithm>

#include "proto/base/check.h"
#include "proto/base/utf8.h"

namespace hemoledger {
namespace {

// Events that the scan may bring at once.
constexpr size_t kMaxScanRoom = 4'096;

std::string Cut(std::string_view reason) {
  return std::string(TruncateUtf8(reason, kMaxReasonBytes));
}

}  // namespace

GroupSchedule::GroupSchedule(std::string group_id, const SchedulePolicy& policy,
                             const ScheduleLimits& limits, Random* random,
                             const StoredGroup& stored, int64_t now, int64_t wall)
    : group_id_(std::move(group_id)), policy_(policy), limits_(limits), random_(random) {
  Restore(stored, now, wall);
}

void GroupSchedule::Restore(const StoredGroup& stored, int64_t now, int64_t wall) {
  cursor_ = written_cursor_ = scan_position_ = stored.cursor.next_position;
  settled_.insert(stored.settled.begin(), stored.settled.end());
  parked_.insert(stored.parked.begin(), stored.parked.end());
  // Those that were tried are the heads of their keys again; what a person replayed stands behind.
  for (const bool tried : {true, false}) {
    for (const OpenRow& row : stored.open) {
      if ((row.attempts > 0) != tried) continue;
      open_rows_.insert(row.position);
      Key* const key = Add(row.position, row.key);
      if (key->head != row.position || !tried) continue;
      key->attempts = row.attempts;
      key->reason = row.reason;
      // A clock that was set must not hold a key for years.
      const int64_t wait =
          std::min(row.not_before_micros - wall, int64_t{UINT32_MAX} * int64_t{1'000});
      if (wait <= 0) continue;
      ready_.pop_back();
      key->state = Key::State::kWaiting;
      key->not_before = now + wait;
      key->wall_not_before = row.not_before_micros;
      waits_.emplace(key->not_before, key);
    }
  }
}

// --- The log ---

bool GroupSchedule::WantsScan() const {
  return !consumers_.empty() && ScanRoom() > 0;
}

size_t GroupSchedule::ScanRoom() const {
  if (parked_.size() >= limits_.max_parked || ready_.size() >= limits_.max_ready ||
      unsettled_.size() >= limits_.max_unsettled) {
    return 0;
  }
  return std::min(limits_.max_unsettled - unsettled_.size(), kMaxScanRoom);
}

void GroupSchedule::Scanned(const std::vector<KeyedEvent>& events, uint64_t next) {
  HL_CHECK(next >= scan_position_);
  for (const KeyedEvent& event : events) {
    HL_CHECK(event.position >= scan_position_ && event.position < next);
    if (settled_.contains(event.position) || unsettled_.contains(event.position)) continue;
    Add(event.position, event.key);
  }
  scan_position_ = next;
}

GroupSchedule::Key* GroupSchedule::Add(uint64_t position, const std::string& name) {
  std::unique_ptr<Key>& slot = keys_[name];
  if (slot == nullptr) {
    slot = std::make_unique<Key>();
    slot->name = name;
    slot->head = position;
    MakeReady(slot.get());
  } else {
    slot->behind.insert(position);
  }
  unsettled_[position] = slot.get();
  return slot.get();
}

void GroupSchedule::MakeReady(Key* key, bool first) {
  key->state = Key::State::kReady;
  if (first) {
    ready_.push_front(key);
  } else {
    ready_.push_back(key);
  }
}

// --- Consumers ---

GroupSchedule::ConsumerId GroupSchedule::Join(std::string name, uint32_t credit) {
  HL_CHECK(credit <= kMaxCredit);
  const ConsumerId id = ++last_consumer_;
  Consumer& consumer = consumers_[id];
  consumer.name = std::move(name);
  consumer.credit = credit;
  return id;
}

bool GroupSchedule::AddCredit(ConsumerId id, uint32_t events) {
  Consumer& consumer = consumers_.at(id);
  if (events > kMaxCredit - consumer.credit) return false;
  consumer.credit += events;
  return true;
}

void GroupSchedule::Leave(ConsumerId id, bool counted, int64_t now, int64_t wall) {
  const auto found = consumers_.find(id);
  if (found == consumers_.end()) return;
  const absl::flat_hash_set<uint64_t> holds = found->second.holds;
  for (const uint64_t position : holds) {
    Key* const key = held_.at(position);
    TakeBack(key);
    if (counted) {
      Failed(key, "the consumer's stream ended", 0, now, wall);
    } else {
      --key->attempts;
      MakeReady(key, /*first=*/true);
    }
  }
  consumers_.erase(id);
}

bool GroupSchedule::CanTake(ConsumerId id) const {
  const auto found = consumers_.find(id);
  return found != consumers_.end() && found->second.credit > 0 && !ready_.empty();
}

std::vector<Assignment> GroupSchedule::Take(ConsumerId id, size_t max, int64_t now) {
  std::vector<Assignment> taken;
  const auto found = consumers_.find(id);
  if (found == consumers_.end()) return taken;
  Consumer& consumer = found->second;
  while (consumer.credit > 0 && !ready_.empty() && taken.size() < max) {
    Key* const key = ready_.front();
    ready_.pop_front();
    --consumer.credit;
    consumer.holds.insert(key->head);
    key->state = Key::State::kHeld;
    key->holder = id;
    ++key->attempts;
    key->lease_end = now + policy_.lease_micros;
    leases_.emplace(key->lease_end, key->head);
    held_.emplace(key->head, key);
    taken.push_back({.position = key->head, .key = key->name, .attempt = key->attempts});
  }
  return taken;
}

bool GroupSchedule::Settle(ConsumerId id, uint64_t position, QueueVerdict verdict,
                           std::string_view reason, int64_t retry_after, int64_t now,
                           int64_t wall) {
  const auto found = held_.find(position);
  if (found == held_.end() || found->second->holder != id) return false;
  Key* const key = found->second;
  if (verdict == QueueVerdict::kRenew) {
    leases_.erase({key->lease_end, position});
    key->lease_end = now + policy_.lease_micros;
    leases_.emplace(key->lease_end, position);
    return true;
  }
  TakeBack(key);
  switch (verdict) {
    case QueueVerdict::kAck:
    case QueueVerdict::kSkip:
      EndTurn(key);
      break;
    case QueueVerdict::kPark:
      Park(key, reason, /*used_up=*/false, wall);
      break;
    case QueueVerdict::kRetry:
      Failed(key, reason, retry_after > 0 ? retry_after : BackoffAfter(key->attempts), now, wall);
      break;
    case QueueVerdict::kRenew:
      break;
  }
  return true;
}

void GroupSchedule::TakeBack(Key* key) {
  leases_.erase({key->lease_end, key->head});
  held_.erase(key->head);
  Consumer& consumer = consumers_.at(key->holder);
  consumer.holds.erase(key->head);
  key->consumer = consumer.name;
  key->holder = 0;
}

void GroupSchedule::EndTurn(Key* key) {
  const uint64_t position = key->head;
  unsettled_.erase(position);
  if (position >= cursor_) {
    settled_.insert(position);
    settled_unwritten_.insert(position);
  }
  DropOpen(position);
  key->state = Key::State::kSettling;
  key->attempts = 0;
  key->reason.clear();
  settling_.emplace(position, key);
  changes_.settled.push_back(position);
}

void GroupSchedule::Failed(Key* key, std::string_view reason, int64_t wait, int64_t now,
                           int64_t wall) {
  if (key->attempts >= policy_.max_attempts) {
    Park(key, reason, /*used_up=*/true, wall);
    return;
  }
  key->reason = Cut(reason);
  key->not_before = now + wait;
  key->wall_not_before = wait == 0 ? 0 : wall + wait;
  if (wait == 0) {
    MakeReady(key, /*first=*/true);
  } else {
    key->state = Key::State::kWaiting;
    waits_.emplace(key->not_before, key);
  }
  WriteOpen(*key, key->head);
}

void GroupSchedule::Park(Key* key, std::string_view reason, bool used_up, int64_t wall) {
  changes_.batch.PutParked(group_id_, {.position = key->head,
                                       .key = key->name,
                                       .attempts = key->attempts,
                                       .attempts_used_up = used_up,
                                       .park_time_micros = wall,
                                       .consumer = key->consumer,
                                       .reason = Cut(reason)});
  parked_.insert(key->head);
  EndTurn(key);
}

int64_t GroupSchedule::BackoffAfter(uint32_t attempts) {
  int64_t whole = policy_.min_backoff_micros;
  for (uint32_t i = 1; i < attempts && whole < policy_.max_backoff_micros; ++i) whole *= 2;
  whole = std::max<int64_t>(std::min(whole, policy_.max_backoff_micros), 2);
  return whole - whole / 2 + static_cast<int64_t>(random_->Below(whole / 2 + 1));
}

// --- Time ---

void GroupSchedule::Tick(int64_t now, int64_t wall) {
  while (!leases_.empty() && leases_.begin()->first <= now) {
    Key* const key = held_.at(leases_.begin()->second);
    TakeBack(key);
    Failed(key, "the lease ran out", BackoffAfter(key->attempts), now, wall);
  }
  while (!waits_.empty() && waits_.begin()->first <= now) {
    Key* const key = waits_.begin()->second;
    waits_.erase(waits_.begin());
    MakeReady(key);
  }
}

// --- A person's hand ---

void GroupSchedule::Replay(const ParkedRow& row) {
  HL_CHECK(IsParked(row.position));
  Drop(row.position);
  // After a reset it may be on its way already, or before the scan.
  if (unsettled_.contains(row.position)) return;
  ForgetSettled(row.position);
  if (row.position >= scan_position_) return;
  const Key& key = *Add(row.position, row.key);
  if (row.position < cursor_) WriteOpen(key, row.position);
}

void GroupSchedule::Drop(uint64_t position) {
  HL_CHECK(parked_.erase(position) == 1);
  changes_.batch.DeleteParked(group_id_, position);
}

// --- What is to be written ---

void GroupSchedule::WriteOpen(const Key& key, uint64_t position) {
  OpenRow row;
  row.position = position;
  row.key = key.name;
  if (position == key.head) {
    // A delivery that is under way is an attempt when it failed.
    row.attempts = key.attempts - (key.state == Key::State::kHeld ? 1 : 0);
    row.not_before_micros = key.state == Key::State::kWaiting ? key.wall_not_before : 0;
    row.reason = key.reason;
  }
  changes_.batch.PutOpen(group_id_, row);
  open_rows_.insert(position);
}

void GroupSchedule::DropOpen(uint64_t position) {
  if (open_rows_.erase(position) == 1) changes_.batch.DeleteOpen(group_id_, position);
}

void GroupSchedule::ForgetSettled(uint64_t position) {
  if (settled_.erase(position) == 0) return;
  if (settled_unwritten_.erase(position) == 0) changes_.batch.DeleteSettled(group_id_, position);
}

void GroupSchedule::MoveCursor() {
  while (true) {
    const auto holder = unsettled_.lower_bound(cursor_);
    // What was tried before a restart may stand beyond what is scanned.
    const uint64_t end =
        holder == unsettled_.end() ? scan_position_ : std::min(scan_position_, holder->first);
    cursor_ = std::max(cursor_, end);
    while (!settled_.empty() && *settled_.begin() < cursor_) ForgetSettled(*settled_.begin());
    if (settled_.size() <= limits_.max_settled_ahead || holder == unsettled_.end() ||
        holder->first >= scan_position_) {
      return;
    }
    if (!open_rows_.contains(holder->first)) WriteOpen(*holder->second, holder->first);
    cursor_ = holder->first + 1;
  }
}

GroupSchedule::Changes GroupSchedule::TakeChanges() {
  MoveCursor();
  for (const uint64_t position : settled_unwritten_) {
    changes_.batch.PutSettled(group_id_, position);
  }
  settled_unwritten_.clear();
  const uint64_t moved = cursor_ - written_cursor_;
  if (moved >= kCursorWriteInterval ||
      (moved > 0 && (!changes_.batch.empty() || !changes_.settled.empty()))) {
    changes_.batch.PutCursor(group_id_, {.next_position = cursor_});
    written_cursor_ = cursor_;
  }
  return std::exchange(changes_, {});
}

void GroupSchedule::Durable(const std::vector<uint64_t>& settled) {
  for (const uint64_t position : settled) {
    const auto found = settling_.find(position);
    HL_CHECK(found != settling_.end());
    Key* const key = found->second;
    settling_.erase(found);
    if (key->behind.empty()) {
      // The name that is looked up must outlive the key.
      const std::string name = key->name;
      keys_.erase(name);
      continue;
    }
    key->head = *key->behind.begin();
    key->behind.erase(key->behind.begin());
    MakeReady(key);
  }
}

// --- Figures ---

uint64_t GroupSchedule::next_position() const {
  return unsettled_.empty() ? scan_position_ : std::min(scan_position_, unsettled_.begin()->first);
}

uint64_t GroupSchedule::known_end() const {
  uint64_t end = cursor_;
  if (!settled_.empty()) end = std::max(end, *settled_.rbegin() + 1);
  if (!unsettled_.empty()) end = std::max(end, unsettled_.rbegin()->first + 1);
  return end;
}

}  // namespace hemoledger

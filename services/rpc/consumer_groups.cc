#include "services/rpc/consumer_groups.h"

#include <chrono>
#include <utility>

#include "google/protobuf/util/message_differencer.h"
#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/domain/event_matcher.h"
#include "services/rpc/consumer_limits.h"
#include "services/rpc/event_start.h"
#include "services/rpc/limits.h"
#include "services/rpc/page_token.h"
#include "services/rpc/paging.h"

namespace hemoledger {
namespace {

// How exactly leases and waits end.
constexpr std::chrono::milliseconds kTick{20};
constexpr int kTicksPerSecond = 50;

absl::Status CheckRange(std::string_view field, uint32_t value, uint32_t lowest, uint32_t highest) {
  if (value >= lowest && value <= highest) return absl::OkStatus();
  return MakeError(
      ERROR_REASON_FIELD_INVALID,
      {{"field", field}, {"value", value}, {"expected", Concat(lowest, " to ", highest)}});
}

// What is kept of a group: checked, defaults filled in, nothing that is output only.
absl::StatusOr<v1::ConsumerGroup> CheckedDefinition(const v1::ConsumerGroup& asked) {
  RETURN_IF_ERROR(RequireId("group.group_id", asked.group_id()));
  v1::ConsumerGroup group;
  group.set_group_id(asked.group_id());
  if (asked.has_filter()) *group.mutable_filter() = asked.filter();
  if (!v1::ConsumerKey_IsValid(asked.key())) {
    return MakeError(ERROR_REASON_FIELD_INVALID, {{"field", "group.key"},
                                                  {"value", static_cast<int>(asked.key())},
                                                  {"expected", "a ConsumerKey"}});
  }
  const auto or_default = [](uint32_t value, uint32_t fallback) {
    return value == 0 ? fallback : value;
  };
  group.set_key(asked.key() == v1::CONSUMER_KEY_UNSPECIFIED ? v1::CONSUMER_KEY_CREDITED_UNIT
                                                            : asked.key());
  group.set_max_attempts(or_default(asked.max_attempts(), 10));
  group.set_lease_millis(or_default(asked.lease_millis(), 30'000));
  group.set_min_backoff_millis(or_default(asked.min_backoff_millis(), 1'000));
  group.set_max_backoff_millis(or_default(asked.max_backoff_millis(), 60'000));
  RETURN_IF_ERROR(CheckRange("group.max_attempts", group.max_attempts(), 1, 1'000));
  RETURN_IF_ERROR(CheckRange("group.lease_millis", group.lease_millis(), 1'000, 3'600'000));
  RETURN_IF_ERROR(CheckRange("group.min_backoff_millis", group.min_backoff_millis(), 1, 3'600'000));
  RETURN_IF_ERROR(CheckRange("group.max_backoff_millis", group.max_backoff_millis(),
                             group.min_backoff_millis(), 3'600'000));
  return group;
}

bool SameContent(v1::ConsumerGroup a, v1::ConsumerGroup b) {
  a.clear_create_time_micros();
  b.clear_create_time_micros();
  return google::protobuf::util::MessageDifferencer::Equals(a, b);
}

}  // namespace

ConsumerGroups::ConsumerGroups(const ConsumerParts& parts)
    : committer_(parts.rows), parts_([&] {
        ConsumerParts whole = parts;
        whole.committer = &committer_;
        return whole;
      }()) {}

absl::StatusOr<std::unique_ptr<ConsumerGroups>> ConsumerGroups::Open(const ConsumerParts& parts) {
  std::unique_ptr<ConsumerGroups> groups(new ConsumerGroups(parts));
  RETURN_IF_ERROR(groups->Load());
  groups->ticker_ = std::thread([raw = groups.get()] { raw->Run(); });
  return groups;
}

ConsumerGroups::~ConsumerGroups() {
  Stop();
}

absl::Status ConsumerGroups::Load() {
  ASSIGN_OR_RETURN(const std::vector<StoredGroup> stored, parts_.rows->ReadAll());
  MutexLock lock(mutex_);
  for (const StoredGroup& group : stored) {
    v1::ConsumerGroup definition;
    if (!definition.ParseFromString(group.definition)) {
      return MakeError(ERROR_REASON_STORE_DAMAGED,
                       {{"detail", Concat("consumer group ", group.group_id,
                                          ": its definition can not be read")}});
    }
    groups_.emplace(group.group_id,
                    std::make_shared<ServedGroup>(parts_, std::move(definition), group));
  }
  return absl::OkStatus();
}

void ConsumerGroups::Stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
  }
  wake_.NotifyAll();
  if (ticker_.joinable()) ticker_.join();
  committer_.Stop();
}

void ConsumerGroups::Run() {
  for (int tick = 0;; tick = (tick + 1) % kTicksPerSecond) {
    std::vector<std::shared_ptr<ServedGroup>> groups;
    {
      MutexLock lock(mutex_);
      const bool stop = wake_.WaitFor(mutex_, kTick, [this] {
        mutex_.AssertHeld();
        return stopping_;
      });
      if (stop) return;
      for (const auto& [unused, group] : groups_) groups.push_back(group);
    }
    for (const auto& group : groups) group->Tick(/*slow=*/tick == 0);
  }
}

absl::StatusOr<std::shared_ptr<ServedGroup>> ConsumerGroups::Find(std::string_view group_id) const {
  RETURN_IF_ERROR(RequireId("group_id", group_id));
  MutexLock lock(mutex_);
  const auto found = groups_.find(group_id);
  if (found == groups_.end()) {
    return MakeError(ERROR_REASON_CONSUMER_GROUP_NOT_FOUND, {{"group_id", group_id}});
  }
  return found->second;
}

void ConsumerGroups::Create(const v1::CreateConsumerGroupRequest& request,
                            const Answer<v1::ConsumerGroup>& answer) {
  absl::StatusOr<v1::ConsumerGroup> definition = CheckedDefinition(request.group());
  const ViewHead head = parts_.views->head();
  const absl::StatusOr<EventMatcher> matcher =
      EventMatcher::Make(request.group().filter(), head.books.tree, head.books.plans);
  const absl::StatusOr<uint64_t> start =
      StartPosition(request.start(), *parts_.store, head.next_position);
  for (const absl::Status& problem : {definition.status(), matcher.status(), start.status()}) {
    if (problem.ok()) continue;
    answer(problem);
    return;
  }
  absl::Status refused;
  {
    MutexLock lock(mutex_);
    const auto found = groups_.find(definition->group_id());
    ConsumerBatch batch;
    std::shared_ptr<ServedGroup> group;
    if (found != groups_.end()) {
      group = found->second;
      if (!SameContent(*definition, group->definition())) {
        refused =
            MakeError(ERROR_REASON_CONSUMER_GROUP_EXISTS, {{"group_id", definition->group_id()}});
      }
    } else if (groups_.size() >= kMaxConsumerGroups) {
      refused = MakeError(ERROR_REASON_LIMIT_REACHED, {{"limit", kMaxConsumerGroups}});
    } else {
      definition->set_create_time_micros(parts_.clock->NowMicros());
      StoredGroup stored;
      stored.group_id = definition->group_id();
      stored.cursor.next_position = *start;
      batch.PutGroup(stored.group_id, definition->SerializeAsString());
      batch.PutCursor(stored.group_id, stored.cursor);
      group = std::make_shared<ServedGroup>(parts_, *definition, stored);
      groups_.emplace(stored.group_id, group);
    }
    if (refused.ok()) {
      // One that is there may not be on disk yet: it is answered behind it.
      committer_.Commit(std::move(batch), [group, answer](const absl::Status& status) {
        answer(status.ok() ? group->Describe() : absl::StatusOr<v1::ConsumerGroup>(status));
      });
    }
  }
  if (!refused.ok()) answer(refused);
}

void ConsumerGroups::Delete(const v1::DeleteConsumerGroupRequest& request,
                            const Answer<v1::DeleteConsumerGroupResponse>& answer) {
  const auto group = Find(request.group_id());
  bool is_gone = !group.ok();
  if (!is_gone) {
    MutexLock lock(mutex_);
    // Another call may have been faster; its rows then go by that.
    is_gone = groups_.erase(request.group_id()) == 0;
    if (!is_gone) {
      (*group)->Delete([answer](const absl::Status& status) {
        answer(status.ok() ? absl::StatusOr<v1::DeleteConsumerGroupResponse>(
                                 v1::DeleteConsumerGroupResponse())
                           : status);
      });
    }
  }
  if (is_gone) {
    answer(group.ok() ? MakeError(ERROR_REASON_CONSUMER_GROUP_NOT_FOUND,
                                  {{"group_id", request.group_id()}})
                      : group.status());
  }
}

void ConsumerGroups::Reset(const v1::ResetConsumerGroupRequest& request,
                           const Answer<v1::ConsumerGroup>& answer) {
  const auto group = Find(request.group_id());
  if (!group.ok()) {
    answer(group.status());
    return;
  }
  if (request.start().start_case() == v1::EventStart::START_NOT_SET) {
    answer(MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "start"}}));
    return;
  }
  const absl::StatusOr<uint64_t> start =
      StartPosition(request.start(), *parts_.store, parts_.views->head().next_position);
  if (!start.ok()) {
    answer(start.status());
    return;
  }
  (*group)->Reset(
      *start, request.forget_parked(), [group = *group, answer](const absl::Status& status) {
        answer(status.ok() ? group->Describe() : absl::StatusOr<v1::ConsumerGroup>(status));
      });
}

absl::StatusOr<v1::ListConsumerGroupsResponse> ConsumerGroups::List() const {
  std::vector<std::shared_ptr<ServedGroup>> groups;
  {
    MutexLock lock(mutex_);
    for (const auto& [unused, group] : groups_) groups.push_back(group);
  }
  v1::ListConsumerGroupsResponse response;
  for (const auto& group : groups) {
    ASSIGN_OR_RETURN(*response.add_groups(), group->Describe());
  }
  return response;
}

absl::StatusOr<v1::ListParkedEventsResponse> ConsumerGroups::ListParked(
    const v1::ListParkedEventsRequest& request) const {
  RETURN_IF_ERROR(Find(request.group_id()).status());
  ASSIGN_OR_RETURN(const int page_size,
                   CheckedPageSize(request.page_size(), kDefaultPageSize, kMaxPageSize));
  // The list changes while it is read; a page begins behind the last one's events.
  const std::string query = Concat("ListParkedEvents ", request.group_id());
  uint64_t from = 0;
  if (!request.page_token().empty()) {
    ASSIGN_OR_RETURN(const PageCursor cursor, DecodePageToken(query, request.page_token()));
    ASSIGN_OR_RETURN(from, NumberFromKey(cursor.key));
  }
  const auto size = static_cast<size_t>(page_size);
  ASSIGN_OR_RETURN(const std::vector<ParkedRow> rows,
                   parts_.rows->ReadParked(request.group_id(), from, size + 1));
  v1::ListParkedEventsResponse response;
  for (const ParkedRow& row : rows) {
    if (response.events_size() == page_size) {
      response.set_next_page_token(EncodePageToken(query, {0, NumberKey(row.position)}));
      break;
    }
    v1::ParkedEvent& event = *response.add_events();
    event.set_position(row.position);
    event.set_key(row.key);
    event.set_attempts(row.attempts);
    event.set_reason(row.reason);
    event.set_attempts_used_up(row.attempts_used_up);
    event.set_park_time_micros(row.park_time_micros);
    event.set_consumer(row.consumer);
  }
  return response;
}

}  // namespace hemoledger

#include "services/rpc/consumer_stream.h"

#include <chrono>
#include <string>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/utf8.h"
#include "services/rpc/consumer_limits.h"
#include "services/rpc/limits.h"
#include "services/rpc/recorded_event.h"

namespace hemoledger {
namespace {

constexpr size_t kMaxConsumerNameBytes = 128;

absl::Status Cancelled() {
  return MakeError(ERROR_REASON_INTERNAL, {{"detail", "the call was cancelled by its caller"}});
}

absl::Status Invalid(std::string_view field, int64_t value, std::string_view expected) {
  return MakeError(ERROR_REASON_FIELD_INVALID,
                   {{"field", field}, {"value", value}, {"expected", expected}});
}

absl::Status CheckCredit(std::string_view field, uint32_t credit) {
  if (credit >= 1 && credit <= kMaxCredit) return absl::OkStatus();
  return Invalid(field, credit, "1 to 10000");
}

}  // namespace

ConsumerStream::ConsumerStream(ConsumerGroups* groups, const LedgerStore* store, WorkQueue* work,
                               ConsumerStreamTransport* transport)
    : groups_(groups), store_(store), work_(work), transport_(transport) {}

void ConsumerStream::Start() {
  MutexLock lock(mutex_);
  progress_due_ = std::chrono::steady_clock::now() + kProgressInterval;
  Continue();
}

void ConsumerStream::Refuse(const absl::Status& status) {
  MutexLock lock(mutex_);
  FinishNow(status);
}

// --- What the client sends ---

void ConsumerStream::OnRead(bool ok) {
  absl::Status taken;
  if (ok) {
    switch (request_.message_case()) {
      case v1::ConsumeRequest::kOpen:
        taken = group_ == nullptr ? TakeOpening(request_.open())
                                  : MakeError(ERROR_REASON_STREAM_NOT_OPENED);
        break;
      case v1::ConsumeRequest::kCredit:
        if (group_ == nullptr) {
          taken = MakeError(ERROR_REASON_STREAM_NOT_OPENED);
        } else if (taken = CheckCredit("credit.events", request_.credit().events());
                   taken.ok() && !group_->AddCredit(consumer_, request_.credit().events())) {
          taken = Invalid("credit.events", request_.credit().events(),
                          "no more than 10000 open at once");
        }
        break;
      case v1::ConsumeRequest::kSettle:
        taken = group_ == nullptr ? MakeError(ERROR_REASON_STREAM_NOT_OPENED)
                                  : TakeSettlement(request_.settle());
        break;
      case v1::ConsumeRequest::MESSAGE_NOT_SET:
        taken = group_ == nullptr ? MakeError(ERROR_REASON_STREAM_NOT_OPENED)
                                  : MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "message"}});
        break;
    }
  }
  if (!ok) {
    // A broken connection looks the same here; which of both it is shows a moment later.
    work_->Post([self = shared_from_this()] { self->OnClosed(); });
    return;
  }
  MutexLock lock(mutex_);
  reading_ = false;
  if (!taken.ok() && !end_.has_value()) end_ = taken;
  Continue();
}

void ConsumerStream::OnClosed() {
  MutexLock lock(mutex_);
  if (transport_ == nullptr) return;
  gives_back_ = gives_back_ || !transport_->IsCancelled();
  if (!end_.has_value()) end_ = absl::OkStatus();
  Continue();
}

absl::Status ConsumerStream::TakeOpening(const v1::ConsumeOpening& opening) {
  RETURN_IF_ERROR(CheckText("open.consumer", opening.consumer(), kMaxConsumerNameBytes, false));
  RETURN_IF_ERROR(CheckCredit("open.credit", opening.credit()));
  ASSIGN_OR_RETURN(std::shared_ptr<ServedGroup> group, groups_->Find(opening.group_id()));
  ASSIGN_OR_RETURN(consumer_,
                   group->Join(shared_from_this(), opening.consumer(), opening.credit()));
  group_ = std::move(group);
  const absl::StatusOr<v1::ConsumerGroup> described = group_->Describe();
  MutexLock lock(mutex_);
  opened_ = woken_ = true;
  // The connection may have broken meanwhile.
  if (transport_ == nullptr) group_->Leave(consumer_, /*counted=*/false);
  RETURN_IF_ERROR(described.status());
  *opened_answer_.emplace().mutable_group() = *described;
  return absl::OkStatus();
}

absl::Status ConsumerStream::TakeSettlement(const v1::Settlement& settlement) {
  if (settlement.events_size() > kMaxSettlementEvents) {
    return Invalid("settle.events", settlement.events_size(), "at most 10000");
  }
  for (const v1::SettledEvent& event : settlement.events()) {
    if (event.verdict() == v1::VERDICT_UNSPECIFIED || !v1::Verdict_IsValid(event.verdict())) {
      return Invalid("settle.events.verdict", event.verdict(), "a Verdict");
    }
  }
  {
    MutexLock lock(mutex_);
    ++unanswered_;
  }
  group_->Settle(consumer_, settlement, [self = shared_from_this()](v1::Settled settled) {
    self->OnSettled(std::move(settled));
  });
  return absl::OkStatus();
}

void ConsumerStream::OnSettled(v1::Settled settled) {
  MutexLock lock(mutex_);
  if (transport_ == nullptr) return;
  settled_.push_back(std::move(settled));
  Continue();
}

// --- What the group tells ---

void ConsumerStream::OnReady() {
  MutexLock lock(mutex_);
  woken_ = true;
  Continue();
}

void ConsumerStream::OnTick() {
  MutexLock lock(mutex_);
  Continue();
}

void ConsumerStream::OnEnd(const absl::Status& status) {
  MutexLock lock(mutex_);
  if (!end_.has_value()) end_ = status;
  Continue();
}

void ConsumerStream::Stop() {
  MutexLock lock(mutex_);
  gives_back_ = true;
  if (!end_.has_value()) {
    end_ = MakeError(ERROR_REASON_SERVER_STOPPING, {{"retry_after_seconds", 1}});
  }
  Continue();
}

// --- What is sent ---

void ConsumerStream::Step() {
  if (backlog_.empty()) {
    for (Assignment& taken : group_->Take(consumer_, kMaxTakenEvents)) {
      backlog_.push_back(std::move(taken));
    }
  }
  v1::Delivery delivery;
  NearReader reader(*store_);
  absl::Status failed;
  size_t bytes = 0;
  while (!backlog_.empty()) {
    const Assignment& next = backlog_.front();
    absl::StatusOr<v1::RecordedEvent> recorded = ReadRecordedEvent(*store_, reader, next.position);
    if (!recorded.ok()) {
      failed = recorded.status();
      break;
    }
    v1::DeliveredEvent delivered;
    *delivered.mutable_event() = *std::move(recorded);
    delivered.set_position(next.position);
    delivered.set_key(next.key);
    delivered.set_attempt(next.attempt);
    const size_t size = delivered.ByteSizeLong();
    if (bytes > 0 && bytes + size > kMaxEventBatchBytes) break;
    bytes += size;
    *delivery.add_events() = std::move(delivered);
    backlog_.pop_front();
  }
  MutexLock lock(mutex_);
  stepping_ = false;
  if (!failed.ok() && !end_.has_value()) end_ = failed;
  if (delivery.events_size() > 0) {
    delivery_ = std::move(delivery);
    // There may be more.
    woken_ = true;
  }
  Continue();
}

void ConsumerStream::Continue() {
  if (transport_ == nullptr) return;
  if (!writing_) {
    if (opened_answer_.has_value()) {
      response_.Clear();
      *response_.mutable_opened() = *std::exchange(opened_answer_, std::nullopt);
      Write();
    } else if (!settled_.empty()) {
      response_.Clear();
      *response_.mutable_settled() = std::move(settled_.front());
      settled_.pop_front();
      --unanswered_;
      Write();
    } else if (end_.has_value()) {
      if (unanswered_ == 0 && !stepping_) FinishNow(*end_);
    } else if (delivery_.has_value()) {
      response_.Clear();
      *response_.mutable_delivery() = *std::exchange(delivery_, std::nullopt);
      Write();
    } else if (opened_ && std::chrono::steady_clock::now() >= progress_due_) {
      const uint64_t scanned = group_->scan_position();
      response_.Clear();
      response_.mutable_progress()->set_position(scanned == 0 ? 0 : scanned - 1);
      Write();
    }
  }
  if (transport_ == nullptr || end_.has_value()) return;
  if (opened_ && woken_ && !stepping_ && !delivery_.has_value()) {
    woken_ = false;
    stepping_ = true;
    work_->Post([self = shared_from_this()] { self->Step(); });
  }
  if (!reading_ && unanswered_ < kMaxUnansweredSettlements) {
    reading_ = true;
    transport_->StartRead(&request_);
  }
}

void ConsumerStream::Write() {
  progress_due_ = std::chrono::steady_clock::now() + kProgressInterval;
  writing_ = true;
  transport_->StartWrite(&response_);
}

void ConsumerStream::OnWritten(bool ok) {
  MutexLock lock(mutex_);
  writing_ = false;
  if (!ok) {
    FinishNow(Cancelled());
    return;
  }
  Continue();
}

void ConsumerStream::OnCancelled() {
  MutexLock lock(mutex_);
  FinishNow(Cancelled());
}

void ConsumerStream::FinishNow(const absl::Status& status) {
  if (transport_ == nullptr) return;
  if (opened_) group_->Leave(consumer_, /*counted=*/!gives_back_);
  std::exchange(transport_, nullptr)->Finish(status);
}

}  // namespace hemoledger

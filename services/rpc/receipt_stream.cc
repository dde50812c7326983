#include "services/rpc/receipt_stream.h"

#include <span>
#include <string_view>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "proto/base/sha256.h"
#include "services/rpc/limits.h"
#include "services/rpc/stream_message.h"

namespace hemoledger {
namespace {

// How many submissions and bytes a batch may hold: the contract's limits, told before anything of
// it is looked at.
absl::Status CheckBatchSize(const ReceivedBatch& batch) {
  const std::span<const std::string_view> submissions = batch.submissions();
  if (submissions.empty()) {
    return MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "batch.submissions"}});
  }
  if (submissions.size() > kMaxBatchSubmissions) {
    return MakeError(ERROR_REASON_BATCH_TOO_LARGE,
                     {{"limit", kMaxBatchSubmissions}, {"actual", submissions.size()}});
  }
  size_t bytes = 0;
  for (const std::string_view submission : submissions) bytes += submission.size();
  if (bytes > kMaxBatchBytes) {
    return MakeError(ERROR_REASON_BATCH_TOO_LARGE, {{"limit", kMaxBatchBytes}, {"actual", bytes}});
  }
  size_t text_bytes = 0;
  for (const v1::AccompanyingText& text : batch.texts()) text_bytes += text.text().size();
  if (text_bytes > kMaxBatchTextBytes) {
    return MakeError(ERROR_REASON_BATCH_TOO_LARGE,
                     {{"limit", kMaxBatchTextBytes}, {"actual", text_bytes}});
  }
  if (const size_t whole = batch.message_bytes(); whole > kMaxBatchMessageBytes) {
    return MakeError(ERROR_REASON_BATCH_TOO_LARGE,
                     {{"limit", kMaxBatchMessageBytes}, {"actual", whole}});
  }
  return absl::OkStatus();
}

// Whether the client's ledger is this one.
absl::Status CheckSameLedger(const v1::StreamOpening& opening, const View& view) {
  if (!opening.ledger_id().empty() && opening.ledger_id() != view.ledger_id) {
    return MakeError(ERROR_REASON_LEDGER_MISMATCH, {{"field", "ledger_id"},
                                                    {"expected", Hex(view.ledger_id)},
                                                    {"actual", Hex(opening.ledger_id())}});
  }
  if (opening.epoch() != 0 && opening.epoch() != view.epoch) {
    return MakeError(ERROR_REASON_LEDGER_MISMATCH,
                     {{"field", "epoch"}, {"expected", view.epoch}, {"actual", opening.epoch()}});
  }
  return absl::OkStatus();
}

struct Opening {
  StreamIdentity identity;
  // The number that the source's next submission must have; EXTERNAL_ID: 0.
  uint64_t next_sequence = 0;
};

absl::StatusOr<Opening> Open(const v1::StreamOpening& message, const View& view) {
  if (auto status = CheckSameLedger(message, view); !status.ok()) return status;
  Opening opening;
  switch (message.mode_case()) {
    case v1::StreamOpening::kSequence: {
      const v1::SequenceMode& mode = message.sequence();
      if (auto status = RequireId("open.sequence.source_id", mode.source_id()); !status.ok()) {
        return status;
      }
      const std::optional<SourceInfo> source = view.sources.Find(mode.source_id());
      if (!source.has_value()) {
        return MakeError(ERROR_REASON_SOURCE_NOT_FOUND, {{"source_id", mode.source_id()}});
      }
      // Whoever holds an acknowledgement was answered after it was published, so a mark below it
      // means that the server lost events. Nothing is taken until a person has looked: each opening
      // is refused.
      if (mode.acknowledged_sequence() > source->mark) {
        return MakeError(ERROR_REASON_SERVER_LOST_HISTORY,
                         {{"source_id", mode.source_id()},
                          {"client_acknowledged", mode.acknowledged_sequence()},
                          {"server_mark", source->mark}});
      }
      opening.identity.mode = StreamMode::kSequence;
      opening.identity.scope = mode.source_id();
      opening.next_sequence = source->mark + 1;
      return opening;
    }
    case v1::StreamOpening::kExternalId:
      if (auto status = RequireId("open.external_id.feed", message.external_id().feed());
          !status.ok()) {
        return status;
      }
      opening.identity.mode = StreamMode::kExternalId;
      opening.identity.scope = message.external_id().feed();
      return opening;
    case v1::StreamOpening::MODE_NOT_SET:
      break;
  }
  return MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "open.mode"}});
}

}  // namespace

ReceiptStream::ReceiptStream(ReceiptSink* sink, ReceiptStreamTransport* transport,
                             std::string principal, ByteBudget* unread_acknowledgements)
    : sink_(sink),
      principal_(std::move(principal)),
      unread_acknowledgements_(*unread_acknowledgements),
      transport_(transport),
      acknowledgements_(kAcknowledgementBytes) {}

ReceiptStream::~ReceiptStream() {
  MutexLock lock(mutex_);
  unread_acknowledgements_.Change(counted_bytes_, 0);
}

void ReceiptStream::Start() {
  MutexLock lock(mutex_);
  Continue();
}

void ReceiptStream::Refuse(const absl::Status& status) {
  MutexLock lock(mutex_);
  FinishNow(status);
}

void ReceiptStream::OnRead(bool ok) {
  if (!ok) {
    MutexLock lock(mutex_);
    reading_ = false;
    EndAfterAnswers(absl::OkStatus());
    return;
  }
  std::optional<StreamMessage> message = ReadStreamMessage(message_);
  message_.Clear();
  if (!message.has_value()) {
    MutexLock lock(mutex_);
    EndAfterAnswers(
        MakeError(ERROR_REASON_FIELD_INVALID,
                  {{"field", "request"}, {"value", ""}, {"expected", "StreamReceiptsRequest"}}));
  } else if (!opened_ && message->open.has_value()) {
    TakeOpening(*message->open);
  } else if (opened_ && message->batch != nullptr) {
    TakeBatch(std::move(message->batch));
  } else {
    MutexLock lock(mutex_);
    EndAfterAnswers(MakeError(ERROR_REASON_STREAM_NOT_OPENED));
  }
  MutexLock lock(mutex_);
  reading_ = false;
  Continue();
}

void ReceiptStream::TakeOpening(const v1::StreamOpening& message) {
  const std::shared_ptr<const View> view = sink_->PinView();
  absl::StatusOr<Opening> opening = Open(message, *view);
  MutexLock lock(mutex_);
  if (!opening.ok()) {
    EndAfterAnswers(opening.status());
    return;
  }
  identity_ = std::move(opening->identity);
  identity_.principal = principal_;
  opened_ = true;
  // A source's first number is what its client sends first: it may be one that is already there.
  next_number_ = identity_.mode == StreamMode::kSequence ? 0 : 1;
  v1::StreamOpened& answer = *opened_response_.emplace().mutable_opened();
  answer.set_ledger_id(view->ledger_id);
  answer.set_epoch(view->epoch);
  answer.set_next_sequence(opening->next_sequence);
  answer.set_position(view->next_position - 1);
}

void ReceiptStream::TakeBatch(std::unique_ptr<const ReceivedBatch> received) {
  // Checked, parsed and looked up outside the lock: this is most of a batch's work in this thread.
  absl::Status fits = CheckBatchSize(*received);
  const size_t message_bytes = received->message_bytes();
  absl::StatusOr<StreamBatch> batch =
      fits.ok() ? sink_->PrepareBatch(identity_, next_number_, std::move(received))
                : absl::StatusOr<StreamBatch>(std::move(fits));
  {
    MutexLock lock(mutex_);
    // What comes after the end was decided is not taken.
    if (transport_ == nullptr || end_.has_value()) return;
    if (!batch.ok()) {
      EndAfterAnswers(batch.status());
      return;
    }
    ++deciding_;
    unanswered_.push_back(message_bytes);
    unanswered_bytes_ += message_bytes;
  }
  next_number_ = batch->submissions.back().number + 1;
  // Outside the lock, since it may be answered at once. In order, since the next read starts after
  // it.
  sink_->SubmitBatch(*std::move(batch), [self = shared_from_this()](BatchAnswer answer) {
    self->OnAnswer(std::move(answer));
  });
}

void ReceiptStream::OnAnswer(BatchAnswer answer) {
  MutexLock lock(mutex_);
  --deciding_;
  if (transport_ == nullptr || failed_) return;
  auto& runs = *answer.acknowledgement.mutable_runs();
  HL_CHECK(!runs.empty() || !answer.status.ok()) << "a batch answered with nothing";
  for (v1::OutcomeRun& run : runs) acknowledgements_.Add(std::move(run));
  if (!runs.empty()) acknowledgements_.EndBatch();
  CountAcknowledgements();
  if (!answer.status.ok()) {
    // It stands before whatever else would end the stream.
    failed_ = true;
    end_ = std::move(answer.status);
  }
  Continue();
}

void ReceiptStream::OnWritten(bool ok) {
  MutexLock lock(mutex_);
  if (writing_opened_) {
    writing_opened_ = false;
    opened_response_.reset();
  } else {
    for (int written = acknowledgements_.Written(); written > 0; --written) {
      unanswered_bytes_ -= unanswered_.front();
      unanswered_.pop_front();
    }
    CountAcknowledgements();
  }
  if (!ok) {
    FinishNow(MakeError(ERROR_REASON_INTERNAL, {{"detail", "the connection broke"}}));
    return;
  }
  Continue();
}

void ReceiptStream::OnCancelled() {
  MutexLock lock(mutex_);
  // The client reads nothing of this any more. Batches at the sequencer are decided all the same.
  FinishNow(MakeError(ERROR_REASON_INTERNAL, {{"detail", "the call was cancelled by its caller"}}));
}

void ReceiptStream::Stop() {
  MutexLock lock(mutex_);
  EndAfterAnswers(MakeError(ERROR_REASON_SERVER_STOPPING, {{"retry_after_seconds", 1}}));
}

void ReceiptStream::EndAfterAnswers(absl::Status status) {
  // The first reason holds: nothing was taken after it.
  if (!end_.has_value()) end_ = std::move(status);
  Continue();
}

void ReceiptStream::Continue() {
  if (transport_ == nullptr) return;
  if (!writing_opened_ && acknowledgements_.CanWrite() && !opened_response_.has_value()) {
    transport_->StartWrite(acknowledgements_.Write());
  } else if (opened_response_.has_value() && !writing_opened_) {
    writing_opened_ = true;
    transport_->StartWrite(&*opened_response_);
  }
  if (end_.has_value()) {
    const bool answered = deciding_ == 0 || failed_;
    if (answered && acknowledgements_.idle() && !opened_response_.has_value()) FinishNow(*end_);
    return;
  }
  if (!reading_ && MayRead()) {
    reading_ = true;
    transport_->StartRead(&message_);
  }
}

bool ReceiptStream::MayRead() const {
  const size_t count = unanswered_.size();
  if (count >= kMaxUnansweredBatches &&
      (count >= kMaxUnansweredSmallBatches || unanswered_bytes_ >= kSmallBatchesBytes)) {
    return false;
  }
  // What it has to write brings it back here when it is written; one that has nothing to write is
  // never held up by others.
  return acknowledgements_.idle() || !unread_acknowledgements_.exceeded();
}

void ReceiptStream::CountAcknowledgements() {
  unread_acknowledgements_.Change(counted_bytes_, acknowledgements_.bytes());
  counted_bytes_ = acknowledgements_.bytes();
}

void ReceiptStream::FinishNow(const absl::Status& status) {
  if (transport_ == nullptr) return;
  std::exchange(transport_, nullptr)->Finish(status);
}

}  // namespace hemoledger

#include "services/rpc/attachment_upload.h"

#include <algorithm>
#include <utility>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/domain/record_form.h"
#include "services/ledger/document_commands.h"
#include "services/rpc/attachment_media.h"
#include "services/rpc/limits.h"

namespace hemoledger {
namespace {

absl::Status UploadCancelled() {
  return MakeError(ERROR_REASON_INTERNAL, {{"detail", "the call was cancelled by its caller"}});
}

absl::Status AttachmentMismatch(std::string_view field, std::string_view stated,
                                std::string_view actual) {
  return MakeError(ERROR_REASON_ATTACHMENT_MISMATCH,
                   {{"field", Concat("open.record.attachment.", field)},
                    {"stated", stated},
                    {"actual", actual}});
}

}  // namespace

AttachmentUpload::AttachmentUpload(Ledger* ledger, AttachmentStore* attachments, WorkQueue* work,
                                   AttachmentUploadTransport* transport, std::string principal)
    : ledger_(ledger),
      attachments_(attachments),
      work_(work),
      principal_(std::move(principal)),
      transport_(transport) {}

void AttachmentUpload::Start() {
  MutexLock lock(mutex_);
  ReadNext();
}

void AttachmentUpload::Refuse(const absl::Status& status) {
  MutexLock lock(mutex_);
  FinishNow(status);
}

void AttachmentUpload::ReadNext() {
  if (transport_ == nullptr) return;
  state_ = State::kReading;
  transport_->StartRead(&message_);
}

void AttachmentUpload::OnRead(bool ok) {
  {
    MutexLock lock(mutex_);
    if (state_ == State::kFinished) return;
    state_ = ok ? State::kHandling : State::kStoring;
  }
  if (!ok) {
    work_->Post([self = shared_from_this()] { self->Store(); });
    return;
  }
  absl::Status taken = Take();
  MutexLock lock(mutex_);
  if (state_ == State::kFinished) return;
  if (taken.ok()) taken = end_;
  if (taken.ok()) {
    ReadNext();
  } else {
    FinishNow(taken);
  }
}

absl::Status AttachmentUpload::Take() {
  if (message_.has_open() == opened_) return MakeError(ERROR_REASON_STREAM_NOT_OPENED);
  return opened_ ? TakeChunk() : TakeOpening();
}

absl::Status AttachmentUpload::TakeOpening() {
  opened_ = true;
  v1::AttachmentOpening& open = *message_.mutable_open();
  request_.set_request_id(std::move(*open.mutable_request_id()));
  *request_.mutable_record() = std::move(*open.mutable_record());
  *request_.mutable_texts() = std::move(*open.mutable_texts());
  RETURN_IF_ERROR(CheckOpening());
  RETURN_IF_ERROR(CheckRoom());
  ASSIGN_OR_RETURN(file_, attachments_->Begin());
  return absl::OkStatus();
}

absl::Status AttachmentUpload::CheckOpening() const {
  if (!request_.record().has_attachment()) {
    return MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "open.record.attachment"}});
  }
  RETURN_IF_ERROR(PutRecordCommand::CheckForm(request_));
  // A version that is there already passes: its content is compared when all has come.
  const std::shared_ptr<const View> view = ledger_->views().Pin();
  return view->records->Check(request_.record(), *view->tree, *view->plans).status();
}

absl::Status AttachmentUpload::CheckRoom() const {
  const LedgerStatus status = ledger_->status();
  RETURN_IF_ERROR(status.write_status);
  // Of a version that is there already the size was never checked.
  const int64_t needed =
      status.disk_needed_bytes + std::clamp<int64_t>(stated().size_bytes(), 0, kMaxAttachmentBytes);
  if (status.disk_free_bytes < 0 || status.disk_free_bytes >= needed) return absl::OkStatus();
  return MakeError(ERROR_REASON_DISK_NEARLY_FULL,
                   {{"free_bytes", status.disk_free_bytes}, {"needed_bytes", needed}});
}

absl::Status AttachmentUpload::TakeChunk() {
  const std::string& chunk = message_.chunk();
  if (chunk.empty() || chunk.size() > kMaxChunkBytes) {
    return MakeError(ERROR_REASON_FIELD_INVALID,
                     {{"field", "chunk"},
                      {"value", Concat(chunk.size(), " bytes")},
                      {"expected", Concat("1 to ", kMaxChunkBytes, " bytes")}});
  }
  const uint64_t size = file_->size_bytes() + chunk.size();
  if (size > kMaxAttachmentBytes) {
    return MakeError(ERROR_REASON_ATTACHMENT_TOO_LARGE,
                     {{"limit", kMaxAttachmentBytes}, {"actual", size}});
  }
  // The rest need not be sent. A version that is there already may be said to have any size.
  if (static_cast<int64_t>(size) > stated().size_bytes()) {
    return AttachmentMismatch("size_bytes", Concat(stated().size_bytes()),
                              Concat("at least ", size));
  }
  return file_->Add(chunk);
}

void AttachmentUpload::Store() {
  {
    // Nobody waits for the answer any more, and nothing is done yet.
    MutexLock lock(mutex_);
    if (state_ == State::kFinished) return;
  }
  if (absl::Status status = opened_ ? CheckBytes() : MakeError(ERROR_REASON_STREAM_NOT_OPENED);
      !status.ok()) {
    MutexLock lock(mutex_);
    FinishNow(status);
    return;
  }
  if (absl::Status status = file_->Commit(); !status.ok()) {
    MutexLock lock(mutex_);
    FinishNow(status);
    return;
  }
  ledger_->PutRecord(principal_, request_,
                     [self = shared_from_this()](absl::StatusOr<v1::PutRecordResponse> recorded) {
                       self->OnRecorded(std::move(recorded));
                     });
}

absl::Status AttachmentUpload::CheckBytes() {
  const Hash256& hash = file_->Finish();
  const auto size = static_cast<int64_t>(file_->size_bytes());
  if (size != stated().size_bytes()) {
    return AttachmentMismatch("size_bytes", Concat(stated().size_bytes()), Concat(size));
  }
  if (AsBytes(hash) != stated().sha256()) {
    return AttachmentMismatch("sha256", Hex(stated().sha256()), Hex(hash));
  }
  const uint64_t tail_bytes = file_->size_bytes() < kMediaTailBytes ? size : kMediaTailBytes;
  ASSIGN_OR_RETURN(const std::string head, file_->ReadBack(0, kMediaHeadBytes));
  ASSIGN_OR_RETURN(const std::string tail,
                   file_->ReadBack(file_->size_bytes() - tail_bytes, tail_bytes));
  if (IsOfMediaType(stated().media_type(), head, tail)) return absl::OkStatus();
  return AttachmentMismatch("media_type", stated().media_type(), "another kind of file");
}

void AttachmentUpload::OnRecorded(absl::StatusOr<v1::PutRecordResponse> recorded) {
  // Where it is not known whether the event is there the file stays, and the next start sees.
  const bool may_be_named =
      recorded.ok() || ReasonOf(recorded.status()) == ERROR_REASON_OUTCOME_UNKNOWN;
  file_->Settle([&] {
    return may_be_named || ledger_->views()
                               .Pin()
                               ->records->AttachmentHashes(/*without_withdrawn=*/false)
                               .contains(stated().sha256());
  });
  MutexLock lock(mutex_);
  if (!recorded.ok()) {
    FinishNow(recorded.status());
    return;
  }
  v1::UploadAttachmentResponse response;
  response.set_outcome(recorded->outcome());
  response.set_position(recorded->position());
  response.set_version(recorded->version());
  FinishNow(response);
}

void AttachmentUpload::OnCancelled() {
  MutexLock lock(mutex_);
  // What is being stored goes on: it is done for good or not at all, and the file is settled.
  FinishNow(UploadCancelled());
}

void AttachmentUpload::Stop() {
  MutexLock lock(mutex_);
  const absl::Status stopping =
      MakeError(ERROR_REASON_SERVER_STOPPING, {{"retry_after_seconds", 1}});
  if (state_ == State::kReading) {
    FinishNow(stopping);
  } else if (end_.ok()) {
    end_ = stopping;
  }
}

void AttachmentUpload::FinishNow(const absl::StatusOr<v1::UploadAttachmentResponse>& answer) {
  if (transport_ == nullptr) return;
  state_ = State::kFinished;
  std::exchange(transport_, nullptr)->Finish(answer);
}

}  // namespace hemoledger

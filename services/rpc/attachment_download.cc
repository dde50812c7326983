#include "services/rpc/attachment_download.h"

#include <utility>

#include "proto/base/errors.h"
#include "proto/base/sha256.h"
#include "proto/base/status_macros.h"
#include "services/rpc/limits.h"
#include "services/rpc/plan_reads.h"

namespace hemoledger {
namespace {

absl::Status DownloadCancelled() {
  return MakeError(ERROR_REASON_INTERNAL, {{"detail", "the call was cancelled by its caller"}});
}

}  // namespace

AttachmentDownload::AttachmentDownload(Views* views, AttachmentStore* attachments,
                                       AttachmentDownloadTransport* transport)
    : views_(views), attachments_(attachments), transport_(transport) {}

void AttachmentDownload::Start(const v1::DownloadAttachmentRequest& request) {
  const absl::Status opened = Open(request);
  WriteOrEnd(opened.ok() ? absl::StatusOr<bool>(true) : opened);
}

absl::Status AttachmentDownload::Open(const v1::DownloadAttachmentRequest& request) {
  const std::shared_ptr<const View> view = views_->Pin();
  RETURN_IF_ERROR(FindPlan(*view->plans, request.plan_id()).status());
  if (request.record_id().empty()) {
    return MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "record_id"}});
  }
  const PlanRecord* record = view->records->Find(request.plan_id(), request.record_id());
  if (record == nullptr || !record->current().record.has_attachment()) {
    return MakeError(ERROR_REASON_RECORD_NOT_FOUND,
                     {{"plan_id", request.plan_id()}, {"record_id", request.record_id()}});
  }
  const v1::Attachment& attachment = record->current().record.attachment();
  // The form of what is recorded was checked.
  ASSIGN_OR_RETURN(file_, attachments_->Read(*HashFromBytes(attachment.sha256())));
  *response_.mutable_attachment() = attachment;
  return absl::OkStatus();
}

absl::StatusOr<bool> AttachmentDownload::ReadPiece() {
  ASSIGN_OR_RETURN(std::string chunk, file_->Next(kMaxChunkBytes));
  if (chunk.empty()) return false;
  response_.set_chunk(std::move(chunk));
  return true;
}

void AttachmentDownload::WriteOrEnd(const absl::StatusOr<bool>& piece) {
  MutexLock lock(mutex_);
  if (transport_ == nullptr) return;
  if (end_.ok()) end_ = piece.status();
  if (!end_.ok() || !*piece) {
    FinishNow(end_);
    return;
  }
  transport_->StartWrite(&response_);
}

void AttachmentDownload::Refuse(const absl::Status& status) {
  MutexLock lock(mutex_);
  FinishNow(status);
}

void AttachmentDownload::OnWritten(bool ok) {
  if (!ok) {
    OnCancelled();
    return;
  }
  WriteOrEnd(ReadPiece());
}

void AttachmentDownload::OnCancelled() {
  MutexLock lock(mutex_);
  FinishNow(DownloadCancelled());
}

void AttachmentDownload::Stop() {
  // The message that is being written leaves first.
  MutexLock lock(mutex_);
  if (end_.ok()) end_ = MakeError(ERROR_REASON_SERVER_STOPPING, {{"retry_after_seconds", 1}});
}

void AttachmentDownload::FinishNow(const absl::Status& status) {
  if (transport_ == nullptr) return;
  std::exchange(transport_, nullptr)->Finish(status);
}

}  // namespace hemoledger

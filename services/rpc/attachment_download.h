// One download of a scan, without gRPC: what it is, then its bytes, hashed as they are read.
//
// There is one message at a time: the next piece is read when the one before has left, so a slow
// reader is slowed.
#pragma once

#include <memory>

#include "absl/status/status.h"
#include "hemoledger/v1/attachment_service.pb.h"
#include "proto/base/mutex.h"
#include "services/ledger/views.h"
#include "services/rpc/stream_registry.h"
#include "store/attachments.h"

namespace hemoledger {

// The call as gRPC sees it. Called with the download's lock held: must not call back from inside.
class AttachmentDownloadTransport {
 public:
  virtual ~AttachmentDownloadTransport() = default;
  // Writes a message; AttachmentDownload::OnWritten follows.
  virtual void StartWrite(const v1::DownloadAttachmentResponse* response) = 0;
  // Ends the call; nothing is started after it.
  virtual void Finish(const absl::Status& status) = 0;
};

// Thread-safe.
class AttachmentDownload final : public LongCall {
 public:
  // All outlive the download, but `transport`: until it saw Finish and the end of what it started.
  AttachmentDownload(Views* views, AttachmentStore* attachments,
                     AttachmentDownloadTransport* transport);

  // Begins. Errors end the call: FIELD_REQUIRED, PLAN_NOT_FOUND, RECORD_NOT_FOUND (none there, or
  // no attachment, or withdrawn), ATTACHMENT_NOT_FOUND.
  void Start(const v1::DownloadAttachmentRequest& request);
  // Ends a call that may not begin.
  void Refuse(const absl::Status& status);
  // `ok` false: the connection broke.
  void OnWritten(bool ok);
  void OnCancelled();
  void Stop() override;

 private:
  absl::Status Open(const v1::DownloadAttachmentRequest& request);
  // Reads the next piece into response_. False: there is none.
  absl::StatusOr<bool> ReadPiece();
  // Writes response_, or ends the call where it has to.
  void WriteOrEnd(const absl::StatusOr<bool>& piece);
  void FinishNow(const absl::Status& status) REQUIRES(mutex_);

  Views* const views_;
  AttachmentStore* const attachments_;

  // Touched by the step only: at the start, and when what was written has left.
  std::unique_ptr<AttachmentStore::Reader> file_;
  v1::DownloadAttachmentResponse response_;

  Mutex mutex_;
  AttachmentDownloadTransport* transport_ GUARDED_BY(mutex_);
  // Set: the call ends with it instead of the next message.
  absl::Status end_ GUARDED_BY(mutex_);
};

}  // namespace hemoledger

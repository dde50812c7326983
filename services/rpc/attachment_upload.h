// One upload of a scan, without gRPC: opening, pieces, end; then the file, then the event.
//
// One thing is under way at a time: a message is read, or the file is made durable, or the ledger
// records. The bytes go to disk piece by piece, so an upload holds one message at most.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hemoledger/v1/attachment_service.pb.h"
#include "proto/base/mutex.h"
#include "services/ledger/ledger.h"
#include "services/rpc/stream_registry.h"
#include "services/rpc/work_queue.h"
#include "store/attachments.h"

namespace hemoledger {

// The call as gRPC sees it. Called with the upload's lock held: must not call back from inside.
class AttachmentUploadTransport {
 public:
  virtual ~AttachmentUploadTransport() = default;
  // Reads a message; AttachmentUpload::OnRead follows.
  virtual void StartRead(v1::UploadAttachmentRequest* request) = 0;
  // Ends the call; nothing is started after it.
  virtual void Finish(const absl::StatusOr<v1::UploadAttachmentResponse>& answer) = 0;
};

// Thread-safe.
class AttachmentUpload final : public LongCall,
                               public std::enable_shared_from_this<AttachmentUpload> {
 public:
  // All outlive the upload, but `transport`: until it saw Finish and the end of what it started.
  AttachmentUpload(Ledger* ledger, AttachmentStore* attachments, WorkQueue* work,
                   AttachmentUploadTransport* transport, std::string principal);

  void Start();
  // Ends a call that may not begin.
  void Refuse(const absl::Status& status);
  // `ok` false: the client sends no more.
  void OnRead(bool ok);
  void OnCancelled();
  void Stop() override;

 private:
  // What is under way. Handling a message, storing and recording are left only by whoever does
  // them.
  enum class State : uint8_t { kReading, kHandling, kStoring, kFinished };

  // Take what was read. Errors end the call.
  absl::Status Take();
  absl::Status TakeOpening();
  absl::Status TakeChunk();
  // What the opening says, against the state as it is published: what is refused here would be
  // refused at the end too.
  absl::Status CheckOpening() const;
  absl::Status CheckRoom() const;

  // The client has sent all: checks the bytes, makes them durable, records. Not in gRPC's thread.
  void Store();
  absl::Status CheckBytes();
  void OnRecorded(absl::StatusOr<v1::PutRecordResponse> recorded);

  const v1::Attachment& stated() const { return request_.record().attachment(); }
  void ReadNext() REQUIRES(mutex_);
  void FinishNow(const absl::StatusOr<v1::UploadAttachmentResponse>& answer) REQUIRES(mutex_);

  Ledger* const ledger_;
  AttachmentStore* const attachments_;
  WorkQueue* const work_;
  const std::string principal_;

  // Touched by what is under way only.
  v1::UploadAttachmentRequest message_;
  bool opened_ = false;
  v1::PutRecordRequest request_;
  std::unique_ptr<AttachmentStore::Upload> file_;

  Mutex mutex_;
  AttachmentUploadTransport* transport_ GUARDED_BY(mutex_);
  State state_ GUARDED_BY(mutex_) = State::kReading;
  // Set: the call ends with it as soon as what was read is handled.
  absl::Status end_ GUARDED_BY(mutex_);
};

}  // namespace hemoledger

// One receipt stream, without gRPC: what is read, handed to the sequencer, acknowledged and how it
// ends. The reactor (receipt_service.cc) only hands over, so that this can be tested under
// the thread sanitizer.
//
// Life: the first message opens; each later one is a batch that is checked where it arrives and
// handed in; answers come back in order, are merged and written. No more is read while
// kMaxUnansweredBatches are taken and their acknowledgements not yet written (more where they are
// small), so the memory of a
// stream is bounded whatever its client does; and while the acknowledgements that clients do not
// read, of all streams, are above kMaxUnreadAcknowledgementBytes, a stream that has some reads no
// more. The end is one of: the client closed its side (all
// answered, OK), a message that can not be taken, an answer that ends the stream, Stop (each after
// the answers to what was taken), or cancellation (at once).
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "grpcpp/support/byte_buffer.h"
#include "hemoledger/v1/receipt_service.pb.h"
#include "proto/base/mutex.h"
#include "services/ledger/received_batch.h"
#include "services/ledger/stream_batch.h"
#include "services/ledger/views.h"
#include "services/rpc/acknowledgement_queue.h"
#include "services/rpc/byte_budget.h"
#include "services/rpc/stream_registry.h"

namespace hemoledger {

// Where batches go: the ledger (LedgerReceiptSink), or a test's.
class ReceiptSink {
 public:
  virtual ~ReceiptSink() = default;
  // The newest state, for the opening.
  virtual std::shared_ptr<const View> PinView() = 0;
  // As Ledger::PrepareBatch and Ledger::SubmitBatch.
  virtual absl::StatusOr<StreamBatch> PrepareBatch(const StreamIdentity& stream,
                                                   uint64_t next_number,
                                                   std::unique_ptr<const ReceivedBatch> batch) = 0;
  virtual void SubmitBatch(StreamBatch batch, BatchDone done) = 0;
};

// The call as gRPC sees it. Called with the stream's lock held: must not call back from inside.
class ReceiptStreamTransport {
 public:
  virtual ~ReceiptStreamTransport() = default;
  // Reads the next message, a serialised StreamReceiptsRequest; ReceiptStream::OnRead follows.
  virtual void StartRead(grpc::ByteBuffer* message) = 0;
  // Writes a message; ReceiptStream::OnWritten follows.
  virtual void StartWrite(const v1::StreamReceiptsResponse* response) = 0;
  // Ends the call; nothing is started after it.
  virtual void Finish(const absl::Status& status) = 0;
};

// Thread-safe. On... are called by the transport, OnRead and OnWritten once for each start.
class ReceiptStream final : public LongCall, public std::enable_shared_from_this<ReceiptStream> {
 public:
  // `sink` outlives the stream and all its answers; `transport` lives until it saw Finish and the
  // end of what it started. `unread_acknowledgements`: of all streams; outlives this one.
  ReceiptStream(ReceiptSink* sink, ReceiptStreamTransport* transport, std::string principal,
                ByteBudget* unread_acknowledgements);
  ~ReceiptStream() override;

  // Begins to read.
  void Start();
  // Ends a stream that may not begin.
  void Refuse(const absl::Status& status);
  // `ok` false: the client closed its side, or the connection broke.
  void OnRead(bool ok);
  // `ok` false: the connection broke.
  void OnWritten(bool ok);
  // The client cancelled, its deadline passed, or the connection broke.
  void OnCancelled();
  void Stop() override;

 private:
  void TakeOpening(const v1::StreamOpening& opening);
  void TakeBatch(std::unique_ptr<const ReceivedBatch> received);
  void OnAnswer(BatchAnswer answer);
  // Nothing more is taken; the stream ends with `status` when what was taken is answered.
  void EndAfterAnswers(absl::Status status) REQUIRES(mutex_);
  // Starts what can be started: a write, the end, the next read.
  void Continue() REQUIRES(mutex_);
  void FinishNow(const absl::Status& status) REQUIRES(mutex_);
  // Whether the client may be read from.
  bool MayRead() const REQUIRES(mutex_);
  // Tells the budget what acknowledgements_ holds now.
  void CountAcknowledgements() REQUIRES(mutex_);

  ReceiptSink* const sink_;
  const std::string principal_;
  ByteBudget& unread_acknowledgements_;

  // Written by OnRead only, of which one at a time runs.
  bool opened_ = false;
  StreamIdentity identity_;
  uint64_t next_number_ = 0;
  // The message being read. Only OnRead looks into it.
  grpc::ByteBuffer message_;

  Mutex mutex_;
  // nullptr once finished.
  ReceiptStreamTransport* transport_ GUARDED_BY(mutex_);
  // From StartRead until OnRead has handed in what came.
  bool reading_ GUARDED_BY(mutex_) = false;
  // Set until it is written.
  std::optional<v1::StreamReceiptsResponse> opened_response_ GUARDED_BY(mutex_);
  bool writing_opened_ GUARDED_BY(mutex_) = false;
  AcknowledgementQueue acknowledgements_ GUARDED_BY(mutex_);
  // What of it the budget was told.
  size_t counted_bytes_ GUARDED_BY(mutex_) = 0;
  // Batches handed in and not yet answered by the sequencer.
  int deciding_ GUARDED_BY(mutex_) = 0;
  // Bytes of the batches handed in whose acknowledgements are not yet written, oldest first, and
  // together.
  std::deque<size_t> unanswered_ GUARDED_BY(mutex_);
  size_t unanswered_bytes_ GUARDED_BY(mutex_) = 0;
  // Set: how the stream will end.
  std::optional<absl::Status> end_ GUARDED_BY(mutex_);
  // An answer ended the stream: what was handed in after it is not answered.
  bool failed_ GUARDED_BY(mutex_) = false;
};

}  // namespace hemoledger

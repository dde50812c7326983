// Outcomes of a stream's submissions on their way out: merged into runs, cut into messages, counted
// by batch. Not thread-safe.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>

#include "hemoledger/v1/receipt_service.pb.h"

namespace hemoledger {

// Outcomes come in the order of the submissions. While a message is being written, what comes next
// gathers in the following one, so a slow reader gets fewer, longer acknowledgements. No message
// grows much above `message_bytes`.
class AcknowledgementQueue {
 public:
  explicit AcknowledgementQueue(size_t message_bytes) : message_bytes_(message_bytes) {}

  // Adds a run after all before it. Runs of one outcome whose numbers and positions follow each
  // other become one; refusals stay apart.
  void Add(v1::OutcomeRun run);
  // The runs added since the last call were a whole batch.
  void EndBatch();

  // Whether a message waits to be written and none is being written.
  bool CanWrite() const { return writing_ == nullptr && !waiting_.empty(); }
  // True when nothing waits and nothing is being written.
  bool idle() const { return writing_ == nullptr && waiting_.empty(); }
  // Bytes of what waits and what is being written, about.
  size_t bytes() const { return bytes_; }
  // Takes the oldest message out for writing; it lives until Written. REQUIRES: CanWrite().
  const v1::StreamReceiptsResponse* Write();
  // The message is written. Returns how many batches are now wholly acknowledged.
  int Written();

 private:
  struct Message {
    v1::StreamReceiptsResponse response;
    // Batches whose last run stands in it.
    int batch_ends = 0;
    // About its serialised size.
    size_t bytes = 0;
  };

  const size_t message_bytes_;
  std::deque<std::unique_ptr<Message>> waiting_;
  std::unique_ptr<Message> writing_;
  // Sum of the messages' `bytes`.
  size_t bytes_ = 0;
};

}  // namespace hemoledger

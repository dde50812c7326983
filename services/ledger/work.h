// What waits to be decided, and what of it a group answers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "hemoledger/v1/receipt_service.pb.h"
#include "services/ledger/limits.h"
#include "services/ledger/stream_batch.h"

namespace hemoledger {

class DecidedGroup;
class DecisionState;

// What became of trying to decide something into the open group.
enum class Fit : uint8_t {
  kDone,
  // It, or the rest of it, belongs into the next group.
  kGroupFull,
};

// A batch of a stream on its way. Its parts are decided into one or more groups.
struct BatchWork {
  StreamBatch batch;
  BatchDone done;
  // The first submission not yet decided. Of the deciding thread.
  size_t next = 0;
  // What was answered so far. Of the committing thread.
  v1::Acknowledgement acknowledged;
};

// A call on its way.
class Command {
 public:
  explicit Command(size_t byte_size) : byte_size_(byte_size) {}
  virtual ~Command() = default;

  // Decides it against `state` into `group`, and keeps the answer; called again after a conflict.
  // On the deciding thread.
  virtual Fit Decide(DecisionState& state, DecidedGroup& group) = 0;
  // Sets the answer.
  virtual void Refuse(absl::Status status) = 0;
  // Gives the answer that was kept, once. Never on the deciding thread while another may still
  // change it.
  virtual void Answer() = 0;
  // Whether it is decided although nothing may be written (the clock's confirmation).
  virtual bool while_stopped() const { return false; }

  size_t byte_size() const { return byte_size_; }

 private:
  const size_t byte_size_;
};

// One of both.
struct Work {
  std::shared_ptr<BatchWork> batch;
  std::shared_ptr<Command> command;

  // What it holds while it waits, bytes, about.
  size_t byte_size() const {
    if (batch == nullptr) return command->byte_size();
    return batch->batch.byte_size + batch->batch.submissions.size() * kWaitingSubmissionBytes;
  }
};

// What a group answers: a call, or a run of a batch.
struct Piece {
  std::shared_ptr<Command> command;

  std::shared_ptr<BatchWork> batch;
  // The first submission that this piece is about: where deciding begins again after a conflict.
  size_t begin = 0;
  v1::Acknowledgement acknowledgement;
  // It is the batch's last one: the batch is answered, with `status`.
  bool last = false;
  absl::Status status;
};

}  // namespace hemoledger

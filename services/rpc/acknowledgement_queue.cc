#include "services/rpc/acknowledgement_queue.h"

#include <utility>

#include "proto/base/check.h"

namespace hemoledger {
namespace {

bool Continues(const v1::OutcomeRun& last, const v1::OutcomeRun& next) {
  return last.outcome() == next.outcome() && !last.has_refusal() && !next.has_refusal() &&
         last.first_number() + last.count() == next.first_number() &&
         last.first_position() + last.count() == next.first_position() &&
         uint64_t{last.count()} + next.count() <= UINT32_MAX;
}

}  // namespace

void AcknowledgementQueue::Add(v1::OutcomeRun run) {
  HL_CHECK(run.count() > 0) << "an outcome of nothing";
  if (!waiting_.empty()) {
    v1::Acknowledgement& open = *waiting_.back()->response.mutable_acknowledgement();
    if (open.runs_size() > 0) {
      v1::OutcomeRun& last = *open.mutable_runs(open.runs_size() - 1);
      if (Continues(last, run)) {
        last.set_count(last.count() + run.count());
        return;
      }
    }
  }
  if (waiting_.empty() || waiting_.back()->bytes >= message_bytes_) {
    waiting_.push_back(std::make_unique<Message>());
  }
  Message& message = *waiting_.back();
  const size_t bytes = run.ByteSizeLong() + 2;
  message.bytes += bytes;
  bytes_ += bytes;
  *message.response.mutable_acknowledgement()->add_runs() = std::move(run);
}

void AcknowledgementQueue::EndBatch() {
  HL_CHECK(!waiting_.empty()) << "a batch without outcomes";
  ++waiting_.back()->batch_ends;
}

const v1::StreamReceiptsResponse* AcknowledgementQueue::Write() {
  HL_CHECK(CanWrite());
  writing_ = std::move(waiting_.front());
  waiting_.pop_front();
  return &writing_->response;
}

int AcknowledgementQueue::Written() {
  HL_CHECK(writing_ != nullptr) << "nothing was being written";
  const int batches = writing_->batch_ends;
  bytes_ -= writing_->bytes;
  writing_.reset();
  return batches;
}

}  // namespace hemoledger

// How much may wait.
#include <gtest/gtest.h>

#include "services/ledger/pipeline.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

class IdleCommand final : public Command {
 public:
  explicit IdleCommand(size_t byte_size) : Command(byte_size) {}
  Fit Decide(DecisionState&, DecidedGroup&) override { return Fit::kDone; }
  void Refuse(absl::Status) override {}
  void Answer() override {}
};

Work Call(size_t bytes) {
  return {nullptr, std::make_shared<IdleCommand>(bytes)};
}

Work Batch(size_t bytes) {
  auto batch = std::make_shared<BatchWork>();
  batch->batch.byte_size = bytes;
  return {batch, nullptr};
}

TEST(Backpressure, CallsAreBoundedInNumberAndBytes) {
  LedgerLimits limits;
  limits.max_waiting_calls = 3;
  limits.max_waiting_call_bytes = 100;
  Pipeline pipeline(limits);
  EXPECT_OK(pipeline.Put(Call(60)));
  EXPECT_THAT(pipeline.Put(Call(41)), StatusIs(ERROR_REASON_OVERLOADED));
  EXPECT_OK(pipeline.Put(Call(1)));
  EXPECT_OK(pipeline.Put(Call(1)));
  EXPECT_THAT(pipeline.Put(Call(1)), StatusIs(ERROR_REASON_OVERLOADED));
  // Batches are counted apart.
  EXPECT_OK(pipeline.Put(Batch(1000)));
  {
    MutexLock lock(pipeline.mutex);
    pipeline.Discount(pipeline.queue.front());
    pipeline.queue.pop_front();
  }
  EXPECT_OK(pipeline.Put(Call(90)));
}

TEST(Backpressure, BatchesAreBoundedInBytes) {
  LedgerLimits limits;
  limits.max_waiting_batch_bytes = 100;
  Pipeline pipeline(limits);
  EXPECT_OK(pipeline.Put(Batch(100)));
  EXPECT_THAT(pipeline.Put(Batch(1)), StatusIs(ERROR_REASON_OVERLOADED));
  EXPECT_OK(pipeline.Put(Call(1)));
}

TEST(Backpressure, NothingIsTakenAtTheEnd) {
  Pipeline pipeline{LedgerLimits()};
  pipeline.Die();
  EXPECT_THAT(pipeline.Put(Call(1)), StatusIs(ERROR_REASON_SERVER_STOPPING));
}

}  // namespace
}  // namespace hemoledger

#include "services/rpc/acknowledgement_queue.h"

#include <gtest/gtest.h>

namespace hemoledger {
namespace {

v1::OutcomeRun Created(uint64_t first, uint32_t count, uint64_t position,
                       v1::SubmissionOutcome outcome = v1::SUBMISSION_OUTCOME_CREATED) {
  v1::OutcomeRun run;
  run.set_first_number(first);
  run.set_count(count);
  run.set_first_position(position);
  run.set_outcome(outcome);
  return run;
}

v1::OutcomeRun Refused(uint64_t number, uint64_t position) {
  v1::OutcomeRun run = Created(number, 1, position, v1::SUBMISSION_OUTCOME_REJECTED);
  run.mutable_refusal()->set_reason(v1::ERROR_REASON_UNIT_NOT_FOUND);
  return run;
}

TEST(AcknowledgementQueueTest, MergesRunsThatFollowEachOtherAcrossBatches) {
  AcknowledgementQueue queue(1 << 20);
  queue.Add(Created(1, 10, 100));
  queue.EndBatch();
  queue.Add(Created(11, 5, 110));
  queue.EndBatch();
  ASSERT_TRUE(queue.CanWrite());
  const v1::Acknowledgement& ack = queue.Write()->acknowledgement();
  ASSERT_EQ(ack.runs_size(), 1);
  EXPECT_EQ(ack.runs(0).count(), 15u);
  EXPECT_EQ(queue.Written(), 2);
  EXPECT_TRUE(queue.idle());
}

TEST(AcknowledgementQueueTest, KeepsApartWhatDoesNotFollow) {
  AcknowledgementQueue queue(1 << 20);
  queue.Add(Created(1, 2, 100));
  queue.Add(Created(3, 1, 200));                                 // other positions
  queue.Add(Created(4, 1, 201, v1::SUBMISSION_OUTCOME_EXISTS));  // other outcome
  queue.Add(Refused(5, 202));
  queue.Add(Refused(6, 203));  // refusals are never merged
  queue.Add(Created(7, 1, 204));
  queue.EndBatch();
  EXPECT_EQ(queue.Write()->acknowledgement().runs_size(), 6);
}

TEST(AcknowledgementQueueTest, GathersWhileAMessageIsBeingWritten) {
  AcknowledgementQueue queue(1 << 20);
  queue.Add(Created(1, 1, 1));
  queue.EndBatch();
  queue.Write();
  queue.Add(Created(2, 1, 2));
  queue.EndBatch();
  queue.Add(Created(3, 1, 3));
  queue.EndBatch();
  EXPECT_FALSE(queue.CanWrite()) << "one write at a time";
  EXPECT_EQ(queue.Written(), 1);
  ASSERT_TRUE(queue.CanWrite());
  EXPECT_EQ(queue.Write()->acknowledgement().runs_size(), 1);
  EXPECT_EQ(queue.Written(), 2);
}

TEST(AcknowledgementQueueTest, CutsLongAcknowledgementsAndCountsABatchWithItsLastRun) {
  AcknowledgementQueue queue(64);
  for (uint64_t i = 1; i <= 40; ++i) queue.Add(Refused(i, 100 + i));
  queue.EndBatch();
  uint64_t next = 1;
  int messages = 0;
  int batches = 0;
  while (queue.CanWrite()) {
    const v1::StreamReceiptsResponse* response = queue.Write();
    EXPECT_LT(response->ByteSizeLong(), 64u + 64u);
    for (const v1::OutcomeRun& run : response->acknowledgement().runs()) {
      EXPECT_EQ(run.first_number(), next++);
    }
    ++messages;
    EXPECT_EQ(batches, 0) << "the batch ended before its last run was written";
    batches += queue.Written();
  }
  EXPECT_EQ(next, 41u);
  EXPECT_GT(messages, 3);
  EXPECT_EQ(batches, 1);
}

}  // namespace
}  // namespace hemoledger

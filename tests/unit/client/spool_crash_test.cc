// kill -9 of a process that records and acknowledges: what it had said to be durable is there, and
// nothing is torn.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <random>

#include "clients/lib/spool.h"
#include "hemoledger/v1/events.pb.h"
#include "proto/base/check.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace hemoledger {
namespace {

// What the child has been promised, as it tells through a pipe.
struct Promise {
  uint64_t recorded = 0;
  uint64_t acknowledged = 0;
};

v1::Receipt ReceiptOf(uint64_t sequence) {
  return MakeReceipt("xa-a", 20210405, static_cast<uint32_t>(sequence % 1000 + 1));
}

// Records three, acknowledges two, and so on; after each durable step it writes a Promise.
[[noreturn]] void RecordForEver(const std::string& folder, int pipe) {
  SystemClock clock;
  auto spool = Spool::Open({.folder = folder, .source_id = "may-a"}, clock);
  if (!spool.ok()) _exit(1);
  Promise promise{(*spool)->state().next_sequence - 1, (*spool)->state().acknowledged_sequence};
  while (true) {
    std::vector<SpoolDraft> drafts(3);
    for (size_t i = 0; i < drafts.size(); ++i) {
      const uint64_t sequence = promise.recorded + 1 + i;
      *drafts[i].submission.mutable_receipt_recorded()->mutable_receipt() = ReceiptOf(sequence);
      drafts[i].origin = "feed/" + std::to_string(sequence);
    }
    if (!(*spool)->Record(drafts).ok()) _exit(2);
    promise.recorded += drafts.size();
    if (write(pipe, &promise, sizeof(promise)) != sizeof(promise)) _exit(3);
    v1::OutcomeRun run;
    run.set_first_number(promise.acknowledged + 1);
    run.set_count(2);
    run.set_outcome(v1::SUBMISSION_OUTCOME_CREATED);
    run.set_first_position(promise.acknowledged + 1000);
    if (!(*spool)->Acknowledge(std::span(&run, 1)).ok()) _exit(4);
    promise.acknowledged += 2;
    if (write(pipe, &promise, sizeof(promise)) != sizeof(promise)) _exit(5);
  }
}

TEST(SpoolCrashTest, WhatWasDurableSurvivesKill) {
  const uint64_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  TempDir dir;
  const std::string folder = dir.Join("spool");
  constexpr int kRounds = 25;
  uint64_t kept = 0;
  for (int round = 0; round < kRounds; ++round) {
    int pipe_ends[2];
    ASSERT_EQ(pipe(pipe_ends), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      close(pipe_ends[0]);
      RecordForEver(folder, pipe_ends[1]);
    }
    close(pipe_ends[1]);
    // Killed after a number of promises, at whatever it is doing then.
    const uint64_t steps = 1 + random() % 40;
    Promise last;
    for (uint64_t i = 0; i < steps; ++i) {
      ASSERT_EQ(read(pipe_ends[0], &last, sizeof(last)), static_cast<ssize_t>(sizeof(last)))
          << "round " << round;
    }
    usleep(static_cast<useconds_t>(random() % 3'000));
    ASSERT_EQ(kill(child, SIGKILL), 0);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "it ended by itself: " << WEXITSTATUS(status);
    Promise more;
    while (read(pipe_ends[0], &more, sizeof(more)) == static_cast<ssize_t>(sizeof(more)))
      last = more;
    close(pipe_ends[0]);

    SystemClock clock;
    ASSERT_OK_AND_ASSIGN(const auto spool,
                         Spool::Open({.folder = folder, .source_id = "may-a"}, clock));
    const SpoolState state = spool->state();
    EXPECT_GE(state.next_sequence - 1, last.recorded);
    EXPECT_GE(state.acknowledged_sequence, last.acknowledged);
    EXPECT_EQ((state.next_sequence - 1) % 3, 0u) << "all of a recording or none";
    EXPECT_EQ(state.acknowledged_sequence % 2, 0u);
    ASSERT_OK_AND_ASSIGN(const auto items, spool->Read(kept + 1, 1 << 20, 1 << 30));
    ASSERT_EQ(items.size(), state.next_sequence - 1 - kept);
    for (const SpoolItem& item : items) {
      ++kept;
      ASSERT_EQ(item.sequence, kept);
      v1::Submission submission;
      ASSERT_TRUE(submission.ParseFromString(item.bytes));
      ASSERT_EQ(submission.source().sequence(), kept);
      ASSERT_EQ(submission.receipt_recorded().receipt().SerializeAsString(),
                ReceiptOf(kept).SerializeAsString());
    }
    if (state.acknowledged_sequence > 0) {
      ASSERT_OK_AND_ASSIGN(const auto answer, spool->AnswerFor(state.acknowledged_sequence));
      ASSERT_TRUE(answer.has_value());
      EXPECT_EQ(answer->position, state.acknowledged_sequence + 999);
    }
  }
  EXPECT_GT(kept, 0u);
}

}  // namespace
}  // namespace hemoledger

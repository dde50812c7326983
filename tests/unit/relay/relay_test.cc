// The relay between a scripted group and a scripted target. A wait that a test expects to be cut
// short is an hour long, so that a fault shows in the test's own limit.
#include "clients/relay/relay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <future>
#include <thread>
#include <vector>

#include "hemoledger/v1/events.pb.h"
#include "proto/base/errors.h"
#include "proto/base/mutex.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/client/fake_consumer_server.h"

namespace hemoledger {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Outcome = Attempt::Outcome;

class ScriptedTarget : public RelayTarget {
 public:
  std::function<absl::Status()> prepare;
  // What each attempt comes to; the number of attempts before it is told.
  std::function<Attempt(const CloudEvent&, std::stop_token, int)> send;

  absl::Status Prepare() override { return prepare ? prepare() : absl::OkStatus(); }
  Attempt Send(const CloudEvent& event, std::stop_token give_up) override {
    int before = 0;
    {
      const MutexLock lock(mutex_);
      before = static_cast<int>(sent_.size());
      sent_.push_back(event.position);
    }
    return send ? send(event, std::move(give_up), before) : Attempt();
  }
  std::vector<uint64_t> sent() {
    const MutexLock lock(mutex_);
    return sent_;
  }

 private:
  Mutex mutex_;
  std::vector<uint64_t> sent_ GUARDED_BY(mutex_);
};

class RelayTest : public testing::Test {
 protected:
  RelayTest() {
    server_.completes = [](v1::DeliveredEvent& delivered) {
      v1::Submission submission;
      submission.mutable_source_opened()->set_source_id("may-01");
      v1::Event event;
      event.set_position(delivered.position());
      event.set_submission(submission.SerializeAsString());
      delivered.mutable_event()->set_event(event.SerializeAsString());
    };
    options_.group_id = "bao-tin";
    options_.concurrency = 1;
    options_.data = EventData::kProtobuf;
    options_.ledger = {.ledger_id = std::string(16, 'l'), .epoch = 1};
    options_.retry = {.initial_backoff = milliseconds(1),
                      .max_backoff = milliseconds(1),
                      .give_up_after = hours(1),
                      .on_wait = {}};
    options_.min_backoff = milliseconds(1);
    options_.max_backoff = milliseconds(1);
    options_.stop = stop_.get_token();
    options_.on_trouble = [this](const RelayTrouble& trouble) {
      const MutexLock lock(mutex_);
      troubles_.push_back(trouble);
    };
  }

  absl::Status Run() { return RunRelay(server_, target_, options_, clock_, random_, counts_); }

  // Position and verdict of what was settled.
  std::vector<std::pair<uint64_t, v1::Verdict>> Settled() {
    std::vector<std::pair<uint64_t, v1::Verdict>> settled;
    for (const v1::SettledEvent& event : server_.settled())
      settled.emplace_back(event.position(), event.verdict());
    return settled;
  }
  // The target is away for an hour from now on, and says so to `away`.
  void BeAway(std::promise<void>& away) {
    options_.min_backoff = options_.max_backoff = hours(2);
    options_.on_trouble = [&away](const RelayTrouble&) { away.set_value(); };
  }

  FakeConsumerServer server_;
  ScriptedTarget target_;
  RelayOptions options_;
  FakeClock clock_;
  SystemRandom random_;
  std::stop_source stop_;
  RelayCounts counts_;
  Mutex mutex_;
  std::vector<RelayTrouble> troubles_;
};

Attempt Away() {
  return {.outcome = Outcome::kRetry, .reason = "away", .retry_after = {}};
}

TEST_F(RelayTest, WhatTheTargetTookIsAcknowledged) {
  server_.delivers = {4, 5};
  target_.send = [&](const CloudEvent& event, const std::stop_token&, int) {
    if (event.position == 5) stop_.request_stop();
    return Attempt();
  };
  EXPECT_OK(Run());
  EXPECT_THAT(Settled(), ElementsAre(std::pair(4, v1::VERDICT_ACK), std::pair(5, v1::VERDICT_ACK)));
  EXPECT_EQ(counts_.delivered, 2u);
  EXPECT_EQ(counts_.parked, 0u);
}

TEST_F(RelayTest, WhileTheTargetIsAwayAnEventIsTriedAgainHere) {
  server_.delivers = {4, 5};
  target_.send = [&](const CloudEvent& event, const std::stop_token&, int before) {
    if (before < 3) return Away();
    if (event.position == 5) stop_.request_stop();
    return Attempt();
  };
  EXPECT_OK(Run());
  EXPECT_THAT(target_.sent(), ElementsAre(4, 4, 4, 4, 5)) << "the next one waits";
  EXPECT_THAT(Settled(), ElementsAre(std::pair(4, v1::VERDICT_ACK), std::pair(5, v1::VERDICT_ACK)));
  EXPECT_EQ(troubles_.size(), 3u);
}

TEST_F(RelayTest, WhatTheTargetRefusesIsParkedWithTheReason) {
  server_.delivers = {4, 5};
  target_.send = [&](const CloudEvent& event, const std::stop_token&, int) -> Attempt {
    if (event.position == 4) return {.outcome = Outcome::kPark, .reason = "422", .retry_after = {}};
    stop_.request_stop();
    return {};
  };
  EXPECT_OK(Run());
  EXPECT_THAT(Settled(),
              ElementsAre(std::pair(4, v1::VERDICT_PARK), std::pair(5, v1::VERDICT_ACK)));
  EXPECT_EQ(server_.settled()[0].reason(), "422");
  EXPECT_EQ(counts_.parked, 1u);
  ASSERT_EQ(troubles_.size(), 1u);
  EXPECT_TRUE(troubles_[0].parked);
}

TEST_F(RelayTest, AnEventOfANewerVersionIsParked) {
  server_.delivers = {4};
  server_.completes = {};
  options_.on_trouble = [&](const RelayTrouble&) { stop_.request_stop(); };
  EXPECT_OK(Run());
  EXPECT_THAT(Settled(), ElementsAre(std::pair(4, v1::VERDICT_PARK)));
  EXPECT_THAT(server_.settled()[0].reason(), HasSubstr("newer version"));
}

TEST_F(RelayTest, TheTargetsWishToWaitIsKept) {
  server_.delivers = {4};
  std::promise<milliseconds> waits;
  options_.on_trouble = [&](const RelayTrouble& trouble) {
    waits.set_value(trouble.wait);
    stop_.request_stop();
  };
  target_.send = [](const CloudEvent&, const std::stop_token&, int) -> Attempt {
    return {.outcome = Outcome::kRetry, .reason = "busy", .retry_after = hours(1)};
  };
  EXPECT_OK(Run());
  EXPECT_EQ(waits.get_future().get(), hours(1));
}

TEST_F(RelayTest, AStopEndsAWaitAndGivesTheEventBack) {
  server_.delivers = {4, 5};
  std::promise<void> away;
  BeAway(away);
  target_.send = [](const CloudEvent&, const std::stop_token&, int) { return Away(); };
  std::thread stopper([&] {
    away.get_future().wait();
    stop_.request_stop();
  });
  EXPECT_OK(Run());
  stopper.join();
  EXPECT_THAT(Settled(), IsEmpty());
  EXPECT_THAT(target_.sent(), ElementsAre(4)) << "nothing is begun after the stop";
}

TEST_F(RelayTest, AStopLetsAnAttemptUnderWayFinish) {
  server_.delivers = {4, 5};
  target_.send = [&](const CloudEvent&, const std::stop_token& give_up, int) {
    stop_.request_stop();
    EXPECT_FALSE(give_up.stop_requested()) << "only after the grace";
    return Attempt();
  };
  EXPECT_OK(Run());
  EXPECT_THAT(Settled(), ElementsAre(std::pair(4, v1::VERDICT_ACK)));
}

TEST_F(RelayTest, AfterTheGraceAnAttemptIsGivenUp) {
  server_.delivers = {4};
  options_.grace = milliseconds(1);
  target_.send = [&](const CloudEvent&, const std::stop_token& give_up, int) {
    std::promise<void> given_up;
    const std::stop_callback on_give_up(give_up, [&] { given_up.set_value(); });
    stop_.request_stop();
    given_up.get_future().wait();
    return Away();
  };
  EXPECT_OK(Run());
  EXPECT_THAT(Settled(), IsEmpty());
}

// One key that is refused for now would else hold up all others where the ledger's server restarts.
TEST_F(RelayTest, ABrokenStreamEndsTheWaitsOnIt) {
  server_.delivers = {4};
  std::promise<void> away;
  BeAway(away);
  target_.send = [&](const CloudEvent&, const std::stop_token&, int before) {
    if (before == 0) return Away();
    stop_.request_stop();
    return Attempt();
  };
  std::thread cutter([&] {
    away.get_future().wait();
    server_.Cut();
  });
  EXPECT_OK(Run());
  cutter.join();
  EXPECT_EQ(server_.streams(), 2);
  EXPECT_THAT(target_.sent(), ElementsAre(4, 4));
  EXPECT_THAT(Settled(), ElementsAre(std::pair(4, v1::VERDICT_ACK)));
}

TEST_F(RelayTest, AResetOfTheGroupIsGoneAlongWith) {
  server_.delivers = {4};
  target_.send = [&](const CloudEvent&, const std::stop_token&, int before) {
    if (before == 0) {
      server_.EndWith(MakeError(ERROR_REASON_CONSUMER_GROUP_CHANGED, {{"group_id", "bao-tin"}}));
    } else {
      stop_.request_stop();
    }
    return Attempt();
  };
  EXPECT_OK(Run());
  EXPECT_EQ(server_.streams(), 2);
}

TEST_F(RelayTest, AGroupThatIsNotThereEndsIt) {
  server_.delivers = {4};
  target_.send = [&](const CloudEvent&, const std::stop_token&, int) {
    server_.EndWith(MakeError(ERROR_REASON_CONSUMER_GROUP_NOT_FOUND, {{"group_id", "bao-tin"}}));
    return Attempt();
  };
  EXPECT_EQ(ReasonOf(Run()), ERROR_REASON_CONSUMER_GROUP_NOT_FOUND);
}

TEST_F(RelayTest, ATargetThatWantsNoMoreEndsIt) {
  server_.delivers = {4, 5};
  target_.send = [](const CloudEvent&, const std::stop_token&, int) -> Attempt {
    return {.outcome = Outcome::kEnd, .reason = "410", .retry_after = {}};
  };
  const absl::Status status = Run();
  EXPECT_EQ(ReasonOf(status), ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(status.ToString(), HasSubstr("410"));
  EXPECT_THAT(Settled(), IsEmpty()) << "the event stays the group's";
}

// Others wait for an hour at that moment.
TEST_F(RelayTest, ATargetThatWantsNoMoreEndsAllWaits) {
  server_.delivers = {4, 5};
  options_.concurrency = 2;
  std::promise<void> away;
  BeAway(away);
  std::shared_future<void> is_away = away.get_future().share();
  target_.send = [is_away](const CloudEvent& event, const std::stop_token&, int) -> Attempt {
    if (event.position == 4) return Away();
    is_away.wait();
    return {.outcome = Outcome::kEnd, .reason = "410", .retry_after = {}};
  };
  EXPECT_EQ(ReasonOf(Run()), ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(Settled(), IsEmpty());
}

TEST_F(RelayTest, AnEventThatWasTriedLongEnoughIsParkedWhereThatIsWished) {
  server_.delivers = {4};
  options_.park_after = hours(24);
  target_.send = [&](const CloudEvent&, const std::stop_token&, int) {
    clock_.Advance(int64_t{12} * 3'600'000'000);
    return Away();
  };
  options_.on_trouble = [&](const RelayTrouble& trouble) {
    if (trouble.parked) stop_.request_stop();
  };
  EXPECT_OK(Run());
  EXPECT_THAT(target_.sent(), ElementsAre(4, 4));
  EXPECT_THAT(Settled(), ElementsAre(std::pair(4, v1::VERDICT_PARK)));
  EXPECT_THAT(server_.settled()[0].reason(), HasSubstr("away (tried for 86400 s)"));
}

TEST_F(RelayTest, TheTargetIsWaitedForBeforeAnEventIsTaken) {
  int asked = 0;
  target_.prepare = [&] {
    EXPECT_EQ(server_.streams(), 0);
    return ++asked < 3 ? TransportError(absl::StatusCode::kUnavailable, "no broker")
                       : absl::OkStatus();
  };
  server_.delivers = {4};
  target_.send = [&](const CloudEvent&, const std::stop_token&, int) {
    stop_.request_stop();
    return Attempt();
  };
  EXPECT_OK(Run());
  EXPECT_EQ(asked, 3);
  ASSERT_EQ(troubles_.size(), 2u);
  EXPECT_FALSE(troubles_[0].position.has_value());
}

TEST_F(RelayTest, ATargetThatCanNotBeUsedEndsItBeforeAnEventIsTaken) {
  target_.prepare = [] { return MakeError(ERROR_REASON_FIELD_INVALID, {{"field", "stream"}}); };
  EXPECT_EQ(ReasonOf(Run()), ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(server_.streams(), 0);
}

}  // namespace
}  // namespace hemoledger

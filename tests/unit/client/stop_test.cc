// A stop ends what waits: in silence, while the server is away, while a handler is at work. A wait
// that it does not end is an hour long, so that the test runs into its own limit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <stop_token>
#include <thread>
#include <vector>

#include "clients/lib/attainment_watcher.h"
#include "clients/lib/event_follower.h"
#include "clients/lib/group_consumer.h"
#include "clients/lib/internal/wait.h"
#include "clients/lib/receipt_streamer.h"
#include "hemoledger/v1/events.pb.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/client/fake_connection.h"
#include "tests/unit/client/fake_consumer_server.h"
#include "tests/unit/client/fake_receipt_server.h"

namespace hemoledger {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using testing::ElementsAre;

const absl::Status kAway = TransportError(absl::StatusCode::kUnavailable, "no connection");

// A server on which nothing comes until the call is cancelled, which looks like a broken
// connection.
absl::Status SilentUntil(const std::stop_token& stop, std::promise<void>& silent) {
  silent.set_value();
  EXPECT_FALSE(internal::WaitUnlessStopped(hours(1), stop));
  return kAway;
}

class StopTest : public testing::Test {
 protected:
  // Tries again for ever, after an hour each; `on_wait` tells that the wait begins.
  RetryPolicy Patient() {
    return {.initial_backoff = hours(2),
            .max_backoff = hours(2),
            .give_up_after = hours(24),
            .on_wait = [this](const absl::Status&, milliseconds) {
              ++waits_told_;
              waits_.set_value();
            }};
  }
  // Requests the stop from another thread when `when` has come.
  std::thread StopWhen(std::promise<void>& when) {
    return std::thread([this, &when] {
      when.get_future().wait();
      stop_.request_stop();
    });
  }

  FakeConnection connection_;
  SystemClock clock_;
  SeededRandom random_{1};
  std::stop_source stop_;
  std::promise<void> silent_;
  std::promise<void> waits_;
  int calls_ = 0;
  // Each is a retry that was to come.
  int waits_told_ = 0;
};

TEST_F(StopTest, AWaitIsWholeUnlessItIsStopped) {
  EXPECT_TRUE(internal::WaitUnlessStopped(milliseconds(1), {}));
  EXPECT_TRUE(internal::WaitUnlessStopped(milliseconds(1), stop_.get_token()));
  stop_.request_stop();
  EXPECT_FALSE(internal::WaitUnlessStopped(hours(1), stop_.get_token()));
}

TEST_F(StopTest, AFollowerInSilence) {
  connection_.subscribe = [this](const v1::SubscribeRequest&, const auto&,
                                 const std::stop_token& stop) {
    ++calls_;
    return SilentUntil(stop, silent_);
  };
  FollowOptions options;
  options.retry = Patient();
  options.stop = stop_.get_token();
  std::thread stopper = StopWhen(silent_);
  EXPECT_OK(FollowEvents(connection_, options, clock_, random_));
  EXPECT_EQ(calls_, 1);
  EXPECT_EQ(waits_told_, 0) << "never a retry";
  stopper.join();
}

TEST_F(StopTest, AFollowerWhileTheServerIsAway) {
  connection_.subscribe = [this](const v1::SubscribeRequest&, const auto&, const std::stop_token&) {
    ++calls_;
    return kAway;
  };
  FollowOptions options;
  options.retry = Patient();
  options.stop = stop_.get_token();
  std::thread stopper = StopWhen(waits_);
  EXPECT_OK(FollowEvents(connection_, options, clock_, random_));
  EXPECT_EQ(calls_, 1);
  stopper.join();
}

TEST_F(StopTest, AFollowerInTheMiddleOfABatch) {
  connection_.subscribe = [](const v1::SubscribeRequest&,
                             const std::function<bool(const v1::SubscribeResponse&)>& on_response,
                             const std::stop_token&) {
    v1::SubscribeResponse response;
    v1::Event event;
    for (const uint64_t position : {7, 8, 9}) {
      event.set_position(position);
      response.mutable_batch()->add_events()->set_event(event.SerializeAsString());
    }
    EXPECT_FALSE(on_response(response));
    return absl::OkStatus();
  };
  FollowOptions options;
  options.stop = stop_.get_token();
  int told = 0;
  options.on_event = [&](const v1::RecordedEvent&) {
    if (++told == 2) stop_.request_stop();
    return true;
  };
  EXPECT_OK(FollowEvents(connection_, options, clock_, random_));
  EXPECT_EQ(told, 2);
}

TEST_F(StopTest, AFollowerThatWasStoppedBeforeAsksNothing) {
  stop_.request_stop();
  FollowOptions options;
  options.stop = stop_.get_token();
  EXPECT_OK(FollowEvents(connection_, options, clock_, random_));
}

TEST_F(StopTest, AWatchInSilence) {
  connection_.watch_attainment = [this](const v1::WatchAttainmentRequest&, const auto&,
                                        const std::stop_token& stop) {
    ++calls_;
    return SilentUntil(stop, silent_);
  };
  WatchOptions options;
  options.retry = Patient();
  options.stop = stop_.get_token();
  std::thread stopper = StopWhen(silent_);
  EXPECT_OK(WatchAttainment(connection_, options, clock_, random_));
  EXPECT_EQ(calls_, 1);
  EXPECT_EQ(waits_told_, 0) << "never a retry";
  stopper.join();
}

TEST_F(StopTest, AWatchWhileTheServerIsAway) {
  connection_.watch_attainment = [](const v1::WatchAttainmentRequest&, const auto&,
                                    const std::stop_token&) { return kAway; };
  WatchOptions options;
  options.retry = Patient();
  options.stop = stop_.get_token();
  std::thread stopper = StopWhen(waits_);
  EXPECT_OK(WatchAttainment(connection_, options, clock_, random_));
  stopper.join();
}

class StopConsumerTest : public StopTest {
 protected:
  StopConsumerTest() {
    options_.group_id = "g";
    options_.retry = Patient();
    options_.stop = stop_.get_token();
  }
  absl::Status Consume() { return ConsumeGroup(server_, options_, clock_, random_); }

  FakeConsumerServer server_;
  ConsumeOptions options_;
};

TEST_F(StopConsumerTest, WithNothingToDo) {
  std::thread stopper([this] {
    server_.WaitForOpening();
    stop_.request_stop();
  });
  EXPECT_OK(Consume());
  EXPECT_EQ(server_.streams(), 1);
  stopper.join();
}

TEST_F(StopConsumerTest, WhileTheOpeningIsNotAnswered) {
  server_.answers_openings = false;
  std::thread stopper([this] {
    server_.WaitForOpening();
    stop_.request_stop();
  });
  EXPECT_OK(Consume());
  EXPECT_EQ(server_.streams(), 1);
  EXPECT_EQ(waits_told_, 0) << "never a retry";
  stopper.join();
}

TEST_F(StopConsumerTest, WhatAHandlerIsAtIsSettledAndNothingMoreIsBegun) {
  server_.delivers = {7, 8};
  std::vector<uint64_t> begun;
  options_.handler = [&](const v1::DeliveredEvent& event) {
    begun.push_back(event.position());
    stop_.request_stop();
    return EventVerdict();
  };
  EXPECT_OK(Consume());
  EXPECT_THAT(begun, ElementsAre(7));
  ASSERT_EQ(server_.settled().size(), 1u);
  EXPECT_EQ(server_.settled()[0].position(), 7u);
  EXPECT_EQ(server_.settled()[0].verdict(), v1::VERDICT_ACK);
}

TEST_F(StopConsumerTest, AServerThatWentAwayIsNotWaitedFor) {
  server_.delivers = {7};
  bool returned = false;
  options_.handler = [&](const v1::DeliveredEvent&) {
    server_.Cut();
    stop_.request_stop();
    returned = true;
    return EventVerdict();
  };
  EXPECT_OK(Consume());
  EXPECT_TRUE(returned);
  EXPECT_EQ(server_.streams(), 1);
  EXPECT_EQ(waits_told_, 0) << "never a retry";
}

TEST_F(StopConsumerTest, WhileItWaitsForAServerThatIsAway) {
  server_.delivers = {7};
  options_.handler = [&](const v1::DeliveredEvent&) {
    server_.Cut();
    return EventVerdict();
  };
  std::thread stopper = StopWhen(waits_);
  EXPECT_OK(Consume());
  EXPECT_EQ(server_.streams(), 1);
  stopper.join();
}

class StopStreamerTest : public StopTest {
 protected:
  // `count` receipts with the ids "0", "1", …, in batches of 10.
  absl::StatusOr<StreamProgress> Send(int count, const std::stop_token& stop) {
    ReceiptStreamerOptions options;
    options.feed = "bv";
    options.tuning.limits.max_batch_submissions = 10;
    options.tuning.stall_timeout = hours(1);
    options.tuning.retry = Patient();
    options.tuning.stop = stop;
    int taken = 0;
    return ReceiptStreamer(connection_, options, clock_, random_)
        .Run([&]() -> absl::StatusOr<std::optional<FeedItem>> {
          if (taken == count) return std::optional<FeedItem>();
          FeedItem item;
          item.external_id = std::to_string(taken++);
          *item.submission.mutable_receipt_recorded()->mutable_receipt() =
              MakeReceipt("xa-a", 20210405, 10);
          return std::optional(std::move(item));
        });
  }

  FakeReceiptServer server_;
};

TEST_F(StopStreamerTest, WhatIsOnItsWayIsNeitherLostNorDoubled) {
  connection_.open_stream = [this] { return server_.OpenStream(); };
  server_.set_faults(
      {.cut_before_batch = {}, .cut_before_acknowledgement = {}, .stall_at_batch = {2}});
  std::thread stopper([this] {
    while (server_.batches() < 2) std::this_thread::yield();
    stop_.request_stop();
  });
  EXPECT_THAT(Send(25, stop_.get_token()), StatusIs(absl::StatusCode::kCancelled));
  stopper.join();
  EXPECT_EQ(server_.streams(), 1u);
  EXPECT_EQ(waits_told_, 0) << "never a retry";
  ASSERT_OK_AND_ASSIGN(const StreamProgress again, Send(25, {}));
  EXPECT_EQ(again.answered(), 25u);
  EXPECT_GE(again.exists, 10u);
  EXPECT_EQ(server_.recorded().size(), 25u);
}

TEST_F(StopStreamerTest, WhileTheServerIsAway) {
  connection_.open_stream = [this] { return server_.OpenStream(); };
  server_.set_faults(
      {.cut_before_batch = {1}, .cut_before_acknowledgement = {}, .stall_at_batch = {}});
  std::thread stopper = StopWhen(waits_);
  EXPECT_THAT(Send(1, stop_.get_token()), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(server_.streams(), 1u);
  stopper.join();
}

TEST_F(StopStreamerTest, WhatIsAllAnsweredIsDone) {
  connection_.open_stream = [this] { return server_.OpenStream(); };
  EXPECT_OK(Send(5, stop_.get_token()));
}

}  // namespace
}  // namespace hemoledger

// The objects that follow and consume in threads of their own.
#include "clients/lib/subscription.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <optional>
#include <thread>
#include <vector>

#include "clients/lib/consumer_group.h"
#include "clients/lib/internal/wait.h"
#include "hemoledger/v1/events.pb.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/client/fake_connection.h"
#include "tests/unit/client/fake_consumer_server.h"

namespace hemoledger {
namespace {

using OnEvents = std::function<bool(const v1::SubscribeResponse&)>;
using testing::ElementsAre;
using testing::Optional;

uint64_t PositionOf(const v1::RecordedEvent& recorded) {
  v1::Event event;
  EXPECT_TRUE(event.ParseFromString(recorded.event()));
  return event.position();
}

class SubscriptionTest : public testing::Test {
 protected:
  SubscriptionTest() {
    // A ledger of `events_` events, silent then.
    connection_.subscribe = [this](const v1::SubscribeRequest& request, const OnEvents& on_response,
                                   const std::stop_token& stop) -> absl::Status {
      v1::SubscribeResponse response;
      v1::Event event;
      for (uint64_t n = request.start().position(); n < events_; ++n) {
        event.set_position(n);
        response.mutable_batch()->clear_events();
        response.mutable_batch()->add_events()->set_event(event.SerializeAsString());
        if (!on_response(response)) return absl::OkStatus();
      }
      response.mutable_caught_up()->set_position(looked_at_);
      if (!on_response(response)) return absl::OkStatus();
      if (!end_.ok()) return end_;
      EXPECT_FALSE(internal::WaitUnlessStopped(std::chrono::hours(1), stop));
      return absl::OkStatus();
    };
  }
  FollowOptions Telling(std::promise<void>& caught_up) {
    FollowOptions options;
    options.on_caught_up = [&caught_up](uint64_t) {
      caught_up.set_value();
      return true;
    };
    return options;
  }

  FakeConnection connection_;
  SystemClock clock_;
  SystemRandom random_;
  const std::thread::id main_thread_ = std::this_thread::get_id();
  uint64_t events_ = 3;
  uint64_t looked_at_ = 9;
  absl::Status end_;
};

TEST_F(SubscriptionTest, GivesEachOnceAndGoesOnFromThere) {
  std::promise<void> caught_up;
  Subscription events(connection_, Telling(caught_up), clock_, random_);
  caught_up.get_future().wait();
  EXPECT_THAT(events.next_position(), Optional(0u)) << "nothing was given yet";
  for (uint64_t n = 0; n < 2; ++n) {
    ASSERT_OK_AND_ASSIGN(const auto event, events.Next());
    ASSERT_TRUE(event.has_value());
    EXPECT_EQ(PositionOf(*event), n);
    EXPECT_THAT(events.next_position(), Optional(n + 1));
  }
  ASSERT_OK_AND_ASSIGN(const auto last, events.Next());
  EXPECT_TRUE(last.has_value());
  EXPECT_THAT(events.next_position(), Optional(10u)) << "what the filter left out is done too";
}

TEST_F(SubscriptionTest, AStopWakesWhoeverWaitsForTheNext) {
  events_ = 0;
  std::promise<void> caught_up;
  Subscription events(connection_, Telling(caught_up), clock_, random_);
  caught_up.get_future().wait();
  std::thread stopper([&] { events.Stop(); });
  ASSERT_OK_AND_ASSIGN(const auto none, events.Next());
  EXPECT_FALSE(none.has_value());
  EXPECT_OK(events.Wait());
  stopper.join();
}

TEST_F(SubscriptionTest, AFullQueueIsNotReadOnAndItsStopGivesUpWhatWaits) {
  events_ = 3 * Subscription::kMaxWaiting;
  std::stop_source stop;
  FollowOptions options;
  options.stop = stop.get_token();
  Subscription events(connection_, options, clock_, random_);
  ASSERT_OK_AND_ASSIGN(const auto first, events.Next());
  EXPECT_EQ(PositionOf(first.value()), 0u);
  stop.request_stop();
  EXPECT_OK(events.Wait());
  ASSERT_OK_AND_ASSIGN(const auto none, events.Next());
  EXPECT_FALSE(none.has_value());
  EXPECT_THAT(events.next_position(), Optional(1u));
}

TEST_F(SubscriptionTest, TellsInItsOwnThread) {
  std::promise<void> caught_up;
  FollowOptions options = Telling(caught_up);
  std::vector<uint64_t> told;
  options.on_event = [&](const v1::RecordedEvent& recorded) {
    EXPECT_NE(std::this_thread::get_id(), main_thread_);
    told.push_back(PositionOf(recorded));
    return told.size() < 2;
  };
  Subscription events(connection_, options, clock_, random_);
  EXPECT_OK(events.Wait());
  EXPECT_THAT(told, ElementsAre(0, 1));
  EXPECT_THAT(events.next_position(), Optional(2u));
}

TEST_F(SubscriptionTest, AnErrorComesAfterWhatCameBeforeIt) {
  events_ = 1;
  end_ = MakeError(ERROR_REASON_PLAN_NOT_FOUND, {{"plan_id", "p"}});
  Subscription events(connection_, {}, clock_, random_);
  EXPECT_THAT(events.Wait(), StatusIs(ERROR_REASON_PLAN_NOT_FOUND));
  ASSERT_OK_AND_ASSIGN(const auto event, events.Next());
  EXPECT_TRUE(event.has_value());
  EXPECT_THAT(events.Next(), StatusIs(ERROR_REASON_PLAN_NOT_FOUND));
}

TEST_F(SubscriptionTest, FromNowThereIsNowhereToGoOnFromYet) {
  events_ = 0;
  FollowOptions options;
  options.start.set_now(true);
  std::promise<void> asked;
  connection_.subscribe = [&](const v1::SubscribeRequest&, const OnEvents&,
                              const std::stop_token& stop) {
    asked.set_value();
    internal::WaitUnlessStopped(std::chrono::hours(1), stop);
    return absl::OkStatus();
  };
  // Its end stops it.
  const Subscription events(connection_, options, clock_, random_);
  asked.get_future().wait();
  EXPECT_EQ(events.next_position(), std::nullopt);
}

TEST(ConsumerGroupTest, IsStoppedFromOutsideAndSettlesWhatItIsAt) {
  FakeConsumerServer server;
  server.delivers = {7, 8};
  SystemClock clock;
  SystemRandom random;
  std::promise<void> begun;
  std::promise<void> go_on;
  ConsumeOptions options;
  options.group_id = "g";
  options.handler = [&](const v1::DeliveredEvent&) {
    begun.set_value();
    go_on.get_future().wait();
    return EventVerdict();
  };
  ConsumerGroup group(server, options, clock, random);
  begun.get_future().wait();
  group.Stop();
  go_on.set_value();
  EXPECT_OK(group.Wait());
  ASSERT_EQ(server.settled().size(), 1u);
  EXPECT_EQ(server.settled()[0].position(), 7u);
}

TEST(ConsumerGroupTest, ItsEndStopsIt) {
  FakeConsumerServer server;
  SystemClock clock;
  SystemRandom random;
  ConsumeOptions options;
  options.handler = [](const v1::DeliveredEvent&) { return EventVerdict(); };
  {
    const ConsumerGroup group(server, options, clock, random);
    server.WaitForOpening();
  }
  EXPECT_EQ(server.streams(), 1);
}

}  // namespace
}  // namespace hemoledger

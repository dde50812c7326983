#include "clients/lib/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/lib/event_follower.h"
#include "clients/lib/internal/backoff.h"
#include "clients/lib/internal/retrying_connection.h"
#include "hemoledger/v1/events.pb.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/client/fake_connection.h"

namespace hemoledger {
namespace {

using std::chrono::milliseconds;

class RetryTest : public testing::Test {
 protected:
  // A connection whose GetStatus fails with `failures`, one after the other, then answers.
  std::unique_ptr<Connection> Make(std::vector<absl::Status> failures) {
    auto fake = std::make_unique<FakeConnection>();
    fake->get_status =
        [this, failures](const v1::GetStatusRequest&) -> absl::StatusOr<v1::GetStatusResponse> {
      const size_t call = calls_++;
      if (call < failures.size()) return failures[call];
      return v1::GetStatusResponse();
    };
    return internal::MakeRetryingConnection(std::move(fake), policy_, clock_, random_,
                                            [this](milliseconds wait) {
                                              waits_.push_back(wait);
                                              clock_.Advance(wait.count() * 1000);
                                            });
  }

  RetryPolicy policy_;
  FakeClock clock_;
  SeededRandom random_{3};
  std::vector<milliseconds> waits_;
  size_t calls_ = 0;
};

const absl::Status kUnavailable = TransportError(absl::StatusCode::kUnavailable, "no connection");

TEST_F(RetryTest, TriesAgainWhileUnavailable) {
  EXPECT_OK(Make({kUnavailable, kUnavailable})->GetStatus({}));
  EXPECT_EQ(calls_, 3u);
  ASSERT_EQ(waits_.size(), 2u);
  EXPECT_LE(waits_[0], milliseconds(100));
  EXPECT_GE(waits_[0], milliseconds(50));
  EXPECT_LE(waits_[1], milliseconds(200));
  EXPECT_GE(waits_[1], milliseconds(100));
}

TEST_F(RetryTest, OtherErrorsAreAnsweredAtOnce) {
  EXPECT_THAT(Make({MakeError(ERROR_REASON_DISK_NEARLY_FULL, {})})->GetStatus({}),
              StatusIs(ERROR_REASON_DISK_NEARLY_FULL));
  EXPECT_EQ(calls_, 1u);
}

TEST_F(RetryTest, GivesUpWhenTheTimeIsUp) {
  EXPECT_THAT(Make(std::vector<absl::Status>(1000, kUnavailable))->GetStatus({}),
              StatusIs(absl::StatusCode::kUnavailable));
  milliseconds together(0);
  for (const milliseconds wait : waits_) together += wait;
  EXPECT_EQ(together, policy_.give_up_after) << "the last try falls at the end of the time";
}

TEST_F(RetryTest, WaitsAsLongAsTheServerAsks) {
  EXPECT_OK(
      Make({MakeError(ERROR_REASON_OVERLOADED, {{"retry_after_seconds", 3}})})->GetStatus({}));
  ASSERT_EQ(waits_.size(), 1u);
  EXPECT_EQ(waits_[0], milliseconds(3000));
}

TEST_F(RetryTest, NoTryAgainWhenNoneIsWanted) {
  policy_.give_up_after = milliseconds(0);
  EXPECT_THAT(Make({kUnavailable})->GetStatus({}), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(calls_, 1u);
}

v1::RecordedEvent EventAt(uint64_t position) {
  v1::Event event;
  event.set_position(position);
  v1::RecordedEvent recorded;
  recorded.set_event(event.SerializeAsString());
  return recorded;
}

TEST(FollowEventsTest, GoesOnAfterTheLastEventSeen) {
  FakeConnection connection;
  std::vector<uint64_t> asked;
  connection.subscribe = [&](const v1::SubscribeRequest& request,
                             const std::function<bool(const v1::SubscribeResponse&)>& on_response,
                             const std::stop_token&) -> absl::Status {
    asked.push_back(request.start().position());
    v1::SubscribeResponse response;
    for (uint64_t i = 0; i < 2; ++i) {
      *response.mutable_batch()->add_events() = EventAt(request.start().position() + i);
    }
    if (!on_response(response)) return absl::OkStatus();
    response.mutable_progress()->set_position(request.start().position() + 4);
    if (!on_response(response)) return absl::OkStatus();
    return kUnavailable;
  };
  SystemClock clock;
  SeededRandom random(1);
  FollowOptions options;
  options.retry.initial_backoff = milliseconds(1);
  std::vector<uint64_t> seen;
  options.on_event = [&](const v1::RecordedEvent& recorded) {
    v1::Event event;
    event.ParseFromString(recorded.event());
    seen.push_back(event.position());
    return seen.size() < 5;
  };
  EXPECT_OK(FollowEvents(connection, options, clock, random));
  EXPECT_THAT(asked, testing::ElementsAre(0, 5, 10));
  EXPECT_THAT(seen, testing::ElementsAre(0, 1, 5, 6, 10));
}

}  // namespace
}  // namespace hemoledger

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "proto/base/strings.h"
#include "tests/grpc/in_process_server.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

using Stub = v1::EventService::Stub;

v1::Event Parse(const v1::RecordedEvent& recorded) {
  v1::Event event;
  EXPECT_TRUE(event.ParseFromString(recorded.event()));
  return event;
}

// One Subscribe call.
class TestSubscription {
 public:
  TestSubscription(Stub& stub, const v1::SubscribeRequest& request) {
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    call_ = stub.Subscribe(&context_, request);
  }
  ~TestSubscription() {
    context_.TryCancel();
    v1::SubscribeResponse response;
    while (call_->Read(&response)) {
    }
    if (!finished_) call_->Finish();
  }
  // The next message; a default one: the call has ended.
  v1::SubscribeResponse Read() {
    v1::SubscribeResponse response;
    call_->Read(&response);
    return response;
  }
  absl::Status Finish() {
    finished_ = true;
    return StatusOf(call_->Finish());
  }
  void Cancel() { context_.TryCancel(); }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::SubscribeResponse>> call_;
  bool finished_ = false;
};

class EventServiceTest : public testing::Test {
 protected:
  void SetUp() override { server_.LoadUnits(); }

  InProcessServer server_;
};

TEST_F(EventServiceTest, ReadsEverythingFromTheBeginningPageByPage) {
  v1::ReadEventsRequest request;
  request.set_page_size(2);
  uint64_t expected = 0;
  int64_t last_time = 0;
  while (true) {
    ASSERT_OK_AND_ASSIGN(const auto page,
                         server_.Call(&Stub::ReadEvents, server_.events(), request));
    EXPECT_EQ(page.head_position(), server_.head());
    for (const v1::RecordedEvent& recorded : page.events()) {
      const v1::Event event = Parse(recorded);
      EXPECT_EQ(event.position(), expected++);
      EXPECT_GE(event.record_time_micros(), last_time);
      last_time = event.record_time_micros();
    }
    request.set_from_position(page.next_position());
    if (page.next_position() > page.head_position()) break;
    EXPECT_EQ(page.events_size(), 2);
  }
  EXPECT_EQ(expected, server_.head() + 1);
}

TEST_F(EventServiceTest, FiltersByTypeAndGivesTexts) {
  server_.LoadPlan();
  v1::ReadEventsRequest request;
  request.add_types(v1::EVENT_TYPE_PLAN_ISSUED);
  ASSERT_OK_AND_ASSIGN(const auto page, server_.Call(&Stub::ReadEvents, server_.events(), request));
  ASSERT_EQ(page.events_size(), 1);
  ASSERT_EQ(page.events(0).texts_size(), 1);
  EXPECT_EQ(page.events(0).texts(0).text(), "Nguyễn Văn A");
  EXPECT_EQ(page.next_position(), server_.head() + 1);
  request.add_types(v1::EVENT_TYPE_UNSPECIFIED);
  EXPECT_THAT(server_.Call(&Stub::ReadEvents, server_.events(), request),
              StatusIs(ERROR_REASON_FIELD_INVALID));
}

TEST_F(EventServiceTest, APositionPastTheHeadIsOutOfRange) {
  v1::ReadEventsRequest request;
  request.set_from_position(server_.head() + 1);
  ASSERT_OK_AND_ASSIGN(const auto none, server_.Call(&Stub::ReadEvents, server_.events(), request));
  EXPECT_EQ(none.events_size(), 0);
  request.set_from_position(server_.head() + 2);
  const auto past = server_.Call(&Stub::ReadEvents, server_.events(), request);
  EXPECT_THAT(past, StatusIs(ERROR_REASON_POSITION_PAST_HEAD));
  EXPECT_EQ(past.status().code(), absl::StatusCode::kOutOfRange);

  v1::SubscribeRequest subscribe;
  subscribe.mutable_start()->set_position(server_.head() + 2);
  TestSubscription subscription(server_.events(), subscribe);
  subscription.Read();
  EXPECT_THAT(subscription.Finish(), StatusIs(ERROR_REASON_POSITION_PAST_HEAD));
}

TEST_F(EventServiceTest, SubscribeGivesHistoryThenCaughtUpThenLive) {
  TestSubscription subscription(server_.events(), v1::SubscribeRequest());
  const v1::SubscribeResponse history = subscription.Read();
  EXPECT_EQ(history.batch().events_size(), static_cast<int>(server_.head()) + 1);
  const v1::SubscribeResponse caught_up = subscription.Read();
  ASSERT_TRUE(caught_up.has_caught_up());
  EXPECT_EQ(caught_up.caught_up().position(), server_.head());
  for (int i = 0; i < 3; ++i) {
    const uint64_t position = server_.Record(Concat("r-", i), 5);
    const v1::SubscribeResponse live = subscription.Read();
    ASSERT_EQ(live.batch().events_size(), 1);
    EXPECT_EQ(Parse(live.batch().events(0)).position(), position);
  }
}

TEST_F(EventServiceTest, SubscribeFromTheHeadBeginsWithWhatComesNext) {
  v1::SubscribeRequest request;
  request.mutable_start()->set_position(server_.head() + 1);
  request.mutable_filter()->add_types(v1::EVENT_TYPE_RECEIPT_RECORDED);
  TestSubscription subscription(server_.events(), request);
  EXPECT_TRUE(subscription.Read().has_caught_up());
  server_.OpenSource("may-01");  // not asked for
  const uint64_t position = server_.Record("r", 5);
  const v1::SubscribeResponse live = subscription.Read();
  ASSERT_EQ(live.batch().events_size(), 1);
  EXPECT_EQ(Parse(live.batch().events(0)).position(), position);
}

TEST_F(EventServiceTest, ASlowReaderMissesNothing) {
  server_.OpenSource("may-01");
  v1::SubscribeRequest request;
  request.mutable_filter()->add_types(v1::EVENT_TYPE_RECEIPT_RECORDED);
  TestSubscription subscription(server_.events(), request);
  constexpr uint64_t kReceipts = 40'000;  // several MiB: more than the transport buffers
  {
    TestStream stream(server_.receipts(), TestStream::OfSource("may-01"));
    stream.Opened();
    std::thread writer([&] {
      for (uint64_t n = 1; n <= kReceipts; n += 1000) {
        std::vector<v1::Submission> batch;
        for (uint64_t i = 0; i < 1000; ++i) {
          batch.push_back(SourceSubmission("may-01", n + i, MakeReceipt("tan-hiep", 20210405, 1)));
        }
        stream.Send(batch);
      }
    });
    stream.ReadUntil(kReceipts);
    writer.join();
  }
  // Only now does it read.
  uint64_t next = 1;
  while (next <= kReceipts) {
    const v1::SubscribeResponse response = subscription.Read();
    ASSERT_NE(response.message_case(), v1::SubscribeResponse::MESSAGE_NOT_SET) << "ended early";
    EXPECT_LE(response.ByteSizeLong(), size_t{1} << 21);
    for (const v1::RecordedEvent& recorded : response.batch().events()) {
      v1::Submission submission;
      ASSERT_TRUE(submission.ParseFromString(Parse(recorded).submission()));
      ASSERT_EQ(submission.source().sequence(), next++);
    }
  }
}

TEST_F(EventServiceTest, SubscriptionsEndWithServerStopping) {
  TestSubscription subscription(server_.events(), v1::SubscribeRequest());
  subscription.Read();
  subscription.Read();
  std::thread stopper([&] { server_.Stop(); });
  EXPECT_EQ(subscription.Read().message_case(), v1::SubscribeResponse::MESSAGE_NOT_SET);
  EXPECT_THAT(subscription.Finish(), StatusIs(ERROR_REASON_SERVER_STOPPING));
  stopper.join();
}

TEST_F(EventServiceTest, CancelledSubscriptionsDoNotHoldTheServerUp) {
  for (int i = 0; i < 20; ++i) {
    TestSubscription subscription(server_.events(), v1::SubscribeRequest());
    if (i % 2 == 0) subscription.Read();
    subscription.Cancel();
  }
  server_.Stop(std::chrono::seconds(30));
}

}  // namespace
}  // namespace hemoledger

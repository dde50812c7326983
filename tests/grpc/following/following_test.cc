#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "clients/lib/attainment_watcher.h"
#include "clients/lib/event_follower.h"
#include "tests/grpc/in_process_server.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

// One WatchAttainment call.
class TestWatch {
 public:
  TestWatch(v1::AttainmentService::Stub& stub, const v1::WatchAttainmentRequest& request) {
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    call_ = stub.WatchAttainment(&context_, request);
  }
  ~TestWatch() {
    context_.TryCancel();
    v1::WatchAttainmentResponse response;
    while (call_->Read(&response)) {
    }
    if (!finished_) call_->Finish();
  }
  // The next message; a default one: the call has ended.
  v1::WatchAttainmentResponse Read() {
    v1::WatchAttainmentResponse response;
    call_->Read(&response);
    return response;
  }
  absl::Status Finish() {
    finished_ = true;
    return StatusOf(call_->Finish());
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchAttainmentResponse>> call_;
  bool finished_ = false;
};

class FollowingTest : public testing::Test {
 protected:
  void SetUp() override {
    server_.LoadUnits();
    server_.LoadPlan();
  }
  static v1::WatchAttainmentRequest OfPlan() {
    v1::WatchAttainmentRequest request;
    request.mutable_query()->set_plan_id("kien-giang-2021");
    request.set_min_interval_millis(100);
    return request;
  }
  absl::Status Refused(const v1::WatchAttainmentRequest& request) {
    TestWatch watch(server_.attainment(), request);
    EXPECT_EQ(watch.Read().message_case(), v1::WatchAttainmentResponse::MESSAGE_NOT_SET);
    return watch.Finish();
  }
  v1::GetAttainmentResponse Now() {
    v1::GetAttainmentRequest request;
    request.set_plan_id("kien-giang-2021");
    const auto answer =
        server_.Call(&v1::AttainmentService::Stub::GetAttainment, server_.attainment(), request);
    EXPECT_OK(answer);
    return *answer;
  }

  InProcessServer server_;
};

TEST_F(FollowingTest, AWatchTellsTheWholeThenWhatChanges) {
  TestWatch watch(server_.attainment(), OfPlan());
  const v1::GetAttainmentResponse whole = watch.Read().whole();
  EXPECT_EQ(whole.SerializeAsString(), Now().SerializeAsString());
  server_.Record("r-1", 25);
  const v1::AttainmentChange change = watch.Read().change();
  ASSERT_EQ(change.lines_size(), 1);
  EXPECT_EQ(change.lines(0).line().figures().received_units(), 25);
  EXPECT_EQ(change.reflects().position(), server_.head());
}

TEST_F(FollowingTest, WhatCanNotBeWatchedIsRefused) {
  v1::WatchAttainmentRequest request = OfPlan();
  request.mutable_query()->set_page_size(5);
  EXPECT_THAT(Refused(request), StatusIs(ERROR_REASON_FIELD_INVALID));
  request = OfPlan();
  request.mutable_query()->set_page_token("x");
  EXPECT_THAT(Refused(request), StatusIs(ERROR_REASON_FIELD_INVALID));
  request = OfPlan();
  request.mutable_query()->mutable_read()->mutable_as_of()->set_position(1);
  EXPECT_THAT(Refused(request), StatusIs(ERROR_REASON_FIELD_INVALID));
  request = OfPlan();
  request.set_min_interval_millis(99);
  EXPECT_THAT(Refused(request), StatusIs(ERROR_REASON_FIELD_INVALID));
  request = OfPlan();
  request.mutable_query()->set_plan_id("khong-co");
  EXPECT_THAT(Refused(request), StatusIs(ERROR_REASON_PLAN_NOT_FOUND));
}

TEST_F(FollowingTest, AWatchEndsWithTheServer) {
  TestWatch watch(server_.attainment(), OfPlan());
  watch.Read();
  server_.rpc().Stop(std::chrono::seconds(10));
  EXPECT_EQ(watch.Read().message_case(), v1::WatchAttainmentResponse::MESSAGE_NOT_SET);
  EXPECT_THAT(watch.Finish(), StatusIs(ERROR_REASON_SERVER_STOPPING));
}

// What the client library makes of a watch is at each position the sum of all receipts up to it,
// line by line, while a stream writes as fast as it can.
TEST_F(FollowingTest, WholeAndChangesMakeTheAnswerAtTheirPositionUnderAWriterAtFullSpeed) {
  constexpr uint64_t kBatches = 60;
  constexpr uint64_t kBatch = 500;
  server_.OpenSource("may-1");
  const uint64_t first = server_.head() + 1;
  const uint64_t last = first + kBatches * kBatch - 1;
  // Of number n (from 0): 1 to 5 units, for one district or the other.
  const auto units_of = [](uint64_t n) { return static_cast<uint32_t>(n % 5 + 1); };
  const auto is_first_district = [](uint64_t n) { return n / 3 % 2 == 0; };
  std::thread writer([&] {
    TestStream stream(server_.receipts(), TestStream::OfSource("may-1"));
    stream.Opened();
    for (uint64_t batch = 0; batch < kBatches; ++batch) {
      std::vector<v1::Submission> submissions;
      for (uint64_t n = batch * kBatch; n < (batch + 1) * kBatch; ++n) {
        submissions.push_back(SourceSubmission(
            "may-1", n + 1,
            MakeReceipt(is_first_district(n) ? "tan-hiep" : "go-quao", 20210405, units_of(n))));
      }
      EXPECT_TRUE(stream.Send(submissions));
      stream.ReadUntil(kBatch);
    }
    stream.CloseAndRead();
    EXPECT_OK(stream.Finish());
  });

  SystemClock clock;
  SeededRandom random(3);
  ConnectionOptions to;
  to.server = server_.address();
  const std::unique_ptr<Connection> connection = MakeConnection(to, clock, random);
  WatchOptions watch;
  watch.query.set_plan_id("kien-giang-2021");
  watch.min_interval = std::chrono::milliseconds(100);
  int answers = 0;
  uint64_t position = 0;
  v1::GetAttainmentResponse told;
  watch.on_answer = [&](const v1::GetAttainmentResponse& answer, const std::vector<uint32_t>&) {
    EXPECT_TRUE(answers++ == 0 || answer.reflects().position() > position);
    position = answer.reflects().position();
    int64_t expected[2] = {0, 0};
    for (uint64_t n = 0; first + n <= position; ++n) {
      expected[is_first_district(n) ? 0 : 1] += units_of(n);
    }
    EXPECT_EQ(answer.lines(0).figures().received_units(), expected[0]) << position;
    EXPECT_EQ(answer.lines(1).figures().received_units(), expected[1]) << position;
    EXPECT_EQ(answer.total().received_units(), expected[0] + expected[1]) << position;
    told = answer;
    return position < last;
  };
  EXPECT_OK(WatchAttainment(*connection, watch, clock, random));
  writer.join();
  EXPECT_EQ(told.SerializeAsString(), Now().SerializeAsString());
}

TEST_F(FollowingTest, AFilteredFollowerSeesEveryMatchOnceInOrder) {
  server_.OpenSource("may-1");
  const uint64_t before = server_.head();
  SystemClock clock;
  SeededRandom random(3);
  ConnectionOptions to;
  to.server = server_.address();
  const std::unique_ptr<Connection> connection = MakeConnection(to, clock, random);
  std::atomic<bool> live = false;
  std::vector<uint64_t> seen;
  FollowOptions follow;
  follow.start.set_now(true);
  follow.filter.set_unit_id("go-quao");
  follow.filter.set_source_id("may-1");
  follow.on_caught_up = [&](uint64_t position) {
    EXPECT_EQ(position, before);
    live = true;
    live.notify_all();
    return true;
  };
  follow.on_event = [&](const v1::RecordedEvent& recorded) {
    v1::Event event;
    EXPECT_TRUE(event.ParseFromString(recorded.event()));
    seen.push_back(event.position());
    return seen.size() < 500;
  };
  std::thread follower([&] { EXPECT_OK(FollowEvents(*connection, follow, clock, random)); });
  live.wait(false);
  server_.Record("not-of-the-source", 1);
  TestStream stream(server_.receipts(), TestStream::OfSource("may-1"));
  stream.Opened();
  std::vector<uint64_t> expected;
  for (uint64_t n = 1; n <= 1000; n += 100) {
    std::vector<v1::Submission> submissions;
    for (uint64_t i = n; i < n + 100; ++i) {
      const bool wanted = i % 2 == 0;
      submissions.push_back(
          SourceSubmission("may-1", i, MakeReceipt(wanted ? "go-quao" : "tan-hiep", 20210405, 1)));
      if (wanted) expected.push_back(before + 1 + i);
    }
    EXPECT_TRUE(stream.Send(submissions));
    stream.ReadUntil(100);
  }
  stream.CloseAndRead();
  EXPECT_OK(stream.Finish());
  follower.join();
  EXPECT_EQ(seen, expected);
}

TEST_F(FollowingTest, AStopEndsAFollowerAndAWatchOnWhichNothingComes) {
  SystemClock clock;
  SeededRandom random(3);
  ConnectionOptions to;
  to.server = server_.address();
  const std::unique_ptr<Connection> connection = MakeConnection(to, clock, random);
  const auto no_retry = [](const absl::Status& failure, std::chrono::milliseconds) {
    ADD_FAILURE() << "tried again: " << failure;
  };
  std::stop_source stop_following;
  std::promise<void> caught_up;
  FollowOptions follow;
  follow.stop = stop_following.get_token();
  follow.retry.on_wait = no_retry;
  follow.on_event = [](const v1::RecordedEvent&) { return true; };
  follow.on_caught_up = [&](uint64_t) {
    caught_up.set_value();
    return true;
  };
  std::thread follower([&] { EXPECT_OK(FollowEvents(*connection, follow, clock, random)); });
  caught_up.get_future().wait();
  stop_following.request_stop();
  follower.join();

  std::stop_source stop_watching;
  std::promise<void> shown;
  WatchOptions watch;
  watch.stop = stop_watching.get_token();
  watch.retry.on_wait = no_retry;
  watch.query.set_plan_id("kien-giang-2021");
  watch.on_answer = [&](const v1::GetAttainmentResponse&, const std::vector<uint32_t>&) {
    shown.set_value();
    return true;
  };
  std::thread watcher([&] { EXPECT_OK(WatchAttainment(*connection, watch, clock, random)); });
  shown.get_future().wait();
  stop_watching.request_stop();
  watcher.join();
}

TEST_F(FollowingTest, OnlyWhatCountsInAPlan) {
  server_.Record("r-1", 7);
  v1::RecordReceiptRequest outside;
  outside.set_request_id("r-2");
  *outside.mutable_receipt() = MakeReceipt("tan-hiep", 20230101, 7);
  EXPECT_OK(server_.Call(&v1::ReceiptService::Stub::RecordReceipt, server_.receipts(), outside));
  const uint64_t last = server_.Record("r-3", 8);
  SystemClock clock;
  SeededRandom random(3);
  ConnectionOptions to;
  to.server = server_.address();
  const std::unique_ptr<Connection> connection = MakeConnection(to, clock, random);
  FollowOptions follow;
  follow.filter.set_plan_id("kien-giang-2021");
  std::vector<uint64_t> seen;
  follow.on_event = [&](const v1::RecordedEvent& recorded) {
    v1::Event event;
    EXPECT_TRUE(event.ParseFromString(recorded.event()));
    seen.push_back(event.position());
    return true;
  };
  uint64_t looked_at = 0;
  follow.on_progress = [&](const v1::Progress& progress) { looked_at = progress.position(); };
  follow.on_caught_up = [](uint64_t) { return false; };
  EXPECT_OK(FollowEvents(*connection, follow, clock, random));
  EXPECT_THAT(seen, testing::ElementsAre(last - 3, last - 2, last)) << "the plan, two receipts";
  EXPECT_EQ(looked_at, last);
}

}  // namespace
}  // namespace hemoledger

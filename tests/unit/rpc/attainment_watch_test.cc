#include "services/rpc/attainment_watch.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "clients/lib/attainment_watcher.h"
#include "proto/base/errors.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/rpc/fake_call.h"

namespace hemoledger {
namespace {

class FakeWatcher final : public WatchTransport, public FakeCall<v1::WatchAttainmentResponse> {
 public:
  void StartWrite(const grpc::Slice& message) override {
    v1::WatchAttainmentResponse response;
    EXPECT_TRUE(response.ParseFromArray(message.begin(), static_cast<int>(message.size())));
    FakeCall::StartWrite(std::move(response));
  }
  void Finish(const absl::Status& status) override { FakeCall::Finish(status); }
};

// Two lines; the first counts the events, the second the pairs of events.
v1::GetAttainmentResponse AnswerOf(uint64_t next_position) {
  v1::GetAttainmentResponse answer;
  answer.mutable_reflects()->set_position(next_position - 1);
  for (const char* key : {"a", "b"}) answer.add_lines()->set_key(key);
  const auto count = static_cast<int64_t>(next_position);
  answer.mutable_lines(0)->mutable_own()->set_received_units(count);
  answer.mutable_lines(1)->mutable_own()->set_received_units(count / 2);
  answer.mutable_total()->set_received_units(count + count / 2);
  return answer;
}

class AttainmentWatchTest : public testing::Test {
 protected:
  AttainmentWatchTest() {
    Publish(1);
    query_ = std::make_shared<WatchedAttainment>(
        &views_, [this](const std::shared_ptr<const View>& view) { return Answer(*view); });
    watch_ = NewWatch(transport_);
  }
  ~AttainmentWatchTest() override {
    watch_->OnCancelled();
    views_.Stop();
    work_.Stop();
  }

  absl::StatusOr<v1::GetAttainmentResponse> Answer(const View& view) {
    if (fails_) return MakeError(ERROR_REASON_PLAN_NOT_FOUND, {{"plan_id", "x"}});
    return answer_ ? answer_(view.next_position) : AnswerOf(view.next_position);
  }
  std::shared_ptr<AttainmentWatch> NewWatch(FakeWatcher& transport) {
    return std::make_shared<AttainmentWatch>(&views_, &work_, &transport);
  }
  AttainmentWatch::Options Options(uint64_t min_position = 0) {
    return {.query = query_,
            .min_interval = std::chrono::milliseconds(1),
            .min_position = min_position};
  }
  void Publish(uint64_t next_position) {
    auto view = std::make_shared<View>();
    view->next_position = next_position;
    views_.Publish(view);
  }
  v1::WatchAttainmentResponse Take() {
    v1::WatchAttainmentResponse response = transport_.Writing();
    transport_.Written();
    watch_->OnWritten(true);
    return response;
  }

  Views views_;
  WorkQueue work_{2};
  std::atomic<bool> fails_ = false;
  std::function<v1::GetAttainmentResponse(uint64_t)> answer_;
  std::shared_ptr<WatchedAttainment> query_;
  FakeWatcher transport_;
  FakeWatcher other_transport_;
  std::shared_ptr<AttainmentWatch> watch_;
};

TEST_F(AttainmentWatchTest, FirstTheWholeThenWhatChanged) {
  watch_->Start(Options());
  EXPECT_EQ(Take().whole().lines_size(), 2);
  Publish(2);
  const v1::AttainmentChange both = Take().change();
  EXPECT_EQ(both.reflects().position(), 1u);
  EXPECT_EQ(both.lines_size(), 2);
  EXPECT_EQ(both.total().received_units(), 3);
  Publish(3);
  const v1::AttainmentChange one = Take().change();
  ASSERT_EQ(one.lines_size(), 1);
  EXPECT_EQ(one.lines(0).index(), 0u);
  EXPECT_EQ(one.lines(0).line().own().received_units(), 3);
}

TEST_F(AttainmentWatchTest, NothingIsToldWhileTheFiguresStay) {
  answer_ = [](uint64_t next_position) {
    v1::GetAttainmentResponse answer = AnswerOf(next_position / 10 * 10 + 1);
    answer.mutable_reflects()->set_position(next_position - 1);
    return answer;
  };
  watch_->Start(Options());
  Take();
  for (uint64_t next = 2; next < 9; ++next) Publish(next);
  Publish(10);
  EXPECT_EQ(Take().change().reflects().position(), 9u);
}

TEST_F(AttainmentWatchTest, OtherLinesComeWhole) {
  answer_ = [](uint64_t next_position) {
    v1::GetAttainmentResponse answer = AnswerOf(next_position);
    if (next_position >= 2) answer.mutable_lines()->SwapElements(0, 1);
    if (next_position >= 3) answer.add_lines()->set_key("c");
    return answer;
  };
  watch_->Start(Options());
  Take();
  Publish(2);
  EXPECT_EQ(Take().whole().lines(0).key(), "b");
  Publish(3);
  EXPECT_EQ(Take().whole().lines_size(), 3);
}

TEST_F(AttainmentWatchTest, ASlowReaderJumpsToTheNewest) {
  watch_->Start(Options());
  EXPECT_EQ(transport_.Writing().whole().reflects().position(), 0u);
  for (uint64_t next = 2; next <= 50; ++next) Publish(next);
  EXPECT_TRUE(transport_.Writing().has_whole()) << "still the same message";
  Take();
  EXPECT_EQ(Take().change().reflects().position(), 49u);
}

TEST_F(AttainmentWatchTest, ItWaitsForTheStatedPosition) {
  watch_->Start(Options(3));
  Publish(2);
  Publish(4);
  EXPECT_EQ(Take().whole().reflects().position(), 3u);
}

TEST_F(AttainmentWatchTest, AQueryThatFailsEndsIt) {
  watch_->Start(Options());
  Take();
  fails_ = true;
  Publish(2);
  EXPECT_THAT(transport_.Finished(), StatusIs(ERROR_REASON_PLAN_NOT_FOUND));
}

TEST_F(AttainmentWatchTest, StopEndsOneThatRests) {
  watch_->Start(Options());
  Take();
  watch_->Stop();
  EXPECT_THAT(transport_.Finished(), StatusIs(ERROR_REASON_SERVER_STOPPING));
  Publish(2);  // wakes the wait, which finds it finished
}

TEST_F(AttainmentWatchTest, StopWaitsForTheMessageOnItsWay) {
  watch_->Start(Options());
  transport_.Writing();
  watch_->Stop();
  Take();
  EXPECT_THAT(transport_.Finished(), StatusIs(ERROR_REASON_SERVER_STOPPING));
}

TEST_F(AttainmentWatchTest, TheEndOfAllViewsEndsIt) {
  watch_->Start(Options());
  Take();
  views_.Stop();
  EXPECT_THAT(transport_.Finished(), StatusIs(ERROR_REASON_SERVER_STOPPING));
}

TEST_F(AttainmentWatchTest, CancelledWhileWriting) {
  watch_->Start(Options());
  transport_.Writing();
  watch_->OnCancelled();
  watch_->OnWritten(false);
  watch_->Stop();
  EXPECT_THAT(transport_.Finished(), StatusIs(ERROR_REASON_INTERNAL));
}

TEST_F(AttainmentWatchTest, WatchesOfOneQueryShareAState) {
  FakeWatcher others[4];
  std::vector<std::shared_ptr<AttainmentWatch>> watches;
  for (FakeWatcher& other : others) {
    watches.push_back(NewWatch(other));
    watches.back()->Start(Options());
    EXPECT_TRUE(other.Writing().has_whole());
  }
  EXPECT_EQ(query_->computed(), 1u);
  Publish(2);
  for (size_t i = 0; i < watches.size(); ++i) {
    others[i].Written();
    watches[i]->OnWritten(true);
    EXPECT_EQ(others[i].Writing().change().reflects().position(), 1u);
  }
  EXPECT_EQ(query_->computed(), 2u);
  for (const auto& watch : watches) watch->OnCancelled();
}

// Whatever a reader's pace: what it was told, carried out, is the answer at the position told.
TEST_F(AttainmentWatchTest, WhatWasToldIsTheAnswerAtItsPositionUnderAWriterAtFullSpeed) {
  constexpr uint64_t kEvents = 20'000;
  watch_->Start(Options());
  std::thread writer([this] {
    for (uint64_t next = 2; next <= kEvents; ++next) Publish(next);
  });
  v1::GetAttainmentResponse folded;
  uint64_t position = 0;
  int messages = 0;
  while (position < kEvents - 1) {
    const v1::WatchAttainmentResponse response = Take();
    if (response.has_unchanged()) continue;
    if (response.has_whole()) {
      folded = response.whole();
    } else {
      ASSERT_OK(ApplyAttainmentChange(response.change(), folded));
    }
    ++messages;
    ASSERT_TRUE(messages == 1 || folded.reflects().position() > position) << "an old state";
    position = folded.reflects().position();
    ASSERT_EQ(folded.SerializeAsString(), AnswerOf(position + 1).SerializeAsString());
  }
  writer.join();
}

TEST(WatchedQueriesTest, OneQueryIsKeptAsLongAsItIsWatched) {
  Views views;
  WatchedQueries queries;
  int made = 0;
  const auto compute = [&made](const std::shared_ptr<const View>&) {
    ++made;
    return v1::GetAttainmentResponse();
  };
  auto first = queries.Open(&views, "q", compute);
  EXPECT_EQ(queries.Open(&views, "q", compute), first);
  EXPECT_NE(queries.Open(&views, "other", compute), first);
  const std::weak_ptr<WatchedAttainment> gone = first;
  first.reset();
  EXPECT_TRUE(gone.expired());
  EXPECT_NE(queries.Open(&views, "q", compute), nullptr);
}

TEST_F(AttainmentWatchTest, ACallThatEndsLeavesNoWaitBehind) {
  AttainmentWatch::Options options = Options();
  options.min_interval = std::chrono::minutes(1);
  watch_->Start(options);
  Take();  // rests for a minute
  watch_->OnCancelled();
  const std::weak_ptr<AttainmentWatch> ended = std::exchange(watch_, NewWatch(other_transport_));
  EXPECT_TRUE(ended.expired());
}

}  // namespace
}  // namespace hemoledger

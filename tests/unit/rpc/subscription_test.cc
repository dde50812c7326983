#include "services/rpc/subscription.h"

#include <gtest/gtest.h>

#include <optional>

#include "services/rpc/limits.h"
#include "store/ledger_store.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace hemoledger {
namespace {

// The call as the subscription sees it; a test waits for what it starts.
class FakeSubscriber final : public SubscriptionTransport {
 public:
  void StartWrite(const v1::SubscribeResponse* response) override {
    MutexLock lock(mutex_);
    EXPECT_EQ(writing_, nullptr) << "two writes at once";
    EXPECT_FALSE(finished_.has_value());
    writing_ = response;
    wake_.NotifyAll();
  }
  void Finish(const absl::Status& status) override {
    MutexLock lock(mutex_);
    EXPECT_FALSE(finished_.has_value()) << "finished twice";
    finished_ = status;
    wake_.NotifyAll();
  }

  // The message that is being written, as soon as there is one; it stays on its way until Written.
  v1::SubscribeResponse Writing() {
    MutexLock lock(mutex_);
    wake_.Wait(mutex_, [this] {
      mutex_.AssertHeld();
      return writing_ != nullptr || finished_.has_value();
    });
    return writing_ == nullptr ? v1::SubscribeResponse() : *writing_;
  }
  void Written() {
    MutexLock lock(mutex_);
    writing_ = nullptr;
  }
  absl::Status Finished() {
    MutexLock lock(mutex_);
    wake_.Wait(mutex_, [this] {
      mutex_.AssertHeld();
      return finished_.has_value();
    });
    return *finished_;
  }
  bool finished() {
    MutexLock lock(mutex_);
    return finished_.has_value();
  }

 private:
  Mutex mutex_;
  CondVar wake_;
  const v1::SubscribeResponse* writing_ GUARDED_BY(mutex_) = nullptr;
  std::optional<absl::Status> finished_ GUARDED_BY(mutex_);
};

class SubscriptionTest : public testing::Test {
 protected:
  SubscriptionTest() {
    StoreOptions options;
    options.path = folder_.Join("data");
    options.create_if_missing = true;
    auto store = LedgerStore::Open(std::move(options));
    EXPECT_OK(store);
    store_ = *std::move(store);
    v1::Submission created;
    created.mutable_ledger_created()->set_ledger_id("0123456789abcdef");
    Append({created});
    subscription_ = std::make_shared<Subscription>(store_.get(), &views_, &work_, &transport_);
  }
  ~SubscriptionTest() override {
    subscription_->OnCancelled();
    views_.Stop();
    work_.Stop();
  }

  // Appends events and publishes the view after them.
  void Append(const std::vector<v1::Submission>& submissions) {
    Group group(store_->next_position());
    for (const v1::Submission& submission : submissions) {
      v1::Event event;
      event.set_position(group.next_position());
      event.set_submission(Bytes(submission));
      group.AddEvent(Bytes(event));
    }
    ASSERT_OK(store_->Append(group));
    auto view = std::make_shared<View>();
    view->next_position = store_->next_position();
    views_.Publish(view);
  }
  static v1::Submission Receipt() {
    return FeedSubmission("f", "a", MakeReceipt("vn", 20210405, 1));
  }
  static v1::Submission Unit() {
    v1::Submission submission = RequestSubmission("r");
    *submission.mutable_unit_changed() = OpenUnit("vn", v1::UNIT_KIND_NATION, "Việt Nam");
    return submission;
  }
  void Start(uint64_t from, std::vector<v1::EventType> types = {}) {
    v1::SubscribeRequest request;
    request.mutable_start()->set_position(from);
    for (const v1::EventType type : types) request.mutable_filter()->add_types(type);
    subscription_->Start(request);
  }
  v1::SubscribeResponse Take() {
    v1::SubscribeResponse response = transport_.Writing();
    transport_.Written();
    subscription_->OnWritten(true);
    return response;
  }

  TempDir folder_;
  std::unique_ptr<LedgerStore> store_;
  Views views_;
  WorkQueue work_{1};
  FakeSubscriber transport_;
  std::shared_ptr<Subscription> subscription_;
};

TEST_F(SubscriptionTest, HistoryThenCaughtUpOnceThenLive) {
  Append({Unit(), Receipt()});
  Start(1);
  EXPECT_EQ(Take().batch().events_size(), 2);
  EXPECT_EQ(Take().caught_up().position(), 2u);
  Append({Receipt()});
  EXPECT_EQ(Take().batch().events_size(), 1);
  Append({Receipt(), Receipt()});
  EXPECT_EQ(Take().batch().events_size(), 2);
}

TEST_F(SubscriptionTest, WhatIsNotAskedForIsPassedOver) {
  Append({Receipt(), Unit(), Receipt()});
  Start(0, {v1::EVENT_TYPE_UNIT_CHANGED, v1::EVENT_TYPE_LEDGER_CREATED});
  EXPECT_EQ(Take().batch().events_size(), 2);
  EXPECT_EQ(Take().caught_up().position(), 3u);
  Append({Receipt()});
  Append({Unit()});
  const v1::SubscribeResponse live = Take();
  ASSERT_EQ(live.batch().events_size(), 1);
  v1::Event event;
  ASSERT_TRUE(event.ParseFromString(live.batch().events(0).event()));
  EXPECT_EQ(event.position(), 5u);
}

TEST_F(SubscriptionTest, ALongPieceWithoutAMatchIsToldAsProgress) {
  const uint64_t count = kMaxScanEvents + 1000;
  for (uint64_t written = 0; written < count;) {
    const uint64_t piece = std::min<uint64_t>(8000, count - written);
    Append(std::vector<v1::Submission>(piece, Receipt()));
    written += piece;
  }
  Start(1, {v1::EVENT_TYPE_PLAN_ISSUED});
  EXPECT_EQ(Take().progress().position(), kMaxScanEvents);
  EXPECT_EQ(Take().caught_up().position(), count);
}

TEST_F(SubscriptionTest, ABatchIsBounded) {
  for (int i = 0; i < 8; ++i) Append(std::vector<v1::Submission>(1000, Receipt()));
  Start(1);
  int events = 0;
  while (events < 8000) {
    const v1::SubscribeResponse response = Take();
    ASSERT_GT(response.batch().events_size(), 0);
    EXPECT_LE(response.batch().events_size(), kMaxPageSize);
    EXPECT_LE(response.ByteSizeLong(), kMaxEventBatchBytes + (64 << 10));
    events += response.batch().events_size();
  }
}

TEST_F(SubscriptionTest, NothingIsReadWhileAMessageIsOnItsWay) {
  Start(0);
  const v1::SubscribeResponse first = transport_.Writing();
  EXPECT_EQ(first.batch().events_size(), 1);
  Append({Receipt(), Receipt()});
  EXPECT_EQ(transport_.Writing().batch().events_size(), 1) << "still the same message";
  Take();
  EXPECT_EQ(Take().batch().events_size(), 2);
}

TEST_F(SubscriptionTest, ACursorPastTheHeadFailsLoudly) {
  Start(2);
  EXPECT_THAT(transport_.Finished(), StatusIs(ERROR_REASON_POSITION_PAST_HEAD));
}

TEST_F(SubscriptionTest, StopEndsAWaitingOneAtOnce) {
  Start(1);
  Take();
  subscription_->Stop();
  EXPECT_THAT(transport_.Finished(), StatusIs(ERROR_REASON_SERVER_STOPPING));
  Append({Receipt()});  // wakes the wait, which finds it finished
}

TEST_F(SubscriptionTest, StopWaitsForTheMessageOnItsWay) {
  Start(0);
  transport_.Writing();
  subscription_->Stop();
  EXPECT_FALSE(transport_.finished());
  Take();
  EXPECT_THAT(transport_.Finished(), StatusIs(ERROR_REASON_SERVER_STOPPING));
}

TEST_F(SubscriptionTest, TheEndOfAllViewsEndsIt) {
  Start(1);
  Take();
  views_.Stop();
  EXPECT_THAT(transport_.Finished(), StatusIs(ERROR_REASON_SERVER_STOPPING));
}

TEST_F(SubscriptionTest, CancelledWhileWriting) {
  Start(0);
  transport_.Writing();
  subscription_->OnCancelled();
  EXPECT_TRUE(transport_.finished());
  subscription_->OnWritten(false);
  subscription_->Stop();
}

}  // namespace
}  // namespace hemoledger

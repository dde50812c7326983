#include "services/rpc/subscription.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "services/rpc/follow_limits.h"
#include "services/rpc/limits.h"
#include "store/ledger_store.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/rpc/fake_call.h"

namespace hemoledger {
namespace {

class FakeSubscriber final : public SubscriptionTransport, public FakeCall<v1::SubscribeResponse> {
 public:
  void StartWrite(const v1::SubscribeResponse* response) override {
    FakeCall::StartWrite(*response);
  }
  void Finish(const absl::Status& status) override { FakeCall::Finish(status); }
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
    subscription_ =
        std::make_shared<EventSubscription>(store_.get(), &views_, &tail_, &work_, &transport_);
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
      event.set_record_time_micros(RecordTime(group.next_position()));
      event.set_submission(Bytes(submission));
      group.AddEvent(Bytes(event));
    }
    ASSERT_OK(store_->Append(group));
    auto view = std::make_shared<View>();
    view->next_position = store_->next_position();
    view->tree = tree_;
    view->plans = plans_;
    views_.Publish(view);
  }
  // A minute apart.
  static int64_t RecordTime(uint64_t position) {
    return 1'600'000'000'000'000 + static_cast<int64_t>(position) * 60'000'000;
  }
  static v1::Submission Receipt(std::string_view unit = "vn", std::string_view feed = "f") {
    return FeedSubmission(feed, "a", MakeReceipt(unit, 20210405, 1));
  }
  // The tree of the next views: Việt Nam, a province, another.
  void KnowUnits() {
    auto tree = std::make_shared<OrgTree>();
    tree->Apply(OpenUnit("vn", v1::UNIT_KIND_NATION, "Việt Nam"), 0);
    tree->Apply(OpenUnit("kien-giang", v1::UNIT_KIND_PROVINCE, "Kiên Giang", "vn"), 0);
    tree->Apply(OpenUnit("an-giang", v1::UNIT_KIND_PROVINCE, "An Giang", "vn"), 0);
    tree_ = tree;
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
  void Start(const v1::EventStart& start, const v1::EventFilter& filter = {}) {
    v1::SubscribeRequest request;
    *request.mutable_start() = start;
    *request.mutable_filter() = filter;
    subscription_->Start(request);
  }
  static std::vector<uint64_t> PositionsIn(const v1::SubscribeResponse& response) {
    std::vector<uint64_t> positions;
    for (const v1::RecordedEvent& recorded : response.batch().events()) {
      v1::Event event;
      EXPECT_TRUE(event.ParseFromString(recorded.event()));
      positions.push_back(event.position());
    }
    return positions;
  }
  v1::SubscribeResponse Take() {
    v1::SubscribeResponse response = transport_.Writing();
    transport_.Written();
    subscription_->OnWritten(true);
    return response;
  }

  TempDir folder_;
  std::unique_ptr<LedgerStore> store_;
  std::shared_ptr<const OrgTree> tree_ = std::make_shared<OrgTree>();
  std::shared_ptr<const PlanBook> plans_ = std::make_shared<PlanBook>();
  Views views_;
  EventTail tail_{kMaxTailBytes};
  WorkQueue work_{1};
  FakeSubscriber transport_;
  FakeSubscriber other_transport_;
  std::shared_ptr<EventSubscription> subscription_;
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

TEST_F(SubscriptionTest, NothingWaitsForOneThatIsGone) {
  Start(1);
  Take();  // caught up: it waits
  const std::weak_ptr<EventSubscription> gone = subscription_;
  subscription_->OnCancelled();
  subscription_ =
      std::make_shared<EventSubscription>(store_.get(), &views_, &tail_, &work_, &other_transport_);
  // A step may still be on its way out.
  for (int i = 0; i < 5'000 && !gone.expired(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EXPECT_TRUE(gone.expired()) << "the wait would have held it for ten seconds";
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
    EXPECT_LE(response.ByteSizeLong(), kMaxSubscriptionBatchBytes + (64 << 10));
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

TEST_F(SubscriptionTest, FromNowOnlyWhatComesNext) {
  Append({Receipt(), Receipt()});
  v1::EventStart now;
  now.set_now(true);
  Start(now);
  EXPECT_EQ(Take().caught_up().position(), 2u);
  Append({Receipt()});
  EXPECT_THAT(PositionsIn(Take()), testing::ElementsAre(3));
}

TEST_F(SubscriptionTest, FromATimeTheFirstRecordedThenOrLater) {
  Append({Receipt(), Receipt(), Receipt()});
  v1::EventStart start;
  start.set_record_time_micros(RecordTime(2));
  Start(start);
  EXPECT_THAT(PositionsIn(Take()), testing::ElementsAre(2, 3));
}

TEST_F(SubscriptionTest, FromATimeBetweenTwo) {
  Append({Receipt(), Receipt(), Receipt()});
  v1::EventStart start;
  start.set_record_time_micros(RecordTime(2) + 1);
  Start(start);
  EXPECT_THAT(PositionsIn(Take()), testing::ElementsAre(3));
}

TEST_F(SubscriptionTest, ATimeBeforeAllBeginsAtTheBeginning) {
  Append({Receipt()});
  v1::EventStart start;
  start.set_record_time_micros(std::numeric_limits<int64_t>::min());
  Start(start);
  EXPECT_THAT(PositionsIn(Take()), testing::ElementsAre(0, 1));
}

TEST_F(SubscriptionTest, ATimeLaterThanAllIsNow) {
  Append({Receipt()});
  v1::EventStart start;
  start.set_record_time_micros(std::numeric_limits<int64_t>::max());
  Start(start);
  EXPECT_EQ(Take().caught_up().position(), 1u);
}

TEST_F(SubscriptionTest, OnlyOfOneUnitByTheNewestTree) {
  KnowUnits();
  Append({Receipt("kien-giang"), Receipt("an-giang"), Receipt("vn")});
  v1::EventFilter filter;
  filter.set_unit_id("kien-giang");
  Start({}, filter);
  EXPECT_THAT(PositionsIn(Take()), testing::ElementsAre(1));
  EXPECT_EQ(Take().caught_up().position(), 3u);
  // A unit that the subscription's first tree did not know.
  auto tree = std::make_shared<OrgTree>(*tree_);
  tree->Apply(OpenUnit("tan-hiep", v1::UNIT_KIND_DISTRICT, "Tân Hiệp", "kien-giang"), 4);
  tree_ = tree;
  Append({Receipt("an-giang"), Receipt("tan-hiep")});
  EXPECT_THAT(PositionsIn(Take()), testing::ElementsAre(5));
}

TEST_F(SubscriptionTest, OnlyOfOneFeed) {
  Append({Receipt("vn", "a"), Receipt("vn", "b"), Unit()});
  v1::EventFilter filter;
  filter.set_feed("b");
  Start({}, filter);
  EXPECT_THAT(PositionsIn(Take()), testing::ElementsAre(2));
}

TEST_F(SubscriptionTest, AFilterOfWhatIsNotThereIsRefused) {
  KnowUnits();
  Append({Receipt()});
  v1::EventFilter filter;
  filter.set_unit_id("kien-gian");
  Start({}, filter);
  EXPECT_THAT(transport_.Finished(), StatusIs(ERROR_REASON_UNIT_NOT_FOUND));
}

TEST_F(SubscriptionTest, AReaderIsToldHowFarItIsBehind) {
  Append(std::vector<v1::Submission>(kMaxPageSize + 500, Receipt()));
  Start(1);
  const v1::SubscribeResponse first = Take();
  EXPECT_EQ(first.batch().events_size(), kMaxPageSize);
  EXPECT_EQ(first.batch().head_position(), kMaxPageSize + 500u);
  EXPECT_EQ(Take().batch().events_size(), 500);
  const v1::SubscribeResponse caught_up = Take();
  EXPECT_EQ(caught_up.caught_up().position(), caught_up.caught_up().head_position());
}

TEST_F(SubscriptionTest, HistoryBehindTheTailIsFilteredAlike) {
  KnowUnits();
  const uint64_t count = kTailEvents + 3000;
  for (uint64_t written = 0; written < count;) {
    const uint64_t piece = std::min<uint64_t>(8000, count - written);
    std::vector<v1::Submission> events(piece, Receipt("an-giang"));
    events[0] = Receipt("kien-giang");
    Append(events);
    written += piece;
  }
  v1::EventFilter filter;
  filter.set_unit_id("kien-giang");
  Start({}, filter);
  std::vector<uint64_t> seen;
  while (true) {
    const v1::SubscribeResponse response = Take();
    for (const uint64_t position : PositionsIn(response)) seen.push_back(position);
    if (response.has_caught_up()) break;
  }
  std::vector<uint64_t> expected;
  for (uint64_t position = 1; position <= count; position += 8000) expected.push_back(position);
  EXPECT_EQ(seen, expected);
}

TEST_F(SubscriptionTest, ManyWhoFollowShareWhatWasDecoded) {
  KnowUnits();
  Append(std::vector<v1::Submission>(1000, Receipt("kien-giang")));
  v1::EventFilter filter;
  filter.set_unit_id("kien-giang");
  FakeSubscriber others[3];
  std::vector<std::shared_ptr<EventSubscription>> subscriptions;
  v1::SubscribeRequest request;
  *request.mutable_filter() = filter;
  for (FakeSubscriber& other : others) {
    subscriptions.push_back(
        std::make_shared<EventSubscription>(store_.get(), &views_, &tail_, &work_, &other));
    subscriptions.back()->Start(request);
    EXPECT_EQ(other.Writing().batch().events_size(), 1000);
  }
  EXPECT_EQ(tail_.pieces_made(), 1u);
  for (const auto& subscription : subscriptions) subscription->OnCancelled();
}

TEST_F(SubscriptionTest, ATailWithoutRoomStillTellsEverything) {
  EventTail none(0);
  Append({Receipt(), Unit(), Receipt()});
  FakeSubscriber subscriber;
  auto subscription =
      std::make_shared<EventSubscription>(store_.get(), &views_, &none, &work_, &subscriber);
  subscription->Start({});
  EXPECT_THAT(PositionsIn(subscriber.Writing()), testing::ElementsAre(0, 1, 2, 3));
  subscription->OnCancelled();
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

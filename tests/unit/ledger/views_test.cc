#include "services/ledger/views.h"

#include <chrono>
#include <vector>

#include "ledger_fixture.h"

namespace hemoledger {
namespace {

std::shared_ptr<const View> ViewAt(uint64_t next_position) {
  auto view = std::make_shared<View>();
  view->next_position = next_position;
  return view;
}

TEST(Views, APositionThatIsThereIsAnsweredAtOnce) {
  Views views;
  views.Publish(ViewAt(5));
  Promised<absl::Status> there;
  EXPECT_EQ(views.WaitForPosition(4, std::nullopt, there.Setter()), 0u);
  EXPECT_TRUE(there.is_set());
  EXPECT_OK(there.Get());
}

TEST(Views, WaitsEndInTheOrderOfTheirPositions) {
  Views views;
  views.Publish(ViewAt(1));
  std::vector<int> ended;
  for (const int position : {7, 5, 6}) {
    views.WaitForPosition(position, std::nullopt, [&ended, position](const absl::Status& status) {
      EXPECT_OK(status);
      ended.push_back(position);
    });
  }
  views.Publish(ViewAt(7));
  EXPECT_THAT(ended, ::testing::ElementsAre(5, 6));
  views.Publish(ViewAt(8));
  EXPECT_THAT(ended, ::testing::ElementsAre(5, 6, 7));
}

TEST(Views, ADeadlineEndsAWait) {
  Views views;
  views.Publish(ViewAt(3));
  const auto now = std::chrono::steady_clock::now();
  Promised<absl::Status> late;
  Promised<absl::Status> later;
  Promised<absl::Status> fulfilled;
  views.WaitForPosition(9, now + std::chrono::hours(1), later.Setter());
  views.WaitForPosition(9, now + std::chrono::milliseconds(5), late.Setter());
  views.WaitForPosition(3, now + std::chrono::hours(1), fulfilled.Setter());
  const absl::Status status = late.Get();
  EXPECT_THAT(status, StatusIs(ERROR_REASON_POSITION_NOT_REACHED));
  EXPECT_THAT(status, HasErrorField("position", 9));
  EXPECT_THAT(status, HasErrorField("head", 2));
  EXPECT_FALSE(later.is_set());
  views.Publish(ViewAt(4));
  EXPECT_OK(fulfilled.Get());
}

// Counts how often it is asked, and makes what it is told to.
class CountingMaker : public ViewMaker {
 public:
  std::shared_ptr<const View> MakeView() override {
    ++made;
    return ViewAt(next_position);
  }
  uint64_t next_position = 0;
  int made = 0;
};

TEST(Views, AViewIsMadeWhenSomebodyLooksAndOnlyOnce) {
  Views views;
  CountingMaker maker;
  for (maker.next_position = 1; maker.next_position < 5; ++maker.next_position) {
    views.Announce({maker.next_position, {}}, &maker);
  }
  maker.next_position = 4;
  EXPECT_EQ(maker.made, 0);
  EXPECT_EQ(views.head().next_position, 4u);
  EXPECT_EQ(views.Pin()->next_position, 4u);
  EXPECT_EQ(views.Pin()->next_position, 4u);
  EXPECT_EQ(maker.made, 1);
  maker.next_position = 5;
  views.Announce({5, {}}, &maker);
  EXPECT_EQ(views.Pin()->next_position, 5u);
  EXPECT_EQ(maker.made, 2);
}

TEST(Views, AnAnnouncementEndsTheWaitsThatItFulfils) {
  Views views;
  CountingMaker maker;
  maker.next_position = 3;
  Promised<absl::Status> fulfilled;
  Promised<absl::Status> later;
  views.WaitForPosition(2, std::nullopt, fulfilled.Setter());
  views.WaitForPosition(3, std::nullopt, later.Setter());
  views.Announce({3, {}}, &maker);
  EXPECT_OK(fulfilled.Get());
  EXPECT_FALSE(later.is_set());
  EXPECT_EQ(maker.made, 0);
}

TEST(Views, WhatNobodyHoldsOfAnOldViewIsLetGo) {
  Views views;
  CountingMaker maker;
  maker.next_position = 1;
  views.Announce({1, {}}, &maker);
  const std::weak_ptr<const View> old = views.Pin();
  EXPECT_FALSE(old.expired());
  maker.next_position = 2;
  views.Announce({2, {}}, &maker);
  EXPECT_TRUE(old.expired());
}

TEST(Views, TheLastViewStaysWhenItsMakerIsGone) {
  Views views;
  {
    CountingMaker maker;
    maker.next_position = 7;
    views.Announce({7, {}}, &maker);
    views.Pin();
    views.Detach();
  }
  EXPECT_EQ(views.Pin()->next_position, 7u);
}

TEST(Views, ACancelledWaitIsNeverCalled) {
  Views views;
  views.Publish(ViewAt(1));
  Promised<absl::Status> cancelled;
  const Views::WaitId id = views.WaitForPosition(
      1, std::chrono::steady_clock::now() + std::chrono::hours(1), cancelled.Setter());
  EXPECT_TRUE(views.CancelWait(id));
  EXPECT_FALSE(views.CancelWait(id));
  views.Publish(ViewAt(2));
  EXPECT_FALSE(cancelled.is_set());
}

TEST(Views, StopEndsAllWaits) {
  Views views;
  views.Publish(ViewAt(1));
  Promised<absl::Status> ended;
  views.WaitForPosition(1, std::nullopt, ended.Setter());
  views.Stop();
  EXPECT_THAT(ended.Get(), StatusIs(ERROR_REASON_SERVER_STOPPING));
  Promised<absl::Status> later;
  views.WaitForPosition(1, std::nullopt, later.Setter());
  EXPECT_THAT(later.Get(), StatusIs(ERROR_REASON_SERVER_STOPPING));
  Promised<absl::Status> there;
  views.WaitForPosition(0, std::nullopt, there.Setter());
  EXPECT_OK(there.Get());
}

TEST(Views, AWaiterMayWaitAnew) {
  Views views;
  views.Publish(ViewAt(1));
  std::vector<uint64_t> seen;
  std::function<void(const absl::Status&)> next = [&](const absl::Status& status) {
    if (!status.ok()) return;
    seen.push_back(views.Pin()->next_position);
    views.WaitForPosition(views.Pin()->next_position, std::nullopt, next);
  };
  views.WaitForPosition(1, std::nullopt, next);
  views.Publish(ViewAt(2));
  views.Publish(ViewAt(5));
  EXPECT_THAT(seen, ::testing::ElementsAre(2, 5));
}

}  // namespace
}  // namespace hemoledger

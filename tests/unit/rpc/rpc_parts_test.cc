// Guard, registry, work queue, pinned views.
#include <gtest/gtest.h>

#include <atomic>

#include "services/rpc/guard.h"
#include "services/rpc/limits.h"
#include "services/rpc/pinned_views.h"
#include "services/rpc/stream_registry.h"
#include "services/rpc/work_queue.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

TEST(LoopbackGuardTest, AdmitsEveryoneAsAnonymous) {
  LoopbackGuard guard;
  EXPECT_THAT(guard.Admit({.method = "m"}), IsOkAndHolds("anonymous"));
}

TEST(LoopbackGuardTest, RefusesLongRequests) {
  LoopbackGuard guard;
  EXPECT_THAT(guard.Admit({.method = "m", .request_bytes = kMaxUnaryRequestBytes}), IsOk());
  EXPECT_THAT(guard.Admit({.method = "m", .request_bytes = kMaxUnaryRequestBytes + 1}),
              StatusIs(ERROR_REASON_SUBMISSION_TOO_LARGE));
}

TEST(LoopbackGuardTest, OnceStoppedAdmitsOnlyWhatIsAnsweredWhileStopping) {
  LoopbackGuard guard;
  guard.StopAdmitting();
  EXPECT_THAT(guard.Admit({.method = "m"}), StatusIs(ERROR_REASON_SERVER_STOPPING));
  EXPECT_THAT(guard.Admit({.method = "m", .while_stopping = true}), IsOk());
}

class CountingCall final : public LongCall {
 public:
  void Stop() override { ++stops; }
  std::atomic<int> stops = 0;
};

TEST(StreamRegistryTest, CountsAndBoundsWhatIsOpen) {
  StreamRegistry registry(2);
  auto a = std::make_shared<CountingCall>();
  auto b = std::make_shared<CountingCall>();
  auto c = std::make_shared<CountingCall>();
  EXPECT_OK(registry.Add(a));
  EXPECT_OK(registry.Add(b));
  EXPECT_THAT(registry.Add(c), StatusIs(ERROR_REASON_LIMIT_REACHED));
  registry.Remove(a.get());
  EXPECT_OK(registry.Add(c));
  EXPECT_EQ(registry.open(), 2);
}

TEST(StreamRegistryTest, StopTellsAllAndRefusesLaterOnes) {
  StreamRegistry registry(5);
  auto a = std::make_shared<CountingCall>();
  ASSERT_OK(registry.Add(a));
  {
    auto gone = std::make_shared<CountingCall>();
    ASSERT_OK(registry.Add(gone));
  }
  registry.StopAll();
  EXPECT_EQ(a->stops, 1);
  auto late = std::make_shared<CountingCall>();
  EXPECT_THAT(registry.Add(late), StatusIs(ERROR_REASON_SERVER_STOPPING));
}

TEST(WorkQueueTest, RunsAllThatWasPostedBeforeTheStop) {
  std::atomic<int> sum = 0;
  WorkQueue queue(2);
  for (int i = 1; i <= 1000; ++i) queue.Post([&sum, i] { sum += i; });
  queue.Stop();
  EXPECT_EQ(sum, 500500);
  queue.Post([&sum] { sum = 0; });
  queue.Stop();
  EXPECT_EQ(sum, 500500) << "dropped after the stop";
}

std::shared_ptr<const View> ViewAt(uint64_t next_position) {
  auto view = std::make_shared<View>();
  view->next_position = next_position;
  return view;
}

TEST(PinnedViewsTest, KeepsTheMostRecentlyUsed) {
  PinnedViews pins(2);
  pins.Pin(ViewAt(11));
  pins.Pin(ViewAt(21));
  EXPECT_NE(pins.Find(10), nullptr);
  pins.Pin(ViewAt(31));
  EXPECT_EQ(pins.Find(20), nullptr) << "used least recently";
  EXPECT_NE(pins.Find(10), nullptr);
  EXPECT_NE(pins.Find(30), nullptr);
}

TEST(PinnedViewsTest, KeepsOneOfAPosition) {
  PinnedViews pins(2);
  const auto first = ViewAt(11);
  pins.Pin(first);
  pins.Pin(ViewAt(11));
  pins.Pin(ViewAt(21));
  EXPECT_EQ(pins.Find(10), first);
}

}  // namespace
}  // namespace hemoledger

// Guard, registry, budgets, work queue, pinned views.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "services/rpc/byte_budget.h"
#include "services/rpc/guard.h"
#include "services/rpc/limits.h"
#include "services/rpc/pinned_views.h"
#include "services/rpc/stream_registry.h"
#include "services/rpc/waiting_reads.h"
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

constexpr StreamRegistry::Limits Limits(int max_open, int max_per_connection) {
  return {.name = "max-streams",
          .max_open = max_open,
          .share_name = "max-streams-per-connection",
          .max_per_connection = max_per_connection};
}

TEST(StreamRegistryTest, CountsAndBoundsWhatIsOpen) {
  StreamRegistry registry(Limits(2, 2));
  auto a = std::make_shared<CountingCall>();
  auto b = std::make_shared<CountingCall>();
  auto c = std::make_shared<CountingCall>();
  EXPECT_OK(registry.Add(a, "x"));
  EXPECT_OK(registry.Add(b, "y"));
  const absl::Status refused = registry.Add(c, "z");
  EXPECT_THAT(refused, StatusIs(ERROR_REASON_LIMIT_REACHED));
  EXPECT_THAT(refused, HasErrorField("name", "max-streams"));
  EXPECT_THAT(refused, HasErrorField("limit", 2));
  registry.Remove(c.get());
  EXPECT_EQ(registry.open(), 2) << "what was refused was never counted";
  registry.Remove(a.get());
  EXPECT_OK(registry.Add(c, "z"));
  EXPECT_EQ(registry.open(), 2);
}

TEST(StreamRegistryTest, AConnectionHasItsShare) {
  StreamRegistry registry(Limits(4, 2));
  std::vector<std::shared_ptr<CountingCall>> calls;
  for (int i = 0; i < 5; ++i) calls.push_back(std::make_shared<CountingCall>());
  EXPECT_OK(registry.Add(calls[0], "x"));
  EXPECT_OK(registry.Add(calls[1], "x"));
  const absl::Status refused = registry.Add(calls[2], "x");
  EXPECT_THAT(refused, StatusIs(ERROR_REASON_LIMIT_REACHED));
  EXPECT_THAT(refused, HasErrorField("name", "max-streams-per-connection"));
  EXPECT_THAT(refused, HasErrorField("limit", 2));
  EXPECT_OK(registry.Add(calls[3], "y")) << "others have theirs";
  registry.Remove(calls[0].get());
  EXPECT_OK(registry.Add(calls[2], "x"));
}

TEST(StreamRegistryTest, SharesAgreeWithACountByHand) {
  constexpr int kMaxOpen = 6;
  constexpr int kShare = 3;
  StreamRegistry registry(Limits(kMaxOpen, kShare));
  std::mt19937 random(20210405);
  std::vector<std::pair<std::shared_ptr<CountingCall>, int>> open;
  for (int step = 0; step < 5'000; ++step) {
    const int connection = static_cast<int>(random() % 4);
    if (random() % 2 == 0 || open.empty()) {
      auto call = std::make_shared<CountingCall>();
      const auto own = std::count_if(open.begin(), open.end(),
                                     [&](const auto& entry) { return entry.second == connection; });
      const bool fits = own < kShare && static_cast<int>(open.size()) < kMaxOpen;
      ASSERT_EQ(registry.Add(call, std::to_string(connection)).ok(), fits) << "step " << step;
      if (fits) open.emplace_back(call, connection);
    } else {
      const size_t which = random() % open.size();
      registry.Remove(open[which].first.get());
      open.erase(open.begin() + static_cast<std::ptrdiff_t>(which));
    }
    ASSERT_EQ(registry.open(), static_cast<int>(open.size()));
  }
}

TEST(StreamRegistryTest, StopTellsAllAndRefusesLaterOnes) {
  StreamRegistry registry(Limits(5, 5));
  auto a = std::make_shared<CountingCall>();
  ASSERT_OK(registry.Add(a, "x"));
  {
    auto gone = std::make_shared<CountingCall>();
    ASSERT_OK(registry.Add(gone, "x"));
  }
  registry.StopAll();
  EXPECT_EQ(a->stops, 1);
  auto late = std::make_shared<CountingCall>();
  EXPECT_THAT(registry.Add(late, "x"), StatusIs(ERROR_REASON_SERVER_STOPPING));
}

TEST(WaitingReadsTest, BoundsNumberAndBytesUntilTheLastCopyIsGone) {
  WaitingReads reads(2, 100);
  auto a = reads.Enter(60);
  ASSERT_NE(a, nullptr);
  EXPECT_EQ(reads.Enter(41), nullptr) << "bytes";
  const auto b = reads.Enter(40);
  ASSERT_NE(b, nullptr);
  EXPECT_EQ(reads.Enter(0), nullptr) << "number";
  auto copy = a;
  a.reset();
  EXPECT_EQ(reads.waiting(), 2);
  copy.reset();
  EXPECT_EQ(reads.waiting(), 1);
  EXPECT_NE(reads.Enter(60), nullptr);
}

TEST(ByteBudgetTest, TellsWhenPartsTogetherAreAboveIt) {
  ByteBudget budget(100);
  budget.Change(0, 60);
  budget.Change(0, 40);
  EXPECT_FALSE(budget.exceeded());
  budget.Change(40, 41);
  EXPECT_TRUE(budget.exceeded());
  budget.Change(60, 0);
  EXPECT_EQ(budget.held(), 41u);
  EXPECT_FALSE(budget.exceeded());
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

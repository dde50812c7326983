// What one client, or all of them together, can take at once, and how each refusal is told.
#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

#include "services/rpc/limits.h"
#include "tests/grpc/in_process_server.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

constexpr RpcLimits kFew{.max_connections = 4,
                         .max_receipt_streams = 5,
                         .max_subscriptions = 5,
                         .max_streams_per_connection = 3};

class LimitsTest : public testing::Test {
 protected:
  LimitsTest() { server_.LoadUnits(); }

  absl::Status StatusOver(const std::shared_ptr<grpc::Channel>& channel) {
    const auto stub = v1::StatusService::NewStub(channel);
    return server_.Call(&v1::StatusService::Stub::GetStatus, *stub, v1::GetStatusRequest())
        .status();
  }

  InProcessServer server_{nullptr, kFew};
};

TEST_F(LimitsTest, AConnectionHasItsShareOfReceiptStreams) {
  const auto mine = v1::ReceiptService::NewStub(server_.NewChannel());
  std::vector<std::unique_ptr<TestStream>> open;
  for (int i = 0; i < kFew.max_streams_per_connection; ++i) {
    open.push_back(std::make_unique<TestStream>(*mine, TestStream::OfFeed("benh-vien")));
    open.back()->Opened();
  }
  TestStream greedy(*mine, TestStream::OfFeed("benh-vien"));
  greedy.CloseAndRead();
  const absl::Status share = greedy.Finish();
  EXPECT_THAT(share, StatusIs(ERROR_REASON_LIMIT_REACHED));
  EXPECT_EQ(share.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(share, HasErrorField("name", "max-streams-per-connection"));
  EXPECT_THAT(share, HasErrorField("limit", kFew.max_streams_per_connection));

  const auto others = v1::ReceiptService::NewStub(server_.NewChannel());
  for (int i = kFew.max_streams_per_connection; i < kFew.max_receipt_streams; ++i) {
    open.push_back(std::make_unique<TestStream>(*others, TestStream::OfFeed("benh-vien")));
    open.back()->Opened();
  }
  TestStream one_more(*others, TestStream::OfFeed("benh-vien"));
  one_more.CloseAndRead();
  const absl::Status all = one_more.Finish();
  EXPECT_THAT(all, HasErrorField("name", "max-receipt-streams"));
  EXPECT_THAT(all, HasErrorField("limit", kFew.max_receipt_streams));

  open.pop_back();
  while (
      server_.Call(&v1::StatusService::Stub::GetStatus, server_.status(), v1::GetStatusRequest())
          ->open_streams() == kFew.max_receipt_streams) {
    std::this_thread::yield();
  }
  TestStream again(*others, TestStream::OfFeed("benh-vien"));
  again.Opened();
}

TEST_F(LimitsTest, AConnectionAboveTheLimitIsToldAndServedOnceOthersHaveLeft) {
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  // The fixture has one itself.
  for (int i = 1; i < kFew.max_connections; ++i) {
    channels.push_back(server_.NewChannel());
    EXPECT_OK(StatusOver(channels.back()));
  }
  const auto one_more = server_.NewChannel();
  const absl::Status refused = StatusOver(one_more);
  EXPECT_THAT(refused, StatusIs(ERROR_REASON_LIMIT_REACHED));
  EXPECT_THAT(refused, HasErrorField("name", "max-connections"));
  EXPECT_THAT(refused, HasErrorField("limit", kFew.max_connections));
  EXPECT_OK(StatusOver(channels[0])) << "those within it are served";

  channels.pop_back();
  absl::Status later = StatusOver(one_more);
  for (int i = 0; i < 5'000 && !later.ok(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    later = StatusOver(one_more);
  }
  EXPECT_OK(later);
}

TEST_F(LimitsTest, ReadsThatWaitAreBounded) {
  // More than any may hold together: each keeps a name of half a MiB.
  constexpr int kReads = 200;
  const auto channel = server_.NewChannel();
  const auto stub = v1::UnitService::NewStub(channel);
  v1::GetUnitRequest request;
  request.mutable_read()->set_min_position(server_.head() + 1);
  request.mutable_unit()->mutable_name()->set_name(std::string(512 << 10, 'x'));
  std::vector<std::thread> threads;
  std::atomic<int> overloaded = 0;
  std::atomic<int> ended = 0;
  for (int i = 0; i < kReads; ++i) {
    threads.emplace_back([&] {
      grpc::ClientContext context;
      context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
      v1::GetUnitResponse response;
      const absl::Status status = StatusOf(stub->GetUnit(&context, request, &response));
      if (ReasonOf(status) == ERROR_REASON_OVERLOADED) {
        EXPECT_THAT(status, HasErrorField("retry_after_seconds", 1));
        ++overloaded;
      }
      ++ended;
    });
  }
  const int most = static_cast<int>(kMaxWaitingReadBytes / (512 << 10));
  while (overloaded < kReads - most) std::this_thread::yield();
  server_.Record("r", 1);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(ended, kReads);
  EXPECT_LE(overloaded, kReads - most + 1) << "each is a little above half a MiB";
}

}  // namespace
}  // namespace hemoledger

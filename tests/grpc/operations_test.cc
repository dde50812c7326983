// What an operator meets: waiting reads, deadlines, a full disk, a clock that jumps, stopping,
// health, garbage on the port.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>
#include <thread>

#include "proto/base/random.h"
#include "proto/base/strings.h"
#include "services/rpc/guard.h"
#include "tests/grpc/in_process_server.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

constexpr int64_t kMinute = 60'000'000;

class OperationsTest : public testing::Test {
 protected:
  void SetUp() override { server_.LoadUnits(); }

  absl::StatusOr<v1::ReceiptWriteResponse> TryRecord(const std::string& request_id) {
    v1::RecordReceiptRequest request;
    request.set_request_id(request_id);
    *request.mutable_receipt() = MakeReceipt("tan-hiep", 20210405, 1);
    return server_.Call(&v1::ReceiptService::Stub::RecordReceipt, server_.receipts(), request);
  }
  absl::StatusOr<v1::GetUnitResponse> GetUnitAt(
      uint64_t min_position, std::chrono::milliseconds deadline = std::chrono::seconds(30)) {
    v1::GetUnitRequest request;
    *request.mutable_unit() = UnitById("tan-hiep");
    request.mutable_read()->set_min_position(min_position);
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + deadline);
    v1::GetUnitResponse response;
    const absl::Status status = StatusOf(server_.units().GetUnit(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }
  v1::GetStatusResponse Status() {
    const auto status =
        server_.Call(&v1::StatusService::Stub::GetStatus, server_.status(), v1::GetStatusRequest());
    EXPECT_OK(status);
    return status.ok() ? *status : v1::GetStatusResponse();
  }
  // grpc.health.v1: 1 is SERVING, 2 NOT_SERVING.
  int Health(const std::string& service) {
    std::string request = service;
    if (!service.empty()) request = Concat("\x0a", std::string(1, service.size()), service);
    const auto response = CallRaw(health_channel_, "grpc.health.v1.Health/Check", request);
    EXPECT_OK(response);
    return response.ok() && response->size() == 2 && (*response)[0] == 8 ? (*response)[1] : -1;
  }

  InProcessServer server_;
  std::shared_ptr<grpc::Channel> health_channel_ = server_.NewChannel();
};

TEST_F(OperationsTest, AReadWaitsForThePositionThatItAsksFor) {
  const uint64_t next = server_.head() + 1;
  absl::StatusOr<v1::GetUnitResponse> read;
  std::thread reader([&] { read = GetUnitAt(next); });
  server_.Record("r", 5);
  reader.join();
  ASSERT_OK(read);
  EXPECT_GE(read->reflects().position(), next);
}

TEST_F(OperationsTest, EveryWriteCanBeReadAtOnceAtItsPosition) {
  for (int i = 0; i < 100; ++i) {
    const uint64_t position = server_.Record(Concat("r-", i), 5);
    ASSERT_OK_AND_ASSIGN(const auto read, GetUnitAt(0));
    EXPECT_GE(read.reflects().position(), position) << "without any waiting";
  }
}

TEST_F(OperationsTest, APositionThatDoesNotComeEndsTheWait) {
  const uint64_t far = server_.head() + 1000;
  absl::StatusOr<v1::GetUnitResponse> with_deadline;
  std::thread impatient([&] { with_deadline = GetUnitAt(far, std::chrono::milliseconds(300)); });
  // With more patience than the server has it gets the server's own answer, after 10 seconds.
  const auto patient = GetUnitAt(far, std::chrono::seconds(60));
  EXPECT_THAT(patient, StatusIs(ERROR_REASON_POSITION_NOT_REACHED));
  EXPECT_THAT(patient, HasErrorField("position", far));
  EXPECT_THAT(patient, HasErrorField("head", server_.head()));
  impatient.join();
  EXPECT_THAT(with_deadline, StatusIs(absl::StatusCode::kDeadlineExceeded));
}

TEST_F(OperationsTest, AWriteWhoseCallerGaveUpIsDecidedAllTheSame) {
  server_.proposer().Hold();
  v1::RecordReceiptRequest request;
  request.set_request_id("r");
  *request.mutable_receipt() = MakeReceipt("tan-hiep", 20210405, 1);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(300));
  v1::ReceiptWriteResponse response;
  EXPECT_THAT(StatusOf(server_.receipts().RecordReceipt(&context, request, &response)),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  server_.proposer().Release();
  ASSERT_OK_AND_ASSIGN(const auto again, TryRecord("r"));
  // It had arrived or not: the same request tells, and there is one of it.
  EXPECT_NE(again.outcome(), v1::WRITE_OUTCOME_UNSPECIFIED);
  v1::ListReceiptsRequest list;
  ASSERT_OK_AND_ASSIGN(const auto listed, server_.Call(&v1::ReceiptService::Stub::ListReceipts,
                                                       server_.receipts(), list));
  EXPECT_EQ(listed.receipts_size(), 1);
}

TEST_F(OperationsTest, NearlyFullDiskRefusesWritesAndReadsGoOn) {
  server_.OpenSource("may-01");
  server_.disk().free_bytes = 1 << 20;
  EXPECT_THAT(TryRecord("r"), StatusIs(ERROR_REASON_DISK_NEARLY_FULL));
  TestStream stream(server_.receipts(), TestStream::OfSource("may-01"));
  stream.Opened();
  stream.Send({SourceSubmission("may-01", 1, MakeReceipt("tan-hiep", 20210405, 1))});
  EXPECT_THAT(stream.CloseAndRead(), testing::IsEmpty());
  const absl::Status end = stream.Finish();
  EXPECT_THAT(end, StatusIs(ERROR_REASON_DISK_NEARLY_FULL));
  EXPECT_EQ(end.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_OK(GetUnitAt(0));
  EXPECT_EQ(Status().write_state(), v1::WRITE_STATE_DISK_NEARLY_FULL);
  EXPECT_NE(Status().write_state_message_vi(), "");
  server_.disk().free_bytes = int64_t{100} << 30;
  EXPECT_OK(TryRecord("r"));
  EXPECT_EQ(Status().write_state(), v1::WRITE_STATE_WRITABLE);
}

TEST_F(OperationsTest, AClockThatJumpsStopsWritingUntilAnOperatorConfirmsIt) {
  ASSERT_OK(TryRecord("before"));
  server_.clock().Jump(6 * kMinute);
  const auto refused = TryRecord("r");
  EXPECT_THAT(refused, StatusIs(ERROR_REASON_CLOCK_STOPPED));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_OK(GetUnitAt(0));
  EXPECT_EQ(Status().write_state(), v1::WRITE_STATE_CLOCK_STOPPED);
  std::promise<absl::StatusOr<uint64_t>> confirmed;
  server_.ledger().ConfirmClock(
      [&](absl::StatusOr<uint64_t> position) { confirmed.set_value(std::move(position)); });
  ASSERT_OK_AND_ASSIGN(const uint64_t position, confirmed.get_future().get());
  EXPECT_GT(position, 0u);
  EXPECT_OK(TryRecord("r"));
}

TEST_F(OperationsTest, AClockBehindTheLastEventStopsWritingAtTheStart) {
  ASSERT_OK(TryRecord("before"));
  server_.clock().Jump(-6 * kMinute);
  server_.Restart();
  EXPECT_THAT(TryRecord("r"), StatusIs(ERROR_REASON_CLOCK_STOPPED));
  EXPECT_OK(GetUnitAt(0));
}

TEST_F(OperationsTest, StatusTellsWhatIsKnown) {
  server_.LoadPlan();
  server_.OpenSource("may-01");
  server_.clock().Advance(7'000'000);
  TestStream stream(server_.receipts(), TestStream::OfSource("may-01"));
  stream.Opened();
  const v1::GetStatusResponse status = Status();
  EXPECT_EQ(status.ledger_id().size(), 16u);
  EXPECT_EQ(status.epoch(), 1u);
  EXPECT_EQ(status.head_position(), server_.head());
  EXPECT_EQ(status.published_position(), server_.head());
  EXPECT_GT(status.head_record_time_micros(), 0);
  EXPECT_EQ(status.write_state(), v1::WRITE_STATE_WRITABLE);
  EXPECT_EQ(status.unit_count(), 4);
  EXPECT_EQ(status.plan_count(), 1);
  EXPECT_EQ(status.source_count(), 1);
  EXPECT_EQ(status.open_streams(), 1);
  EXPECT_EQ(status.uptime_seconds(), 7);
  EXPECT_EQ(status.server_version(), "0.0.0-test");
}

TEST_F(OperationsTest, HealthAnswersForTheServerAndEachService) {
  EXPECT_EQ(Health(""), 1);
  EXPECT_EQ(Health("hemoledger.v1.ReceiptService"), 1);
  EXPECT_EQ(Health("hemoledger.v1.PlanService"), 1);
}

TEST_F(OperationsTest, AGracefulStopAnswersWhatWasTakenAndRefusesTheRest) {
  server_.OpenSource("may-01");
  TestStream stream(server_.receipts(), TestStream::OfSource("may-01"));
  stream.Opened();
  server_.proposer().Hold();
  const uint64_t head = server_.head();
  stream.Send({SourceSubmission("may-01", 1, MakeReceipt("tan-hiep", 20210405, 1))});
  while (server_.ledger().status().decided_count < head + 2) std::this_thread::yield();

  EXPECT_EQ(Health(""), 1);
  std::thread stopper([&] { server_.rpc().Stop(std::chrono::seconds(20)); });
  // What was taken is held at the disk, so the stop waits; until then the server says what it does.
  while (Health("") != 2) std::this_thread::yield();
  EXPECT_EQ(Health("hemoledger.v1.ReceiptService"), 2);
  const auto refused = TryRecord("late");
  EXPECT_THAT(refused, StatusIs(ERROR_REASON_SERVER_STOPPING));
  EXPECT_THAT(refused, HasErrorField("retry_after_seconds", 1));
  EXPECT_EQ(Status().head_position(), head);
  TestStream late(server_.receipts(), TestStream::OfSource("may-01"));
  late.CloseAndRead();
  EXPECT_THAT(late.Finish(), StatusIs(ERROR_REASON_SERVER_STOPPING));

  server_.proposer().Release();
  const auto runs = stream.ReadUntil(UINT64_MAX);
  ASSERT_EQ(runs.size(), 1u) << "what was taken is answered";
  EXPECT_EQ(runs[0].outcome(), v1::SUBMISSION_OUTCOME_CREATED);
  const absl::Status end = stream.Finish();
  EXPECT_THAT(end, StatusIs(ERROR_REASON_SERVER_STOPPING));
  EXPECT_EQ(end.code(), absl::StatusCode::kUnavailable);
  stopper.join();

  server_.Restart();
  TestStream again(server_.receipts(), TestStream::OfSource("may-01", 1));
  EXPECT_EQ(again.Opened().next_sequence(), 2u);
}

TEST_F(OperationsTest, AStopCutsOffWhoNeverReads) {
  server_.OpenSource("may-01");
  TestStream stream(server_.receipts(), TestStream::OfSource("may-01"));
  std::thread writer([&] {
    // Until the stream breaks.
    for (uint64_t n = 1; n < 1'000'000; n += 500) {
      std::vector<v1::Submission> batch;
      for (uint64_t i = 0; i < 500; ++i) {
        batch.push_back(SourceSubmission("may-01", n + i, MakeReceipt("khong-co", 20210405, 1)));
      }
      if (!stream.Send(batch)) return;
    }
  });
  while (server_.head() < 5000) std::this_thread::yield();
  server_.Stop(std::chrono::milliseconds(100));
  stream.Cancel();
  writer.join();
}

// Sends bytes to the port and waits until the server closes, or for a moment.
void SendGarbage(int port, std::string_view bytes) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  ASSERT_GE(socket, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  timeval timeout{.tv_sec = 0, .tv_usec = 200'000};
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
  while (!bytes.empty()) {
    const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) break;
    bytes.remove_prefix(sent);
  }
  char buffer[4096];
  while (recv(socket, buffer, sizeof(buffer), 0) > 0) {
  }
  close(socket);
}

TEST_F(OperationsTest, GarbageOnThePortLeavesTheServerServing) {
  SeededRandom random(20210405);
  const std::string preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  SendGarbage(server_.port(), random.Bytes(100'000));
  SendGarbage(server_.port(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  SendGarbage(server_.port(),
              Concat(std::string("\x16\x03\x01\x02\x00\x01", 6), random.Bytes(512)));
  SendGarbage(server_.port(), Concat(preface, random.Bytes(100'000)));
  SendGarbage(server_.port(), preface.substr(0, 10));
  EXPECT_OK(TryRecord("r"));
  EXPECT_OK(GetUnitAt(0));
}

TEST_F(OperationsTest, MessagesThatCanNotBeParsedLeaveTheServerServing) {
  const auto channel = server_.NewChannel();
  for (const char* method :
       {"hemoledger.v1.UnitService/GetUnit", "hemoledger.v1.ReceiptService/StreamReceipts",
        "hemoledger.v1.EventService/Subscribe", "hemoledger.v1.UnitService/NoSuchMethod"}) {
    (void)CallRaw(channel, method, "\xff\xff\xff\xff");
  }
  EXPECT_OK(TryRecord("r"));
}

TEST_F(OperationsTest, TwoServersDoNotShareAPort) {
  LoopbackGuard guard;
  SystemRandom random;
  const auto second = RpcServer::Start({.listen_address = server_.address(),
                                        .ledger = &server_.ledger(),
                                        .guard = &guard,
                                        .clock = &server_.clock(),
                                        .attachments = &server_.attachment_store(),
                                        .consumers = &server_.consumer_store(),
                                        .random = &random,
                                        .server_version = "x"});
  EXPECT_FALSE(second.ok());
}

}  // namespace
}  // namespace hemoledger

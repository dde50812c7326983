// A server on a free port of loopback in the test's own process, with a real data folder, a clock
// and a disk that the test moves, and stubs on a channel.
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hemoledger/v1/attachment_service.grpc.pb.h"
#include "hemoledger/v1/attainment_service.grpc.pb.h"
#include "hemoledger/v1/consumer_service.grpc.pb.h"
#include "hemoledger/v1/event_service.grpc.pb.h"
#include "hemoledger/v1/plan_service.grpc.pb.h"
#include "hemoledger/v1/receipt_service.grpc.pb.h"
#include "hemoledger/v1/record_service.grpc.pb.h"
#include "hemoledger/v1/schedule_service.grpc.pb.h"
#include "hemoledger/v1/status_service.grpc.pb.h"
#include "hemoledger/v1/unit_service.grpc.pb.h"
#include "proto/base/random.h"
#include "services/ledger/ledger.h"
#include "services/ledger/proposer.h"
#include "services/rpc/rpc_server.h"
#include "store/attachments.h"
#include "store/consumer_store.h"
#include "store/ledger_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_dir.h"

namespace hemoledger {

// A disk with as much room as the test says.
class FakeDiskSpace final : public DiskSpace {
 public:
  int64_t FreeBytes() override { return free_bytes; }
  std::atomic<int64_t> free_bytes = int64_t{100} << 30;
};

// Commits into the store, but only while the test lets it.
class HeldProposer final : public Proposer {
 public:
  explicit HeldProposer(LedgerStore& store) : store_(store) {}
  ProposeResult Propose(uint64_t base, const Group& group) override;
  void Hold();
  void Release();

 private:
  StoreProposer store_;
  Mutex mutex_;
  CondVar wake_;
  bool held_ GUARDED_BY(mutex_) = false;
};

// The status of a finished call, details included.
absl::Status StatusOf(const grpc::Status& status);

// Calls a method by its name, "package.Service/Method", whatever its kind, with one message of
// these bytes. Returns the bytes of the first answer.
absl::StatusOr<std::string> CallRaw(const std::shared_ptr<grpc::Channel>& channel,
                                    const std::string& method, const std::string& request);

class InProcessServer {
 public:
  // `guard` nullptr: a LoopbackGuard.
  explicit InProcessServer(Guard* guard = nullptr, const RpcLimits& limits = {});
  ~InProcessServer();

  // Stops in good order, as the real process does.
  void Stop(std::chrono::milliseconds grace = std::chrono::seconds(10));
  // Stops, and starts again on the same data.
  void Restart();

  int port() const { return server_->port(); }
  std::string address() const;
  std::shared_ptr<grpc::Channel> NewChannel() const;
  RpcServer& rpc() { return *server_; }
  Ledger& ledger() { return *ledger_; }
  FakeClock& clock() { return clock_; }
  FakeDiskSpace& disk() { return disk_; }
  AttachmentStore& attachment_store() { return *attachment_store_; }
  ConsumerStore& consumer_store() { return *consumer_store_; }
  HeldProposer& proposer() { return *proposer_; }
  // A file of the data folder.
  std::string DataPath(std::string_view name) const;
  uint64_t head() { return ledger_->status().head_position; }

  v1::UnitService::Stub& units() { return *units_; }
  v1::PlanService::Stub& plans() { return *plans_; }
  v1::ReceiptService::Stub& receipts() { return *receipts_; }
  v1::RecordService::Stub& records() { return *records_; }
  v1::AttachmentService::Stub& attachments() { return *attachments_; }
  v1::AttainmentService::Stub& attainment() { return *attainment_; }
  v1::EventService::Stub& events() { return *events_; }
  v1::ConsumerService::Stub& consumers() { return *consumers_; }
  v1::ScheduleService::Stub& schedule() { return *schedule_; }
  v1::StatusService::Stub& status() { return *status_; }

  // One unary call with a deadline of 30 s: server.Call(&UnitService::Stub::GetUnit,
  // server.units(), request).
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                Stub& stub, const Request& request) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    Response response;
    const absl::Status status = StatusOf((stub.*method)(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }

  // --- What most tests begin with; a failure fails the test ---

  // Việt Nam, Kiên Giang, and two districts (tan-hiep, go-quao) under it.
  void LoadUnits();
  // kien-giang-2021: tan-hiep 100, go-quao 200, period 01/12/2020 to 30/11/2021, a signatory.
  void LoadPlan();
  void OpenSource(std::string_view source_id);
  // Records one of tan-hiep on 05/4/2021. Returns its position.
  uint64_t Record(std::string_view request_id, uint32_t units);

 private:
  void Start();

  Guard* const test_guard_;
  const RpcLimits limits_;
  TempDir folder_;
  FakeClock clock_;
  FakeDiskSpace disk_;
  SystemRandom random_;
  std::unique_ptr<Guard> guard_;
  std::unique_ptr<LedgerStore> store_;
  std::unique_ptr<HeldProposer> proposer_;
  std::unique_ptr<AttachmentStore> attachment_store_;
  std::unique_ptr<ConsumerStore> consumer_store_;
  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<RpcServer> server_;
  std::unique_ptr<v1::UnitService::Stub> units_;
  std::unique_ptr<v1::PlanService::Stub> plans_;
  std::unique_ptr<v1::ReceiptService::Stub> receipts_;
  std::unique_ptr<v1::RecordService::Stub> records_;
  std::unique_ptr<v1::AttachmentService::Stub> attachments_;
  std::unique_ptr<v1::AttainmentService::Stub> attainment_;
  std::unique_ptr<v1::EventService::Stub> events_;
  std::unique_ptr<v1::ConsumerService::Stub> consumers_;
  std::unique_ptr<v1::ScheduleService::Stub> schedule_;
  std::unique_ptr<v1::StatusService::Stub> status_;
};

// One StreamReceipts call, as a client would.
class TestStream {
 public:
  TestStream(v1::ReceiptService::Stub& stub, const v1::StreamOpening& opening,
             std::chrono::milliseconds deadline = std::chrono::seconds(30));
  ~TestStream();

  static v1::StreamOpening OfSource(std::string_view source_id, uint64_t acknowledged = 0);
  static v1::StreamOpening OfFeed(std::string_view feed);

  // Reads the answer to the opening; fails the test if it is none.
  v1::StreamOpened Opened();
  bool Send(const std::vector<v1::Submission>& submissions,
            const std::vector<v1::AccompanyingText>& texts = {});
  bool SendBytes(const std::vector<std::string>& submissions,
                 const std::vector<v1::AccompanyingText>& texts = {});
  // The next acknowledgement's runs; empty: the stream has ended.
  std::vector<v1::OutcomeRun> Read();
  // Reads until `count` submissions are acknowledged or the stream ends.
  std::vector<v1::OutcomeRun> ReadUntil(uint64_t count);
  // Closes our side, and reads the rest.
  std::vector<v1::OutcomeRun> CloseAndRead();
  // How the stream ended. Once; all is to be read before.
  absl::Status Finish();
  void Cancel() { context_.TryCancel(); }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::StreamReceiptsRequest, v1::StreamReceiptsResponse>>
      call_;
  bool finished_ = false;
};

}  // namespace hemoledger

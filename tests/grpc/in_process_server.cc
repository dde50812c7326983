#include "tests/grpc/in_process_server.h"

#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include "proto/base/check.h"
#include "proto/base/strings.h"
#include "proto/base/text_commitment.h"
#include "services/ledger/ledger_attachments.h"
#include "services/rpc/guard.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {

ProposeResult HeldProposer::Propose(uint64_t base, const Group& group) {
  {
    MutexLock lock(mutex_);
    wake_.Wait(mutex_, [this] {
      mutex_.AssertHeld();
      return !held_;
    });
  }
  return store_.Propose(base, group);
}

void HeldProposer::Hold() {
  MutexLock lock(mutex_);
  held_ = true;
}

void HeldProposer::Release() {
  MutexLock lock(mutex_);
  held_ = false;
  wake_.NotifyAll();
}

absl::Status StatusOf(const grpc::Status& status) {
  return FromWire(status.error_code(), status.error_message(), status.error_details());
}

absl::StatusOr<std::string> CallRaw(const std::shared_ptr<grpc::Channel>& channel,
                                    const std::string& method, const std::string& request) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareCall(&context, Concat("/", method), &queue);
  void* tag = nullptr;
  bool ok = false;
  call->StartCall(nullptr);
  queue.Next(&tag, &ok);
  const grpc::Slice slice(request);
  call->WriteLast(grpc::ByteBuffer(&slice, 1), grpc::WriteOptions(), nullptr);
  queue.Next(&tag, &ok);
  grpc::ByteBuffer response;
  call->Read(&response, nullptr);
  bool answered = false;
  queue.Next(&tag, &answered);
  grpc::Status status;
  call->Finish(&status, nullptr);
  queue.Next(&tag, &ok);
  queue.Shutdown();
  while (queue.Next(&tag, &ok)) {
  }
  if (!status.ok()) return StatusOf(status);
  if (!answered) {
    return MakeError(ERROR_REASON_INTERNAL, {{"detail", "the call ended with no answer"}});
  }
  grpc::Slice whole;
  EXPECT_TRUE(response.DumpToSingleSlice(&whole).ok());
  return std::string(reinterpret_cast<const char*>(whole.begin()), whole.size());
}

InProcessServer::InProcessServer(Guard* guard, const RpcLimits& limits)
    : test_guard_(guard), limits_(limits) {
  Start();
}

InProcessServer::~InProcessServer() {
  if (server_ != nullptr) Stop(std::chrono::milliseconds(0));
}

void InProcessServer::Start() {
  StoreOptions store_options;
  store_options.path = folder_.Join("data");
  store_options.create_if_missing = true;
  store_options.write_buffer_bytes = 4 << 20;
  store_options.block_cache_bytes = 4 << 20;
  auto store = LedgerStore::Open(std::move(store_options));
  HL_CHECK_OK(store);
  store_ = *std::move(store);
  proposer_ = std::make_unique<HeldProposer>(*store_);
  Ledger::Options options;
  options.store = store_.get();
  options.proposer = proposer_.get();
  options.clock = &clock_;
  options.random = &random_;
  options.disk = &disk_;
  auto ledger = Ledger::Open(std::move(options));
  HL_CHECK_OK(ledger);
  ledger_ = *std::move(ledger);
  auto attachments = OpenAttachments(folder_.Join("data"), *ledger_);
  HL_CHECK_OK(attachments);
  attachment_store_ = *std::move(attachments);
  auto consumers = ConsumerStore::Open({.path = folder_.Join("data")});
  HL_CHECK_OK(consumers);
  consumer_store_ = *std::move(consumers);
  guard_ = std::make_unique<LoopbackGuard>();
  auto server = RpcServer::Start({.listen_address = "127.0.0.1:0",
                                  .ledger = ledger_.get(),
                                  .guard = test_guard_ != nullptr ? test_guard_ : guard_.get(),
                                  .clock = &clock_,
                                  .attachments = attachment_store_.get(),
                                  .consumers = consumer_store_.get(),
                                  .random = &random_,
                                  .server_version = "0.0.0-test",
                                  .limits = limits_});
  HL_CHECK_OK(server);
  server_ = *std::move(server);
  const auto channel = NewChannel();
  units_ = v1::UnitService::NewStub(channel);
  plans_ = v1::PlanService::NewStub(channel);
  receipts_ = v1::ReceiptService::NewStub(channel);
  records_ = v1::RecordService::NewStub(channel);
  attachments_ = v1::AttachmentService::NewStub(channel);
  attainment_ = v1::AttainmentService::NewStub(channel);
  schedule_ = v1::ScheduleService::NewStub(channel);
  events_ = v1::EventService::NewStub(channel);
  consumers_ = v1::ConsumerService::NewStub(channel);
  status_ = v1::StatusService::NewStub(channel);
}

void InProcessServer::Stop(std::chrono::milliseconds grace) {
  proposer_->Release();
  server_->Stop(grace);
  server_.reset();
  ledger_.reset();
  attachment_store_.reset();
  consumer_store_.reset();
  proposer_.reset();
  store_.reset();
}

void InProcessServer::Restart() {
  if (server_ != nullptr) Stop();
  Start();
}

std::string InProcessServer::DataPath(std::string_view name) const {
  return Concat(folder_.Join("data"), "/", name);
}

std::string InProcessServer::address() const {
  return Concat("127.0.0.1:", port());
}

std::shared_ptr<grpc::Channel> InProcessServer::NewChannel() const {
  grpc::ChannelArguments arguments;
  // A connection of its own: tests cut them.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(-1);
  return grpc::CreateCustomChannel(address(), grpc::InsecureChannelCredentials(), arguments);
}

void InProcessServer::LoadUnits() {
  v1::ChangeUnitsRequest request;
  request.set_request_id("load-units");
  *request.add_changes() = OpenUnit("vn", v1::UNIT_KIND_NATION, "Việt Nam");
  *request.add_changes() =
      OpenUnit("kien-giang", v1::UNIT_KIND_PROVINCE, "Tỉnh Kiên Giang", "vn", "91");
  *request.add_changes() =
      OpenUnit("tan-hiep", v1::UNIT_KIND_DISTRICT, "Huyện Tân Hiệp", "kien-giang", "905");
  *request.add_changes() =
      OpenUnit("go-quao", v1::UNIT_KIND_DISTRICT, "Huyện Gò Quao", "kien-giang", "907");
  ASSERT_OK(Call(&v1::UnitService::Stub::ChangeUnits, units(), request));
}

void InProcessServer::LoadPlan() {
  v1::IssuePlanRequest request;
  request.set_request_id("load-plan");
  v1::PlanIssued& plan = *request.mutable_plan();
  plan = MakePlan("kien-giang-2021", "kien-giang", 20201201, 20211130);
  plan.mutable_document()->add_numbers("01/KH-BCĐ");
  plan.mutable_document()->set_signed_date(20210110);
  MadeText signatory = MakeText(0, "Nguyễn Văn A", random_);
  *plan.mutable_document()->mutable_signatory() = signatory.text;
  *request.add_texts() = signatory.accompanying;
  *plan.add_rows() = HolderRow("r1", "tan-hiep", 100);
  *plan.add_rows() = HolderRow("r2", "go-quao", 200);
  ASSERT_OK(Call(&v1::PlanService::Stub::IssuePlan, plans(), request));
}

void InProcessServer::OpenSource(std::string_view source_id) {
  v1::OpenSourceRequest request;
  request.set_request_id(Concat("open-", source_id));
  request.mutable_source()->set_source_id(std::string(source_id));
  ASSERT_OK(Call(&v1::ReceiptService::Stub::OpenSource, receipts(), request));
}

uint64_t InProcessServer::Record(std::string_view request_id, uint32_t units) {
  v1::RecordReceiptRequest request;
  request.set_request_id(std::string(request_id));
  *request.mutable_receipt() = MakeReceipt("tan-hiep", 20210405, units);
  const auto response = Call(&v1::ReceiptService::Stub::RecordReceipt, receipts(), request);
  EXPECT_OK(response);
  return response.ok() ? response->position() : 0;
}

TestStream::TestStream(v1::ReceiptService::Stub& stub, const v1::StreamOpening& opening,
                       std::chrono::milliseconds deadline) {
  context_.set_deadline(std::chrono::system_clock::now() + deadline);
  call_ = stub.StreamReceipts(&context_);
  v1::StreamReceiptsRequest request;
  *request.mutable_open() = opening;
  call_->Write(request);
}

TestStream::~TestStream() {
  if (finished_) return;
  context_.TryCancel();
  v1::StreamReceiptsResponse response;
  while (call_->Read(&response)) {
  }
  call_->Finish();
}

v1::StreamOpening TestStream::OfSource(std::string_view source_id, uint64_t acknowledged) {
  v1::StreamOpening opening;
  opening.mutable_sequence()->set_source_id(std::string(source_id));
  opening.mutable_sequence()->set_acknowledged_sequence(acknowledged);
  return opening;
}

v1::StreamOpening TestStream::OfFeed(std::string_view feed) {
  v1::StreamOpening opening;
  opening.mutable_external_id()->set_feed(std::string(feed));
  return opening;
}

v1::StreamOpened TestStream::Opened() {
  v1::StreamReceiptsResponse response;
  EXPECT_TRUE(call_->Read(&response)) << "the stream ended before it was opened";
  EXPECT_TRUE(response.has_opened());
  return response.opened();
}

bool TestStream::Send(const std::vector<v1::Submission>& submissions,
                      const std::vector<v1::AccompanyingText>& texts) {
  std::vector<std::string> bytes;
  for (const v1::Submission& submission : submissions) bytes.push_back(Bytes(submission));
  return SendBytes(bytes, texts);
}

bool TestStream::SendBytes(const std::vector<std::string>& submissions,
                           const std::vector<v1::AccompanyingText>& texts) {
  v1::StreamReceiptsRequest request;
  request.mutable_batch();
  for (const std::string& submission : submissions) {
    request.mutable_batch()->add_submissions(submission);
  }
  for (const v1::AccompanyingText& text : texts) *request.mutable_batch()->add_texts() = text;
  return call_->Write(request);
}

std::vector<v1::OutcomeRun> TestStream::Read() {
  v1::StreamReceiptsResponse response;
  if (!call_->Read(&response)) return {};
  EXPECT_TRUE(response.has_acknowledgement());
  const auto& runs = response.acknowledgement().runs();
  EXPECT_FALSE(runs.empty());
  return {runs.begin(), runs.end()};
}

std::vector<v1::OutcomeRun> TestStream::ReadUntil(uint64_t count) {
  std::vector<v1::OutcomeRun> all;
  uint64_t acknowledged = 0;
  while (acknowledged < count) {
    const std::vector<v1::OutcomeRun> runs = Read();
    if (runs.empty()) break;
    for (const v1::OutcomeRun& run : runs) acknowledged += run.count();
    all.insert(all.end(), runs.begin(), runs.end());
  }
  return all;
}

std::vector<v1::OutcomeRun> TestStream::CloseAndRead() {
  call_->WritesDone();
  return ReadUntil(UINT64_MAX);
}

absl::Status TestStream::Finish() {
  finished_ = true;
  return StatusOf(call_->Finish());
}

}  // namespace hemoledger

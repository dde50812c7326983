#include "tests/e2e/load/load_client.h"

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <thread>

#include "hemoledger/v1/events.pb.h"
#include "hemoledger/v1/unit_service.grpc.pb.h"
#include "proto/base/errors.h"
#include "proto/base/strings.h"
#include "tests/support/builders.h"

namespace hemoledger::load {
namespace {

constexpr int kBatch = 500;
constexpr uint64_t kUnansweredBatches = 8;

absl::Status ToStatus(const grpc::Status& status) {
  return FromWire(status.error_code(), status.error_message(), status.error_details());
}

void Check(const grpc::Status& status, const std::string& what) {
  Require(status.ok(), Concat(what, ": ", status.error_message()));
}

// The cells are the same however many receipts there are.
v1::Receipt ReceiptOf(uint64_t number) {
  return MakeReceipt(Concat("xa-", number % kUnits),
                     20210401 + static_cast<int32_t>(number / kUnits % 28),
                     1 + static_cast<uint32_t>(number % 40), 350);
}

}  // namespace

void Require(bool holds, const std::string& what) {
  if (holds) return;
  std::cerr << "load: " << what << std::endl;
  std::_Exit(1);
}

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  const auto channel =
      grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
  // gRPC 1.51 now and then fails to connect when several threads do at once ("No such file or
  // directory"), and tries again by itself; our library does too.
  const auto deadline = std::chrono::system_clock::now() + std::chrono::seconds(10);
  Require(channel->WaitForConnected(deadline), "no connection");
  return channel;
}

void Prepare(const std::shared_ptr<grpc::Channel>& channel, int sources) {
  v1::ChangeUnitsRequest units;
  units.set_request_id("units");
  *units.add_changes() = OpenUnit("vn", v1::UNIT_KIND_NATION, "Việt Nam");
  for (int i = 0; i < kUnits; ++i) {
    *units.add_changes() =
        OpenUnit(Concat("xa-", i), v1::UNIT_KIND_COMMUNE, Concat("Xã ", i), "vn");
  }
  grpc::ClientContext context;
  v1::ChangeUnitsResponse changed;
  Check(v1::UnitService::NewStub(channel)->ChangeUnits(&context, units, &changed), "units");
  const auto receipts = v1::ReceiptService::NewStub(channel);
  for (int i = 0; i < sources; ++i) {
    v1::OpenSourceRequest request;
    request.set_request_id(Concat("open-", i));
    request.mutable_source()->set_source_id(Concat("may-", i));
    grpc::ClientContext call;
    v1::OpenSourceResponse opened;
    Check(receipts->OpenSource(&call, request, &opened), "a source");
  }
}

v1::GetStatusResponse StatusOf(const std::shared_ptr<grpc::Channel>& channel) {
  grpc::ClientContext context;
  v1::GetStatusResponse response;
  Check(v1::StatusService::NewStub(channel)->GetStatus(&context, {}, &response), "the status");
  return response;
}

Stream::Stream(const std::shared_ptr<grpc::Channel>& channel, const std::string& source_or_feed,
               bool of_source)
    : name_(source_or_feed),
      of_source_(of_source),
      stub_(v1::ReceiptService::NewStub(channel)),
      call_(stub_->StreamReceipts(&context_)) {
  v1::StreamReceiptsRequest request;
  if (of_source_) {
    request.mutable_open()->mutable_sequence()->set_source_id(name_);
  } else {
    request.mutable_open()->mutable_external_id()->set_feed(name_);
  }
  v1::StreamReceiptsResponse response;
  opened_ = call_->Write(request) && call_->Read(&response) && response.has_opened();
}

Stream::~Stream() {
  if (finished_) return;
  context_.TryCancel();
  call_->Finish();
}

void Stream::Send(uint64_t first, int count) {
  v1::StreamReceiptsRequest request;
  for (uint64_t number = first; number < first + static_cast<uint64_t>(count); ++number) {
    const v1::Receipt receipt = ReceiptOf(number);
    request.mutable_batch()->add_submissions(
        Bytes(of_source_ ? SourceSubmission(name_, number, receipt)
                         : FeedSubmission(name_, Concat("so-", number), receipt)));
  }
  Require(call_->Write(request), "a stream ended while it was written to");
}

uint64_t Stream::ReadCreated() {
  v1::StreamReceiptsResponse response;
  Require(call_->Read(&response), "a stream ended before all was acknowledged");
  uint64_t created = 0;
  for (const v1::OutcomeRun& run : response.acknowledgement().runs()) {
    Require(run.outcome() == v1::SUBMISSION_OUTCOME_CREATED, run.ShortDebugString());
    created += run.count();
  }
  return created;
}

absl::Status Stream::Finish() {
  call_->WritesDone();
  v1::StreamReceiptsResponse response;
  while (call_->Read(&response)) {
  }
  finished_ = true;
  return ToStatus(call_->Finish());
}

Subscriber::Subscriber(const std::shared_ptr<grpc::Channel>& channel)
    : stub_(v1::EventService::NewStub(channel)), call_(stub_->Subscribe(&context_, {})) {}

Subscriber::~Subscriber() {
  if (finished_) return;
  context_.TryCancel();
  call_->Finish();
}

void Subscriber::WaitUntilBegun() {
  call_->WaitForInitialMetadata();
}

void Subscriber::ReadBelow(uint64_t end) {
  v1::SubscribeResponse response;
  v1::Event event;
  while (next_ < end) {
    Require(call_->Read(&response), "a subscription ended before it had told all");
    for (const v1::RecordedEvent& recorded : response.batch().events()) {
      Require(event.ParseFromString(recorded.event()) && event.position() == next_,
              Concat("position ", next_, " is missing in a subscription"));
      ++next_;
    }
  }
}

absl::Status Subscriber::Finish() {
  v1::SubscribeResponse response;
  while (call_->Read(&response)) {
  }
  finished_ = true;
  return ToStatus(call_->Finish());
}

void WriteAll(const std::shared_ptr<grpc::Channel>& channel, const std::string& source,
              uint64_t first, uint64_t count) {
  Stream stream(channel, source, /*of_source=*/true);
  if (!stream.opened()) {
    Require(false, Concat("a writer was refused: ", stream.Finish().ToString()));
  }
  std::mutex mutex;
  std::condition_variable answered;
  // Receipts created; guarded by `mutex`.
  uint64_t created = 0;
  std::thread writer([&] {
    for (uint64_t sent = 0; sent < count;) {
      const int now = static_cast<int>(std::min<uint64_t>(kBatch, count - sent));
      {
        std::unique_lock lock(mutex);
        answered.wait(lock, [&] { return sent - created <= (kUnansweredBatches - 1) * kBatch; });
      }
      stream.Send(first + sent, now);
      sent += static_cast<uint64_t>(now);
    }
  });
  for (uint64_t all = 0; all < count;) {
    all += stream.ReadCreated();
    const std::lock_guard lock(mutex);
    created = all;
    answered.notify_one();
  }
  writer.join();
  const absl::Status end = stream.Finish();
  Require(end.ok(), MessageOf(end, Language::kEnglish));
}

}  // namespace hemoledger::load

#include "tests/bench/whole/hemoledger_client.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "grpcpp/generic/generic_stub.h"
#include "hemoledger/v1/attainment_service.grpc.pb.h"
#include "hemoledger/v1/plan_service.grpc.pb.h"
#include "hemoledger/v1/receipt_service.grpc.pb.h"
#include "hemoledger/v1/status_service.grpc.pb.h"
#include "hemoledger/v1/unit_service.grpc.pb.h"
#include "proto/base/strings.h"
#include "tests/bench/whole/measurement.h"

namespace hemoledger::bench {
namespace {

// Messages not acknowledged: the server takes more of small ones.
constexpr size_t kInFlight = 8;
constexpr size_t kSmallInFlight = 128;
constexpr size_t kSmallMessage = 512;

void Check(const grpc::Status& status) {
  if (!status.ok()) Die(status.error_message());
}

using Clock = std::chrono::steady_clock;

}  // namespace

Server::Server(const std::string& binary, const std::filesystem::path& folder) {
  start_seconds_ = Seconds([&] {
    process_.emplace(binary, folder);
    // The file with the port is there a moment before or after; the answer is what counts.
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    v1::GetStatusResponse response;
    Check(v1::StatusService::NewStub(Connect(3000))->GetStatus(&context, {}, &response));
  });
}

std::shared_ptr<grpc::Channel> Server::Connect(int n) const {
  grpc::ChannelArguments arguments;
  arguments.SetInt("hemoledger.bench.channel", n);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(process_->address(), grpc::InsecureChannelCredentials(),
                                   arguments);
}

void Server::Load(const Workload& workload, int sources) const {
  const auto channel = Connect(1000);
  const auto units = v1::UnitService::NewStub(channel);
  for (const v1::ChangeUnitsRequest& request : workload.Units()) {
    grpc::ClientContext context;
    v1::ChangeUnitsResponse response;
    Check(units->ChangeUnits(&context, request, &response));
  }
  const auto receipts = v1::ReceiptService::NewStub(channel);
  for (int s = 0; s < sources; ++s) {
    v1::OpenSourceRequest request;
    request.set_request_id(Concat("open-", s));
    request.mutable_source()->set_source_id(Workload::SourceId(static_cast<uint32_t>(s)));
    grpc::ClientContext context;
    v1::OpenSourceResponse response;
    Check(receipts->OpenSource(&context, request, &response));
  }
  v1::IssuePlanRequest plan;
  plan.set_request_id("plan");
  *plan.mutable_plan() = Workload::Plan200();
  grpc::ClientContext context;
  v1::IssuePlanResponse response;
  Check(v1::PlanService::NewStub(channel)->IssuePlan(&context, plan, &response));
}

std::vector<SerializedBatch> Serialize(const std::vector<v1::StreamReceiptsRequest>& batches) {
  std::vector<SerializedBatch> serialized;
  for (const v1::StreamReceiptsRequest& batch : batches) {
    const grpc::Slice bytes(batch.SerializeAsString());
    serialized.push_back({.bytes = grpc::ByteBuffer(&bytes, 1),
                          .submissions = static_cast<uint64_t>(batch.batch().submissions_size())});
  }
  return serialized;
}

int64_t WallMicros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

StreamOutcome StreamAll(const Server& server, uint32_t source,
                        const std::vector<SerializedBatch>& batches, double batches_per_second) {
  const auto channel = server.Connect(static_cast<int>(source));
  grpc::ClientContext context;
  // What a generated stub does, for messages that are bytes already.
  const grpc::internal::RpcMethod method("/hemoledger.v1.ReceiptService/StreamReceipts",
                                         grpc::internal::RpcMethod::BIDI_STREAMING, channel);
  const std::unique_ptr<grpc::ClientReaderWriter<grpc::ByteBuffer, v1::StreamReceiptsResponse>>
      stream(grpc::internal::ClientReaderWriterFactory<
             grpc::ByteBuffer, v1::StreamReceiptsResponse>::Create(channel.get(), method,
                                                                   &context));
  v1::StreamReceiptsRequest opening;
  opening.mutable_open()->mutable_sequence()->set_source_id(Workload::SourceId(source));
  v1::StreamReceiptsResponse response;
  if (!stream->Write(Serialize({opening})[0].bytes) || !stream->Read(&response))
    Die(stream->Finish().error_message());

  std::mutex mutex;
  std::condition_variable answered_more;
  // Batches answered; guarded by `mutex`.
  size_t answered = 0;
  const bool open_loop = batches_per_second > 0;
  const Clock::time_point begin = Clock::now();
  const auto due = [&](size_t batch) {
    return begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(
                       static_cast<double>(batch) / batches_per_second));
  };
  std::thread writer([&] {
    for (size_t next = 0; next < batches.size(); ++next) {
      const bool is_small = batches[next].bytes.Length() < kSmallMessage;
      const size_t in_flight = is_small ? kSmallInFlight : kInFlight;
      // Small ones that can follow at once go out together.
      grpc::WriteOptions options;
      if (open_loop) {
        std::this_thread::sleep_until(due(next));
      } else {
        std::unique_lock lock(mutex);
        answered_more.wait(lock, [&] { return next - answered < in_flight; });
        const bool more = next + 1 < batches.size() && next + 1 - answered < in_flight;
        if (more && is_small) options.set_buffer_hint();
      }
      if (!stream->Write(batches[next].bytes, options)) return;
    }
    stream->WritesDone();
  });

  StreamOutcome outcome;
  // Submissions acknowledged, and sent with the batches up to `complete`.
  uint64_t acknowledged = 0;
  uint64_t sent = 0;
  size_t complete = 0;
  while (stream->Read(&response)) {
    for (const v1::OutcomeRun& run : response.acknowledgement().runs()) {
      acknowledged += run.count();
      if (run.outcome() == v1::SUBMISSION_OUTCOME_CREATED) {
        outcome.created += run.count();
        outcome.runs.push_back({run.first_position(), run.count(), WallMicros()});
      } else if (run.outcome() == v1::SUBMISSION_OUTCOME_EXISTS) {
        outcome.existing += run.count();
      } else {
        Die("outcome " + run.ShortDebugString());
      }
    }
    const Clock::time_point now = Clock::now();
    while (complete < batches.size() && sent + batches[complete].submissions <= acknowledged) {
      sent += batches[complete].submissions;
      if (open_loop) {
        outcome.latencies.push_back(std::chrono::duration<double>(now - due(complete)).count());
      }
      ++complete;
    }
    {
      const std::lock_guard lock(mutex);
      answered = complete;
    }
    answered_more.notify_one();
  }
  {
    // Lets the writer go where the stream ended early.
    const std::lock_guard lock(mutex);
    answered = batches.size();
  }
  answered_more.notify_one();
  writer.join();
  Check(stream->Finish());
  if (complete != batches.size()) Die("not all was acknowledged");
  return outcome;
}

double IngestAll(const Server& server, const std::vector<std::vector<SerializedBatch>>& all,
                 uint64_t events_each) {
  std::vector<StreamOutcome> outcomes(all.size());
  const double seconds = Seconds([&] {
    std::vector<std::thread> threads;
    for (size_t s = 0; s < all.size(); ++s) {
      threads.emplace_back(
          [&, s] { outcomes[s] = StreamAll(server, static_cast<uint32_t>(s), all[s]); });
    }
    for (std::thread& thread : threads) thread.join();
  });
  for (const StreamOutcome& outcome : outcomes) {
    if (outcome.created != events_each) {
      Die(Concat("of ", events_each, " events ", outcome.created, " were recorded"));
    }
  }
  return static_cast<double>(events_each * all.size()) / seconds;
}

namespace {

constexpr char kQueryMethod[] = "/hemoledger.v1.AttainmentService/GetAttainment";
constexpr int kRows = 200;

v1::GetAttainmentRequest PlanQuery() {
  v1::GetAttainmentRequest request;
  request.set_plan_id("ke-hoach-200");
  return request;
}

// One caller that keeps answers as bytes.
class BytesCaller {
 public:
  explicit BytesCaller(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(channel), question_(PlanQuery().SerializeAsString()), request_(&question_, 1) {}

  void Call() {
    grpc::ClientContext context;
    const auto call = stub_.PrepareUnaryCall(&context, kQueryMethod, request_, &queue_);
    grpc::ByteBuffer answer;
    grpc::Status status;
    call->StartCall();
    call->Finish(&answer, &status, this);
    void* tag = nullptr;
    bool ok = false;
    if (!queue_.Next(&tag, &ok) || !ok) Die("a call was not ended");
    Check(status);
    if (smallest_ == 0) {
      grpc::Slice bytes;
      v1::GetAttainmentResponse parsed;
      Check(answer.DumpToSingleSlice(&bytes));
      if (!parsed.ParseFromArray(bytes.begin(), static_cast<int>(bytes.size())) ||
          parsed.lines_size() < kRows) {
        Die("a query without its 200 rows");
      }
      // Figures grow and never shrink.
      smallest_ = answer.Length() - kSlackBytes;
    }
    if (answer.Length() < smallest_) Die("a query without its 200 rows");
  }

 private:
  // A corrected receipt can make a figure a digit shorter here and there.
  static constexpr size_t kSlackBytes = 64;

  grpc::GenericStub stub_;
  grpc::CompletionQueue queue_;
  const grpc::Slice question_;
  const grpc::ByteBuffer request_;
  size_t smallest_ = 0;
};

// One caller that reads its answers.
class ParsingCaller {
 public:
  explicit ParsingCaller(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(v1::AttainmentService::NewStub(channel)), request_(PlanQuery()) {}

  void Call() {
    grpc::ClientContext context;
    Check(stub_->GetAttainment(&context, request_, &response_));
    if (response_.lines_size() < kRows) Die("a query without its 200 rows");
  }

 private:
  const std::unique_ptr<v1::AttainmentService::Stub> stub_;
  const v1::GetAttainmentRequest request_;
  // Reused, as a caller that asks often does.
  v1::GetAttainmentResponse response_;
};

template <typename Caller>
QueryOutcome AskPlan(const Server& server, int threads, double seconds) {
  std::vector<std::vector<double>> taken(static_cast<size_t>(threads));
  const double whole = RunFor(seconds, threads, [&](int thread, const std::atomic<bool>& stop) {
    Caller caller(server.Connect(2000 + thread));
    while (!stop) {
      taken[static_cast<size_t>(thread)].push_back(Seconds([&] { caller.Call(); }));
    }
  });
  std::vector<double> all;
  for (const std::vector<double>& some : taken) all.insert(all.end(), some.begin(), some.end());
  if (all.empty()) Die("no query was answered");
  std::sort(all.begin(), all.end());
  return {static_cast<double>(all.size()) / whole, all[all.size() / 2], all[all.size() * 99 / 100]};
}

}  // namespace

QueryOutcome QueryPlan(const Server& server, int threads, double seconds, Answers answers) {
  return answers == Answers::kAsBytes ? AskPlan<BytesCaller>(server, threads, seconds)
                                      : AskPlan<ParsingCaller>(server, threads, seconds);
}

}  // namespace hemoledger::bench

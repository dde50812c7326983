// A first look at speed: durable, deduplicated, counted and acknowledged receipts a second over
// gRPC, next to a plain file with one fdatasync per 1000 events, in one run on one machine. Client
// and server share the cores.
//
//   ingest_bench HEMOLEDGERD [--runs N] [--events N] [--single-events N] [--folder DIR]
//
// Prints a table: median, minimum and maximum of N interleaved runs (default 5), and the ratios to
// the plain file.
#include <fcntl.h>
#include <grpcpp/grpcpp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "hemoledger/v1/events.pb.h"
#include "hemoledger/v1/receipt_service.grpc.pb.h"
#include "hemoledger/v1/unit_service.grpc.pb.h"

namespace hemoledger {
namespace {

constexpr int kStreams = 8;
constexpr int kInFlight = 8;
constexpr int kUnits = 700;

[[noreturn]] void Die(const std::string& what) {
  std::cerr << "ingest_bench: " << what << "\n";
  std::exit(1);
}

double Seconds(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// hemoledgerd as a child process on a free port of loopback.
class ServerProcess {
 public:
  ServerProcess(const std::string& binary, const std::filesystem::path& folder) {
    const std::string port_file = folder / "port";
    const std::string data = folder / "data";
    pid_ = fork();
    if (pid_ == 0) {
      const int log = open((folder / "log").c_str(), O_CREAT | O_WRONLY | O_APPEND, 0644);
      dup2(log, 2);
      execl(binary.c_str(), binary.c_str(), "--data", data.c_str(), "--listen", "127.0.0.1:0",
            "--port-file", port_file.c_str(), nullptr);
      _exit(127);
    }
    for (int i = 0; i < 600 && port_.empty(); ++i) {
      std::ifstream(port_file) >> port_;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    if (port_.empty()) Die("the server did not come up");
  }
  ~ServerProcess() {
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }
  std::shared_ptr<grpc::Channel> Connect(int n) const {
    grpc::ChannelArguments arguments;
    arguments.SetInt("hemoledger.bench.channel", n);  // a connection of its own for each stream
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel("127.0.0.1:" + port_, grpc::InsecureChannelCredentials(),
                                     arguments);
  }

 private:
  pid_t pid_ = -1;
  std::string port_;
};

std::string Submission(const std::string& source, uint64_t sequence) {
  v1::Submission submission;
  submission.mutable_source()->set_source_id(source);
  submission.mutable_source()->set_sequence(sequence);
  v1::Receipt& receipt = *submission.mutable_receipt_recorded()->mutable_receipt();
  receipt.mutable_unit()->set_unit_id("huyen-" + std::to_string((sequence * 7919) % kUnits));
  // One in five from another month.
  receipt.mutable_interval()->set_first_date(20210000 + (sequence % 5 == 0 ? 300 : 400) + 1 +
                                             static_cast<int>(sequence % 28));
  receipt.set_component(v1::COMPONENT_WHOLE_BLOOD);
  receipt.set_donor_class(v1::DONOR_CLASS_VOLUNTARY);
  v1::BagCount& bag = *receipt.add_bags();
  bag.set_volume_ml(sequence % 3 == 0 ? 350 : 250);
  bag.set_count(1 + static_cast<uint32_t>(sequence % 60));
  return submission.SerializeAsString();
}

void Check(const grpc::Status& status) {
  if (!status.ok()) Die(status.error_message());
}

void LoadUnits(const ServerProcess& server) {
  auto stub = v1::UnitService::NewStub(server.Connect(1000));
  v1::ChangeUnitsRequest request;
  request.set_request_id("units");
  const auto open = [&](const std::string& id, v1::UnitKind kind, const std::string& parent) {
    v1::UnitOpened& opened = *request.add_changes()->mutable_opened();
    opened.set_unit_id(id);
    opened.set_kind(kind);
    opened.set_name(id);
    opened.set_parent_id(parent);
  };
  open("vn", v1::UNIT_KIND_NATION, "");
  for (int i = 0; i < kUnits; ++i) open("huyen-" + std::to_string(i), v1::UNIT_KIND_DISTRICT, "vn");
  grpc::ClientContext context;
  v1::ChangeUnitsResponse response;
  Check(stub->ChangeUnits(&context, request, &response));
}

// One stream: sends `events` receipts in batches of `batch`, kInFlight batches unanswered at most;
// returns when all are acknowledged.
void StreamAll(v1::ReceiptService::Stub& stub, const std::string& source,
               const std::vector<v1::StreamReceiptsRequest>& batches, uint64_t events) {
  grpc::ClientContext context;
  auto stream = stub.StreamReceipts(&context);
  v1::StreamReceiptsRequest opening;
  opening.mutable_open()->mutable_sequence()->set_source_id(source);
  if (!stream->Write(opening)) Die("opening");
  v1::StreamReceiptsResponse response;
  if (!stream->Read(&response)) Die(stream->Finish().error_message());
  uint64_t acknowledged = 0;
  uint64_t sent = 0;
  size_t next = 0;
  std::vector<uint64_t> ends;  // events sent with the i-th batch and before
  size_t answered = 0;
  while (acknowledged < events) {
    while (next < batches.size() && next - answered < kInFlight) {
      if (!stream->Write(batches[next])) Die("write: " + stream->Finish().error_message());
      sent += static_cast<uint64_t>(batches[next].batch().submissions_size());
      ends.push_back(sent);
      ++next;
    }
    if (!stream->Read(&response)) Die("read: " + stream->Finish().error_message());
    for (const v1::OutcomeRun& run : response.acknowledgement().runs()) {
      if (run.outcome() != v1::SUBMISSION_OUTCOME_CREATED) Die("outcome " + run.ShortDebugString());
      acknowledged += run.count();
    }
    while (answered < ends.size() && ends[answered] <= acknowledged) ++answered;
  }
  stream->WritesDone();
  while (stream->Read(&response)) {
  }
  Check(stream->Finish());
}

// Events a second through a fresh server.
double MeasureServer(const std::string& binary, const std::filesystem::path& folder,
                     uint64_t events, int batch) {
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  ServerProcess server(binary, folder);
  LoadUnits(server);
  const uint64_t per_stream = events / kStreams;
  std::vector<std::unique_ptr<v1::ReceiptService::Stub>> stubs;
  std::vector<std::vector<v1::StreamReceiptsRequest>> batches(kStreams);
  for (int s = 0; s < kStreams; ++s) {
    const std::string source = "may-" + std::to_string(s);
    stubs.push_back(v1::ReceiptService::NewStub(server.Connect(s)));
    v1::OpenSourceRequest request;
    request.set_request_id("open-" + source);
    request.mutable_source()->set_source_id(source);
    grpc::ClientContext context;
    v1::OpenSourceResponse response;
    Check(stubs.back()->OpenSource(&context, request, &response));
    for (uint64_t n = 1; n <= per_stream; ++n) {
      if (batches[s].empty() || batches[s].back().batch().submissions_size() == batch)
        batches[s].emplace_back();
      batches[s].back().mutable_batch()->add_submissions(Submission(source, n));
    }
  }
  const double seconds = Seconds([&] {
    std::vector<std::thread> threads;
    for (int s = 0; s < kStreams; ++s) {
      threads.emplace_back(
          [&, s] { StreamAll(*stubs[s], "may-" + std::to_string(s), batches[s], per_stream); });
    }
    for (std::thread& thread : threads) thread.join();
  });
  return static_cast<double>(per_stream * kStreams) / seconds;
}

// Events a second into a plain file, fdatasync after each 1000.
double MeasurePlainFile(const std::filesystem::path& folder, uint64_t events) {
  std::filesystem::create_directories(folder);
  const std::string path = folder / "plain";
  const int file = open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0644);
  std::string block;
  for (uint64_t n = 1; n <= 1000; ++n) {
    const std::string event = Submission("may-0", n);
    block += static_cast<char>(event.size());
    block += event;
    block.append(30, 'x');  // what the server adds to an event
  }
  const double seconds = Seconds([&] {
    for (uint64_t done = 0; done < events; done += 1000) {
      if (write(file, block.data(), block.size()) != static_cast<ssize_t>(block.size()) ||
          fdatasync(file) != 0)
        Die("plain file");
    }
  });
  close(file);
  std::filesystem::remove(path);
  return static_cast<double>(events) / seconds;
}

struct Figures {
  std::string name;
  std::vector<double> values;
  double Median() {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
  }
};

int Main(int argc, char** argv) {
  if (argc < 2)
    Die("usage: ingest_bench HEMOLEDGERD [--runs N] [--events N] [--single-events N] [--folder "
        "DIR]");
  int runs = 5;
  uint64_t events = 1'000'000;
  uint64_t single_events = 80'000;
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("hemoledger-bench-" + std::to_string(getpid()));
  for (int i = 2; i + 1 < argc; i += 2) {
    const std::string option = argv[i];
    if (option == "--runs") runs = std::atoi(argv[i + 1]);
    if (option == "--events") events = std::strtoull(argv[i + 1], nullptr, 10);
    if (option == "--single-events") single_events = std::strtoull(argv[i + 1], nullptr, 10);
    if (option == "--folder") folder = argv[i + 1];
  }
  std::vector<Figures> figures = {{"plain file, fdatasync per 1000", {}},
                                  {"hemoledgerd, 8 streams x 1024", {}},
                                  {"hemoledgerd, 8 streams x 1 event a message", {}}};
  for (int run = 0; run < runs; ++run) {
    figures[0].values.push_back(MeasurePlainFile(folder, events));
    figures[1].values.push_back(MeasureServer(argv[1], folder, events, 1024));
    figures[2].values.push_back(MeasureServer(argv[1], folder, single_events, 1));
  }
  std::filesystem::remove_all(folder);
  const double base = figures[0].Median();
  std::printf(
      "%d interleaved runs, %u cores shared by client and server; %llu events (%llu singly), about "
      "%zu bytes a submission\n",
      runs, std::thread::hardware_concurrency(), static_cast<unsigned long long>(events),
      static_cast<unsigned long long>(single_events), Submission("may-0", 1).size());
  std::printf("%-45s %12s %12s %12s %8s\n", "events/s", "median", "min", "max", "ratio");
  for (Figures& f : figures) {
    const double median = f.Median();
    std::printf("%-45s %12.0f %12.0f %12.0f %8.2f\n", f.name.c_str(), median, f.values.front(),
                f.values.back(), median / base);
  }
  return 0;
}

}  // namespace
}  // namespace hemoledger

int main(int argc, char** argv) {
  return hemoledger::Main(argc, argv);
}

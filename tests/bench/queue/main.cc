// The queue's benchmark: subscribers, consumers and watchers of Hemoledger, beside NATS JetStream
// in interleaved runs on one machine. tests/bench/run.sh --queue starts it; docs/performance.md
// tells the goals.
//
//   hemoledger_queue_bench HEMOLEDGERD [--runs N] [--events N] [--seconds S] [--folder DIR]
//                          [--json FILE] [--svg FILE] [--seed N] [--no-peer]
//                          [--only fanout|consumers|latency]
//
// --only: one part of Hemoledger's and nothing beside it, for work on it.
// It checks what it measures: events lost, doubled or out of order, or memory beyond its bound, end
// it with 1.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <thread>

#include "proto/base/strings.h"
#include "tests/bench/queue/consumers.h"
#include "tests/bench/queue/fan_out.h"
#include "tests/bench/queue/latency.h"
#include "tests/bench/whole/measurement.h"
#include "tests/bench/whole/peers.h"

#ifdef HEMOLEDGER_BENCH_NATS
#include "tests/bench/queue/jet_stream.h"
#endif

namespace hemoledger::bench {
namespace {

constexpr int kBatch = 1024;
constexpr uint32_t kKeys = 1000;
constexpr int kFdatasyncs = 2000;
// Parts of --only.
constexpr char kFanOut[] = "fanout";
constexpr char kConsumerPart[] = "consumers";
constexpr char kLatency[] = "latency";
constexpr double kMebibyte = 1 << 20;
// What goes wrong where something does.
constexpr uint32_t kRetriesPerMille = 10;
constexpr uint64_t kBrokenConnections = 40;

struct Options {
  std::string binary;
  int runs = 5;
  uint64_t events = 1'000'000;
  // Under half of full ingest.
  double seconds = 15;
  std::filesystem::path folder;
  std::string json;
  std::string svg;
  uint64_t seed = 20210405;
  bool peer = true;
  // One part; empty: all.
  std::string only;

  bool Wants(std::string_view part) const { return only.empty() || only == part; }
};

// What suits each best, found before the runs.
struct Settings {
  // Events with one consumer.
  uint32_t credit = 0;
  // JetStream: publications under way, messages of a fetch.
  int window = 0;
  int fetch = 0;
};

const std::vector<Ratio>& Goals() {
  static const std::vector<Ratio> kGoals = {
      {"fanout_writer_kept", "writer, 50 subscribers", "writer alone", 0.7},
      {"fanout_writer_kept_jetstream", "jetstream writer, 50 subscribers", "jetstream writer alone",
       std::nullopt},
      {"fanout_vs_jetstream", "fan-out", "jetstream fan-out", std::nullopt},
      {"acks_vs_jetstream_pull", "acks", "jetstream acks", std::nullopt},
      {"acks_failing_vs_jetstream_pull", "acks, failures", "jetstream acks, failures",
       std::nullopt},
      {"subscriber_p99_vs_fdatasync", "subscriber p99", "fdatasync p99", 5, true},
      {"subscriber_acked_p99_vs_fdatasync", "subscriber p99 after ack", "fdatasync p99",
       std::nullopt, true},
      {"watcher_p99_vs_fdatasync", "watcher p99", "fdatasync p99", 20, true},
      {"watcher_acked_p99_vs_fdatasync", "watcher p99 after ack", "fdatasync p99", std::nullopt,
       true},
  };
  return kGoals;
}

// The value for which `rate` gives the most.
template <typename Value, typename Rate>
Value Best(std::initializer_list<Value> values, const Rate& rate) {
  Value best{};
  double most = 0;
  for (const Value value : values) {
    const double now = rate(value);
    if (now <= most) continue;
    most = now;
    best = value;
  }
  return best;
}

// A server with a new ledger below `options.folder`.
class FreshServer {
 public:
  FreshServer(const Options& options, const Workload& workload, int sources) {
    const std::filesystem::path folder = options.folder / "hemoledger";
    std::filesystem::remove_all(folder);
    server_ = std::make_unique<Server>(options.binary, folder);
    server_->Load(workload, sources);
  }
  const Server& operator*() const { return *server_; }

 private:
  std::unique_ptr<Server> server_;
};

void MeasureFanOut(const Options& options, const Workload& workload, const FanOutWork& work,
                   Samples& samples) {
  constexpr int kSources = 2;
  const FanOutOutcome alone = FanOut(*FreshServer(options, workload, kSources), work, 0);
  const FanOutOutcome with = FanOut(*FreshServer(options, workload, kSources), work, kSubscribers);
  CheckMemory(alone, with);
  samples.Add("writer alone", alone.writer_per_second);
  samples.Add("writer, 50 subscribers", with.writer_per_second);
  samples.Add("fan-out", with.whole_per_second);
  samples.Add("delivered to live subscribers", static_cast<double>(with.delivered));
  samples.Add("memory before, MiB", with.memory_before / kMebibyte);
  samples.Add("memory at most, writer alone, MiB", alone.memory_peak / kMebibyte);
  samples.Add("memory at most, 50 subscribers, MiB", with.memory_peak / kMebibyte);
}

Trouble Failures(const Options& options, uint64_t events, int run) {
  Trouble trouble;
  trouble.retries_per_mille = kRetriesPerMille;
  trouble.deliveries_a_connection = std::max<uint64_t>(events / kBrokenConnections, 100);
  trouble.seed = options.seed + static_cast<uint64_t>(run) * kConsumers;
  return trouble;
}

void MeasureConsumers(const Options& options, const Workload& workload, const Settings& settings,
                      int run, Samples& samples) {
  const FreshServer server(options, workload, kConsumers);
  const uint64_t events = RecordRounds(*server, kKeys, options.events);
  samples.Add("acks", WorkOff(*server, "yen", kKeys, events, settings.credit, {}).acks_per_second);
  const ConsumersOutcome failing =
      WorkOff(*server, "truc-trac", kKeys, events, settings.credit, Failures(options, events, run));
  samples.Add("acks, failures", failing.acks_per_second);
  samples.Add("retries", static_cast<double>(failing.retries));
  samples.Add("broken connections", static_cast<double>(failing.broken_connections));
  samples.Add("redeliveries", static_cast<double>(failing.redeliveries));
}

void MeasureLatencies(const Options& options, const Workload& workload, Samples& samples) {
  const FreshServer server(options, workload, kLatencySources);
  const LatencyOutcome latency = MeasureLatency(*server, workload, options.events, options.seconds);
  samples.Add("subscriber p99", latency.subscriber_recorded);
  samples.Add("subscriber p99 after ack", latency.subscriber_acknowledged);
  samples.Add("watcher p99", latency.watcher_recorded);
  samples.Add("watcher p99 after ack", latency.watcher_acknowledged);
  samples.Add("subscriber samples", static_cast<double>(latency.subscriber_samples));
  samples.Add("watcher samples", static_cast<double>(latency.watcher_samples));
  samples.Add("fdatasync p99", FdatasyncP99(options.folder, kFdatasyncs));
}

uint32_t BestCredit(const Options& options, const Workload& workload) {
  const FreshServer server(options, workload, kConsumers);
  const uint64_t events = RecordRounds(*server, kKeys, options.events / 4);
  return Best<uint32_t>({32, 128, 1000}, [&](uint32_t credit) {
    return WorkOff(*server, Concat("thu-", credit), kKeys, events, credit, {}).acks_per_second;
  });
}

#ifdef HEMOLEDGER_BENCH_NATS
bool HasPeer(const Options& options) {
  return options.peer && JetStream::IsInstalled();
}

void SetPeer(const Options& options, const Workload& workload, Settings& settings) {
  const uint64_t events = options.events / 4;
  const FanOutWork work = MakeFanOutWork(workload, events, kBatch);
  const JetStream peer(options.folder / "jetstream");
  settings.window = Best<int>({256, 1024, 4096}, [&](int window) {
    return peer.FanOut(work, kSubscribers, window).whole_per_second;
  });
  settings.fetch =
      Best<int>({64, 256, 1000}, [&](int fetch) { return peer.Acks(events, kKeys, fetch, {}); });
  std::cout << JetStream::Durability() << std::endl;
}

void MeasurePeer(const Options& options, const FanOutWork& work, const Settings& settings, int run,
                 Samples& samples) {
  const JetStream peer(options.folder / "jetstream");
  samples.Add("jetstream writer alone", peer.FanOut(work, 0, settings.window).writer_per_second);
  const FanOutOutcome with = peer.FanOut(work, kSubscribers, settings.window);
  samples.Add("jetstream writer, 50 subscribers", with.writer_per_second);
  samples.Add("jetstream fan-out", with.whole_per_second);
  samples.Add("jetstream memory, 50 subscribers, MiB", with.memory_peak / kMebibyte);
  samples.Add("jetstream acks", peer.Acks(options.events, kKeys, settings.fetch, {}));
  samples.Add("jetstream acks, failures", peer.Acks(options.events, kKeys, settings.fetch,
                                                    Failures(options, options.events, run)));
}
#else
bool HasPeer(const Options&) {
  return false;
}
void SetPeer(const Options&, const Workload&, Settings&) {}
void MeasurePeer(const Options&, const FanOutWork&, const Settings&, int, Samples&) {}
#endif

Options ParseOptions(int argc, char** argv) {
  Options options;
  options.folder = std::filesystem::path("/var/tmp") / Concat("hemoledger-bench-", getpid());
  if (argc < 2) Die("usage: hemoledger_queue_bench HEMOLEDGERD [options]; see its source");
  options.binary = argv[1];
  for (int i = 2; i < argc; ++i) {
    const std::string option = argv[i];
    if (option == "--no-peer") {
      options.peer = false;
      continue;
    }
    if (i + 1 == argc) Die("a value is missing for " + option);
    const std::string value = argv[++i];
    if (option == "--runs") {
      options.runs = std::max(1, std::atoi(value.c_str()));
    } else if (option == "--events") {
      options.events = std::max<uint64_t>(std::strtoull(value.c_str(), nullptr, 10), 10'000);
    } else if (option == "--seconds") {
      options.seconds = std::atof(value.c_str());
    } else if (option == "--seed") {
      options.seed = std::strtoull(value.c_str(), nullptr, 10);
    } else if (option == "--only") {
      if (value != kFanOut && value != kConsumerPart && value != kLatency) {
        Die("--only takes fanout, consumers or latency");
      }
      options.only = value;
      options.peer = false;
    } else if (option == "--folder") {
      options.folder = value;
    } else if (option == "--json") {
      options.json = value;
    } else if (option == "--svg") {
      options.svg = value;
    } else {
      Die("unknown option " + option);
    }
  }
  return options;
}

int Main(int argc, char** argv) {
  const Options options = ParseOptions(argc, argv);
  std::filesystem::create_directories(options.folder);
  const Workload workload(options.seed);
  const FanOutWork work = MakeFanOutWork(workload, options.events, kBatch);
  const bool has_peer = HasPeer(options);
  Settings settings;
  if (options.Wants(kConsumerPart)) settings.credit = BestCredit(options, workload);
  if (has_peer) SetPeer(options, workload, settings);
  std::string parameters =
      Concat(options.runs, " interleaved runs of ", options.events, " events, seed ", options.seed,
             ", ", std::thread::hardware_concurrency(), " cores shared by client and server; ",
             kSubscribers, " subscribers, every fifth stopped; ", kConsumers, " consumers, ", kKeys,
             " keys, credit ", settings.credit);
  if (has_peer) {
    parameters += Concat("; JetStream: window ", settings.window, ", fetch ", settings.fetch);
  }
  std::cout << parameters << std::endl;
  Samples samples;
  for (int run = 1; run <= options.runs; ++run) {
    std::cerr << "run " << run << " of " << options.runs << std::endl;
    if (options.Wants(kFanOut)) MeasureFanOut(options, workload, work, samples);
    if (options.Wants(kConsumerPart)) {
      MeasureConsumers(options, workload, settings, run, samples);
    }
    if (options.Wants(kLatency)) MeasureLatencies(options, workload, samples);
    if (has_peer) MeasurePeer(options, work, settings, run, samples);
  }
  std::filesystem::remove_all(options.folder);
  const std::vector<RatioResult> results = Reckon(samples, Goals());
  std::cout << "\n" << FiguresTable(samples) << "\n" << RatiosTable(results);
  WriteFile(options.json, RatiosJson(results));
  WriteFile(options.svg, RatiosSvg(results, parameters));
  return 0;
}

}  // namespace
}  // namespace hemoledger::bench

int main(int argc, char** argv) {
  return hemoledger::bench::Main(argc, argv);
}

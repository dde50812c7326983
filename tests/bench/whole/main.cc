// The benchmark: Hemoledger beside what it is built on and what its users would otherwise take, in
// interleaved runs on one machine. tests/bench/run.sh starts it; docs/performance.md tells the
// goals and what was seen.
//
//   hemoledger_bench HEMOLEDGERD [--runs N] [--events N] [--seconds S] [--folder DIR] [--json FILE]
//                    [--svg FILE] [--no-peers] [--sizes MILLIONS,MILLIONS,…] [--only WHAT]
//                    [--keep]
//
// --sizes: also the size series (size_series.h), by hand; --runs 0: that alone. --only ingest,
// --only singles: nothing but that, for work on it. --keep: the folder stays.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <thread>

#include "proto/base/strings.h"
#include "tests/bench/whole/hemoledger_client.h"
#include "tests/bench/whole/measurement.h"
#include "tests/bench/whole/peers.h"
#include "tests/bench/whole/replay.h"
#include "tests/bench/whole/size_series.h"
#include "tests/bench/whole/workload.h"

namespace hemoledger::bench {
namespace {

constexpr int kStreams = 8;
constexpr int kBatch = 1024;
constexpr int kSmallBatch = 64;
constexpr int kPostgresConnections = 8;
constexpr int kPostgresBatchConnections = 2;
constexpr int kBatchRows = 1000;
constexpr int kQueryThreads = 8;
constexpr uint64_t kSeed = 20210405;
// 900 KiB of events, what a group of the ledger holds at most.
constexpr uint64_t kLargestGroup = 7'000;

struct Options {
  std::string binary;
  int runs = 5;
  uint64_t events = 1'000'000;
  // For measurements by time.
  double seconds = 4;
  std::filesystem::path folder;
  std::string json;
  std::string svg;
  bool peers = true;
  // "ingest" or "singles": nothing else of Hemoledger; blank: all.
  std::string only;
  bool keep = false;
  // Events of the size series, ascending; empty: it is not run.
  std::vector<uint64_t> sizes;
};

const std::vector<Ratio>& Goals() {
  static const std::vector<Ratio> kGoals = {
      {"ingest_vs_rocksdb_rows", "hemoledger ingest", "rocksdb rows", 2},
      {"ingest_vs_rocksdb_frames", "hemoledger ingest", "rocksdb frames", 0.7},
      {"ingest_vs_plain_log", "hemoledger ingest", "plain log", 0.5},
      {"ingest_vs_postgres_best", "hemoledger ingest", "postgres batches", 10},
      {"ingest_vs_redis", "hemoledger ingest", "redis", 8},
      {"single_vs_postgres_single", "hemoledger singles", "postgres singles", 6},
      {"ack_p99_vs_fdatasync", "hemoledger ack p99", "fdatasync p99", 3, true},
      {"replay_vs_raw_scan", "hemoledger replay", "raw scan", 0.4},
      {"query_vs_empty_call", "hemoledger queries", "empty calls", 0.8},
      {"query_p99_busy_vs_idle", "hemoledger query p99 busy", "hemoledger query p99 idle", 10,
       true},
      {"startup_100m_vs_1m", "startup 100 M", "startup 1 M", 3, true},
      {"disk_vs_protobuf", "disk bytes", "event bytes", 0.6, true},
      {"memory_100m_vs_1m", "memory 100 M", "memory 1 M", 1.3, true},
  };
  return kGoals;
}

using LogPeer = double (*)(const std::filesystem::path&, const std::vector<FlatReceipt>&, uint64_t,
                           uint64_t);

// The group size at which a log is fastest.
uint64_t BestGroup(LogPeer peer, const Options& options, const std::vector<FlatReceipt>& receipts) {
  uint64_t best = 0;
  double best_rate = 0;
  for (const uint64_t group :
       {uint64_t{64}, uint64_t{256}, uint64_t{1024}, uint64_t{4096}, kLargestGroup}) {
    const double rate =
        peer(options.folder, receipts, std::min(options.events, group * 400), group);
    if (rate > best_rate) {
      best = group;
      best_rate = rate;
    }
  }
  return best;
}

void MeasureHemoledger(const Options& options, const Workload& workload, Samples& samples) {
  const uint64_t each = options.events / kStreams;
  std::vector<std::vector<SerializedBatch>> batches;
  for (uint32_t s = 0; s < kStreams; ++s)
    batches.push_back(Serialize(workload.Batches(s, each, kBatch)));
  const std::filesystem::path folder = options.folder / "hemoledger";
  std::filesystem::remove_all(folder);
  {
    const Server server(options.binary, folder);
    server.Load(workload, kStreams + 2);
    samples.Add("hemoledger ingest", IngestAll(server, batches, each));
    if (options.only == "ingest") return;

    // A stream of its own, as fast as it goes, then at half of that whatever comes back.
    const uint64_t few = std::max<uint64_t>(options.events / 20, 10 * kSmallBatch);
    const auto fast = Serialize(workload.Batches(kStreams, few, kSmallBatch));
    const double capacity =
        static_cast<double>(few) / Seconds([&] { StreamAll(server, kStreams, fast); });
    const auto paced = Serialize(workload.Batches(kStreams + 1, few, kSmallBatch));
    std::vector<double> latencies =
        StreamAll(server, kStreams + 1, paced, capacity / 2 / kSmallBatch).latencies;
    samples.Add("hemoledger ack p99", Percentile99(std::move(latencies)));
    samples.Add("fdatasync p99", FdatasyncP99(options.folder, 2000));

    samples.Add(
        "hemoledger queries",
        QueryPlan(server, kQueryThreads, options.seconds, Answers::kAsBytes).calls_per_second);
    samples.Add(
        "hemoledger queries parsed",
        QueryPlan(server, kQueryThreads, options.seconds, Answers::kParsed).calls_per_second);
    samples.Add("hemoledger query p99 idle",
                QueryPlan(server, 1, options.seconds, Answers::kAsBytes).p99_seconds);
  }
  const ReplayOutcome replay = Replay(folder / "data");
  samples.Add("hemoledger replay", replay.replayed_per_second);
  samples.Add("raw scan", replay.scanned_per_second);
  const DiskOutcome disk = DiskUse(folder / "data");
  samples.Add("disk bytes", disk.disk_bytes);
  samples.Add("event bytes", disk.event_bytes);
}

// The query's p99 while receipts come at half of what was reached in this run.
void MeasureBusyQueries(const Options& options, const Workload& workload, Samples& samples) {
  const double ingest = samples.Of("hemoledger ingest").back();
  const double batches_per_second = ingest / 2 / kStreams / kBatch;
  const auto each = static_cast<uint64_t>(batches_per_second * (options.seconds + 1)) * kBatch;
  const std::filesystem::path folder = options.folder / "busy";
  std::filesystem::remove_all(folder);
  const Server server(options.binary, folder);
  server.Load(workload, kStreams);
  std::vector<std::vector<SerializedBatch>> batches;
  for (uint32_t s = 0; s < kStreams; ++s)
    batches.push_back(Serialize(workload.Batches(s, each, kBatch)));
  std::vector<std::thread> writers;
  for (uint32_t s = 0; s < kStreams; ++s) {
    writers.emplace_back([&, s] { StreamAll(server, s, batches[s], batches_per_second); });
  }
  samples.Add("hemoledger query p99 busy",
              QueryPlan(server, 1, options.seconds, Answers::kAsBytes).p99_seconds);
  for (std::thread& writer : writers) writer.join();
}

void MeasureSingles(const Options& options, const Workload& workload, Samples& samples) {
  const uint64_t each = std::max<uint64_t>(options.events / 50 / kStreams, 100);
  std::vector<std::vector<SerializedBatch>> batches;
  for (uint32_t s = 0; s < kStreams; ++s)
    batches.push_back(Serialize(workload.Batches(s, each, 1)));
  const std::filesystem::path folder = options.folder / "singles";
  std::filesystem::remove_all(folder);
  const Server server(options.binary, folder);
  server.Load(workload, kStreams);
  samples.Add("hemoledger singles", IngestAll(server, batches, each));
}

#ifdef HEMOLEDGER_BENCH_DATABASES
void MeasureDatabases(const Options& options, const Workload& workload, Samples& samples) {
  if (const auto binaries = Postgres::FindBinaries(); binaries.has_value()) {
    const std::filesystem::path folder = options.folder / "postgres";
    std::filesystem::remove_all(folder);
    const Postgres postgres(folder, *binaries);
    samples.Add("postgres singles",
                postgres.Singles(workload, kPostgresConnections, options.seconds));
    samples.Add("postgres batches",
                postgres.Batches(workload, kPostgresBatchConnections, kBatchRows, options.seconds));
  }
  if (Redis::IsInstalled()) {
    const std::filesystem::path folder = options.folder / "redis";
    std::filesystem::remove_all(folder);
    const Redis redis(folder);
    samples.Add("redis",
                redis.Batches(workload, kPostgresBatchConnections, kBatchRows, options.seconds));
  }
}

#else
void MeasureDatabases(const Options&, const Workload&, Samples&) {}
#endif

Options ParseOptions(int argc, char** argv) {
  Options options;
  options.folder = std::filesystem::path("/var/tmp") / Concat("hemoledger-bench-", getpid());
  if (argc < 2) Die("usage: hemoledger_bench HEMOLEDGERD [options]; see its source");
  options.binary = argv[1];
  for (int i = 2; i < argc; ++i) {
    const std::string option = argv[i];
    if (option == "--no-peers") {
      options.peers = false;
      continue;
    }
    if (option == "--keep") {
      options.keep = true;
      continue;
    }
    if (i + 1 == argc) Die("a value is missing for " + option);
    const std::string value = argv[++i];
    if (option == "--runs") {
      options.runs = std::max(0, std::atoi(value.c_str()));
    } else if (option == "--events") {
      options.events = std::strtoull(value.c_str(), nullptr, 10);
    } else if (option == "--seconds") {
      options.seconds = std::atof(value.c_str());
    } else if (option == "--only") {
      if (value != "ingest" && value != "singles") Die("--only knows ingest and singles");
      options.only = value;
    } else if (option == "--folder") {
      options.folder = value;
    } else if (option == "--json") {
      options.json = value;
    } else if (option == "--svg") {
      options.svg = value;
    } else if (option == "--sizes") {
      options.sizes = ParseSizes(value);
    } else {
      Die("unknown option " + option);
    }
  }
  return options;
}

int Main(int argc, char** argv) {
  const Options options = ParseOptions(argc, argv);
  std::filesystem::create_directories(options.folder);
  const Workload workload(kSeed);
  Samples samples;
  // First of all: it forks, and gRPC does not live through that.
  const EmptyCallServer empty;
  const std::vector<FlatReceipt> receipts = workload.Flat(0, 100'000);
  uint64_t plain = kBatch;
  uint64_t rows = kBatch;
  uint64_t frames = kBatch;
  if (options.peers && options.runs > 0) {
    plain = BestGroup(PlainLog, options, receipts);
    rows = BestGroup(RocksRows, options, receipts);
    frames = BestGroup(RocksFrames, options, receipts);
  }
  const std::string parameters = Concat(options.runs, " interleaved runs of ", options.events,
                                        " events, ", std::thread::hardware_concurrency(),
                                        " cores shared by client and server; groups: plain ", plain,
                                        ", rows ", rows, ", frames ", frames);
  std::cout << parameters << std::endl;
  for (int run = 1; run <= options.runs; ++run) {
    std::cerr << "run " << run << " of " << options.runs << std::endl;
    if (options.peers) {
      samples.Add("plain log", PlainLog(options.folder, receipts, options.events, plain));
      samples.Add("rocksdb rows", RocksRows(options.folder, receipts, options.events, rows));
      samples.Add("rocksdb frames", RocksFrames(options.folder, receipts, options.events, frames));
    }
    if (options.only == "singles") {
      MeasureSingles(options, workload, samples);
      continue;
    }
    MeasureHemoledger(options, workload, samples);
    if (options.only == "ingest") continue;
    samples.Add("empty calls", empty.CallsPerSecond(kQueryThreads, options.seconds));
    MeasureBusyQueries(options, workload, samples);
    MeasureSingles(options, workload, samples);
    if (options.peers) MeasureDatabases(options, workload, samples);
  }
  if (!options.sizes.empty()) {
    const auto series = RunSizeSeries(options.binary, options.folder / "sizes", options.sizes,
                                      workload, options.seconds, samples);
    std::cout << "\n" << SizeTable(series);
  }
  if (!options.keep) std::filesystem::remove_all(options.folder);
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

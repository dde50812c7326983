#include "tests/bench/whole/size_series.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <sstream>
#include <thread>

#include "absl/strings/str_format.h"
#include "hemoledger/v1/status_service.grpc.pb.h"
#include "proto/base/strings.h"
#include "tests/bench/whole/hemoledger_client.h"
#include "tests/bench/whole/replay.h"

namespace hemoledger::bench {
namespace {

constexpr uint32_t kStreams = 8;
constexpr int kBatch = 1024;
// Events made at a time: what the client holds.
constexpr uint64_t kPortion = 1'000'000;
// Cells of a series that begins with enough events to occupy each several times.
constexpr uint32_t kCells = 48'000;
// After a start, until what began with it is over.
constexpr std::chrono::milliseconds kSettle{2000};
constexpr double kMillion = 1e6;

std::string Millions(uint64_t events) {
  return absl::StrFormat("%g M", static_cast<double>(events) / kMillion);
}

// Of each source, numbers `first` … `first` + `each` - 1. Returns the seconds that it took.
double Ingest(const Server& server, uint32_t cells, uint64_t first, uint64_t each) {
  double seconds = 0;
  for (uint64_t done = 0; done < each;) {
    const uint64_t now = std::min(each - done, kPortion / kStreams);
    std::vector<std::vector<SerializedBatch>> batches;
    for (uint32_t s = 0; s < kStreams; ++s) {
      batches.push_back(
          Serialize(Workload::RoundBatches(s, kStreams, cells, first + done, now, kBatch)));
    }
    const double rate = IngestAll(server, batches, now);
    seconds += static_cast<double>(now * kStreams) / rate;
    done += now;
  }
  return seconds;
}

v1::GetStatusResponse StatusOf(const Server& server) {
  grpc::ClientContext context;
  v1::GetStatusResponse response;
  const grpc::Status status =
      v1::StatusService::NewStub(server.Connect(1000))->GetStatus(&context, {}, &response);
  if (!status.ok()) Die(status.error_message());
  return response;
}

}  // namespace

std::vector<uint64_t> ParseSizes(const std::string& text) {
  std::vector<uint64_t> sizes;
  std::istringstream words(text);
  for (std::string word; std::getline(words, word, ',');) {
    // A whole number a stream.
    const auto each = static_cast<uint64_t>(std::atof(word.c_str()) * kMillion) / kStreams;
    sizes.push_back(each * kStreams);
    const bool ascends = sizes.size() < 2 || sizes[sizes.size() - 2] < sizes.back();
    if (sizes.back() < 1000 || !ascends) Die("--sizes: millions of events, ascending: 1,10,100");
  }
  return sizes;
}

std::vector<SizeFigures> RunSizeSeries(const std::string& binary,
                                       const std::filesystem::path& folder,
                                       const std::vector<uint64_t>& sizes, const Workload& workload,
                                       double query_seconds, Samples& samples) {
  std::filesystem::remove_all(folder);
  const auto cells = static_cast<uint32_t>(std::min<uint64_t>(kCells, sizes.front() / 4));
  std::vector<SizeFigures> series;
  uint64_t there = 0;
  uint64_t before = 0;
  for (const uint64_t size : sizes) {
    std::cerr << "size series: " << Millions(size) << std::endl;
    SizeFigures figures;
    figures.events = size;
    {
      const Server server(binary, folder);
      if (there == 0) {
        server.Load(workload, kStreams);
        before = StatusOf(server).head_position() + 1;
      }
      const uint64_t each = (size - there) / kStreams;
      figures.ingest_per_second =
          static_cast<double>(size - there) / Ingest(server, cells, 1 + there / kStreams, each);
      if (StatusOf(server).head_position() + 1 != before + size) Die("events are missing");
      there = size;
    }
    figures.disk_bytes_per_event = DiskUse(folder / "data").disk_bytes / static_cast<double>(size);
    const Server server(binary, folder);
    figures.start_seconds = server.start_seconds();
    std::this_thread::sleep_for(kSettle);
    figures.memory_bytes = static_cast<double>(server.anonymous_bytes());
    figures.cells = StatusOf(server).cell_count();
    if (figures.cells != cells) Die(Concat(figures.cells, " cells are occupied, not ", cells));
    const QueryOutcome query = QueryPlan(server, 1, query_seconds, Answers::kAsBytes);
    figures.query_p50_seconds = query.p50_seconds;
    figures.query_p99_seconds = query.p99_seconds;
    samples.Add("startup " + Millions(size), figures.start_seconds);
    samples.Add("memory " + Millions(size), figures.memory_bytes);
    series.push_back(figures);
  }
  return series;
}

std::string SizeTable(const std::vector<SizeFigures>& series) {
  std::string text =
      absl::StrFormat("%-10s %10s %12s %10s %12s %12s %14s %12s\n", "events", "cells", "ingest /s",
                      "start s", "query p50 ms", "query p99 ms", "disk bytes/ev.", "memory MiB");
  for (const SizeFigures& figures : series) {
    text += absl::StrFormat("%-10s %10d %12.0f %10.3f %12.3f %12.3f %14.1f %12.1f\n",
                            Millions(figures.events), figures.cells, figures.ingest_per_second,
                            figures.start_seconds, figures.query_p50_seconds * 1e3,
                            figures.query_p99_seconds * 1e3, figures.disk_bytes_per_event,
                            figures.memory_bytes / (1 << 20));
  }
  return text;
}

}  // namespace hemoledger::bench

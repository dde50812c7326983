// The size series: what grows with the number of events, and what must not.
//
// One ledger grows from size to size. Its receipts go round one and the same set of cells, so that
// all cells are occupied at the smallest size already and what differs is history alone
// (Workload::RoundBatches). At each size the ledger is stopped in good order, compacted, started
// again, left alone for a moment, and then measured. The receipts are made beforehand, a portion at
// a time; the clock stands still meanwhile.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/bench/whole/measurement.h"
#include "tests/bench/whole/workload.h"

namespace hemoledger::bench {

struct SizeFigures {
  uint64_t events = 0;
  // Receipts a second while it grew to this size, 8 streams × 1024.
  double ingest_per_second = 0;
  // From start to the first answer.
  double start_seconds = 0;
  // The plan of 200 rows, one caller, nothing else going on.
  double query_p50_seconds = 0;
  double query_p99_seconds = 0;
  // Bytes of the compacted files an event.
  double disk_bytes_per_event = 0;
  // Anonymous resident memory of the server after the start.
  double memory_bytes = 0;
  int64_t cells = 0;
};

// "1,10,100", millions of events; parts of a million too. Ends the process unless they ascend.
std::vector<uint64_t> ParseSizes(const std::string& text);

// Runs it in `folder`, which it empties. Adds "startup N M" and "memory N M" to `samples`, which
// the ratios are made of. Ends the process unless every event is accounted for and the cells are
// the same at every size.
std::vector<SizeFigures> RunSizeSeries(const std::string& binary,
                                       const std::filesystem::path& folder,
                                       const std::vector<uint64_t>& sizes, const Workload& workload,
                                       double query_seconds, Samples& samples);

// For the terminal.
std::string SizeTable(const std::vector<SizeFigures>& series);

}  // namespace hemoledger::bench

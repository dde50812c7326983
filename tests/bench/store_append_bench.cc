// How fast the store appends, next to a plain file with fdatasync: groups of 1000 and 4096 events
// of 110 bytes, each group synced; interleaved rounds in one run. Trust the ratios.
//
//   store_append_bench [FOLDER [EVENTS [ROUNDS]]]   defaults: a new folder under /var/tmp,
//   2,000,000 events, 5 rounds
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "proto/base/check.h"
#include "proto/base/random.h"
#include "store/group.h"
#include "store/ledger_store.h"

namespace hemoledger {
namespace {

constexpr size_t kEventBytes = 110;

double SecondsSince(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// Events as compressible as receipts: most of each repeats, some of each is its own.
std::vector<std::string> MakeEvents() {
  SeededRandom random(1);
  std::vector<std::string> events;
  for (int i = 0; i < 4096; ++i) {
    std::string event(kEventBytes, 'x');
    const std::string own = random.Bytes(24);
    std::copy(own.begin(), own.end(), event.begin());
    events.push_back(std::move(event));
  }
  return events;
}

// Events a second.
double PlainFile(const std::string& folder, const std::vector<std::string>& events, uint64_t total,
                 uint64_t group_events) {
  const std::string path = folder + "/plain";
  const int file = ::open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0644);
  HL_CHECK(file >= 0) << path;
  std::string buffer;
  const auto begin = std::chrono::steady_clock::now();
  for (uint64_t written = 0; written < total; written += group_events) {
    buffer.clear();
    for (uint64_t i = 0; i < group_events; ++i) buffer += events[i];
    HL_CHECK(::write(file, buffer.data(), buffer.size()) == static_cast<ssize_t>(buffer.size()));
    HL_CHECK(::fdatasync(file) == 0);
  }
  const double seconds = SecondsSince(begin);
  ::close(file);
  std::filesystem::remove(path);
  return static_cast<double>(total) / seconds;
}

double Store(const std::string& folder, const std::vector<std::string>& events, uint64_t total,
             uint64_t group_events) {
  const std::string path = folder + "/ledger";
  double seconds = 0;
  {
    StoreOptions options;
    options.path = path;
    options.create_if_missing = true;
    auto opened = LedgerStore::Open(options);
    HL_CHECK_OK(opened);
    LedgerStore& store = **opened;
    Group group;
    uint64_t sequence = 1;
    const auto begin = std::chrono::steady_clock::now();
    for (uint64_t written = 0; written < total; written += group_events) {
      group.Reset(store.next_position());
      for (uint64_t i = 0; i < group_events; ++i) group.AddEvent(events[i]);
      // One run, as of one batch of one source.
      group.AddRun("may-1", sequence, group.base_position(), static_cast<uint32_t>(group_events));
      sequence += group_events;
      HL_CHECK_OK(store.Append(group));
    }
    seconds = SecondsSince(begin);
  }
  std::filesystem::remove_all(path);
  return static_cast<double>(total) / seconds;
}

struct Series {
  const char* name;
  uint64_t group_events;
  std::vector<double> rates;
};

void Print(Series& series) {
  std::sort(series.rates.begin(), series.rates.end());
  std::printf("%-8s groups of %4llu   %6.2f  %6.2f  %6.2f M events/s (min, median, max)\n",
              series.name, static_cast<unsigned long long>(series.group_events),
              series.rates.front() / 1e6, series.rates[series.rates.size() / 2] / 1e6,
              series.rates.back() / 1e6);
}

int Main(int argc, char** argv) {
  const std::string folder =
      argc > 1 ? argv[1] : "/var/tmp/hemoledger-store-bench-" + std::to_string(::getpid());
  const uint64_t total = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 2'000'000;
  const int rounds = argc > 3 ? std::atoi(argv[3]) : 5;
  HL_CHECK(total > 0 && rounds > 0);
  std::filesystem::create_directories(folder);
  const std::vector<std::string> events = MakeEvents();
  std::vector<Series> series = {
      {"plain", 1000, {}}, {"store", 1000, {}}, {"plain", 4096, {}}, {"store", 4096, {}}};
  for (int round = 0; round < rounds; ++round) {
    for (Series& one : series) {
      const bool plain = std::string_view(one.name) == "plain";
      one.rates.push_back(plain ? PlainFile(folder, events, total, one.group_events)
                                : Store(folder, events, total, one.group_events));
    }
  }
  std::printf("%llu events of %zu bytes, %d rounds\n", static_cast<unsigned long long>(total),
              kEventBytes, rounds);
  for (Series& one : series) Print(one);
  for (size_t i = 0; i < series.size(); i += 2) {
    const auto median = [](const Series& one) { return one.rates[one.rates.size() / 2]; };
    std::printf("store / plain, groups of %4llu: %.2f\n",
                static_cast<unsigned long long>(series[i].group_events),
                median(series[i + 1]) / median(series[i]));
  }
  if (argc <= 1) std::filesystem::remove_all(folder);
  return 0;
}

}  // namespace
}  // namespace hemoledger

int main(int argc, char** argv) {
  return hemoledger::Main(argc, argv);
}

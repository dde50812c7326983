#include "tests/bench/queue/fan_out.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "proto/base/strings.h"
#include "tests/bench/queue/end_marks.h"
#include "tests/bench/queue/following.h"
#include "tests/bench/whole/measurement.h"

namespace hemoledger::bench {
namespace {

constexpr uint32_t kWriter = 0;
constexpr uint32_t kMarker = 1;
constexpr int kFirstChannel = 4000;
constexpr std::chrono::milliseconds kMemoryInterval{10};
// What the server may take for fifty subscriptions: the shared tail (48 MiB), for each a message of
// 1 MiB as objects, as bytes, and on its way through gRPC, and as much again for what the allocator
// keeps.
constexpr double kMaxAddedMemory = 2.0 * (48 + 3 * kSubscribers) * (1 << 20);

// The most memory that the server has while this lives.
class MemoryWatch {
 public:
  explicit MemoryWatch(const Server& server)
      : thread_([this, &server] {
          while (!stop_) {
            peak_ = std::max(peak_, server.anonymous_bytes());
            std::this_thread::sleep_for(kMemoryInterval);
          }
        }) {}
  ~MemoryWatch() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
  }
  MemoryWatch(const MemoryWatch&) = delete;
  MemoryWatch& operator=(const MemoryWatch&) = delete;
  double Peak() {
    stop_ = true;
    thread_.join();
    return static_cast<double>(peak_);
  }

 private:
  std::atomic<bool> stop_{false};
  int64_t peak_ = 0;
  std::thread thread_;
};

// A subscriber that reads as fast as it can.
class LiveSubscriber {
 public:
  LiveSubscriber(const Server& server, uint32_t province, uint64_t expected)
      : follower_(server.Connect(kFirstChannel + static_cast<int>(province)), province),
        province_(province),
        expected_(expected) {}

  // Until the event after `last_position`, which is set when all are written. Seconds from `begin`
  // to the last of the expected ones.
  double Read(std::chrono::steady_clock::time_point begin,
              const std::atomic<uint64_t>& last_position) {
    uint64_t position = 0;
    uint64_t count = 0;
    double seconds = 0;
    for (;;) {
      for (const v1::RecordedEvent& event : follower_.Next().events()) {
        const uint64_t next = PositionOf(event.event());
        if (next <= position) {
          Die(Concat("province ", province_, ": position ", next, " came after ", position));
        }
        position = next;
        // The mark was written after this was set.
        if (position > last_position) {
          if (count != expected_) {
            Die(Concat("province ", province_, " got ", count, " events of ", expected_));
          }
          return seconds;
        }
        if (++count == expected_) {
          seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        }
      }
    }
  }

 private:
  Follower follower_;
  const uint32_t province_;
  const uint64_t expected_;
};

}  // namespace

FanOutOutcome FanOut(const Server& server, const FanOutWork& work, uint32_t subscribers) {
  std::vector<std::unique_ptr<LiveSubscriber>> live;
  std::vector<std::unique_ptr<Follower>> stopped;
  FanOutOutcome outcome;
  for (uint32_t i = 0; i < subscribers; ++i) {
    if (IsStopped(i)) {
      stopped.push_back(
          std::make_unique<Follower>(server.Connect(kFirstChannel + static_cast<int>(i)), i));
      continue;
    }
    live.push_back(std::make_unique<LiveSubscriber>(server, i, work.of_province[i]));
    outcome.delivered += work.of_province[i];
  }
  outcome.memory_before = static_cast<double>(server.anonymous_bytes());
  MemoryWatch memory(server);
  std::atomic<uint64_t> last_position{UINT64_MAX};
  std::vector<double> seconds(live.size());
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::thread> readers;
  for (size_t i = 0; i < live.size(); ++i) {
    readers.emplace_back([&, i] { seconds[i] = live[i]->Read(begin, last_position); });
  }
  uint64_t created = 0;
  const double writing =
      Seconds([&] { created = StreamAll(server, kWriter, work.batches).created; });
  if (created != work.messages.size()) Die("not every event was recorded");
  EndHere(server, kMarker, last_position);
  for (std::thread& reader : readers) reader.join();
  outcome.memory_peak = memory.Peak();
  double whole = writing;
  for (const double one : seconds) whole = std::max(whole, one);
  const auto events = static_cast<double>(work.messages.size());
  outcome.writer_per_second = events / writing;
  outcome.whole_per_second = events / whole;
  return outcome;
}

void CheckMemory(const FanOutOutcome& alone, const FanOutOutcome& with) {
  const double added = with.memory_peak - alone.memory_peak;
  if (added <= kMaxAddedMemory) return;
  Die(Concat("the server took ", static_cast<int64_t>(added) >> 20,
             " MiB more for its subscribers; it may take ",
             static_cast<int64_t>(kMaxAddedMemory) >> 20));
}

}  // namespace hemoledger::bench

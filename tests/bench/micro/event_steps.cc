// A decided submission on its way to the disk, and back: event, frame, checksum.
#include <benchmark/benchmark.h>

#include <string>
#include <string_view>

#include "proto/base/check.h"
#include "services/ledger/event_builder.h"
#include "store/codec.h"
#include "store/crc32c.h"
#include "store/group.h"
#include "tests/bench/micro/bench_world.h"

namespace hemoledger::bench {
namespace {

// Events of a frame: about 128 KiB of receipts.
constexpr uint32_t kFrameEvents = 900;

EventHead HeadAt(uint64_t position) {
  return {.position = position,
          .record_time_micros = 1'617'580'800'000'000,
          .principal = "anonymous",
          .resolved = nullptr};
}

// Builds the events of the world's submissions into `group`, `count` of them.
void BuildEvents(uint32_t count, Group& group) {
  const BenchWorld& world = BenchWorld::Get();
  group.Reset(1);
  for (uint32_t i = 0; i < count; ++i) {
    const EventHead head = HeadAt(1 + i);
    const std::string& submission = world.submissions()[i];
    const size_t size = EventSize(head, submission);
    WriteEvent(head, submission, size, group.AllocateEvent(size));
  }
}

// A frame's value.
std::string EncodeFrame(const Group::FrameParts& parts) {
  std::string value;
  value.reserve(parts.events.size() + parts.offsets.size() + kFrameTrailerBytes);
  value.append(parts.events);
  value.append(parts.offsets);
  EncodeFrameTrailer(parts.first_position, parts.events, parts.offsets, parts.event_count, value);
  return value;
}

void BuildEvent(benchmark::State& state) {
  Group group(1);
  for (auto unused : state) BuildEvents(kBatchSize, group);
  state.SetItemsProcessed(state.iterations() * kBatchSize);
}
BENCHMARK(BuildEvent);

void EncodeFrame(benchmark::State& state) {
  Group group(1);
  BuildEvents(kFrameEvents, group);
  HL_CHECK(group.frame_count() >= 1);
  const Group::FrameParts parts = group.frame(0);
  size_t bytes = 0;
  for (auto unused : state) bytes += EncodeFrame(parts).size();
  state.SetItemsProcessed(state.iterations() * parts.event_count);
  state.SetBytesProcessed(static_cast<int64_t>(bytes));
}
BENCHMARK(EncodeFrame);

void Checksum(benchmark::State& state) {
  const std::string bytes(static_cast<size_t>(state.range(0)), 'x');
  for (auto unused : state) benchmark::DoNotOptimize(Crc32c(bytes));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(Checksum)->Arg(128)->Arg(128 << 10);

// Checked, and each event handed out; nothing of the events is parsed.
void DecodeFrame(benchmark::State& state) {
  Group group(1);
  BuildEvents(kFrameEvents, group);
  const Group::FrameParts parts = group.frame(0);
  const std::string value = EncodeFrame(parts);
  for (auto unused : state) {
    FrameView frame;
    std::string problem;
    HL_CHECK(FrameView::Parse(parts.first_position, value, frame, problem)) << problem;
    for (uint32_t i = 0; i < frame.event_count(); ++i) {
      std::string_view event = frame.event(i);
      benchmark::DoNotOptimize(event);
    }
  }
  state.SetItemsProcessed(state.iterations() * parts.event_count);
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(value.size()));
}
BENCHMARK(DecodeFrame);

}  // namespace
}  // namespace hemoledger::bench

// The aggregator's question: worked out from the counters, serialised, and out of the cache.
#include <benchmark/benchmark.h>

#include <optional>
#include <string>

#include "proto/base/check.h"
#include "services/domain/attainment.h"
#include "services/rpc/answer_cache.h"
#include "services/rpc/limits.h"
#include "tests/bench/micro/bench_world.h"

namespace hemoledger::bench {
namespace {

v1::GetAttainmentResponse WorkOut(const BenchWorld& world) {
  AttainmentQuery query;
  query.plan = 0;
  auto answer = ComputeAttainment(world.tree(), world.plans(), world.cells(), query);
  HL_CHECK_OK(answer);
  HL_CHECK(answer->lines_size() >= 200);
  return *std::move(answer);
}

void AttainmentCold(benchmark::State& state) {
  const BenchWorld& world = BenchWorld::Get();
  for (auto unused : state) benchmark::DoNotOptimize(WorkOut(world));
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kOccupiedCells));
}
BENCHMARK(AttainmentCold)->Unit(benchmark::kMicrosecond);

void SerializeAnswer(benchmark::State& state) {
  const v1::GetAttainmentResponse answer = WorkOut(BenchWorld::Get());
  for (auto unused : state) benchmark::DoNotOptimize(answer.SerializeAsString());
}
BENCHMARK(SerializeAnswer)->Unit(benchmark::kMicrosecond);

void AnswerFromCache(benchmark::State& state) {
  constexpr uint64_t kPosition = 100'000;
  const std::string key = "ke-hoach-200";
  AnswerCache cache(kMaxCachedAnswerBytes);
  cache.Put(kPosition, key, grpc::Slice(WorkOut(BenchWorld::Get()).SerializeAsString()));
  for (auto unused : state) {
    const std::optional<grpc::Slice> known = cache.Find(kPosition, key);
    HL_CHECK(known.has_value());
    benchmark::DoNotOptimize(known->begin());
  }
}
BENCHMARK(AnswerFromCache);

}  // namespace
}  // namespace hemoledger::bench

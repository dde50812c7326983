// A submission on its way to the sequencer: parsed, checked, decided.
#include <benchmark/benchmark.h>
#include <google/protobuf/arena.h>

#include "proto/base/check.h"
#include "services/domain/receipt_rules.h"
#include "tests/bench/micro/bench_world.h"

namespace hemoledger::bench {
namespace {

void ParseSubmission(benchmark::State& state) {
  const BenchWorld& world = BenchWorld::Get();
  for (auto unused : state) {
    google::protobuf::Arena arena;
    for (const std::string& bytes : world.submissions()) {
      auto* const submission = google::protobuf::Arena::CreateMessage<v1::Submission>(&arena);
      benchmark::DoNotOptimize(submission->ParseFromString(bytes));
    }
  }
  state.SetItemsProcessed(state.iterations() * kBatchSize);
}
BENCHMARK(ParseSubmission);

void CheckForm(benchmark::State& state) {
  const BenchWorld& world = BenchWorld::Get();
  for (auto unused : state) {
    for (const v1::Submission& submission : world.parsed()) {
      HL_CHECK_OK(CheckSubmissionForm(submission));
    }
  }
  state.SetItemsProcessed(state.iterations() * kBatchSize);
}
BENCHMARK(CheckForm);

// The rules of the domain for each receipt of a batch; the sequencer's part is SequenceBatch.
void DecideReceipts(benchmark::State& state) {
  const BenchWorld& world = BenchWorld::Get();
  for (auto unused : state) {
    for (const v1::Submission& submission : world.parsed()) {
      benchmark::DoNotOptimize(
          DecideReceipt(submission.receipt_recorded().receipt(), world.tree(), world.plans()));
    }
  }
  state.SetItemsProcessed(state.iterations() * kBatchSize);
}
BENCHMARK(DecideReceipts);

}  // namespace
}  // namespace hemoledger::bench

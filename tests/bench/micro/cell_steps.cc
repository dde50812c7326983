// The counters: a receipt added, and a state handed out after some pages were touched.
#include <benchmark/benchmark.h>

#include "services/domain/fact_cells.h"
#include "tests/bench/micro/bench_world.h"

namespace hemoledger::bench {
namespace {

void FoldReceipt(benchmark::State& state) {
  const BenchWorld& world = BenchWorld::Get();
  FactCells cells;
  for (const ReceiptFacts& facts : world.facts()) cells.Add(facts);
  size_t next = 0;
  for (auto unused : state) {
    cells.Add(world.facts()[next]);
    next = (next + 1) % world.facts().size();
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(FoldReceipt);

// One receipt into each of so many pages, then a snapshot: what a group costs besides its receipts.
// What the next group copies is in it, since each snapshot makes the next receipt copy its page.
void SnapshotAfterPages(benchmark::State& state) {
  const BenchWorld& world = BenchWorld::Get();
  FactCells cells;
  for (const ReceiptFacts& facts : world.facts()) cells.Add(facts);
  FactCells::Snapshot held = cells.TakeSnapshot();
  const auto pages = static_cast<size_t>(state.range(0));
  size_t page = 0;
  for (auto unused : state) {
    for (size_t i = 0; i < pages; ++i) {
      // Cells stand in the order of first use.
      cells.Add(world.facts()[page * FactCells::kPageCells % world.facts().size()]);
      ++page;
    }
    held = cells.TakeSnapshot();
    benchmark::DoNotOptimize(held);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(SnapshotAfterPages)->Arg(1)->Arg(16)->Arg(256);

}  // namespace
}  // namespace hemoledger::bench

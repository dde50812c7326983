// A batch through the ledger, in memory: prepared where it arrives, then decided, framed, appended,
// folded, published and answered.
#include <benchmark/benchmark.h>
#include <rocksdb/env.h>

#include <future>
#include <memory>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/clock.h"
#include "proto/base/random.h"
#include "services/ledger/ledger.h"
#include "store/ledger_store.h"
#include "tests/bench/micro/bench_world.h"
#include "tests/bench/whole/workload.h"

namespace hemoledger::bench {
namespace {

class EndlessDisk final : public DiskSpace {
 public:
  int64_t FreeBytes() override { return int64_t{1} << 50; }
};

// A ledger of the nation whose files are in memory, with the source may-0.
class MemoryLedger {
 public:
  MemoryLedger() : env_(rocksdb::NewMemEnv(rocksdb::Env::Default())) {
    StoreOptions store_options;
    store_options.path = "/data";
    store_options.env = env_.get();
    store_options.create_if_missing = true;
    auto store = LedgerStore::Open(std::move(store_options));
    HL_CHECK_OK(store);
    store_ = *std::move(store);
    Ledger::Options options;
    options.store = store_.get();
    options.clock = &clock_;
    options.random = &random_;
    options.disk = &disk_;
    auto ledger = Ledger::Open(std::move(options));
    HL_CHECK_OK(ledger);
    ledger_ = *std::move(ledger);
    for (v1::ChangeUnitsRequest& request : Workload(kNationSeed).Units()) {
      Call(&Ledger::ChangeUnits, std::move(request));
    }
    v1::OpenSourceRequest source;
    source.set_request_id("open");
    source.mutable_source()->set_source_id(stream_.scope);
    Call(&Ledger::OpenSource, std::move(source));
  }
  ~MemoryLedger() { ledger_->Stop(); }

  StreamBatch Prepare(uint64_t first, std::unique_ptr<const ReceivedBatch> batch) {
    auto prepared = ledger_->PrepareBatch(stream_, first, std::move(batch));
    HL_CHECK_OK(prepared);
    return *std::move(prepared);
  }
  // Returns when it is answered.
  void Submit(StreamBatch batch) {
    std::promise<BatchAnswer> answered;
    ledger_->SubmitBatch(std::move(batch), [&answered](BatchAnswer answer) {
      answered.set_value(std::move(answer));
    });
    const BatchAnswer answer = answered.get_future().get();
    HL_CHECK_OK(answer.status);
    HL_CHECK(answer.acknowledgement.runs(0).outcome() == v1::SUBMISSION_OUTCOME_CREATED);
  }

 private:
  template <typename Request, typename Response>
  void Call(void (Ledger::*write)(std::string_view, Request, WriteDone<Response>),
            Request request) {
    std::promise<absl::StatusOr<Response>> answered;
    (ledger_.get()->*write)(
        "anonymous", std::move(request),
        [&answered](absl::StatusOr<Response> answer) { answered.set_value(std::move(answer)); });
    HL_CHECK_OK(answered.get_future().get());
  }

  const StreamIdentity stream_{
      .mode = StreamMode::kSequence, .scope = Workload::SourceId(0), .principal = "anonymous"};
  std::unique_ptr<rocksdb::Env> env_;
  SystemClock clock_;
  SeededRandom random_{kNationSeed};
  EndlessDisk disk_;
  std::unique_ptr<LedgerStore> store_;
  std::unique_ptr<Ledger> ledger_;
};

void PrepareBatch(benchmark::State& state) {
  MemoryLedger ledger;
  for (auto unused : state) {
    state.PauseTiming();
    auto batch = ReceivedBatch::Of(BatchFrom(1));
    state.ResumeTiming();
    benchmark::DoNotOptimize(ledger.Prepare(1, std::move(batch)));
  }
  state.SetItemsProcessed(state.iterations() * kBatchSize);
}
BENCHMARK(PrepareBatch)->Unit(benchmark::kMicrosecond);

void SequenceBatch(benchmark::State& state) {
  MemoryLedger ledger;
  uint64_t first = 1;
  for (auto unused : state) {
    state.PauseTiming();
    StreamBatch batch = ledger.Prepare(first, ReceivedBatch::Of(BatchFrom(first)));
    first += kBatchSize;
    state.ResumeTiming();
    ledger.Submit(std::move(batch));
  }
  state.SetItemsProcessed(state.iterations() * kBatchSize);
}
BENCHMARK(SequenceBatch)->Unit(benchmark::kMicrosecond)->UseRealTime();

}  // namespace
}  // namespace hemoledger::bench

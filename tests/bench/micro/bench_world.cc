#include "tests/bench/micro/bench_world.h"

#include <utility>

#include "proto/base/check.h"
#include "services/domain/receipt_rules.h"
#include "tests/bench/whole/workload.h"
#include "tests/unit/domain_state/log_builder.h"

namespace hemoledger::bench {
const BenchWorld& BenchWorld::Get() {
  static const BenchWorld world;
  return world;
}

BenchWorld::BenchWorld() {
  DomainState domain;
  LogBuilder log;
  const auto apply = [&domain](const LoggedEvent& logged) {
    HL_CHECK_OK(domain.Apply(logged.event, logged.submission));
  };
  apply(log.LedgerCreated());
  for (const v1::ChangeUnitsRequest& request : Workload(kNationSeed).Units()) {
    for (const v1::UnitChanged& change : request.changes()) apply(log.Unit(change));
  }
  apply(log.Plan(Workload::Plan200()));
  tree_ = domain.tree();
  plans_ = domain.plans();

  const v1::SubmissionBatch batch = BatchFrom(1);
  for (const std::string& submission : batch.submissions()) {
    submissions_.push_back(submission);
    HL_CHECK(parsed_.emplace_back().ParseFromString(submission));
  }
  for (const v1::StreamReceiptsRequest& all :
       Workload::RoundBatches(0, 1, kOccupiedCells, 1, kOccupiedCells, kBatchSize)) {
    v1::Submission submission;
    for (const std::string& bytes : all.batch().submissions()) {
      HL_CHECK(submission.ParseFromString(bytes));
      const auto decided = DecideReceipt(submission.receipt_recorded().receipt(), *tree_, *plans_);
      HL_CHECK_OK(decided);
      facts_.push_back(decided->facts);
      cells_.Add(decided->facts);
    }
  }
  HL_CHECK(cells_.size() == kOccupiedCells);
  snapshot_ = cells_.TakeSnapshot();
}

v1::SubmissionBatch BatchFrom(uint64_t first_sequence) {
  auto batches =
      Workload::RoundBatches(0, 1, kOccupiedCells, first_sequence, kBatchSize, kBatchSize);
  HL_CHECK(batches.size() == 1);
  return std::move(*batches[0].mutable_batch());
}

}  // namespace hemoledger::bench

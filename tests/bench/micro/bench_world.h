// What the micro-benchmarks work on: the nation of the whole benchmark, folded, with its plan of
// 200 rows, and receipts of it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hemoledger/v1/receipt_service.pb.h"
#include "services/domain/domain_state.h"
#include "services/domain/facts.h"

namespace hemoledger::bench {

// Of the nation.
inline constexpr uint64_t kNationSeed = 20210405;
// Submissions of a batch: what most figures are a share of.
inline constexpr int kBatchSize = 1024;
// Cells that the nation's receipts occupy.
inline constexpr uint32_t kOccupiedCells = 48'000;

class BenchWorld {
 public:
  // Units and plan; every one of kOccupiedCells has a receipt. Made once.
  static const BenchWorld& Get();

  const OrgTree& tree() const { return *tree_; }
  const PlanBook& plans() const { return *plans_; }
  const FactCells::Snapshot& cells() const { return snapshot_; }
  // kBatchSize serialised submissions of source may-0, from number 1 on.
  const std::vector<std::string>& submissions() const { return submissions_; }
  // The same, parsed.
  const std::vector<v1::Submission>& parsed() const { return parsed_; }
  // One receipt's facts for each occupied cell.
  const std::vector<ReceiptFacts>& facts() const { return facts_; }

 private:
  BenchWorld();

  std::shared_ptr<const OrgTree> tree_;
  std::shared_ptr<const PlanBook> plans_;
  FactCells cells_;
  FactCells::Snapshot snapshot_;
  std::vector<std::string> submissions_;
  std::vector<v1::Submission> parsed_;
  std::vector<ReceiptFacts> facts_;
};

// A batch of the stream of source may-0 whose first submission has this number.
v1::SubmissionBatch BatchFrom(uint64_t first_sequence);

}  // namespace hemoledger::bench

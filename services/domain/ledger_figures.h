// What the ledger knows of a plan's results, for statements about them: the figures that attainment
// shows (docs/attainment.md), narrowed as a statement names them.
//
// - A row: by month, component or class its own receipts; else what stands on its line, which is
//   what is credited to its holder. A unit with a quota: what is credited to it; without: what it
//   and the units below it gave. A group: its rows. A campaign: its rounds' receipts, and those
//   that name it themselves.
// - Where no receipt is in the scope the ledger can not tell: silence is not zero.
//
// One pass over the cells when it is made; a question then looks at the plan's own receipts of its
// row, unit, or of all. For one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "services/domain/fact_cells.h"
#include "services/domain/findings.h"
#include "services/domain/org_tree.h"
#include "services/domain/plan_book.h"

namespace hemoledger {

class PlanLedgerFigures final : public LedgerFigures {
 public:
  // Keeps references to tree and book, which must outlive it; not to the cells. REQUIRES: the plan
  // was issued by `position_bound`.
  PlanLedgerFigures(const OrgTree& tree, const PlanBook& book, PlanIndex plan,
                    const FactCells::Snapshot& cells, int32_t through_date = 0,
                    uint64_t position_bound = kNoPositionBound);
  ~PlanLedgerFigures() override;

  std::optional<Received> ReceivedAs(const v1::Statement& statement) const override;
  std::optional<int64_t> QuotaAs(const v1::Statement& statement) const override;
  std::optional<int64_t> TotalQuotaOf(std::string_view plan_id) const override;
  std::optional<Ratio> ShareAs(const v1::Statement& statement) const override;
  int64_t StraddlingUnits() const override;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace hemoledger

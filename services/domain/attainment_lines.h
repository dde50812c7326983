// The lines of an answer about attainment, one class a kind: they take placed cells, and write
// themselves.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "hemoledger/v1/attainment_service.pb.h"
#include "services/domain/attainment.h"
#include "services/domain/attainment_figures.h"
#include "services/domain/attainment_scope.h"
#include "services/domain/campaign_places.h"
#include "services/domain/facts.h"
#include "services/domain/pace.h"
#include "services/domain/plan_rounds.h"
#include "services/domain/round_shares.h"

namespace hemoledger {

// A cell that counts and is in scope.
struct CountedCell {
  const FactKey& key;
  const FactValue& value;
  const Placement& placement;
  // The line in scope CHILDREN.
  int32_t scope_line = 0;
  // On the basis asked for. What does not count there still makes its line appear, so that all
  // bases have the same lines.
  bool counts = false;
};

class AttainmentLines {
 public:
  virtual ~AttainmentLines() = default;
  virtual void Add(const CountedCell& cell) = 0;
  // In the document's order.
  virtual std::vector<v1::AttainmentLine> Finish() = 0;
};

// What all kinds need; outlives them.
struct LinesContext {
  const OrgTree& tree;
  const EffectivePlan& plan;
  const HolderRows& holders;
  const BasisRule& basis;
  ScopeFilter& scope;
  // Day of the names shown.
  int32_t date = 0;
  UnitIndex unit = kNoUnit;
  // Rows also tell the months of their own receipts.
  bool with_months = false;
  const PlanRounds& rounds;
  const RoundShares& shares;
  // nullptr: nobody asked for it.
  const PaceRules* pace = nullptr;

  // What is expected of a row's holder. REQUIRES: the row has a quota in units.
  Expectation ExpectedOf(const EffectivePlan::Row& row) const {
    return pace == nullptr ? Expectation() : pace->OfHolder(row, basis.is_converted());
  }
  // Nothing where nobody asked.
  void WritePace(const Expectation& expected, v1::AttainmentFigures& figures) const {
    if (pace != nullptr) pace->Write(expected, figures);
  }
};

// A line whose own receipts are its figures.
v1::AttainmentLine MakePlainLine(const LinesContext& context, const Tally& tally,
                                 std::optional<int64_t> quota, const Expectation& expected);

// Lines of a grouping. REQUIRES: scope CHILDREN only with grouping ROW.
std::unique_ptr<AttainmentLines> MakeAttainmentLines(v1::AttainmentGrouping grouping,
                                                     const LinesContext& context);

}  // namespace hemoledger

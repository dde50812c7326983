// The lines of an answer about attainment, one class a kind: they take placed cells, and write
// themselves.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "hemoledger/v1/attainment_service.pb.h"
#include "services/domain/attainment.h"
#include "services/domain/attainment_figures.h"
#include "services/domain/attainment_scope.h"
#include "services/domain/facts.h"

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
};

// Lines of a grouping. REQUIRES: scope CHILDREN only with grouping ROW.
std::unique_ptr<AttainmentLines> MakeAttainmentLines(v1::AttainmentGrouping grouping,
                                                     const LinesContext& context);

}  // namespace hemoledger

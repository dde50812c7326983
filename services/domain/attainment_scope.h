// Of whom an answer about attainment is: which counted receipts are in scope, and whose quotas.
// docs/attainment.md, "Scopes".
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "services/domain/attainment.h"
#include "services/domain/tree_days.h"

namespace hemoledger {

// A sum of quotas of holders.
class QuotaSum {
 public:
  void Add(const EffectivePlan::Row& row);
  // Absent: no holder; with `converted` also where a holder's converted quota is not stated.
  std::optional<int64_t> Get(bool converted) const;

 private:
  bool any_ = false;
  int64_t units_ = 0;
  std::optional<int64_t> converted_ = 0;
};

// Which row a unit's quota, or else its credited receipts, stand on.
class HolderRows {
 public:
  HolderRows(const EffectivePlan& plan, int32_t unit_count);
  bool HoldsQuota(UnitIndex unit) const { return unit != kNoUnit && quota_rows_[unit] >= 0; }
  // -1: it holds none.
  int32_t QuotaRow(UnitIndex unit) const { return quota_rows_[unit]; }
  // The row on whose line a receipt's figures stand: that of the unit credited, else its own unless
  // that has a quota; -1: "other".
  int32_t HomeRow(const Placement& placement) const;

 private:
  const EffectivePlan& plan_;
  // By unit; -1: none.
  std::vector<int32_t> quota_rows_;
  std::vector<int32_t> first_rows_;
};

// For one query on one thread.
class ScopeFilter {
 public:
  static constexpr int32_t kOutside = -1;

  // `date`: the day whose children and names an answer shows. REQUIRES: the query's scope is one of
  // PLAN, UNIT, CHILDREN and has the unit that it needs.
  ScopeFilter(const OrgTree& tree, const HolderRows& holders, const AttainmentQuery& query,
              int32_t date);

  // What is asked is what the units of a unit without a quota gave: no quotas, no percentages.
  bool is_given_by() const { return kind_ == Kind::kGivenBy; }
  bool is_children() const { return kind_ == Kind::kChildren; }
  bool is_plan() const { return kind_ == Kind::kPlan; }
  // In scope CHILDREN: the children, in their order. Line children().size() is all else in scope.
  const std::vector<UnitIndex>& children() const { return children_; }

  // kOutside, or the line of a receipt in scope CHILDREN, else 0.
  int32_t LineOf(const FactKey& key, const Placement& placement);
  // The same for a holder of a quota.
  int32_t LineOfHolder(UnitIndex holder);

 private:
  enum class Kind : uint8_t { kPlan, kHolder, kGivenBy, kChildren };
  // Where a unit stands: at which child of `unit_`, the one right below it in its chain of parents;
  // a child shown that stood elsewhere on that day is where it stood. So a child's line is the
  // total of its own children, whatever moved.
  struct Label {
    int32_t line = kOutside;
    // It is `unit_` itself.
    bool top = false;
  };
  struct LabelBelow {
    UnitIndex top;
    const std::vector<int32_t>* labels;
    Label operator()(const Label& parent, UnitIndex unit) const {
      if (unit == top) return {(*labels)[unit], true};
      if (!parent.top) return {parent.line, false};
      // Right below: a child shown, or one that is not, which stands on the line of `unit_`.
      return {(*labels)[unit] == kOutside ? parent.line : (*labels)[unit], false};
    }
  };

  int32_t ChildLineOf(const FactKey& key, UnitIndex credited);

  Kind kind_ = Kind::kPlan;
  const UnitIndex unit_;
  std::vector<UnitIndex> children_;
  // By unit: its line, kOutside where it has none of its own.
  std::vector<int32_t> labels_;
  // `unit_` and all above it on the day shown.
  std::vector<bool> at_or_above_;
  TreeDays days_;
  InheritedValues<Label, LabelBelow> lines_;
  int date_epoch_ = 0;
};

}  // namespace hemoledger

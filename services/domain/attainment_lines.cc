#include "services/domain/attainment_lines.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "proto/base/check.h"
#include "services/domain/attainment_months.h"
#include "services/domain/attainment_round_lines.h"
#include "services/domain/civil_date.h"

namespace hemoledger {
namespace {

// The rows of the plan, and "other". docs/attainment.md, "Rows".
class RowLines : public AttainmentLines {
 public:
  explicit RowLines(const LinesContext& context)
      : context_(context), lines_(context.plan.rows.size() + 1) {}

  void Add(const CountedCell& cell) override {
    const int32_t home_row = context_.holders.HomeRow(cell.placement);
    Line& own = LineOf(cell.placement.row);
    own.has_own = true;
    if (home_row == cell.placement.row) {
      own.all_elsewhere = false;
    } else {
      const UnitIndex credited = cell.placement.credited;
      const bool is_same = own.elsewhere == kNoUnit || own.elsewhere == credited;
      own.elsewhere = is_same && credited != kNoUnit ? credited : kSeveral;
      own.inferred |= cell.placement.inferred;
    }
    // What units gave is theirs, whosever quota it counts for.
    Line& home = context_.scope.is_given_by() ? own : LineOf(home_row);
    home.has_figures = true;
    if (context_.with_months) own.months.Add(cell.key, cell.counts ? cell.value.units : 0);
    if (!cell.counts) return;
    own.own.Add(context_.basis, cell.key, cell.value);
    home.figures.Add(context_.basis, cell.key, cell.value);
  }

  std::vector<v1::AttainmentLine> Finish() override {
    std::vector<v1::AttainmentLine> lines;
    for (size_t i = 0; i < lines_.size(); ++i) {
      const EffectivePlan::Row* row =
          i < context_.plan.rows.size() ? &context_.plan.rows[i] : nullptr;
      if (IsShown(lines_[i], row)) lines.push_back(Make(lines_[i], row));
    }
    return lines;
  }

 private:
  static constexpr UnitIndex kSeveral = -2;

  // What a line has is told on every basis alike.
  struct Line {
    Tally own;
    MonthSums months;
    Tally figures;
    bool has_own = false;
    bool has_figures = false;
    // Of its own receipts: whether all stand on another line's figures, for whom, and whether one
    // of these credits was inferred.
    bool all_elsewhere = true;
    UnitIndex elsewhere = kNoUnit;
    bool inferred = false;
  };

  Line& LineOf(int32_t row) { return row < 0 ? lines_.back() : lines_[row]; }

  std::optional<int64_t> QuotaInScope(const EffectivePlan::Row& row) const {
    if (!HasQuotaInScope(row)) return std::nullopt;
    return context_.basis.is_converted() ? row.quota_converted_units : row.quota_units;
  }
  bool HasQuotaInScope(const EffectivePlan::Row& row) const {
    return row.quota_units.has_value() &&
           context_.scope.LineOfHolder(row.holder) != ScopeFilter::kOutside;
  }

  bool IsShown(const Line& line, const EffectivePlan::Row* row) const {
    if (line.has_own || line.has_figures) return true;
    if (row == nullptr) return false;
    if (context_.scope.is_plan() || HasQuotaInScope(*row)) return true;
    return context_.scope.is_given_by() && row->holder == context_.unit;
  }

  v1::AttainmentLine Make(const Line& line, const EffectivePlan::Row* row) const {
    v1::AttainmentLine made;
    *made.mutable_own() = MakeFigures(context_.basis, line.own, std::nullopt);
    line.months.WriteTo(*made.mutable_months());
    const bool has_quota = row != nullptr && HasQuotaInScope(*row);
    if (!line.has_own || line.has_figures || has_quota) {
      *made.mutable_figures() =
          MakeFigures(context_.basis, line.figures, has_quota ? QuotaInScope(*row) : std::nullopt);
      if (has_quota) context_.WritePace(context_.ExpectedOf(*row), *made.mutable_figures());
    }
    if (line.has_own && line.all_elsewhere && line.elsewhere >= 0) {
      made.set_credited_to_unit_id(context_.tree.Id(line.elsewhere));
      made.set_credit_inferred(line.inferred);
    }
    if (row == nullptr) return made;
    made.set_key(row->row.row_id());
    made.set_label(row->row.label());
    made.set_group_id(row->row.group_id());
    if (row->holder != kNoUnit) made.set_unit_id(context_.tree.Id(row->holder));
    made.set_name(row->row.printed_name());
    const UnitIndex named = row->holder != kNoUnit ? row->holder : row->selector_unit;
    if (made.name().empty() && named != kNoUnit) {
      made.set_name(context_.tree.NameOn(named, context_.date));
    }
    return made;
  }

  const LinesContext context_;
  // By row; the last: "other".
  std::vector<Line> lines_;
};

// The plan's groups, then all rows in none.
class GroupLines : public AttainmentLines {
 public:
  explicit GroupLines(const LinesContext& context)
      : context_(context), lines_(context.plan.groups.size() + 1) {
    StringMap<int32_t> group_of_id;
    for (size_t i = 0; i < context.plan.groups.size(); ++i) {
      group_of_id.emplace(context.plan.groups[i].group_id(), static_cast<int32_t>(i));
    }
    for (const EffectivePlan::Row& row : context.plan.rows) {
      const auto group = group_of_id.find(row.row.group_id());
      group_of_row_.push_back(group == group_of_id.end() ? NoGroup() : group->second);
      Line& line = lines_[group_of_row_.back()];
      line.has_rows = true;
      if (!row.quota_units.has_value()) continue;
      if (context.scope.LineOfHolder(row.holder) == ScopeFilter::kOutside) continue;
      line.quota.Add(row);
      line.expected.Add(context.ExpectedOf(row));
      line.has_quota = true;
    }
  }

  void Add(const CountedCell& cell) override {
    const int32_t row = context_.scope.is_given_by() ? cell.placement.row
                                                     : context_.holders.HomeRow(cell.placement);
    Line& line = lines_[row < 0 ? NoGroup() : group_of_row_[row]];
    line.has_receipts = true;
    if (cell.counts) line.tally.Add(context_.basis, cell.key, cell.value);
  }

  std::vector<v1::AttainmentLine> Finish() override {
    std::vector<v1::AttainmentLine> lines;
    for (int32_t i = 0; i <= NoGroup(); ++i) {
      const Line& line = lines_[i];
      const bool is_of_document = context_.scope.is_plan() && (i < NoGroup() || line.has_rows);
      if (!is_of_document && !line.has_receipts && !line.has_quota) continue;
      lines.push_back(MakePlainLine(context_, line.tally,
                                    line.quota.Get(context_.basis.is_converted()), line.expected));
      if (i == NoGroup()) continue;
      lines.back().set_key(context_.plan.groups[i].group_id());
      lines.back().set_name(context_.plan.groups[i].label());
      lines.back().set_group_id(context_.plan.groups[i].group_id());
    }
    return lines;
  }

 private:
  struct Line {
    Tally tally;
    QuotaSum quota;
    Expectation expected;
    bool has_rows = false;
    bool has_receipts = false;
    bool has_quota = false;
  };

  int32_t NoGroup() const { return static_cast<int32_t>(context_.plan.groups.size()); }

  const LinesContext context_;
  std::vector<Line> lines_;
  std::vector<int32_t> group_of_row_;
};

// The children of a unit, then all else in scope.
class ChildLines : public AttainmentLines {
 public:
  explicit ChildLines(const LinesContext& context)
      : context_(context), lines_(context.scope.children().size() + 1) {
    for (const EffectivePlan::Row& row : context.plan.rows) {
      if (!row.quota_units.has_value()) continue;
      const int32_t line = context.scope.LineOfHolder(row.holder);
      if (line == ScopeFilter::kOutside) continue;
      lines_[line].quota.Add(row);
      lines_[line].expected.Add(context.ExpectedOf(row));
      lines_[line].is_shown = true;
    }
  }

  void Add(const CountedCell& cell) override {
    Line& line = lines_[cell.scope_line];
    line.is_shown = true;
    if (cell.counts) line.tally.Add(context_.basis, cell.key, cell.value);
  }

  std::vector<v1::AttainmentLine> Finish() override {
    std::vector<v1::AttainmentLine> lines;
    const std::vector<UnitIndex>& children = context_.scope.children();
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (i == children.size() && !lines_[i].is_shown) continue;
      lines.push_back(MakePlainLine(context_, lines_[i].tally,
                                    lines_[i].quota.Get(context_.basis.is_converted()),
                                    lines_[i].expected));
      if (i == children.size()) continue;
      lines.back().set_key(context_.tree.Id(children[i]));
      lines.back().set_unit_id(context_.tree.Id(children[i]));
      lines.back().set_name(context_.tree.NameOn(children[i], context_.date));
    }
    return lines;
  }

 private:
  struct Line {
    Tally tally;
    QuotaSum quota;
    Expectation expected;
    bool is_shown = false;
  };

  const LinesContext context_;
  std::vector<Line> lines_;
};

// Lines by a property of the receipt: only those that there are, what is not stated last. No quota
// is given by month, component or class.
class PropertyLines : public AttainmentLines {
 public:
  PropertyLines(v1::AttainmentGrouping grouping, const LinesContext& context)
      : grouping_(grouping), context_(context) {}

  void Add(const CountedCell& cell) override {
    const auto [line, is_new] =
        line_of_property_.try_emplace(PropertyOf(cell.key), tallies_.size());
    if (is_new) tallies_.emplace_back();
    if (cell.counts) tallies_[line->second].Add(context_.basis, cell.key, cell.value);
  }

  std::vector<v1::AttainmentLine> Finish() override {
    std::vector<int32_t> properties;
    for (const auto& [property, line] : line_of_property_) properties.push_back(property);
    // 0, what is not stated, is the last.
    std::sort(properties.begin(), properties.end(),
              [](int32_t a, int32_t b) { return a != 0 && (b == 0 || a < b); });
    std::vector<v1::AttainmentLine> lines;
    for (const int32_t property : properties) {
      lines.push_back(MakePlainLine(context_, tallies_[line_of_property_[property]], std::nullopt,
                                    Expectation()));
      if (property != 0) lines.back().set_key(KeyOf(property));
    }
    return lines;
  }

 private:
  // 0: not stated.
  int32_t PropertyOf(const FactKey& key) const {
    switch (grouping_) {
      case v1::ATTAINMENT_GROUPING_MONTH:
        return MonthOf({key.first_date, key.last_date});
      case v1::ATTAINMENT_GROUPING_COMPONENT:
        return key.component;
      default:
        return key.donor_class;
    }
  }

  std::string KeyOf(int32_t property) const {
    switch (grouping_) {
      case v1::ATTAINMENT_GROUPING_MONTH:
        return MonthKey(property);
      case v1::ATTAINMENT_GROUPING_COMPONENT:
        return ComponentKey(property);
      default:
        return DonorClassKey(property);
    }
  }

  static std::string ComponentKey(int32_t component) {
    switch (component) {
      case v1::COMPONENT_WHOLE_BLOOD:
        return "whole-blood";
      case v1::COMPONENT_PLATELETS:
        return "platelets";
      case v1::COMPONENT_PLASMA:
        return "plasma";
      default:
        return Concat("component-", component);
    }
  }

  static std::string DonorClassKey(int32_t donor_class) {
    switch (donor_class) {
      case v1::DONOR_CLASS_VOLUNTARY:
        return "voluntary";
      case v1::DONOR_CLASS_FAMILY_REPLACEMENT:
        return "family-replacement";
      case v1::DONOR_CLASS_PAID:
        return "paid";
      default:
        return Concat("donor-class-", donor_class);
    }
  }

  const v1::AttainmentGrouping grouping_;
  const LinesContext context_;
  absl::flat_hash_map<int32_t, size_t> line_of_property_;
  std::vector<Tally> tallies_;
};

}  // namespace

v1::AttainmentLine MakePlainLine(const LinesContext& context, const Tally& tally,
                                 std::optional<int64_t> quota, const Expectation& expected) {
  v1::AttainmentLine line;
  *line.mutable_figures() = MakeFigures(context.basis, tally, quota);
  context.WritePace(expected, *line.mutable_figures());
  *line.mutable_own() = line.figures();
  return line;
}

std::unique_ptr<AttainmentLines> MakeAttainmentLines(v1::AttainmentGrouping grouping,
                                                     const LinesContext& context) {
  if (context.scope.is_children()) {
    HL_CHECK(grouping == v1::ATTAINMENT_GROUPING_ROW);
    return std::make_unique<ChildLines>(context);
  }
  switch (grouping) {
    case v1::ATTAINMENT_GROUPING_ROW:
      return std::make_unique<RowLines>(context);
    case v1::ATTAINMENT_GROUPING_GROUP:
      return std::make_unique<GroupLines>(context);
    case v1::ATTAINMENT_GROUPING_ROUND:
      return MakeRoundLines(context);
    case v1::ATTAINMENT_GROUPING_CAMPAIGN:
      return MakeCampaignLines(context);
    default:
      return std::make_unique<PropertyLines>(grouping, context);
  }
}

}  // namespace hemoledger

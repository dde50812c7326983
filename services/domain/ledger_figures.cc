#include "services/domain/ledger_figures.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "proto/base/strings.h"
#include "services/domain/attainment.h"
#include "services/domain/attainment_scope.h"
#include "services/domain/campaigns_within.h"
#include "services/domain/civil_date.h"
#include "services/domain/plan_view.h"

namespace hemoledger {
namespace {

// What counts in the plan, of one cell.
struct CountedCell {
  FactKey key;
  FactValue value;
  // Index of the row that takes it; -1: none.
  int32_t own_row = -1;
  // Index of the row on whose line it stands; -1: "other".
  int32_t home_row = -1;
  UnitIndex credited = kNoUnit;
};

bool Holds(const std::vector<int32_t>& indexes, int32_t index) {
  return std::find(indexes.begin(), indexes.end(), index) != indexes.end();
}

using CellIndexes = std::vector<std::vector<int32_t>>;

// What a statement's cells add up to.
struct CellSum {
  int64_t cells = 0;
  int64_t units = 0;
  int64_t dated_units = 0;
  int64_t undated_units = 0;
  int64_t repeat_donors = 0;
  int64_t repeat_stated_units = 0;
  // Cells left out that do not say what they are, where the statement asks for a kind.
  int64_t unstated_cells = 0;
};

}  // namespace

struct PlanLedgerFigures::Impl {
  Impl(const OrgTree& tree, const PlanBook& book, PlanIndex index, const FactCells::Snapshot& cells,
       int32_t through_date, uint64_t position_bound)
      : tree(tree),
        book(book),
        through_date(through_date),
        position_bound(position_bound),
        plan(book.Effective(index, tree, through_date, position_bound)),
        shown(DescribePlan(book, index, through_date, position_bound, nullptr).plan()),
        holders(plan, tree.size()),
        by_own_row(plan.rows.size()),
        by_home_row(plan.rows.size()) {
    for (size_t i = 0; i < plan.rows.size(); ++i) {
      rows_by_id.try_emplace(plan.rows[i].row.row_id(), static_cast<int32_t>(i));
    }
    const PlacementRules rules(tree, book, plan, through_date);
    for (int64_t i = 0; i < cells.size(); ++i) {
      const FactCells::Cell& cell = cells.cell(i);
      if (cell.value.IsZero()) continue;
      const Placement placement = rules.Place(cell.key);
      if (placement.counting == Placement::Counting::kStraddles) {
        straddling_units += cell.value.units;
      } else if (placement.counting == Placement::Counting::kYes) {
        Count(cell, placement);
      }
    }
  }

  void Count(const FactCells::Cell& cell, const Placement& placement) {
    const auto at = static_cast<int32_t>(counted.size());
    const int32_t home = holders.HomeRow(placement);
    counted.push_back({cell.key, cell.value, placement.row, home, placement.credited});
    if (placement.row >= 0) by_own_row[placement.row].push_back(at);
    if (home >= 0) by_home_row[home].push_back(at);
  }

  // -1: there is none.
  int32_t RowIndexOf(std::string_view row_id) const {
    const auto found = rows_by_id.find(row_id);
    return found == rows_by_id.end() ? -1 : found->second;
  }

  // Rounds of a campaign of the plan, and of those that are part of it.
  std::vector<RoundIndex> RoundsOfCampaign(std::string_view campaign_id) const {
    const StringSet campaigns = CampaignsWithin(shown, campaign_id);
    std::vector<RoundIndex> rounds;
    for (const v1::Round& round : shown.rounds()) {
      if (std::any_of(round.campaign_ids().begin(), round.campaign_ids().end(),
                      [&](const std::string& id) { return campaigns.contains(id); })) {
        rounds.push_back(book.FindRound(round.round_id()));
      }
    }
    return rounds;
  }

  // Whether a statement about a row asks for its own receipts, not for its holder's figures.
  static bool AsksForOwn(const v1::Statement& statement) {
    return statement.has_interval() || statement.component() != v1::COMPONENT_UNSPECIFIED ||
           statement.donor_class() != v1::DONOR_CLASS_UNSPECIFIED;
  }

  // Indexes of the cells of a row's line, or of its own.
  const std::vector<int32_t>& CellsOfRow(int32_t row, bool own) const {
    // A row without a quota whose receipts all count elsewhere shows nothing but these.
    const bool blank = by_home_row[row].empty() && !plan.rows[row].quota_units.has_value();
    return own || blank ? by_own_row[row] : by_home_row[row];
  }

  // Calls visit(cell) for every cell of the statement's unit, row, group, rounds and campaign.
  // False: it names something that the plan does not have.
  template <typename Visit>
  bool ForEachInScope(const v1::Statement& statement, const Visit& visit) const {
    UnitIndex unit = kNoUnit;
    bool unit_is_holder = false;
    int32_t row = -1;
    if (!statement.row_id().empty()) {
      row = RowIndexOf(statement.row_id());
      if (row < 0) return false;
    }
    if (!statement.unit_id().empty()) {
      unit = tree.Find(statement.unit_id());
      if (unit == kNoUnit) return false;
      unit_is_holder = holders.HoldsQuota(unit);
      // The row's own holder narrows nothing.
      if (row >= 0 && plan.rows[row].holder == unit) unit = kNoUnit;
    }
    std::vector<RoundIndex> rounds;
    for (const std::string& round_id : statement.round_ids()) {
      rounds.push_back(book.FindRound(round_id));
    }
    std::vector<RoundIndex> campaign_rounds;
    std::vector<CampaignIndex> campaigns;
    if (!statement.campaign_id().empty()) {
      campaign_rounds = RoundsOfCampaign(statement.campaign_id());
      for (const std::string& id : CampaignsWithin(shown, statement.campaign_id())) {
        const CampaignIndex campaign = book.FindCampaign(id);
        if (campaign != kNoCampaign) campaigns.push_back(campaign);
      }
    }
    const bool own = AsksForOwn(statement);
    const auto fits = [&](const CountedCell& cell) {
      if (unit != kNoUnit) {
        const bool fits_unit = unit_is_holder
                                   ? cell.credited == unit
                                   : tree.IsAtOrBelow(cell.key.unit, unit, cell.key.first_date);
        if (!fits_unit) return false;
      }
      if (!statement.group_id().empty()) {
        const int32_t line = own ? cell.own_row : cell.home_row;
        if (line < 0 || plan.rows[line].row.group_id() != statement.group_id()) return false;
      }
      if (statement.round_ids_size() > 0 && !Holds(rounds, cell.key.round)) {
        return false;
      }
      return statement.campaign_id().empty() || Holds(campaigns, cell.key.campaign) ||
             Holds(campaign_rounds, cell.key.round);
    };
    if (row >= 0) {
      for (const int32_t at : CellsOfRow(row, own)) {
        if (fits(counted[at])) visit(counted[at]);
      }
      return true;
    }
    // A holder's figures stand on its row's line, all of them.
    if (unit_is_holder && unit != kNoUnit) {
      for (const int32_t at : by_home_row[holders.QuotaRow(unit)]) {
        if (fits(counted[at])) visit(counted[at]);
      }
      return true;
    }
    for (const CountedCell& cell : counted) {
      if (fits(cell)) visit(cell);
    }
    return true;
  }

  // Absent: the scope names what the plan does not have. `donor_class` instead of the statement's.
  std::optional<CellSum> Sum(const v1::Statement& statement, v1::DonorClass donor_class) const {
    CellSum sum;
    std::optional<CivilInterval> asked;
    if (statement.has_interval()) asked = ToCivil(statement.interval());
    const bool known = ForEachInScope(statement, [&](const CountedCell& cell) {
      ++sum.cells;
      const bool fits_component = statement.component() == v1::COMPONENT_UNSPECIFIED ||
                                  cell.key.component == statement.component();
      const bool fits_class =
          donor_class == v1::DONOR_CLASS_UNSPECIFIED || cell.key.donor_class == donor_class;
      if (!fits_component || !fits_class) {
        const bool unstated = (!fits_component && cell.key.component == 0) ||
                              (!fits_class && cell.key.donor_class == 0);
        sum.unstated_cells += unstated ? 1 : 0;
        return;
      }
      sum.units += cell.value.units;
      if (asked.has_value()) {
        const CivilInterval days{cell.key.first_date, cell.key.last_date};
        if (IsInside(days, *asked)) {
          sum.dated_units += cell.value.units;
        } else if (Overlaps(days, *asked)) {
          sum.undated_units += cell.value.units;
        }
      }
      sum.repeat_donors += cell.value.repeat_donors;
      sum.repeat_stated_units += cell.value.repeat_stated_units;
    });
    // Silence is not zero: neither of all receipts nor of their kind.
    if (!known || sum.cells == 0) return std::nullopt;
    if (sum.units == 0 && sum.unstated_cells > 0) return std::nullopt;
    if (!asked.has_value()) sum.dated_units = sum.units;
    return sum;
  }

  const OrgTree& tree;
  const PlanBook& book;
  const int32_t through_date;
  const uint64_t position_bound;
  const EffectivePlan plan;
  // The same in the contract's words: campaigns, quotas of rounds, population.
  const v1::PlanIssued shown;
  const HolderRows holders;
  StringMap<int32_t> rows_by_id;
  std::vector<CountedCell> counted;
  // By index of the row: indexes in `counted`.
  CellIndexes by_own_row;
  CellIndexes by_home_row;
  int64_t straddling_units = 0;
};

PlanLedgerFigures::PlanLedgerFigures(const OrgTree& tree, const PlanBook& book, PlanIndex plan,
                                     const FactCells::Snapshot& cells, int32_t through_date,
                                     uint64_t position_bound)
    : impl_(std::make_unique<const Impl>(tree, book, plan, cells, through_date, position_bound)) {}

PlanLedgerFigures::~PlanLedgerFigures() = default;

std::optional<LedgerFigures::Received> PlanLedgerFigures::ReceivedAs(
    const v1::Statement& statement) const {
  const std::optional<CellSum> sum = impl_->Sum(statement, statement.donor_class());
  if (!sum.has_value()) return std::nullopt;
  return Received{sum->units, sum->dated_units, sum->undated_units};
}

std::optional<int64_t> PlanLedgerFigures::QuotaAs(const v1::Statement& statement) const {
  if (statement.has_interval()) return std::nullopt;
  if (statement.round_ids_size() > 0 || !statement.campaign_id().empty()) {
    std::vector<RoundIndex> wanted;
    for (const std::string& id : statement.round_ids()) wanted.push_back(impl_->book.FindRound(id));
    if (wanted.empty()) wanted = impl_->RoundsOfCampaign(statement.campaign_id());
    std::optional<int64_t> sum;
    for (const v1::Round& round : impl_->shown.rounds()) {
      const RoundIndex index = impl_->book.FindRound(round.round_id());
      if (std::find(wanted.begin(), wanted.end(), index) == wanted.end()) continue;
      if (round.quotas().empty()) return std::nullopt;
      for (const v1::RoundQuota& quota : round.quotas()) {
        if (!quota.units().has_value()) return std::nullopt;
        sum = sum.value_or(0) + quota.units().value();
      }
    }
    return sum;
  }
  if (!statement.row_id().empty()) {
    const int32_t row = impl_->RowIndexOf(statement.row_id());
    return row < 0 ? std::nullopt : impl_->plan.rows[row].quota_units;
  }
  if (!statement.unit_id().empty()) {
    const UnitIndex unit = impl_->tree.Find(statement.unit_id());
    if (!impl_->holders.HoldsQuota(unit)) return std::nullopt;
    return impl_->plan.rows[impl_->holders.QuotaRow(unit)].quota_units;
  }
  std::optional<int64_t> sum;
  for (const EffectivePlan::Row& row : impl_->plan.rows) {
    if (!statement.group_id().empty() && row.row.group_id() != statement.group_id()) continue;
    if (row.quota_units.has_value()) sum = sum.value_or(0) + *row.quota_units;
  }
  return sum;
}

std::optional<int64_t> PlanLedgerFigures::TotalQuotaOf(std::string_view plan_id) const {
  const PlanIndex plan = impl_->book.Find(plan_id);
  if (plan == kNoPlan || impl_->book.RevisionAt(plan, impl_->position_bound) == 0) {
    return std::nullopt;
  }
  const EffectivePlan effective =
      impl_->book.Effective(plan, impl_->tree, impl_->through_date, impl_->position_bound);
  const bool any =
      std::any_of(effective.rows.begin(), effective.rows.end(),
                  [](const EffectivePlan::Row& row) { return row.quota_units.has_value(); });
  return any ? std::optional(effective.total_quota_units) : std::nullopt;
}

std::optional<LedgerFigures::Ratio> PlanLedgerFigures::ShareAs(
    const v1::Statement& statement) const {
  // A share of a month is certain only where nothing that could lie in it is undated.
  const auto certain = [&](const CellSum& sum) {
    return !statement.has_interval() || sum.undated_units == 0;
  };
  const std::optional<CellSum> all =
      impl_->Sum(statement, statement.fact() == v1::STATEMENT_FACT_VOLUNTARY_SHARE
                                ? v1::DONOR_CLASS_UNSPECIFIED
                                : statement.donor_class());
  if (!all.has_value() || !certain(*all) || all->dated_units == 0) return std::nullopt;
  switch (statement.fact()) {
    case v1::STATEMENT_FACT_VOLUNTARY_SHARE: {
      const std::optional<CellSum> voluntary = impl_->Sum(statement, v1::DONOR_CLASS_VOLUNTARY);
      if (!voluntary.has_value()) return std::nullopt;
      return Ratio{voluntary->dated_units, all->dated_units};
    }
    case v1::STATEMENT_FACT_REPEAT_SHARE:
      // Only where all receipts say how many gave again, and over the whole span.
      if (statement.has_interval() || all->repeat_stated_units != all->units) return std::nullopt;
      return Ratio{all->repeat_donors, all->repeat_stated_units};
    default:
      return std::nullopt;
  }
}

int64_t PlanLedgerFigures::StraddlingUnits() const {
  return impl_->straddling_units;
}

}  // namespace hemoledger

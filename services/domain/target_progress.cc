#include "services/domain/target_progress.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "services/domain/exact_fraction.h"
#include "services/domain/figure_rules.h"
#include "services/domain/target_events.h"
#include "services/domain/target_indicators.h"
#include "services/domain/target_receipts.h"

namespace hemoledger {
namespace {

constexpr std::string_view kFromReceipts = "receipts";
constexpr std::string_view kFromRounds = "rounds";

enum class TargetSource : uint8_t { kReceipts, kRounds, kIndicator };

TargetSource SourceOf(v1::TargetMetric metric) {
  switch (metric) {
    case v1::TARGET_METRIC_UNITS:
    case v1::TARGET_METRIC_CONVERTED_UNITS:
    case v1::TARGET_METRIC_POPULATION_SHARE:
    case v1::TARGET_METRIC_CONVERTED_POPULATION_SHARE:
    case v1::TARGET_METRIC_VOLUNTARY_SHARE:
    case v1::TARGET_METRIC_REPEAT_SHARE:
    case v1::TARGET_METRIC_LARGE_BAG_SHARE:
      return TargetSource::kReceipts;
    case v1::TARGET_METRIC_EVENT_COUNT:
    case v1::TARGET_METRIC_EVENTS_PER_QUARTER:
      return TargetSource::kRounds;
    default:
      return TargetSource::kIndicator;
  }
}

// What one unit, or the whole scope, reached.
struct Measured {
  // Absent: not known.
  std::optional<Reached> reached;
  std::string source;
};

std::optional<Reached> PercentOf(const Rational& part, int64_t whole) {
  if (whole <= 0) return std::nullopt;
  return Reached{.number =
                     InLowestTerms(Int128{part.numerator} * 100, Int128{part.denominator} * whole)};
}

class TargetMeasures {
 public:
  TargetMeasures(const ScheduleSources& sources, PlanIndex plan, int32_t through_date)
      : sources_(sources),
        plan_(sources.plans.Effective(plan, sources.tree, through_date)),
        rounds_(plan_),
        campaigns_(plan_, rounds_),
        holders_(plan_, sources.tree.size()),
        receipts_(sources.tree, sources.plans, plan_, holders_, campaigns_, through_date),
        indicators_(sources.records, sources.plans.Id(plan), sources.tree.Id(plan_.issuer),
                    through_date) {
    bool any_event = false;
    for (const v1::Target& target : plan_.targets) {
      const TargetSource source = SourceOf(target.metric());
      scopes_.push_back(source == TargetSource::kReceipts ? receipts_.AddScope(target.scope()) : 0);
      any_event |= source == TargetSource::kRounds;
    }
    receipts_.Count(sources.cells);
    if (any_event) events_.emplace(sources, plan_, campaigns_, through_date);
  }

  std::vector<v1::TargetProgress> All() const {
    std::vector<v1::TargetProgress> all;
    for (size_t i = 0; i < plan_.targets.size(); ++i) all.push_back(ProgressOf(i));
    return all;
  }

 private:
  v1::TargetProgress ProgressOf(size_t number) const {
    const v1::Target& target = plan_.targets[number];
    v1::TargetProgress progress;
    *progress.mutable_target() = target;
    progress.set_state(v1::TARGET_STATE_NOT_KNOWN);
    const int units = target.scope().unit_ids_size();
    if (!target.scope().each()) {
      const Measured measured = Measure(number, -1);
      if (!measured.reached.has_value()) return progress;
      progress.set_reached_numerator(measured.reached->number.numerator);
      progress.set_reached_denominator(measured.reached->number.denominator);
      progress.set_source(measured.source);
      progress.set_state(StateOf(IsMet(target.value(), *measured.reached)));
      return progress;
    }
    progress.set_units_bound(units);
    int32_t reached = 0;
    for (int unit = 0; unit < units; ++unit) {
      const Measured measured = Measure(number, unit);
      if (!measured.reached.has_value()) continue;
      progress.set_source(measured.source);
      reached += IsMet(target.value(), *measured.reached) ? 1 : 0;
    }
    if (progress.source().empty()) return progress;
    progress.set_units_reached(reached);
    progress.set_state(StateOf(reached == units));
    return progress;
  }

  static v1::TargetState StateOf(bool is_met) {
    return is_met ? v1::TARGET_STATE_REACHED : v1::TARGET_STATE_NOT_REACHED;
  }

  // `unit`: number in the scope's units, of a target that binds each; -1: the scope together.
  Measured Measure(size_t number, int unit) const {
    const v1::Target& target = plan_.targets[number];
    const std::string unit_id = unit < 0 ? "" : target.scope().unit_ids(unit);
    switch (SourceOf(target.metric())) {
      case TargetSource::kReceipts: {
        const std::vector<ReceiptSums>& sums = receipts_.Of(scopes_[number]);
        return {ByReceipts(target, sums[unit < 0 ? 0 : unit], unit_id), std::string(kFromReceipts)};
      }
      case TargetSource::kRounds:
        return {ByRounds(target, unit < 0 ? kNoUnit : sources_.tree.Find(unit_id)),
                std::string(kFromRounds)};
      case TargetSource::kIndicator:
        break;
    }
    if (target.indicator().empty()) return {};
    const std::optional<TargetIndicators::Told> told = indicators_.Of(target, unit_id);
    if (!told.has_value()) return {};
    return {told->reached, told->record_id};
  }

  std::optional<Reached> ByReceipts(const v1::Target& target, const ReceiptSums& sums,
                                    const std::string& unit_id) const {
    const Rational units{sums.tally.units, 1};
    switch (target.metric()) {
      case v1::TARGET_METRIC_UNITS:
        return Reached{.number = units};
      case v1::TARGET_METRIC_CONVERTED_UNITS:
        if (sums.tally.unconverted_units > 0) return std::nullopt;
        return Reached{.number = Converted(sums)};
      case v1::TARGET_METRIC_POPULATION_SHARE:
        return PercentOf(units, PopulationOf(target, unit_id));
      case v1::TARGET_METRIC_CONVERTED_POPULATION_SHARE:
        if (sums.tally.unconverted_units > 0) return std::nullopt;
        return PercentOf(Converted(sums), PopulationOf(target, unit_id));
      case v1::TARGET_METRIC_VOLUNTARY_SHARE:
        return PercentOf({sums.voluntary_units, 1}, sums.class_stated_units);
      case v1::TARGET_METRIC_REPEAT_SHARE:
        return PercentOf({sums.tally.repeat_donors, 1}, sums.tally.repeat_stated_units);
      case v1::TARGET_METRIC_LARGE_BAG_SHARE:
        return PercentOf({sums.large_units, 1}, sums.known_volume_units);
      default:
        return std::nullopt;
    }
  }

  std::optional<Reached> ByRounds(const v1::Target& target, UnitIndex unit) const {
    if (target.metric() == v1::TARGET_METRIC_EVENT_COUNT) {
      return Reached{.number = {events_->CountIn(target.scope(), unit), 1}};
    }
    const std::optional<int64_t> least = events_->LeastInAQuarter(target.scope(), unit);
    if (!least.has_value()) return std::nullopt;
    return Reached{.number = {*least, 1}};
  }

  Rational Converted(const ReceiptSums& sums) const {
    const v1::AttainmentFigures figures = MakeFigures(receipts_.rule(), sums.tally, std::nullopt);
    return {figures.converted_numerator(), figures.converted_denominator()};
  }

  // Of one unit, of the scope's units, or of the plan as a whole: its printed total, else the sum
  // of its rows. 0: not stated.
  int64_t PopulationOf(const v1::Target& target, const std::string& unit_id) const {
    const auto& scope_units = target.scope().unit_ids();
    if (unit_id.empty() && scope_units.empty()) {
      const v1::PlanIssued& issued = *sources_.plans.Documents(plan_.plan).front()->issued;
      if (issued.stated().population().has_value()) return issued.stated().population().value();
    }
    int64_t sum = 0;
    for (const EffectivePlan::Row& row : plan_.rows) {
      const std::string& holder = row.row.holder_unit_id();
      const bool is_in = !unit_id.empty()      ? holder == unit_id
                         : scope_units.empty() ? true
                                               : std::find(scope_units.begin(), scope_units.end(),
                                                           holder) != scope_units.end();
      if (is_in && row.row.population().has_value()) sum += row.row.population().value();
    }
    return sum;
  }

  const ScheduleSources& sources_;
  const EffectivePlan plan_;
  const PlanRounds rounds_;
  CampaignPlaces campaigns_;
  const HolderRows holders_;
  TargetReceipts receipts_;
  const TargetIndicators indicators_;
  // Made where a target counts events.
  std::optional<TargetEvents> events_;
  // By target: the scope's number in `receipts_`.
  std::vector<size_t> scopes_;
};

}  // namespace

std::vector<v1::TargetProgress> ComputeTargetProgress(const ScheduleSources& sources,
                                                      PlanIndex plan, int32_t through_date) {
  return TargetMeasures(sources, plan, through_date).All();
}

}  // namespace hemoledger

// Where a receipt's facts stand in a plan: docs/attainment.md, "What counts", "Whose quota",
// "Rows".
#include <algorithm>
#include <limits>

#include "absl/container/flat_hash_map.h"
#include "services/domain/attainment.h"
#include "services/domain/civil_date.h"
#include "services/domain/tree_days.h"

namespace hemoledger {
namespace {

constexpr int32_t kNoIndex = -1;
// v1::Component and v1::DonorClass have 4 values each; what a newer writer may have added fits no
// selector that states one.
constexpr uint8_t kComponents = 4;
constexpr uint8_t kDonorClasses = 4;

// What a plan says of a unit by its place in the tree.
struct UnitPlace {
  // Nearest holder of a quota at or above it.
  UnitIndex holder = kNoUnit;
  // The plan's rule with the deepest unit at or above it.
  int32_t rule = kNoIndex;
  // Nearest unit at or above it that a row selects by.
  UnitIndex anchor = kNoUnit;
  // At or below the issuer.
  bool in_territory = false;
  // At or below a unit that a row or a rule names.
  bool is_named = false;
};

// What a plan says of a unit itself: the same for every tree.
struct UnitMark {
  int32_t rule = kNoIndex;
  bool is_issuer = false;
  bool is_holder = false;
  bool is_named = false;
  bool is_anchor = false;
};

struct PlaceBelow {
  const std::vector<UnitMark>* marks;
  UnitPlace operator()(const UnitPlace& parent, UnitIndex unit) const {
    const UnitMark& mark = (*marks)[unit];
    UnitPlace place = parent;
    if (mark.is_holder) place.holder = unit;
    if (mark.rule != kNoIndex) place.rule = mark.rule;
    if (mark.is_anchor) place.anchor = unit;
    place.in_territory |= mark.is_issuer;
    place.is_named |= mark.is_named;
    return place;
  }
};

enum class RoundRole : uint8_t { kElsewhere, kThisPlan, kSameIssuer };

}  // namespace

struct PlacementRules::Impl {
  Impl(const OrgTree& tree, const PlanBook& book, const EffectivePlan& plan, int32_t through_date)
      : plan(plan),
        through_date(through_date),
        marks(tree.size()),
        days(tree),
        places(&days, PlaceBelow{&marks}),
        found_rows(days.epoch_count()) {
    if (plan.period.has_value()) period = ToCivil(*plan.period);
    MarkUnits();
    MarkRounds(book);
    IndexRows();
  }

  void MarkUnits() {
    marks[plan.issuer].is_issuer = true;
    for (const EffectivePlan::Row& row : plan.rows) {
      if (row.holder != kNoUnit) {
        marks[row.holder].is_named = true;
        if (row.quota_units.has_value()) marks[row.holder].is_holder = true;
      }
      if (row.takes_receipts && row.selector_unit != kNoUnit) {
        marks[row.selector_unit].is_named = true;
        marks[row.selector_unit].is_anchor = true;
      }
    }
    // Of equally deep rules the later in the list.
    for (size_t i = 0; i < plan.rules.size(); ++i) {
      marks[plan.rules[i].unit].rule = static_cast<int32_t>(i);
      marks[plan.rules[i].unit].is_named = true;
      if (plan.rules[i].credited != kNoUnit) marks[plan.rules[i].credited].is_named = true;
    }
  }

  void MarkRounds(const PlanBook& book) {
    round_roles.resize(book.round_count(), RoundRole::kElsewhere);
    round_credits.resize(book.round_count(), kNoIndex);
    selected_rounds.resize(book.round_count(), 0);
    const auto issuer_of = [&](PlanIndex index) -> const std::string& {
      return book.Documents(index).front()->issued->document().issuer_unit_id();
    };
    const std::string& issuer = issuer_of(plan.plan);
    for (RoundIndex round = 0; round < book.round_count(); ++round) {
      const PlanIndex owner = book.PlanOfRound(round);
      if (owner == plan.plan) {
        round_roles[round] = RoundRole::kThisPlan;
      } else if (issuer_of(owner) == issuer) {
        round_roles[round] = RoundRole::kSameIssuer;
      }
    }
    for (size_t i = 0; i < plan.rounds.size(); ++i) {
      round_credits[plan.rounds[i].round] = static_cast<int32_t>(i);
    }
  }

  // Rows by conditions and unit. Of rows with the same of both, only the first can ever take
  // anything.
  void IndexRows() {
    for (size_t i = 0; i < plan.rows.size(); ++i) {
      const EffectivePlan::Row& row = plan.rows[i];
      if (!row.takes_receipts) continue;
      uint32_t local_round = 0;
      if (row.selector_round != kNoRound) {
        uint32_t& local = selected_rounds[row.selector_round];
        if (local == 0) local = ++selected_round_count;
        local_round = local;
      }
      const uint64_t key =
          RowKey(row.selector_unit, local_round, row.selector_component, row.selector_donor_class);
      rows_by_key.try_emplace(key, static_cast<int32_t>(i));
    }
  }

  static uint64_t RowKey(UnitIndex unit, uint32_t local_round, uint32_t component,
                         uint32_t donor_class) {
    return static_cast<uint64_t>(static_cast<uint32_t>(unit + 1)) << 32 | local_round << 8 |
           component << 4 | donor_class;
  }

  // By round and date alone: what needs no tree.
  Placement::Counting CountByDate(const FactKey& key) const {
    if (through_date != 0 && key.last_date > through_date) return Placement::Counting::kNo;
    if (key.round != kNoRound) {
      if (round_roles[key.round] == RoundRole::kThisPlan) return Placement::Counting::kYes;
      if (round_roles[key.round] == RoundRole::kSameIssuer) return Placement::Counting::kNo;
    }
    if (key.first_date > period.last || key.last_date < period.first) {
      return Placement::Counting::kNo;
    }
    return key.first_date >= period.first && key.last_date <= period.last
               ? Placement::Counting::kYes
               : Placement::Counting::kStraddles;
  }

  bool IsOfThisPlan(RoundIndex round) const {
    return round != kNoRound && round_roles[round] == RoundRole::kThisPlan;
  }

  // Whether the plan is about this place or unit at all. `place`: of key.unit.
  bool Concerns(const FactKey& key, const UnitPlace& place, int epoch) {
    const UnitPlace& whose = key.credited_to != kNoUnit ? places.At(key.credited_to, epoch) : place;
    return whose.in_territory || whose.is_named ||
           places.At(key.collecting_unit, epoch).in_territory;
  }

  void Credit(const FactKey& key, const UnitPlace& place, int epoch, Placement& placement) {
    if (key.credited_to != kNoUnit) {
      placement.credited = key.credited_to;
      placement.way = Placement::CreditWay::kReceipt;
      return;
    }
    if (key.round != kNoRound && round_credits[key.round] != kNoIndex) {
      const EffectivePlan::Round& round = plan.rounds[round_credits[key.round]];
      const UnitIndex credited = CreditedByRound(round, key.unit, epoch);
      if (credited != kNoUnit) {
        placement.credited = credited;
        placement.way = Placement::CreditWay::kRound;
        placement.inferred = round.inferred;
        return;
      }
    }
    placement.credited = CreditedByPlan(place);
    if (place.rule != kNoIndex) {
      placement.way = Placement::CreditWay::kPlanRule;
      placement.inferred = plan.rules[place.rule].inferred;
    } else if (place.holder != kNoUnit) {
      placement.way = Placement::CreditWay::kTree;
    }
  }

  UnitIndex CreditedByPlan(const UnitPlace& place) const {
    return place.rule != kNoIndex ? plan.rules[place.rule].credited : place.holder;
  }

  UnitIndex CreditedByRound(const EffectivePlan::Round& round, UnitIndex unit, int epoch) {
    if (round.credited.size() == 1) return round.credited.front();
    const std::vector<UnitIndex>& parents = days.ParentsIn(epoch);
    for (UnitIndex at = unit; at != kNoUnit && !round.credited.empty(); at = parents[at]) {
      for (const UnitIndex credited : round.credited) {
        if (credited == at) return at;
      }
    }
    return kNoUnit;
  }

  int32_t RowOf(const FactKey& key, UnitIndex anchor, int epoch) {
    if (rows_by_key.empty()) return kNoIndex;
    const uint32_t local_round = key.round == kNoRound ? 0 : selected_rounds[key.round];
    const uint32_t component = key.component < kComponents ? key.component : 0;
    const uint32_t donor_class = key.donor_class < kDonorClasses ? key.donor_class : 0;
    const auto [found, is_new] = found_rows[epoch].try_emplace(
        RowKey(anchor, local_round, component, donor_class), kNoIndex);
    if (is_new) {
      found->second = FindRow(anchor, local_round, component, donor_class, epoch);
    }
    return found->second;
  }

  // The first row that fits; instead of it, among the rows that fit and state the same conditions
  // besides the unit, the one with the nearest unit.
  int32_t FindRow(UnitIndex anchor, uint32_t local_round, uint32_t component, uint32_t donor_class,
                  int epoch) {
    int32_t best_first = std::numeric_limits<int32_t>::max();
    int32_t best = kNoIndex;
    // What is not stated, in a receipt or a row, is 0: a stated condition fits only its own value.
    for (int stated = 0; stated < 8; ++stated) {
      if (((stated & 1) != 0 && local_round == 0) || ((stated & 2) != 0 && component == 0) ||
          ((stated & 4) != 0 && donor_class == 0)) {
        continue;
      }
      int32_t first = std::numeric_limits<int32_t>::max();
      int32_t nearest = kNoIndex;
      for (UnitIndex unit = anchor;; unit = AnchorAbove(unit, epoch)) {
        const auto row = rows_by_key.find(RowKey(unit, (stated & 1) != 0 ? local_round : 0,
                                                 (stated & 2) != 0 ? component : 0,
                                                 (stated & 4) != 0 ? donor_class : 0));
        if (row != rows_by_key.end()) {
          if (nearest == kNoIndex) nearest = row->second;
          first = std::min(first, row->second);
        }
        // Last are the rows of any unit.
        if (unit == kNoUnit) break;
      }
      if (first < best_first) {
        best_first = first;
        best = nearest;
      }
    }
    return best;
  }

  UnitIndex AnchorAbove(UnitIndex anchor, int epoch) {
    const UnitIndex parent = days.ParentsIn(epoch)[anchor];
    return parent == kNoUnit ? kNoUnit : places.At(parent, epoch).anchor;
  }

  const EffectivePlan& plan;
  const int32_t through_date;
  // Without a period one that nothing overlaps.
  CivilInterval period{kNewestDate, 0};
  // By unit.
  std::vector<UnitMark> marks;
  // By round of the ledger. `round_credits`: index in plan.rounds. `selected_rounds`: number among
  // the rounds that rows select by, from 1; 0: none does.
  std::vector<RoundRole> round_roles;
  std::vector<int32_t> round_credits;
  std::vector<uint32_t> selected_rounds;
  uint32_t selected_round_count = 0;
  absl::flat_hash_map<uint64_t, int32_t> rows_by_key;
  TreeDays days;
  InheritedValues<UnitPlace, PlaceBelow> places;
  // By epoch: a receipt's anchor and conditions to its row.
  std::vector<absl::flat_hash_map<uint64_t, int32_t>> found_rows;
};

PlacementRules::PlacementRules(const OrgTree& tree, const PlanBook& book, const EffectivePlan& plan,
                               int32_t through_date)
    : impl_(std::make_unique<Impl>(tree, book, plan, through_date)) {}

PlacementRules::~PlacementRules() = default;

Placement PlacementRules::Place(const FactKey& key) const {
  Placement placement;
  const Placement::Counting counting = impl_->CountByDate(key);
  if (counting == Placement::Counting::kNo) return placement;
  const int epoch = impl_->days.EpochOn(key.first_date);
  const UnitPlace& place = impl_->places.At(key.unit, epoch);
  if (!impl_->IsOfThisPlan(key.round) && !impl_->Concerns(key, place, epoch)) return placement;
  placement.counting = counting;
  impl_->Credit(key, place, epoch, placement);
  placement.row = impl_->RowOf(key, place.anchor, epoch);
  return placement;
}

UnitIndex PlacementRules::CreditByPlan(UnitIndex unit, int32_t date) const {
  return impl_->CreditedByPlan(impl_->places.At(unit, impl_->days.EpochOn(date)));
}

}  // namespace hemoledger

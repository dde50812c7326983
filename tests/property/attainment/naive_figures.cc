// The naive model's figures: what was received, against which quota, in which lines.
#include <algorithm>
#include <numeric>
#include <set>

#include "naive_model.h"

namespace hemoledger::naive {
namespace {

int64_t UnitsOf(const v1::Receipt& receipt) {
  int64_t sum = 0;
  for (const v1::BagCount& bag : receipt.bags()) sum += bag.count();
  return sum;
}

int64_t BaseOf(const v1::ConversionRule& rule) {
  return rule.base_ml() == 0 ? 250 : rule.base_ml();
}

}  // namespace

bool Model::CountsOnBasis(const v1::Receipt& receipt, const Placed& placed, const Holding& holding,
                          v1::AttainmentBasis basis) {
  switch (basis) {
    case v1::ATTAINMENT_BASIS_HOLDERS_ONLY:
      return !placed.credited.empty() && holding.QuotaRow(placed.credited) >= 0;
    case v1::ATTAINMENT_BASIS_VOLUNTARY_ONLY:
      return receipt.donor_class() == v1::DONOR_CLASS_VOLUNTARY;
    case v1::ATTAINMENT_BASIS_WHOLE_BLOOD_ONLY:
      return receipt.component() == v1::COMPONENT_WHOLE_BLOOD;
    default:
      return true;
  }
}

// The numerator counts in 1/(1000 × base): a bag of v ml is 1000 v, a unit of platelets by rule is
// permille × base.
void Model::Add(const v1::Receipt& receipt, const v1::ConversionRule& rule, Amount* amount) {
  amount->received += UnitsOf(receipt);
  for (const v1::BagCount& bag : receipt.bags()) {
    if (receipt.component() == v1::COMPONENT_PLATELETS) {
      if (rule.has_platelet_permille()) {
        amount->numerator +=
            static_cast<__int128>(bag.count()) * rule.platelet_permille() * BaseOf(rule);
      } else {
        amount->unconverted += bag.count();
      }
    } else if (bag.volume_ml() == 0) {
      amount->unconverted += bag.count();
    } else {
      amount->numerator += static_cast<__int128>(bag.count()) * bag.volume_ml() * 1000;
    }
  }
  if (receipt.has_repeat_donors()) {
    amount->repeat_donors += receipt.repeat_donors();
    amount->repeat_stated += UnitsOf(receipt);
  }
}

Figures Model::FiguresOf(const Amount& amount, std::optional<int64_t> quota,
                         const v1::ConversionRule& rule, v1::AttainmentBasis basis) {
  Figures figures;
  figures.received = amount.received;
  figures.quota = quota;
  figures.repeat_donors = amount.repeat_donors;
  figures.repeat_stated = amount.repeat_stated;
  if (basis != v1::ATTAINMENT_BASIS_CONVERTED) {
    if (quota) figures.missing = std::max<int64_t>(0, *quota - amount.received);
    if (quota && *quota > 0) {
      figures.ratio_numerator = amount.received;
      figures.ratio_denominator = *quota;
    }
    return figures;
  }
  const int64_t numerator = static_cast<int64_t>(amount.numerator);
  const int64_t denominator = 1000 * BaseOf(rule);
  const int64_t common = std::gcd(numerator, denominator);
  figures.converted_numerator = numerator / common;
  figures.converted_denominator = denominator / common;
  figures.unconverted = amount.unconverted;
  if (quota && amount.unconverted == 0) {
    const int64_t missing = *quota * figures.converted_denominator - figures.converted_numerator;
    figures.missing = missing <= 0 ? 0
                                   : (missing + figures.converted_denominator - 1) /
                                         figures.converted_denominator;
    if (*quota > 0) {
      const int64_t below = figures.converted_denominator * *quota;
      const int64_t shared = std::gcd(figures.converted_numerator, below);
      figures.ratio_numerator = figures.converted_numerator / shared;
      figures.ratio_denominator = below / shared;
    }
  }
  return figures;
}

std::optional<int64_t> Model::QuotaSum(const Holding& holding, v1::AttainmentBasis basis,
                                       const std::vector<int>& rows) {
  std::optional<int64_t> sum;
  for (const int i : rows) {
    if (!holding.rows[i].units) continue;
    if (basis == v1::ATTAINMENT_BASIS_CONVERTED) {
      if (!holding.rows[i].converted) return std::nullopt;
      sum = sum.value_or(0) + *holding.rows[i].converted;
    } else {
      sum = sum.value_or(0) + *holding.rows[i].units;
    }
  }
  return sum;
}

// --- Answers ---

Answer Model::Ask(const Question& question) const {
  const Plan& plan = plans_.at(question.plan_id);
  const int32_t through = question.through != 0 ? question.through : question.pace_day;
  const Holding holding = HoldingOf(question.plan_id, through);
  const v1::ConversionRule& rule = plan.issued.conversion();
  int32_t shown_day = through;
  if (shown_day == 0)
    shown_day = plan.issued.has_period() ? LastOf(plan.issued.period()) : kForever;
  const bool unit_scope = question.scope == v1::ATTAINMENT_SCOPE_UNIT;
  const bool children = question.scope == v1::ATTAINMENT_SCOPE_CHILDREN;
  const bool holder_scope = unit_scope && holding.QuotaRow(question.unit_id) >= 0;

  Answer answer;
  answer.revision = RevisionOf(question.plan_id);

  // The child of the unit asked at which something stands on a day: its id, "" for the unit itself
  // or what is at it and at no child listed; absent: elsewhere.
  const auto child_of = [&](const std::string& unit, int32_t day) -> std::optional<std::string> {
    const std::vector<std::string> chain = ChainOn(unit, day);
    const auto found = std::find(chain.begin(), chain.end(), question.unit_id);
    if (found == chain.end()) return std::nullopt;
    if (found == chain.begin()) return "";
    const std::string child = *(found - 1);
    return ParentOn(child, shown_day) == question.unit_id && IsOpenOn(child, shown_day) ? child
                                                                                        : "";
  };

  struct Item {
    const v1::Receipt* receipt;
    Placed placed;
    std::string key;
  };
  std::vector<Placed>& placed = placed_[{question.plan_id, through}];
  for (size_t i = placed.size(); i < received_.size(); ++i) {
    placed.push_back(Place(received_[i].receipt, question.plan_id, through));
  }
  std::vector<Item> items;
  for (size_t i = 0; i < received_.size(); ++i) {
    const Received& received = received_[i];
    if (received.voided) continue;
    Item item = {&received.receipt, placed[i], ""};
    if (item.placed.counting == Counting::kNo) continue;
    const std::string& unit = received.receipt.unit().unit_id();
    const int32_t day = received.receipt.interval().first_date();
    if (holder_scope && item.placed.credited != question.unit_id) continue;
    if (unit_scope && !holder_scope && !IsAt(unit, question.unit_id, day)) continue;
    if (children) {
      const std::string& credited = item.placed.credited;
      if (!credited.empty() && !IsAt(question.unit_id, credited, shown_day)) {
        const std::optional<std::string> at = child_of(credited, shown_day);
        if (!at) continue;
        item.key = *at;
      } else {
        const std::optional<std::string> at = child_of(unit, day);
        if (!at && credited != question.unit_id) continue;
        item.key = at.value_or("");
      }
    }
    if (item.placed.counting == Counting::kStraddles) {
      answer.straddling += UnitsOf(received.receipt);
      continue;
    }
    items.push_back(item);
  }

  const auto on_basis = [&](const Item& item) {
    return CountsOnBasis(*item.receipt, item.placed, holding, question.basis);
  };
  const auto figures_of = [&](const auto& wanted, std::optional<int64_t> quota) {
    Amount amount;
    for (const Item& item : items) {
      if (on_basis(item) && wanted(item)) Add(*item.receipt, rule, &amount);
    }
    return FiguresOf(amount, quota, rule, question.basis);
  };
  const auto any = [&](const auto& wanted) {
    return std::any_of(items.begin(), items.end(), wanted);
  };
  std::vector<int> every_row(holding.rows.size());
  std::iota(every_row.begin(), every_row.end(), 0);
  const auto expect = [&](const std::vector<Expected>& parts, Figures* figures) {
    if (question.pace_day != 0) AddPace(Sum(parts), question.basis, figures);
  };
  const auto expect_of_rows = [&](const std::vector<int>& rows, Figures* figures) {
    std::vector<Expected> parts;
    for (const int i : rows) {
      if (question.pace_day == 0 || !holding.rows[i].units) continue;
      parts.push_back(ExpectedOfHolder(plan, holding, holding.rows[i], question.basis, shown_day,
                                       question.pace_day));
    }
    expect(parts, figures);
  };

  // The total.
  std::vector<int> total_rows;
  if (holder_scope) {
    total_rows = {holding.QuotaRow(question.unit_id)};
  } else if (children) {
    for (const int i : every_row) {
      if (holding.rows[i].units &&
          IsAt(holding.rows[i].row.holder_unit_id(), question.unit_id, shown_day))
        total_rows.push_back(i);
    }
  } else if (!unit_scope) {
    total_rows = every_row;
  }
  const auto everything = [](const Item&) { return true; };
  const bool without_holders = std::none_of(holding.rows.begin(), holding.rows.end(),
                                            [](const Row& row) { return row.units.has_value(); });
  if (without_holders && !unit_scope && !children &&
      question.basis != v1::ATTAINMENT_BASIS_CONVERTED) {
    std::optional<Demand> sum;
    bool complete = true;
    std::vector<Expected> parts;
    for (const v1::Round& round : holding.rounds) {
      if (!Stands(holding, round)) continue;
      const std::optional<Demand> demand = DemandOf(round);
      complete = complete && demand.has_value();
      if (!demand) continue;
      if (!sum) sum = Demand();
      sum->units += demand->units;
      sum->minimum = sum->minimum || demand->minimum;
      if (question.pace_day == 0) continue;
      parts.push_back(ExpectedOfRound(plan, holding, round, demand->units, question.pace_day));
    }
    const bool has_quota = sum.has_value() && complete;
    answer.total = figures_of(everything, has_quota ? std::optional(sum->units) : std::nullopt);
    if (has_quota) {
      answer.total.quota_is_minimum = sum->minimum;
      expect(parts, &answer.total);
    }
  } else {
    answer.total = figures_of(everything, QuotaSum(holding, question.basis, total_rows));
    expect_of_rows(total_rows, &answer.total);
  }

  const auto months_of = [&](const auto& wanted) {
    std::map<std::string, int64_t> months;
    for (const Item& item : items) {
      if (!wanted(item)) continue;
      months[MonthKeyOf(item.receipt->interval())] += on_basis(item) ? UnitsOf(*item.receipt) : 0;
    }
    return months;
  };
  answer.months = months_of([](const Item&) { return true; });

  // The lines.
  if (children) {
    std::set<std::string> keys;
    for (const v1::UnitChanged& change : changes_) {
      if (!change.has_opened()) continue;
      const std::string& id = change.opened().unit_id();
      if (ParentOn(id, shown_day) == question.unit_id && IsOpenOn(id, shown_day)) keys.insert(id);
    }
    keys.insert("");
    for (const std::string& key : keys) {
      std::vector<int> rows;
      for (const int i : every_row) {
        const std::string& holder = holding.rows[i].row.holder_unit_id();
        if (!holding.rows[i].units ||
            child_of(holder, shown_day) != std::optional<std::string>(key))
          continue;
        rows.push_back(i);
      }
      Line line;
      line.figures = figures_of([&](const Item& item) { return item.key == key; },
                                QuotaSum(holding, question.basis, rows));
      expect_of_rows(rows, &*line.figures);
      line.own = *line.figures;
      answer.lines.push_back({key, line});
    }
    return answer;
  }

  switch (question.grouping) {
    case v1::ATTAINMENT_GROUPING_ROW:
      for (int i = -1; i < static_cast<int>(holding.rows.size()); ++i) {
        const bool other = i < 0;
        Line line;
        const auto is_own = [&](const Item& item) { return item.placed.row == i; };
        const auto is_home = [&](const Item& item) { return item.placed.home == i; };
        line.own = figures_of(is_own, std::nullopt);
        line.months = months_of(is_own);
        // Of one holder's scope only its own row stands against a quota.
        const bool holds =
            !other && holding.rows[i].units.has_value() &&
            (!holder_scope || holding.rows[i].row.holder_unit_id() == question.unit_id);
        if (unit_scope && !holder_scope) {
          line.figures = line.own;
        } else if (holds || any(is_home) || !any(is_own)) {
          line.figures =
              figures_of(is_home, holds ? QuotaSum(holding, question.basis, {i}) : std::nullopt);
          if (holds) expect_of_rows({i}, &*line.figures);
        }
        std::set<std::string> elsewhere;
        bool all_elsewhere = any(is_own);
        for (const Item& item : items) {
          if (!is_own(item)) continue;
          if (is_home(item) || item.placed.credited.empty()) all_elsewhere = false;
          elsewhere.insert(item.placed.credited);
        }
        if (all_elsewhere && elsewhere.size() == 1) line.credited_to = *elsewhere.begin();
        // A row that an amendment made has a key of the server's choosing.
        const std::string key = other ? "" : holding.rows[i].row.row_id();
        answer.lines.push_back(
            {other || !key.empty() ? key : "them-" + holding.rows[i].row.holder_unit_id(), line});
      }
      break;
    case v1::ATTAINMENT_GROUPING_GROUP: {
      std::set<std::string> groups = {""};
      for (const v1::RowGroup& group : plan.issued.groups()) groups.insert(group.group_id());
      const auto group_of = [&](int row) {
        return row < 0 ? std::string() : holding.rows[row].row.group_id();
      };
      for (const std::string& group : groups) {
        std::vector<int> rows;
        for (const int i : every_row) {
          if (group_of(i) == group &&
              (!holder_scope || holding.rows[i].row.holder_unit_id() == question.unit_id))
            rows.push_back(i);
        }
        Line line;
        const bool by_own = unit_scope && !holder_scope;
        line.figures = figures_of(
            [&](const Item& item) {
              return group_of(by_own ? item.placed.row : item.placed.home) == group;
            },
            by_own ? std::nullopt : QuotaSum(holding, question.basis, rows));
        if (!by_own) expect_of_rows(rows, &*line.figures);
        line.own = *line.figures;
        answer.lines.push_back({group, line});
      }
      break;
    }
    case v1::ATTAINMENT_GROUPING_ROUND:
    case v1::ATTAINMENT_GROUPING_CAMPAIGN: {
      const bool by_campaign = question.grouping == v1::ATTAINMENT_GROUPING_CAMPAIGN;
      // What a round asks of those in scope.
      const auto asked = [&](const v1::Round& round) -> std::optional<Demand> {
        if (question.basis == v1::ATTAINMENT_BASIS_CONVERTED) return std::nullopt;
        if (!unit_scope) return DemandOf(round);
        const Share share = ShareOf(holding, round, question.unit_id, shown_day);
        return share.units ? std::optional(Demand{*share.units, false}) : std::nullopt;
      };
      const auto concerns = [&](const v1::Round& round) {
        return !unit_scope || ShareOf(holding, round, question.unit_id, shown_day).takes_part;
      };
      const auto keys_of = [&](const v1::Receipt& receipt) -> std::set<std::string> {
        if (by_campaign) return CampaignsOf(holding, receipt);
        for (const v1::Round& round : holding.rounds) {
          if (round.round_id() == receipt.round_id()) return {round.round_id()};
        }
        return {};
      };
      std::vector<std::string> keys;
      if (by_campaign) {
        for (const v1::Campaign& campaign : holding.campaigns)
          keys.push_back(campaign.campaign_id());
      } else {
        for (const v1::Round& round : holding.rounds) keys.push_back(round.round_id());
      }
      for (const std::string& key : keys) {
        bool complete = true;
        std::optional<Demand> sum;
        std::vector<Expected> parts;
        for (const v1::Round& round : holding.rounds) {
          if (by_campaign ? !CampaignsOf(holding, round).contains(key) || !Stands(holding, round)
                          : round.round_id() != key) {
            continue;
          }
          if (!concerns(round)) continue;
          const std::optional<Demand> demand = asked(round);
          complete = complete && demand.has_value();
          if (!demand) continue;
          sum = Demand{sum.value_or(Demand()).units + demand->units,
                       sum.value_or(Demand()).minimum || demand->minimum};
          if (question.pace_day == 0) continue;
          parts.push_back(ExpectedOfRound(plan, holding, round, demand->units, question.pace_day));
        }
        const bool has_quota = sum.has_value() && complete;
        Line line;
        line.figures =
            figures_of([&](const Item& item) { return keys_of(*item.receipt).contains(key); },
                       has_quota ? std::optional(sum->units) : std::nullopt);
        if (has_quota) {
          line.figures->quota_is_minimum = sum->minimum;
          expect(parts, &*line.figures);
        }
        line.own = *line.figures;
        answer.lines.push_back({key, line});
      }
      Line none;
      none.figures = figures_of([&](const Item& item) { return keys_of(*item.receipt).empty(); },
                                std::nullopt);
      none.own = *none.figures;
      answer.lines.push_back({"", none});
      break;
    }
    default: {
      const auto key_of = [&](const v1::Receipt& receipt) -> std::string {
        if (question.grouping == v1::ATTAINMENT_GROUPING_COMPONENT) {
          return std::array<const char*, 4>{"", "whole-blood", "platelets",
                                            "plasma"}[receipt.component()];
        }
        if (question.grouping == v1::ATTAINMENT_GROUPING_DONOR_CLASS) {
          return std::array<const char*, 4>{"", "voluntary", "family-replacement",
                                            "paid"}[receipt.donor_class()];
        }
        return MonthKeyOf(receipt.interval());
      };
      std::set<std::string> keys;
      for (const Item& item : items) {
        if (on_basis(item)) keys.insert(key_of(*item.receipt));
      }
      for (const std::string& key : keys) {
        Line line;
        line.figures = figures_of([&](const Item& item) { return key_of(*item.receipt) == key; },
                                  std::nullopt);
        line.own = *line.figures;
        answer.lines.push_back({key, line});
      }
    }
  }
  return answer;
}

}  // namespace hemoledger::naive

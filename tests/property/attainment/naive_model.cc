#include "naive_model.h"

#include <algorithm>
#include <set>

namespace hemoledger::naive {
namespace {

std::optional<int64_t> ValueOf(const v1::PrintedNumber& number) {
  return number.has_value() ? std::optional<int64_t>(number.value()) : std::nullopt;
}

const std::string& CollectingOf(const v1::Receipt& receipt) {
  return receipt.has_collecting_unit() ? receipt.collecting_unit().unit_id()
                                       : receipt.unit().unit_id();
}

}  // namespace

size_t Model::Receive(const v1::Receipt& receipt) {
  received_.push_back({receipt, 1, false});
  placed_.clear();
  return received_.size() - 1;
}

void Model::Correct(size_t number, const v1::Receipt& receipt) {
  received_[number].receipt = receipt;
  placed_.clear();
  ++received_[number].version;
}

void Model::Void(size_t number) {
  received_[number].voided = true;
  placed_.clear();
  ++received_[number].version;
}

uint32_t Model::RevisionOf(const std::string& plan_id) const {
  return 1 + static_cast<uint32_t>(plans_.at(plan_id).amendments.size());
}

// --- The tree, from the list of changes ---

std::string Model::ParentOn(const std::string& unit, int32_t date) const {
  std::string parent;
  int32_t best = -1;
  for (const v1::UnitChanged& change : changes_) {
    if (change.has_opened() && change.opened().unit_id() == unit &&
        change.opened().from_date() >= best) {
      best = change.opened().from_date();
      parent = change.opened().parent_id();
    }
    if (change.has_moved() && change.moved().unit_id() == unit &&
        change.moved().from_date() <= date && change.moved().from_date() >= best) {
      best = change.moved().from_date();
      parent = change.moved().parent_id();
    }
  }
  return parent;
}

std::vector<std::string> Model::ChainOn(const std::string& unit, int32_t date) const {
  std::vector<std::string> chain;
  for (std::string at = unit; !at.empty(); at = ParentOn(at, date)) chain.push_back(at);
  return chain;
}

bool Model::IsAt(const std::string& unit, const std::string& above, int32_t date) const {
  const std::vector<std::string> chain = ChainOn(unit, date);
  return std::find(chain.begin(), chain.end(), above) != chain.end();
}

bool Model::IsOpenOn(const std::string& unit, int32_t date) const {
  bool open = false;
  for (const v1::UnitChanged& change : changes_) {
    if (change.has_opened() && change.opened().unit_id() == unit)
      open = change.opened().from_date() <= date;
    if (change.has_closed() && change.closed().unit_id() == unit &&
        change.closed().from_date() <= date)
      open = false;
  }
  return open;
}

// --- A plan as it holds ---

int Model::Holding::QuotaRow(const std::string& unit) const {
  for (size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].row.holder_unit_id() == unit && rows[i].units.has_value())
      return static_cast<int>(i);
  }
  return -1;
}

int Model::Holding::RowForNewQuota(const std::string& unit) const {
  int any = -1;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].row.holder_unit_id() != unit) continue;
    if (!rows[i].row.has_selector()) return static_cast<int>(i);
    if (any < 0) any = static_cast<int>(i);
  }
  return any;
}

void Model::Holding::SetQuota(const std::string& unit, const v1::Quota& quota,
                              const v1::PlanRow* new_row) {
  int at = QuotaRow(unit);
  if (at < 0) at = RowForNewQuota(unit);
  if (at < 0) {
    Row row;
    if (new_row != nullptr) row.row = *new_row;
    row.row.set_holder_unit_id(unit);
    rows.push_back(row);
    at = static_cast<int>(rows.size()) - 1;
  }
  rows[at].units = ValueOf(quota.units());
  rows[at].converted = ValueOf(quota.converted_units());
}

void Model::Holding::Apply(const v1::PlanChange& change) {
  if (change.has_quota_set()) {
    SetQuota(change.quota_set().holder_unit_id(), change.quota_set().quota(),
             change.quota_set().has_new_row() ? &change.quota_set().new_row() : nullptr);
  } else if (change.has_quota_supplemented()) {
    SetQuota(change.quota_supplemented().holder_unit_id(), change.quota_supplemented().resulting(),
             nullptr);
  } else if (change.has_quota_transferred()) {
    SetQuota(change.quota_transferred().from_unit_id(), change.quota_transferred().from_resulting(),
             nullptr);
    SetQuota(change.quota_transferred().to_unit_id(), change.quota_transferred().to_resulting(),
             nullptr);
  } else if (change.has_quota_withdrawn()) {
    SetQuota(change.quota_withdrawn().holder_unit_id(), change.quota_withdrawn().resulting(),
             nullptr);
  } else if (change.has_round_added() || change.has_round_set()) {
    const v1::Round& round =
        change.has_round_set() ? change.round_set().round() : change.round_added().round();
    for (v1::Round& known : rounds) {
      if (known.round_id() == round.round_id()) {
        known = round;
        return;
      }
    }
    rounds.push_back(round);
  } else if (change.has_campaign_set()) {
    const v1::Campaign& campaign = change.campaign_set().campaign();
    for (v1::Campaign& known : campaigns) {
      if (known.campaign_id() == campaign.campaign_id()) {
        known = campaign;
        return;
      }
    }
    campaigns.push_back(campaign);
  } else if (change.has_credit_rule_set()) {
    const v1::CreditRule& rule = change.credit_rule_set().rule();
    for (v1::CreditRule& known : rules) {
      if (known.rule_id() == rule.rule_id()) {
        known = rule;
        return;
      }
    }
    rules.push_back(rule);
  } else if (change.has_credit_rule_removed()) {
    std::erase_if(rules, [&](const v1::CreditRule& rule) {
      return rule.rule_id() == change.credit_rule_removed().rule_id();
    });
  }
}

Model::Holding Model::HoldingOf(const Plan& plan, int32_t bound) const {
  Holding holding;
  for (const v1::PlanRow& row : plan.issued.rows()) {
    holding.rows.push_back(
        {row, ValueOf(row.quota().units()), ValueOf(row.quota().converted_units())});
  }
  holding.rules.assign(plan.issued.credit_rules().begin(), plan.issued.credit_rules().end());
  holding.rounds.assign(plan.issued.rounds().begin(), plan.issued.rounds().end());
  holding.campaigns.assign(plan.issued.campaigns().begin(), plan.issued.campaigns().end());
  for (const v1::PlanAmended& amendment : plan.amendments) {
    ++holding.revision;
    if (amendment.valid_from_date() > bound) continue;
    for (const v1::PlanChange& change : amendment.changes()) holding.Apply(change);
  }
  return holding;
}

Model::Holding Model::HoldingOf(const std::string& plan_id, int32_t through) const {
  const Plan& plan = plans_.at(plan_id);
  int32_t bound = through;
  if (bound == 0) bound = plan.issued.has_period() ? LastOf(plan.issued.period()) : kForever;
  return HoldingOf(plan, bound);
}

std::optional<int64_t> Model::QuotaOn(const std::string& plan_id, const std::string& unit_id,
                                      int32_t through) const {
  const Holding holding = HoldingOf(plan_id, through);
  const int row = holding.QuotaRow(unit_id);
  return row < 0 ? std::nullopt : holding.rows[row].units;
}

bool Model::WouldAddUp(const v1::PlanAmended& amendment) const {
  Holding holding = HoldingOf(plans_.at(amendment.plan_id()), amendment.valid_from_date());
  const auto quota = [&](const std::string& unit) -> std::optional<int64_t> {
    const int row = holding.QuotaRow(unit);
    return row < 0 ? std::nullopt : holding.rows[row].units;
  };
  for (const v1::PlanChange& change : amendment.changes()) {
    if (change.has_quota_supplemented()) {
      const v1::QuotaSupplemented& s = change.quota_supplemented();
      const std::optional<int64_t> before = quota(s.holder_unit_id());
      if (!before || *before + s.added_units() != s.resulting().units().value()) return false;
    } else if (change.has_quota_transferred()) {
      const v1::QuotaTransferred& t = change.quota_transferred();
      const std::optional<int64_t> from = quota(t.from_unit_id());
      if (!from || *from < t.units() || *from - t.units() != t.from_resulting().units().value() ||
          quota(t.to_unit_id()).value_or(0) + t.units() != t.to_resulting().units().value()) {
        return false;
      }
    } else if (change.has_quota_withdrawn()) {
      const v1::QuotaWithdrawn& w = change.quota_withdrawn();
      const std::optional<int64_t> before = quota(w.holder_unit_id());
      if (!before || *before < w.withdrawn_units()) return false;
      if (w.has_resulting() ? *before - w.withdrawn_units() != w.resulting().units().value()
                            : *before != w.withdrawn_units()) {
        return false;
      }
    }
    holding.Apply(change);
  }
  return true;
}

// --- One receipt and one plan ---

std::string Model::PlanOfRound(const std::string& round) const {
  for (const auto& [id, plan] : plans_) {
    for (const v1::Round& r : plan.issued.rounds()) {
      if (r.round_id() == round) return id;
    }
    for (const v1::PlanAmended& amendment : plan.amendments) {
      for (const v1::PlanChange& change : amendment.changes()) {
        if (change.has_round_added() && change.round_added().round().round_id() == round) return id;
      }
    }
  }
  return "";
}

Placed Model::Place(const v1::Receipt& receipt, const std::string& plan_id, int32_t through) const {
  const Plan& plan = plans_.at(plan_id);
  const Holding holding = HoldingOf(plan_id, through);
  const std::string& issuer = plan.issued.document().issuer_unit_id();
  const std::string& unit = receipt.unit().unit_id();
  const int32_t day = receipt.interval().first_date();
  const int32_t last = LastOf(receipt.interval());
  Placed placed;

  // What counts.
  const std::string round_plan = receipt.round_id().empty() ? "" : PlanOfRound(receipt.round_id());
  if (through != 0 && last > through) {
    placed.counting = Counting::kNo;
  } else if (round_plan == plan_id) {
    placed.counting = Counting::kYes;
  } else if (!round_plan.empty() &&
             plans_.at(round_plan).issued.document().issuer_unit_id() == issuer) {
    placed.counting = Counting::kNo;
  } else if (plan.issued.has_period()) {
    std::set<std::string> named = {issuer};
    for (const Row& row : holding.rows) {
      named.insert(row.row.holder_unit_id());
      named.insert(row.row.selector().unit_id());
    }
    for (const v1::CreditRule& rule : holding.rules) {
      named.insert(rule.unit_id());
      named.insert(rule.credited_unit_id());
    }
    named.erase("");
    const std::string& about = receipt.has_credited_to() ? receipt.credited_to().unit_id() : unit;
    bool concerned = IsAt(CollectingOf(receipt), issuer, day);
    for (const std::string& name : named) concerned = concerned || IsAt(about, name, day);
    const int32_t first_of_period = plan.issued.period().first_date();
    const int32_t last_of_period = LastOf(plan.issued.period());
    if (concerned && day >= first_of_period && last <= last_of_period) {
      placed.counting = Counting::kYes;
    } else if (concerned && day <= last_of_period && last >= first_of_period) {
      placed.counting = Counting::kStraddles;
    }
  }

  // Whose quota.
  const std::vector<std::string> chain = ChainOn(unit, day);
  const auto credit = [&] {
    if (receipt.has_credited_to()) {
      placed.credited = receipt.credited_to().unit_id();
      placed.way = Way::kReceipt;
      return;
    }
    for (const v1::Round& round : holding.rounds) {
      if (receipt.round_id().empty() || round.round_id() != receipt.round_id()) continue;
      if (round.credited_unit_ids_size() == 1) {
        placed.credited = round.credited_unit_ids(0);
        placed.way = Way::kRound;
        return;
      }
      for (const std::string& above : chain) {
        for (const std::string& candidate : round.credited_unit_ids()) {
          if (candidate == above) {
            placed.credited = above;
            placed.way = Way::kRound;
            return;
          }
        }
      }
    }
    for (const std::string& above : chain) {
      for (size_t i = holding.rules.size(); i-- > 0;) {
        if (holding.rules[i].unit_id() == above) {
          placed.credited = holding.rules[i].credited_unit_id();
          placed.way = Way::kRule;
          return;
        }
      }
    }
    for (const std::string& above : chain) {
      if (holding.QuotaRow(above) >= 0) {
        placed.credited = above;
        placed.way = Way::kTree;
        return;
      }
    }
  };
  credit();

  // Its row.
  const auto selector_unit = [&](const Row& row) {
    return row.row.has_selector() ? row.row.selector().unit_id() : row.row.holder_unit_id();
  };
  const auto fits = [&](const Row& row) {
    const v1::RowSelector& s = row.row.selector();
    if (!row.row.has_selector() && row.row.holder_unit_id().empty()) return false;
    if (!selector_unit(row).empty() && !IsAt(unit, selector_unit(row), day)) return false;
    return (s.round_id().empty() || s.round_id() == receipt.round_id()) &&
           (s.component() == 0 || s.component() == receipt.component()) &&
           (s.donor_class() == 0 || s.donor_class() == receipt.donor_class());
  };
  const auto conditions = [](const Row& row) {
    const v1::RowSelector& s = row.row.selector();
    return std::make_tuple(s.round_id(), s.component(), s.donor_class());
  };
  for (size_t i = 0; i < holding.rows.size() && placed.row < 0; ++i) {
    if (!fits(holding.rows[i])) continue;
    size_t nearest = chain.size() + 1;
    for (size_t j = i; j < holding.rows.size(); ++j) {
      if (!fits(holding.rows[j]) || conditions(holding.rows[j]) != conditions(holding.rows[i]))
        continue;
      const std::string named = selector_unit(holding.rows[j]);
      const size_t distance =
          named.empty()
              ? chain.size()
              : static_cast<size_t>(std::find(chain.begin(), chain.end(), named) - chain.begin());
      if (distance < nearest) {
        nearest = distance;
        placed.row = static_cast<int>(j);
      }
    }
  }

  // Its home.
  const Row* own = placed.row < 0 ? nullptr : &holding.rows[placed.row];
  int first_held = -1;
  for (size_t i = 0; i < holding.rows.size() && first_held < 0; ++i) {
    if (!placed.credited.empty() && holding.rows[i].row.holder_unit_id() == placed.credited)
      first_held = static_cast<int>(i);
  }
  if (!placed.credited.empty() && holding.QuotaRow(placed.credited) >= 0) {
    placed.home = holding.QuotaRow(placed.credited);
  } else if (own != nullptr && !placed.credited.empty() &&
             own->row.holder_unit_id() == placed.credited) {
    placed.home = placed.row;
  } else if (first_held >= 0) {
    placed.home = first_held;
  } else if (own != nullptr && !own->units.has_value()) {
    placed.home = placed.row;
  }
  return placed;
}

}  // namespace hemoledger::naive

#include "tests/unit/domain_state/org_tree_model.h"

#include <algorithm>

#include "services/domain/names.h"

namespace hemoledger {
namespace {

// Unit and first day of any change of an attribute.
struct Place {
  std::string unit;
  int32_t from;
};

Place PlaceOf(const v1::UnitChanged& change) {
  switch (change.change_case()) {
    case v1::UnitChanged::kOpened:
      return {change.opened().unit_id(), change.opened().from_date()};
    case v1::UnitChanged::kRenamed:
      return {change.renamed().unit_id(), change.renamed().from_date()};
    case v1::UnitChanged::kMoved:
      return {change.moved().unit_id(), change.moved().from_date()};
    case v1::UnitChanged::kKindSet:
      return {change.kind_set().unit_id(), change.kind_set().from_date()};
    case v1::UnitChanged::kCodeSet:
      return {change.code_set().unit_id(), change.code_set().from_date()};
    case v1::UnitChanged::kAliasAdded:
      return {change.alias_added().unit_id(), change.alias_added().from_date()};
    case v1::UnitChanged::kClosed:
      return {change.closed().unit_id(), change.closed().from_date()};
    case v1::UnitChanged::kSucceeded:
    case v1::UnitChanged::CHANGE_NOT_SET:
      break;
  }
  return {};
}

}  // namespace

OrgTreeModel::OrgTreeModel(std::vector<int32_t> days) : days_(std::move(days)) {}

const v1::UnitOpened* OrgTreeModel::Opening(const std::string& unit, uint64_t* position) const {
  for (const Entry& entry : log_) {
    if (entry.change.has_opened() && entry.change.opened().unit_id() == unit) {
      if (position != nullptr) *position = entry.position;
      return &entry.change.opened();
    }
  }
  return nullptr;
}

std::optional<int32_t> OrgTreeModel::ClosedFrom(const std::string& unit) const {
  for (const Entry& entry : log_) {
    if (entry.change.has_closed() && entry.change.closed().unit_id() == unit) {
      return entry.change.closed().from_date();
    }
  }
  return std::nullopt;
}

std::vector<OrgTreeModel::Said> OrgTreeModel::All(const std::string& unit,
                                                  Attribute attribute) const {
  std::vector<Said> all;
  for (const auto& [change, position] : log_) {
    const Place place = PlaceOf(change);
    if (place.unit != unit) continue;
    std::optional<std::string> value;
    switch (attribute) {
      case Attribute::kName:
        if (change.has_opened()) value = change.opened().name();
        if (change.has_renamed()) value = change.renamed().name();
        break;
      case Attribute::kParent:
        if (change.has_opened()) value = change.opened().parent_id();
        if (change.has_moved()) value = change.moved().parent_id();
        break;
      case Attribute::kKind:
        if (change.has_opened()) value = std::to_string(change.opened().kind());
        if (change.has_kind_set()) value = std::to_string(change.kind_set().kind());
        break;
      case Attribute::kCode:
        if (change.has_opened()) value = change.opened().code();
        if (change.has_code_set()) value = change.code_set().code();
        break;
    }
    if (value.has_value()) all.push_back({place.from, position, *value});
  }
  return all;
}

std::string OrgTreeModel::Value(const std::string& unit, Attribute attribute, int32_t day) const {
  day = std::max(day, Opening(unit)->from_date());
  std::optional<Said> best;
  for (const Said& said : All(unit, attribute)) {
    if (said.from > day) continue;
    if (!best.has_value() || said.from > best->from ||
        (said.from == best->from && said.position > best->position)) {
      best = said;
    }
  }
  return best->value;
}

std::vector<OrgTreeModel::Said> OrgTreeModel::Aliases(const std::string& unit) const {
  std::vector<Said> all;
  for (const auto& [change, position] : log_) {
    const Place place = PlaceOf(change);
    if (place.unit != unit) continue;
    if (change.has_alias_added()) {
      all.push_back({place.from, position, change.alias_added().alias()});
    }
    for (const std::string& alias : change.opened().aliases()) {
      all.push_back({place.from, position, alias});
    }
  }
  return all;
}

OrgTreeModel::Answer OrgTreeModel::Try(const v1::UnitChanged& change, uint64_t position) {
  if (change.has_succeeded()) return TrySucceeded(change, position);
  const auto [unit, from] = PlaceOf(change);
  uint64_t opened_position = 0;
  const v1::UnitOpened* opening = Opening(unit, &opened_position);
  if (change.has_opened()) {
    if (opening != nullptr) {
      if (opening->SerializeAsString() == change.opened().SerializeAsString()) {
        return {Outcome::kExists, opened_position};
      }
      return {Outcome::kRefused};
    }
    if (!change.opened().parent_id().empty() && Opening(change.opened().parent_id()) == nullptr) {
      return {Outcome::kRefused};
    }
  } else {
    if (opening == nullptr) return {Outcome::kRefused};
    if (change.has_moved() && Opening(change.moved().parent_id()) == nullptr) {
      return {Outcome::kRefused};
    }
    if (change.has_closed()) {
      if (const auto closed = ClosedFrom(unit); closed.has_value()) {
        if (*closed != from) return {Outcome::kRefused};
        for (const Entry& entry : log_) {
          if (entry.change.has_closed() && entry.change.closed().unit_id() == unit) {
            return {Outcome::kExists, entry.position};
          }
        }
      }
      if (from <= opening->from_date()) return {Outcome::kRefused};
      for (const Entry& entry : log_) {
        const Place other = PlaceOf(entry.change);
        if (other.unit == unit && other.from >= from) return {Outcome::kRefused};
      }
    } else if (!(change.has_alias_added() && from == 0) && !IsOpen(unit, from)) {
      return {Outcome::kRefused};
    }
    const auto exists = [&, unit = unit, from = from](
                            Attribute attribute,
                            const std::string& value) -> std::optional<uint64_t> {
      std::optional<Said> last;
      for (const Said& said : All(unit, attribute)) {
        if (said.from == from && (!last.has_value() || said.position > last->position)) {
          last = said;
        }
      }
      if (last.has_value() && last->value == value) return last->position;
      return std::nullopt;
    };
    std::optional<uint64_t> there;
    if (change.has_renamed()) there = exists(Attribute::kName, change.renamed().name());
    if (change.has_moved()) there = exists(Attribute::kParent, change.moved().parent_id());
    if (change.has_kind_set()) {
      there = exists(Attribute::kKind, std::to_string(change.kind_set().kind()));
    }
    if (change.has_code_set()) there = exists(Attribute::kCode, change.code_set().code());
    if (there.has_value()) return {Outcome::kExists, *there};
    if (change.has_alias_added()) {
      // The earliest that has it by then.
      std::optional<Said> first;
      for (const Said& said : Aliases(unit)) {
        if (said.value != change.alias_added().alias() || said.from > from) continue;
        if (!first.has_value() || said.from < first->from) first = said;
      }
      if (first.has_value()) return {Outcome::kExists, first->position};
    }
  }
  log_.push_back({change, position});
  if (IsSound()) return {Outcome::kRecorded};
  log_.pop_back();
  return {Outcome::kRefused};
}

OrgTreeModel::Answer OrgTreeModel::TrySucceeded(const v1::UnitChanged& change, uint64_t position) {
  const v1::UnitSucceeded& succeeded = change.succeeded();
  if (!change.has_reason() || Opening(succeeded.unit_id()) == nullptr ||
      Opening(succeeded.successor_unit_id()) == nullptr) {
    return {Outcome::kRefused};
  }
  for (const Entry& entry : log_) {
    const v1::UnitSucceeded& other = entry.change.succeeded();
    if (!entry.change.has_succeeded() || other.unit_id() != succeeded.unit_id()) continue;
    if (other.SerializeAsString() != succeeded.SerializeAsString()) return {Outcome::kRefused};
    return {Outcome::kExists, entry.position};
  }
  log_.push_back({change, position});
  // A chain that never returns has fewer steps than there are units.
  const std::vector<std::string> units = Units();
  constexpr int32_t kLatest = 99991231;
  for (const std::string& unit : units) {
    size_t steps = 0;
    for (std::string at = unit; !at.empty(); at = Successor(at, kLatest)) {
      if (++steps <= units.size()) continue;
      log_.pop_back();
      return {Outcome::kRefused};
    }
  }
  return {Outcome::kRecorded};
}

std::string OrgTreeModel::Successor(const std::string& unit, int32_t day) const {
  for (const Entry& entry : log_) {
    const v1::UnitSucceeded& succeeded = entry.change.succeeded();
    if (succeeded.unit_id() == unit && succeeded.from_date() <= day) {
      return succeeded.successor_unit_id();
    }
  }
  return "";
}

std::vector<std::string> OrgTreeModel::Predecessors(const std::string& unit, int32_t day) const {
  std::vector<std::string> predecessors;
  for (const Entry& entry : log_) {
    const v1::UnitSucceeded& succeeded = entry.change.succeeded();
    if (succeeded.successor_unit_id() == unit && succeeded.from_date() <= day) {
      predecessors.push_back(succeeded.unit_id());
    }
  }
  return predecessors;
}

bool OrgTreeModel::IsSound() const {
  const std::vector<std::string> units = Units();
  for (const int32_t day : days_) {
    for (const std::string& unit : units) {
      const std::string parent = Parent(unit, day);
      if (IsOpen(unit, day) && !parent.empty() && !IsOpen(parent, day)) return false;
      std::string above = unit;
      size_t steps = 0;
      while (!above.empty()) {
        if (++steps > units.size()) return false;
        above = Parent(above, day);
      }
    }
  }
  return true;
}

std::vector<std::string> OrgTreeModel::Units() const {
  std::vector<std::string> units;
  for (const Entry& entry : log_) {
    if (entry.change.has_opened()) units.push_back(entry.change.opened().unit_id());
  }
  return units;
}

bool OrgTreeModel::IsOpen(const std::string& unit, int32_t day) const {
  const auto closed = ClosedFrom(unit);
  return Opening(unit)->from_date() <= day && (!closed.has_value() || day < *closed);
}

std::string OrgTreeModel::Name(const std::string& unit, int32_t day) const {
  return Value(unit, Attribute::kName, day);
}
std::string OrgTreeModel::Code(const std::string& unit, int32_t day) const {
  return Value(unit, Attribute::kCode, day);
}
v1::UnitKind OrgTreeModel::Kind(const std::string& unit, int32_t day) const {
  return static_cast<v1::UnitKind>(std::stoi(Value(unit, Attribute::kKind, day)));
}
std::string OrgTreeModel::Parent(const std::string& unit, int32_t day) const {
  return Value(unit, Attribute::kParent, day);
}

bool OrgTreeModel::IsAtOrBelow(const std::string& unit, const std::string& ancestor,
                               int32_t day) const {
  for (std::string above = unit; !above.empty(); above = Parent(above, day)) {
    if (above == ancestor) return true;
  }
  return false;
}

std::vector<std::string> OrgTreeModel::Children(const std::string& unit, int32_t day) const {
  std::vector<std::string> children;
  for (const std::string& other : Units()) {
    if (IsOpen(other, day) && Parent(other, day) == unit) children.push_back(other);
  }
  std::sort(children.begin(), children.end(), [&](const auto& a, const auto& b) {
    return std::make_pair(Code(a, day), a) < std::make_pair(Code(b, day), b);
  });
  return children;
}

bool OrgTreeModel::IsCalled(const std::string& unit, const std::string& name, int32_t day) const {
  const std::string key = MatchingKey(name);
  if (day == 0) {
    for (const Said& said : All(unit, Attribute::kName)) {
      if (MatchingKey(said.value) == key) return true;
    }
    for (const Said& said : Aliases(unit)) {
      if (MatchingKey(said.value) == key) return true;
    }
    return false;
  }
  if (!IsOpen(unit, day)) return false;
  if (MatchingKey(Name(unit, day)) == key) return true;
  for (const Said& said : Aliases(unit)) {
    if (said.from <= day && MatchingKey(said.value) == key) return true;
  }
  return false;
}

std::vector<std::string> OrgTreeModel::Named(const std::string& name, const std::string& under,
                                             int32_t day) const {
  std::vector<std::string> named;
  for (const std::string& unit : Units()) {
    if (!IsCalled(unit, name, day)) continue;
    bool is_under = under.empty();
    if (!is_under && day != 0) is_under = IsAtOrBelow(unit, under, day);
    if (!is_under && day == 0) {
      for (const int32_t other : days_) {
        is_under = is_under || (IsOpen(unit, other) && IsAtOrBelow(unit, under, other));
      }
    }
    if (is_under) named.push_back(unit);
  }
  return named;
}

}  // namespace hemoledger

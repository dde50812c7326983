#include "services/domain/org_tree.h"

#include <algorithm>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/sha256.h"
#include "services/domain/name_index.h"
#include "services/domain/names.h"

namespace hemoledger {

using internal::Dated;
using internal::InsertDated;
using internal::UnitNameText;
using internal::UnitRecord;
using internal::ValueOn;

namespace {

UnitNameText MakeNameText(const std::string& text) {
  return {text, MatchingKey(text)};
}

// The same unit is told once, however often a name of it has the key.
void AddOnce(std::vector<UnitIndex>& units, UnitIndex unit) {
  if (std::find(units.begin(), units.end(), unit) == units.end()) units.push_back(unit);
}

}  // namespace

UnitRecord& OrgTree::Mutable(UnitIndex unit) {
  HL_CHECK(unit >= 0 && unit < size()) << "unit " << unit << " of " << size();
  return units_.Mutable(unit, generation_.ForChange());
}

void OrgTree::AddName(UnitIndex unit, const UnitNameText& name) {
  const uint64_t generation = generation_.ForChange();
  const auto add = [&](CowMap<IndicesMap>& map, std::string_view key) {
    AddOnce(map.MutableShard(StringHash{}(key), generation)[key], unit);
  };
  add(names_, name.matching_key);
  add(suggestions_, internal::SuggestionKey(name.text));
}

void OrgTree::AddChild(UnitIndex parent, UnitIndex child) {
  if (parent != kNoUnit) AddOnce(Mutable(parent).children, child);
}

void OrgTree::Open(const v1::UnitOpened& opened, uint64_t position) {
  const UnitIndex unit = size();
  const UnitIndex parent = opened.parent_id().empty() ? kNoUnit : Find(opened.parent_id());
  HL_CHECK(opened.parent_id().empty() || parent != kNoUnit) << "parent " << opened.parent_id();
  const uint64_t generation = generation_.ForChange();
  IndexMap& ids = ids_.MutableShard(StringHash{}(opened.unit_id()), generation);
  HL_CHECK(ids.try_emplace(opened.unit_id(), unit).second) << "unit " << opened.unit_id();

  UnitRecord& record = units_.Append(generation);
  const int32_t date = opened.from_date();
  record.id = opened.unit_id();
  record.opened_date = date;
  record.opened_position = position;
  record.names.push_back({date, position, MakeNameText(opened.name())});
  record.parents.push_back({date, position, parent});
  record.kinds.push_back({date, position, opened.kind()});
  record.codes.push_back({date, position, opened.code()});
  for (const std::string& alias : opened.aliases()) {
    record.aliases.push_back({date, position, MakeNameText(alias)});
  }
  AddName(unit, record.names.front().value);
  for (const auto& alias : record.aliases) AddName(unit, alias.value);
  AddChild(parent, unit);
}

void OrgTree::Apply(const v1::UnitChanged& change, uint64_t position) {
  ++version_;
  const auto find = [this](const std::string& unit_id) {
    const UnitIndex unit = Find(unit_id);
    HL_CHECK(unit != kNoUnit) << "unit " << unit_id;
    return unit;
  };
  switch (change.change_case()) {
    case v1::UnitChanged::kOpened:
      return Open(change.opened(), position);
    case v1::UnitChanged::kRenamed: {
      const UnitIndex unit = find(change.renamed().unit_id());
      UnitNameText name = MakeNameText(change.renamed().name());
      AddName(unit, name);
      InsertDated(Mutable(unit).names, {change.renamed().from_date(), position, std::move(name)});
      return;
    }
    case v1::UnitChanged::kMoved: {
      const UnitIndex unit = find(change.moved().unit_id());
      const UnitIndex parent = find(change.moved().parent_id());
      InsertDated(Mutable(unit).parents, {change.moved().from_date(), position, parent});
      return AddChild(parent, unit);
    }
    case v1::UnitChanged::kKindSet:
      return InsertDated(Mutable(find(change.kind_set().unit_id())).kinds,
                         {change.kind_set().from_date(), position, change.kind_set().kind()});
    case v1::UnitChanged::kCodeSet:
      return InsertDated(Mutable(find(change.code_set().unit_id())).codes,
                         {change.code_set().from_date(), position, change.code_set().code()});
    case v1::UnitChanged::kAliasAdded: {
      const UnitIndex unit = find(change.alias_added().unit_id());
      UnitNameText alias = MakeNameText(change.alias_added().alias());
      AddName(unit, alias);
      InsertDated(Mutable(unit).aliases,
                  {change.alias_added().from_date(), position, std::move(alias)});
      return;
    }
    case v1::UnitChanged::kClosed: {
      UnitRecord& record = Mutable(find(change.closed().unit_id()));
      HL_CHECK(!record.IsClosed()) << "unit " << record.id;
      record.closed_date = change.closed().from_date();
      record.closed_position = position;
      return;
    }
    case v1::UnitChanged::kSucceeded: {
      const UnitIndex unit = find(change.succeeded().unit_id());
      const UnitIndex successor = find(change.succeeded().successor_unit_id());
      UnitRecord& record = Mutable(unit);
      HL_CHECK(record.succession.successor == kNoUnit) << "unit " << record.id;
      record.succession = {successor, change.succeeded().from_date(), position};
      return AddOnce(Mutable(successor).predecessors, unit);
    }
    case v1::UnitChanged::CHANGE_NOT_SET:
      break;
  }
  HL_CHECK(false) << "a change without content";
}

UnitIndex OrgTree::Find(std::string_view unit_id) const {
  const UnitIndex* unit = FindInShards(ids_, unit_id);
  return unit == nullptr ? kNoUnit : *unit;
}

void OrgTree::PrefetchId(std::string_view unit_id) const {
  PrefetchInShards(ids_, unit_id);
}

const std::string& OrgTree::NameOn(UnitIndex unit, int32_t date) const {
  return ValueOn(units_[unit].names, date).text;
}

const std::string& OrgTree::CodeOn(UnitIndex unit, int32_t date) const {
  return ValueOn(units_[unit].codes, date);
}

v1::UnitKind OrgTree::KindOn(UnitIndex unit, int32_t date) const {
  return ValueOn(units_[unit].kinds, date);
}

bool OrgTree::IsAtOrBelow(UnitIndex unit, UnitIndex ancestor, int32_t date) const {
  // No day has a cycle (see Check), so this ends; the bound says so again.
  for (int32_t steps = 0; unit != kNoUnit; ++steps) {
    HL_CHECK(steps <= size()) << "a cycle on " << date << " at unit " << Id(unit);
    if (unit == ancestor) return true;
    unit = ParentOn(unit, date);
  }
  return false;
}

std::vector<UnitIndex> OrgTree::ParentsOn(int32_t date) const {
  std::vector<UnitIndex> parents(size());
  for (UnitIndex unit = 0; unit < size(); ++unit) parents[unit] = ParentOn(unit, date);
  return parents;
}

std::vector<UnitIndex> OrgTree::PredecessorsOf(UnitIndex unit, int32_t date) const {
  std::vector<UnitIndex> predecessors;
  for (const UnitIndex earlier : units_[unit].predecessors) {
    if (SuccessorOf(earlier, date) == unit) predecessors.push_back(earlier);
  }
  return predecessors;
}

std::vector<int32_t> OrgTree::MoveDates() const {
  std::vector<int32_t> dates;
  for (UnitIndex unit = 0; unit < size(); ++unit) {
    const auto& parents = units_[unit].parents;
    for (size_t i = 1; i < parents.size(); ++i) dates.push_back(parents[i].from_date);
  }
  std::sort(dates.begin(), dates.end());
  dates.erase(std::unique(dates.begin(), dates.end()), dates.end());
  return dates;
}

}  // namespace hemoledger

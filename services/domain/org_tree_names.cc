// Finding units by name, and what to suggest where there is none.
#include <algorithm>

#include "proto/base/ids.h"
#include "proto/base/status_macros.h"
#include "proto/base/utf8.h"
#include "services/domain/civil_date.h"
#include "services/domain/name_index.h"
#include "services/domain/names.h"
#include "services/domain/org_tree.h"

namespace hemoledger {

using internal::kEndOfTime;
using internal::UnitRecord;

namespace {

constexpr size_t kMaxSuggestions = 5;
constexpr size_t kMaxCandidates = 20;
// Of one suggestion key: a name that half the country bears is no help beyond some.
constexpr size_t kMaxUnitsOfKey = 32;
constexpr std::string_view kIdCharacters = "abcdefghijklmnopqrstuvwxyz0123456789-";

// Calls visit(text) with every text that is one edit away from `text`: a character left out, two
// neighbours swapped, one replaced, one put in. About 75 × length of them, whatever is stored:
// suggestions stay cheap on the sequencer's thread.
template <typename Visit>
void ForEachEdit(std::string_view text, Visit visit) {
  std::string edited;
  for (size_t i = 0; i < text.size(); ++i) {
    edited.assign(text.substr(0, i)).append(text.substr(i + 1));
    visit(edited);
    if (i + 1 < text.size()) {
      edited.assign(text);
      std::swap(edited[i], edited[i + 1]);
      visit(edited);
    }
    edited.assign(text);
    for (const char c : kIdCharacters) {
      edited[i] = c;
      visit(edited);
    }
  }
  for (size_t i = 0; i <= text.size(); ++i) {
    edited.assign(text.substr(0, i)).append("-").append(text.substr(i));
    for (const char c : kIdCharacters) {
      edited[i] = c;
      visit(edited);
    }
  }
}

std::string Join(const std::vector<std::string>& pieces) {
  std::string joined;
  for (const std::string& piece : pieces) {
    if (!joined.empty()) joined += ", ";
    joined += piece;
  }
  return joined;
}

// "unit" and "name" give "unit.name"; a caller without a field means the reference itself.
std::string SubField(std::string_view field, std::string_view sub_field) {
  return field.empty() ? std::string(sub_field) : Concat(field, ".", sub_field);
}

}  // namespace

std::string internal::SuggestionKey(std::string_view name) {
  std::string key = LooseKey(name);
  constexpr std::string_view kD = "đ";
  for (size_t at = key.find(kD); at != std::string::npos; at = key.find(kD, at)) {
    key.replace(at, kD.size(), "d");
  }
  return key;
}

absl::StatusOr<UnitIndex> OrgTree::Resolve(const v1::UnitReference& reference, int32_t date,
                                           std::string_view field) const {
  switch (reference.by_case()) {
    case v1::UnitReference::kUnitId: {
      const UnitIndex unit = Find(reference.unit_id());
      if (unit != kNoUnit) return unit;
      RETURN_IF_ERROR(RequireId(SubField(field, "unit_id"), reference.unit_id()));
      return NotFound(reference.unit_id(), field);
    }
    case v1::UnitReference::kName: {
      const v1::UnitName& name = reference.name();
      RETURN_IF_ERROR(OptionalDate(SubField(field, "name.date"), name.date()));
      return ResolveName(name, name.date() != 0 ? name.date() : date, field);
    }
    case v1::UnitReference::BY_NOT_SET:
      break;
  }
  return MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", field}});
}

absl::StatusOr<UnitIndex> OrgTree::ResolveName(const v1::UnitName& name, int32_t date,
                                               std::string_view field) const {
  RETURN_IF_ERROR(
      CheckText(SubField(field, "name.name"), name.name(), kMaxUnitNameBytes, /*required=*/true));
  UnitIndex under = kNoUnit;
  if (!name.under_unit_id().empty()) {
    under = Find(name.under_unit_id());
    if (under == kNoUnit)
      return NotFound(name.under_unit_id(), SubField(field, "name.under_unit_id"));
  }
  const std::string key = MatchingKey(name.name());
  std::vector<UnitIndex> fitting;
  if (const auto* units = FindInShards(names_, key); units != nullptr) {
    for (const UnitIndex unit : *units) {
      if (HoldsName(units_[unit], key, date) && (under == kNoUnit || IsUnder(unit, under, date))) {
        fitting.push_back(unit);
      }
    }
  }
  if (fitting.size() == 1) return fitting.front();
  if (fitting.empty()) {
    return MakeError(
        ERROR_REASON_UNIT_NOT_FOUND,
        {{"field", field}, {"value", name.name()}, {"suggestions", SuggestNamesLike(name.name())}});
  }
  std::vector<std::string> candidates;
  for (const UnitIndex unit : fitting) {
    if (candidates.size() == kMaxCandidates) break;
    candidates.push_back(Id(unit));
  }
  std::sort(candidates.begin(), candidates.end());
  return MakeError(ERROR_REASON_UNIT_NAME_AMBIGUOUS,
                   {{"field", field}, {"value", name.name()}, {"candidates", Join(candidates)}});
}

// Whether the unit is open on `date` and has a name or alias of this key then; 0: on any day.
bool OrgTree::HoldsName(const UnitRecord& record, std::string_view matching_key,
                        int32_t date) const {
  if (date == 0) return true;  // the index lists no other unit
  if (!record.IsOpenOn(date)) return false;
  if (internal::ValueOn(record.names, date).matching_key == matching_key) return true;
  return std::any_of(record.aliases.begin(), record.aliases.end(), [&](const auto& alias) {
    return alias.from_date <= date && alias.value.matching_key == matching_key;
  });
}

bool OrgTree::IsUnder(UnitIndex unit, UnitIndex ancestor, int32_t date) const {
  if (date != 0) return IsAtOrBelow(unit, ancestor, date);
  return Reaches(unit, ancestor, units_[unit].opened_date, units_[unit].closed_date);
}

absl::Status OrgTree::NotFound(std::string_view unit_id, std::string_view field) const {
  return MakeError(ERROR_REASON_UNIT_NOT_FOUND,
                   {{"field", field}, {"value", unit_id}, {"suggestions", SuggestIds(unit_id)}});
}

// Ids one edit away, then ids of units whose name the id spells without hyphens, whole
// ("kien-giang") or from one of its words on ("kien-giang-rach-gia").
std::string OrgTree::SuggestIds(std::string_view unit_id) const {
  if (unit_id.size() > kMaxIdBytes) return "";
  std::vector<std::string> suggestions;
  const auto add = [&](UnitIndex unit) {
    if (suggestions.size() < kMaxSuggestions &&
        std::find(suggestions.begin(), suggestions.end(), Id(unit)) == suggestions.end()) {
      suggestions.push_back(Id(unit));
    }
  };
  ForEachEdit(unit_id, [&](std::string_view edited) {
    if (const UnitIndex unit = Find(edited); unit != kNoUnit) add(unit);
  });
  for (size_t begin = 0; begin < unit_id.size(); ++begin) {
    if (begin > 0 && unit_id[begin - 1] != '-') continue;
    std::string key(unit_id.substr(begin));
    key.erase(std::remove(key.begin(), key.end(), '-'), key.end());
    if (const auto* units = FindInShards(suggestions_, key); units != nullptr) {
      for (const UnitIndex unit : *units) add(unit);
    }
  }
  return Join(suggestions);
}

// Names whose key is the same when marks, blanks and kinds are left out, and those one edit from
// it; the likest first.
std::string OrgTree::SuggestNamesLike(std::string_view name) const {
  const std::string key = internal::SuggestionKey(name);
  std::vector<UnitIndex> units;
  const auto add = [&](std::string_view like) {
    if (const auto* found = FindInShards(suggestions_, like); found != nullptr) {
      const size_t count = std::min(found->size(), kMaxUnitsOfKey);
      units.insert(units.end(), found->begin(), found->begin() + count);
    }
  };
  add(key);
  ForEachEdit(key, add);
  // Without marks the words of a kind are no kind ("xa Hoa Dien", "thanh pho Rach Gia"): leave out
  // up to two of them.
  std::string_view rest = name;
  for (int words = 0; words < 2 && units.empty(); ++words) {
    const size_t blank = rest.find(' ');
    if (blank == std::string_view::npos) break;
    rest.remove_prefix(blank + 1);
    add(internal::SuggestionKey(rest));
  }

  // The names that they have now; that a name held on other days only is worth saying too.
  std::vector<std::string> loose_keys;
  std::vector<NameCandidate> candidates;
  loose_keys.reserve(units.size());
  for (const UnitIndex unit : units) {
    const std::string& unit_name = NameOn(unit, kNewestDate);
    loose_keys.push_back(LooseKey(unit_name));
    candidates.push_back({unit_name, loose_keys.back()});
  }
  std::vector<std::string> suggestions = SuggestNames(name, candidates, kMaxSuggestions);
  // Units found by an alias, or by marks that the looser key keeps, are not like it by their name.
  for (const NameCandidate& candidate : candidates) {
    if (suggestions.size() == kMaxSuggestions) break;
    if (std::find(suggestions.begin(), suggestions.end(), candidate.name) == suggestions.end()) {
      suggestions.emplace_back(candidate.name);
    }
  }
  return Join(suggestions);
}

}  // namespace hemoledger

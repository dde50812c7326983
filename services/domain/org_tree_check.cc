// Whether a change may follow what is recorded.
#include <algorithm>

#include "proto/base/check.h"
#include "proto/base/ids.h"
#include "proto/base/status_macros.h"
#include "proto/base/utf8.h"
#include "services/domain/civil_date.h"
#include "services/domain/org_tree.h"
#include "services/domain/plan_form_parts.h"

namespace hemoledger {

using internal::Dated;
using internal::EntryFrom;
using internal::kEndOfTime;
using internal::NextDateAfter;
using internal::UnitRecord;

namespace {

absl::Status RequireKind(std::string_view field, v1::UnitKind kind) {
  if (kind == v1::UNIT_KIND_UNSPECIFIED) {
    return MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", field}});
  }
  if (!v1::UnitKind_IsValid(kind)) {
    return MakeError(
        ERROR_REASON_FIELD_INVALID,
        {{"field", field}, {"value", static_cast<int>(kind)}, {"expected", "a kind of unit"}});
  }
  return absl::OkStatus();
}

// The fields of one change, each problem added with its place.
class FormChecker {
 public:
  FormChecker(std::string_view place, std::string_view change, Violations& problems)
      : prefix_(place.empty() ? std::string(change) : Concat(place, ".", change)),
        problems_(problems) {}

  void Id(std::string_view field, std::string_view id) {
    const std::string place = Place(field);
    problems_.Add(place, RequireId(place, id));
  }
  void OptionalUnit(std::string_view field, std::string_view id) {
    const std::string place = Place(field);
    problems_.Add(place, OptionalId(place, id));
  }
  void Name(std::string_view field, std::string_view name) {
    const std::string place = Place(field);
    problems_.Add(place, CheckText(place, name, kMaxUnitNameBytes, /*required=*/true));
  }
  void Code(std::string_view field, std::string_view code) {
    const std::string place = Place(field);
    problems_.Add(place, CheckText(place, code, kMaxUnitCodeBytes, /*required=*/false));
  }
  void Kind(std::string_view field, v1::UnitKind kind) {
    const std::string place = Place(field);
    problems_.Add(place, RequireKind(place, kind));
  }
  void Date(std::string_view field, int32_t date, bool required) {
    const std::string place = Place(field);
    problems_.Add(place, required ? RequireDate(place, date) : OptionalDate(place, date));
  }
  void Aliases(const google::protobuf::RepeatedPtrField<std::string>& aliases) {
    if (aliases.size() > kMaxUnitAliases) {
      const std::string place = Place("aliases");
      problems_.Add(place, MakeError(ERROR_REASON_FIELD_INVALID,
                                     {{"field", place},
                                      {"value", aliases.size()},
                                      {"expected", Concat("at most ", kMaxUnitAliases)}}));
      return;
    }
    for (int i = 0; i < aliases.size(); ++i) Name(Concat("aliases[", i, "]"), aliases[i]);
  }

 private:
  std::string Place(std::string_view field) const { return Concat(prefix_, ".", field); }

  std::string prefix_;
  Violations& problems_;
};

absl::Status NotOpen(std::string_view unit_id, int32_t date) {
  return MakeError(ERROR_REASON_UNIT_NOT_OPEN, {{"unit_id", unit_id}, {"date", date}});
}

absl::Status Conflict(std::string_view unit_id, const std::string& detail) {
  return MakeError(ERROR_REASON_UNIT_CHANGE_CONFLICT, {{"unit_id", unit_id}, {"detail", detail}});
}

template <typename Value>
OrgTree::Verdict Compare(const Dated<Value>* entry, bool same) {
  if (entry == nullptr || !same) return {};
  return {.exists = true, .position = entry->position};
}

// The last day from which anything is recorded.
template <typename Value>
int32_t LastDate(const internal::Dates<Value>& dates) {
  return dates.empty() ? 0 : dates.back().from_date;
}

}  // namespace

void OrgTree::CheckForm(const v1::UnitChanged& change, std::string_view place,
                        Violations& problems) {
  if (change.has_authority()) {
    internal::CheckReference(change.authority(),
                             place.empty() ? "authority" : Concat(place, ".authority"), problems);
  }
  switch (change.change_case()) {
    case v1::UnitChanged::kOpened: {
      const v1::UnitOpened& opened = change.opened();
      FormChecker form(place, "opened", problems);
      form.Id("unit_id", opened.unit_id());
      form.Kind("kind", opened.kind());
      form.Name("name", opened.name());
      form.OptionalUnit("parent_id", opened.parent_id());
      form.Code("code", opened.code());
      form.Date("from_date", opened.from_date(), /*required=*/false);
      form.Aliases(opened.aliases());
      return;
    }
    case v1::UnitChanged::kRenamed: {
      FormChecker form(place, "renamed", problems);
      form.Id("unit_id", change.renamed().unit_id());
      form.Name("name", change.renamed().name());
      form.Date("from_date", change.renamed().from_date(), /*required=*/true);
      return;
    }
    case v1::UnitChanged::kMoved: {
      FormChecker form(place, "moved", problems);
      form.Id("unit_id", change.moved().unit_id());
      form.Id("parent_id", change.moved().parent_id());
      form.Date("from_date", change.moved().from_date(), /*required=*/true);
      return;
    }
    case v1::UnitChanged::kKindSet: {
      FormChecker form(place, "kind_set", problems);
      form.Id("unit_id", change.kind_set().unit_id());
      form.Kind("kind", change.kind_set().kind());
      form.Date("from_date", change.kind_set().from_date(), /*required=*/true);
      return;
    }
    case v1::UnitChanged::kCodeSet: {
      FormChecker form(place, "code_set", problems);
      form.Id("unit_id", change.code_set().unit_id());
      form.Code("code", change.code_set().code());
      form.Date("from_date", change.code_set().from_date(), /*required=*/true);
      return;
    }
    case v1::UnitChanged::kAliasAdded: {
      FormChecker form(place, "alias_added", problems);
      form.Id("unit_id", change.alias_added().unit_id());
      form.Name("alias", change.alias_added().alias());
      form.Date("from_date", change.alias_added().from_date(), /*required=*/false);
      return;
    }
    case v1::UnitChanged::kClosed: {
      FormChecker form(place, "closed", problems);
      form.Id("unit_id", change.closed().unit_id());
      form.Date("from_date", change.closed().from_date(), /*required=*/true);
      return;
    }
    case v1::UnitChanged::kSucceeded: {
      FormChecker form(place, "succeeded", problems);
      form.Id("unit_id", change.succeeded().unit_id());
      form.Id("successor_unit_id", change.succeeded().successor_unit_id());
      form.Date("from_date", change.succeeded().from_date(), /*required=*/true);
      if (change.has_reason()) return;
      const std::string field = place.empty() ? "reason" : Concat(place, ".reason");
      problems.Add(field, MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", field}}));
      return;
    }
    case v1::UnitChanged::CHANGE_NOT_SET: {
      const std::string field = place.empty() ? "change" : Concat(place, ".change");
      problems.Add(field, MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", field}}));
      return;
    }
  }
}

absl::StatusOr<OrgTree::Verdict> OrgTree::Check(const v1::UnitChanged& change) const {
  Violations problems;
  CheckForm(change, "", problems);
  if (!problems.empty()) return problems.ToStatus();
  switch (change.change_case()) {
    case v1::UnitChanged::kOpened:
      return CheckOpened(change.opened());
    case v1::UnitChanged::kRenamed: {
      const v1::UnitRenamed& renamed = change.renamed();
      ASSIGN_OR_RETURN(const UnitIndex unit, FindOpen(renamed.unit_id(), renamed.from_date()));
      const auto* entry = EntryFrom(units_[unit].names, renamed.from_date());
      return Compare(entry, entry != nullptr && entry->value.text == renamed.name());
    }
    case v1::UnitChanged::kMoved:
      return CheckMoved(change.moved());
    case v1::UnitChanged::kKindSet: {
      const v1::UnitKindSet& set = change.kind_set();
      ASSIGN_OR_RETURN(const UnitIndex unit, FindOpen(set.unit_id(), set.from_date()));
      const auto* entry = EntryFrom(units_[unit].kinds, set.from_date());
      return Compare(entry, entry != nullptr && entry->value == set.kind());
    }
    case v1::UnitChanged::kCodeSet: {
      const v1::UnitCodeSet& set = change.code_set();
      ASSIGN_OR_RETURN(const UnitIndex unit, FindOpen(set.unit_id(), set.from_date()));
      const auto* entry = EntryFrom(units_[unit].codes, set.from_date());
      return Compare(entry, entry != nullptr && entry->value == set.code());
    }
    case v1::UnitChanged::kAliasAdded: {
      const v1::UnitAliasAdded& added = change.alias_added();
      const int32_t date = added.from_date();
      // "Since ever" may be said of a unit that opened on a day.
      ASSIGN_OR_RETURN(const UnitIndex unit, date == 0 ? FindOr(added.unit_id(), "unit_id")
                                                       : FindOpen(added.unit_id(), date));
      for (const auto& alias : units_[unit].aliases) {
        if (alias.from_date <= date && alias.value.text == added.alias()) {
          return Compare(&alias, true);
        }
      }
      return Verdict{};
    }
    case v1::UnitChanged::kClosed:
      return CheckClosed(change.closed());
    case v1::UnitChanged::kSucceeded:
      return CheckSucceeded(change.succeeded());
    case v1::UnitChanged::CHANGE_NOT_SET:
      break;
  }
  HL_CHECK(false) << "CheckForm took a change without content";
  return Verdict{};
}

absl::StatusOr<OrgTree::Verdict> OrgTree::CheckOpened(const v1::UnitOpened& opened) const {
  if (const UnitIndex unit = Find(opened.unit_id()); unit != kNoUnit) {
    const UnitRecord& record = units_[unit];
    if (HasSameOpening(record, opened)) {
      return Verdict{.exists = true, .position = record.opened_position};
    }
    return MakeError(ERROR_REASON_UNIT_EXISTS,
                     {{"unit_id", opened.unit_id()}, {"position", record.opened_position}});
  }
  if (opened.parent_id().empty()) return Verdict{};
  if (opened.parent_id() == opened.unit_id()) {
    return MakeError(ERROR_REASON_UNIT_CYCLE,
                     {{"unit_id", opened.unit_id()}, {"parent_id", opened.parent_id()}});
  }
  ASSIGN_OR_RETURN(const UnitIndex parent, FindOr(opened.parent_id(), "parent_id"));
  RETURN_IF_ERROR(RequireOpenDuring(parent, opened.from_date(), kEndOfTime));
  return Verdict{};
}

bool OrgTree::HasSameOpening(const UnitRecord& record, const v1::UnitOpened& opened) const {
  const uint64_t position = record.opened_position;
  const auto opening = [position](const auto& dates) -> const auto& {
    const auto entry = std::find_if(dates.begin(), dates.end(),
                                    [position](const auto& e) { return e.position == position; });
    HL_CHECK(entry != dates.end()) << "no entry of the opening at " << position;
    return entry->value;
  };
  const UnitIndex parent = opening(record.parents);
  std::vector<std::string_view> aliases;
  for (const auto& alias : record.aliases) {
    if (alias.position == position) aliases.push_back(alias.value.text);
  }
  return record.opened_date == opened.from_date() && opening(record.kinds) == opened.kind() &&
         opening(record.names).text == opened.name() && opening(record.codes) == opened.code() &&
         (parent == kNoUnit ? opened.parent_id().empty() : Id(parent) == opened.parent_id()) &&
         std::equal(aliases.begin(), aliases.end(), opened.aliases().begin(),
                    opened.aliases().end());
}

absl::StatusOr<OrgTree::Verdict> OrgTree::CheckMoved(const v1::UnitMoved& moved) const {
  const int32_t date = moved.from_date();
  ASSIGN_OR_RETURN(const UnitIndex unit, FindOpen(moved.unit_id(), date));
  ASSIGN_OR_RETURN(const UnitIndex parent, FindOr(moved.parent_id(), "parent_id"));
  const UnitRecord& record = units_[unit];
  if (const auto* entry = EntryFrom(record.parents, date);
      entry != nullptr && entry->value == parent) {
    return Verdict{.exists = true, .position = entry->position};
  }
  // The days on which the new parent would be it.
  const int32_t end = std::min(NextDateAfter(record.parents, date), record.closed_date);
  if (Reaches(parent, unit, date, end)) {
    return MakeError(ERROR_REASON_UNIT_CYCLE,
                     {{"unit_id", moved.unit_id()}, {"parent_id", moved.parent_id()}});
  }
  RETURN_IF_ERROR(RequireOpenDuring(parent, date, end));
  return Verdict{};
}

absl::StatusOr<OrgTree::Verdict> OrgTree::CheckClosed(const v1::UnitClosed& closed) const {
  const int32_t date = closed.from_date();
  ASSIGN_OR_RETURN(const UnitIndex unit, FindOr(closed.unit_id(), "unit_id"));
  const UnitRecord& record = units_[unit];
  if (record.IsClosed()) {
    if (record.closed_date == date) {
      return Verdict{.exists = true, .position = record.closed_position};
    }
    return Conflict(record.id, Concat("it is closed from ", record.closed_date));
  }
  if (date <= record.opened_date) return NotOpen(record.id, date);
  const int32_t last_date =
      std::max({LastDate(record.names), LastDate(record.parents), LastDate(record.kinds),
                LastDate(record.codes), LastDate(record.aliases)});
  if (last_date >= date) {
    return Conflict(record.id, Concat("something of it changes on ", last_date));
  }
  for (const UnitIndex child_unit : record.children) {
    const UnitRecord& child = units_[child_unit];
    const int32_t begin = std::max(date, child.opened_date);
    const bool free =
        ForEachSpan(child.parents, begin, child.closed_date,
                    [unit](UnitIndex parent, int32_t, int32_t) { return parent != unit; });
    if (!free) return Conflict(record.id, Concat("unit ", child.id, " is open under it"));
  }
  return Verdict{};
}

absl::StatusOr<OrgTree::Verdict> OrgTree::CheckSucceeded(const v1::UnitSucceeded& succeeded) const {
  ASSIGN_OR_RETURN(const UnitIndex unit, FindOr(succeeded.unit_id(), "unit_id"));
  ASSIGN_OR_RETURN(const UnitIndex successor,
                   FindOr(succeeded.successor_unit_id(), "successor_unit_id"));
  const internal::UnitSuccession& recorded = units_[unit].succession;
  if (recorded.successor != kNoUnit) {
    if (recorded.successor == successor && recorded.from_date == succeeded.from_date()) {
      return Verdict{.exists = true, .position = recorded.position};
    }
    return Conflict(Id(unit), Concat("it is carried on by ", Id(recorded.successor), " from ",
                                     recorded.from_date));
  }
  // No chain returns yet, so this ends. On whatever day: a chain is read as a whole.
  for (UnitIndex at = successor; at != kNoUnit; at = units_[at].succession.successor) {
    if (at == unit)
      return Conflict(Id(unit), Concat("it would carry itself on, through ", Id(successor)));
  }
  return Verdict{};
}

absl::StatusOr<UnitIndex> OrgTree::FindOr(std::string_view unit_id, std::string_view field) const {
  const UnitIndex unit = Find(unit_id);
  if (unit == kNoUnit) return NotFound(unit_id, field);
  return unit;
}

absl::StatusOr<UnitIndex> OrgTree::FindOpen(std::string_view unit_id, int32_t date) const {
  ASSIGN_OR_RETURN(const UnitIndex unit, FindOr(unit_id, "unit_id"));
  if (!IsOpenOn(unit, date)) return NotOpen(unit_id, date);
  return unit;
}

// OK if the unit is open on every day of [begin, end); else the first on which it is not.
absl::Status OrgTree::RequireOpenDuring(UnitIndex unit, int32_t begin, int32_t end) const {
  const UnitRecord& record = units_[unit];
  if (begin < record.opened_date) return NotOpen(record.id, begin);
  if (record.closed_date < end) return NotOpen(record.id, std::max(begin, record.closed_date));
  return absl::OkStatus();
}

// Whether `target` is `unit` or above it on some day of [begin, end). Ends since no day has a cycle
// yet. The spans that a level looks at do not overlap, so a level visits a unit once for each of
// its changes at most.
bool OrgTree::Reaches(UnitIndex unit, UnitIndex target, int32_t begin, int32_t end) const {
  if (unit == kNoUnit || begin >= end) return false;
  if (unit == target) return true;
  return !ForEachSpan(units_[unit].parents, begin, end,
                      [&](UnitIndex parent, int32_t from, int32_t to) {
                        return !Reaches(parent, target, from, to);
                      });
}

}  // namespace hemoledger

// The tree of org units over time.
//
// Identity is the unit's id; name, parent, kind, code and being open are attributes with a date
// from which they hold (DESIGN "Maps", DOMAIN fact 7). Units are interned: a UnitIndex is a dense
// integer, given in the order of opening, that never changes; so a map of the tree on a day is one
// int array.
//
// What holds on every day of a tree:
// - a unit's parent is open as long as the unit is open under it;
// - nothing stands under itself, be it on days before its opening or after its closing (where the
//   first and the last attributes are taken).
//
// Apart from the tree, a unit may be carried on by another: the same holder under another id. It
// has one successor at most, and a chain of successors never returns to a unit.
//
// A value type: copy it to get a version that readers can keep while the original goes on. Units
// are shared between copies until they change: a copy costs some microseconds and one pointer in 64
// units. Const methods are safe from many threads at once, copying included; Apply is not.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hemoledger/v1/unit_service.pb.h"
#include "hemoledger/v1/units.pb.h"
#include "hemoledger/v1/values.pb.h"
#include "proto/base/errors.h"
#include "proto/base/strings.h"
#include "services/domain/copy_on_write.h"
#include "services/domain/unit_record.h"

namespace hemoledger {

using UnitIndex = int32_t;
inline constexpr UnitIndex kNoUnit = -1;

// Date argument for "the newest attributes": later than any civil date.
inline constexpr int32_t kNewestDate = 99991231;

// Limits of units.proto, in bytes and entries.
inline constexpr size_t kMaxUnitNameBytes = 256;
inline constexpr size_t kMaxUnitCodeBytes = 16;
inline constexpr int kMaxUnitAliases = 32;

class OrgTree {
 public:
  // What Check says of a change that may be recorded.
  struct Verdict {
    // True: it is already there with the same content; nothing to record.
    bool exists = false;
    // With `exists`: position of the event that said so.
    uint64_t position = 0;
  };

  // Form: all that can be said of a change without a tree. Adds every problem, its place under
  // `place` ("changes[3]" gives "changes[3].opened.name"). Does not look at Texts. Problems:
  // FIELD_REQUIRED, FIELD_INVALID, ID_INVALID, TEXT_NOT_NFC, TEXT_TOO_LONG, DATE_INVALID. A
  // succession needs a reason.
  static void CheckForm(const v1::UnitChanged& change, std::string_view place,
                        Violations& problems);

  // Whether `change` may follow what is recorded. Errors: those of form, all at once;
  // UNIT_NOT_FOUND; UNIT_EXISTS (its opening said otherwise); UNIT_CYCLE; UNIT_NOT_OPEN (the unit
  // on the change's day, or its parent on a day on which the unit is open); UNIT_CHANGE_CONFLICT
  // (closed from another day, attributes recorded from a day after the closing, open children; a
  // second successor, a successor from another day, a chain of successors that returns). Who
  // carries on whom need not be open: a unit mostly ends on the day from which it is carried on.
  //
  // A change exists where its unit was opened with the same kind, name, parent, code, date and
  // aliases, however it changed since; else where the value that holds from exactly that day is the
  // same; an alias where it is known from that day on. Authority and reason do not matter.
  absl::StatusOr<Verdict> Check(const v1::UnitChanged& change) const;

  // Applies the change of the event at `position`. REQUIRES: Check(change) is OK and says that it
  // does not exist; positions grow.
  void Apply(const v1::UnitChanged& change, uint64_t position);

  // Dense index of an id; kNoUnit if there is none.
  UnitIndex Find(std::string_view unit_id) const;
  // A Find of this id comes soon; an IsOpenWithin of this unit does.
  void PrefetchId(std::string_view unit_id) const;
  void PrefetchUnit(UnitIndex unit) const { __builtin_prefetch(&units_[unit].opened_date); }

  // Index of the unit that `reference` names: an id, or a name or alias that held on `date`
  // (reference.name.date where it is stated; 0: on any day), under the rules of docs/names.md. An
  // open unit holds its names; kNewestDate takes those of units that are not closed. `field` is
  // told in errors: UNIT_NOT_FOUND (with suggestions: ids for an id, names for a name),
  // UNIT_NAME_AMBIGUOUS (with candidates), FIELD_REQUIRED, and the others of form.
  absl::StatusOr<UnitIndex> Resolve(const v1::UnitReference& reference, int32_t date,
                                    std::string_view field) const;
  // The error of an id that is not there: UNIT_NOT_FOUND with suggestions. Its cost is bounded by
  // the id's length, not by the number of units.
  absl::Status NotFound(std::string_view unit_id, std::string_view field) const;

  int32_t size() const { return static_cast<int32_t>(units_.size()); }
  // Number of changes applied: two trees of one ledger with equal versions are equal.
  uint64_t version() const { return version_; }

  const std::string& Id(UnitIndex unit) const { return units_[unit].id; }
  // Attributes as they hold on a day; on days before the opening those of the opening day, on days
  // after the closing the last ones.
  const std::string& NameOn(UnitIndex unit, int32_t date) const;
  const std::string& CodeOn(UnitIndex unit, int32_t date) const;
  v1::UnitKind KindOn(UnitIndex unit, int32_t date) const;
  // kNoUnit for a root.
  UnitIndex ParentOn(UnitIndex unit, int32_t date) const {
    return internal::ValueOn(units_[unit].parents, date);
  }
  bool IsOpenOn(UnitIndex unit, int32_t date) const { return units_[unit].IsOpenOn(date); }
  // True when the unit is open on at least one day of the interval (dates as in v1::Interval,
  // last_date 0: the first).
  bool IsOpenWithin(UnitIndex unit, int32_t first_date, int32_t last_date) const {
    const internal::UnitRecord& record = units_[unit];
    return record.opened_date <= (last_date == 0 ? first_date : last_date) &&
           first_date < record.closed_date;
  }
  // Whether `unit` is `ancestor` or stands below it on that day.
  bool IsAtOrBelow(UnitIndex unit, UnitIndex ancestor, int32_t date) const;
  // The parent of every unit on that day: one entry a unit. O(units).
  std::vector<UnitIndex> ParentsOn(int32_t date) const;
  // The days from which some unit has another parent, ascending, each once: between two of them
  // ParentsOn is the same. O(units).
  std::vector<int32_t> MoveDates() const;
  // Children open on that day (with kNewestDate: not closed), by code, then id.
  std::vector<UnitIndex> ChildrenOn(UnitIndex unit, int32_t date) const;
  // Roots open on that day, by id. O(units).
  std::vector<UnitIndex> RootsOn(int32_t date) const;
  // The unit that carries `unit` on by that day (units.proto, UnitSucceeded); kNoUnit: none, or
  // from a later day. Only comparisons over years take both as one holder: nothing is credited from
  // one to the other, and neither has the other's names.
  UnitIndex SuccessorOf(UnitIndex unit, int32_t date) const {
    const internal::UnitSuccession& succession = units_[unit].succession;
    return succession.from_date <= date ? succession.successor : kNoUnit;
  }
  // The units that `unit` itself carries on by that day (not those that they carried on), in the
  // order of recording.
  std::vector<UnitIndex> PredecessorsOf(UnitIndex unit, int32_t date) const;
  // All that is known of a unit, as on `date`. Aliases are those of that day. `child_count` counts
  // the children open on it: O(children that it ever had).
  v1::Unit Describe(UnitIndex unit, int32_t date) const;
  // Digest of the whole state (SHA-256), positions included: equal states, equal digests.
  std::string Digest() const;

 private:
  using UnitRecord = internal::UnitRecord;
  using IndexMap = StringMap<UnitIndex>;
  using IndicesMap = StringMap<std::vector<UnitIndex>>;

  // --- org_tree.cc ---
  UnitRecord& Mutable(UnitIndex unit);
  void AddName(UnitIndex unit, const internal::UnitNameText& name);
  void AddChild(UnitIndex parent, UnitIndex child);
  void Open(const v1::UnitOpened& opened, uint64_t position);

  // --- org_tree_check.cc ---
  absl::StatusOr<Verdict> CheckOpened(const v1::UnitOpened& opened) const;
  absl::StatusOr<Verdict> CheckMoved(const v1::UnitMoved& moved) const;
  absl::StatusOr<Verdict> CheckClosed(const v1::UnitClosed& closed) const;
  absl::StatusOr<Verdict> CheckSucceeded(const v1::UnitSucceeded& succeeded) const;
  bool HasSameOpening(const UnitRecord& record, const v1::UnitOpened& opened) const;
  absl::StatusOr<UnitIndex> FindOr(std::string_view unit_id, std::string_view field) const;
  absl::StatusOr<UnitIndex> FindOpen(std::string_view unit_id, int32_t date) const;
  absl::Status RequireOpenDuring(UnitIndex unit, int32_t begin, int32_t end) const;
  bool Reaches(UnitIndex unit, UnitIndex target, int32_t begin, int32_t end) const;

  // --- org_tree_names.cc ---
  absl::StatusOr<UnitIndex> ResolveName(const v1::UnitName& name, int32_t date,
                                        std::string_view field) const;
  bool HoldsName(const UnitRecord& record, std::string_view matching_key, int32_t date) const;
  bool IsUnder(UnitIndex unit, UnitIndex ancestor, int32_t date) const;
  std::string SuggestIds(std::string_view unit_id) const;
  std::string SuggestNamesLike(std::string_view name) const;

  CopyGeneration generation_;
  CowSequence<UnitRecord> units_;
  CowMap<IndexMap> ids_;
  // Matching key of a name or alias → units that have or had it, each once.
  CowMap<IndicesMap> names_;
  // Suggestion key → the same. See org_tree_names.cc.
  CowMap<IndicesMap> suggestions_;
  uint64_t version_ = 0;
};

}  // namespace hemoledger

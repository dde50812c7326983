// The tree of org units over time.
//
// Identity is the unit's id; name, parent, kind, code and being open are attributes with a date from which they hold
// (DESIGN "Maps", DOMAIN fact 7). Units are interned: a UnitIndex is a dense integer, given in the order of opening, that never changes; so a map
// of the tree on a day is one int array.
//
// A value type: copy it to get a version that readers can keep while the original goes on. Const methods are safe from many
// threads at once; Apply is not.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hemoledger/v1/unit_service.pb.h"
#include "hemoledger/v1/units.pb.h"
#include "hemoledger/v1/values.pb.h"
#include "proto/base/strings.h"

namespace hemoledger {

using UnitIndex = int32_t;
inline constexpr UnitIndex kNoUnit = -1;

// Date argument for "the newest attributes": later than any civil date.
inline constexpr int32_t kNewestDate = 99991231;

class OrgTree {
 public:
  // What Check says of a change that may be recorded.
  struct Verdict {
    // True: it is already there with the same content; nothing to record.
    bool exists = false;
    // With `exists`: position of the event that said so.
    uint64_t position = 0;
  };

  // Whether `change` may follow what is recorded: form, existence, cycles, dates. Does not look at Texts. Errors: FIELD_*, ID_INVALID, TEXT_*,
  // DATE_INVALID, UNIT_NOT_FOUND, UNIT_EXISTS, UNIT_CYCLE, UNIT_NOT_OPEN, UNIT_CHANGE_CONFLICT.
  absl::StatusOr<Verdict> Check(const v1::UnitChanged& change) const;

  // Applies the change of the event at `position`. REQUIRES: Check(change) is OK and says that it does not exist.
  void Apply(const v1::UnitChanged& change, uint64_t position);

  // Dense index of an id; kNoUnit if there is none.
  UnitIndex Find(std::string_view unit_id) const;

  // Index of the unit that `reference` names: an id, or a name or alias that held on `date` (reference.name.date where it is stated), under the rules of
  // docs/names.md. `field` is told in errors: UNIT_NOT_FOUND (with suggestions), UNIT_NAME_AMBIGUOUS (with candidates), FIELD_REQUIRED.
  absl::StatusOr<UnitIndex> Resolve(const v1::UnitReference& reference, int32_t date, std::string_view field) const;

  int32_t size() const;
  // Number of changes applied: two trees of one ledger with equal versions are equal.
  uint64_t version() const;

  const std::string& Id(UnitIndex unit) const;
  // Attributes as they hold on a day.
  const std::string& NameOn(UnitIndex unit, int32_t date) const;
  const std::string& CodeOn(UnitIndex unit, int32_t date) const;
  v1::UnitKind KindOn(UnitIndex unit, int32_t date) const;
  // kNoUnit for a root.
  UnitIndex ParentOn(UnitIndex unit, int32_t date) const;
  bool IsOpenOn(UnitIndex unit, int32_t date) const;
  // True when the unit is open on at least one day of the interval (dates as in v1::Interval, last_date 0: the first).
  bool IsOpenWithin(UnitIndex unit, int32_t first_date, int32_t last_date) const;
  // Whether `unit` is `ancestor` or stands below it on that day.
  bool IsAtOrBelow(UnitIndex unit, UnitIndex ancestor, int32_t date) const;
  // The parent of every unit on that day: one entry a unit. O(units).
  std::vector<UnitIndex> ParentsOn(int32_t date) const;
  // Children open on that day (with kNewestDate: not closed), by code, then id.
  std::vector<UnitIndex> ChildrenOn(UnitIndex unit, int32_t date) const;
  // Roots open on that day, by id.
  std::vector<UnitIndex> RootsOn(int32_t date) const;
  // All that is known of a unit, as on `date`, without child_count's cost being more than O(units).
  v1::Unit Describe(UnitIndex unit, int32_t date) const;
  // Order-independent digest of the whole state (SHA-256): equal states, equal digests.
  std::string Digest() const;

 private:
  // (members: see org_tree.cc's owner)
};

}  // namespace hemoledger

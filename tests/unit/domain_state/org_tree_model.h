// A naive model of the tree, written apart from it: a list of recorded changes, and every question
// answered by going through the whole list.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hemoledger/v1/units.pb.h"

namespace hemoledger {

class OrgTreeModel {
 public:
  // `days`: all dates that any change names. Between two of them nothing changes, so looking at
  // these is looking at every day.
  explicit OrgTreeModel(std::vector<int32_t> days);

  // What became of a change: recorded (and kept), there already, or refused.
  enum class Outcome { kRecorded, kExists, kRefused };
  struct Answer {
    Outcome outcome;
    // Of what exists.
    uint64_t position = 0;
  };
  Answer Try(const v1::UnitChanged& change, uint64_t position);

  // In the order of opening.
  std::vector<std::string> Units() const;
  bool IsOpen(const std::string& unit, int32_t day) const;
  std::string Name(const std::string& unit, int32_t day) const;
  std::string Code(const std::string& unit, int32_t day) const;
  v1::UnitKind Kind(const std::string& unit, int32_t day) const;
  // Blank: a root.
  std::string Parent(const std::string& unit, int32_t day) const;
  bool IsAtOrBelow(const std::string& unit, const std::string& ancestor, int32_t day) const;
  std::vector<std::string> Children(const std::string& unit, int32_t day) const;
  // Blank: none by that day.
  std::string Successor(const std::string& unit, int32_t day) const;
  // In the order of recording.
  std::vector<std::string> Predecessors(const std::string& unit, int32_t day) const;
  // Units open on `day` that are called so then (0: ever), by name or alias, under `under` (blank:
  // anywhere) then.
  std::vector<std::string> Named(const std::string& name, const std::string& under,
                                 int32_t day) const;

 private:
  struct Entry {
    v1::UnitChanged change;
    uint64_t position;
  };
  // One attribute, as a text, from a day on.
  struct Said {
    int32_t from;
    uint64_t position;
    std::string value;
  };
  enum class Attribute { kName, kParent, kKind, kCode };

  Answer TrySucceeded(const v1::UnitChanged& change, uint64_t position);
  const v1::UnitOpened* Opening(const std::string& unit, uint64_t* position = nullptr) const;
  std::optional<int32_t> ClosedFrom(const std::string& unit) const;
  std::vector<Said> All(const std::string& unit, Attribute attribute) const;
  std::string Value(const std::string& unit, Attribute attribute, int32_t day) const;
  std::vector<Said> Aliases(const std::string& unit) const;
  bool IsSound() const;
  bool IsCalled(const std::string& unit, const std::string& name, int32_t day) const;

  std::vector<int32_t> days_;
  std::vector<Entry> log_;
};

}  // namespace hemoledger

#include "services/rpc/attainment_change.h"

#include <string>

namespace hemoledger {
namespace {

using Answer = v1::GetAttainmentResponse;

bool IsSameLine(const v1::AttainmentLine& a, const v1::AttainmentLine& b) {
  return a.key() == b.key() && a.label() == b.label() && a.name() == b.name() &&
         a.unit_id() == b.unit_id() && a.group_id() == b.group_id();
}

// All that a change does not tell.
bool HasSameFrame(const Answer& before, const Answer& after) {
  if (before.lines_size() != after.lines_size() || before.basis() != after.basis() ||
      before.through_date() != after.through_date() || before.pace_date() != after.pace_date() ||
      before.plan_title() != after.plan_title() ||
      before.percentage_decimals() != after.percentage_decimals()) {
    return false;
  }
  for (int i = 0; i < before.lines_size(); ++i) {
    if (!IsSameLine(before.lines(i), after.lines(i))) return false;
  }
  return true;
}

// Compares messages by their bytes; the buffers are used again.
class BytesComparison {
 public:
  template <typename Message>
  bool AreEqual(const Message& a, const Message& b) {
    a.SerializeToString(&a_);
    b.SerializeToString(&b_);
    return a_ == b_;
  }

 private:
  std::string a_;
  std::string b_;
};

}  // namespace

std::optional<v1::WatchAttainmentResponse> AttainmentStep(const Answer& before,
                                                          const Answer& after) {
  v1::WatchAttainmentResponse step;
  if (!HasSameFrame(before, after)) {
    *step.mutable_whole() = after;
    return step;
  }
  BytesComparison bytes;
  v1::AttainmentChange& change = *step.mutable_change();
  for (int i = 0; i < after.lines_size(); ++i) {
    if (bytes.AreEqual(before.lines(i), after.lines(i))) continue;
    v1::ChangedLine& line = *change.add_lines();
    line.set_index(static_cast<uint32_t>(i));
    *line.mutable_line() = after.lines(i);
  }
  bool same = change.lines().empty() && before.revision() == after.revision() &&
              before.straddling_units() == after.straddling_units() &&
              before.months_size() == after.months_size() &&
              bytes.AreEqual(before.total(), after.total());
  for (int i = 0; same && i < after.months_size(); ++i) {
    same = bytes.AreEqual(before.months(i), after.months(i));
  }
  if (same) return std::nullopt;
  *change.mutable_reflects() = after.reflects();
  *change.mutable_total() = after.total();
  change.set_straddling_units(after.straddling_units());
  *change.mutable_months() = after.months();
  change.set_revision(after.revision());
  return step;
}

}  // namespace hemoledger

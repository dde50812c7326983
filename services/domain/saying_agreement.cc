#include "services/domain/saying_agreement.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "services/domain/civil_date.h"
#include "services/domain/names.h"
#include "services/domain/planned_time.h"

namespace hemoledger::findings {
namespace {

// Sorted spans with those that touch put together.
std::vector<CivilInterval> MergedSpans(const v1::PlannedTime& time) {
  std::vector<CivilInterval> merged;
  for (const CivilInterval& span : PossibleSpans(time)) {
    if (!merged.empty() && DayNumber(span.first) <= DayNumber(merged.back().last) + 1) {
      merged.back().last = std::max(merged.back().last, span.last);
    } else {
      merged.push_back(span);
    }
  }
  return merged;
}

bool LiesWithin(const std::vector<CivilInterval>& inner, const std::vector<CivilInterval>& outer) {
  return std::all_of(inner.begin(), inner.end(), [&](const CivilInterval& span) {
    return std::any_of(outer.begin(), outer.end(),
                       [&](const CivilInterval& around) { return IsInside(span, around); });
  });
}

std::string HostKey(std::string_view host) {
  return absl::StrReplaceAll(MatchingKey(host),
                             {{"hiến máu tình nguyện", "hmtn"}, {"chữ thập đỏ", "ctđ"}});
}

std::string NumberKeyOf(std::string_view number) {
  return absl::StrReplaceAll(MatchingKey(number), {{" ", ""}});
}

}  // namespace

bool TimesAgree(const v1::PlannedTime& a, const v1::PlannedTime& b) {
  const std::vector<CivilInterval> days_of_a = MergedSpans(a);
  const std::vector<CivilInterval> days_of_b = MergedSpans(b);
  return LiesWithin(days_of_a, days_of_b) || LiesWithin(days_of_b, days_of_a);
}

bool HostsAgree(std::string_view a, std::string_view b) {
  return HostKey(a) == HostKey(b);
}

bool NumbersAgree(std::string_view a, std::string_view b) {
  return NumberKeyOf(a) == NumberKeyOf(b);
}

}  // namespace hemoledger::findings

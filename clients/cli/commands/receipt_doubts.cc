#include "clients/cli/commands/receipt_doubts.h"

#include <algorithm>
#include <set>
#include <utility>

#include "clients/cli/input/text_forms.h"
#include "clients/cli/render/moments.h"
#include "clients/cli/render/receipt_view.h"
#include "clients/cli/render/say.h"
#include "hemoledger/v1/events.pb.h"
#include "proto/base/check.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/domain/civil_date.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

bool SameUnit(const v1::UnitReference& a, const std::string& a_name, const v1::UnitReference& b,
              const std::string& b_name) {
  if (!a.has_name() && !b.has_name()) return a.unit_id() == b.unit_id();
  const std::string& left = a.has_name() ? a.name().name() : a_name;
  const std::string& right = b.has_name() ? b.name().name() : b_name;
  return !left.empty() && FoldText(left) == FoldText(right);
}

// What the spool holds of the receipt's unit.
struct History {
  // The latest one that is likely the same: number and when; blank: none.
  std::string same_as;
  int64_t same_micros = 0;
  int64_t largest = 0;
};

absl::StatusOr<History> ReadHistory(const v1::Receipt& receipt, const std::string& unit_name,
                                    const Spool& spool) {
  ASSIGN_OR_RETURN(const std::vector<SpoolRefusal> refusals, spool.Refusals());
  std::set<std::pair<std::string, uint64_t>> refused;
  for (const SpoolRefusal& refusal : refusals) {
    if (refusal.outcome == v1::SUBMISSION_OUTCOME_REJECTED)
      refused.emplace(refusal.source_id, refusal.sequence);
  }
  ASSIGN_OR_RETURN(const auto names, spool.UnitNames());
  History history;
  RETURN_IF_ERROR(spool.VisitKept([&](const SpoolItem& item) {
    v1::Submission submission;
    HL_CHECK(submission.ParseFromString(item.bytes));
    if (!submission.has_receipt_recorded() || refused.contains({item.source_id, item.sequence})) {
      return absl::OkStatus();
    }
    const v1::Receipt& other = submission.receipt_recorded().receipt();
    const auto called = names.find(other.unit().unit_id());
    const std::string other_name = called == names.end() ? "" : called->second;
    if (!SameUnit(receipt.unit(), unit_name, other.unit(), other_name)) return absl::OkStatus();
    history.largest = std::max(history.largest, BloodUnits(other));
    if (LikelyTheSame(receipt, unit_name, other, other_name)) {
      history.same_as = Concat(item.source_id, "#", item.sequence);
      history.same_micros = item.recorded_micros;
    }
    return absl::OkStatus();
  }));
  return history;
}

}  // namespace

bool LikelyTheSame(const v1::Receipt& a, const std::string& a_unit_name, const v1::Receipt& b,
                   const std::string& b_unit_name) {
  return ToCivil(a.interval()) == ToCivil(b.interval()) && BloodUnits(a) == BloodUnits(b) &&
         SameUnit(a.unit(), a_unit_name, b.unit(), b_unit_name);
}

absl::StatusOr<std::vector<std::string>> FindDoubts(const v1::Receipt& receipt,
                                                    const std::string& unit_name,
                                                    const Spool& spool, int64_t now_micros,
                                                    Language language) {
  std::vector<std::string> doubts;
  const auto add = [&](const std::string& vi, const std::string& en) {
    doubts.push_back(Say(language, vi, en));
  };
  ASSIGN_OR_RETURN(const SpoolUsage usage, spool.Usage());
  const int64_t last = usage.last_recorded_micros;
  const std::string last_moment = FormatMoment(last, language);
  const std::string now_moment = FormatMoment(now_micros, language);
  if (last != 0 && now_micros < last - kClockBackMicros) {
    add(Concat("đồng hồ máy đã lùi: phiếu trước ghi lúc ", last_moment, ", bây giờ là ", now_moment,
               "; kiểm tra ngày giờ của máy và ngày của phiếu"),
        Concat("the clock went back: the last receipt was recorded at ", last_moment,
               ", now it is ", now_moment, "; check the machine's date and the receipt's"));
  } else if (last != 0 && now_micros > last + kClockAheadMicros) {
    add(Concat("đã hơn một ngày từ phiếu trước (", last_moment, "), bây giờ là ", now_moment,
               "; kiểm tra ngày giờ của máy và ngày của phiếu"),
        Concat("more than a day has passed since the last receipt (", last_moment, "), now it is ",
               now_moment, "; check the machine's date and the receipt's"));
  }
  ASSIGN_OR_RETURN(const History history, ReadHistory(receipt, unit_name, spool));
  if (!history.same_as.empty()) {
    const std::string when = FormatMoment(history.same_micros, language);
    add(Concat("giống hệt phiếu ", history.same_as, " ghi lúc ", when,
               " (cùng đơn vị, thời gian, số lượng): có thể ghi hai lần"),
        Concat("the same unit, time and number as receipt ", history.same_as, ", recorded at ",
               when, ": likely recorded twice"));
  }
  const CivilInterval interval = ToCivil(receipt.interval());
  const int32_t today = DateOfMicros(now_micros);
  if (interval.first > today) {
    add(Concat("ngày ", FormatInterval(interval, language), " ở trong tương lai"),
        Concat("the date ", FormatInterval(interval, language), " lies in the future"));
  } else if (interval.last < AddDays(today, -kLongPastDays)) {
    add(Concat("ngày ", FormatInterval(interval, language), " đã qua hơn một năm"),
        Concat("the date ", FormatInterval(interval, language), " is more than a year ago"));
  }
  const int64_t units = BloodUnits(receipt);
  if (history.largest == 0 ? units > kLargeUnits
                           : units > std::max(kNeverLarge, kTimesLargest * history.largest)) {
    const std::string count = FormatCount(units, language);
    const std::string largest = FormatCount(history.largest, language);
    add(Concat("số lượng lớn: ", count, " ĐVM",
               history.largest == 0 ? "" : Concat(" (lớn nhất từng ghi ở đây: ", largest, ")")),
        Concat("a large number: ", count, " blood units",
               history.largest == 0 ? "" : Concat(" (the largest so far: ", largest, ")")));
  }
  return doubts;
}

}  // namespace hemoledger

// The pieces that the forms of plans, of amendments and of corrections share. `place` is the
// piece's path in the document; problems are added under it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hemoledger/v1/plans.pb.h"
#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "proto/base/strings.h"

namespace hemoledger::internal {

template <typename Value>
absl::Status Invalid(std::string_view field, const Value& value, std::string_view expected) {
  return MakeError(ERROR_REASON_FIELD_INVALID,
                   {{"field", field}, {"value", value}, {"expected", expected}});
}

// Ids that must be of their form and stand only once.
class UniqueIds {
 public:
  explicit UniqueIds(Violations* problems) : problems_(problems) {}
  void Require(const std::string& id, const std::string& place) {
    problems_->Add(place, RequireId(place, id));
    RequireNew(id, place);
  }
  // The form is checked elsewhere.
  void RequireNew(const std::string& id, const std::string& place) {
    if (id.empty() || seen_.insert(id).second) return;
    problems_->Add(place, MakeError(ERROR_REASON_DUPLICATE, {{"field", place}, {"value", id}}));
  }

 private:
  Violations* problems_;
  StringSet seen_;
};

inline bool HasFigure(const v1::Quota& quota) {
  return quota.units().has_value() || quota.converted_units().has_value();
}

void RequirePresent(bool present, const std::string& place, Violations& problems);
void RequireAtMost(int actual, int limit, const std::string& place, Violations& problems);
void CheckCount(int64_t value, int64_t least, int64_t limit, const std::string& place,
                Violations& problems);
void CheckPrintedNumber(const v1::PrintedNumber& number, int64_t limit, const std::string& place,
                        Violations& problems);
void CheckQuota(const v1::Quota& quota, const std::string& place, Violations& problems);
void CheckReference(const v1::DocumentReference& document, const std::string& place,
                    Violations& problems);
void CheckRound(const v1::Round& round, const std::string& place, Violations& problems);
void CheckCreditRule(const v1::CreditRule& rule, const std::string& place, Violations& problems);
void CheckCampaign(const v1::Campaign& campaign, const std::string& place, Violations& problems);
void CheckTarget(const v1::Target& target, const std::string& place, Violations& problems);
void CheckTask(const v1::Task& task, const std::string& place, Violations& problems);
void CheckDocument(const v1::PlanDocument& document, const std::string& place,
                   Violations& problems);
void CheckPeriod(const v1::PlanPeriod& period, const std::string& place, Violations& problems);
void CheckConversion(const v1::ConversionRule& rule, const std::string& place,
                     Violations& problems);
void CheckGroup(const v1::RowGroup& group, const std::string& place, Violations& problems);
void CheckStatedTotals(const v1::StatedTotals& totals, const std::string& place,
                       Violations& problems);
void CheckSelector(const v1::RowSelector& selector, const std::string& place, Violations& problems);
// All but the row's own id.
void CheckRow(const v1::PlanRow& row, const std::string& place, Violations& problems);
// `place`: blank, or the amendment's path with a dot behind.
void CheckAmendment(const v1::PlanAmended& amendment, const std::string& place,
                    Violations& problems);

}  // namespace hemoledger::internal

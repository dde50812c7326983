#include "clients/cli/render/change_words.h"

#include "clients/cli/render/say.h"
#include "clients/cli/render/schedule_words.h"
#include "proto/base/strings.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

std::string Units(const v1::Quota& quota, Language language) {
  return quota.units().has_value() ? FormatCount(quota.units().value(), language)
                                   : Say(language, "không có", "none");
}

}  // namespace

std::string PlanChangeWords(const v1::PlanChange& change, Language language) {
  const auto count = [&](int64_t n) {
    return FormatCount(n, language) + Say(language, " ĐVM", " blood units");
  };
  const std::string becomes = Say(language, " thành ", " comes to ");
  switch (change.change_case()) {
    case v1::PlanChange::kQuotaSet:
      return Concat(Say(language, "đặt lại chỉ tiêu: ", "quota set: "),
                    change.quota_set().holder_unit_id(), becomes,
                    Units(change.quota_set().quota(), language));
    case v1::PlanChange::kQuotaSupplemented:
      return Concat(Say(language, "bổ sung ", "adds "),
                    count(change.quota_supplemented().added_units()), ": ",
                    change.quota_supplemented().holder_unit_id(), becomes,
                    Units(change.quota_supplemented().resulting(), language));
    case v1::PlanChange::kQuotaTransferred:
      return Concat(
          Say(language, "chuyển ", "transfers "), count(change.quota_transferred().units()), ": ",
          change.quota_transferred().from_unit_id(), Say(language, " còn ", " is left with "),
          Units(change.quota_transferred().from_resulting(), language), ", ",
          change.quota_transferred().to_unit_id(), becomes,
          Units(change.quota_transferred().to_resulting(), language));
    case v1::PlanChange::kQuotaWithdrawn:
      return Concat(
          Say(language, "rút ", "withdraws "), count(change.quota_withdrawn().withdrawn_units()),
          ": ", change.quota_withdrawn().holder_unit_id(), Say(language, " còn ", " is left with "),
          Units(change.quota_withdrawn().resulting(), language));
    case v1::PlanChange::kRoundAdded:
      return Say(language, "thêm đợt ", "adds round ") +
             RoundWords(change.round_added().round(), language);
    case v1::PlanChange::kRoundSet:
      return Say(language, "đặt lại đợt ", "sets round ") +
             RoundWords(change.round_set().round(), language);
    case v1::PlanChange::kTargetSet:
      return Say(language, "đặt chỉ tiêu chung ", "sets target ") +
             TargetWords(change.target_set().target(), language);
    case v1::PlanChange::kTargetRemoved:
      return Say(language, "bỏ chỉ tiêu chung ", "removes target ") +
             change.target_removed().target_id();
    case v1::PlanChange::kTaskSet:
      return Say(language, "đặt việc ", "sets task ") +
             TaskWords(change.task_set().task(), language);
    case v1::PlanChange::kCampaignSet:
      return Say(language, "đặt chiến dịch ", "sets campaign ") +
             CampaignWords(change.campaign_set().campaign(), language);
    case v1::PlanChange::kCreditRuleSet: {
      const v1::CreditRule& rule = change.credit_rule_set().rule();
      return Concat(Say(language, "đặt quy tắc ", "sets rule "), rule.rule_id(),
                    Say(language, ": máu của ", ": blood of "), rule.unit_id(),
                    Say(language, " tính cho ", " counts for "),
                    rule.credited_unit_id().empty() ? Say(language, "không ai", "nobody")
                                                    : rule.credited_unit_id());
    }
    case v1::PlanChange::kCreditRuleRemoved:
      return Concat(Say(language, "bỏ quy tắc ", "removes rule "),
                    change.credit_rule_removed().rule_id());
    case v1::PlanChange::CHANGE_NOT_SET:
      break;
  }
  return "?";
}

}  // namespace hemoledger

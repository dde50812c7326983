#include "clients/cli/render/schedule_words.h"

#include <vector>

#include "absl/strings/str_join.h"
#include "clients/cli/render/enum_words.h"
#include "clients/cli/render/figure_words.h"
#include "clients/cli/render/say.h"
#include "proto/base/strings.h"
#include "proto/base/utf8.h"
#include "services/domain/civil_date.h"
#include "services/domain/numbers.h"
#include "services/domain/planned_time.h"

namespace hemoledger {
namespace {

// Label and value of everything that a reader compares.
using WordPairs = std::vector<std::pair<std::string, std::string>>;

std::string ScheduleDifferences(const WordPairs& before, const WordPairs& after,
                                Language language) {
  const std::string none = Say(language, "không ghi", "not stated");
  std::vector<std::string> parts;
  for (size_t i = 0; i < before.size(); ++i) {
    if (before[i].second == after[i].second) continue;
    parts.push_back(Concat(after[i].first, ": ", before[i].second.empty() ? none : before[i].second,
                           " → ", after[i].second.empty() ? none : after[i].second));
  }
  return absl::StrJoin(parts, "; ");
}

std::string HostWords(const v1::Round& round) {
  return round.host_name().empty() ? round.host_unit_id() : round.host_name();
}

// "xa-a 25, xa-b không ghi".
std::string QuotaListWords(const v1::Round& round, Language language) {
  std::vector<std::string> parts;
  for (const v1::RoundQuota& quota : round.quotas()) {
    const std::string units = PrintedNumberWords(quota.units(), language);
    parts.push_back(Concat(quota.unit_id(), " ",
                           units.empty() ? Say(language, "không ghi", "not stated") : units));
  }
  return absl::StrJoin(parts, ", ");
}

WordPairs RoundPairs(const v1::Round& round, Language language) {
  const v1::RoundStatus status =
      round.status() == v1::ROUND_STATUS_UNSPECIFIED ? v1::ROUND_STATUS_PLANNED : round.status();
  return {{Say(language, "tên", "label"), round.label()},
          {Say(language, "thời gian", "time"), TimeWithPrint(round.time(), language)},
          {Say(language, "trạng thái", "status"), WordFor(status, language)},
          {Say(language, "chỉ tiêu", "quotas"), QuotaListWords(round, language)},
          {Say(language, "đăng ký", "registered"), FigureWords(round.registered(), "", language)},
          {Say(language, "tiếp nhận", "to receive"), FigureWords(round.received(), "", language)},
          {Say(language, "chủ trì", "host"), HostWords(round)},
          {Say(language, "phối hợp", "partners"), absl::StrJoin(round.partners(), ", ")},
          {Say(language, "đơn vị tham gia", "contributing units"),
           absl::StrJoin(round.contributing_unit_ids(), ", ")},
          {Say(language, "nơi tổ chức", "place"), round.place()},
          {Say(language, "nơi tiếp nhận máu", "receiving body"), round.receiving_body()},
          {Say(language, "tính cho", "counts for"), absl::StrJoin(round.credited_unit_ids(), ", ")},
          {Say(language, "chiến dịch", "campaigns"), absl::StrJoin(round.campaign_ids(), ", ")},
          {Say(language, "bù cho đợt", "makes up for"), round.make_up_for_round_id()}};
}

WordPairs TaskPairs(const v1::Task& task, Language language) {
  return {{Say(language, "việc", "what"), task.label()},
          {Say(language, "loại", "kind"), WordFor(task.kind(), language)},
          {Say(language, "thời gian", "time"), TimeWithPrint(task.time(), language)},
          {Say(language, "chủ trì", "lead"), task.lead()},
          {Say(language, "phối hợp", "partners"), absl::StrJoin(task.partners(), ", ")},
          {Say(language, "nơi", "place"), task.place()},
          {Say(language, "chiến dịch", "campaign"), task.campaign_id()}};
}

WordPairs TargetPairs(const v1::Target& target, Language language) {
  return {{Say(language, "nội dung", "text"), target.text()},
          {Say(language, "đo bằng", "metric"), WordFor(target.metric(), language)},
          {Say(language, "mức", "figure"), TargetFigureWords(target, language)},
          {Say(language, "phạm vi", "scope"), ScopeWords(target.scope(), language)},
          {Say(language, "chỉ số", "indicator"), target.indicator()}};
}

WordPairs CampaignPairs(const v1::Campaign& campaign, Language language) {
  return {{Say(language, "tên", "label"), campaign.label()},
          {Say(language, "thời gian", "time"), TimeWithPrint(campaign.time(), language)},
          {Say(language, "thuộc", "part of"), campaign.part_of_campaign_id()}};
}

std::string QuotaWords(const v1::Quota& quota, Language language) {
  const std::string units = PrintedNumberWords(quota.units(), language);
  const std::string converted = PrintedNumberWords(quota.converted_units(), language);
  std::string text = units.empty() ? Say(language, "không ghi", "not stated") : units;
  if (!converted.empty()) text += Say(language, ", sau quy đổi ", ", converted ") + converted;
  return text;
}

}  // namespace

std::string TimeWords(const v1::PlannedTime& time, Language language) {
  return FormatPlannedTime(time, language);
}

std::string TimeAsPrinted(const v1::PlannedTime& time, Language language) {
  if (time.text().empty()) return "";
  return CaseFold(time.text()) == CaseFold(TimeWords(time, language)) ? "" : time.text();
}

std::string TimeWithPrint(const v1::PlannedTime& time, Language language) {
  const std::string printed = TimeAsPrinted(time, language);
  return TimeWords(time, language) +
         (printed.empty() ? "" : Say(language, ", in “", ", printed “") + printed + "”");
}

std::string RoundQuotaWords(const v1::Round& round, Language language) {
  int64_t sum = 0;
  bool stated = false;
  for (const v1::RoundQuota& quota : round.quotas()) {
    stated |= quota.units().has_value();
    sum += quota.units().value();
  }
  return stated ? FormatCount(sum, language) : "";
}

std::string RoundLabel(const v1::Round& round) {
  return round.label().empty() ? round.round_id() : round.label();
}

std::string RoundWords(const v1::Round& round, Language language) {
  std::vector<std::string> parts = {TimeWords(round.time(), language)};
  if (const std::string quota = RoundQuotaWords(round, language); !quota.empty()) {
    parts.push_back(Say(language, "chỉ tiêu ", "quota ") + quota +
                    Say(language, " ĐVM", " blood units"));
  }
  if (const std::string received = FigureWords(round.received(), "", language); !received.empty()) {
    parts.push_back(Say(language, "tiếp nhận ", "to receive ") + received +
                    Say(language, " ĐVM", " blood units"));
  }
  if (round.status() != v1::ROUND_STATUS_UNSPECIFIED &&
      round.status() != v1::ROUND_STATUS_PLANNED) {
    parts.push_back(WordFor(round.status(), language));
  }
  return Concat(RoundLabel(round), " (", round.round_id(), "): ", absl::StrJoin(parts, ", "));
}

std::string TaskWords(const v1::Task& task, Language language) {
  return Concat(task.label(), " (", task.task_id(), "): ", TimeWords(task.time(), language));
}

std::string CampaignWords(const v1::Campaign& campaign, Language language) {
  return Concat(campaign.label(), " (", campaign.campaign_id(), ")",
                campaign.has_time() ? ": " + TimeWords(campaign.time(), language) : "");
}

std::string_view MeasureOf(v1::TargetMetric metric) {
  switch (metric) {
    case v1::TARGET_METRIC_POPULATION_SHARE:
    case v1::TARGET_METRIC_CONVERTED_POPULATION_SHARE:
    case v1::TARGET_METRIC_VOLUNTARY_SHARE:
    case v1::TARGET_METRIC_REPEAT_SHARE:
    case v1::TARGET_METRIC_LARGE_BAG_SHARE:
    case v1::TARGET_METRIC_STAFF_SHARE:
    case v1::TARGET_METRIC_UNIT_SHARE:
      return "percent";
    case v1::TARGET_METRIC_UNITS:
      return "units";
    case v1::TARGET_METRIC_REGISTERED_PEOPLE:
      return "people";
    default:
      return "";
  }
}

std::string TargetFigureWords(const v1::Target& target, Language language) {
  return FigureWords(target.value(), MeasureOf(target.metric()), language);
}

std::string ScopeWords(const v1::TargetScope& scope, Language language) {
  std::vector<std::string> parts;
  if (!scope.text().empty()) {
    parts.push_back(scope.text());
  } else if (!scope.unit_ids().empty()) {
    parts.push_back(absl::StrJoin(scope.unit_ids(), ", "));
  }
  if (scope.each()) parts.push_back(Say(language, "mỗi đơn vị", "each of them"));
  if (!scope.campaign_id().empty()) {
    parts.push_back(Say(language, "chiến dịch ", "campaign ") + scope.campaign_id());
  }
  if (!scope.round_id().empty())
    parts.push_back(Say(language, "đợt ", "round ") + scope.round_id());
  if (scope.has_interval()) parts.push_back(FormatInterval(ToCivil(scope.interval()), language));
  return absl::StrJoin(parts, "; ");
}

std::string TargetWords(const v1::Target& target, Language language) {
  return Concat(WordFor(target.metric(), language), " (", target.target_id(),
                "): ", TargetFigureWords(target, language));
}

std::string ProgressWords(const v1::ProgressReport& report, Language language) {
  std::string text = report.has_task_id() ? (report.done() ? Say(language, "đã xong", "done")
                                                           : Say(language, "chưa xong", "not done"))
                                          : WordFor(report.round_status(), language);
  if (report.has_interval()) text += ", " + FormatInterval(ToCivil(report.interval()), language);
  return text;
}

std::string RoundDifferences(const v1::Round& before, const v1::Round& after, Language language) {
  return ScheduleDifferences(RoundPairs(before, language), RoundPairs(after, language), language);
}

std::string TaskDifferences(const v1::Task& before, const v1::Task& after, Language language) {
  return ScheduleDifferences(TaskPairs(before, language), TaskPairs(after, language), language);
}

std::string TargetDifferences(const v1::Target& before, const v1::Target& after,
                              Language language) {
  return ScheduleDifferences(TargetPairs(before, language), TargetPairs(after, language), language);
}

std::string CampaignDifferences(const v1::Campaign& before, const v1::Campaign& after,
                                Language language) {
  return ScheduleDifferences(CampaignPairs(before, language), CampaignPairs(after, language),
                             language);
}

std::string EntryFixWords(const v1::EntryFix& fix, Language language) {
  switch (fix.fix_case()) {
    case v1::EntryFix::kDocument:
      return Say(language, "phần đầu văn bản: ", "the document's head: ") + fix.document().title();
    case v1::EntryFix::kPeriod:
      return Say(language, "kỳ kế hoạch: ", "period: ") +
             (fix.period().has_period() ? FormatInterval(ToCivil(fix.period().period()), language)
                                        : Say(language, "không ghi", "not stated"));
    case v1::EntryFix::kConversion:
      return Say(language, "cách quy đổi", "rule of conversion");
    case v1::EntryFix::kGroup:
      return Say(language, "nhóm ", "group ") + fix.group().group_id() + ": " + fix.group().label();
    case v1::EntryFix::kRound:
      return Say(language, "đợt ", "round ") + RoundWords(fix.round(), language);
    case v1::EntryFix::kCreditRule:
      return Concat(Say(language, "quy tắc tính máu ", "rule of credit "),
                    fix.credit_rule().rule_id(), ": ", fix.credit_rule().unit_id(), " → ",
                    fix.credit_rule().credited_unit_id().empty()
                        ? Say(language, "không tính cho ai", "nobody")
                        : fix.credit_rule().credited_unit_id());
    case v1::EntryFix::kRow:
      return Concat(
          Say(language, "dòng ", "row "),
          fix.row().label().empty() ? fix.row().row_id() : fix.row().label(), " (",
          fix.row().printed_name().empty() ? fix.row().holder_unit_id() : fix.row().printed_name(),
          Say(language, "): chỉ tiêu ", "): quota "), QuotaWords(fix.row().quota(), language));
    case v1::EntryFix::kStatedTotal:
      return Say(language, "tổng in: ", "printed total: ") +
             QuotaWords(fix.stated_total(), language);
    case v1::EntryFix::kStated:
      return Say(language, "các tổng khác in trong văn bản", "the other printed totals");
    case v1::EntryFix::kCampaign:
      return Say(language, "chiến dịch ", "campaign ") + CampaignWords(fix.campaign(), language);
    case v1::EntryFix::kTarget:
      return Say(language, "chỉ tiêu chung: ", "target: ") + TargetWords(fix.target(), language);
    case v1::EntryFix::kTask:
      return Say(language, "việc ", "task ") + TaskWords(fix.task(), language);
    case v1::EntryFix::kAssignedQuota:
      return Say(language, "chỉ tiêu được giao: ", "assigned quota: ") +
             QuotaWords(fix.assigned_quota(), language);
    case v1::EntryFix::kRemovedRowId:
      return Say(language, "bỏ dòng ", "removes row ") + fix.removed_row_id();
    case v1::EntryFix::kRemovedRuleId:
      return Say(language, "bỏ quy tắc tính máu ", "removes rule of credit ") +
             fix.removed_rule_id();
    case v1::EntryFix::kRemovedTargetId:
      return Say(language, "bỏ chỉ tiêu chung ", "removes target ") + fix.removed_target_id();
    case v1::EntryFix::kRemovedTaskId:
      return Say(language, "bỏ việc ", "removes task ") + fix.removed_task_id();
    case v1::EntryFix::FIX_NOT_SET:
      break;
  }
  return "?";
}

}  // namespace hemoledger

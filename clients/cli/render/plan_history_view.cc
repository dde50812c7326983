#include "clients/cli/render/plan_history_view.h"

#include "absl/strings/str_join.h"
#include "clients/cli/render/csv.h"
#include "clients/cli/render/enum_words.h"
#include "clients/cli/render/moments.h"
#include "clients/cli/render/plan_view.h"
#include "clients/cli/render/say.h"
#include "clients/cli/render/schedule_words.h"
#include "clients/cli/render/table.h"
#include "clients/cli/render/text_width.h"
#include "proto/base/strings.h"
#include "services/domain/civil_date.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

std::string Figure(bool stated, int64_t value, Language language) {
  return stated ? FormatCount(value, language) : Say(language, "không có", "none");
}

// "+50", "-50" (a minus sign of text, as in a table of a document).
std::string Difference(const v1::QuotaChange& change, Language language) {
  const int64_t difference = (change.has_units_after() ? change.units_after() : 0) -
                             (change.has_units_before() ? change.units_before() : 0);
  if (difference < 0) return "−" + FormatCount(-difference, language);
  return (difference > 0 ? "+" : "") + FormatCount(difference, language);
}

std::string Erasable(const std::string& text, bool erased, Language language) {
  return erased ? Say(language, "(đã xóa)", "(erased)") : text;
}

std::string ChangesTable(const v1::PlanRevision& revision, Language language) {
  bool converted = false;
  bool counterparts = false;
  for (const v1::QuotaChange& change : revision.quota_changes()) {
    counterparts |= !change.counterpart_unit_id().empty();
    converted |= change.has_converted_units_before() || change.has_converted_units_after();
  }
  std::vector<TableColumn> columns = {{Say(language, "Đơn vị", "Unit")},
                                      {Say(language, "Mã đơn vị", "Unit id")},
                                      {Say(language, "Thay đổi", "Change")},
                                      {Say(language, "Từ", "From"), Align::kRight},
                                      {Say(language, "Thành", "To"), Align::kRight},
                                      {Say(language, "Chênh lệch", "Difference"), Align::kRight}};
  if (converted) {
    columns.push_back({Say(language, "Quy đổi từ", "Converted from"), Align::kRight});
    columns.push_back({Say(language, "Quy đổi thành", "Converted to"), Align::kRight});
  }
  if (counterparts) columns.push_back({Say(language, "Bên kia", "Other side")});
  Table table(std::move(columns));
  for (const v1::QuotaChange& change : revision.quota_changes()) {
    std::vector<std::string> cells = {
        change.holder_name(),
        change.holder_unit_id(),
        WordFor(change.kind(), language),
        Figure(change.has_units_before(), change.units_before(), language),
        Figure(change.has_units_after(), change.units_after(), language),
        Difference(change, language)};
    if (converted) {
      cells.push_back(
          Figure(change.has_converted_units_before(), change.converted_units_before(), language));
      cells.push_back(
          Figure(change.has_converted_units_after(), change.converted_units_after(), language));
    }
    if (counterparts) cells.push_back(change.counterpart_unit_id());
    table.AddRow(std::move(cells));
  }
  return table.ToText();
}

// Revision 1 of a whole plan: its quotas are the plan's rows.
std::string FirstQuotas(const v1::PlanRevision& revision, std::string_view plan_id,
                        Language language) {
  int64_t sum = 0;
  for (const v1::QuotaChange& change : revision.quota_changes()) sum += change.units_after();
  const int64_t count = revision.quota_changes_size();
  return Say(language,
             Concat("Giao chỉ tiêu lần đầu cho ", FormatCount(count, language), " đơn vị, tổng ",
                    FormatCount(sum, language), " ĐVM (xem: hemo plan show ", plan_id, ").\n"),
             Concat("First quotas of ", FormatCount(count, language), " units, ",
                    FormatCount(sum, language), " blood units together (see: hemo plan show ",
                    plan_id, ").\n"));
}

// A round, target, task or campaign that a document sets, changes or ends. `begins`, `ends`: in
// words; `differences`: of one that was there before.
template <typename Change, typename Words, typename Differences>
std::string SubjectChangeLine(const Change& change, const std::string& subject, const Words& words,
                              const Differences& differences, Language language) {
  if (!change.has_before()) {
    return Concat(Say(language, "Thêm ", "Added: "), subject, " ", words(change.after(), language));
  }
  if (!change.has_after()) {
    return Concat(Say(language, "Bỏ ", "Removed: "), subject, " ",
                  words(change.before(), language));
  }
  const std::string what = differences(change.before(), change.after(), language);
  const std::string name = words(change.before(), language);
  // The name stands before the colon.
  return Concat(
      Say(language, "Đổi ", "Changed: "), subject, " ", name.substr(0, name.find("): ") + 1), ": ",
      what.empty() ? Say(language, "ghi chú hoặc chi tiết khác", "notes or other details") : what);
}

std::string ScheduleChangeLine(const v1::ScheduleChange& change, Language language) {
  switch (change.subject_case()) {
    case v1::ScheduleChange::kRound:
      return SubjectChangeLine(change.round(), Say(language, "đợt", "round"), RoundWords,
                               RoundDifferences, language);
    case v1::ScheduleChange::kTarget:
      return SubjectChangeLine(change.target(), Say(language, "chỉ tiêu chung", "target"),
                               TargetWords, TargetDifferences, language);
    case v1::ScheduleChange::kTask:
      return SubjectChangeLine(change.task(), Say(language, "việc", "task"), TaskWords,
                               TaskDifferences, language);
    case v1::ScheduleChange::kCampaign:
      return SubjectChangeLine(change.campaign(), Say(language, "chiến dịch", "campaign"),
                               CampaignWords, CampaignDifferences, language);
    case v1::ScheduleChange::SUBJECT_NOT_SET:
      break;
  }
  return Say(language, "(thay đổi của phiên bản mới hơn)", "(a change of a newer version)");
}

std::string EntryCorrectionText(const v1::EntryCorrection& correction, Language language) {
  std::string text = OneLine(
      Concat(Say(language, "Sửa nhập liệu, lần nhập ", "Entry corrected, version "),
             correction.version(), ", ", FormatMoment(correction.record_time_micros(), language),
             Say(language, ", bởi ", ", by "), correction.principal(),
             Say(language, ", vị trí ", ", position "),
             FormatCount(static_cast<int64_t>(correction.position()), language), ": ",
             Erasable(correction.reason(), correction.reason_erased(), language)));
  text += "\n";
  for (const v1::EntryFix& fix : correction.fixes()) {
    text += "  " + OneLine(EntryFixWords(fix, language)) + "\n";
  }
  return text;
}

// Nothing of what was asked for: a unit without a quota, say.
bool TouchesNothing(std::span<const v1::PlanRevision> revisions) {
  for (const v1::PlanRevision& revision : revisions) {
    if (!revision.quota_changes().empty() || !revision.credit_rule_changes().empty() ||
        !revision.schedule_changes().empty() || !revision.rounds_added().empty()) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::string PlanHistoryText(std::span<const v1::PlanRevision> revisions, std::string_view plan_id,
                            std::string_view holder_unit_id, Language language) {
  if (!holder_unit_id.empty() && TouchesNothing(revisions)) {
    return Say(language,
               Concat("Kế hoạch ", plan_id, " chưa có văn bản nào giao hoặc thay đổi chỉ tiêu của ",
                      holder_unit_id, ".\n"),
               Concat("No document of the plan ", plan_id, " has set or changed a quota of ",
                      holder_unit_id, ".\n"));
  }
  std::string text;
  for (const v1::PlanRevision& revision : revisions) {
    if (!text.empty()) text += "\n";
    Facts facts;
    facts.Add(Say(language, "Bản", "Revision"), std::to_string(revision.revision()));
    facts.Add(Say(language, "Văn bản", "Document"), DocumentWords(revision.authority(), language));
    facts.Add(Say(language, "Có hiệu lực từ", "Holds from"),
              FormatDate(revision.valid_from_date(), language));
    facts.Add(Say(language, "Lý do", "Reason"),
              Erasable(revision.reason(), revision.reason_erased(), language));
    facts.Add(Say(language, "Người duyệt", "Approved by"),
              Erasable(revision.approver(), revision.approver_erased(), language));
    facts.Add(Say(language, "Ghi sổ", "Recorded"),
              FormatMoment(revision.record_time_micros(), language) +
                  Say(language, ", bởi ", ", by ") + revision.principal() +
                  Say(language, ", vị trí ", ", position ") +
                  FormatCount(static_cast<int64_t>(revision.position()), language));
    text += facts.ToText();
    if (!revision.quota_changes().empty()) {
      text += "\n";
      text += revision.revision() == 1 && holder_unit_id.empty()
                  ? FirstQuotas(revision, plan_id, language)
                  : ChangesTable(revision, language);
    }
    for (const v1::Round& round : revision.rounds_added()) {
      // Revision 1: the plan's own. Schedule changes tell more.
      if (revision.revision() == 1 || !revision.schedule_changes().empty()) break;
      text += Say(language, "Thêm đợt: ", "Round added: ") + round.label() + " (" +
              round.round_id() + ")\n";
    }
    for (const v1::CreditRuleChange& change : revision.credit_rule_changes()) {
      if (revision.revision() == 1) break;
      text += (change.removed() ? Say(language, "Bỏ quy tắc tính máu ", "Rule of credit removed: ")
                                : Say(language, "Đặt quy tắc tính máu ", "Rule of credit set: ")) +
              change.rule().rule_id() + ": " + change.rule().unit_id();
      if (!change.removed()) {
        text += " → " + (change.rule().credited_unit_id().empty()
                             ? Say(language, "không tính cho ai", "nobody")
                             : change.rule().credited_unit_id());
      }
      text += "\n";
    }
    for (const v1::ScheduleChange& change : revision.schedule_changes()) {
      text += OneLine(ScheduleChangeLine(change, language)) + "\n";
    }
    for (const v1::EntryCorrection& correction : revision.entry_corrections()) {
      text += EntryCorrectionText(correction, language);
    }
  }
  if (text.empty()) {
    text = Say(language, "Chưa có văn bản nào giao hoặc thay đổi chỉ tiêu này.\n",
               "No document has set or changed this quota.\n");
  }
  return text;
}

std::string PlanHistoryCsv(std::span<const v1::PlanRevision> revisions, std::string_view plan_id) {
  Csv csv({"holder_unit_id", "plan_id", "revision", "position", "record_time", "principal",
           "document_number", "document_date", "document_issuer", "reason", "approver",
           "valid_from_date", "change", "units_before", "units_after", "converted_units_before",
           "converted_units_after", "counterpart_unit_id"});
  const auto figure = [](bool stated, int64_t value) {
    return stated ? std::to_string(value) : std::string();
  };
  for (const v1::PlanRevision& revision : revisions) {
    for (const v1::QuotaChange& change : revision.quota_changes()) {
      csv.AddRow({change.holder_unit_id(), std::string(plan_id),
                  std::to_string(revision.revision()), std::to_string(revision.position()),
                  IsoMoment(revision.record_time_micros()), revision.principal(),
                  revision.authority().number(), IsoDate(revision.authority().signed_date()),
                  revision.authority().issuer_name(), revision.reason(), revision.approver(),
                  IsoDate(revision.valid_from_date()), KeyFor(change.kind()),
                  figure(change.has_units_before(), change.units_before()),
                  figure(change.has_units_after(), change.units_after()),
                  figure(change.has_converted_units_before(), change.converted_units_before()),
                  figure(change.has_converted_units_after(), change.converted_units_after()),
                  change.counterpart_unit_id()});
    }
  }
  return csv.text();
}

}  // namespace hemoledger

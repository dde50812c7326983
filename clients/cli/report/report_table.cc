#include "clients/cli/report/report_table.h"

#include <algorithm>
#include <array>
#include <set>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/render/attainment_view.h"
#include "clients/cli/render/enum_words.h"
#include "clients/cli/render/moments.h"
#include "clients/cli/render/plan_view.h"
#include "clients/cli/render/say.h"
#include "clients/cli/render/text_width.h"
#include "clients/cli/report/report_rows.h"
#include "proto/base/strings.h"
#include "services/domain/civil_date.h"

namespace hemoledger {
namespace {

// A period is at most so long that each of its months has a column; of a longer one only the months
// with receipts.
constexpr size_t kMostPeriodMonths = 24;

// YYYYMM of "2021-04"; 0: it is none.
int32_t MonthOfKey(std::string_view key) {
  if (key.size() != 7 || key[4] != '-') return 0;
  const auto year = ParseInt64(key.substr(0, 4));
  const auto month = ParseInt64(key.substr(5));
  if (!year.has_value() || !month.has_value() || *month < 1 || *month > 12) return 0;
  return static_cast<int32_t>(*year * 100 + *month);
}

std::string KeyOfMonth(int32_t month) {
  return absl::StrFormat("%04d-%02d", month / 100, month % 100);
}

std::set<std::string> MonthsOfPeriod(const v1::PlanIssued& plan) {
  std::set<std::string> months;
  if (!plan.has_period()) return months;
  const CivilInterval period = ToCivil(plan.period());
  const int32_t last = period.last / 100;
  for (int32_t month = period.first / 100; month <= last;
       month += month % 100 == 12 ? 100 - 11 : 1) {
    months.insert(KeyOfMonth(month));
    if (months.size() > kMostPeriodMonths) return {};
  }
  return months;
}

std::string MonthHeading(const std::string& key, bool with_year, Language language) {
  const int32_t month = MonthOfKey(key);
  if (month == 0) return Say(language, "Chưa rõ\ntháng", "Month\nunknown");
  if (language == Language::kVietnamese) {
    return "Tháng\n" + std::to_string(month % 100) +
           (with_year ? "/" + std::to_string(month / 100) : "");
  }
  constexpr std::array<const char*, 12> kNames = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::string name = kNames[static_cast<size_t>(month % 100 - 1)];
  return with_year ? name + "\n" + std::to_string(month / 100) : name;
}

// The months of the period, those beside it that have receipts, and the unknown one if it has any.
std::vector<ReportMonth> MakeMonths(const v1::GetAttainmentResponse& attainment,
                                    const v1::PlanIssued& plan, const ReportOptions& options) {
  std::set<std::string> keys;
  bool unknown = false;
  for (const v1::MonthCell& cell : attainment.months()) {
    if (MonthOfKey(cell.key()) != 0) keys.insert(cell.key());
    unknown |= cell.key().empty();
  }
  const bool shown = options.months == MonthColumns::kAlways ||
                     (options.months == MonthColumns::kAuto && !keys.empty());
  if (!shown || attainment.basis() == v1::ATTAINMENT_BASIS_CONVERTED) return {};
  keys.merge(MonthsOfPeriod(plan));
  const bool two_years = !keys.empty() && keys.begin()->substr(0, 4) != keys.rbegin()->substr(0, 4);
  std::vector<ReportMonth> months;
  for (const std::string& key : keys) {
    months.push_back({key, MonthHeading(key, two_years, options.language)});
  }
  if (unknown) months.push_back({"", MonthHeading("", false, options.language)});
  return months;
}

// What the document does not state is left out.
std::string AttachedTo(const v1::PlanDocument& document, Language language) {
  std::string text =
      Say(language, "(Kèm theo ", "(Attached to ") + (document.kind() == v1::PLAN_KIND_UNSPECIFIED
                                                          ? Say(language, "văn bản", "the document")
                                                          : WordFor(document.kind(), language));
  if (!document.numbers().empty()) {
    text += Say(language, " số ", " No. ") + absl::StrJoin(document.numbers(), ", ");
  }
  if (document.signed_date() != 0) {
    text += Say(language, " ", " of ") + FormatLetterheadDate(document.signed_date(), language);
  }
  if (!document.issuer_name().empty()) {
    text += Say(language, " của ", " by ") + document.issuer_name();
  }
  return OneLine(text + ")");
}

std::string Period(const v1::GetAttainmentResponse& attainment, const v1::PlanIssued& plan,
                   Language language) {
  std::string text;
  if (plan.has_period()) {
    text = Say(language, "Kỳ kế hoạch: ", "Period: ") +
           FormatInterval(ToCivil(plan.period()), language);
  }
  if (attainment.through_date() != 0) {
    text += (text.empty() ? Say(language, "Tính đến hết ngày ", "Through ")
                          : Say(language, "; tính đến hết ngày ", "; through ")) +
            FormatDate(attainment.through_date(), language);
  }
  return text;
}

std::string Measure(const v1::GetAttainmentResponse& attainment, Language language) {
  if (attainment.basis() == v1::ATTAINMENT_BASIS_CONVERTED) {
    return Say(language, "Đơn vị tính: đơn vị máu (ĐVM) sau quy đổi",
               "In converted blood units; everything credited");
  }
  return Say(language, "Đơn vị tính: đơn vị máu (ĐVM); ", "In blood units; ") +
         WordFor(attainment.basis(), language);
}

std::string Reflects(const v1::GetAttainmentResponse& attainment, const v1::PlanView& plan,
                     Language language) {
  std::string text = Say(language, "Số liệu tính đến sự kiện ", "As of event ") +
                     FormatCount(static_cast<int64_t>(attainment.reflects().position()), language) +
                     Say(language, ", ghi lúc ", ", recorded ") +
                     FormatMoment(attainment.reflects().record_time_micros(), language);
  if (attainment.through_date() != 0) {
    text += Say(language, "; phiếu đến hết ngày ", "; receipts through ") +
            FormatDate(attainment.through_date(), language);
  }
  text +=
      Say(language, "; kế hoạch bản ", "; plan revision ") + std::to_string(attainment.revision());
  const std::string document = DocumentWords(plan.revision_document(), language);
  if (attainment.revision() > 1 && !document.empty()) text += " (" + document + ")";
  return OneLine(text + ".");
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  for (const auto line : absl::StrSplit(text, '\n')) {
    lines.push_back(OneLine(std::string_view(line.data(), line.size())));
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

// Place, date and the two blocks of signatures.
void SetSignatures(const ReportSettings& settings, const v1::PlanDocument& document,
                   ReportTable& table) {
  const Language language = table.language;
  const std::string place = OneLine(settings.place.empty() ? document.place() : settings.place);
  table.place_and_date = place.empty()
                             ? Say(language, "Ngày …… tháng …… năm ………", "Date: ……………………")
                             : place + Say(language, ", ngày …… tháng …… năm ………", ", ……………………");
  table.prepared_heading = {Say(language, "NGƯỜI LẬP BIỂU", "PREPARED BY")};
  table.prepared_by = OneLine(settings.prepared_by);
  table.signed_heading = {settings.signed_for.empty()
                              ? Say(language, "TM. BAN CHỈ ĐẠO", "FOR THE STEERING COMMITTEE")
                              : OneLine(settings.signed_for)};
  for (std::string& line : Lines(settings.signed_title)) {
    table.signed_heading.push_back(std::move(line));
  }
  table.signed_name = OneLine(settings.signed_name);
}

}  // namespace

ReportTable MakeReportTable(const v1::GetAttainmentResponse& attainment,
                            const v1::GetPlanResponse& plan, const ReportSettings& settings,
                            const ReportOptions& options) {
  const v1::PlanIssued& issued = plan.plan().plan();
  ReportTable table;
  table.language = options.language;
  table.plan_id = issued.plan_id();
  table.annex = OneLine(settings.annex);
  table.title = settings.title.empty()
                    ? Say(options.language, "KẾT QUẢ THỰC HIỆN CHỈ TIÊU HIẾN MÁU",
                          "RESULTS AGAINST THE QUOTAS OF BLOOD DONATION")
                    : OneLine(settings.title);
  table.plan_title = OneLine(issued.document().title());
  table.attached_to = AttachedTo(issued.document(), options.language);
  table.period = Period(attainment, issued, options.language);
  table.measure = Measure(attainment, options.language);
  table.months = MakeMonths(attainment, issued, options);
  table.rows = MakeReportRows({attainment, plan, options}, table.months, table.notes);
  table.percent_decimals = PercentDecimals(attainment);
  for (std::string& line : Lines(AttainmentNotes(attainment, options.language))) {
    table.notes.push_back(std::move(line));
  }
  SetSignatures(settings, issued.document(), table);
  table.reflects = Reflects(attainment, plan.plan(), options.language);
  table.position = attainment.reflects().position();
  table.record_time_micros = attainment.reflects().record_time_micros();
  return table;
}

ReportHeadings HeadingsOf(Language language) {
  return {.label = Say(language, "STT", "No."),
          .name = Say(language, "Đơn vị", "Unit"),
          .quota = Say(language, "Chỉ tiêu", "Quota"),
          .total = Say(language, "Tổng cộng", "Total"),
          .percent = Say(language, "Tỷ lệ %", "Attained %"),
          .note = Say(language, "Ghi chú", "Note")};
}

}  // namespace hemoledger

#include "clients/cli/render/record_view.h"

#include <vector>

#include "absl/strings/str_join.h"
#include "clients/cli/render/csv.h"
#include "clients/cli/render/enum_words.h"
#include "clients/cli/render/figure_words.h"
#include "clients/cli/render/finding_view.h"
#include "clients/cli/render/moments.h"
#include "clients/cli/render/plan_view.h"
#include "clients/cli/render/say.h"
#include "clients/cli/render/schedule_words.h"
#include "clients/cli/render/table.h"
#include "proto/base/sha256.h"
#include "proto/base/strings.h"
#include "services/domain/civil_date.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

constexpr int kRecordPlaceColumns = 48;
constexpr int kRecordValueColumns = 32;

// In what a fact is counted, as FindingValue.measure.
std::string_view MeasureOfFact(v1::StatementFact fact) {
  switch (fact) {
    case v1::STATEMENT_FACT_ATTAINMENT_PERCENT:
    case v1::STATEMENT_FACT_VOLUNTARY_SHARE:
    case v1::STATEMENT_FACT_REPEAT_SHARE:
    case v1::STATEMENT_FACT_POPULATION_SHARE:
    case v1::STATEMENT_FACT_PERCENT_OF_PLAN:
      return "percent";
    default:
      return "";
  }
}

std::string PlainFindingValue(const v1::FindingValue& value) {
  if (value.has_figure()) return PlainFigure(value.figure());
  if (value.has_date()) return IsoDate(value.date());
  if (value.has_time()) return TimeWords(value.time(), Language::kEnglish);
  return value.text();
}

std::string StatementIntervalWords(bool stated, const v1::Interval& interval, Language language) {
  return stated ? FormatInterval(ToCivil(interval), language) : "";
}

// "11/15": a value of how many.
std::string IndicatorFigureWords(const v1::IndicatorValue& value, Language language) {
  std::string text = FigureWords(value.value(), "", language);
  if (value.has_of()) text += "/" + DecimalWords(value.of(), language);
  return text;
}

}  // namespace

std::string RecordKindWords(const v1::PlanRecorded& record, Language language) {
  switch (record.record_case()) {
    case v1::PlanRecorded::kStatements:
      return Say(language, "số liệu theo báo cáo", "statements");
    case v1::PlanRecorded::kIndicators:
      return Say(language, "chỉ số khác", "indicators");
    case v1::PlanRecorded::kVerdict:
      return Say(language, "kết luận", "verdict");
    case v1::PlanRecorded::kProgress:
      return Say(language, "báo cáo tiến độ", "progress");
    case v1::PlanRecorded::kAttachment:
      return Say(language, "bản quét", "attachment");
    case v1::PlanRecorded::kWithdrawn:
      return Say(language, "đã rút", "withdrawn");
    case v1::PlanRecorded::RECORD_NOT_SET:
      break;
  }
  return "?";
}

std::string RecordKindKey(const v1::PlanRecorded& record) {
  switch (record.record_case()) {
    case v1::PlanRecorded::kStatements:
      return "statements";
    case v1::PlanRecorded::kIndicators:
      return "indicators";
    case v1::PlanRecorded::kVerdict:
      return "verdict";
    case v1::PlanRecorded::kProgress:
      return "progress";
    case v1::PlanRecorded::kAttachment:
      return "attachment";
    case v1::PlanRecorded::kWithdrawn:
      return "withdrawn";
    case v1::PlanRecorded::RECORD_NOT_SET:
      break;
  }
  return "";
}

std::string RecordWords(const v1::PlanRecorded& record, Language language) {
  const auto count = [&](int64_t n) { return FormatCount(n, language); };
  switch (record.record_case()) {
    case v1::PlanRecorded::kStatements: {
      const int statements = record.statements().statements_size();
      std::string text = count(statements) + Say(language, " số liệu theo báo cáo",
                                                 statements == 1 ? " statement" : " statements");
      for (const v1::StatementTable& table : record.statements().tables()) {
        text +=
            ", " + table.label() +
            (table.copy_damaged() ? Say(language, " (bản sao bị mất ô)", " (copy damaged)") : "");
      }
      return text;
    }
    case v1::PlanRecorded::kIndicators: {
      std::vector<std::string> labels;
      for (const v1::IndicatorValue& value : record.indicators().values()) {
        if (labels.size() == 3) break;
        labels.push_back(Concat(value.label(), " ", IndicatorFigureWords(value, language)));
      }
      return count(record.indicators().values_size()) + Say(language, " chỉ số: ", " values: ") +
             absl::StrJoin(labels, ", ") +
             (record.indicators().values_size() > static_cast<int>(labels.size()) ? ", …" : "");
    }
    case v1::PlanRecorded::kVerdict:
      return Concat(record.verdict().finding_id(), ": ",
                    WordFor(record.verdict().state(), language),
                    record.verdict().origin() == v1::FINDING_ORIGIN_UNSPECIFIED
                        ? ""
                        : Say(language, ", nguồn: ", ", origin: ") +
                              WordFor(record.verdict().origin(), language));
    case v1::PlanRecorded::kProgress:
      return record.progress().has_task_id()
                 ? Concat(Say(language, "việc ", "task "), record.progress().task_id(), ": ",
                          ProgressWords(record.progress(), language))
                 : Concat(Say(language, "đợt ", "round "), record.progress().round_id(), ": ",
                          ProgressWords(record.progress(), language));
    case v1::PlanRecorded::kAttachment:
      return Concat(record.attachment().file_name(), " (",
                    FormatBytes(record.attachment().size_bytes(), language), ", SHA-256 ",
                    Hex(record.attachment().sha256()).substr(0, 12), "…)");
    case v1::PlanRecorded::kWithdrawn:
      return Say(language, "rút lại", "withdrawn");
    case v1::PlanRecorded::RECORD_NOT_SET:
      break;
  }
  return Say(language, "(loại bản ghi của phiên bản mới hơn)", "(of a newer version)");
}

std::string RecordsText(std::span<const v1::RecordView> records, Language language) {
  if (records.empty()) {
    return Say(language, "Chưa có bản ghi nào bên cạnh kế hoạch này.\n",
               "Nothing is on record beside this plan.\n");
  }
  Table table({{Say(language, "Mã bản ghi", "Record")},
               {Say(language, "Loại", "Kind")},
               {Say(language, "Bản", "Version"), Align::kRight},
               {Say(language, "Nội dung", "Content"), Align::kLeft, 64},
               {Say(language, "Ghi lúc", "Recorded")},
               {Say(language, "Người ghi", "By")},
               {Say(language, "Vị trí", "Position"), Align::kRight}});
  for (const v1::RecordView& view : records) {
    table.AddRow({view.record().record_id(), RecordKindWords(view.record(), language),
                  std::to_string(view.version()), RecordWords(view.record(), language),
                  FormatMoment(view.record_time_micros(), language), view.principal(),
                  FormatCount(static_cast<int64_t>(view.position()), language)});
  }
  return table.ToText();
}

std::string RecordsCsv(std::span<const v1::RecordView> records) {
  Csv csv({"record_id", "plan_id", "kind", "version", "position", "record_time", "principal",
           "summary", "source_number"});
  for (const v1::RecordView& view : records) {
    csv.AddRow({view.record().record_id(), view.record().plan_id(), RecordKindKey(view.record()),
                std::to_string(view.version()), std::to_string(view.position()),
                IsoMoment(view.record_time_micros()), view.principal(),
                RecordWords(view.record(), Language::kEnglish), view.record().source().number()});
  }
  return csv.text();
}

std::string StatementValueWords(const v1::Statement& statement, Language language) {
  if (!statement.printed_text().empty()) return statement.printed_text();
  if (statement.has_value()) {
    return FigureWords(statement.value(), MeasureOfFact(statement.fact()), language);
  }
  if (statement.has_time()) return TimeWords(statement.time(), language);
  return statement.text();
}

std::string StatementAboutWords(const v1::Statement& statement, Language language) {
  std::vector<std::string> parts;
  const auto add = [&](const std::string& label, const std::string& value) {
    if (!value.empty()) parts.push_back(label + value);
  };
  add("", statement.unit_id());
  add(Say(language, "dòng ", "row "), statement.row_id());
  add(Say(language, "nhóm ", "group "), statement.group_id());
  add(Say(language, "đợt ", "round "), absl::StrJoin(statement.round_ids(), ", "));
  add(Say(language, "chiến dịch ", "campaign "), statement.campaign_id());
  add("", StatementIntervalWords(statement.has_interval(), statement.interval(), language));
  if (statement.component() != v1::COMPONENT_UNSPECIFIED) {
    add("", WordFor(statement.component(), language));
  }
  if (statement.donor_class() != v1::DONOR_CLASS_UNSPECIFIED) {
    add("", WordFor(statement.donor_class(), language));
  }
  add(Say(language, "so với ", "against "), statement.compared_plan_id());
  return absl::StrJoin(parts, "; ");
}

std::string StatementsText(std::span<const v1::StatementView> statements, Language language) {
  if (statements.empty()) {
    return Say(language, "Chưa có số liệu theo báo cáo nào.\n",
               "Nothing is on record as reported.\n");
  }
  Table table({{Say(language, "Ở đâu trong văn bản", "Where in the document"), Align::kLeft,
                kRecordPlaceColumns},
               {Say(language, "Nói về", "About"), Align::kLeft, kRecordPlaceColumns},
               {Say(language, "Điều gì", "What")},
               {Say(language, "Theo báo cáo", "As reported"), Align::kRight, kRecordValueColumns},
               {Say(language, "Theo sổ", "By the ledger"), Align::kRight, kRecordValueColumns},
               {Say(language, "Đối chiếu", "Compared")}});
  int64_t equal = 0;
  int64_t different = 0;
  int64_t not_checkable = 0;
  for (const v1::StatementView& view : statements) {
    const v1::Statement& statement = view.statement();
    table.AddRow({statement.place(), StatementAboutWords(statement, language),
                  WordFor(statement.fact(), language), StatementValueWords(statement, language),
                  FindingValueWords(view.computed(), language),
                  WordFor(view.comparison(), language)});
    equal += view.comparison() == v1::STATEMENT_COMPARISON_EQUAL;
    different += view.comparison() == v1::STATEMENT_COMPARISON_DIFFERENT;
    not_checkable += view.comparison() == v1::STATEMENT_COMPARISON_NOT_CHECKABLE;
  }
  const auto count = [&](int64_t n) { return FormatCount(n, language); };
  return table.ToText() + "\n" +
         Say(language,
             Concat(count(static_cast<int64_t>(statements.size())),
                    " số liệu theo báo cáo: ", count(equal), " khớp, ", count(different), " lệch, ",
                    count(not_checkable), " không kiểm được.\n"),
             Concat(count(static_cast<int64_t>(statements.size())), " as reported: ", count(equal),
                    " equal, ", count(different), " different, ", count(not_checkable),
                    " not checkable.\n"));
}

std::string StatementsCsv(std::span<const v1::StatementView> statements) {
  Csv csv({"record_id", "statement_id", "place",       "fact",        "unit_id",
           "row_id",    "group_id",     "round_ids",   "campaign_id", "first_date",
           "last_date", "component",    "donor_class", "reported",    "reported_text",
           "computed",  "comparison",   "table_id",    "column",      "table_total"});
  for (const v1::StatementView& view : statements) {
    const v1::Statement& statement = view.statement();
    const CivilInterval interval =
        statement.has_interval() ? ToCivil(statement.interval()) : CivilInterval{};
    std::string reported = statement.text();
    if (statement.has_value()) reported = PlainFigure(statement.value());
    if (statement.has_time()) reported = TimeWords(statement.time(), Language::kEnglish);
    csv.AddRow({view.record_id(),
                statement.statement_id(),
                statement.place(),
                KeyFor(statement.fact()),
                statement.unit_id(),
                statement.row_id(),
                statement.group_id(),
                absl::StrJoin(statement.round_ids(), "|"),
                statement.campaign_id(),
                IsoDate(interval.first),
                IsoDate(interval.last),
                KeyFor(statement.component()),
                KeyFor(statement.donor_class()),
                reported,
                statement.printed_text(),
                PlainFindingValue(view.computed()),
                KeyFor(view.comparison()),
                statement.table_id(),
                statement.column() > 0 ? std::to_string(statement.column()) : "",
                statement.table_total() ? "true" : "false"});
  }
  return csv.text();
}

std::string IndicatorsText(std::span<const v1::IndicatorView> indicators, Language language) {
  if (indicators.empty()) {
    return Say(language, "Chưa có chỉ số nào.\n", "There are no indicators.\n");
  }
  Table table({{Say(language, "Đơn vị", "Unit")},
               {Say(language, "Chỉ số", "Indicator"), Align::kLeft, 56},
               {Say(language, "Mã chỉ số", "Indicator id")},
               {Say(language, "Thời gian", "When")},
               {Say(language, "Giá trị", "Value"), Align::kRight},
               {Say(language, "Tính bằng", "In")},
               {Say(language, "Kế hoạch", "Plan")},
               {Say(language, "Ở đâu", "Where"), Align::kLeft, kRecordPlaceColumns}});
  for (const v1::IndicatorView& view : indicators) {
    const v1::IndicatorValue& value = view.value();
    table.AddRow({value.unit_id(), value.label(), value.indicator(),
                  value.has_interval() ? FormatInterval(ToCivil(value.interval()), language)
                                       : Say(language, "kỳ kế hoạch", "the plan's period"),
                  IndicatorFigureWords(value, language), value.measure(), view.plan_id(),
                  value.place()});
  }
  return table.ToText();
}

std::string IndicatorsCsv(std::span<const v1::IndicatorView> indicators) {
  Csv csv({"unit_id", "indicator", "label", "first_date", "last_date", "comparator", "value",
           "value_text", "of", "measure", "plan_id", "record_id", "version", "place",
           "source_number"});
  for (const v1::IndicatorView& view : indicators) {
    const v1::IndicatorValue& value = view.value();
    const CivilInterval interval =
        value.has_interval() ? ToCivil(value.interval()) : CivilInterval{};
    v1::Figure of;
    *of.mutable_value() = value.of();
    const Json figure = ToJson(value.value());
    csv.AddRow({value.unit_id(), value.indicator(), value.label(), IsoDate(interval.first),
                IsoDate(interval.last),
                figure["comparator"].is_string() ? figure["comparator"].get<std::string>() : "",
                PlainFigure(value.value()), value.value().value().text(), PlainFigure(of),
                value.measure(), view.plan_id(), view.record_id(), std::to_string(view.version()),
                value.place(), view.source().number()});
  }
  return csv.text();
}

}  // namespace hemoledger

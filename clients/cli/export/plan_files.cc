#include "clients/cli/export/plan_files.h"

#include <algorithm>
#include <map>
#include <utility>

#include "clients/cli/export/input_words.h"
#include "clients/cli/export/plan_row_text.h"
#include "clients/cli/export/plan_texts.h"
#include "clients/cli/export/rounds_table_text.h"
#include "clients/cli/export/schedule_text.h"
#include "clients/cli/export/toml_text.h"
#include "clients/cli/input/plan_columns.h"
#include "clients/cli/render/csv.h"
#include "clients/cli/render/moments.h"
#include "clients/cli/render/say.h"
#include "proto/base/strings.h"
#include "services/domain/civil_date.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

// Columns that every table has, whatever its rows say.
bool IsAlwaysThere(std::string_view key) {
  return key == "label" || key == "unit" || key == "unit_id" || key == "quota" || key == "row_id";
}

class PlanWriter {
 public:
  PlanWriter(const v1::GetPlanResponse& answer, std::string_view table_name,
             std::string_view rounds_table_name, int32_t through_date, Language language)
      : answer_(answer),
        plan_(answer.plan().plan()),
        texts_(answer.plan()),
        table_name_(table_name),
        rounds_table_name_(rounds_table_name),
        through_date_(through_date),
        language_(language),
        schedule_(texts_, language, toml_, files_.erased) {}

  PlanFiles Write() {
    // First all that comes after the comments: those tell what was found on the way.
    WriteRows();
    files_.rounds_table = WriteRoundsTable(plan_, texts_, language_, files_.erased);
    std::string body = Document();
    body += Rules();
    body += row_details_;
    files_.header = Comments() + "\n" + (toml_.exact() ? ExactKey() : "") + body;
    return std::move(files_);
  }

 private:
  std::string Say(std::string_view vi, std::string_view en) const {
    return hemoledger::Say(language_, vi, en);
  }

  void Erased(std::string what) { files_.erased.push_back(std::move(what)); }

  // --- The table ---

  void WriteRows() {
    std::vector<PlanRowText> rows;
    std::map<std::string_view, bool> used;
    for (const v1::PlanRow& row : plan_.rows()) {
      rows.push_back(WritePlanRow(row, texts_, language_, toml_));
      for (const auto& [key, cell] : rows.back().cells) used[key] = true;
      AddDetails(row, rows.back());
    }
    if (rows.empty()) return;
    std::vector<std::string_view> keys;
    std::vector<std::string> headings;
    for (const ColumnSpec& column : PlanColumns()) {
      if (!used.contains(column.key) && !IsAlwaysThere(column.key)) continue;
      keys.push_back(column.key);
      headings.emplace_back(PlanColumnHeading(column.key, language_));
    }
    Csv table(headings);
    for (const PlanRowText& row : rows) {
      std::vector<std::string> cells;
      for (const std::string_view key : keys) {
        const auto cell = row.cells.find(key);
        cells.push_back(cell == row.cells.end() ? "" : cell->second);
      }
      table.AddRow(cells);
    }
    files_.table = "\xEF\xBB\xBF" + table.TakeText();
  }

  void AddDetails(const v1::PlanRow& row, const PlanRowText& text) {
    if (text.erased_notes > 0) Erased(Concat(row.row_id(), ": ", Say("ghi chú", "notes")));
    if (text.details.empty()) return;
    row_details_ += Concat("\n[[row_details]]\nrow = ", toml_.Quoted(row.row_id()), "\n");
    for (const std::string& line : text.details) row_details_ += line + "\n";
  }

  // --- The header ---

  std::string Comments() {
    const v1::PlanView& view = answer_.plan();
    std::string text =
        TomlComment(Concat(Say("Kế hoạch ", "Plan "), plan_.plan_id(), Say(", bản ", ", revision "),
                           view.revision(), RevisionDocument()));
    text += TomlComment(
        Concat(Say("Xuất từ sổ Hemoledger đến vị trí ", "Exported from the ledger to position "),
               answer_.reflects().position(), Say(", ghi lúc ", ", recorded at "),
               FormatMoment(answer_.reflects().record_time_micros(), language_),
               through_date_ == 0
                   ? ""
                   : Concat(Say("; điều chỉnh có hiệu lực đến ngày ", "; amendments that hold by "),
                            FormatDate(through_date_, language_))));
    text += TomlComment(Say("Nạp vào sổ: hemo plan import TỆP NÀY. Định dạng: docs/input-files.md",
                            "To import it: hemo plan import THIS FILE. The format: "
                            "docs/input-files.md"));
    for (const std::string& erased : files_.erased) {
      text += TomlComment(Concat(
          Say("Đã bị xóa khỏi sổ, không xuất được: ", "Erased from the ledger, not exported: "),
          erased));
    }
    return text;
  }

  // The document that made the revision, where it is not the plan itself.
  std::string RevisionDocument() const {
    const v1::PlanView& view = answer_.plan();
    if (view.revision() <= 1) return "";
    std::string text = view.revision_document().number();
    if (const int32_t date = view.revision_document().signed_date(); date != 0) {
      text += (text.empty() ? "" : ", ") + FormatDate(date, language_);
    }
    return text.empty() ? "" : Concat(" (", text, ")");
  }

  std::string ExactKey() const {
    return TomlComment(
               Say("Chữ trong ngoặc kép được giữ nguyên, kể cả khoảng trắng ở hai đầu.",
                   "Quoted texts are taken as they stand, with the blanks at their ends.")) +
           "exact = true\n";
  }

  static std::string Line(std::string_view key, std::string_view value) {
    return Concat(key, " = ", value, "\n");
  }
  std::string TextLine(std::string_view key, const std::string& text) {
    return text.empty() ? "" : Line(key, toml_.Quoted(text));
  }
  static std::string DateLine(std::string_view key, int32_t date) {
    return date == 0 ? "" : Line(key, TomlDate(date));
  }
  template <typename Texts>
  std::string ListLine(std::string_view key, const Texts& texts) {
    return texts.empty()
               ? ""
               : Line(key, toml_.List(std::vector<std::string>(texts.begin(), texts.end())));
  }

  std::string Document() {
    const v1::PlanDocument& document = plan_.document();
    std::string text = TextLine("id", plan_.plan_id());
    text += TextLine("kind", InputWord(document.kind(), PlanKindWords(), language_));
    text += ListLine("numbers", document.numbers());
    text += TextLine("title", document.title());
    text += TextLine("issuer", document.issuer_unit_id());
    text += TextLine("issuer_name", document.issuer_name());
    if (document.has_signatory()) {
      const auto signatory = texts_.Find(document.signatory());
      if (signatory) {
        text += TextLine("signatory", *signatory);
      } else {
        Erased("signatory");
      }
    }
    text += TextLine("place", document.place());
    text += DateLine("date", document.signed_date());
    text += ListLine("recipients", document.recipients());
    if (plan_.has_period()) text += Line("period", Period());
    if (plan_.period_assumed()) text += Line("period_assumed", "true");
    if (plan_.has_percentage_decimals()) {
      text += Line("percentage_decimals", Concat(plan_.percentage_decimals()));
    }
    if (plan_.has_stated_total()) text += Line("stated_total", QuotaValue(plan_.stated_total()));
    if (plan_.has_assigned_quota()) {
      text += Line("assigned_quota", QuotaValue(plan_.assigned_quota()));
    }
    text += schedule_.NotesLine(plan_.notes(), Say("kế hoạch", "plan"));
    text += TextLine("unit_under", document.issuer_unit_id());
    text += Line("table", plan_.rows().empty() ? "false" : toml_.Quoted(table_name_));
    if (!files_.rounds_table.empty()) {
      text += Line("rounds_table", toml_.Quoted(rounds_table_name_));
    }
    return text;
  }

  std::string Period() const {
    const v1::Interval& period = plan_.period();
    if (period.last_date() == 0) return Concat("{ date = ", TomlDate(period.first_date()), " }");
    return Concat("{ from = ", TomlDate(period.first_date()),
                  ", to = ", TomlDate(period.last_date()), " }");
  }

  std::string QuotaValue(const v1::Quota& quota) {
    std::string parts;
    if (quota.has_units()) parts = Concat("quota = ", toml_.Number(quota.units()));
    if (quota.has_converted_units()) {
      parts += Concat(parts.empty() ? "" : ", ",
                      "converted_quota = ", toml_.Number(quota.converted_units()));
    }
    return parts.empty() ? "{}" : Concat("{ ", parts, " }");
  }

  std::string Rules() {
    std::string text;
    if (plan_.has_conversion()) text += Conversion();
    if (plan_.has_stated()) {
      text += "\n[stated]\n";
      for (const std::string& line : schedule_.StatedTotals(plan_.stated())) text += line + "\n";
    }
    for (const v1::DocumentReference& decision : plan_.implements()) {
      text += Reference("implements", decision);
    }
    for (const v1::DocumentReference& basis : plan_.document().legal_bases()) {
      text += Reference("legal_bases", basis);
    }
    for (const v1::RowGroup& group : plan_.groups()) {
      text +=
          "\n[[groups]]\n" + TextLine("id", group.group_id()) + TextLine("label", group.label());
      if (group.has_stated()) text += Line("stated", GroupTotals(group.stated()));
    }
    for (const v1::Campaign& campaign : plan_.campaigns()) text += schedule_.Campaign(campaign);
    if (files_.rounds_table.empty()) {
      for (const v1::Round& round : plan_.rounds()) text += schedule_.Round(round);
    }
    for (const v1::CreditRule& rule : plan_.credit_rules()) text += Rule(rule);
    for (const v1::Target& target : plan_.targets()) text += schedule_.Target(target);
    for (const v1::Task& task : plan_.tasks()) text += schedule_.Task(task);
    return text;
  }

  std::string Reference(std::string_view key, const v1::DocumentReference& document) {
    // A clerk who writes neither has forgotten something; what was recorded so comes back so.
    if (document.number().empty() && document.title().empty()) toml_.RequireExact();
    return Concat("\n[[", key, "]]\n", TextLine("number", document.number()),
                  DateLine("date", document.signed_date()),
                  TextLine("issuer", document.issuer_name()), TextLine("title", document.title()));
  }

  std::string GroupTotals(const v1::StatedTotals& totals) {
    std::string parts;
    for (const std::string& part : schedule_.StatedTotals(totals)) {
      parts += Concat(parts.empty() ? "" : ", ", part);
    }
    return parts.empty() ? "{}" : Concat("{ ", parts, " }");
  }

  std::string Conversion() const {
    const v1::ConversionRule& rule = plan_.conversion();
    std::string text = "\n[conversion]\n";
    if (rule.base_ml() != 0) text += Line("base_ml", Concat(rule.base_ml()));
    std::string mix;
    for (const v1::BagMix& bags : rule.bag_mix()) {
      mix += Concat(mix.empty() ? "" : ", ", "{ volume_ml = ", bags.volume_ml(),
                    ", permille = ", bags.permille(), " }");
    }
    if (!mix.empty()) text += Line("bag_mix", Concat("[", mix, "]"));
    if (rule.has_platelet_permille()) {
      text += Line("platelet_permille", Concat(rule.platelet_permille()));
    }
    return text;
  }

  std::string Rule(const v1::CreditRule& rule) {
    std::string text = "\n[[credit_rules]]\n" + TextLine("id", rule.rule_id()) +
                       TextLine("unit", rule.unit_id()) +
                       TextLine("credited_to", rule.credited_unit_id());
    if (rule.inferred()) text += Line("inferred", "true");
    if (!rule.has_reason()) return text;
    if (const auto reason = texts_.Find(rule.reason())) return text + TextLine("reason", *reason);
    Erased(Concat("credit_rules ", rule.rule_id(), ": reason"));
    return text;
  }

  const v1::GetPlanResponse& answer_;
  const v1::PlanIssued& plan_;
  const PlanTexts texts_;
  const std::string table_name_;
  const std::string rounds_table_name_;
  const int32_t through_date_;
  const Language language_;
  TomlText toml_;
  PlanFiles files_;
  ScheduleWriter schedule_;
  std::string row_details_;
};

}  // namespace

PlanFiles WritePlanFiles(const v1::GetPlanResponse& answer, std::string_view table_name,
                         std::string_view rounds_table_name, int32_t through_date,
                         Language language) {
  return PlanWriter(answer, table_name, rounds_table_name, through_date, language).Write();
}

}  // namespace hemoledger

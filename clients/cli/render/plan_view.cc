#include "clients/cli/render/plan_view.h"

#include <algorithm>
#include <functional>
#include <optional>

#include "absl/strings/str_join.h"
#include "clients/cli/render/csv.h"
#include "clients/cli/render/enum_words.h"
#include "clients/cli/render/figure_words.h"
#include "clients/cli/render/moments.h"
#include "clients/cli/render/plan_schedule_view.h"
#include "clients/cli/render/say.h"
#include "clients/cli/render/schedule_words.h"
#include "clients/cli/render/table.h"
#include "clients/cli/render/text_width.h"
#include "proto/base/strings.h"
#include "proto/base/text_commitment.h"
#include "services/domain/civil_date.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

std::string Period(bool stated, const v1::Interval& period, bool assumed, Language language) {
  if (!stated) return Say(language, "không ghi", "not stated");
  return FormatInterval(ToCivil(period), language) +
         (assumed ? Say(language, " (suy ra)", " (assumed)") : "");
}

// quota × Σ(permille × volume) / (1,000 × base), where the plan has a mix.
std::optional<Rational> ConvertedByMix(const v1::PlanIssued& plan, int64_t units) {
  if (plan.conversion().bag_mix().empty()) return std::nullopt;
  int64_t weighted = 0;
  for (const v1::BagMix& mix : plan.conversion().bag_mix()) {
    weighted += static_cast<int64_t>(mix.permille()) * mix.volume_ml();
  }
  const int64_t base = plan.conversion().base_ml() == 0 ? 250 : plan.conversion().base_ml();
  return Rational{units * weighted, 1000 * base};
}

// What a row's selector asks for, besides the unit.
std::string SelectorWords(const v1::PlanRow& row, const v1::PlanIssued& plan, Language language) {
  std::vector<std::string> parts;
  const v1::RowSelector& selector = row.selector();
  if (!selector.unit_id().empty() && selector.unit_id() != row.holder_unit_id())
    parts.push_back(selector.unit_id());
  if (!selector.round_id().empty()) {
    std::string label = selector.round_id();
    for (const v1::Round& round : plan.rounds()) {
      if (round.round_id() == selector.round_id() && !round.label().empty()) label = round.label();
    }
    parts.push_back(Say(language, "đợt ", "round ") + label);
  }
  if (selector.component() != v1::COMPONENT_UNSPECIFIED)
    parts.push_back(WordFor(selector.component(), language));
  if (selector.donor_class() != v1::DONOR_CLASS_UNSPECIFIED) {
    parts.push_back(WordFor(selector.donor_class(), language));
  }
  return absl::StrJoin(parts, ", ");
}

// "1.163; sau quy đổi 1.303": blank where neither is stated.
std::string StatedQuotaWords(const v1::Quota& quota, Language language) {
  std::string text = PrintedNumberWords(quota.units(), language);
  const std::string converted = PrintedNumberWords(quota.converted_units(), language);
  if (!converted.empty()) {
    text += (text.empty() ? "" : "; ") + Say(language, "sau quy đổi ", "converted ") + converted;
  }
  return text;
}

// Printed totals besides the quota: "dân số 632.375; Đợt I 600".
std::string StatedTotalsWords(const v1::StatedTotals& stated, const v1::PlanIssued& plan,
                              Language language) {
  std::vector<std::string> parts;
  const auto add = [&](const std::string& label, const std::string& value) {
    if (!value.empty()) parts.push_back(label + " " + value);
  };
  add(Say(language, "chỉ tiêu", "quota"), StatedQuotaWords(stated.quota(), language));
  add(Say(language, "dân số", "population"), PrintedNumberWords(stated.population(), language));
  add(Say(language, "% dân số", "% of population"), stated.population_share_text());
  add(Say(language, "% dân số sau quy đổi", "% converted"),
      stated.converted_population_share_text());
  add(Say(language, "số đợt", "rounds"), PrintedNumberWords(stated.round_count(), language));
  for (const v1::StatedRoundTotal& total : stated.rounds()) {
    std::string label = total.round_id();
    for (const v1::Round& round : plan.rounds()) {
      if (round.round_id() == total.round_id()) label = RoundLabel(round);
    }
    add(label, PrintedNumberWords(total.units(), language));
  }
  return absl::StrJoin(parts, "; ");
}

// "2: 12/QĐ-BCĐ …; số liệu ở đây là của bản 1 …".
std::string PlanRevisionWords(const v1::PlanView& view, const PlanFigures& figures,
                              Language language) {
  std::string text = std::to_string(view.revision());
  if (view.revision() > 1) text += ": " + DocumentWords(view.revision_document(), language);
  if (figures.revision == 0 || figures.revision >= view.revision()) return text;
  return text + Say(language,
                    Concat(" (có hiệu lực từ ", FormatDate(figures.next_from_date, language),
                           "; số liệu ở đây tính đến hết ngày ",
                           FormatDate(figures.through_date, language), ", là của bản ",
                           figures.revision, ")"),
                    Concat(" (holds from ", FormatDate(figures.next_from_date, language),
                           "; the figures here are those through ",
                           FormatDate(figures.through_date, language), ", of revision ",
                           figures.revision, ")"));
}

std::string DocumentFacts(const v1::PlanView& view, const PlanFigures& figures, Language language) {
  const v1::PlanIssued& plan = view.plan();
  const v1::PlanDocument& document = plan.document();
  Facts facts;
  facts.Add(Say(language, "Mã kế hoạch", "Plan id"), plan.plan_id());
  facts.Add(
      Say(language, "Văn bản", "Document"),
      WordFor(document.kind(), language) +
          (document.numbers().empty() ? Say(language, " (không ghi số)", " (no number stated)")
                                      : " " + absl::StrJoin(document.numbers(), "; ")));
  facts.Add(Say(language, "Tên", "Title"), document.title());
  facts.Add(Say(language, "Ban hành", "Issued by"),
            document.issuer_name().empty()
                ? document.issuer_unit_id()
                : Concat(document.issuer_name(), " (", document.issuer_unit_id(), ")"));
  facts.Add(Say(language, "Ngày ký", "Signed"), document.signed_date() == 0
                                                    ? Say(language, "không ghi", "not stated")
                                                    : FormatDate(document.signed_date(), language));
  facts.Add(Say(language, "Nơi ký", "Signed at"), document.place());
  facts.Add(Say(language, "Người ký", "Signatory"),
            PlainText(view, document.signatory(), language));
  facts.Add(Say(language, "Kỳ kế hoạch", "Period"),
            Period(plan.has_period(), plan.period(), plan.period_assumed(), language));
  for (const v1::DocumentReference& basis : document.legal_bases()) {
    facts.Add(Say(language, "Căn cứ", "Legal basis"), DocumentWords(basis, language));
  }
  for (const v1::DocumentReference& above : plan.implements()) {
    facts.Add(Say(language, "Thực hiện", "Carries out"), DocumentWords(above, language));
  }
  facts.Add(Say(language, "Nơi nhận", "Recipients"), absl::StrJoin(document.recipients(), "; "));
  if (!plan.conversion().bag_mix().empty()) {
    std::vector<std::string> mix;
    for (const v1::BagMix& bag : plan.conversion().bag_mix()) {
      mix.push_back(
          FormatBarePercent(bag.permille(), 1000, bag.permille() % 10 == 0 ? 0 : 1, language) +
          "% " + std::to_string(bag.volume_ml()) + " ml");
    }
    const uint32_t base = plan.conversion().base_ml() == 0 ? 250 : plan.conversion().base_ml();
    facts.Add(Say(language, "Quy đổi", "Conversion"),
              absl::StrJoin(mix, ", ") +
                  Say(language, "; 1 ĐVM quy đổi = ", "; 1 converted unit = ") +
                  std::to_string(base) + " ml");
  }
  const std::string assigned = StatedQuotaWords(plan.assigned_quota(), language);
  facts.Add(Say(language, "Chỉ tiêu được giao", "Assigned quota"),
            assigned.empty() ? Say(language, "không ghi", "not stated") : assigned);
  facts.Add(Say(language, "Bản", "Revision"), PlanRevisionWords(view, figures, language));
  if (view.entry_version() > 1) {
    facts.Add(
        Say(language, "Lần nhập", "Entry"),
        Say(language,
            Concat(view.entry_version(), " (đã sửa sai sót nhập liệu; xem: hemo plan history ",
                   plan.plan_id(), ")"),
            Concat(view.entry_version(), " (slips of entry were mended; see: hemo plan history ",
                   plan.plan_id(), ")")));
  }
  for (const v1::Text& note : plan.notes()) {
    facts.Add(Say(language, "Ghi chú", "Note"), PlainText(view, note, language));
  }
  return facts.ToText();
}

// A column of the rows' table: shown when any row has something in it.
struct RowColumn {
  TableColumn column;
  std::function<std::string(const v1::PlanRow&)> cell;
  std::string total;
};

std::vector<RowColumn> RowColumns(const v1::PlanView& view, Language language) {
  const v1::PlanIssued& plan = view.plan();
  int64_t converted_sum = 0;
  bool differs = false;
  for (const v1::PlanRow& row : plan.rows()) {
    converted_sum += row.quota().converted_units().value();
    if (!row.quota().units().has_value() || !row.quota().converted_units().has_value()) continue;
    const auto computed = ConvertedByMix(plan, row.quota().units().value());
    differs |=
        computed.has_value() && FormatRational(*computed, 0, language) !=
                                    FormatCount(row.quota().converted_units().value(), language);
  }
  std::vector<RowColumn> columns;
  columns.push_back(
      {{Say(language, "STT", "No.")}, [](const v1::PlanRow& row) { return row.label(); }, ""});
  columns.push_back({{Say(language, "Đơn vị", "Unit")},
                     [](const v1::PlanRow& row) {
                       return row.printed_name().empty() ? row.holder_unit_id()
                                                         : row.printed_name();
                     },
                     Say(language, "Tổng cộng", "Total")});
  columns.push_back({{Say(language, "Mã đơn vị", "Unit id")},
                     [](const v1::PlanRow& row) { return row.holder_unit_id(); },
                     ""});
  columns.push_back({{Say(language, "Dân số", "Population"), Align::kRight},
                     [language](const v1::PlanRow& row) {
                       return PrintedNumberWords(row.population(), language);
                     },
                     ""});
  columns.push_back({{Say(language, "Chỉ tiêu", "Quota"), Align::kRight},
                     [language](const v1::PlanRow& row) {
                       return PrintedNumberWords(row.quota().units(), language);
                     },
                     FormatCount(view.total_quota_units(), language)});
  for (const int index : RoundColumns(plan)) {
    const v1::Round& round = plan.rounds(index);
    columns.push_back({{RoundLabel(round), Align::kRight},
                       [&round, language](const v1::PlanRow& row) -> std::string {
                         for (const v1::RoundQuota& quota : round.quotas()) {
                           if (quota.unit_id() == row.holder_unit_id())
                             return PrintedNumberWords(quota.units(), language);
                         }
                         return "";
                       },
                       RoundQuotaWords(round, language)});
  }
  columns.push_back({{Say(language, "% dân số", "% of population"), Align::kRight},
                     [](const v1::PlanRow& row) { return row.population_share_text(); },
                     ""});
  columns.push_back({{Say(language, "Sau quy đổi", "Converted"), Align::kRight},
                     [language](const v1::PlanRow& row) {
                       return PrintedNumberWords(row.quota().converted_units(), language);
                     },
                     FormatCount(converted_sum, language)});
  if (differs) {
    columns.push_back({{Say(language, "(tính lại)", "(computed)"), Align::kRight},
                       [&plan, language](const v1::PlanRow& row) -> std::string {
                         if (!row.quota().units().has_value()) return "";
                         const auto computed = ConvertedByMix(plan, row.quota().units().value());
                         return computed.has_value() ? FormatRational(*computed, 0, language) : "";
                       },
                       ""});
  }
  columns.push_back({{Say(language, "% dân số sau quy đổi", "% converted"), Align::kRight},
                     [](const v1::PlanRow& row) { return row.converted_population_share_text(); },
                     ""});
  columns.push_back({{Say(language, "Số đợt", "Rounds"), Align::kRight},
                     [language](const v1::PlanRow& row) {
                       return PrintedNumberWords(row.round_count(), language);
                     },
                     ""});
  columns.push_back({{Say(language, "Thời gian", "When")},
                     [](const v1::PlanRow& row) { return row.time_text(); },
                     ""});
  columns.push_back({{Say(language, "Phụ trách", "In charge")},
                     [](const v1::PlanRow& row) { return row.body_in_charge(); },
                     ""});
  columns.push_back({{Say(language, "Nhóm", "Group")},
                     [](const v1::PlanRow& row) { return row.group_id(); },
                     ""});
  columns.push_back(
      {{Say(language, "Chỉ lấy phiếu", "Only receipts of")},
       [&plan, language](const v1::PlanRow& row) { return SelectorWords(row, plan, language); },
       ""});
  return columns;
}

std::string RowsTable(const v1::PlanView& view, Language language) {
  std::vector<RowColumn> columns = RowColumns(view, language);
  std::erase_if(columns, [&](const RowColumn& column) {
    return std::all_of(view.plan().rows().begin(), view.plan().rows().end(),
                       [&](const v1::PlanRow& row) { return column.cell(row).empty(); });
  });
  std::vector<TableColumn> headings;
  for (const RowColumn& column : columns) headings.push_back(column.column);
  Table table(std::move(headings));
  for (const v1::PlanRow& row : view.plan().rows()) {
    std::vector<std::string> cells;
    for (const RowColumn& column : columns) cells.push_back(column.cell(row));
    table.AddRow(std::move(cells));
  }
  table.AddRule();
  std::vector<std::string> total;
  for (const RowColumn& column : columns) total.push_back(column.total);
  table.AddRow(std::move(total));
  return table.ToText();
}

// What the ids of the column "Nhóm" stand for, each with the sum of its rows.
std::string Groups(const v1::PlanView& view, Language language) {
  std::string text;
  for (const v1::RowGroup& group : view.plan().groups()) {
    int64_t units = 0;
    for (const v1::PlanRow& row : view.plan().rows()) {
      if (row.group_id() == group.group_id()) units += row.quota().units().value();
    }
    text += "  " + group.group_id() + ": " + group.label() + Say(language, ", tổng ", ", in all ") +
            FormatCount(units, language);
    if (const std::string stated = StatedTotalsWords(group.stated(), view.plan(), language);
        !stated.empty()) {
      text += Say(language, " (in: ", " (printed: ") + stated + ")";
    }
    text += "\n";
  }
  return text.empty() ? "" : "\n" + Say(language, "Nhóm:", "Groups:") + "\n" + text;
}

// Remarks and footnotes of rows, each with its row: they would make the table too wide.
std::string RowNotes(const v1::PlanView& view, Language language) {
  std::string text;
  for (const v1::PlanRow& row : view.plan().rows()) {
    for (const v1::Text& note : row.notes()) {
      text += "  " + Say(language, "Dòng ", "Row ") +
              (row.label().empty() ? row.row_id() : row.label()) + ": " +
              OneLine(PlainText(view, note, language)) + "\n";
    }
  }
  return text.empty() ? "" : "\n" + Say(language, "Ghi chú:", "Notes:") + "\n" + text;
}

std::string Credits(const v1::PlanView& view, Language language) {
  const v1::PlanIssued& plan = view.plan();
  std::string text;
  const auto inferred = [&](bool yes) {
    return yes ? Say(language, " (suy ra)", " (inferred)") : std::string();
  };
  if (!plan.credit_rules().empty())
    text += "\n" + Say(language, "Máu tính cho ai:", "Rules of credit:") + "\n";
  for (const v1::CreditRule& rule : plan.credit_rules()) {
    text += "  " + rule.unit_id() + " → " +
            (rule.credited_unit_id().empty() ? Say(language, "không tính cho ai", "nobody")
                                             : rule.credited_unit_id()) +
            inferred(rule.inferred());
    const std::string reason = PlainText(view, rule.reason(), language);
    text += (reason.empty() ? "" : ": " + reason) + "\n";
  }
  return text;
}

}  // namespace

std::string PlainText(const v1::PlanView& plan, const v1::Text& text, Language language) {
  if (text.commitment().empty()) return "";
  for (const v1::AccompanyingText& one : plan.texts()) {
    if (one.ordinal() != text.ordinal()) continue;
    // The commitment proves that it is the one that was written.
    if (!one.erased() && MatchesCommitment(text.commitment(), one.salt(), one.text()))
      return one.text();
  }
  return Say(language, "(đã xóa)", "(erased)");
}

std::string DocumentWords(const v1::DocumentReference& document, Language language) {
  std::vector<std::string> parts;
  if (!document.number().empty()) parts.push_back(document.number());
  if (document.signed_date() != 0) {
    parts.push_back(Say(language, "ngày ", "of ") + FormatDate(document.signed_date(), language));
  }
  if (!document.issuer_name().empty()) parts.push_back(document.issuer_name());
  if (!document.title().empty()) parts.push_back(document.title());
  return absl::StrJoin(parts, ", ");
}

std::string PlansText(std::span<const v1::PlanSummary> plans, Language language) {
  Table table({{Say(language, "Mã kế hoạch", "Plan id")},
               {Say(language, "Số", "Number")},
               {Say(language, "Ngày ký", "Signed"), Align::kRight},
               {Say(language, "Kỳ kế hoạch", "Period")},
               {Say(language, "Bản", "Rev."), Align::kRight},
               {Say(language, "Chỉ tiêu (ĐVM)", "Quota (blood units)"), Align::kRight},
               {Say(language, "Số đơn vị được giao", "Holders"), Align::kRight},
               {Say(language, "Tên", "Title"), Align::kLeft, 60}});
  for (const v1::PlanSummary& plan : plans) {
    table.AddRow({plan.plan_id(), absl::StrJoin(plan.numbers(), "; "),
                  FormatDate(plan.signed_date(), language),
                  Period(plan.has_period(), plan.period(), false, language),
                  std::to_string(plan.revision()), FormatCount(plan.total_quota_units(), language),
                  FormatCount(plan.holder_count(), language), plan.title()});
  }
  return table.ToText();
}

std::string PlansCsv(std::span<const v1::PlanSummary> plans) {
  Csv csv({"plan_id", "numbers", "title", "issuer_unit_id", "signed_date", "period_first_date",
           "period_last_date", "revision", "total_quota_units", "holder_count"});
  for (const v1::PlanSummary& plan : plans) {
    const CivilInterval period = ToCivil(plan.period());
    csv.AddRow({plan.plan_id(), absl::StrJoin(plan.numbers(), "|"), plan.title(),
                plan.issuer_unit_id(), IsoDate(plan.signed_date()), IsoDate(period.first),
                IsoDate(period.last), std::to_string(plan.revision()),
                std::to_string(plan.total_quota_units()), std::to_string(plan.holder_count())});
  }
  return csv.text();
}

PlanFigures FiguresOf(const v1::PlanView& plan, std::span<const v1::PlanRevision> history,
                      int32_t through_date) {
  PlanFigures figures;
  figures.through_date = through_date != 0          ? through_date
                         : plan.plan().has_period() ? ToCivil(plan.plan().period()).last
                                                    : 0;
  if (figures.through_date == 0) return figures;
  figures.revision = 1;
  for (const v1::PlanRevision& revision : history) {
    if (revision.revision() > plan.revision()) continue;
    if (revision.revision() == 1 || revision.valid_from_date() <= figures.through_date) {
      figures.revision = std::max(figures.revision, revision.revision());
    } else if (figures.next_from_date == 0 || revision.valid_from_date() < figures.next_from_date) {
      figures.next_from_date = revision.valid_from_date();
    }
  }
  return figures;
}

std::string PlanText(const v1::PlanView& view, const PlanFigures& figures, Language language) {
  const v1::PlanIssued& plan = view.plan();
  std::string text = DocumentFacts(view, figures, language);
  if (!plan.rows().empty()) {
    text += "\n" + Say(language, "Chỉ tiêu tính bằng đơn vị máu (ĐVM).", "Quotas in blood units.") +
            "\n\n" + RowsTable(view, language);
  }
  const v1::Quota& stated = plan.stated_total();
  if (stated.has_units() || stated.has_converted_units()) {
    text += "\n" + Say(language, "Tổng in trong văn bản: ", "Total printed in the document: ") +
            StatedQuotaWords(stated, language);
    if (stated.units().has_value() && stated.units().value() != view.total_quota_units()) {
      // After an amendment the rows are no longer those that the total was printed under.
      text += (view.revision() > 1 ? Say(language, " (sau điều chỉnh: ", " (after amendments: ")
                                   : Say(language, " (cộng các dòng: ", " (the rows add up to ")) +
              FormatCount(view.total_quota_units(), language) + ")";
    }
    text += "\n";
  }
  if (const std::string others = StatedTotalsWords(plan.stated(), plan, language);
      !others.empty()) {
    text += (stated.has_units() || stated.has_converted_units() ? "" : "\n") +
            Say(language, "Các tổng khác in trong văn bản: ", "Other printed totals: ") + others +
            "\n";
  }
  text += Groups(view, language);
  text += RowNotes(view, language);
  text += PlanScheduleText(view, language);
  return text + Credits(view, language);
}

std::string PlanText(const v1::GetPlanResponse& answer, const PlanFigures& figures,
                     Language language) {
  return PlanText(answer.plan(), figures, language) + "\n" +
         Say(language, "Số liệu tính đến vị trí ", "As of position ") +
         FormatCount(static_cast<int64_t>(answer.reflects().position()), language) +
         Say(language, " của sổ, ghi lúc ", ", recorded ") +
         FormatMoment(answer.reflects().record_time_micros(), language) + ".\n";
}

std::string PlanCsv(const v1::GetPlanResponse& answer) {
  Csv csv({"holder_unit_id", "row_id", "label", "printed_name", "quota_units", "quota_units_text",
           "converted_units", "converted_units_text", "population", "population_share",
           "converted_population_share", "round_count", "time", "body_in_charge", "group_id",
           "selector_unit_id", "selector_round_id", "selector_component", "selector_donor_class"});
  const auto value = [](const v1::PrintedNumber& number) {
    return number.has_value() ? std::to_string(number.value()) : std::string();
  };
  for (const v1::PlanRow& row : answer.plan().plan().rows()) {
    csv.AddRow({row.holder_unit_id(), row.row_id(), row.label(), row.printed_name(),
                value(row.quota().units()), row.quota().units().text(),
                value(row.quota().converted_units()), row.quota().converted_units().text(),
                value(row.population()), row.population_share_text(),
                row.converted_population_share_text(), value(row.round_count()), row.time_text(),
                row.body_in_charge(), row.group_id(), row.selector().unit_id(),
                row.selector().round_id(), KeyFor(row.selector().component()),
                KeyFor(row.selector().donor_class())});
  }
  return csv.text();
}

}  // namespace hemoledger

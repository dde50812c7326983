#include "clients/cli/report/report_rows.h"

#include <map>
#include <utility>

#include "clients/cli/render/plan_view.h"
#include "clients/cli/render/say.h"
#include "clients/cli/render/text_width.h"
#include "clients/cli/report/report_sums.h"

namespace hemoledger {
namespace {

using Figures = v1::AttainmentFigures;
using Line = v1::AttainmentLine;

// The mark before a group's words: "I" of "I. Các xã, thị trấn". Blank: it has none.
std::string_view MarkOf(std::string_view label) {
  constexpr size_t kLongest = 8;
  const size_t end = label.find_first_of(".)");
  if (end == std::string_view::npos || end == 0 || end > kLongest) return "";
  for (const char c : label.substr(0, end)) {
    const bool is_mark = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (!is_mark) return "";
  }
  return label.substr(0, end);
}

// The words behind the mark.
std::string WordsOf(std::string_view label) {
  const std::string_view mark = MarkOf(label);
  if (mark.empty()) return std::string(label);
  std::string_view words = label.substr(mark.size() + 1);
  while (words.starts_with(' ')) words.remove_prefix(1);
  return std::string(words);
}

// A remark without the mark that the document prints before it ("¹ …"): it gets our number.
std::string_view WithoutMark(std::string_view text) {
  constexpr std::string_view kMarks[] = {"¹", "²", "³", "⁴", "⁵", "⁶",
                                         "⁷", "⁸", "⁹", "⁰", "*", " "};
  for (bool found = true; found;) {
    found = false;
    for (const std::string_view mark : kMarks) {
      if (!text.starts_with(mark)) continue;
      text.remove_prefix(mark.size());
      found = true;
    }
  }
  return text;
}

class RowMaker {
 public:
  RowMaker(const ReportSource& source, const std::vector<ReportMonth>& months,
           std::vector<std::string>& footnotes)
      : source_(source),
        language_(source.options.language),
        converted_(source.attainment.basis() == v1::ATTAINMENT_BASIS_CONVERTED),
        footnotes_(footnotes) {
    for (size_t i = 0; i < months.size(); ++i) column_of_month_.emplace(months[i].key, i);
    for (const v1::PlanRow& row : source.plan.plan().plan().rows()) {
      plan_rows_.emplace(row.row_id(), &row);
    }
  }

  std::vector<ReportRow> Make() {
    const bool grouped = source_.options.order != v1::ATTAINMENT_ORDER_ATTAINMENT;
    std::map<std::string, int> rows_left;
    for (const Line& line : source_.attainment.lines()) ++rows_left[GroupOf(line)];
    std::string group;
    for (const Line& line : source_.attainment.lines()) {
      const std::string own_group = grouped ? GroupOf(line) : "";
      if (own_group != group && !own_group.empty()) AddHeading(own_group);
      group = own_group;
      AddLine(line);
      if (!group.empty() && --rows_left[group] == 0) AddSubtotal(group);
    }
    AddTotal();
    return std::move(rows_);
  }

 private:
  // The group of a line, if the plan has it; blank: none.
  std::string GroupOf(const Line& line) const {
    return line.group_id().empty() || FindGroup(line.group_id()) == nullptr ? "" : line.group_id();
  }
  const v1::RowGroup* FindGroup(const std::string& id) const {
    for (const v1::RowGroup& group : source_.plan.plan().plan().groups()) {
      if (group.group_id() == id) return &group;
    }
    return nullptr;
  }

  ReportRow& NewRow(ReportRow::Kind kind, const std::string& key) {
    ReportRow& row = rows_.emplace_back();
    row.kind = kind;
    row.key = key;
    row.months.resize(column_of_month_.size());
    return row;
  }

  void AddHeading(const std::string& group) {
    const std::string& label = FindGroup(group)->label();
    ReportRow& row = NewRow(ReportRow::Kind::kGroup, group);
    row.label = OneLine(MarkOf(label));
    row.name = OneLine(WordsOf(label));
  }

  void AddLine(const Line& line) {
    const auto found = plan_rows_.find(line.key());
    const v1::PlanRow* plan_row = found == plan_rows_.end() ? nullptr : found->second;
    FigureSum& sum = sums_.try_emplace(GroupOf(line), converted_).first->second;
    ReportRow& row = NewRow(ReportRow::Kind::kRow, line.key());
    row.unit_id = line.unit_id();
    row.label = OneLine(line.label());
    row.name = line.key().empty()
                   ? Say(language_, "(khác, không thuộc dòng nào)", "(other, in no row)")
                   : OneLine(line.name());
    if (line.has_figures()) {
      SetFigures(row, line.figures());
      // A holder's converted quota may not be stated: then the sum of quotas is not known either.
      const bool is_holder = plan_row != nullptr && plan_row->quota().units().has_value();
      sum.Add(line.figures(), is_holder);
    }
    SetMonths(row, line.months());
    row.note = NoteOf(line, plan_row);
    for (const v1::MonthCell& cell : line.months()) {
      sum.AddMonth(cell.key(), cell.received_units());
    }
  }

  void AddSubtotal(const std::string& group) {
    const std::string& label = FindGroup(group)->label();
    const std::string_view mark = MarkOf(label);
    ReportRow& row = NewRow(ReportRow::Kind::kSubtotal, group);
    row.name = Say(language_, "Tổng ", "Subtotal ") + OneLine(mark.empty() ? label : mark);
    const FigureSum& sum = sums_.at(group);
    row.quota = sum.quota();
    row.total = sum.total();
    row.ratio = sum.ratio();
    for (const auto& [month, units] : sum.months()) SetMonth(row, month, units);
  }

  void AddTotal() {
    ReportRow& row = NewRow(ReportRow::Kind::kTotal, "");
    row.name = Say(language_, "Tổng cộng", "Total");
    SetFigures(row, source_.attainment.total());
    SetMonths(row, source_.attainment.months());
  }

  void SetFigures(ReportRow& row, const Figures& figures) const {
    if (figures.has_quota_units()) row.quota = figures.quota_units();
    row.total = NumeratorOf(figures, converted_);
    if (figures.has_ratio_numerator() && figures.ratio_denominator() > 0) {
      row.ratio = Rational{figures.ratio_numerator(), figures.ratio_denominator()};
    }
  }
  void SetMonths(ReportRow& row,
                 const google::protobuf::RepeatedPtrField<v1::MonthCell>& cells) const {
    for (const v1::MonthCell& cell : cells) SetMonth(row, cell.key(), cell.received_units());
  }
  void SetMonth(ReportRow& row, const std::string& month, int64_t units) const {
    const auto column = column_of_month_.find(month);
    if (column != column_of_month_.end()) row.months[column->second] = units;
  }

  std::string NoteOf(const Line& line, const v1::PlanRow* plan_row) {
    std::string note;
    if (!line.credited_to_unit_id().empty()) {
      note = Say(language_, "Tính cho ", "Counts for ") + CreditedTo(line) +
             (line.credit_inferred() ? " *" : "");
    }
    if (plan_row == nullptr) return note;
    for (const v1::Text& text : plan_row->notes()) {
      const std::string words(
          WithoutMark(OneLine(PlainText(source_.plan.plan(), text, language_))));
      if (!words.empty()) note += (note.empty() ? "" : " ") + FootnoteMark(words);
    }
    return note;
  }

  // "dòng 06", or the unit's id where no row shows it.
  std::string CreditedTo(const Line& line) const {
    for (const Line& other : source_.attainment.lines()) {
      if (other.unit_id() == line.credited_to_unit_id() && other.has_figures() &&
          !other.label().empty()) {
        return Say(language_, "dòng ", "row ") + OneLine(other.label());
      }
    }
    return line.credited_to_unit_id();
  }

  std::string FootnoteMark(const std::string& words) {
    const auto [entry, is_new] = footnote_of_text_.try_emplace(words, footnotes_.size() + 1);
    const std::string mark = "(" + std::to_string(entry->second) + ")";
    if (is_new) footnotes_.push_back(mark + " " + words);
    return mark;
  }

  const ReportSource& source_;
  const Language language_;
  const bool converted_;
  std::vector<std::string>& footnotes_;
  std::map<std::string, size_t> column_of_month_;
  std::map<std::string, const v1::PlanRow*> plan_rows_;
  std::map<std::string, size_t> footnote_of_text_;
  // By group.
  std::map<std::string, FigureSum> sums_;
  std::vector<ReportRow> rows_;
};

}  // namespace

std::vector<ReportRow> MakeReportRows(const ReportSource& source,
                                      const std::vector<ReportMonth>& months,
                                      std::vector<std::string>& footnotes) {
  return RowMaker(source, months, footnotes).Make();
}

}  // namespace hemoledger

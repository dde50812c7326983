#include "clients/cli/export/plan_template_workbook.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "clients/cli/export/form_workbook.h"
#include "clients/cli/input/plan_columns.h"
#include "clients/cli/input/words.h"
#include "clients/cli/render/enum_words.h"
#include "proto/base/utf8.h"

namespace hemoledger {
namespace {

using ValueKind = PlanTemplate::ValueKind;

// Rows below the last one that are ready to be filled in, too.
constexpr lxw_row_t kSpareRows = 200;
constexpr double kMaxWidth = 60;

bool IsCount(std::string_view column) {
  return column == "quota" || column == "converted_quota" || column == "population" ||
         column == "round_count";
}

// Fills in one workbook.
class TemplateWriter {
 public:
  TemplateWriter(const PlanTemplate& plan, FormWorkbook& form) : plan_(plan), form_(form) {
    // Texts stay as typed: "01" keeps its zero, "3/2021" is no date.
    text_ = form.AddFormat();
    format_set_num_format(text_, "@");
    format_set_text_wrap(text_);
    format_set_align(text_, LXW_ALIGN_VERTICAL_TOP);
    count_ = form.AddFormat();
    format_set_num_format(count_, "#,##0");
    format_set_align(count_, LXW_ALIGN_VERTICAL_TOP);
    date_ = form.AddFormat();
    format_set_num_format(date_, "dd/mm/yyyy");
    format_set_align(date_, LXW_ALIGN_LEFT);
  }

  void Write() {
    WriteHeader(form_.AddSheet("Thông tin", "Info"));
    WriteTable(form_.AddSheet("Bảng", "Table"));
  }

 private:
  // What is no count asks first, since a document may print a slip.
  void ValidateCounts(lxw_worksheet* sheet, const FormWorkbook::Cells& cells) {
    form_.ValidateCounts(sheet, cells,
                         form_.Say("Ghi số nguyên từ 0 trở lên; để trống nếu văn bản không ghi.",
                                   "A whole number from 0 on; blank where the document states "
                                   "none."),
                         LXW_VALIDATION_ERROR_TYPE_WARNING);
  }

  void ValidateWords(lxw_worksheet* sheet, lxw_row_t row, std::vector<std::string> words) {
    std::vector<char*> list;
    for (std::string& word : words) list.push_back(word.data());
    list.push_back(nullptr);
    lxw_data_validation rule = {};
    rule.validate = LXW_VALIDATION_TYPE_LIST;
    rule.value_list = list.data();
    form_.Note(worksheet_data_validation_cell(sheet, row, 1, &rule));
  }

  std::vector<std::string> PlanKinds() const {
    std::vector<std::string> words;
    for (const EnumWord& word : WordsOf<v1::PlanKind>()) {
      const std::string shown(form_.language() == Language::kVietnamese ? word.vi : word.en);
      words.push_back(PlanKindWords().Find(shown) ? shown : std::string(word.key));
      if (words.back().empty()) words.pop_back();
    }
    return words;
  }

  void WriteHeader(lxw_worksheet* sheet) {
    form_.KeyHeadings(sheet);
    size_t key_columns = 0;
    size_t explanation_columns = 0;
    lxw_row_t row = 0;
    for (const PlanTemplate::Line& line : plan_.header) {
      ++row;
      form_.Text(sheet, row, 0, line.key, text_);
      WriteValue(sheet, row, line);
      form_.Text(sheet, row, 2, line.explanation, form_.explanation());
      key_columns = std::max(key_columns, DisplayWidth(line.key));
      explanation_columns = std::max(explanation_columns, DisplayWidth(line.explanation));
    }
    form_.SetWidth(sheet, 0, key_columns, kMaxWidth);
    form_.SetWidth(sheet, 1, kMaxWidth, kMaxWidth);
    form_.SetWidth(sheet, 2, explanation_columns, kMaxWidth);
  }

  void WriteValue(lxw_worksheet* sheet, lxw_row_t row, const PlanTemplate::Line& line) {
    switch (line.kind) {
      case ValueKind::kDate:
        form_.Date(sheet, row, 1, line.date, date_);
        return;
      case ValueKind::kCount:
        form_.Text(sheet, row, 1, line.value, count_);
        ValidateCounts(sheet, {row, 1, row, 1});
        return;
      case ValueKind::kYesNo:
        form_.Text(sheet, row, 1, line.value, text_);
        ValidateWords(sheet, row, {form_.Say("có", "yes"), form_.Say("không", "no")});
        return;
      case ValueKind::kPlanKind:
        form_.Text(sheet, row, 1, line.value, text_);
        ValidateWords(sheet, row, PlanKinds());
        return;
      case ValueKind::kText:
        form_.Text(sheet, row, 1, line.value, text_);
        return;
    }
  }

  void WriteTable(lxw_worksheet* sheet) {
    worksheet_set_landscape(sheet);
    const auto last = static_cast<lxw_row_t>(plan_.rows.size()) + kSpareRows;
    for (size_t i = 0; i < plan_.columns.size(); ++i) {
      const std::string_view key = plan_.columns[i];
      const auto column = static_cast<lxw_col_t>(i);
      const std::string heading(PlanColumnHeading(key, form_.language()));
      form_.Text(sheet, 0, column, heading, form_.heading());
      size_t columns = DisplayWidth(heading);
      lxw_row_t row = 0;
      for (const auto& cells : plan_.rows) {
        ++row;
        const auto cell = cells.find(key);
        if (cell == cells.end()) continue;
        form_.Text(sheet, row, column, cell->second, text_);
        columns = std::max(columns, DisplayWidth(cell->second));
      }
      if (key == "notes" || key == "time") columns = std::max<size_t>(columns, 24);
      form_.SetWidth(sheet, column, columns, kMaxWidth, IsCount(key) ? count_ : text_);
      if (IsCount(key)) ValidateCounts(sheet, {1, column, last, column});
    }
    // The numbers of rows.
    form_.AllowNumbersAsTexts(sheet);
  }

  const PlanTemplate& plan_;
  FormWorkbook& form_;
  lxw_format* text_ = nullptr;
  lxw_format* count_ = nullptr;
  lxw_format* date_ = nullptr;
};

}  // namespace

absl::Status WritePlanTemplate(const PlanTemplate& plan, const std::string& path,
                               Language language) {
  return FormWorkbook::Write(path, language,
                             [&](FormWorkbook& form) { TemplateWriter(plan, form).Write(); });
}

}  // namespace hemoledger

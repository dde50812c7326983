// Like round_sheet.cc, it knows libxlsxwriter; nothing else here does.
#include "clients/cli/export/plan_template_workbook.h"

#include <xlsxwriter.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string_view>
#include <vector>

#include "clients/cli/input/plan_columns.h"
#include "clients/cli/input/words.h"
#include "clients/cli/render/enum_words.h"
#include "clients/cli/render/say.h"
#include "proto/base/errors.h"
#include "proto/base/utf8.h"
#include "services/domain/civil_date.h"

namespace hemoledger {
namespace {

using ValueKind = PlanTemplate::ValueKind;

// LXW_PAPER of A4 (ECMA-376, 18.3.1.63: paperSize 9).
constexpr uint8_t kPaperA4 = 9;
// Rows below the last one that are ready to be filled in, too.
constexpr lxw_row_t kSpareRows = 200;
constexpr double kMinWidth = 8;
constexpr double kMaxWidth = 60;

bool IsCount(std::string_view column) {
  return column == "quota" || column == "converted_quota" || column == "population" ||
         column == "round_count";
}

// A width in characters, that of the widest of some texts.
double WidthFor(size_t columns) {
  return std::clamp(static_cast<double>(columns) + 2, kMinWidth, kMaxWidth);
}

// Writes one workbook; remembers the first error, after which nothing is sound.
class WorkbookWriter {
 public:
  WorkbookWriter(const PlanTemplate& plan, const std::string& path, Language language)
      : plan_(plan), language_(language), workbook_(workbook_new(path.c_str())) {}

  lxw_error Write() {
    if (workbook_ == nullptr) return LXW_ERROR_MEMORY_MALLOC_FAILED;
    MakeFormats();
    WriteHeader(AddSheet("Thông tin", "Info"));
    WriteTable(AddSheet("Bảng", "Table"));
    const lxw_error closed = workbook_close(workbook_);
    return error_ != LXW_NO_ERROR ? error_ : closed;
  }

 private:
  std::string Say(std::string_view vi, std::string_view en) const {
    return hemoledger::Say(language_, vi, en);
  }

  void Note(lxw_error error) {
    if (error_ == LXW_NO_ERROR) error_ = error;
  }

  void MakeFormats() {
    heading_ = workbook_add_format(workbook_);
    format_set_bold(heading_);
    format_set_text_wrap(heading_);
    format_set_align(heading_, LXW_ALIGN_CENTER);
    format_set_align(heading_, LXW_ALIGN_VERTICAL_CENTER);
    format_set_bg_color(heading_, 0xDDEBF7);
    format_set_border(heading_, LXW_BORDER_THIN);
    // Texts stay as typed: "01" keeps its zero, "3/2021" is no date.
    text_ = workbook_add_format(workbook_);
    format_set_num_format(text_, "@");
    format_set_text_wrap(text_);
    format_set_align(text_, LXW_ALIGN_VERTICAL_TOP);
    count_ = workbook_add_format(workbook_);
    format_set_num_format(count_, "#,##0");
    format_set_align(count_, LXW_ALIGN_VERTICAL_TOP);
    date_ = workbook_add_format(workbook_);
    format_set_num_format(date_, "dd/mm/yyyy");
    format_set_align(date_, LXW_ALIGN_LEFT);
    explanation_ = workbook_add_format(workbook_);
    format_set_italic(explanation_);
    format_set_font_color(explanation_, 0x7F7F7F);
    format_set_text_wrap(explanation_);
    format_set_align(explanation_, LXW_ALIGN_VERTICAL_TOP);
  }

  lxw_worksheet* AddSheet(std::string_view vi, std::string_view en) {
    lxw_worksheet* const sheet = workbook_add_worksheet(workbook_, Say(vi, en).c_str());
    worksheet_set_paper(sheet, kPaperA4);
    worksheet_fit_to_pages(sheet, 1, 0);
    worksheet_freeze_panes(sheet, 1, 0);
    Note(worksheet_repeat_rows(sheet, 0, 0));
    return sheet;
  }

  void Text(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const std::string& text,
            lxw_format* format) {
    if (text.empty()) {
      Note(worksheet_write_blank(sheet, row, column, format));
    } else {
      Note(worksheet_write_string(sheet, row, column, text.c_str(), format));
    }
  }

  // Counts from 0 on; what is not one asks first, since a document may print a slip.
  void ValidateCounts(lxw_worksheet* sheet, lxw_row_t first, lxw_row_t last, lxw_col_t column) {
    std::string title = Say("Số đếm", "A count");
    std::string message = Say("Ghi số nguyên từ 0 trở lên; để trống nếu văn bản không ghi.",
                              "A whole number from 0 on; blank where the document states none.");
    lxw_data_validation rule = {};
    rule.validate = LXW_VALIDATION_TYPE_INTEGER;
    rule.criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO;
    rule.value_number = 0;
    rule.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING;
    rule.error_title = title.data();
    rule.error_message = message.data();
    Note(worksheet_data_validation_range(sheet, first, column, last, column, &rule));
  }

  void ValidateWords(lxw_worksheet* sheet, lxw_row_t row, std::vector<std::string> words) {
    std::vector<char*> list;
    for (std::string& word : words) list.push_back(word.data());
    list.push_back(nullptr);
    lxw_data_validation rule = {};
    rule.validate = LXW_VALIDATION_TYPE_LIST;
    rule.value_list = list.data();
    Note(worksheet_data_validation_cell(sheet, row, 1, &rule));
  }

  std::vector<std::string> PlanKinds() const {
    std::vector<std::string> words;
    for (const EnumWord& word : WordsOf<v1::PlanKind>()) {
      const std::string shown(language_ == Language::kVietnamese ? word.vi : word.en);
      words.push_back(PlanKindWords().Find(shown) ? shown : std::string(word.key));
      if (words.back().empty()) words.pop_back();
    }
    return words;
  }

  void WriteHeader(lxw_worksheet* sheet) {
    Text(sheet, 0, 0, Say("Mục", "Key"), heading_);
    Text(sheet, 0, 1, Say("Nội dung", "Value"), heading_);
    Text(sheet, 0, 2, Say("Giải thích", "Explanation"), heading_);
    size_t key_columns = 0;
    size_t explanation_columns = 0;
    lxw_row_t row = 0;
    for (const PlanTemplate::Line& line : plan_.header) {
      ++row;
      Text(sheet, row, 0, line.key, text_);
      WriteValue(sheet, row, line);
      Text(sheet, row, 2, line.explanation, explanation_);
      key_columns = std::max(key_columns, DisplayWidth(line.key));
      explanation_columns = std::max(explanation_columns, DisplayWidth(line.explanation));
    }
    Note(worksheet_set_column(sheet, 0, 0, WidthFor(key_columns), nullptr));
    Note(worksheet_set_column(sheet, 1, 1, kMaxWidth, nullptr));
    Note(worksheet_set_column(sheet, 2, 2, WidthFor(explanation_columns), nullptr));
  }

  void WriteValue(lxw_worksheet* sheet, lxw_row_t row, const PlanTemplate::Line& line) {
    switch (line.kind) {
      case ValueKind::kDate:
        if (line.date == 0) return Text(sheet, row, 1, "", date_);
        WriteDate(sheet, row, line.date);
        return;
      case ValueKind::kCount:
        Text(sheet, row, 1, line.value, count_);
        ValidateCounts(sheet, row, row, 1);
        return;
      case ValueKind::kYesNo:
        Text(sheet, row, 1, line.value, text_);
        ValidateWords(sheet, row, {Say("có", "yes"), Say("không", "no")});
        return;
      case ValueKind::kPlanKind:
        Text(sheet, row, 1, line.value, text_);
        ValidateWords(sheet, row, PlanKinds());
        return;
      case ValueKind::kText:
        Text(sheet, row, 1, line.value, text_);
        return;
    }
  }

  void WriteDate(lxw_worksheet* sheet, lxw_row_t row, int32_t date) {
    const YearMonthDay parts = SplitDate(date);
    lxw_datetime moment = {};
    moment.year = parts.year;
    moment.month = parts.month;
    moment.day = parts.day;
    Note(worksheet_write_datetime(sheet, row, 1, &moment, date_));
  }

  void WriteTable(lxw_worksheet* sheet) {
    worksheet_set_landscape(sheet);
    const auto last = static_cast<lxw_row_t>(plan_.rows.size()) + kSpareRows;
    for (size_t i = 0; i < plan_.columns.size(); ++i) {
      const std::string_view key = plan_.columns[i];
      const auto column = static_cast<lxw_col_t>(i);
      const std::string heading(PlanColumnHeading(key, language_));
      Text(sheet, 0, column, heading, heading_);
      size_t columns = DisplayWidth(heading);
      lxw_row_t row = 0;
      for (const auto& cells : plan_.rows) {
        ++row;
        const auto cell = cells.find(key);
        if (cell == cells.end()) continue;
        Text(sheet, row, column, cell->second, text_);
        columns = std::max(columns, DisplayWidth(cell->second));
      }
      if (key == "notes" || key == "time") columns = std::max<size_t>(columns, 24);
      Note(worksheet_set_column(sheet, column, column, WidthFor(columns),
                                IsCount(key) ? count_ : text_));
      if (IsCount(key)) ValidateCounts(sheet, 1, last, column);
    }
    // The numbers of rows are texts on purpose.
    Note(worksheet_ignore_errors(sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:Z30000"));
  }

  const PlanTemplate& plan_;
  const Language language_;
  // Freed by workbook_close, with all its sheets and formats.
  lxw_workbook* const workbook_;
  lxw_error error_ = LXW_NO_ERROR;
  lxw_format* heading_ = nullptr;
  lxw_format* text_ = nullptr;
  lxw_format* count_ = nullptr;
  lxw_format* date_ = nullptr;
  lxw_format* explanation_ = nullptr;
};

}  // namespace

absl::Status WritePlanTemplate(const PlanTemplate& plan, const std::string& path,
                               Language language) {
  // The library tells a path that can not be written by a line of its own on the terminal.
  if (!std::ofstream(path, std::ios::binary)) {
    return MakeError(ERROR_REASON_FILE_UNREADABLE,
                     {{"path", path}, {"detail", std::string(std::strerror(errno))}});
  }
  const lxw_error error = WorkbookWriter(plan, path, language).Write();
  if (error == LXW_NO_ERROR) return absl::OkStatus();
  return MakeError(ERROR_REASON_FILE_UNREADABLE,
                   {{"path", path}, {"detail", std::string(lxw_strerror(error))}});
}

}  // namespace hemoledger

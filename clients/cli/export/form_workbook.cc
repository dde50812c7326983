#include "clients/cli/export/form_workbook.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "clients/cli/render/say.h"
#include "proto/base/errors.h"
#include "services/domain/civil_date.h"

namespace hemoledger {
namespace {

// LXW_PAPER of A4 (ECMA-376, 18.3.1.63: paperSize 9).
constexpr uint8_t kPaperA4 = 9;
constexpr double kMinWidth = 8;

absl::Status Unwritable(const std::string& path, const char* why) {
  return MakeError(ERROR_REASON_FILE_UNREADABLE, {{"path", path}, {"detail", std::string(why)}});
}

}  // namespace

absl::Status FormWorkbook::Write(const std::string& path, Language language,
                                 const std::function<void(FormWorkbook&)>& fill) {
  // The library tells a path that can not be written by a line of its own on the terminal.
  if (!std::ofstream(path, std::ios::binary)) return Unwritable(path, std::strerror(errno));
  FormWorkbook workbook(path, language);
  if (workbook.workbook_ == nullptr) {
    return Unwritable(path, lxw_strerror(LXW_ERROR_MEMORY_MALLOC_FAILED));
  }
  fill(workbook);
  workbook.Note(workbook_close(workbook.workbook_));
  if (workbook.error_ == LXW_NO_ERROR) return absl::OkStatus();
  return Unwritable(path, lxw_strerror(workbook.error_));
}

FormWorkbook::FormWorkbook(const std::string& path, Language language)
    : language_(language), workbook_(workbook_new(path.c_str())) {
  if (workbook_ == nullptr) return;
  heading_ = AddFormat();
  format_set_bold(heading_);
  format_set_text_wrap(heading_);
  format_set_align(heading_, LXW_ALIGN_CENTER);
  format_set_align(heading_, LXW_ALIGN_VERTICAL_CENTER);
  format_set_bg_color(heading_, 0xDDEBF7);
  format_set_border(heading_, LXW_BORDER_THIN);
  explanation_ = AddFormat();
  format_set_italic(explanation_);
  format_set_font_color(explanation_, 0x7F7F7F);
  format_set_text_wrap(explanation_);
  format_set_align(explanation_, LXW_ALIGN_VERTICAL_TOP);
}

std::string FormWorkbook::Say(std::string_view vi, std::string_view en) const {
  return hemoledger::Say(language_, vi, en);
}

void FormWorkbook::Note(lxw_error error) {
  if (error_ == LXW_NO_ERROR) error_ = error;
}

lxw_worksheet* FormWorkbook::AddSheet(std::string_view vi, std::string_view en) {
  lxw_worksheet* const sheet = workbook_add_worksheet(workbook_, Say(vi, en).c_str());
  worksheet_set_paper(sheet, kPaperA4);
  worksheet_fit_to_pages(sheet, 1, 0);
  worksheet_freeze_panes(sheet, 1, 0);
  Note(worksheet_repeat_rows(sheet, 0, 0));
  return sheet;
}

void FormWorkbook::Text(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column,
                        const std::string& text, lxw_format* format) {
  Note(text.empty() ? worksheet_write_blank(sheet, row, column, format)
                    : worksheet_write_string(sheet, row, column, text.c_str(), format));
}

void FormWorkbook::Date(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, int32_t date,
                        lxw_format* format) {
  if (date == 0) return Text(sheet, row, column, "", format);
  const YearMonthDay parts = SplitDate(date);
  lxw_datetime moment = {};
  moment.year = parts.year;
  moment.month = parts.month;
  moment.day = parts.day;
  Note(worksheet_write_datetime(sheet, row, column, &moment, format));
}

void FormWorkbook::KeyHeadings(lxw_worksheet* sheet) {
  Text(sheet, 0, 0, Say("Mục", "Key"), heading_);
  Text(sheet, 0, 1, Say("Nội dung", "Value"), heading_);
  Text(sheet, 0, 2, Say("Giải thích", "Explanation"), heading_);
}

void FormWorkbook::SetWidth(lxw_worksheet* sheet, lxw_col_t column, size_t widest, double most,
                            lxw_format* format) {
  const double width = std::clamp(static_cast<double>(widest) + 2, kMinWidth, most);
  Note(worksheet_set_column(sheet, column, column, width, format));
}

void FormWorkbook::ValidateCounts(lxw_worksheet* sheet, const Cells& cells, std::string message,
                                  uint8_t error_type) {
  std::string title = Say("Số đếm", "A count");
  lxw_data_validation rule = {};
  rule.validate = LXW_VALIDATION_TYPE_INTEGER;
  rule.criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO;
  rule.value_number = 0;
  rule.error_type = error_type;
  rule.error_title = title.data();
  rule.error_message = message.data();
  Note(worksheet_data_validation_range(sheet, cells.first_row, cells.first_column, cells.last_row,
                                       cells.last_column, &rule));
}

void FormWorkbook::AllowNumbersAsTexts(lxw_worksheet* sheet) {
  Note(worksheet_ignore_errors(sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:Z30000"));
}

}  // namespace hemoledger

// A workbook for people to fill in, made with libxlsxwriter: what the template of a plan and the
// sheet of a round have in common. Used by one thread.
#pragma once

#include <xlsxwriter.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "proto/base/language.h"

namespace hemoledger {

class FormWorkbook {
 public:
  // Makes a workbook, lets `fill` fill it in, and writes it to `path`; what stood there is
  // replaced. Errors: FILE_UNREADABLE with the path and why.
  static absl::Status Write(const std::string& path, Language language,
                            const std::function<void(FormWorkbook&)>& fill);

  Language language() const { return language_; }
  std::string Say(std::string_view vi, std::string_view en) const;
  // Remembers the first error; after one nothing is sound, and Write returns it.
  void Note(lxw_error error);

  // Formats and sheets live as long as the workbook, which owns them.
  lxw_format* AddFormat() { return workbook_add_format(workbook_); }
  lxw_format* heading() const { return heading_; }
  lxw_format* explanation() const { return explanation_; }
  // On A4, one page wide; the first row stays in view and is repeated on paper.
  lxw_worksheet* AddSheet(std::string_view vi, std::string_view en);

  // A blank text leaves the cell blank, with the format.
  void Text(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const std::string& text,
            lxw_format* format);
  // YYYYMMDD; 0: blank.
  void Date(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, int32_t date,
            lxw_format* format);
  // The first row of a sheet of keys, values and what they mean.
  void KeyHeadings(lxw_worksheet* sheet);
  // A width in characters: that of the widest text, of 8 to `most`.
  void SetWidth(lxw_worksheet* sheet, lxw_col_t column, size_t widest, double most,
                lxw_format* format = nullptr);

  struct Cells {
    lxw_row_t first_row = 0;
    lxw_col_t first_column = 0;
    lxw_row_t last_row = 0;
    lxw_col_t last_column = 0;
  };
  // Whole numbers from 0 on. `error_type`: whether others are refused
  // (LXW_VALIDATION_ERROR_TYPE_STOP) or asked about (…_WARNING), with `message`.
  void ValidateCounts(lxw_worksheet* sheet, const Cells& cells, std::string message,
                      uint8_t error_type);
  // Numbers that are texts on purpose get no mark of an error.
  void AllowNumbersAsTexts(lxw_worksheet* sheet);

 private:
  FormWorkbook(const std::string& path, Language language);

  const Language language_;
  // Freed by workbook_close, with all its sheets and formats.
  lxw_workbook* const workbook_;
  lxw_error error_ = LXW_NO_ERROR;
  lxw_format* heading_ = nullptr;
  lxw_format* explanation_ = nullptr;
};

}  // namespace hemoledger

#include "clients/cli/export/round_sheet.h"

#include <xlsxwriter.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "clients/cli/render/say.h"
#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "proto/base/strings.h"
#include "proto/base/utf8.h"
#include "services/domain/civil_date.h"

namespace hemoledger {
namespace {

// LXW_PAPER of A4 (ECMA-376, 18.3.1.63: paperSize 9).
constexpr uint8_t kPaperA4 = 9;
constexpr double kMinWidth = 8;
constexpr double kMaxWidth = 40;
// A header of a page holds no more (ECMA-376, 18.3.1.39).
constexpr size_t kMaxPageHeaderBytes = 200;
constexpr char kFeedSuffix[] = "-phieu";
// Typed beside one another, "250" and "350" of a page are the volumes that are collected.
constexpr std::string_view kVolumes[] = {"250 ml", "350 ml"};

enum Column : lxw_col_t {
  kId,
  kUnitId,
  kUnit,
  kQuota,
  kCount,
  kVolume250,
  kVolume350,
  kDate,
  kNote,
  kColumns,
};

// Writes one workbook; remembers the first error, after which nothing is sound.
class SheetWriter {
 public:
  SheetWriter(const RoundSheet& sheet, const std::string& path, Language language)
      : sheet_(sheet), language_(language), workbook_(workbook_new(path.c_str())) {}

  lxw_error Write() {
    if (workbook_ == nullptr) return LXW_ERROR_MEMORY_MALLOC_FAILED;
    MakeFormats();
    // The table first: it is what people open and print.
    WriteTable(AddSheet("Bảng", "Table"));
    WriteHeader(AddSheet("Thông tin", "Info"));
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

  lxw_format* MakeFormat(const char* number, bool unlocked) {
    lxw_format* const format = workbook_add_format(workbook_);
    format_set_border(format, LXW_BORDER_THIN);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    if (number != nullptr) format_set_num_format(format, number);
    if (unlocked) {
      format_set_unlocked(format);
      format_set_bg_color(format, 0xFFFBE6);
    }
    return format;
  }

  void MakeFormats() {
    heading_ = workbook_add_format(workbook_);
    format_set_bold(heading_);
    format_set_text_wrap(heading_);
    format_set_align(heading_, LXW_ALIGN_CENTER);
    format_set_align(heading_, LXW_ALIGN_VERTICAL_CENTER);
    format_set_bg_color(heading_, 0xDDEBF7);
    format_set_border(heading_, LXW_BORDER_THIN);
    // Texts stay as typed: "01" keeps its zero.
    given_text_ = MakeFormat("@", false);
    format_set_text_wrap(given_text_);
    given_count_ = MakeFormat("#,##0", false);
    count_ = MakeFormat("#,##0", true);
    date_ = MakeFormat("dd/mm/yyyy", true);
    text_ = MakeFormat("@", true);
    format_set_text_wrap(text_);
    explanation_ = workbook_add_format(workbook_);
    format_set_italic(explanation_);
    format_set_font_color(explanation_, 0x7F7F7F);
    format_set_text_wrap(explanation_);
  }

  lxw_worksheet* AddSheet(std::string_view vi, std::string_view en) {
    lxw_worksheet* const sheet = workbook_add_worksheet(workbook_, Say(vi, en).c_str());
    worksheet_set_paper(sheet, kPaperA4);
    worksheet_fit_to_pages(sheet, 1, 0);
    worksheet_freeze_panes(sheet, 1, 0);
    Note(worksheet_repeat_rows(sheet, 0, 0));
    lxw_protection allowed = {};
    allowed.format_columns = 1;
    allowed.format_rows = 1;
    worksheet_protect(sheet, nullptr, &allowed);
    return sheet;
  }

  void Text(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const std::string& text,
            lxw_format* format) {
    Note(text.empty() ? worksheet_write_blank(sheet, row, column, format)
                      : worksheet_write_string(sheet, row, column, text.c_str(), format));
  }

  // What stands above the table on paper.
  std::string PageHeader() const {
    std::string title =
        Concat(Say("Đợt ", "Round "), sheet_.label.empty() ? sheet_.round_id : sheet_.label);
    if (sheet_.date != 0) title += ", " + FormatDate(sheet_.date, language_);
    if (!sheet_.place.empty()) title += ", " + sheet_.place;
    title += " (" + sheet_.plan_id + ")";
    std::string escaped = "&C&\"Times New Roman,Bold\"";
    for (const char c : TruncateUtf8(title, kMaxPageHeaderBytes)) {
      escaped += c;
      if (c == '&') escaped += c;
    }
    return escaped;
  }

  void WriteTable(lxw_worksheet* sheet) {
    worksheet_set_landscape(sheet);
    Note(worksheet_set_header(sheet, PageHeader().c_str()));
    Note(worksheet_set_footer(sheet, "&R&P/&N"));
    const std::string headings[kColumns] = {
        Say("Mã phiếu", "id"),    Say("Mã đơn vị", "unit_id"),   Say("Đơn vị", "unit"),
        Say("Chỉ tiêu", "quota"), Say("Số đơn vị máu", "count"), std::string(kVolumes[0]),
        std::string(kVolumes[1]), Say("Ngày", "date"),           Say("Ghi chú", "note"),
    };
    size_t widths[kColumns];
    for (int i = 0; i < kColumns; ++i) {
      Text(sheet, 0, static_cast<lxw_col_t>(i), headings[i], heading_);
      widths[i] = DisplayWidth(headings[i]);
    }
    widths[kDate] = 11;
    widths[kNote] = 30;
    lxw_row_t row = 0;
    for (const RoundSheet::Row& line : sheet_.rows) {
      ++row;
      Text(sheet, row, kId, line.unit_id, given_text_);
      Text(sheet, row, kUnitId, line.unit_id, given_text_);
      Text(sheet, row, kUnit, line.unit_name, given_text_);
      if (line.quota.has_value()) {
        Note(worksheet_write_number(sheet, row, kQuota, static_cast<double>(*line.quota),
                                    given_count_));
      } else {
        Text(sheet, row, kQuota, "", given_count_);
      }
      for (const lxw_col_t column : {kCount, kVolume250, kVolume350})
        Text(sheet, row, column, "", count_);
      Text(sheet, row, kDate, "", date_);
      Text(sheet, row, kNote, "", text_);
      widths[kId] = widths[kUnitId] = std::max(widths[kId], DisplayWidth(line.unit_id));
      widths[kUnit] = std::max(widths[kUnit], DisplayWidth(line.unit_name));
    }
    for (int i = 0; i < kColumns; ++i) {
      const auto column = static_cast<lxw_col_t>(i);
      Note(worksheet_set_column(
          sheet, column, column,
          std::clamp(static_cast<double>(widths[i]) + 2, kMinWidth, kMaxWidth), nullptr));
    }
    if (row > 0) ValidateCounts(sheet, row);
    Note(worksheet_ignore_errors(sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:Z30000"));
  }

  void ValidateCounts(lxw_worksheet* sheet, lxw_row_t last) {
    std::string title = Say("Số đếm", "A count");
    std::string message = Say("Ghi số nguyên từ 0 trở lên; để trống nếu chưa tiếp nhận.",
                              "A whole number from 0 on; blank where nothing was received.");
    lxw_data_validation rule = {};
    rule.validate = LXW_VALIDATION_TYPE_INTEGER;
    rule.criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO;
    rule.value_number = 0;
    rule.error_title = title.data();
    rule.error_message = message.data();
    Note(worksheet_data_validation_range(sheet, 1, kCount, last, kVolume350, &rule));
  }

  void Line(lxw_worksheet* sheet, lxw_row_t row, const std::string& key, const std::string& value,
            std::string_view vi, std::string_view en) {
    Text(sheet, row, 0, key, given_text_);
    Text(sheet, row, 1, value, given_text_);
    Text(sheet, row, 2, Say(vi, en), explanation_);
  }

  void WriteHeader(lxw_worksheet* sheet) {
    Text(sheet, 0, 0, Say("Mục", "Key"), heading_);
    Text(sheet, 0, 1, Say("Nội dung", "Value"), heading_);
    Text(sheet, 0, 2, Say("Giải thích", "Explanation"), heading_);
    Line(sheet, 1, "feed", FeedOfRound(sheet_.round_id),
         "tên của nguồn phiếu; không đổi, nhờ nó mà nạp lại không ghi trùng",
         "name of the feed; never changed, so that importing again records nothing twice");
    Line(sheet, 2, "skip_blank", Say("có", "yes"), "dòng chưa điền số thì bỏ qua",
         "rows without a number are passed over");
    Line(sheet, 3, "defaults.round", sheet_.round_id, "đợt của mọi phiếu", "round of all receipts");
    Text(sheet, 4, 0, "defaults.date", given_text_);
    if (sheet_.date == 0) {
      Text(sheet, 4, 1, "", date_);
    } else {
      const YearMonthDay parts = SplitDate(sheet_.date);
      lxw_datetime moment = {};
      moment.year = parts.year;
      moment.month = parts.month;
      moment.day = parts.day;
      Note(worksheet_write_datetime(sheet, 4, 1, &moment, date_));
    }
    Text(sheet, 4, 2, Say("ngày của dòng để trống cột Ngày", "the day of rows without a date"),
         explanation_);
    // What is received there, unless a row says otherwise; may be changed.
    Text(sheet, 5, 0, "defaults.component", given_text_);
    Text(sheet, 5, 1, "", text_);
    Text(sheet, 5, 2, Say("thành phần, ví dụ: toàn phần", "component, such as: whole blood"),
         explanation_);
    Text(sheet, 6, 0, "defaults.donor_class", given_text_);
    Text(sheet, 6, 1, "", text_);
    Text(sheet, 6, 2, Say("loại người hiến, ví dụ: tình nguyện", "donor class, such as: voluntary"),
         explanation_);
    Note(worksheet_set_column(sheet, 0, 0, 22, nullptr));
    Note(worksheet_set_column(sheet, 1, 1, kMaxWidth, nullptr));
    Note(worksheet_set_column(sheet, 2, 2, 50, nullptr));
  }

  const RoundSheet& sheet_;
  const Language language_;
  // Freed by workbook_close, with all its sheets and formats.
  lxw_workbook* const workbook_;
  lxw_error error_ = LXW_NO_ERROR;
  lxw_format* heading_ = nullptr;
  lxw_format* given_text_ = nullptr;
  lxw_format* given_count_ = nullptr;
  lxw_format* count_ = nullptr;
  lxw_format* date_ = nullptr;
  lxw_format* text_ = nullptr;
  lxw_format* explanation_ = nullptr;
};

}  // namespace

std::string FeedOfRound(const std::string& round_id) {
  return Concat(round_id.substr(0, kMaxIdBytes - std::strlen(kFeedSuffix)), kFeedSuffix);
}

absl::Status WriteRoundSheet(const RoundSheet& sheet, const std::string& path, Language language) {
  // The library tells a path that can not be written by a line of its own on the terminal.
  if (!std::ofstream(path, std::ios::binary)) {
    return MakeError(ERROR_REASON_FILE_UNREADABLE,
                     {{"path", path}, {"detail", std::string(std::strerror(errno))}});
  }
  const lxw_error error = SheetWriter(sheet, path, language).Write();
  if (error == LXW_NO_ERROR) return absl::OkStatus();
  return MakeError(ERROR_REASON_FILE_UNREADABLE,
                   {{"path", path}, {"detail", std::string(lxw_strerror(error))}});
}

}  // namespace hemoledger

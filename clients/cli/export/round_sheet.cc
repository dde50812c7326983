#include "clients/cli/export/round_sheet.h"

#include <algorithm>
#include <cstring>

#include "clients/cli/export/form_workbook.h"
#include "proto/base/ids.h"
#include "proto/base/strings.h"
#include "proto/base/utf8.h"
#include "services/domain/civil_date.h"

namespace hemoledger {
namespace {

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

// Fills in one workbook.
class SheetWriter {
 public:
  SheetWriter(const RoundSheet& sheet, FormWorkbook& form)
      : sheet_(sheet),
        form_(form),
        // Texts stay as typed: "01" keeps its zero.
        given_text_(MakeFormat("@", false)),
        given_count_(MakeFormat("#,##0", false)),
        count_(MakeFormat("#,##0", true)),
        date_(MakeFormat("dd/mm/yyyy", true)),
        text_(MakeFormat("@", true)) {
    format_set_text_wrap(given_text_);
    format_set_text_wrap(text_);
  }

  void Write() {
    // The table first: it is what people open and print.
    WriteTable(AddSheet("Bảng", "Table"));
    WriteHeader(AddSheet("Thông tin", "Info"));
  }

 private:
  lxw_format* MakeFormat(const char* number, bool unlocked) {
    lxw_format* const format = form_.AddFormat();
    format_set_border(format, LXW_BORDER_THIN);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    format_set_num_format(format, number);
    if (unlocked) {
      format_set_unlocked(format);
      format_set_bg_color(format, 0xFFFBE6);
    }
    return format;
  }

  // Only what is to be filled in can be changed.
  lxw_worksheet* AddSheet(std::string_view vi, std::string_view en) {
    lxw_worksheet* const sheet = form_.AddSheet(vi, en);
    lxw_protection allowed = {};
    allowed.format_columns = 1;
    allowed.format_rows = 1;
    worksheet_protect(sheet, nullptr, &allowed);
    return sheet;
  }

  // What stands above the table on paper.
  std::string PageHeader() const {
    std::string title =
        Concat(form_.Say("Đợt ", "Round "), sheet_.label.empty() ? sheet_.round_id : sheet_.label);
    if (sheet_.date != 0) title += ", " + FormatDate(sheet_.date, form_.language());
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
    form_.Note(worksheet_set_header(sheet, PageHeader().c_str()));
    form_.Note(worksheet_set_footer(sheet, "&R&P/&N"));
    const std::string headings[kColumns] = {
        form_.Say("Mã phiếu", "id"),
        form_.Say("Mã đơn vị", "unit_id"),
        form_.Say("Đơn vị", "unit"),
        form_.Say("Chỉ tiêu", "quota"),
        form_.Say("Số đơn vị máu", "count"),
        std::string(kVolumes[0]),
        std::string(kVolumes[1]),
        form_.Say("Ngày", "date"),
        form_.Say("Ghi chú", "note"),
    };
    size_t widths[kColumns];
    for (int i = 0; i < kColumns; ++i) {
      form_.Text(sheet, 0, static_cast<lxw_col_t>(i), headings[i], form_.heading());
      widths[i] = DisplayWidth(headings[i]);
    }
    widths[kDate] = 11;
    widths[kNote] = 30;
    lxw_row_t row = 0;
    for (const RoundSheet::Row& line : sheet_.rows) {
      ++row;
      form_.Text(sheet, row, kId, line.unit_id, given_text_);
      form_.Text(sheet, row, kUnitId, line.unit_id, given_text_);
      form_.Text(sheet, row, kUnit, line.unit_name, given_text_);
      if (line.quota.has_value()) {
        form_.Note(worksheet_write_number(sheet, row, kQuota, static_cast<double>(*line.quota),
                                          given_count_));
      } else {
        form_.Text(sheet, row, kQuota, "", given_count_);
      }
      for (const lxw_col_t column : {kCount, kVolume250, kVolume350})
        form_.Text(sheet, row, column, "", count_);
      form_.Text(sheet, row, kDate, "", date_);
      form_.Text(sheet, row, kNote, "", text_);
      widths[kId] = widths[kUnitId] = std::max(widths[kId], DisplayWidth(line.unit_id));
      widths[kUnit] = std::max(widths[kUnit], DisplayWidth(line.unit_name));
    }
    for (int i = 0; i < kColumns; ++i) {
      form_.SetWidth(sheet, static_cast<lxw_col_t>(i), widths[i], kMaxWidth);
    }
    if (row > 0) {
      form_.ValidateCounts(sheet, {1, kCount, row, kVolume350},
                           form_.Say("Ghi số nguyên từ 0 trở lên; để trống nếu chưa tiếp nhận.",
                                     "A whole number from 0 on; blank where nothing was received."),
                           LXW_VALIDATION_ERROR_TYPE_STOP);
    }
    form_.AllowNumbersAsTexts(sheet);
  }

  void Line(lxw_worksheet* sheet, lxw_row_t row, const std::string& key, const std::string& value,
            std::string_view vi, std::string_view en) {
    form_.Text(sheet, row, 0, key, given_text_);
    form_.Text(sheet, row, 1, value, given_text_);
    form_.Text(sheet, row, 2, form_.Say(vi, en), form_.explanation());
  }

  void WriteHeader(lxw_worksheet* sheet) {
    form_.KeyHeadings(sheet);
    Line(sheet, 1, "feed", FeedOfRound(sheet_.round_id),
         "tên của nguồn phiếu; không đổi, nhờ nó mà nạp lại không ghi trùng",
         "name of the feed; never changed, so that importing again records nothing twice");
    Line(sheet, 2, "skip_blank", form_.Say("có", "yes"), "dòng chưa điền số thì bỏ qua",
         "rows without a number are passed over");
    Line(sheet, 3, "defaults.round", sheet_.round_id, "đợt của mọi phiếu", "round of all receipts");
    form_.Text(sheet, 4, 0, "defaults.date", given_text_);
    form_.Date(sheet, 4, 1, sheet_.date, date_);
    form_.Text(sheet, 4, 2,
               form_.Say("ngày của dòng để trống cột Ngày", "the day of rows without a date"),
               form_.explanation());
    // What is received there, unless a row says otherwise; may be changed.
    form_.Text(sheet, 5, 0, "defaults.component", given_text_);
    form_.Text(sheet, 5, 1, "", text_);
    form_.Text(sheet, 5, 2,
               form_.Say("thành phần, ví dụ: toàn phần", "component, such as: whole blood"),
               form_.explanation());
    form_.Text(sheet, 6, 0, "defaults.donor_class", given_text_);
    form_.Text(sheet, 6, 1, "", text_);
    form_.Text(sheet, 6, 2,
               form_.Say("loại người hiến, ví dụ: tình nguyện", "donor class, such as: voluntary"),
               form_.explanation());
    form_.Note(worksheet_set_column(sheet, 0, 0, 22, nullptr));
    form_.Note(worksheet_set_column(sheet, 1, 1, kMaxWidth, nullptr));
    form_.Note(worksheet_set_column(sheet, 2, 2, 50, nullptr));
  }

  const RoundSheet& sheet_;
  FormWorkbook& form_;
  lxw_format* const given_text_;
  lxw_format* const given_count_;
  lxw_format* const count_;
  lxw_format* const date_;
  lxw_format* const text_;
};

}  // namespace

std::string FeedOfRound(const std::string& round_id) {
  return Concat(round_id.substr(0, kMaxIdBytes - std::strlen(kFeedSuffix)), kFeedSuffix);
}

absl::Status WriteRoundSheet(const RoundSheet& sheet, const std::string& path, Language language) {
  return FormWorkbook::Write(path, language,
                             [&](FormWorkbook& form) { SheetWriter(sheet, form).Write(); });
}

}  // namespace hemoledger

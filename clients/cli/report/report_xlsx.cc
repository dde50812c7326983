#include "clients/cli/report/report_xlsx.h"

#include <xlsxwriter.h>

#include <algorithm>
#include <map>
#include <memory>
#include <tuple>
#include <utility>

#include "clients/cli/render/say.h"
#include "clients/cli/render/text_width.h"
#include "proto/base/errors.h"
#include "proto/base/utf8.h"

namespace hemoledger {
namespace {

// The typeface that Decree 30/2020/NĐ-CP, appendix I, prescribes for documents.
constexpr char kFont[] = "Times New Roman";
constexpr double kBodySize = 11;
constexpr double kTitleSize = 13;
constexpr double kSmallSize = 8;
// A line of text is that many points high for each point of its size.
constexpr double kLineHeight = 1.35;
// Column widths are told in digits of the usual typeface; a letter of ours is narrower.
constexpr double kLetterWidth = 0.87;
constexpr double kBoldLetterWidth = 0.97;
constexpr uint8_t kPaperA4 = 9;
constexpr lxw_row_t kSignatureRows = 4;

struct Style {
  double size = kBodySize;
  bool bold = false;
  bool italic = false;
  bool border = false;
  uint8_t align = LXW_ALIGN_LEFT;
  // Blank: text.
  std::string number = {};

  auto Key() const { return std::tie(size, bold, italic, border, align, number); }
  bool operator<(const Style& other) const { return Key() < other.Key(); }
};

// Draws one sheet; libxlsxwriter tells what went wrong by codes, of which the first is kept.
class Sheet {
 public:
  Sheet(const ReportTable& report, const std::string& path)
      : report_(report), workbook_(workbook_new(path.c_str())) {
    if (workbook_ == nullptr) return;
    sheet_ = workbook_add_worksheet(workbook_, SheetName().c_str());
  }
  // Closing writes the file and frees the workbook, so it is done on every way out.
  ~Sheet() {
    if (workbook_ != nullptr) workbook_close(workbook_);
  }
  Sheet(const Sheet&) = delete;
  Sheet& operator=(const Sheet&) = delete;

  lxw_error Draw() {
    if (workbook_ == nullptr || sheet_ == nullptr) return LXW_ERROR_MEMORY_MALLOC_FAILED;
    SetProperties();
    SetColumns();
    AddTitles();
    AddHeading();
    for (const ReportRow& row : report_.rows) AddRow(row);
    AddNotes();
    AddSignatures();
    ++row_;
    AddAcross({.size = kSmallSize, .italic = true}, report_.reflects);
    SetPage();
    const lxw_error closed = workbook_close(std::exchange(workbook_, nullptr));
    return error_ == LXW_NO_ERROR ? closed : error_;
  }

 private:
  std::string SheetName() const { return Say(report_.language, "Kết quả", "Results"); }
  lxw_col_t FirstMonth() const { return 3; }
  lxw_col_t TotalColumn() const {
    return static_cast<lxw_col_t>(FirstMonth() + report_.months.size());
  }
  lxw_col_t LastColumn() const { return static_cast<lxw_col_t>(TotalColumn() + 2); }

  void Keep(lxw_error error) {
    if (error_ == LXW_NO_ERROR) error_ = error;
  }

  lxw_format* FormatOf(const Style& style) {
    lxw_format*& format = formats_[style];
    if (format != nullptr) return format;
    format = workbook_add_format(workbook_);
    format_set_font_name(format, kFont);
    format_set_font_size(format, style.size);
    if (style.bold) format_set_bold(format);
    if (style.italic) format_set_italic(format);
    if (style.border) format_set_border(format, LXW_BORDER_THIN);
    format_set_align(format, style.align);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    if (style.number.empty()) {
      format_set_text_wrap(format);
      if (style.border && style.align == LXW_ALIGN_LEFT) format_set_indent(format, 1);
    } else {
      format_set_num_format(format, style.number.c_str());
    }
    return format;
  }

  void SetProperties() {
    lxw_doc_properties properties = {};
    std::string title = report_.title + ": " + report_.plan_title;
    // Readers of the format take no longer ones.
    title = std::string(TruncateUtf8(title, 255));
    properties.title = title.data();
    properties.created = static_cast<time_t>(report_.record_time_micros / 1'000'000);
    // 0 would mean the clock of this machine.
    if (properties.created == 0) properties.created = 1;
    Keep(workbook_set_properties(workbook_, &properties));
  }

  void SetColumns() {
    constexpr size_t kWidestName = 48;
    constexpr size_t kWidestNote = 24;
    size_t label = 4;
    size_t name = 12;
    size_t note = 9;
    for (const ReportRow& row : report_.rows) {
      label = std::max(label, DisplayWidth(row.label));
      name = std::max(name, DisplayWidth(row.name));
      note = std::max(note, DisplayWidth(row.note));
    }
    SetWidth(0, 0, static_cast<double>(label));
    SetWidth(1, 1, static_cast<double>(std::min(name, kWidestName)));
    SetWidth(2, 2, 8.5);
    if (!report_.months.empty()) {
      SetWidth(FirstMonth(), static_cast<lxw_col_t>(TotalColumn() - 1), 7.2);
    }
    SetWidth(TotalColumn(), TotalColumn(), 8.5);
    SetWidth(static_cast<lxw_col_t>(TotalColumn() + 1), static_cast<lxw_col_t>(TotalColumn() + 1),
             6.5);
    SetWidth(LastColumn(), LastColumn(), static_cast<double>(std::min(note, kWidestNote)));
  }

  void SetWidth(lxw_col_t first, lxw_col_t last, double letters) {
    const double width = letters * kLetterWidth + 1.5;
    Keep(worksheet_set_column(sheet_, first, last, width, nullptr));
    for (lxw_col_t column = first; column <= last; ++column) widths_[column] = width;
  }
  double WidthOf(lxw_col_t first, lxw_col_t last) const {
    double width = 0;
    for (lxw_col_t column = first; column <= last; ++column) width += widths_.at(column);
    return width;
  }

  // Merged cells have no height of their own: it is reckoned from the text's width.
  double HeightOf(const Style& style, const std::string& text, double width) const {
    const double letter = style.bold ? kBoldLetterWidth : kLetterWidth;
    const double letters = (width - 1) / letter * kBodySize / style.size;
    const size_t lines = WrapToWidth(text, std::max(static_cast<int>(letters), 1)).size();
    return static_cast<double>(lines) * style.size * kLineHeight;
  }

  void Merge(lxw_row_t row, lxw_col_t first, lxw_col_t last, const Style& style,
             const std::string& text) {
    Keep(worksheet_merge_range(sheet_, row, first, row, last, text.c_str(), FormatOf(style)));
  }

  // A line over all columns; blank: nothing.
  void AddAcross(const Style& style, const std::string& text) {
    if (text.empty()) return;
    Keep(worksheet_set_row(sheet_, row_, HeightOf(style, text, WidthOf(0, LastColumn())), nullptr));
    Merge(row_, 0, LastColumn(), style, text);
    ++row_;
  }

  void AddTitles() {
    const Style bold = {.size = kTitleSize, .bold = true, .align = LXW_ALIGN_CENTER};
    const Style plain = {.align = LXW_ALIGN_CENTER};
    const Style italic = {.italic = true, .align = LXW_ALIGN_CENTER};
    AddAcross(bold, report_.annex);
    AddAcross(bold, report_.title);
    AddAcross({.bold = true, .align = LXW_ALIGN_CENTER}, report_.plan_title);
    AddAcross(italic, report_.attached_to);
    AddAcross(plain, report_.period);
    AddAcross({.italic = true, .align = LXW_ALIGN_RIGHT}, report_.measure);
  }

  void AddHeading() {
    heading_row_ = row_;
    const ReportHeadings headings = HeadingsOf(report_.language);
    const Style style = {.bold = true, .border = true, .align = LXW_ALIGN_CENTER};
    Keep(worksheet_set_row(sheet_, row_, 2.3 * kBodySize * kLineHeight, nullptr));
    AddText(0, style, headings.label);
    AddText(1, style, headings.name);
    AddText(2, style, headings.quota);
    for (size_t i = 0; i < report_.months.size(); ++i) {
      AddText(static_cast<lxw_col_t>(FirstMonth() + i), style, report_.months[i].heading);
    }
    AddText(TotalColumn(), style, headings.total);
    AddText(static_cast<lxw_col_t>(TotalColumn() + 1), style, headings.percent);
    AddText(LastColumn(), style, headings.note);
    ++row_;
  }

  void AddRow(const ReportRow& row) {
    const Style text = {.bold = row.kind != ReportRow::Kind::kRow, .border = true};
    Style centred = text;
    centred.align = LXW_ALIGN_CENTER;
    // A height of its own, since not every program finds one when it opens the file.
    const double height = std::max(HeightOf(text, row.name, WidthOf(1, 1)),
                                   HeightOf(text, row.note, WidthOf(LastColumn(), LastColumn())));
    Keep(worksheet_set_row(sheet_, row_, height + 3, nullptr));
    AddText(0, centred, row.label);
    AddText(1, text, row.name);
    AddNumber(2, text, AsNumber(row.quota), "#,##0");
    for (size_t i = 0; i < row.months.size(); ++i) {
      AddNumber(static_cast<lxw_col_t>(FirstMonth() + i), text, AsNumber(row.months[i]), "#,##0");
    }
    const bool whole = !row.total.has_value() || row.total->numerator % row.total->denominator == 0;
    AddNumber(TotalColumn(), text, AsNumber(row.total, 1), whole ? "#,##0" : "#,##0.0");
    AddNumber(static_cast<lxw_col_t>(TotalColumn() + 1), text, AsNumber(row.ratio, 100),
              PercentFormat());
    AddText(LastColumn(), text, row.note);
    ++row_;
  }

  void AddText(lxw_col_t column, const Style& style, const std::string& text) {
    if (text.empty()) {
      Keep(worksheet_write_blank(sheet_, row_, column, FormatOf(style)));
    } else {
      Keep(worksheet_write_string(sheet_, row_, column, text.c_str(), FormatOf(style)));
    }
  }

  // Blank where there is none: never 0.
  void AddNumber(lxw_col_t column, Style style, const std::optional<double>& number,
                 const std::string& format) {
    style.align = LXW_ALIGN_RIGHT;
    style.number = format;
    if (number.has_value()) {
      Keep(worksheet_write_number(sheet_, row_, column, *number, FormatOf(style)));
    } else {
      Keep(worksheet_write_blank(sheet_, row_, column, FormatOf(style)));
    }
  }

  static std::optional<double> AsNumber(const std::optional<int64_t>& count) {
    return count.has_value() ? std::optional(static_cast<double>(*count)) : std::nullopt;
  }
  static std::optional<double> AsNumber(const std::optional<Rational>& number, double times) {
    if (!number.has_value()) return std::nullopt;
    return times * static_cast<double>(number->numerator) /
           static_cast<double>(number->denominator);
  }

  std::string PercentFormat() const {
    return report_.percent_decimals == 0
               ? "#,##0"
               : "#,##0." + std::string(static_cast<size_t>(report_.percent_decimals), '0');
  }

  void AddNotes() {
    for (const std::string& note : report_.notes) AddAcross({.italic = true}, note);
  }

  void AddSignatures() {
    ++row_;
    const lxw_col_t middle = report_.months.empty() ? 2 : LastColumn() / 2;
    const Style bold = {.bold = true, .align = LXW_ALIGN_CENTER};
    const Style italic = {.italic = true, .align = LXW_ALIGN_CENTER};
    const auto add = [&](const Style& style, const std::string& left, const std::string& right) {
      if (!left.empty()) Merge(row_, 0, static_cast<lxw_col_t>(middle - 1), style, left);
      if (!right.empty()) Merge(row_, middle, LastColumn(), style, right);
      ++row_;
    };
    add(italic, "", report_.place_and_date);
    const size_t height = std::max(report_.prepared_heading.size(), report_.signed_heading.size());
    for (size_t i = 0; i < height; ++i) {
      add(bold, i < report_.prepared_heading.size() ? report_.prepared_heading[i] : "",
          i < report_.signed_heading.size() ? report_.signed_heading[i] : "");
    }
    row_ += kSignatureRows;
    add(bold, report_.prepared_by, report_.signed_name);
  }

  void SetPage() {
    worksheet_set_paper(sheet_, kPaperA4);
    if (report_.months.empty()) {
      worksheet_set_portrait(sheet_);
    } else {
      worksheet_set_landscape(sheet_);
    }
    worksheet_fit_to_pages(sheet_, 1, 0);
    // Inches: 2 cm above and below, room for a binding on the left.
    worksheet_set_margins(sheet_, 0.8, 0.6, 0.75, 0.75);
    worksheet_center_horizontally(sheet_);
    Keep(worksheet_repeat_rows(sheet_, heading_row_, heading_row_));
    Keep(worksheet_print_area(sheet_, 0, 0, row_ - 1, LastColumn()));
    worksheet_freeze_panes(sheet_, heading_row_ + 1, 2);
    Keep(worksheet_set_footer(
        sheet_, Say(report_.language, "&C&8Trang &P/&N", "&C&8Page &P of &N").c_str()));
  }

  const ReportTable& report_;
  lxw_workbook* workbook_;
  lxw_worksheet* sheet_ = nullptr;
  std::map<Style, lxw_format*> formats_;
  std::map<lxw_col_t, double> widths_;
  lxw_row_t row_ = 0;
  lxw_row_t heading_row_ = 0;
  lxw_error error_ = LXW_NO_ERROR;
};

}  // namespace

absl::Status WriteReportXlsx(const ReportTable& report, const std::string& path) {
  const lxw_error error = Sheet(report, path).Draw();
  if (error == LXW_NO_ERROR) return absl::OkStatus();
  return MakeError(ERROR_REASON_FILE_UNREADABLE, {{"path", path}, {"detail", lxw_strerror(error)}});
}

}  // namespace hemoledger

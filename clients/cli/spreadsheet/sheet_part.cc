#include "clients/cli/spreadsheet/sheet_part.h"

#include <charconv>
#include <utility>

#include "clients/cli/spreadsheet/cell_reference.h"
#include "clients/cli/spreadsheet/cell_value.h"
#include "clients/cli/spreadsheet/limits.h"
#include "clients/cli/spreadsheet/rich_text.h"
#include "clients/cli/spreadsheet/xml_reader.h"
#include "proto/base/strings.h"
#include "proto/base/utf8.h"

namespace hemoledger {
namespace {

constexpr size_t kMaxToldBytes = 64;

class SheetHandler : public XmlHandler {
 public:
  SheetHandler(const SheetContext& context, WorkbookFault& fault)
      : context_(context), fault_(fault) {}

  bool Start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "sheetData") {
      if (had_data_) return TellDamaged("two tables of cells");
      had_data_ = in_data_ = true;
      return true;
    }
    if (!in_data_) return true;
    if (name == "row") return StartRow(attributes);
    if (name == "c") return StartCell(attributes);
    if (name == "f") saved_.has_formula = true;
    if (name == "v") {
      in_value_ = true;
      saved_.has_value = true;
    }
    if (name == "is") {
      in_inline_ = true;
      saved_.has_value = true;
    }
    if (in_inline_) inline_text_.Start(name);
    return true;
  }

  bool End(std::string_view name) override {
    if (name == "sheetData") in_data_ = false;
    if (!in_data_) return true;
    if (in_inline_) inline_text_.End(name);
    if (name == "v") in_value_ = false;
    if (name == "is") in_inline_ = false;
    if (name == "c") return FinishCell();
    if (name == "row" && !row_.cells.empty()) rows_.push_back(std::move(row_));
    if (name == "row") row_ = {};
    return true;
  }

  bool Text(std::string_view text) override {
    if (in_value_) saved_.value += text;
    if (in_inline_) inline_text_.Text(text);
    if (saved_.value.size() + inline_text_.size() + text_bytes_ <= kMaxSheetTextBytes) return true;
    return TellTooLarge(Concat(kMaxSheetTextBytes, " bytes of text"));
  }

  bool had_data() const { return had_data_; }
  std::vector<SheetRow>& rows() { return rows_; }

 private:
  bool TellDamaged(std::string_view detail, std::string_view value = "") {
    fault_.Tell(
        Concat("Trang tính bị hỏng (", detail, "); hãy mở bằng Excel rồi lưu lại thành .xlsx"),
        Concat("The sheet is broken (", detail,
               "); open it in a spreadsheet program and save it again as .xlsx"),
        "a sound sheet");
    fault_.row = row_number_;
    fault_.column = column_;
    fault_.value = TruncateUtf8(value, kMaxToldBytes);
    return false;
  }

  bool TellTooLarge(std::string_view limit) {
    return fault_.Tell(
        Concat("Trang tính quá lớn (quá ", limit, "); hãy chép riêng bảng cần nạp sang tệp mới"),
        Concat("The sheet is too large (over ", limit, "); copy the table alone into a new file"),
        limit);
  }

  // A row without a number follows the one before it, and so does a cell.
  bool StartRow(const XmlAttributes& attributes) {
    const std::string_view stated = attributes.Text("r");
    column_ = 0;
    int number = row_number_ + 1;
    if (!stated.empty()) {
      const auto [end, error] =
          std::from_chars(stated.data(), stated.data() + stated.size(), number);
      if (error != std::errc() || end != stated.data() + stated.size()) {
        return TellDamaged("the number of a row", stated);
      }
    }
    if (number <= row_number_) return TellDamaged("a row twice or out of order", stated);
    if (number > kLastRow) return TellDamaged(Concat("a row after ", kLastRow), stated);
    row_number_ = number;
    row_ = {};
    row_.number = number;
    return true;
  }

  bool StartCell(const XmlAttributes& attributes) {
    saved_ = {};
    saved_.type = attributes.Text("t");
    saved_.style = attributes.Text("s");
    inline_text_.Clear();
    in_value_ = in_inline_ = false;
    const std::string_view stated = attributes.Text("r");
    int column = column_ + 1;
    if (!stated.empty()) {
      const std::optional<CellReference> reference = ParseCellReference(stated);
      if (!reference || reference->row != row_number_) {
        return TellDamaged("the name of a cell", stated);
      }
      column = reference->column;
    }
    if (column <= column_) return TellDamaged("a cell twice or out of order", stated);
    if (column > kLastColumn) return TellDamaged(Concat("a column after ", kLastColumn));
    column_ = column;
    return true;
  }

  bool FinishCell() {
    if (saved_.type == "inlineStr") saved_.value = inline_text_.Raw();
    SheetCell cell;
    cell.column = column_;
    const CellMeaning meaning = ReadSavedCell(saved_, context_, cell);
    if (meaning == CellMeaning::kBlank) return true;
    if (meaning == CellMeaning::kDamaged) return TellDamaged("the value of a cell", saved_.value);
    if (column_ > kMaxSheetColumns) {
      fault_.Tell(
          Concat("Ô này nằm quá xa về bên phải; bảng có tối đa ", kMaxSheetColumns,
                 " cột: hãy xóa ô hoặc chép riêng bảng sang tệp mới"),
          Concat("The cell lies too far to the right; a table has at most ", kMaxSheetColumns,
                 " columns: delete the cell, or copy the table alone into a new file"),
          Concat("at most ", kMaxSheetColumns, " columns"));
      fault_.row = row_number_;
      fault_.column = column_;
      return false;
    }
    text_bytes_ += cell.text.size();
    if (++cell_count_ > kMaxSheetCells) return TellTooLarge(Concat(kMaxSheetCells, " cells"));
    if (text_bytes_ > kMaxSheetTextBytes) {
      return TellTooLarge(Concat(kMaxSheetTextBytes, " bytes of text"));
    }
    row_.cells.push_back(std::move(cell));
    return true;
  }

  const SheetContext& context_;
  WorkbookFault& fault_;
  bool had_data_ = false;
  bool in_data_ = false;
  bool in_value_ = false;
  bool in_inline_ = false;
  // Of the row and cell that are being read; 0: none yet.
  int row_number_ = 0;
  int column_ = 0;
  SavedCell saved_;
  RichText inline_text_;
  SheetRow row_;
  size_t cell_count_ = 0;
  size_t text_bytes_ = 0;
  std::vector<SheetRow> rows_;
};

}  // namespace

std::optional<std::vector<SheetRow>> ReadSheetPart(const ZipArchive& archive, std::string_view part,
                                                   const SheetContext& context,
                                                   WorkbookFault& fault) {
  SheetHandler handler(context, fault);
  if (ReadXmlPart(archive, part, handler, fault) != XmlOutcome::kWhole) return std::nullopt;
  if (!handler.had_data()) {
    fault.Tell("Trang tính bị hỏng: không có ô nào được lưu",
               "The sheet is broken: it holds no cells", "a sheet with cells");
    return std::nullopt;
  }
  return std::move(handler.rows());
}

}  // namespace hemoledger

// Workbooks that tests make themselves: the parts as text, zipped.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hemoledger {

// A zip archive of the parts, in their order, each compressed; the bytes of a file.
std::string MakeZip(const std::vector<std::pair<std::string, std::string>>& parts);

// `text` as it stands in XML.
std::string EscapeXml(std::string_view text);

// Builds a workbook of sheets whose cells are given as XML or by the short forms below.
class WorkbookBuilder {
 public:
  // `rows`: what stands inside <sheetData>. `state`: "visible", "hidden".
  WorkbookBuilder& Sheet(std::string name, std::string rows, std::string state = "visible");
  // Rows of texts; blank ones are left out. "=1141" is the number 1141, "=1.1|2" one of style 2.
  WorkbookBuilder& TextSheet(std::string name, const std::vector<std::vector<std::string>>& rows,
                             std::string state = "visible");
  // Index of a shared text; `item` is what stands inside <si>.
  int SharedItem(std::string item);
  // Index of a style for cells with the format code; codes get ids from 164 on.
  int Style(std::string format_code);
  // The same for a format that has an id and no code.
  int BuiltInStyle(int format_id);
  WorkbookBuilder& Use1904();
  // Replaces a part, or adds one ("xl/styles.xml").
  WorkbookBuilder& Part(std::string name, std::string content);

  // The bytes of the .xlsx.
  std::string Build() const;
  // The parts, for tests that spoil them.
  std::vector<std::pair<std::string, std::string>> Parts() const;

 private:
  struct SheetSource {
    std::string name;
    std::string rows;
    std::string state;
  };

  std::vector<SheetSource> sheets_;
  std::vector<std::string> shared_items_;
  std::vector<std::string> format_codes_;
  // numFmtId of each style; style 0 is general.
  std::vector<int> styles_ = {0};
  bool uses_1904_ = false;
  std::vector<std::pair<std::string, std::string>> replaced_;
};

}  // namespace hemoledger

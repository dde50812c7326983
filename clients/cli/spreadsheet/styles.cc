#include "clients/cli/spreadsheet/styles.h"

#include <charconv>
#include <map>
#include <utility>

#include "clients/cli/spreadsheet/limits.h"
#include "clients/cli/spreadsheet/xml_reader.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

int ToInt(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// numFmts stand before cellXfs in the part.
class StylesHandler : public XmlHandler {
 public:
  bool Start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "numFmt") {
      custom_[ToInt(attributes.Text("numFmtId"))] =
          ParseNumberFormat(attributes.Text("formatCode"));
      return custom_.size() <= kMaxCellStyles;
    }
    if (name == "cellXfs") in_cell_styles_ = true;
    if (name != "xf" || !in_cell_styles_) return true;
    const int id = ToInt(attributes.Text("numFmtId"));
    const auto found = custom_.find(id);
    styles_.push_back(found == custom_.end() ? BuiltInFormat(id) : found->second);
    return styles_.size() <= kMaxCellStyles;
  }
  bool End(std::string_view name) override {
    if (name == "cellXfs") in_cell_styles_ = false;
    return true;
  }
  bool Text(std::string_view) override { return true; }

  std::vector<NumberFormat>& styles() { return styles_; }

 private:
  std::map<int, NumberFormat> custom_;
  bool in_cell_styles_ = false;
  std::vector<NumberFormat> styles_;
};

}  // namespace

std::optional<std::vector<NumberFormat>> ReadStyles(const ZipArchive& archive,
                                                    std::string_view part, WorkbookFault& fault) {
  StylesHandler handler;
  switch (ReadXmlPart(archive, part, handler, fault)) {
    case XmlOutcome::kWhole:
      return std::move(handler.styles());
    case XmlOutcome::kStopped:
      fault.Tell("Tệp có quá nhiều kiểu ô; hãy chép riêng bảng cần nạp sang một tệp mới",
                 "The file has too many cell styles; copy the table alone into a new file",
                 Concat("at most ", kMaxCellStyles, " styles"));
      return std::nullopt;
    case XmlOutcome::kFault:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace hemoledger

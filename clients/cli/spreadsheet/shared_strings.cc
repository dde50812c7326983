#include "clients/cli/spreadsheet/shared_strings.h"

#include <utility>

#include "clients/cli/spreadsheet/limits.h"
#include "clients/cli/spreadsheet/rich_text.h"
#include "clients/cli/spreadsheet/xml_reader.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

class SharedStringsHandler : public XmlHandler {
 public:
  bool Start(std::string_view name, const XmlAttributes&) override {
    if (name == "si") text_.Clear();
    text_.Start(name);
    return true;
  }
  bool End(std::string_view name) override {
    text_.End(name);
    if (name != "si") return true;
    strings_.push_back(DecodeSpreadsheetText(text_.Raw()));
    return strings_.size() <= kMaxSharedStrings;
  }
  bool Text(std::string_view text) override {
    text_.Text(text);
    return true;
  }

  std::vector<std::string>& strings() { return strings_; }

 private:
  RichText text_;
  std::vector<std::string> strings_;
};

}  // namespace

std::optional<std::vector<std::string>> ReadSharedStrings(const ZipArchive& archive,
                                                          std::string_view part,
                                                          WorkbookFault& fault) {
  SharedStringsHandler handler;
  switch (ReadXmlPart(archive, part, handler, fault)) {
    case XmlOutcome::kWhole:
      return std::move(handler.strings());
    case XmlOutcome::kStopped:
      fault.Tell("Tệp có quá nhiều chữ; hãy chép riêng bảng cần nạp sang một tệp mới",
                 "The file has too many texts; copy the table alone into a new file",
                 Concat("at most ", kMaxSharedStrings, " shared texts"));
      return std::nullopt;
    case XmlOutcome::kFault:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace hemoledger

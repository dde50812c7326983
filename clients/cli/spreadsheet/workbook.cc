#include "clients/cli/spreadsheet/workbook.h"

#include <set>
#include <utility>

#include "clients/cli/spreadsheet/limits.h"
#include "clients/cli/spreadsheet/office_file.h"
#include "clients/cli/spreadsheet/relationships.h"
#include "clients/cli/spreadsheet/shared_strings.h"
#include "clients/cli/spreadsheet/sheet_part.h"
#include "clients/cli/spreadsheet/styles.h"
#include "clients/cli/spreadsheet/xml_reader.h"
#include "proto/base/check.h"
#include "proto/base/strings.h"
#include "proto/base/utf8.h"

namespace hemoledger {
namespace {

// The list of sheets.
class WorkbookHandler : public XmlHandler {
 public:
  struct Listed {
    SheetInfo info;
    std::string relationship_id;
  };

  bool Start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "workbookPr") uses_1904_ = attributes.Flag("date1904");
    if (name != "sheet") return true;
    const std::string_view state = attributes.Text("state");
    listed_.push_back({.info = {.name = std::string(attributes.Text("name")),
                                .hidden = !state.empty() && state != "visible"},
                       .relationship_id = std::string(attributes.Text("id"))});
    return listed_.size() <= kMaxSheets;
  }
  bool End(std::string_view) override { return true; }
  bool Text(std::string_view) override { return true; }

  bool uses_1904() const { return uses_1904_; }
  std::vector<Listed>& listed() { return listed_; }

 private:
  bool uses_1904_ = false;
  std::vector<Listed> listed_;
};

bool TellDamaged(WorkbookFault& fault, std::string_view detail) {
  return fault.Tell(
      Concat("Bảng tính bị hỏng (", detail, "); hãy mở bằng Excel rồi lưu lại thành .xlsx"),
      Concat("The workbook is broken (", detail,
             "); open it in a spreadsheet program and save it again as .xlsx"),
      "a sound workbook");
}

}  // namespace

std::unique_ptr<Workbook> Workbook::Open(std::string bytes, WorkbookFault& fault) {
  if (!RequireZip(bytes, fault)) return nullptr;
  std::unique_ptr<Workbook> opened(new Workbook());
  opened->archive_ = ZipArchive::Open(std::move(bytes), fault);
  if (opened->archive_ == nullptr || !opened->ReadDirectory(fault)) return nullptr;
  return opened;
}

bool Workbook::ReadDirectory(WorkbookFault& fault) {
  const auto package = ReadRelationships(*archive_, "", fault);
  if (!package) return false;
  const Relationship* const main = FindByType(*package, "officeDocument");
  if (main == nullptr || !archive_->Has(main->part) || main->part.ends_with(".bin") ||
      main->part.starts_with("word/")) {
    return TellNoWorkbook(*archive_, fault);
  }
  WorkbookHandler handler;
  switch (ReadXmlPart(*archive_, main->part, handler, fault)) {
    case XmlOutcome::kWhole:
      break;
    case XmlOutcome::kStopped:
      return fault.Tell("Bảng tính có quá nhiều trang; hãy chép riêng trang cần nạp sang tệp mới",
                        "The workbook has too many sheets; copy the sheet alone into a new file",
                        Concat("at most ", kMaxSheets, " sheets"));
    case XmlOutcome::kFault:
      return false;
  }
  uses_1904_ = handler.uses_1904();
  const auto parts = ReadRelationships(*archive_, main->part, fault);
  if (!parts) return false;
  std::set<std::string> names;
  std::set<std::string> used_parts;
  for (WorkbookHandler::Listed& sheet : handler.listed()) {
    const Relationship* const part = FindById(*parts, sheet.relationship_id);
    if (part == nullptr) return TellDamaged(fault, "a sheet without cells");
    if (part->type != "worksheet") continue;
    if (!archive_->Has(part->part)) return TellDamaged(fault, "a sheet without cells");
    // Spreadsheet programs do not tell such names apart.
    if (!names.insert(CaseFold(sheet.info.name)).second) {
      return TellDamaged(fault, Concat("two sheets named ", sheet.info.name));
    }
    if (!used_parts.insert(part->part).second) {
      return TellDamaged(fault, "two sheets of the same cells");
    }
    parts_.push_back(part->part);
    sheets_.push_back(std::move(sheet.info));
  }
  if (sheets_.empty()) return TellDamaged(fault, "no sheet");
  if (const Relationship* const strings = FindByType(*parts, "sharedStrings")) {
    auto read = ReadSharedStrings(*archive_, strings->part, fault);
    if (!read) return false;
    shared_strings_ = std::move(*read);
  }
  if (const Relationship* const styles = FindByType(*parts, "styles")) {
    auto read = ReadStyles(*archive_, styles->part, fault);
    if (!read) return false;
    styles_ = std::move(*read);
  }
  return true;
}

std::optional<std::vector<SheetRow>> Workbook::ReadSheet(size_t index, WorkbookFault& fault) const {
  HL_CHECK(index < sheets_.size());
  const SheetContext context{shared_strings_, styles_, uses_1904_};
  auto rows = ReadSheetPart(*archive_, parts_[index], context, fault);
  if (!rows) fault.sheet = sheets_[index].name;
  return rows;
}

}  // namespace hemoledger

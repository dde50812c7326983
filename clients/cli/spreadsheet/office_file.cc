#include "clients/cli/spreadsheet/office_file.h"

#include <array>
#include <string>

#include "clients/cli/spreadsheet/workbook.h"

namespace hemoledger {
namespace {

constexpr std::string_view kZip = "PK\x03\x04";
// Microsoft's compound file, of .xls, .doc and of everything that is encrypted.
constexpr std::string_view kCompoundFile = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

constexpr std::string_view kExpected = ".xlsx";

// The name of a stream of a compound file: UTF-16 LE.
bool HasStream(std::string_view bytes, std::string_view name) {
  std::string wide;
  for (const char c : name) {
    wide += c;
    wide += '\0';
  }
  return bytes.find(wide) != std::string_view::npos;
}

}  // namespace

bool LooksLikeOfficeFile(std::string_view bytes) {
  return bytes.starts_with(kZip) || bytes.starts_with(kCompoundFile);
}

bool HasSpreadsheetEnding(std::string_view path) {
  constexpr std::array<std::string_view, 5> kEndings = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"};
  std::string lower(path);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  for (const std::string_view ending : kEndings) {
    if (lower.ends_with(ending)) return true;
  }
  return false;
}

bool RequireZip(std::string_view bytes, WorkbookFault& fault) {
  if (bytes.starts_with(kZip)) return true;
  if (bytes.empty()) {
    return fault.Tell("Tệp trống", "The file is empty", kExpected);
  }
  if (bytes.starts_with(kCompoundFile)) {
    if (HasStream(bytes, "EncryptedPackage")) {
      return fault.Tell(
          "Bảng tính có mật khẩu; hãy mở bằng Excel, bỏ mật khẩu (Tệp → Thông tin → Bảo vệ sổ làm "
          "việc) rồi lưu lại",
          "The workbook is encrypted; open it in a spreadsheet program, remove the password and "
          "save it again",
          "no password");
    }
    return fault.Tell(
        "Tệp thuộc loại Excel cũ (.xls); hãy mở bằng Excel và lưu thành .xlsx (Lưu thành → Sổ làm "
        "việc Excel)",
        "The file is of the old kind (.xls); open it in a spreadsheet program and save it as .xlsx",
        kExpected);
  }
  return fault.Tell(
      "Tệp không phải bảng tính .xlsx; hãy mở bằng Excel và lưu thành .xlsx, hoặc lưu thành CSV "
      "UTF-8",
      "The file is no .xlsx workbook; open it in a spreadsheet program and save it as .xlsx, or as "
      "CSV in UTF-8",
      kExpected);
}

bool TellNoWorkbook(const ZipArchive& archive, WorkbookFault& fault) {
  if (archive.Has("mimetype") && archive.Has("content.xml")) {
    return fault.Tell(
        "Tệp thuộc loại OpenDocument (.ods); hãy mở bằng LibreOffice và lưu thành .xlsx (Excel "
        "2007–365)",
        "The file is an OpenDocument (.ods); open it in a spreadsheet program and save it as .xlsx",
        kExpected);
  }
  if (archive.Has("xl/workbook.bin")) {
    return fault.Tell("Tệp thuộc loại Excel nhị phân (.xlsb); hãy lưu thành .xlsx",
                      "The file is a binary workbook (.xlsb); save it as .xlsx", kExpected);
  }
  if (archive.Has("word/document.xml")) {
    return fault.Tell(
        "Tệp là văn bản Word; hãy chép bảng trong đó sang Excel rồi lưu thành .xlsx, hoặc dán vào "
        "một tệp .tsv",
        "The file is a Word document; copy its table into a spreadsheet and save it as .xlsx, or "
        "paste it into a .tsv file",
        kExpected);
  }
  return fault.Tell("Tệp là một tệp nén, không phải bảng tính .xlsx",
                    "The file is an archive, no .xlsx workbook", kExpected);
}

}  // namespace hemoledger

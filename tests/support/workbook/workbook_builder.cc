#include "tests/support/workbook/workbook_builder.h"

#include <gtest/gtest.h>
#include <zip.h>

#include "clients/cli/spreadsheet/cell_reference.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

constexpr std::string_view kXml = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view kMain = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr std::string_view kOffice =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr std::string_view kPackage =
    "http://schemas.openxmlformats.org/package/2006/relationships";

std::string RelationshipXml(std::string_view id, std::string_view type, std::string_view target) {
  return Concat("<Relationship Id=\"", id, "\" Type=\"", kOffice, "/", type, "\" Target=\"", target,
                "\"/>");
}

std::string RelationshipsXml(const std::string& inner) {
  return Concat(kXml, "<Relationships xmlns=\"", kPackage, "\">", inner, "</Relationships>");
}

}  // namespace

std::string MakeZip(const std::vector<std::pair<std::string, std::string>>& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(target);
  zip_t* const archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  for (const auto& [name, content] : parts) {
    zip_source_t* const source = zip_source_buffer(archive, content.data(), content.size(), 0);
    EXPECT_GE(zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8), 0) << name;
  }
  EXPECT_EQ(zip_close(archive), 0);
  std::string bytes;
  EXPECT_EQ(zip_source_open(target), 0);
  zip_stat_t stat;
  zip_source_stat(target, &stat);
  bytes.resize(stat.size);
  EXPECT_EQ(zip_source_read(target, bytes.data(), bytes.size()),
            static_cast<zip_int64_t>(bytes.size()));
  zip_source_close(target);
  zip_source_free(target);
  zip_error_fini(&error);
  return bytes;
}

std::string EscapeXml(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

WorkbookBuilder& WorkbookBuilder::Sheet(std::string name, std::string rows, std::string state) {
  sheets_.push_back({std::move(name), std::move(rows), std::move(state)});
  return *this;
}

WorkbookBuilder& WorkbookBuilder::TextSheet(std::string name,
                                            const std::vector<std::vector<std::string>>& rows,
                                            std::string state) {
  std::string xml;
  for (size_t r = 0; r < rows.size(); ++r) {
    xml += Concat("<row r=\"", r + 1, "\">");
    for (size_t c = 0; c < rows[r].size(); ++c) {
      const std::string& text = rows[r][c];
      if (text.empty()) continue;
      const std::string place = Concat(ColumnLetters(static_cast<int>(c) + 1), r + 1);
      if (text[0] == '=') {
        const size_t bar = text.find('|');
        const std::string style =
            bar == std::string::npos ? "" : Concat(" s=\"", text.substr(bar + 1), "\"");
        xml += Concat("<c r=\"", place, "\"", style, "><v>", text.substr(1, bar - 1), "</v></c>");
      } else {
        xml += Concat("<c r=\"", place, "\" t=\"s\"><v>",
                      SharedItem(Concat("<t xml:space=\"preserve\">", EscapeXml(text), "</t>")),
                      "</v></c>");
      }
    }
    xml += "</row>";
  }
  return Sheet(std::move(name), std::move(xml), std::move(state));
}

int WorkbookBuilder::SharedItem(std::string item) {
  shared_items_.push_back(std::move(item));
  return static_cast<int>(shared_items_.size()) - 1;
}

int WorkbookBuilder::Style(std::string format_code) {
  format_codes_.push_back(std::move(format_code));
  return BuiltInStyle(163 + static_cast<int>(format_codes_.size()));
}

int WorkbookBuilder::BuiltInStyle(int format_id) {
  styles_.push_back(format_id);
  return static_cast<int>(styles_.size()) - 1;
}

WorkbookBuilder& WorkbookBuilder::Use1904() {
  uses_1904_ = true;
  return *this;
}

WorkbookBuilder& WorkbookBuilder::Part(std::string name, std::string content) {
  replaced_.emplace_back(std::move(name), std::move(content));
  return *this;
}

std::vector<std::pair<std::string, std::string>> WorkbookBuilder::Parts() const {
  std::string sheets;
  std::string relationships;
  std::vector<std::pair<std::string, std::string>> parts = {
      {"[Content_Types].xml",
       Concat(kXml,
              "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
              "<Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>")},
      {"_rels/.rels",
       RelationshipsXml(RelationshipXml("rId1", "officeDocument", "xl/workbook.xml"))},
  };
  for (size_t i = 0; i < sheets_.size(); ++i) {
    const size_t n = i + 1;
    sheets += Concat("<sheet name=\"", EscapeXml(sheets_[i].name), "\" sheetId=\"", n,
                     "\" state=\"", sheets_[i].state, "\" r:id=\"rId", n, "\"/>");
    relationships +=
        RelationshipXml(Concat("rId", n), "worksheet", Concat("worksheets/sheet", n, ".xml"));
    parts.emplace_back(Concat("xl/worksheets/sheet", n, ".xml"),
                       Concat(kXml, "<worksheet xmlns=\"", kMain, "\"><sheetData>", sheets_[i].rows,
                              "</sheetData></worksheet>"));
  }
  relationships += RelationshipXml("rId900", "styles", "styles.xml");
  relationships += RelationshipXml("rId901", "sharedStrings", "sharedStrings.xml");
  parts.emplace_back(
      "xl/workbook.xml",
      Concat(kXml, "<workbook xmlns=\"", kMain, "\" xmlns:r=\"", kOffice, "\"><workbookPr",
             uses_1904_ ? " date1904=\"1\"" : "", "/><sheets>", sheets, "</sheets></workbook>"));
  parts.emplace_back("xl/_rels/workbook.xml.rels", RelationshipsXml(relationships));
  std::string codes;
  for (size_t i = 0; i < format_codes_.size(); ++i) {
    codes += Concat("<numFmt numFmtId=\"", 164 + i, "\" formatCode=\"", EscapeXml(format_codes_[i]),
                    "\"/>");
  }
  std::string styles;
  for (const int id : styles_) styles += Concat("<xf numFmtId=\"", id, "\"/>");
  parts.emplace_back("xl/styles.xml",
                     Concat(kXml, "<styleSheet xmlns=\"", kMain, "\"><numFmts>", codes,
                            "</numFmts><cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs><cellXfs>",
                            styles, "</cellXfs></styleSheet>"));
  std::string items;
  for (const std::string& item : shared_items_) items += Concat("<si>", item, "</si>");
  parts.emplace_back("xl/sharedStrings.xml",
                     Concat(kXml, "<sst xmlns=\"", kMain, "\">", items, "</sst>"));
  for (const auto& [name, content] : replaced_) {
    bool found = false;
    for (auto& [known, old] : parts) {
      if (known != name) continue;
      old = content;
      found = true;
    }
    if (!found) parts.emplace_back(name, content);
  }
  return parts;
}

std::string WorkbookBuilder::Build() const {
  return MakeZip(Parts());
}

}  // namespace hemoledger

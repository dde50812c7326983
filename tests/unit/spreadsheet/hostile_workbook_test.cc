// Files that are no workbooks, broken ones, and those made to do harm: each is told, none crashes.
#include <gmock/gmock.h>

#include "clients/cli/spreadsheet/limits.h"
#include "clients/cli/spreadsheet/workbook.h"
#include "proto/base/random.h"
#include "proto/base/strings.h"
#include "proto/base/utf8.h"
#include "tests/support/workbook/workbook_builder.h"

namespace hemoledger {
namespace {

using ::testing::HasSubstr;

// What is told about a file; blank: all its sheets can be read.
std::string Fault(std::string bytes) {
  WorkbookFault fault;
  const auto workbook = Workbook::Open(std::move(bytes), fault);
  if (workbook == nullptr) {
    EXPECT_FALSE(fault.message_vi.empty());
    return fault.message_en;
  }
  for (size_t i = 0; i < workbook->sheets().size(); ++i) {
    if (!workbook->ReadSheet(i, fault)) {
      EXPECT_FALSE(fault.message_vi.empty());
      return fault.message_en;
    }
  }
  return "";
}

WorkbookBuilder Small() {
  WorkbookBuilder builder;
  builder.TextSheet("Bảng", {{"Đơn vị", "Chỉ tiêu"}, {"Huyện Hòa An", "=1141"}});
  return builder;
}

std::string Wide(std::string_view ascii) {
  std::string wide;
  for (const char c : ascii) {
    wide += c;
    wide += '\0';
  }
  return wide;
}

TEST(HostileWorkbookTest, TellsOtherKindsOfFilesAndWhatToDo) {
  EXPECT_EQ(Fault(Small().Build()), "");
  const std::string compound = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(600, '\0');
  EXPECT_THAT(Fault(compound + Wide("Workbook")), HasSubstr("(.xls); open it"));
  EXPECT_THAT(Fault(compound + Wide("EncryptedPackage")), HasSubstr("encrypted"));
  EXPECT_THAT(Fault(MakeZip({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
                             {"content.xml", "<a/>"}})),
              HasSubstr("(.ods); open it"));
  EXPECT_THAT(Fault(MakeZip({{"word/document.xml", "<a/>"}})), HasSubstr("Word document"));
  EXPECT_THAT(Fault(MakeZip({{"xl/workbook.bin", "x"}})), HasSubstr(".xlsb"));
  EXPECT_THAT(Fault(MakeZip({{"a.txt", "x"}})), HasSubstr("no .xlsx workbook"));
  EXPECT_THAT(Fault(""), HasSubstr("The file is empty"));
  EXPECT_THAT(Fault("%PDF-1.7"), HasSubstr("no .xlsx workbook"));
  EXPECT_THAT(Fault("<html>"), HasSubstr("no .xlsx workbook"));
  EXPECT_THAT(Fault("PK\x03\x04"), HasSubstr("broken or truncated"));
}

TEST(HostileWorkbookTest, AZipBombIsToldBeforeItIsInflated) {
  WorkbookBuilder builder = Small();
  builder.Part("xl/media/a.xml", std::string(20 << 20, ' '));
  EXPECT_THAT(Fault(builder.Build()), HasSubstr("a zip bomb"));
}

TEST(HostileWorkbookTest, AFileOfTooManyPartsIsTold) {
  std::vector<std::pair<std::string, std::string>> parts = Small().Parts();
  for (uint64_t i = 0; i <= kMaxZipEntries; ++i) parts.emplace_back(Concat("x/", i), "");
  EXPECT_THAT(Fault(MakeZip(parts)), HasSubstr("too large once it is unpacked"));
}

TEST(HostileWorkbookTest, ASizeThatIsStatedWronglyIsTold) {
  // The directory states another size of the sheet than the part has.
  const std::string bytes = Small().Build();
  const std::string name = "xl/worksheets/sheet1.xml";
  const size_t entry = bytes.rfind(name) - 46;
  ASSERT_EQ(bytes.substr(entry, 4), "PK\x01\x02");
  for (const int change : {-1, 1}) {
    std::string spoiled = bytes;
    spoiled[entry + 24] = static_cast<char>(spoiled[entry + 24] + change);
    EXPECT_THAT(Fault(spoiled), HasSubstr("broken or truncated")) << change;
  }
}

TEST(HostileWorkbookTest, PartsOfTheSameNameAreTold) {
  std::vector<std::pair<std::string, std::string>> parts = Small().Parts();
  parts.emplace_back("XL/Workbook.xml", "<a/>");
  EXPECT_THAT(Fault(MakeZip(parts)), HasSubstr("two parts named xl/workbook.xml"));
}

TEST(HostileWorkbookTest, EntitiesAreNotExpanded) {
  std::string dtd = "<!DOCTYPE sst [<!ENTITY a \"ha\">";
  for (char c = 'b'; c <= 'k'; ++c) {
    const char before = static_cast<char>(c - 1);
    dtd += Concat("<!ENTITY ", std::string(1, c), " \"");
    for (int i = 0; i < 10; ++i) dtd += Concat("&", std::string(1, before), ";");
    dtd += "\">";
  }
  dtd += "]>";
  for (const char* const part :
       {"xl/sharedStrings.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml",
        "_rels/.rels", "xl/_rels/workbook.xml.rels"}) {
    WorkbookBuilder builder = Small();
    builder.Part(part, dtd + "<sst><si><t>&k;</t></si></sst>");
    EXPECT_THAT(Fault(builder.Build()), HasSubstr("DTD is not allowed")) << part;
    builder.Part(part, "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>");
    EXPECT_THAT(Fault(builder.Build()), HasSubstr("DTD is not allowed")) << part;
  }
}

TEST(HostileWorkbookTest, TruncatedAndEndlessXmlIsTold) {
  const auto with_sheet = [](std::string xml) {
    return Small().Part("xl/worksheets/sheet1.xml", std::move(xml)).Build();
  };
  EXPECT_THAT(Fault(with_sheet("<worksheet><sheetData><row r=\"1\">")),
              HasSubstr("broken or truncated"));
  EXPECT_THAT(Fault(with_sheet("")), HasSubstr("broken or truncated"));
  EXPECT_THAT(Fault(with_sheet("<worksheet/>")), HasSubstr("holds no cells"));
  EXPECT_THAT(Fault(with_sheet("<worksheet><sheetData>\xFF</sheetData></worksheet>")),
              HasSubstr("broken or truncated"));
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_THAT(Fault(with_sheet(deep)), HasSubstr("elements inside each other"));
  std::string random;
  SeededRandom source(1);
  for (int i = 0; i < 3 << 20; ++i) random += static_cast<char>('a' + source.Below(26));
  EXPECT_THAT(Fault(with_sheet(Concat("<a b=\"", random, "\"/>"))),
              HasSubstr("a tag without an end"));
}

TEST(HostileWorkbookTest, SheetsThatStandTwiceAreTold) {
  WorkbookBuilder twice;
  twice.Sheet("Bảng", "").Sheet("BẢNG", "");
  EXPECT_THAT(Fault(twice.Build()), HasSubstr("two sheets named"));
  WorkbookBuilder same;
  same.Sheet("a", "").Sheet("b", "");
  for (auto& [name, content] : same.Parts()) {
    if (name != "xl/_rels/workbook.xml.rels") continue;
    std::string changed = content;
    changed.replace(changed.find("sheet2.xml"), 10, "sheet1.xml");
    same.Part(name, changed);
    break;
  }
  EXPECT_THAT(Fault(same.Build()), HasSubstr("two sheets of the same cells"));
  EXPECT_THAT(Fault(WorkbookBuilder().Build()), HasSubstr("no sheet"));
}

TEST(HostileWorkbookTest, AManifoldSharedTextIsBounded) {
  // 64 KiB of text, shared by 2,000 cells, are 128 MiB.
  WorkbookBuilder builder;
  std::string text;
  SeededRandom random(2);
  for (int i = 0; i < 64 << 10; ++i) text += static_cast<char>('a' + random.Below(26));
  builder.SharedItem(Concat("<t>", text, "</t>"));
  std::string rows;
  for (int i = 0; i < 2000; ++i) rows += "<row><c t=\"s\"><v>0</v></c></row>";
  builder.Sheet("x", rows);
  EXPECT_THAT(Fault(builder.Build()), HasSubstr("The sheet is too large"));
}

// A workbook in which something of everything stands.
std::string Rich() {
  WorkbookBuilder builder;
  const int day = builder.BuiltInStyle(14);
  const int percent = builder.Style("0.00%");
  builder.TextSheet("Thông tin", {{"Mục", "Nội dung"}, {"id", "tinh-a-2021"}});
  builder.Sheet("Bảng",
                Concat("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Đơn vị</t></is></c>",
                       "<c r=\"B1\" s=\"", day, "\"><v>44291</v></c><c r=\"C1\" s=\"", percent,
                       "\"><f>A1</f><v>0.5</v></c></row>"));
  return builder.Build();
}

// Changed bytes of a workbook give a workbook or a fault in valid UTF-8, each bounded.
TEST(HostileWorkbookTest, DamagedBytesNeverCrash) {
  const std::string good = Rich();
  ASSERT_EQ(Fault(good), "");
  for (const uint64_t seed : {1u, 2u, 3u}) {
    SeededRandom random(seed);
    for (int i = 0; i < 400; ++i) {
      std::string bytes = good;
      for (uint64_t n = 1 + random.Below(6); n > 0; --n) {
        bytes[random.Below(bytes.size())] = static_cast<char>(random.Below(256));
      }
      if (random.Below(4) == 0) bytes.resize(random.Below(bytes.size()));
      SCOPED_TRACE(Concat("seed ", seed, ", file ", i));
      EXPECT_TRUE(IsValidUtf8(Fault(bytes)));
    }
  }
}

TEST(HostileWorkbookTest, EveryTruncationIsTold) {
  const std::string good = Rich();
  for (size_t bytes = 0; bytes < good.size(); bytes += 7) {
    EXPECT_NE(Fault(good.substr(0, bytes)), "") << bytes;
  }
}

// The XML of each part is spoiled below a sound zip, where check sums do not help.
TEST(HostileWorkbookTest, DamagedXmlNeverCrashes) {
  WorkbookBuilder builder;
  const int day = builder.Style("dd/mm/yyyy");
  builder.TextSheet("Bảng", {{"Đơn vị", "Chỉ tiêu"}, {"Huyện Hòa An", Concat("=1141|", day)}});
  const std::vector<std::pair<std::string, std::string>> good = builder.Parts();
  constexpr std::string_view kBytes = "<>/\"'&;=x0123456789rstc \n\xC3\xFF!-?[]";
  for (const uint64_t seed : {1u, 2u, 3u}) {
    SeededRandom random(seed);
    for (int i = 0; i < 400; ++i) {
      std::vector<std::pair<std::string, std::string>> parts = good;
      std::string& xml = parts[random.Below(parts.size())].second;
      for (uint64_t n = 1 + random.Below(4); n > 0 && !xml.empty(); --n) {
        const size_t at = random.Below(xml.size());
        switch (random.Below(3)) {
          case 0:
            xml[at] = kBytes[random.Below(kBytes.size())];
            break;
          case 1:
            xml.erase(at, 1 + random.Below(8));
            break;
          default:
            xml.insert(at, xml.substr(at, random.Below(60)));
            break;
        }
      }
      SCOPED_TRACE(Concat("seed ", seed, ", file ", i));
      EXPECT_TRUE(IsValidUtf8(Fault(MakeZip(parts))));
    }
  }
}

}  // namespace
}  // namespace hemoledger

// One plan in every form that people have it in: the same message each time.
#include <gmock/gmock.h>

#include "tests/support/status_matchers.h"
#include "tests/support/workbook/workbook_builder.h"
#include "tests/unit/input/input_fixture.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;

constexpr std::string_view kHeader =
    "id = \"p\"\nkind = \"kế hoạch\"\nnumbers = [\"05/KH-BCĐ\", \"06\"]\ntitle = \"Kế hoạch "
    "2021\"\n"
    "issuer = \"tinh-a\"\ndate = 2021-01-14\nsignatory = \"Người Ký\"\n"
    "period = { from = 2021-01-01, to = 2021-12-31 }\nperiod_assumed = true\n"
    "percentage_decimals = 1\nstated_total = { quota = 1500, converted_quota = \"1.680\" }\n"
    "unit_under = \"tinh-a\"\n";
constexpr std::string_view kLists =
    "[conversion]\nbase_ml = 250\nbag_mix = [{ volume_ml = 250, permille = 700 }, "
    "{ volume_ml = 350, permille = 300 }]\n"
    "[[groups]]\nid = \"huyen\"\nlabel = \"I. Các huyện\"\n"
    "[[groups]]\nid = \"truong\"\nlabel = \"II. Các trường\"\n"
    "[[rounds]]\nid = \"p-1\"\nlabel = \"Đợt I\"\n"
    "credited_to = [\"tinh-a-rach-gia\", \"tinh-a-hoa-an\"]\n";

constexpr std::string_view kCsv =
    "STT;Đơn vị;Chỉ tiêu;Chỉ tiêu sau quy đổi;Tỷ lệ % dân số;Thời gian;Nhóm;Ghi chú\r\n"
    "01;BCĐ. TP. Rạch Giá;1.163;1,120;1,10;Tháng 3, 7/2021;huyen;\"Ghi chú một\r\nGhi chú hai\"\r\n"
    "02;Huyện Hòa An;500;;;4/2021;huyen;\r\n"
    "03;Trường Cao đẳng;;;;;truong;Phối hợp\r\n";
// From Word: tabs, the headings in two lines, cut at the end of rows, no-break spaces.
constexpr std::string_view kTsv =
    "STT\tĐơn vị\tSố máu\t\tTỷ lệ % dân số\tThời gian\tNhóm\tGhi chú\n"
    "\t\tTrước quy đổi\tSau quy đổi\t\t\t\t\n"
    "01\tBCĐ. TP.\xC2\xA0Rạch Giá\xC2\xA0\t1.163\t1,120\t1,10\tTháng 3, 7/2021\thuyen\t"
    "\"Ghi chú một\nGhi chú hai\"\n"
    "02\tHuyện Hòa An\t500\t\t\t4/2021\thuyen\n"
    "03\tTrường Cao đẳng\t\t\t\t\ttruong\tPhối hợp\t\t\n";

std::string ToUtf16(std::string_view utf8, bool big_endian) {
  std::string bytes = big_endian ? "\xFE\xFF" : "\xFF\xFE";
  for (size_t i = 0; i < utf8.size();) {
    const auto at = [&](size_t n) { return static_cast<unsigned char>(utf8[i + n]); };
    unsigned code = at(0);
    size_t length = 1;
    if (code >= 0xE0) {
      code = (code & 0x0F) << 12 | (at(1) & 0x3Fu) << 6 | (at(2) & 0x3Fu);
      length = 3;
    } else if (code >= 0xC0) {
      code = (code & 0x1F) << 6 | (at(1) & 0x3Fu);
      length = 2;
    }
    i += length;
    const char high = static_cast<char>(code >> 8);
    const char low = static_cast<char>(code & 0xFF);
    bytes += big_endian ? high : low;
    bytes += big_endian ? low : high;
  }
  return bytes;
}

// The table as a sheet: figures are numbers where a spreadsheet has them so.
WorkbookBuilder& AddTable(WorkbookBuilder& builder, std::string name) {
  const std::string share = std::to_string(builder.Style("0.00"));
  const std::string two = std::to_string(builder.Style("00"));
  const std::string month = std::to_string(builder.Style("m/yyyy"));
  return builder.TextSheet(std::move(name),
                           {{"STT", "Đơn vị", "Chỉ tiêu", "Chỉ tiêu sau quy đổi", "Tỷ lệ % dân số",
                             "Thời gian", "Nhóm", "Ghi chú"},
                            {"=1|" + two, "BCĐ. TP. Rạch Giá", "=1163", "1,120", "=1.1|" + share,
                             "Tháng 3, 7/2021", "huyen", "Ghi chú một\nGhi chú hai"},
                            {"02", "Huyện Hòa An", "=500.0", "", "", "=44291|" + month, "huyen"},
                            {},
                            {"03", "Trường Cao đẳng", "", "", "", "", "truong", "Phối hợp", " "}});
}

class SamePlanTest : public InputTest {
 protected:
  // The plan as text; salts are the same, since each reading has the same randomness.
  std::string Read(const std::string& path) {
    SeededRandom random(3);
    Problems problems;
    const absl::StatusOr<PlanFile> file = ReadPlanFile(path, resolver_, random, problems);
    EXPECT_THAT(Lines(problems), ElementsAre());
    return file.ok() ? file->plan.DebugString() : "";
  }
  std::string ReadTable(std::string_view name, std::string_view bytes, std::string_view more = "") {
    Write(name, bytes);
    return Read(Write("p.toml", std::string(kHeader) + "table = \"" + std::string(name) + "\"\n" +
                                    std::string(more) + std::string(kLists)));
  }
};

TEST_F(SamePlanTest, AsCsvTsvUtf16AndSheet) {
  const std::string plan = ReadTable("p.csv", kCsv);
  ASSERT_NE(plan, "");
  EXPECT_EQ(ReadTable("p.tsv", kTsv), plan);
  EXPECT_EQ(ReadTable("le.txt", ToUtf16(kTsv, false)), plan);
  EXPECT_EQ(ReadTable("be.txt", ToUtf16(kCsv, true)), plan);
  WorkbookBuilder builder;
  EXPECT_EQ(ReadTable("p.xlsx", AddTable(builder, "Trang tính 1").Build()), plan);
  builder.TextSheet("Khác", {{"x"}});
  EXPECT_EQ(ReadTable("p2.xlsx", builder.Build(), "sheet = \"trang TÍNH 1\"\n"), plan);
  // The header itself in UTF-16.
  Write("p.csv", kCsv);
  const std::string header = std::string(kHeader) + "table = \"p.csv\"\n" + std::string(kLists);
  EXPECT_EQ(Read(Write("p16.toml", ToUtf16(header, false))), plan);
}

TEST_F(SamePlanTest, AsOneWorkbook) {
  const std::string plan = ReadTable("p.csv", kCsv);
  WorkbookBuilder builder;
  const std::string day = std::to_string(builder.BuiltInStyle(14));
  builder.TextSheet("Hướng dẫn", {{"Cách điền"}});
  builder.TextSheet("Danh mục", {{"huyen"}}, "hidden");
  builder.TextSheet("Thông tin", {{"Mục", "Nội dung", "Giải thích"},
                                  {"id", "p", "mã của kế hoạch"},
                                  {"kind", "kế hoạch"},
                                  {"numbers", "05/KH-BCĐ"},
                                  {"numbers", "06"},
                                  {"numbers", ""},
                                  {"title", " Kế hoạch 2021 "},
                                  {"issuer", "tinh-a"},
                                  {"issuer_name", "", "trống thì bỏ qua"},
                                  {"date", "=44210|" + day},
                                  {"signatory", "Người Ký"},
                                  {},
                                  {"period.from", "=44197|" + day},
                                  {"period.to", "31/12/2021"},
                                  {"period_assumed", "có"},
                                  {"percentage_decimals", "=1"},
                                  {"stated_total.quota", "=1500"},
                                  {"stated_total.converted_quota", "1.680"},
                                  {"unit_under", "tinh-a"},
                                  {"conversion.base_ml", "=250"},
                                  {"conversion.bag_mix.1.volume_ml", "=250"},
                                  {"conversion.bag_mix.1.permille", "=700"},
                                  {"conversion.bag_mix.2.volume_ml", "=350"},
                                  {"conversion.bag_mix.2.permille", "=300"},
                                  {"groups.2.id", "truong"},
                                  {"groups.2.label", "II. Các trường"},
                                  {"groups.1.id", "huyen"},
                                  {"groups.1.label", "I. Các huyện"},
                                  {"groups.10.id", ""},
                                  {"rounds.1.id", "p-1"},
                                  {"rounds.1.label", "Đợt I"},
                                  {"rounds.1.credited_to", "tinh-a-rach-gia"},
                                  {"rounds.1.credited_to", "tinh-a-hoa-an"}});
  AddTable(builder, "Bảng");
  EXPECT_EQ(Read(Write("one.xlsx", builder.Build())), plan);
}

}  // namespace
}  // namespace hemoledger

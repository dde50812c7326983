// Golden outputs of the renderers; what a spreadsheet program finds is seen in
// tests/acceptance/report.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "clients/cli/render/text_width.h"
#include "clients/cli/report/report_csv.h"
#include "clients/cli/report/report_text.h"
#include "clients/cli/report/report_xlsx.h"
#include "proto/base/utf8.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/report/report_world.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

TEST(WrapToWidthTest, BreaksAtSpaces) {
  EXPECT_THAT(WrapToWidth("Bệnh viện Đa khoa tỉnh", 10),
              ElementsAre("Bệnh viện", "Đa khoa", "tỉnh"));
  EXPECT_THAT(WrapToWidth("  a   b ", 10), ElementsAre("a b"));
  EXPECT_THAT(WrapToWidth("", 10), ElementsAre(""));
  EXPECT_THAT(WrapToWidth("nghiêng a", 3), ElementsAre("nghiêng", "a"));
}

TEST(ReportTextTest, AsItIsPrinted) {
  ReportSettings settings;
  settings.annex = "Phụ lục 1";
  settings.prepared_by = "Nguyễn Văn A";
  settings.signed_title = "PHÓ TRƯỞNG BAN";
  settings.signed_name = "Trần Thị B";
  EXPECT_EQ(ReportText(KienGiangReport().Make({.months = MonthColumns::kNever}, settings)),
            R"(                                      Phụ lục 1
                         KẾT QUẢ THỰC HIỆN CHỈ TIÊU HIẾN MÁU
                                  Tổng kết năm 2021
  (Kèm theo Báo cáo số 65/BC-BCĐ ngày 05 tháng 4 năm 2022 của Ban Chỉ đạo tỉnh Kiên
                                        Giang)
                         Kỳ kế hoạch: 01/12/2020 – 30/11/2021

                               Đơn vị tính: đơn vị máu (ĐVM); toàn bộ số máu được tính
STT  Đơn vị                           Chỉ tiêu  Tổng cộng  Tỷ lệ %  Ghi chú
───  ───────────────────────────────  ────────  ─────────  ───────  ──────────────────
01   Liên đoàn Lao động tỉnh               503      1.030      205
06   Bệnh viện Đa khoa tỉnh                843      1.116      132
07   Viện Huyết học và Truyền máu TW                                Tính cho dòng 06 *
33   Tỉnh Cà Mau                                      211
───  ───────────────────────────────  ────────  ─────────  ───────  ──────────────────
     Tổng cộng                           1.346      2.357      175

* Suy ra từ các tổng mà văn bản in; văn bản không ghi tính cho ai.

                                              Kiên Giang, ngày …… tháng …… năm ………
              NGƯỜI LẬP BIỂU                             TM. BAN CHỈ ĐẠO
                                                         PHÓ TRƯỞNG BAN



               Nguyễn Văn A                                Trần Thị B

Số liệu tính đến sự kiện 236, ghi lúc 07:00:00 ngày 05/4/2022; kế hoạch bản 1.
)");
}

TEST(ReportTextTest, MonthsHaveTwoLinesOfHeadings) {
  const std::string text = ReportText(KienGiangReport().Make());
  EXPECT_THAT(text, HasSubstr("    Tháng   Tháng   Tháng"));
  EXPECT_THAT(text, HasSubstr("STT  Đơn vị                           Chỉ tiêu  12/2020  1/2021 "));
  EXPECT_THAT(text, HasSubstr("843      116 "));
}

TEST(ReportTextTest, EnglishHasItsOwnWordsAndMarks) {
  const std::string text = ReportText(KienGiangReport().Make({.language = Language::kEnglish}));
  EXPECT_THAT(text, HasSubstr("No.  Unit "));
  EXPECT_THAT(text, HasSubstr("2,357"));
  EXPECT_THAT(text, HasSubstr("PREPARED BY"));
  EXPECT_THAT(text, HasSubstr("Counts for row 06 *"));
  EXPECT_THAT(text, HasSubstr("(Attached to Report No. 65/BC-BCĐ of 5 April 2022 by"));
  EXPECT_THAT(text, HasSubstr("As of event 236, recorded 2022-04-05 07:00:00"));
}

TEST(ReportTextTest, NothingAtAllIsStillAReport) {
  EXPECT_THAT(ReportText(ReportWorld().Make()), HasSubstr("Tổng cộng"));
}

TEST(ReportCsvTest, BeginsWithTheUnit) {
  EXPECT_EQ(ReportCsv(KienGiangReport().Make({.months = MonthColumns::kNever})),
            "unit_id,kind,key,label,name,quota_units,received,percent,note,position\n"
            "u01,row,r01,01,Liên đoàn Lao động tỉnh,503,1030,205,,236\n"
            "u06,row,r06,06,Bệnh viện Đa khoa tỉnh,843,1116,132,,236\n"
            "u07,row,r07,07,Viện Huyết học và Truyền máu TW,,,,Tính cho dòng 06 *,236\n"
            "u33,row,r33,33,Tỉnh Cà Mau,,211,,,236\n"
            ",total,,,Tổng cộng,1346,2357,175,,236\n");
}

TEST(ReportCsvTest, MonthsAndGroups) {
  const std::string months = ReportCsv(KienGiangReport().Make());
  EXPECT_THAT(months, HasSubstr(",quota_units,2020-12,2021-01,"));
  EXPECT_THAT(months, HasSubstr(",2021-11,month_unknown,received,"));
  const std::string groups = ReportCsv(GroupedReport().Make({.months = MonthColumns::kNever}));
  EXPECT_THAT(groups, HasSubstr("\n,group,xa,I,\"Các xã, thị trấn\",,,,,236\n"));
  EXPECT_THAT(groups, HasSubstr("\n,subtotal,xa,,Tổng I,160,120,75,,236\n"));
}

TEST(ReportXlsxTest, TheSameReportIsTheSameBytes) {
  TempDir folder;
  const ReportTable report = GroupedReport().Make();
  ASSERT_OK(WriteReportXlsx(report, folder.Join("a.xlsx")));
  ASSERT_OK(WriteReportXlsx(report, folder.Join("b.xlsx")));
  const std::string first = ReadAll(folder.Join("a.xlsx"));
  EXPECT_TRUE(first.starts_with("PK"));
  EXPECT_EQ(first, ReadAll(folder.Join("b.xlsx")));
}

TEST(ReportXlsxTest, WhatCanNotBeWrittenIsAnError) {
  TempDir folder;
  EXPECT_THAT(WriteReportXlsx(GroupedReport().Make(), folder.Join("no/such.xlsx")),
              StatusIs(ERROR_REASON_FILE_UNREADABLE));
}

TEST(ReportXlsxTest, AnEmptyReportAndStrangeTextsAreWritten) {
  TempDir folder;
  EXPECT_OK(WriteReportXlsx(ReportWorld().Make(), folder.Join("empty.xlsx")));
  ReportWorld strange = KienGiangReport();
  strange.attainment.mutable_lines(0)->set_name("=1+1 <b>&\x01\xff");
  strange.attainment.set_percentage_decimals(4'000'000'000);
  strange.attainment.mutable_reflects()->set_record_time_micros(-1);
  EXPECT_OK(WriteReportXlsx(strange.Make(), folder.Join("strange.xlsx")));
  EXPECT_THAT(ReportText(strange.Make()), HasSubstr("=1+1 <b>& "));
}

}  // namespace
}  // namespace hemoledger

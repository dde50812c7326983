// What stands on a report, and what is left blank.
#include "clients/cli/report/report_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/report/report_world.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> Rows(const ReportTable& report) {
  std::vector<std::string> told;
  for (const ReportRow& row : report.rows) told.push_back(Told(row));
  return told;
}
std::vector<std::string> Headings(const ReportTable& report) {
  std::vector<std::string> headings;
  for (const ReportMonth& month : report.months) headings.push_back(month.heading);
  return headings;
}

TEST(ReportTableTest, RowsWithoutMonths) {
  EXPECT_THAT(
      Rows(KienGiangReport().Make({.months = MonthColumns::kNever})),
      ElementsAre("row|01|Liên đoàn Lao động tỉnh|503||1030|1030/503|-",
                  "row|06|Bệnh viện Đa khoa tỉnh|843||1116|1116/843|-",
                  "row|07|Viện Huyết học và Truyền máu TW|-||-|-|Tính cho dòng 06 *",
                  "row|33|Tỉnh Cà Mau|-||211|-|-", "total|-|Tổng cộng|1346||2357|2357/1346|-"));
}

TEST(ReportTableTest, MonthsOfAPeriodOverTwoYearsNameTheYear) {
  const ReportTable report = KienGiangReport().Make();
  EXPECT_THAT(Headings(report),
              ElementsAre("Tháng\n12/2020", "Tháng\n1/2021", "Tháng\n2/2021", "Tháng\n3/2021",
                          "Tháng\n4/2021", "Tháng\n5/2021", "Tháng\n6/2021", "Tháng\n7/2021",
                          "Tháng\n8/2021", "Tháng\n9/2021", "Tháng\n10/2021", "Tháng\n11/2021",
                          "Chưa rõ\ntháng"));
  EXPECT_EQ(Told(report.rows[1]),
            "row|06|Bệnh viện Đa khoa tỉnh|843|116 - - - - - - - - - - - -|1116|1116/843|-");
  EXPECT_EQ(Told(report.rows[4]),
            "total|-|Tổng cộng|1346|116 - - 1211 - - - - - - - - 1030|2357|2357/1346|-");
}

TEST(ReportTableTest, MonthsOfOneYearAreBareAndTheUnknownOnlyWhereItIs) {
  const ReportTable report = GroupedReport().Make();
  ASSERT_THAT(report.months, SizeIs(12));
  EXPECT_EQ(report.months[0].heading, "Tháng\n1");
  EXPECT_EQ(report.months[11].key, "2021-12");
  const ReportTable english = GroupedReport().Make({.language = Language::kEnglish});
  EXPECT_EQ(english.months[3].heading, "Apr");
}

TEST(ReportTableTest, AMonthOutsideThePeriodHasAColumn) {
  ReportWorld world = GroupedReport();
  world.AddRow("9", "Muộn", -1, 3, "2022-01");
  const ReportTable report = world.Make();
  ASSERT_THAT(report.months, SizeIs(13));
  EXPECT_EQ(report.months[12].heading, "Tháng\n1/2022");
}

TEST(ReportTableTest, WithoutAnyKnownMonthThereAreNoColumnsUnlessAskedFor) {
  ReportWorld world = KienGiangReport();
  world.attainment.clear_months();
  world.attainment.add_months()->set_received_units(2357);
  EXPECT_THAT(world.Make().months, IsEmpty());
  EXPECT_THAT(world.Make({.months = MonthColumns::kAlways}).months, SizeIs(13));
  // A period of many years gives no column to each of its months.
  world.plan.mutable_plan()->mutable_plan()->mutable_period()->set_last_date(29991231);
  EXPECT_THAT(world.Make({.months = MonthColumns::kAlways}).months, SizeIs(1));
}

TEST(ReportTableTest, GroupsHaveHeadingsAndSubtotals) {
  EXPECT_THAT(Rows(GroupedReport().Make({.months = MonthColumns::kNever})),
              ElementsAre("group|I|Các xã, thị trấn|-||-|-|-", "row|1|Thị trấn|100||50|50/100|(1)",
                          "row|2|Xã A|60||70|70/60|(2) (1)", "subtotal|-|Tổng I|160||120|120/160|-",
                          "group|-|Cơ quan, đơn vị|-||-|-|-", "row|3|Công đoàn|40||0|0/40|-",
                          "subtotal|-|Tổng Cơ quan, đơn vị|40||0|0/40|-",
                          "row|4|Ngoài nhóm|-||5|-|-", "total|-|Tổng cộng|200||125|125/200|-"));
}

TEST(ReportTableTest, SubtotalsAddMonths) {
  const ReportTable report = GroupedReport().Make();
  EXPECT_EQ(Told(report.rows[3]), "subtotal|-|Tổng I|160|- - - 50 70 - - - - - - -|120|120/160|-");
}

TEST(ReportTableTest, NotesAreFootnotesAndTheSameTextHasOneNumber) {
  EXPECT_THAT(GroupedReport().Make().notes, ElementsAre("(1) Cả đợt I", "(2) Gộp hai đợt"));
  EXPECT_THAT(KienGiangReport().Make().notes,
              ElementsAre("* Suy ra từ các tổng mà văn bản in; văn bản không ghi tính cho ai."));
}

TEST(ReportTableTest, TheDocumentsOwnMarksOfFootnotesGiveWay) {
  ReportWorld world = GroupedReport();
  world.AddNote("¹ Vận động cả tỉnh");
  world.AddNote("** Gộp hai đợt");
  EXPECT_THAT(world.Make().notes,
              ElementsAre("(1) Cả đợt I", "(2) Gộp hai đợt", "(3) Vận động cả tỉnh"));
}

TEST(ReportTableTest, InTheOrderOfAttainmentThereAreNoGroups) {
  const ReportTable report = GroupedReport().Make(
      {.months = MonthColumns::kNever, .order = v1::ATTAINMENT_ORDER_ATTAINMENT});
  EXPECT_THAT(report.rows, SizeIs(5));
  for (const ReportRow& row : report.rows) {
    EXPECT_TRUE(row.kind == ReportRow::Kind::kRow || row.kind == ReportRow::Kind::kTotal);
  }
}

TEST(ReportTableTest, ASubtotalOfConvertedUnitsIsExact) {
  ReportWorld world = GroupedReport();
  world.attainment.set_basis(v1::ATTAINMENT_BASIS_CONVERTED);
  for (v1::AttainmentLine& line : *world.attainment.mutable_lines()) {
    line.mutable_figures()->set_converted_numerator(7);
    line.mutable_figures()->set_converted_denominator(5);
  }
  ReportTable report = world.Make();
  EXPECT_THAT(report.months, IsEmpty()) << "months are not converted";
  EXPECT_EQ(Told(report.rows[3]), "subtotal|-|Tổng I|160||14/5|14/800|-");
  // One holder whose converted quota is not stated: no sum, and no percentage.
  world.attainment.mutable_lines(1)->mutable_figures()->clear_quota_units();
  EXPECT_EQ(Told(world.Make().rows[3]), "subtotal|-|Tổng I|-||14/5|-|-");
}

TEST(ReportTableTest, UnknownConversionsHaveNoPercentage) {
  ReportWorld world = GroupedReport();
  world.attainment.set_basis(v1::ATTAINMENT_BASIS_CONVERTED);
  for (v1::AttainmentLine& line : *world.attainment.mutable_lines()) {
    line.mutable_figures()->set_converted_numerator(1);
    line.mutable_figures()->set_converted_denominator(1);
    line.mutable_figures()->set_unconverted_units(3);
    line.mutable_figures()->clear_ratio_numerator();
  }
  EXPECT_EQ(Told(world.Make().rows[3]), "subtotal|-|Tổng I|160||2|-|-");
}

TEST(ReportTableTest, TitlesComeFromTheDocument) {
  const ReportTable report = KienGiangReport().Make();
  EXPECT_EQ(report.annex, "");
  EXPECT_EQ(report.title, "KẾT QUẢ THỰC HIỆN CHỈ TIÊU HIẾN MÁU");
  EXPECT_EQ(report.plan_title, "Tổng kết năm 2021");
  EXPECT_EQ(report.attached_to,
            "(Kèm theo Báo cáo số 65/BC-BCĐ ngày 05 tháng 4 năm 2022 của Ban Chỉ đạo tỉnh Kiên "
            "Giang)");
  EXPECT_EQ(report.period, "Kỳ kế hoạch: 01/12/2020 – 30/11/2021");
  EXPECT_EQ(report.measure, "Đơn vị tính: đơn vị máu (ĐVM); toàn bộ số máu được tính");
  EXPECT_EQ(report.place_and_date, "Kiên Giang, ngày …… tháng …… năm ………");
  EXPECT_THAT(report.prepared_heading, ElementsAre("NGƯỜI LẬP BIỂU"));
  EXPECT_THAT(report.signed_heading, ElementsAre("TM. BAN CHỈ ĐẠO"));
  EXPECT_EQ(report.reflects,
            "Số liệu tính đến sự kiện 236, ghi lúc 07:00:00 ngày 05/4/2022; kế hoạch bản 1.");
}

TEST(ReportTableTest, WhatADocumentDoesNotStateIsLeftOut) {
  ReportWorld world;
  const ReportTable report = world.Make();
  EXPECT_EQ(report.attached_to, "(Kèm theo văn bản)");
  EXPECT_EQ(report.period, "");
  EXPECT_EQ(report.place_and_date, "Ngày …… tháng …… năm ………");
  EXPECT_THAT(report.rows, SizeIs(1)) << "the total";
}

TEST(ReportTableTest, SettingsSayWhoSigns) {
  ReportSettings settings;
  settings.annex = "Phụ lục 1";
  settings.title = "KẾT QUẢ NĂM 2021";
  settings.place = "Rạch Giá";
  settings.prepared_by = "Nguyễn Văn A";
  settings.signed_for = "TM. ỦY BAN NHÂN DÂN";
  settings.signed_title = "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n";
  settings.signed_name = "Trần\tThị B";
  const ReportTable report = KienGiangReport().Make({}, settings);
  EXPECT_EQ(report.annex, "Phụ lục 1");
  EXPECT_EQ(report.title, "KẾT QUẢ NĂM 2021");
  EXPECT_EQ(report.place_and_date, "Rạch Giá, ngày …… tháng …… năm ………");
  EXPECT_EQ(report.prepared_by, "Nguyễn Văn A");
  EXPECT_THAT(report.signed_heading,
              ElementsAre("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"));
  EXPECT_EQ(report.signed_name, "Trần Thị B") << "no control characters";
}

TEST(ReportTableTest, AnAmendmentAndAThroughDateAreTold) {
  ReportWorld world = KienGiangReport();
  world.attainment.set_revision(2);
  world.attainment.set_through_date(20210630);
  world.plan.mutable_plan()->mutable_revision_document()->set_number("70/CV-BCĐ");
  const ReportTable report = world.Make();
  EXPECT_EQ(report.period, "Kỳ kế hoạch: 01/12/2020 – 30/11/2021; tính đến hết ngày 30/6/2021");
  EXPECT_EQ(report.reflects,
            "Số liệu tính đến sự kiện 236, ghi lúc 07:00:00 ngày 05/4/2022; phiếu đến hết ngày "
            "30/6/2021; kế hoạch bản 2 (70/CV-BCĐ).");
}

TEST(ReportTableTest, WhatFitsNoRowIsTold) {
  ReportWorld world = KienGiangReport();
  v1::AttainmentLine& other = *world.attainment.add_lines();
  other.mutable_own()->set_received_units(9);
  other.mutable_figures()->set_received_units(9);
  const ReportTable report = world.Make({.months = MonthColumns::kNever});
  EXPECT_EQ(Told(report.rows[4]), "row|-|(khác, không thuộc dòng nào)|-||9|-|-");
}

}  // namespace
}  // namespace hemoledger

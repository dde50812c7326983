// Golden outputs, from answers made by hand after Kiên Giang's report of 2021.
#include "clients/cli/render/attainment_view.h"

#include <gtest/gtest.h>

namespace hemoledger {
namespace {

constexpr Language kVi = Language::kVietnamese;
constexpr Language kEn = Language::kEnglish;

void SetFigures(v1::AttainmentFigures& figures, int64_t received, int64_t quota) {
  figures.set_received_units(received);
  if (quota == 0) return;
  figures.set_quota_units(quota);
  figures.set_ratio_numerator(received);
  figures.set_ratio_denominator(quota);
  figures.set_missing_units(std::max<int64_t>(quota - received, 0));
}

v1::AttainmentLine& AddLine(v1::GetAttainmentResponse& answer, const char* label, const char* name,
                            const char* unit, int64_t own, int64_t received, int64_t quota) {
  v1::AttainmentLine& line = *answer.add_lines();
  line.set_key(std::string("r") + label);
  line.set_label(label);
  line.set_name(name);
  line.set_unit_id(unit);
  line.mutable_own()->set_received_units(own);
  SetFigures(*line.mutable_figures(), received, quota);
  return line;
}

v1::GetAttainmentResponse KienGiang() {
  v1::GetAttainmentResponse answer;
  answer.set_plan_title("Tổng kết năm 2021");
  answer.set_basis(v1::ATTAINMENT_BASIS_ALL_CREDITED);
  answer.set_percentage_decimals(0);
  answer.set_revision(1);
  answer.mutable_reflects()->set_position(1234);
  answer.mutable_reflects()->set_record_time_micros(1'649'116'800'000'000);
  AddLine(answer, "01", "Liên đoàn Lao động tỉnh", "lien-doan", 1030, 1030, 503);
  AddLine(answer, "06", "Bệnh viện Đa khoa tỉnh", "benh-vien", 116, 1116, 843);
  v1::AttainmentLine& institute =
      AddLine(answer, "07", "Viện Huyết học và Truyền máu TW", "", 1000, 0, 0);
  institute.clear_figures();
  institute.set_credited_to_unit_id("benh-vien");
  institute.set_credit_inferred(true);
  AddLine(answer, "32", "Trường Cao đẳng Sư phạm", "su-pham", 35, 35, 700);
  AddLine(answer, "33", "Tỉnh Cà Mau", "", 211, 211, 0);
  SetFigures(*answer.mutable_total(), 19979, 19116);
  return answer;
}

TEST(AttainmentViewTest, RowsInVietnamese) {
  EXPECT_EQ(
      AttainmentText(KienGiang(), {.plan_id = "kien-giang-2021", .unit_name = ""}, kVi),
      "Tổng kết năm 2021 (kien-giang-2021)\n"
      "Số liệu tính bằng đơn vị máu (ĐVM); toàn bộ số máu được tính.\n"
      "\n"
      "STT  Đơn vị                           Chỉ tiêu  Đã tiếp nhận  Tổng cộng  Đạt tỷ lệ %  Còn "
      "thiếu  Tính cho\n"
      "───  ───────────────────────────────  ────────  ────────────  ─────────  ───────────  "
      "─────────  ─────────\n"
      "01   Liên đoàn Lao động tỉnh               503         1.030      1.030          205        "
      "  0\n"
      "06   Bệnh viện Đa khoa tỉnh                843           116      1.116          132        "
      "  0\n"
      "07   Viện Huyết học và Truyền máu TW                   1.000                                "
      "     dòng 06 *\n"
      "32   Trường Cao đẳng Sư phạm               700            35         35            5        "
      "665\n"
      "33   Tỉnh Cà Mau                                         211        211\n"
      "───  ───────────────────────────────  ────────  ────────────  ─────────  ───────────  "
      "─────────  ─────────\n"
      "     Tổng cộng                          19.116        19.979     19.979          105        "
      "  0\n"
      "\n"
      "Đạt: 19.979 / 19.116 ĐVM = 105% (toàn bộ số máu được tính), còn thiếu 0.\n"
      "* Suy ra từ các tổng mà văn bản in; văn bản không ghi tính cho ai.\n"
      "Số liệu tính đến vị trí 1.234 của sổ, ghi lúc 07:00:00 ngày 05/4/2022; kế hoạch bản 1.\n");
}

TEST(AttainmentViewTest, OtherBasesHaveOneDecimalAndEnglishItsOwnMarks) {
  v1::GetAttainmentResponse answer = KienGiang();
  answer.set_basis(v1::ATTAINMENT_BASIS_HOLDERS_ONLY);
  SetFigures(*answer.mutable_total(), 18693, 19116);
  const std::string vi = AttainmentText(answer, {.plan_id = "p", .unit_name = ""}, kVi);
  EXPECT_NE(
      vi.find(
          "Đạt: 18.693 / 19.116 ĐVM = 97,8% (chỉ các đơn vị được giao chỉ tiêu), còn thiếu 423.\n"),
      std::string::npos)
      << vi;
  EXPECT_NE(vi.find("204,8"), std::string::npos) << vi;
  const std::string en = AttainmentText(answer, {.plan_id = "p", .unit_name = ""}, kEn);
  EXPECT_NE(
      en.find("Attained: 18,693 / 19,116 blood units = 97.8% (quota holders only), missing 423.\n"),
      std::string::npos)
      << en;
}

TEST(AttainmentViewTest, MonthsAndTheUnknownMonth) {
  v1::GetAttainmentResponse answer = KienGiang();
  answer.clear_lines();
  for (const auto& [key, units] :
       {std::pair("2020-12", 300), std::pair("2021-04", 2502), std::pair("", 17177)}) {
    v1::AttainmentLine& line = *answer.add_lines();
    line.set_key(key);
    line.mutable_own()->set_received_units(units);
    line.mutable_figures()->set_received_units(units);
  }
  const std::string text = AttainmentText(
      answer, {.plan_id = "p", .grouping = v1::ATTAINMENT_GROUPING_MONTH, .unit_name = ""}, kVi);
  EXPECT_NE(text.find("\nTháng          Đã tiếp nhận\n"
                      "─────────────  ────────────\n"
                      "tháng 12/2020           300\n"
                      "tháng 4/2021          2.502\n"
                      "chưa rõ tháng        17.177\n"
                      "─────────────  ────────────\n"
                      "Tổng cộng            19.979\n"),
            std::string::npos)
      << text;
}

TEST(AttainmentViewTest, ComponentsAndClassesNotStated) {
  v1::GetAttainmentResponse answer = KienGiang();
  answer.clear_lines();
  for (const auto& [key, units] :
       {std::pair("voluntary", 19026), std::pair("paid", 63), std::pair("", 890)}) {
    v1::AttainmentLine& line = *answer.add_lines();
    line.set_key(key);
    line.mutable_figures()->set_received_units(units);
  }
  const std::string text = AttainmentText(
      answer, {.plan_id = "p", .grouping = v1::ATTAINMENT_GROUPING_DONOR_CLASS, .unit_name = ""},
      kVi);
  EXPECT_NE(text.find("tình nguyện            19.026\n"
                      "chuyên nghiệp              63\n"
                      "không ghi                 890\n"),
            std::string::npos)
      << text;
}

TEST(AttainmentViewTest, ConvertedTellsWhatIsUnknown) {
  v1::GetAttainmentResponse answer;
  answer.set_basis(v1::ATTAINMENT_BASIS_CONVERTED);
  answer.mutable_total()->set_received_units(100);
  answer.mutable_total()->set_quota_units(112);
  answer.mutable_total()->set_converted_numerator(27'000);
  answer.mutable_total()->set_converted_denominator(250);
  answer.mutable_total()->set_unconverted_units(10);
  const std::string text = AttainmentText(answer, {.plan_id = "p", .unit_name = ""}, kVi);
  EXPECT_NE(text.find("Đạt: 108 / 112 ĐVM quy đổi (sau quy đổi).\n10 ĐVM không quy đổi được"),
            std::string::npos)
      << text;
}

TEST(AttainmentViewTest, NoQuotaIsNoPercentage) {
  v1::GetAttainmentResponse answer;
  answer.set_basis(v1::ATTAINMENT_BASIS_ALL_CREDITED);
  answer.mutable_total()->set_received_units(211);
  const std::string text =
      AttainmentText(answer, {.plan_id = "p", .unit_name = "Tỉnh Cà Mau"}, kVi);
  EXPECT_NE(text.find("Đạt: 211 ĐVM; không có chỉ tiêu nên không có tỷ lệ"), std::string::npos)
      << text;
  EXPECT_EQ(text.find('%'), text.find("%", text.find("Đạt tỷ lệ")))
      << "no percentage beside the heading: " << text;
}

TEST(AttainmentViewTest, AQuotaWithoutAConvertedOneIsNotCalledNone) {
  v1::GetAttainmentResponse answer;
  answer.set_basis(v1::ATTAINMENT_BASIS_CONVERTED);
  answer.mutable_total()->set_converted_numerator(0);
  answer.mutable_total()->set_converted_denominator(250);
  const std::string text = AttainmentText(answer, {.plan_id = "p", .unit_name = ""}, kVi);
  EXPECT_NE(text.find("không có chỉ tiêu sau quy đổi nên không có tỷ lệ"), std::string::npos)
      << text;
}

void SetPace(v1::AttainmentFigures& figures, int64_t expected, int64_t denominator, v1::Pace pace) {
  figures.set_expected_numerator(expected);
  figures.set_expected_denominator(denominator);
  figures.set_pace(pace);
  figures.set_pace_basis(v1::PACE_BASIS_PRO_RATA);
}

// 212 of 365 days through 30 June: 19.116 × 212 / 365 = 11.103,0…
TEST(AttainmentViewTest, PaceTellsWhatFellDueAndTheDifference) {
  v1::GetAttainmentResponse answer = KienGiang();
  answer.set_pace_date(20210630);
  SetPace(*answer.mutable_lines(0)->mutable_figures(), 503 * 212, 365, v1::PACE_AHEAD);
  SetPace(*answer.mutable_lines(1)->mutable_figures(), 1116, 1, v1::PACE_ON_TIME);
  SetPace(*answer.mutable_lines(3)->mutable_figures(), 400, 1, v1::PACE_BEHIND);
  SetPace(*answer.mutable_total(), 19116 * 212, 365, v1::PACE_AHEAD);
  const std::string text = AttainmentText(answer, {.plan_id = "p", .unit_name = ""}, kVi);
  EXPECT_NE(text.find("Đến hạn  Tiến độ"), std::string::npos) << text;
  // 503 × 212 / 365 = 292,153…; 1.030 − 292,153 = 737,847.
  EXPECT_NE(text.find("292,2  vượt tiến độ 737,8"), std::string::npos) << text;
  EXPECT_NE(text.find("1.116  đúng tiến độ\n"), std::string::npos) << text;
  EXPECT_NE(text.find("400  chậm tiến độ 365"), std::string::npos) << text;
  // 19.979 − 11.103,02 = 8.875,98.
  EXPECT_NE(text.find("Tiến độ đến hết ngày 30/6/2021: đến hạn 11.103,0, đã tiếp nhận 19.979: vượt "
                      "tiến độ 8.876,0 (chia đều theo ngày của kỳ).\n"),
            std::string::npos)
      << text;
  const std::string csv = AttainmentCsv(answer);
  EXPECT_NE(csv.find(",position,expected_numerator,expected_denominator,pace,pace_basis\n"),
            std::string::npos)
      << csv;
  EXPECT_NE(csv.find(",1234,106636,365,ahead,pro-rata\n"), std::string::npos) << csv;
}

TEST(AttainmentViewTest, WithoutAQuotaThereIsNoPace) {
  v1::GetAttainmentResponse answer;
  answer.set_pace_date(20210630);
  answer.mutable_total()->set_received_units(211);
  const std::string text = AttainmentText(answer, {.plan_id = "p", .unit_name = ""}, kVi);
  EXPECT_NE(text.find("Tiến độ đến hết ngày 30/6/2021: chưa rõ"), std::string::npos) << text;
}

TEST(AttainmentViewTest, RoundsAndCampaigns) {
  v1::GetAttainmentResponse answer;
  answer.set_basis(v1::ATTAINMENT_BASIS_ALL_CREDITED);
  answer.set_percentage_decimals(1);
  v1::AttainmentLine& line = *answer.add_lines();
  line.set_key("lao-cai-2024-q3-hanh-trinh-do");
  line.set_name("Hành trình đỏ");
  SetFigures(*line.mutable_figures(), 1500, 1200);
  line.mutable_figures()->set_quota_is_minimum(true);
  v1::AttainmentLine& rest = *answer.add_lines();
  rest.mutable_figures()->set_received_units(7);
  SetFigures(*answer.mutable_total(), 1507, 0);
  std::string text = AttainmentText(
      answer, {.plan_id = "p", .grouping = v1::ATTAINMENT_GROUPING_ROUND, .unit_name = ""}, kVi);
  EXPECT_NE(text.find("Đợt                    Mã                             Chỉ tiêu"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("Hành trình đỏ          lao-cai-2024-q3-hanh-trinh-do   ≥ 1.200         1.500"
                      "        125,0"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("(không thuộc đợt nào)"), std::string::npos) << text;
  text = AttainmentText(
      answer, {.plan_id = "p", .grouping = v1::ATTAINMENT_GROUPING_CAMPAIGN, .unit_name = ""}, kVi);
  EXPECT_NE(text.find("(không thuộc chiến dịch nào)"), std::string::npos) << text;
  EXPECT_NE(text.find("Một phiếu có thể thuộc nhiều chiến dịch"), std::string::npos) << text;
}

TEST(AttainmentViewTest, AUnitWithNothingIsToldInAWord) {
  v1::GetAttainmentResponse answer;
  answer.set_plan_title("Tổng kết năm 2021");
  const std::string text =
      AttainmentText(answer, {.plan_id = "p", .unit_name = "Tỉnh Cà Mau (ca-mau)"}, kVi);
  EXPECT_NE(text.find("Đơn vị này không có chỉ tiêu trong kế hoạch và chưa có phiếu nào được "
                      "tính.\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("───"), std::string::npos) << "no empty table: " << text;
}

TEST(AttainmentViewTest, StraddlersAreTold) {
  v1::GetAttainmentResponse answer = KienGiang();
  answer.set_straddling_units(1500);
  answer.set_through_date(20210630);
  const std::string text = AttainmentText(answer, {.plan_id = "p", .unit_name = ""}, kVi);
  EXPECT_NE(text.find("1.500 ĐVM không được tính"), std::string::npos) << text;
  EXPECT_NE(text.find("phiếu đến hết ngày 30/6/2021"), std::string::npos) << text;
}

TEST(AttainmentViewTest, CsvBeginsWithTheKeyAndEndsWithTheTotal) {
  const std::string csv = AttainmentCsv(KienGiang());
  EXPECT_TRUE(csv.starts_with("key,label,name,unit_id,quota_units,own_units,received_units,"));
  EXPECT_NE(csv.find("\nr01,01,Liên đoàn Lao động tỉnh,lien-doan,503,1030,1030,,,,205,0,,,,1234\n"),
            std::string::npos)
      << csv;
  EXPECT_NE(
      csv.find("\nr07,07,Viện Huyết học và Truyền máu TW,,,1000,,,,,,,benh-vien,true,,1234\n"),
      std::string::npos)
      << csv;
  EXPECT_NE(csv.find("\ntotal,,,,19116,19979,19979,,,,105,0,,,,1234\n"), std::string::npos) << csv;
}

TEST(AttainmentViewTest, JsonAddsThePercentage) {
  const Json json = AttainmentJson(KienGiang());
  EXPECT_EQ(json["total"]["percent"], "105");
  EXPECT_EQ(json["lines"][0]["figures"]["percent"], "205");
  EXPECT_TRUE(json["lines"][2]["figures"].is_null());
  EXPECT_TRUE(json["lines"][4]["figures"]["percent"].is_null());
  EXPECT_EQ(json["basis"], "all-credited");
}

}  // namespace
}  // namespace hemoledger

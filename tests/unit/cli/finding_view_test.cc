// One example a kind of finding, with the values of the five documents; where none of them has the
// kind, with invented ones.
#include "clients/cli/render/finding_view.h"

#include <gtest/gtest.h>

#include <set>

#include "clients/cli/render/enum_words.h"

namespace hemoledger {
namespace {

constexpr Language kVi = Language::kVietnamese;
constexpr Language kEn = Language::kEnglish;

v1::FindingValue Number(int64_t unscaled, const char* measure = "", uint32_t scale = 0,
                        v1::Comparator comparator = v1::COMPARATOR_EQUAL) {
  v1::FindingValue value;
  value.mutable_figure()->set_comparator(comparator);
  value.mutable_figure()->mutable_value()->set_unscaled(unscaled);
  value.mutable_figure()->mutable_value()->set_scale(scale);
  value.set_measure(measure);
  return value;
}

v1::FindingValue Range(int64_t lower, int64_t upper) {
  v1::FindingValue value = Number(lower, "", 0, v1::COMPARATOR_RANGE);
  value.mutable_figure()->mutable_upper()->set_unscaled(upper);
  return value;
}

v1::FindingValue Words(const char* text) {
  v1::FindingValue value;
  value.set_text(text);
  return value;
}

v1::FindingValue Day(int32_t date) {
  v1::FindingValue value;
  value.set_date(date);
  return value;
}

v1::FindingValue Month(int32_t month) {
  v1::FindingValue value;
  value.mutable_time()->mutable_months()->add_months(month);
  return value;
}

v1::FindingPlace Place(v1::FindingSubject subject, const char* printed, const char* field = "",
                       const char* id = "x") {
  v1::FindingPlace place;
  place.set_subject(subject);
  place.set_id(id);
  place.set_printed(printed);
  place.set_field(field);
  return place;
}

v1::Finding Make(v1::FindingKind kind, std::vector<v1::FindingPlace> places,
                 v1::FindingValue stated = {}, v1::FindingValue computed = {}) {
  v1::Finding finding;
  finding.set_finding_id("id-1");
  finding.set_kind(kind);
  for (v1::FindingPlace& place : places) *finding.add_places() = std::move(place);
  *finding.mutable_stated() = std::move(stated);
  *finding.mutable_computed() = std::move(computed);
  finding.set_origin(v1::FINDING_ORIGIN_DOCUMENT);
  finding.set_state(v1::FINDING_STATE_OPEN);
  return finding;
}

struct Example {
  v1::Finding finding;
  const char* vi;
  const char* en;
};

std::vector<Example> Examples() {
  return {
      // Quảng Trị, row 3: 1.096 × 1,12 = 1.227,52.
      {Make(v1::FINDING_KIND_CONVERTED_QUOTA,
            {Place(v1::FINDING_SUBJECT_ROW, "3", "converted_quota")}, Number(1227), Number(1228)),
       "Dòng 3: chỉ tiêu sau quy đổi in 1.227, tính theo cách quy đổi của kế hoạch được 1.228.",
       "Row 3: the converted quota is printed as 1,227; the plan's rule of conversion gives "
       "1,228."},
      {Make(v1::FINDING_KIND_TOTAL, {Place(v1::FINDING_SUBJECT_TOTAL, "", "quota")}, Number(10000),
            Number(9999)),
       "Dòng tổng cộng, chỉ tiêu: tổng in 10.000, cộng các dòng được 9.999.",
       "The line of totals, quota: the total is printed as 10,000; the rows add up to 9,999."},
      {Make(v1::FINDING_KIND_ROUND_SUM, {Place(v1::FINDING_SUBJECT_ROW, "II.19", "quota")},
            Number(75), Number(70)),
       "Dòng II.19: chỉ tiêu 75, cộng các đợt được 70.",
       "Row II.19: the quota is 75; its rounds add up to 70."},
      // Ân Thi: 75 on the first of three rows, 25/25/25 on the last.
      {Make(v1::FINDING_KIND_GROUP_ONLY, {Place(v1::FINDING_SUBJECT_ROW, "II.16", "quota"),
                                          Place(v1::FINDING_SUBJECT_ROW, "II.17", "quota"),
                                          Place(v1::FINDING_SUBJECT_ROW, "II.18", "quota")}),
       "Dòng II.16, II.17, II.18: chỉ tiêu và các đợt chỉ khớp khi gộp thành một nhóm, mà văn bản "
       "không ghi như vậy.",
       "Row II.16, II.17, II.18: quota and rounds agree only as one group, which the document does "
       "not say."},
      {Make(v1::FINDING_KIND_POPULATION_SHARE,
            {Place(v1::FINDING_SUBJECT_ROW, "4", "population_share")}, Number(125, "percent", 2),
            Number(1105, "percent", 3)),
       "Dòng 4: tỷ lệ dân số in 1,25%, tính từ chỉ tiêu và dân số được 1,105%.",
       "Row 4: the share of the population is printed as 1.25%; quota and population give 1.105%."},
      {Make(v1::FINDING_KIND_ROUND_COUNT, {Place(v1::FINDING_SUBJECT_ROW, "4", "round_count")},
            Number(3, "rounds"), Number(2, "rounds")),
       "Dòng 4: ghi 3 đợt, kể ra được 2 đợt.", "Row 4: 3 rounds are stated, 2 are listed."},
      {Make(v1::FINDING_KIND_HEADLINE, {Place(v1::FINDING_SUBJECT_TARGET, "II.1")},
            Number(7000, "units", 0, v1::COMPARATOR_AT_LEAST), Number(6900, "units")),
       "Chỉ tiêu chung II.1: đặt ra ≥ 7.000, còn số giao cho các đơn vị hoặc xếp vào các đợt được "
       "6.900.",
       "Target II.1: ≥ 7,000 are wanted; what is allocated or scheduled comes to 6,900."},
      // Quảng Trị counts a round of 12/2020.
      {Make(v1::FINDING_KIND_ROUND_BEFORE_SIGNING,
            {Place(v1::FINDING_SUBJECT_ROUND, "Đợt của Đông Hà", "time")}, Month(202012),
            Day(20210114)),
       "Đợt của Đông Hà: thời gian tháng 12/2020 nằm trọn trước ngày ký văn bản (14/01/2021).",
       "Đợt của Đông Hà: its time, 2020-12, lies wholly before the signing (2021-01-14)."},
      {Make(v1::FINDING_KIND_ROUND_OUTSIDE_PERIOD,
            {Place(v1::FINDING_SUBJECT_ROUND, "Chủ nhật đỏ", "time")}, Month(202212)),
       "Đợt “Chủ nhật đỏ”: thời gian tháng 12/2022 nằm ngoài kỳ kế hoạch.",
       "Round “Chủ nhật đỏ”: its time, 2022-12, lies outside the plan's period."},
      {Make(v1::FINDING_KIND_LEGAL_BASIS_LATER,
            {Place(v1::FINDING_SUBJECT_LEGAL_BASIS, "184/KH-UBND", "signed_date")}, Day(20241220),
            Day(20240117)),
       "Căn cứ 184/KH-UBND: đề ngày 20/12/2024, sau ngày ký văn bản (17/01/2024).",
       "Legal basis 184/KH-UBND: it is dated 2024-12-20, after the signing (2024-01-17)."},
      {Make(v1::FINDING_KIND_DOCUMENT_NUMBER, {Place(v1::FINDING_SUBJECT_DOCUMENT, "", "number")},
            Words("17/KH-UBND"), Words("14/KH-UBND")),
       "Văn bản tự ghi hai số khác nhau: “17/KH-UBND” và “14/KH-UBND”.",
       "The document gives two numbers for itself: “17/KH-UBND” and “14/KH-UBND”."},
      {Make(v1::FINDING_KIND_ROUND_WITHOUT_FIGURE,
            {Place(v1::FINDING_SUBJECT_ROUND, "Lễ hội Xuân hồng", "received")}),
       "Đợt “Lễ hội Xuân hồng”: không ghi con số nào, trong khi các đợt khác có.",
       "Round “Lễ hội Xuân hồng”: no figure is stated, though other rounds have one."},
      {Make(v1::FINDING_KIND_EVENTS_TOO_FEW,
            {Place(v1::FINDING_SUBJECT_TARGET, "II.2.1"),
             Place(v1::FINDING_SUBJECT_UNIT, "Huyện Bảo Yên")},
            Range(2, 3), Number(1, "rounds")),
       "Huyện Bảo Yên: chỉ tiêu chung II.2.1 cần 2–3 đợt, lịch chỉ có 1.",
       "Huyện Bảo Yên: target II.2.1 demands 2–3 rounds; scheduled: 1."},
      // Lào Cai: a range in II, a minimum in III.
      {Make(v1::FINDING_KIND_SAID_TWICE,
            {Place(v1::FINDING_SUBJECT_STATEMENT, "II.2.1", "received"),
             Place(v1::FINDING_SUBJECT_ROUND, "Hiến máu huyện Bắc Hà", "received")},
            Range(350, 400), Number(350, "", 0, v1::COMPARATOR_AT_LEAST)),
       "Hai nơi nói khác nhau về số ĐVM tiếp nhận: II.2.1 ghi 350–400; đợt “Hiến máu huyện Bắc Hà” "
       "ghi ≥ 350.",
       "Two places differ about the units received: II.2.1 says 350–400; round “Hiến máu huyện Bắc "
       "Hà” says ≥ 350."},
      {Make(v1::FINDING_KIND_PERCENTAGE, {Place(v1::FINDING_SUBJECT_STATEMENT, "I.1")},
            Number(953, "percent", 1), Number(9523, "percent", 2)),
       "I.1: tỷ lệ in 95,3%, tính từ số liệu được 95,23%.",
       "I.1: 95.3% is printed; the figures give 95.23%."},
      {Make(v1::FINDING_KIND_QUOTA_MET_LIST,
            {Place(v1::FINDING_SUBJECT_STATEMENT, "II.2", "", "bao-cao/dat-an-bien")}, {},
            Number(97, "percent")),
       "II.2 (bao-cao/dat-an-bien): được kể là đạt chỉ tiêu, nhưng chỉ đạt 97%.",
       "II.2 (bao-cao/dat-an-bien): listed as having met its quota, and reached 97%."},
      {Make(v1::FINDING_KIND_COLUMN_MONTH,
            {Place(v1::FINDING_SUBJECT_STATEMENT, "Phụ lục 1, cột Tháng 12", "time")},
            Month(202112)),
       "Phụ lục 1, cột Tháng 12: tiêu đề cột ghi tháng 12/2021, nằm ngoài kỳ kế hoạch.",
       "Phụ lục 1, cột Tháng 12: the heading names 2021-12, outside the plan's period."},
      {Make(v1::FINDING_KIND_COPY_DAMAGE,
            {Place(v1::FINDING_SUBJECT_TABLE, "Phụ lục 2"),
             Place(v1::FINDING_SUBJECT_ROW, "23", "quota")},
            Number(1053), Number(966)),
       "Phụ lục 2; dòng 23: bản sao bị mất ô; văn bản in 1.053, các ô còn lại cộng được 966.",
       "Phụ lục 2; row 23: the copy lost cells; 1,053 is printed, the cells that are left add up "
       "to "
       "966."},
      {Make(v1::FINDING_KIND_RESULT,
            {Place(v1::FINDING_SUBJECT_STATEMENT, "Phụ lục 1, dòng 01", "received")},
            Number(1030, "units"), Number(1020, "units")),
       "Phụ lục 1, dòng 01, số ĐVM tiếp nhận: báo cáo ghi 1.030, sổ tính được 1.020.",
       "Phụ lục 1, dòng 01, units received: 1,030 is reported; the ledger gives 1,020."},
      {Make(v1::FINDING_KIND_CHANGE_OVERTAKEN,
            {Place(v1::FINDING_SUBJECT_REVISION, "", "", "2"),
             Place(v1::FINDING_SUBJECT_UNIT, "Trường Cao đẳng Sư phạm", "quota")},
            Number(650), Number(600)),
       "Bản điều chỉnh 2, Trường Cao đẳng Sư phạm: thay đổi (650) không còn hiệu lực, vì một điều "
       "chỉnh ghi sau mà có hiệu lực sớm hơn đang giữ 600.",
       "Revision 2, Trường Cao đẳng Sư phạm: its change (650) was overtaken by one recorded later "
       "that holds from an earlier day (600)."},
      {Make(v1::FINDING_KIND_RECEIPT_STRADDLES, {Place(v1::FINDING_SUBJECT_DOCUMENT, "", "period")},
            {}, Number(1500, "units")),
       "1.500 ĐVM không được tính: thời gian của phiếu chỉ nằm một phần trong kỳ kế hoạch.",
       "1,500 blood units are not counted: their dates lie only partly in the plan's period."},
      {Make(v1::FINDING_KIND_ASSIGNED_QUOTA,
            {Place(v1::FINDING_SUBJECT_TOTAL, "", "assigned_quota")}, Number(10000), Number(9999)),
       "Cấp trên giao 10.000 ĐVM, văn bản phân bổ 9.999 ĐVM.",
       "10,000 blood units are assigned from above, 9,999 allocated."},
  };
}

TEST(FindingViewTest, EveryKindHasASentenceInBothLanguages) {
  std::set<v1::FindingKind> kinds;
  for (const Example& example : Examples()) {
    EXPECT_EQ(FindingSentence(example.finding, kVi), example.vi);
    EXPECT_EQ(FindingSentence(example.finding, kEn), example.en);
    kinds.insert(example.finding.kind());
  }
  // Every kind of the contract but "unspecified", which has a word too.
  EXPECT_EQ(kinds.size() + 1, WordsOf<v1::FindingKind>().size());
  EXPECT_EQ(static_cast<int>(kinds.size()) + 1, v1::FindingKind_descriptor()->value_count());
}

TEST(FindingViewTest, WhatIsSaidOtherwiseByWhatStandsInIt) {
  // Kiên Giang 2022 prints totals of January to March and was signed on 5 April.
  EXPECT_EQ(FindingSentence(
                Make(v1::FINDING_KIND_ROUND_BEFORE_SIGNING,
                     {Place(v1::FINDING_SUBJECT_STATEMENT, "Phụ lục 2, tổng tháng 1", "time"),
                      Place(v1::FINDING_SUBJECT_STATEMENT, "Phụ lục 2, tổng tháng 2", "time")},
                     Number(5096, "units"), Day(20220405)),
                kVi),
            "Phụ lục 2, tổng tháng 1, Phụ lục 2, tổng tháng 2: 5.096 ĐVM được xếp vào thời gian "
            "trước ngày ký văn bản (05/4/2022).");
  EXPECT_EQ(FindingSentence(Make(v1::FINDING_KIND_ROUND_BEFORE_SIGNING,
                                 {Place(v1::FINDING_SUBJECT_ROUND, "Đợt I", "time")},
                                 Number(2, "rounds"), Day(20220405)),
                            kVi),
            "Đợt I: 2 đợt nằm trọn trước ngày ký văn bản (05/4/2022).");
  // "23% of the year 2022" fits no target.
  EXPECT_EQ(
      FindingSentence(Make(v1::FINDING_KIND_PERCENTAGE,
                           {Place(v1::FINDING_SUBJECT_STATEMENT, "II.1")}, Number(23, "percent")),
                      kVi),
      "II.1: tỷ lệ in 23% không ứng với số liệu nào.");
  EXPECT_EQ(FindingSentence(Make(v1::FINDING_KIND_QUOTA_MET_LIST,
                                 {Place(v1::FINDING_SUBJECT_UNIT, "Huyện Gò Quao")}, {},
                                 Number(1161, "percent", 1)),
                            kVi),
            "Huyện Gò Quao: đạt 116,1% nhưng không có trong danh sách đạt chỉ tiêu.");
  // The budget section of Lào Cai says 2023.
  EXPECT_EQ(FindingSentence(Make(v1::FINDING_KIND_SAID_TWICE,
                                 {Place(v1::FINDING_SUBJECT_STATEMENT, "IV", "year")},
                                 Words("2023"), Words("2024")),
                            kVi),
            "Hai nơi nói khác nhau về năm: IV ghi “2023”; chỗ khác trong văn bản ghi “2024”.");
  EXPECT_EQ(
      FindingSentence(Make(v1::FINDING_KIND_EVENTS_TOO_FEW,
                           {Place(v1::FINDING_SUBJECT_TARGET, "II.2.1")}, Number(2), Number(1)),
                      kVi),
      "Chỉ tiêu chung II.2.1: cần 2 đợt, lịch chỉ có 1.");
  EXPECT_EQ(FindingSentence(
                Make(v1::FINDING_KIND_TOTAL, {Place(v1::FINDING_SUBJECT_TOTAL, "", "an-thi-dot-1")},
                     Number(700), Number(690)),
                kVi),
            "Dòng tổng cộng, cột đợt an-thi-dot-1: tổng in 700, cộng các dòng được 690.");
  EXPECT_EQ(FindingSentence(Make(static_cast<v1::FindingKind>(99),
                                 {Place(v1::FINDING_SUBJECT_ROW, "1", "quota")}, Number(1)),
                            kVi),
            "Dòng 1, chỉ tiêu: ghi 1, tính ra (không ghi).");
}

TEST(FindingViewTest, OfManyPlacesTheFirstAreNamed) {
  std::vector<v1::FindingPlace> places;
  for (int i = 1; i <= 11; ++i) {
    places.push_back(Place(v1::FINDING_SUBJECT_ROUND, ("Đợt " + std::to_string(i)).c_str()));
  }
  EXPECT_EQ(FindingPlaceWords(Make(v1::FINDING_KIND_ROUND_BEFORE_SIGNING, places), kVi),
            "Đợt 1, Đợt 2, Đợt 3, Đợt 4, Đợt 5 và 6 chỗ khác");
}

TEST(FindingViewTest, NamesAreQuotedOnceAndIdsAreToldAsSuch) {
  // Lào Cai's labels have quotes of their own; Bảo Yên's place has no printed name.
  EXPECT_EQ(
      FindingPlaceWords(Make(v1::FINDING_KIND_ROUND_WITHOUT_FIGURE,
                             {Place(v1::FINDING_SUBJECT_ROUND, "Chương trình “Lễ hội Xuân hồng”")}),
                        kVi),
      "đợt Chương trình “Lễ hội Xuân hồng”");
  EXPECT_EQ(FindingPlaceWords(Make(v1::FINDING_KIND_EVENTS_TOO_FEW,
                                   {Place(v1::FINDING_SUBJECT_UNIT, "", "", "lao-cai-bao-yen")}),
                              kVi),
            "đơn vị lao-cai-bao-yen");
}

TEST(FindingViewTest, ALongShareIsShownWithTwoDecimals) {
  // 19.979 / 19.116.
  EXPECT_EQ(FindingValueWords(Number(104'514'543, "percent", 6), kVi), "104,51%");
  EXPECT_EQ(FindingValueWords(Number(9523, "percent", 2), kVi), "95,23%");
}

TEST(FindingViewTest, TheListTellsOriginStateIdAndTheAnswer) {
  v1::ListFindingsResponse answer;
  answer.mutable_reflects()->set_position(321);
  answer.mutable_reflects()->set_record_time_micros(1'649'116'800'000'000);
  *answer.add_findings() = Examples()[1].finding;
  v1::Finding copy = Examples()[17].finding;
  copy.set_finding_id("copy-damage-0123456789ab");
  copy.set_origin(v1::FINDING_ORIGIN_COPY);
  copy.set_state(v1::FINDING_STATE_ACCEPTED);
  copy.set_verdict_record_id("verdict-1");
  copy.set_verdict_reason("Bản quét mất ô");
  copy.set_verdict_principal("anonymous");
  copy.set_verdict_time_micros(1'649'116'800'000'000);
  *answer.add_findings() = copy;
  answer.set_open_count(1);
  answer.set_accepted_count(1);
  const std::string text = FindingsText(answer, "quang-tri-2021", false, kVi);
  EXPECT_NE(text.find("1. Dòng tổng cộng, chỉ tiêu: tổng in 10.000, cộng các dòng được 9.999.\n"
                      "   Nguồn: văn bản; chưa xử lý; mã: id-1\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("   Nguồn: bản sao; chấp nhận; mã: copy-damage-0123456789ab\n"
                      "   Lý do: Bản quét mất ô (anonymous, 07:00:00 ngày 05/4/2022)\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("\n2 điểm chưa khớp: 1 chưa xử lý, 0 đã giải trình, 1 chấp nhận.\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("hemo plan findings quang-tri-2021 --explain MÃ"), std::string::npos) << text;
  EXPECT_NE(text.find("vị trí 321"), std::string::npos) << text;
}

TEST(FindingViewTest, ALapsedAnswerAndAnErasedReasonAreTold) {
  v1::Finding finding = Examples()[1].finding;
  finding.set_verdict_lapsed(true);
  EXPECT_NE(FindingListText(std::span(&finding, 1), kVi).find("không còn giữ"), std::string::npos);
  finding.set_verdict_lapsed(false);
  finding.set_state(v1::FINDING_STATE_EXPLAINED);
  finding.set_verdict_record_id("v");
  finding.set_verdict_reason_erased(true);
  EXPECT_NE(FindingListText(std::span(&finding, 1), kVi).find("Lý do: (đã xóa)"),
            std::string::npos);
}

TEST(FindingViewTest, NoFindingsAreToldInAWord) {
  v1::ListFindingsResponse answer;
  EXPECT_TRUE(FindingsText(answer, "ngoc-hoi-2020", false, kVi)
                  .starts_with("Kế hoạch ngoc-hoi-2020 không có điểm chưa khớp nào.\n"));
  answer.set_explained_count(2);
  EXPECT_NE(FindingsText(answer, "p", true, kVi).find("Không còn điểm nào chưa xử lý.\n"),
            std::string::npos);
}

TEST(FindingViewTest, CsvHasPlainValuesAndBothSentences) {
  const v1::Finding finding = Examples()[14].finding;
  const std::string csv = FindingsCsv(std::span(&finding, 1));
  EXPECT_TRUE(csv.starts_with("finding_id,plan_id,kind,place,stated,computed,origin,state,"));
  EXPECT_NE(csv.find("\nid-1,,percentage,I.1,95.3,95.23,document,open,,false,"), std::string::npos)
      << csv;
  EXPECT_EQ(FindingJson(finding)["sentence_en"], "I.1: 95.3% is printed; the figures give 95.23%.");
}

}  // namespace
}  // namespace hemoledger

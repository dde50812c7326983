#include <gtest/gtest.h>

#include "clients/cli/render/event_view.h"
#include "clients/cli/render/plan_history_view.h"
#include "clients/cli/render/plan_view.h"
#include "clients/cli/render/receipt_view.h"
#include "clients/cli/render/status_view.h"
#include "clients/cli/render/unit_view.h"
#include "proto/base/errors.h"
#include "proto/base/text_commitment.h"
#include "tests/support/builders.h"

namespace hemoledger {
namespace {

constexpr Language kVi = Language::kVietnamese;
constexpr int64_t kMoment = 1'649'116'800'000'000;  // 07:00:00 on 5 April 2022 in Vietnam

// A plan like Quảng Trị's: a mix of bags, one converted figure that is one off, one in a form of
// its own.
v1::GetPlanResponse QuangTri() {
  v1::GetPlanResponse answer;
  answer.mutable_reflects()->set_position(77);
  answer.mutable_reflects()->set_record_time_micros(kMoment);
  v1::PlanView& view = *answer.mutable_plan();
  view.set_revision(1);
  view.set_total_quota_units(2'140);
  v1::PlanIssued& plan = *view.mutable_plan();
  plan = MakePlan("quang-tri-2021", "quang-tri", 20210101, 20211231);
  plan.mutable_document()->set_title("Vận động hiến máu");
  plan.mutable_document()->add_numbers("05/KH-BCĐ");
  plan.mutable_document()->set_signed_date(20210114);
  v1::BagMix& small = *plan.mutable_conversion()->add_bag_mix();
  small.set_volume_ml(250);
  small.set_permille(700);
  v1::BagMix& large = *plan.mutable_conversion()->add_bag_mix();
  large.set_volume_ml(350);
  large.set_permille(300);
  v1::PlanRow row = HolderRow("r01", "dong-ha", 1'000);
  row.set_label("1");
  row.set_printed_name("TP Đông Hà");
  row.mutable_quota()->mutable_converted_units()->set_value(1'120);
  *plan.add_rows() = row;
  row = HolderRow("r02", "vinh-linh", 1'140);
  row.set_label("2");
  row.set_printed_name("Vĩnh Linh");
  row.mutable_quota()->mutable_units()->set_text("1,140");
  row.mutable_quota()->mutable_converted_units()->set_value(1'276);
  SeededRandom random(1);
  MadeText note = MakeText(3, "Gồm một đợt của 12/2020", random);
  *row.add_notes() = note.text;
  *view.add_texts() = note.accompanying;
  *plan.add_rows() = row;
  *plan.add_credit_rules() = MakeCreditRule("truong", "truong-a", "dong-ha");
  plan.mutable_credit_rules(0)->set_inferred(true);
  plan.mutable_stated_total()->mutable_units()->set_value(2'150);
  return answer;
}

TEST(PlanViewTest, ShowsRowsAsPrinted) {
  const std::string text = PlanText(QuangTri(), PlanFigures(), kVi);
  EXPECT_NE(text.find("Văn bản:             Kế hoạch 05/KH-BCĐ\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Ngày ký:             14/01/2021\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Quy đổi:             70% 250 ml, 30% 350 ml; 1 ĐVM quy đổi = 250 ml\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("STT  Đơn vị      Mã đơn vị  Chỉ tiêu  Sau quy đổi  (tính lại)\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("1    TP Đông Hà  dong-ha       1.000        1.120       1.120\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("2    Vĩnh Linh   vinh-linh     1,140        1.276       1.277\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("\nGhi chú:\n  Dòng 2: Gồm một đợt của 12/2020\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("Tổng in trong văn bản: 2.150 (cộng các dòng: 2.140)\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("truong-a → dong-ha (suy ra)\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Chỉ tiêu được giao:  không ghi\n"), std::string::npos) << text;
}

TEST(PlanViewTest, ShowsPlaceRecipientsAndGroupsWithTheirSums) {
  v1::GetPlanResponse answer = QuangTri();
  v1::PlanIssued& plan = *answer.mutable_plan()->mutable_plan();
  plan.mutable_document()->set_place("Quảng Trị");
  plan.mutable_document()->add_recipients("Lưu VT");
  plan.mutable_document()->add_recipients("VX");
  v1::RowGroup& group = *plan.add_groups();
  group.set_group_id("huyen");
  group.set_label("I. Các huyện");
  plan.mutable_rows(1)->set_group_id("huyen");
  answer.mutable_plan()->set_revision(2);
  const std::string text = PlanText(answer, PlanFigures(), kVi);
  EXPECT_NE(text.find("Nơi ký:              Quảng Trị\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Nơi nhận:            Lưu VT; VX\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\nNhóm:\n  huyen: I. Các huyện, tổng 1.140\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Tổng in trong văn bản: 2.150 (sau điều chỉnh: 2.140)\n"), std::string::npos)
      << text;
}

TEST(PlanViewTest, TellsWhichRevisionsFiguresAreShown) {
  v1::GetPlanResponse answer = QuangTri();
  answer.mutable_plan()->set_revision(2);
  answer.mutable_plan()->mutable_revision_document()->set_number("12/QĐ-BCĐ");
  std::vector<v1::PlanRevision> history(2);
  history[0].set_revision(1);
  history[1].set_revision(2);
  history[1].set_valid_from_date(20210701);
  const PlanFigures before = FiguresOf(answer.plan(), history, 20210630);
  EXPECT_EQ(before.revision, 1u);
  EXPECT_NE(PlanText(answer, before, kVi)
                .find("2: 12/QĐ-BCĐ (có hiệu lực từ 01/7/2021; số liệu ở đây tính đến hết ngày "
                      "30/6/2021, là của bản 1)\n"),
            std::string::npos)
      << PlanText(answer, before, kVi);
  // By the end of the period it holds.
  const PlanFigures after = FiguresOf(answer.plan(), history, 0);
  EXPECT_EQ(after.revision, 2u);
  EXPECT_NE(PlanText(answer, after, kVi).find("2: 12/QĐ-BCĐ\n"), std::string::npos);
}

TEST(PlanViewTest, TellsWhatTheDocumentCarriesOutAndItsOtherTotals) {
  v1::GetPlanResponse answer = QuangTri();
  v1::PlanIssued& plan = *answer.mutable_plan()->mutable_plan();
  plan.add_implements()->set_number("103/QĐ-BCĐQG");
  plan.mutable_assigned_quota()->mutable_units()->set_value(10'000);
  plan.mutable_stated()->mutable_population()->set_text("632.375");
  plan.mutable_stated()->set_population_share_text("1,6");
  answer.mutable_plan()->set_entry_version(2);
  const std::string text = PlanText(answer, PlanFigures(), kVi);
  EXPECT_NE(text.find("Thực hiện:           103/QĐ-BCĐQG\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Chỉ tiêu được giao:  10.000\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Lần nhập:            2 (đã sửa sai sót nhập liệu"), std::string::npos)
      << text;
  EXPECT_NE(text.find("\nCác tổng khác in trong văn bản: dân số 632.375; % dân số 1,6\n"),
            std::string::npos)
      << text;
}

TEST(PlanViewTest, ErasedTextsAreMarked) {
  v1::GetPlanResponse answer = QuangTri();
  answer.mutable_plan()->mutable_texts(0)->set_erased(true);
  EXPECT_NE(PlanText(answer, PlanFigures(), kVi).find("(đã xóa)"), std::string::npos);
}

TEST(PlanViewTest, CsvBeginsWithTheHolder) {
  const std::string csv = PlanCsv(QuangTri());
  EXPECT_TRUE(csv.starts_with("holder_unit_id,row_id,")) << csv;
  EXPECT_NE(csv.find("\nvinh-linh,r02,2,Vĩnh Linh,1140,\"1,140\",1276,"), std::string::npos) << csv;
}

std::vector<v1::PlanRevision> History() {
  v1::PlanRevision first;
  first.set_revision(1);
  first.set_position(12);
  first.set_record_time_micros(kMoment);
  first.set_principal("anonymous");
  first.mutable_authority()->set_number("65/BC-BCĐ");
  for (const int units : {503, 700}) {
    v1::QuotaChange& change = *first.add_quota_changes();
    change.set_holder_unit_id("h" + std::to_string(units));
    change.set_kind(v1::QUOTA_CHANGE_KIND_ISSUED);
    change.set_units_after(units);
  }
  v1::PlanRevision second = first;
  second.set_revision(2);
  second.set_valid_from_date(20210701);
  second.mutable_authority()->set_number("12/QĐ-BCĐ");
  second.mutable_authority()->set_signed_date(20210625);
  second.set_reason("trường hoãn");
  second.set_approver_erased(true);
  second.clear_quota_changes();
  v1::QuotaChange& out = *second.add_quota_changes();
  out.set_holder_unit_id("su-pham");
  out.set_holder_name("Trường Cao đẳng Sư phạm");
  out.set_kind(v1::QUOTA_CHANGE_KIND_TRANSFERRED_OUT);
  out.set_units_before(700);
  out.set_units_after(650);
  out.set_counterpart_unit_id("lien-doan");
  v1::QuotaChange& in = *second.add_quota_changes();
  in.set_holder_unit_id("lien-doan");
  in.set_holder_name("Liên đoàn Lao động tỉnh");
  in.set_kind(v1::QUOTA_CHANGE_KIND_WITHDRAWN);
  in.set_units_before(50);
  return {first, second};
}

TEST(PlanHistoryViewTest, TellsWhoWhenWhyFromWhatToWhat) {
  const std::string text = PlanHistoryText(History(), "kien-giang-2021", "", kVi);
  EXPECT_NE(text.find("Giao chỉ tiêu lần đầu cho 2 đơn vị, tổng 1.203 ĐVM (xem: hemo plan show "
                      "kien-giang-2021).\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("Văn bản:         12/QĐ-BCĐ, ngày 25/6/2021\n"
                      "Có hiệu lực từ:  01/7/2021\n"
                      "Lý do:           trường hoãn\n"
                      "Người duyệt:     (đã xóa)\n"
                      "Ghi sổ:          07:00:00 ngày 05/4/2022, bởi anonymous, vị trí 12\n"),
            std::string::npos)
      << text;
  EXPECT_NE(
      text.find(
          "Trường Cao đẳng Sư phạm  su-pham    chuyển đi  700       650         −50  lien-doan\n"),
      std::string::npos)
      << text;
  EXPECT_NE(text.find("Liên đoàn Lao động tỉnh  lien-doan  rút bớt     50  không có         −50\n"),
            std::string::npos)
      << text;
}

TEST(PlanHistoryViewTest, OfOneHolderListsTheFirstQuotaToo) {
  const std::string text = PlanHistoryText(History(), "p", "h503", kVi);
  EXPECT_NE(text.find("không có"), std::string::npos) << text;
  EXPECT_EQ(text.find("lần đầu"), std::string::npos) << text;
  EXPECT_FALSE(PlanHistoryText({}, "p", "h", kVi).empty());
}

TEST(PlanHistoryViewTest, TellsScheduleChangesAndCorrectionsOfTheEntry) {
  std::vector<v1::PlanRevision> history = History();
  v1::RoundChange& moved = *history[1].add_schedule_changes()->mutable_round();
  *moved.mutable_before() = MakeRound("dot-1");
  moved.mutable_before()->set_label("Đợt I");
  moved.mutable_before()->mutable_time()->mutable_dates()->add_dates(20240315);
  *moved.mutable_after() = moved.before();
  moved.mutable_after()->mutable_time()->mutable_dates()->set_dates(0, 20240320);
  v1::Target& target = *history[1].add_schedule_changes()->mutable_target()->mutable_before();
  target.set_target_id("nhac-lai");
  target.set_metric(v1::TARGET_METRIC_REPEAT_SHARE);
  target.mutable_value()->set_comparator(v1::COMPARATOR_MORE_THAN);
  target.mutable_value()->mutable_value()->set_unscaled(50);
  v1::Task& task = *history[1].add_schedule_changes()->mutable_task()->mutable_after();
  task.set_task_id("hop");
  task.set_label("Họp giao ban");
  v1::EntryCorrection& corrected = *history[0].add_entry_corrections();
  corrected.set_version(2);
  corrected.set_position(90);
  corrected.set_record_time_micros(kMoment);
  corrected.set_principal("anonymous");
  corrected.set_reason("Gõ nhầm");
  corrected.add_fixes()->set_removed_row_id("r17");
  const std::string text = PlanHistoryText(history, "p", "", kVi);
  EXPECT_NE(text.find("Đổi đợt Đợt I (dot-1): thời gian: 15/3/2024 → 20/3/2024\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("Bỏ chỉ tiêu chung % hiến máu nhắc lại (nhac-lai): trên 50%\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("Thêm việc Họp giao ban (hop): chưa rõ\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Sửa nhập liệu, lần nhập 2, 07:00:00 ngày 05/4/2022, bởi anonymous, vị trí "
                      "90: Gõ nhầm\n  bỏ dòng r17\n"),
            std::string::npos)
      << text;
}

TEST(PlanHistoryViewTest, AHolderWithoutAQuotaIsToldInAWord) {
  std::vector<v1::PlanRevision> history = History();
  for (v1::PlanRevision& revision : history) revision.clear_quota_changes();
  EXPECT_EQ(PlanHistoryText(history, "p", "ca-mau", kVi),
            "Kế hoạch p chưa có văn bản nào giao hoặc thay đổi chỉ tiêu của ca-mau.\n");
}

v1::ReceiptView Corrected() {
  v1::ReceiptView view;
  view.mutable_feed()->set_feed("feed");
  view.mutable_feed()->set_external_id("pl1-01-2");
  view.set_position(60);
  view.set_version(2);
  view.set_unit_name("Liên đoàn Lao động tỉnh");
  *view.mutable_receipt() = MakeReceipt("lien-doan", 20201201, 54);
  view.mutable_receipt()->mutable_interval()->set_last_date(20211130);
  v1::ReceiptVersion& first = *view.add_versions();
  first.set_version(1);
  first.set_position(60);
  *first.mutable_receipt() = view.receipt();
  first.mutable_receipt()->mutable_bags(0)->set_count(53);
  v1::ReceiptVersion& second = *view.add_versions();
  second.set_version(2);
  second.set_position(200);
  second.set_reason("đếm sót");
  *second.mutable_receipt() = view.receipt();
  return view;
}

TEST(ReceiptViewTest, ShowsVersionsAndWhatEachChanged) {
  const std::string text = ReceiptText(Corrected(), kVi);
  EXPECT_NE(text.find("Mã phiếu:         feed/pl1-01-2\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Liên đoàn Lao động tỉnh (lien-doan)\n"), std::string::npos) << text;
  EXPECT_NE(text.find("01/12/2020 – 30/11/2021 (chưa rõ tháng)\n"), std::string::npos) << text;
  EXPECT_NE(text.find("54 ĐVM (không rõ thể tích)\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Số lượng: 53 ĐVM (không rõ thể tích) → 54 ĐVM (không rõ thể tích)"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("đếm sót"), std::string::npos) << text;
}

TEST(ReceiptViewTest, OnlyAChangedNoteIsToldAsOne) {
  v1::ReceiptView view = Corrected();
  *view.add_versions() = view.versions(1);
  EXPECT_NE(ReceiptText(view, kVi).find("  không đổi  "), std::string::npos);
  EXPECT_EQ(ReceiptText(view, kVi).find("  ghi chú  "), std::string::npos);
  view.mutable_versions(2)->set_note("Trời mưa");
  EXPECT_NE(ReceiptText(view, kVi).find("  ghi chú  "), std::string::npos);
}

TEST(ReceiptViewTest, ACampaignThatACorrectionAddedIsTold) {
  v1::ReceiptView view = Corrected();
  v1::ReceiptVersion& later = *view.add_versions();
  later = view.versions(1);
  later.mutable_receipt()->set_campaign_id("hanh-trinh-do");
  const std::string text = ReceiptText(view, kVi);
  EXPECT_NE(text.find("Chiến dịch: không ghi → hanh-trinh-do"), std::string::npos) << text;
}

TEST(ReceiptViewTest, ListsAndSums) {
  v1::ReceiptView voided = Corrected();
  voided.set_voided(true);
  voided.set_version(3);
  const std::vector<v1::ReceiptView> views = {Corrected(), voided};
  const std::string text = ReceiptsText(views, kVi);
  EXPECT_NE(text.find("3 (đã hủy)"), std::string::npos) << text;
  EXPECT_NE(text.find("\n2 phiếu, 54 ĐVM (không kể phiếu đã hủy).\n"), std::string::npos) << text;
  EXPECT_TRUE(ReceiptsCsv(views).starts_with("receipt,position,unit_id,"));
}

TEST(ReceiptViewTest, Bags) {
  v1::Receipt receipt = MakeReceipt("a", 20210405, 10, 250);
  EXPECT_EQ(BagWords(receipt), "10 × 250 ml");
  receipt.add_bags()->set_count(3);
  EXPECT_EQ(BagWords(receipt), "10 × 250 ml, 3 × ? ml");
  EXPECT_EQ(BloodUnits(receipt), 13);
}

TEST(UnitViewTest, IndentsByDepth) {
  std::vector<v1::Unit> units(3);
  units[0].set_unit_id("vn");
  units[0].set_name("Việt Nam");
  units[0].set_kind(v1::UNIT_KIND_NATION);
  units[1].set_unit_id("kien-giang");
  units[1].set_name("Tỉnh Kiên Giang");
  units[1].set_kind(v1::UNIT_KIND_PROVINCE);
  units[1].set_parent_id("vn");
  units[1].set_code("91");
  units[2].set_unit_id("tan-hiep");
  units[2].set_name("Huyện Tân Hiệp");
  units[2].set_kind(v1::UNIT_KIND_DISTRICT);
  units[2].set_parent_id("kien-giang");
  units[2].add_aliases("H. Tân Hiệp");
  EXPECT_EQ(UnitsText(units, kVi),
            "Mã đơn vị   Tên đơn vị          Loại      Mã hành chính  Tên khác\n"
            "──────────  ──────────────────  ────────  ─────────────  ───────────\n"
            "vn          Việt Nam            quốc gia\n"
            "kien-giang    Tỉnh Kiên Giang   tỉnh                 91\n"
            "tan-hiep        Huyện Tân Hiệp  huyện                    H. Tân Hiệp\n"
            "\n"
            "3 đơn vị.\n");
}

TEST(UnitViewTest, AUnitThatNeverHadACodeHasNotLostOne) {
  v1::Unit unit;
  unit.set_unit_id("xa-a");
  unit.add_attributes()->set_name("Xã A");
  unit.add_attributes()->set_code("");
  EXPECT_EQ(UnitText(unit, kVi).find("(không còn)"), std::string::npos);
  unit.add_attributes()->set_code("12345");
  unit.add_attributes()->set_code("");
  const std::string text = UnitText(unit, kVi);
  EXPECT_NE(text.find("12345"), std::string::npos) << text;
  EXPECT_NE(text.find("(không còn)"), std::string::npos) << text;
}

TEST(UnitViewTest, ASuccessionIsShownOnBothSides) {
  v1::Unit earlier;
  earlier.set_unit_id("vinpearl-2021");
  earlier.set_successor_unit_id("vinpearl-2022");
  v1::UnitAttribute& attribute = *earlier.add_attributes();
  attribute.set_from_date(20220101);
  attribute.set_position(9);
  attribute.set_successor_unit_id("vinpearl-2022");
  std::string text = UnitText(earlier, kVi);
  EXPECT_NE(text.find("Được kế thừa bởi:   vinpearl-2022\n"), std::string::npos) << text;
  EXPECT_NE(text.find("01/01/2022  được kế thừa bởi  vinpearl-2022"), std::string::npos) << text;
  v1::Unit later;
  later.set_unit_id("vinpearl-2022");
  later.add_predecessor_unit_ids("vinpearl-2021");
  text = UnitText(later, Language::kEnglish);
  EXPECT_NE(text.find("Carries on:"), std::string::npos) << text;
  EXPECT_NE(text.find("vinpearl-2021\n"), std::string::npos) << text;
}

TEST(EventViewTest, ASuccessionIsOneLine) {
  v1::Submission submission = RequestSubmission("r-1");
  *submission.mutable_unit_changed() = SucceedUnit("vinpearl-2021", "vinpearl-2022", 20220101);
  v1::Event event;
  event.set_submission(submission.SerializeAsString());
  v1::RecordedEvent recorded;
  recorded.set_event(event.SerializeAsString());
  const auto decoded = DecodeEvent(recorded);
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(EventSummary(*decoded, kVi),
            "vinpearl-2021: được kế thừa bởi vinpearl-2022, từ 01/01/2022");
}

TEST(EventViewTest, SummarisesAndDecodes) {
  v1::Event event;
  event.set_position(158);
  event.set_record_time_micros(kMoment);
  event.set_principal("anonymous");
  event.set_submission(
      FeedSubmission("feed", "x-1", MakeReceipt("tan-hiep", 20210405, 506)).SerializeAsString());
  v1::RecordedEvent recorded;
  recorded.set_event(event.SerializeAsString());
  const auto decoded = DecodeEvent(recorded);
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(EventLine(*decoded, kVi),
            "       158  07:00:00 ngày 05/4/2022   tiếp nhận máu         feed/x-1: 506 ĐVM, "
            "tan-hiep, 05/4/2021\n");
  const Json json = EventJson(*decoded, recorded);
  EXPECT_EQ(json["type"], "receipt-recorded");
  EXPECT_EQ(json["submission"]["receipt_recorded"]["receipt"]["bags"][0]["count"], 506);
  EXPECT_EQ(json["leaf_hash"].get<std::string>().size(), 64u);
  recorded.set_event("\xff\xff");
  EXPECT_FALSE(DecodeEvent(recorded).ok());
}

std::string SummaryOf(const v1::Submission& submission) {
  v1::Event event;
  event.set_submission(submission.SerializeAsString());
  v1::RecordedEvent recorded;
  recorded.set_event(event.SerializeAsString());
  return EventSummary(*DecodeEvent(recorded), kVi);
}

TEST(EventViewTest, WhatStandsBesidePlansIsSummarised) {
  v1::Submission submission;
  v1::PlanRecorded& record = *submission.mutable_plan_recorded();
  record.set_plan_id("an-thi-2024");
  record.set_record_id("progress-round-dot-1");
  record.mutable_progress()->set_round_id("dot-1");
  record.mutable_progress()->set_round_status(v1::ROUND_STATUS_HELD);
  record.mutable_progress()->mutable_interval()->set_first_date(20240315);
  EXPECT_EQ(SummaryOf(submission),
            "an-thi-2024/progress-round-dot-1, bản 1: đợt dot-1: đã tổ chức, 15/3/2024");
  record.mutable_withdrawn();
  record.set_replaces_version(1);
  EXPECT_EQ(SummaryOf(submission), "an-thi-2024/progress-round-dot-1, bản 2: rút lại");
  v1::PlanEntryCorrected& corrected = *submission.mutable_plan_entry_corrected();
  corrected.set_plan_id("quang-tri-2021");
  corrected.set_revision(1);
  corrected.set_against_version(1);
  corrected.add_fixes();
  EXPECT_EQ(SummaryOf(submission), "quang-tri-2021, bản 1, lần nhập 2: 1 chỗ");
}

TEST(StatusViewTest, TellsWhyNothingIsWritten) {
  v1::GetStatusResponse status;
  status.set_write_state(v1::WRITE_STATE_DISK_NEARLY_FULL);
  status.set_write_state_message_vi("dọn đĩa");
  status.set_disk_free_bytes(1 << 20);
  status.set_disk_needed_bytes(1 << 30);
  const std::string text = StatusText(status, "s:1", kVi);
  EXPECT_NE(text.find("ngừng ghi: đĩa sắp đầy"), std::string::npos) << text;
  EXPECT_NE(text.find("dọn đĩa"), std::string::npos) << text;
  EXPECT_NE(text.find("1,0 MiB (ngừng ghi khi dưới 1,0 GiB)"), std::string::npos) << text;
}

}  // namespace
}  // namespace hemoledger

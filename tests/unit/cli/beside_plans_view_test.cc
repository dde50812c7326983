// What stands beside a plan's table: rounds, tasks, targets, records, statements; two plans
// compared.
#include <gtest/gtest.h>

#include "clients/cli/render/compare_view.h"
#include "clients/cli/render/plan_schedule_view.h"
#include "clients/cli/render/plan_view.h"
#include "clients/cli/render/record_view.h"
#include "clients/cli/render/round_view.h"
#include "proto/base/text_commitment.h"
#include "tests/support/builders.h"

namespace hemoledger {
namespace {

constexpr Language kVi = Language::kVietnamese;
constexpr Language kEn = Language::kEnglish;

v1::Figure Minimum(int64_t value) {
  v1::Figure figure;
  figure.set_comparator(v1::COMPARATOR_AT_LEAST);
  figure.mutable_value()->set_unscaled(value);
  return figure;
}

// Lào Cai 2024: no table; a campaign, its round, a target, a task.
v1::PlanView LaoCai() {
  v1::PlanView view;
  view.set_revision(1);
  v1::PlanIssued& plan = *view.mutable_plan();
  plan = MakePlan("lao-cai-2024", "lao-cai", 20240101, 20241231);
  v1::Campaign& campaign = *plan.add_campaigns();
  campaign.set_campaign_id("lao-cai-2024-hanh-trinh-do");
  campaign.set_label("Hành trình đỏ");
  campaign.mutable_time()->mutable_months()->add_months(202406);
  campaign.mutable_time()->mutable_months()->add_months(202407);
  v1::Round& round = *plan.add_rounds();
  round = MakeRound("lao-cai-2024-q3-hanh-trinh-do");
  round.set_label("Chương trình Hành trình đỏ");
  round.mutable_time()->mutable_quarter()->set_year(2024);
  round.mutable_time()->mutable_quarter()->set_quarter(3);
  round.mutable_time()->set_text("Quý III: Tổ chức 4 đợt");
  *round.mutable_received() = Minimum(1200);
  round.mutable_registered()->set_comparator(v1::COMPARATOR_EQUAL);
  round.mutable_registered()->mutable_value()->set_unscaled(2000);
  round.set_host_name("Hội Chữ thập đỏ tỉnh");
  round.add_partners("Viện Huyết học - Truyền máu Trung ương");
  round.add_campaign_ids("lao-cai-2024-hanh-trinh-do");
  SeededRandom random(1);
  MadeText note = MakeText(0, "Theo lịch của Ban tổ chức Trung ương", random);
  *round.add_notes() = note.text;
  *view.add_texts() = note.accompanying;
  v1::Target& target = *plan.add_targets();
  target.set_target_id("don-vi-mau");
  target.set_metric(v1::TARGET_METRIC_UNITS);
  target.set_text("7.000 đơn vị máu trở lên");
  target.set_place("II.1");
  *target.mutable_value() = Minimum(7000);
  v1::Task& task = *plan.add_tasks();
  task.set_task_id("tap-huan");
  task.set_kind(v1::TASK_KIND_TRAINING);
  task.set_label("Tập huấn kiến thức, kỹ năng");
  return view;
}

TEST(PlanScheduleViewTest, ShowsWhatADocumentWithoutATableHolds) {
  const std::string text = PlanText(LaoCai(), PlanFigures(), kVi);
  EXPECT_EQ(text.find("STT"), std::string::npos) << "there is no table: " << text;
  EXPECT_NE(text.find("\nChỉ tiêu chung (1):\n"
                      "Chỉ tiêu chung            Mã          Đo bằng            Mức  Ở mục\n"
                      "────────────────────────  ──────────  ─────────────  ───────  ─────\n"
                      "7.000 đơn vị máu trở lên  don-vi-mau  số đơn vị máu  ≥ 7.000  II.1\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("\nChiến dịch (1):\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\nĐợt (1):\n"), std::string::npos) << text;
  for (const char* cell :
       {"Chương trình Hành trình đỏ", "lao-cai-2024-q3-hanh-trinh-do", "quý III/2024",
        "Quý III: Tổ chức 4 đợt", "≥ 1.200", "2.000", "Hội Chữ thập đỏ tỉnh"}) {
    EXPECT_NE(text.find(cell), std::string::npos) << cell << "\n" << text;
  }
  EXPECT_NE(
      text.find("  lao-cai-2024-q3-hanh-trinh-do: phối hợp: Viện Huyết học - Truyền máu Trung "
                "ương; ghi chú: Theo\n    lịch của Ban tổ chức Trung ương\n"),
      std::string::npos)
      << text;
  EXPECT_NE(text.find("\nViệc (1):\n"), std::string::npos) << text;
  EXPECT_NE(text.find("tập huấn"), std::string::npos) << text;
}

TEST(PlanScheduleViewTest, AReportOfARoundIsShownAsReported) {
  v1::PlanView view = LaoCai();
  v1::ProgressReport& report = *view.add_progress()->mutable_report();
  report.set_round_id("lao-cai-2024-q3-hanh-trinh-do");
  report.set_round_status(v1::ROUND_STATUS_HELD);
  report.mutable_interval()->set_first_date(20240715);
  EXPECT_NE(PlanScheduleText(view, kVi).find("đã tổ chức, 15/7/2024 (báo cáo)"), std::string::npos);
}

// Ân Thi: rounds are columns of the table; a blank cell is not 0.
TEST(PlanScheduleViewTest, RoundsOfSeveralRowsAreColumns) {
  v1::PlanView view;
  v1::PlanIssued& plan = *view.mutable_plan();
  plan = MakePlan("an-thi-2024", "an-thi", 20240101, 20241231);
  *plan.add_rows() = HolderRow("r01", "xa-a", 50);
  *plan.add_rows() = HolderRow("r02", "xa-b", 30);
  v1::Round& round = *plan.add_rounds();
  round = MakeRound("an-thi-2024-dot-1");
  round.set_label("Đợt I");
  for (const char* unit : {"xa-a", "xa-b"}) round.add_quotas()->set_unit_id(unit);
  round.mutable_quotas(0)->mutable_units()->set_value(25);
  v1::Round& single = *plan.add_rounds();
  single = MakeRound("an-thi-2024-dot-rieng");
  single.add_quotas()->set_unit_id("xa-a");
  EXPECT_EQ(RoundColumns(plan), std::vector<int>{0});
  view.set_total_quota_units(80);
  const std::string text = PlanText(view, PlanFigures(), kVi);
  EXPECT_NE(text.find("Đơn vị     Mã đơn vị  Chỉ tiêu  Đợt I\n"), std::string::npos) << text;
  EXPECT_NE(text.find("xa-a       xa-a             50     25\n"), std::string::npos) << text;
  EXPECT_NE(text.find("xa-b       xa-b             30\n"), std::string::npos) << text;
  // More than six would make the table too wide: they are listed by round then.
  for (int i = 0; i < 6; ++i) {
    v1::Round& further = *plan.add_rounds();
    further = round;
    further.set_round_id("dot-" + std::to_string(i));
  }
  EXPECT_TRUE(RoundColumns(plan).empty());
  EXPECT_NE(PlanScheduleText(view, kVi).find("chỉ tiêu từng đơn vị: xa-a 25, xa-b (không ghi)"),
            std::string::npos);
}

TEST(RoundViewTest, TellsDueLateAndShort) {
  std::vector<v1::RoundView> rounds(3);
  for (v1::RoundView& view : rounds) {
    view.set_plan_id("an-thi-2024");
    *view.mutable_round() = MakeRound("dot-x");
    view.mutable_round()->mutable_time()->mutable_dates()->add_dates(20240315);
    view.set_status(v1::ROUND_STATUS_PLANNED);
    view.set_due(true);
  }
  rounds[0].set_late(true);
  rounds[0].set_quota_units(700);
  rounds[1].set_status(v1::ROUND_STATUS_HELD);
  rounds[1].set_short_of_quota(true);
  rounds[1].set_quota_units(700);
  rounds[1].set_received_units(580);
  rounds[1].set_receipts(3);
  *rounds[2].mutable_round()->mutable_received() = Minimum(350);
  const std::string text = RoundsText(rounds, 20240401, false, kVi);
  EXPECT_NE(text.find("trễ: chưa báo đã tổ chức, chưa có phiếu"), std::string::npos) << text;
  EXPECT_NE(text.find("còn thiếu 120"), std::string::npos) << text;
  EXPECT_NE(text.find("≥ 350"), std::string::npos) << text;
  EXPECT_NE(text.find("3 đợt, đã tiếp nhận 580 ĐVM, 1 đợt trễ. Đến hạn và trễ tính theo ngày "
                      "01/4/2024.\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("an-thi-2024"), std::string::npos) << "one plan: " << text;
  EXPECT_NE(RoundsText(rounds, 0, true, kVi).find("an-thi-2024"), std::string::npos);
  EXPECT_EQ(RoundsText({}, 0, true, kVi), "Không có đợt nào.\n");
  EXPECT_TRUE(RoundsCsv(rounds).starts_with("round_id,plan_id,label,status,first_date,"));
}

TEST(RoundViewTest, TasksAreDoneOrLate) {
  std::vector<v1::TaskView> tasks(2);
  tasks[0].mutable_task()->set_task_id("nop");
  tasks[0].mutable_task()->set_label("Nộp danh sách");
  tasks[0].mutable_task()->set_kind(v1::TASK_KIND_LIST_SUBMISSION);
  tasks[0].mutable_task()->mutable_time()->mutable_deadline()->set_date(20200331);
  tasks[0].set_late(true);
  tasks[1] = tasks[0];
  tasks[1].set_late(false);
  tasks[1].set_done(true);
  tasks[1].mutable_report()->set_task_id("nop");
  tasks[1].mutable_report()->set_done(true);
  tasks[1].mutable_report()->mutable_interval()->set_first_date(20200330);
  const std::string text = TasksText(tasks, 20200401, false, kVi);
  EXPECT_NE(text.find("nộp danh sách  trước 31/3/2020  chưa xong, trễ"), std::string::npos) << text;
  EXPECT_NE(text.find("đã xong, 30/3/2020"), std::string::npos) << text;
  EXPECT_NE(text.find("2 việc, 1 việc trễ."), std::string::npos) << text;
}

TEST(RoundViewTest, TargetsSayWhatIsNotKnown) {
  std::vector<v1::TargetProgress> targets(3);
  *targets[0].mutable_target() = LaoCai().plan().targets(0);
  targets[0].set_state(v1::TARGET_STATE_NOT_REACHED);
  targets[0].set_reached_numerator(4567);
  targets[0].set_reached_denominator(1);
  targets[0].set_source("receipts");
  targets[1].mutable_target()->set_metric(v1::TARGET_METRIC_VOLUNTARY_SHARE);
  *targets[1].mutable_target()->mutable_value() = Minimum(95);
  targets[1].set_state(v1::TARGET_STATE_REACHED);
  targets[1].set_reached_numerator(9523);
  targets[1].set_reached_denominator(100);
  targets[2].mutable_target()->set_metric(v1::TARGET_METRIC_STAFF_SHARE);
  targets[2].set_state(v1::TARGET_STATE_NOT_KNOWN);
  const std::string text = TargetsText(targets, kVi);
  EXPECT_NE(text.find("≥ 7.000      4.567  chưa đạt    phiếu"), std::string::npos) << text;
  EXPECT_NE(text.find("≥ 95%     95,23%  đạt"), std::string::npos) << text;
  EXPECT_NE(text.find("chưa biết  chưa biết"), std::string::npos) << text;
  EXPECT_NE(text.find("3 chỉ tiêu chung: 1 đạt, 1 chưa biết.\n"), std::string::npos) << text;
  targets[2].set_units_reached(7);
  targets[2].set_units_bound(9);
  EXPECT_NE(TargetsText(targets, kVi).find("7/9 đơn vị"), std::string::npos);
}

TEST(RecordViewTest, ListsKindsVersionsAndContents) {
  std::vector<v1::RecordView> records(2);
  v1::PlanRecorded& scan = *records[0].mutable_record();
  scan.set_record_id("ban-quet");
  scan.mutable_attachment()->set_file_name("bao-cao-65.pdf");
  scan.mutable_attachment()->set_size_bytes(1'048'576);
  scan.mutable_attachment()->set_sha256(std::string(32, '\x3f'));
  records[0].set_version(2);
  v1::PlanRecorded& list = *records[1].mutable_record();
  list.set_record_id("phu-luc-1");
  list.mutable_statements()->add_statements();
  v1::StatementTable& table = *list.mutable_statements()->add_tables();
  table.set_label("Phụ lục 1");
  table.set_copy_damaged(true);
  const std::string text = RecordsText(records, kVi);
  EXPECT_NE(text.find("bao-cao-65.pdf (1,0 MiB, SHA-256 3f3f3f3f3f3f…)"), std::string::npos)
      << text;
  EXPECT_NE(text.find("1 số liệu theo báo cáo, Phụ lục 1 (bản sao bị mất ô)"), std::string::npos)
      << text;
  EXPECT_NE(RecordsText({}, kVi).find("Chưa có bản ghi nào"), std::string::npos);
}

TEST(RecordViewTest, StatementsAreLabelledAsReportedAndCompared) {
  std::vector<v1::StatementView> views(3);
  v1::Statement& cell = *views[0].mutable_statement();
  cell.set_place("Phụ lục 1, dòng 01");
  cell.set_fact(v1::STATEMENT_FACT_RECEIVED_UNITS);
  cell.set_row_id("r01");
  cell.set_printed_text("1030");
  cell.mutable_value()->mutable_value()->set_unscaled(1030);
  views[0].set_comparison(v1::STATEMENT_COMPARISON_EQUAL);
  views[0].mutable_computed()->mutable_figure()->mutable_value()->set_unscaled(1030);
  v1::Statement& share = *views[1].mutable_statement();
  share.set_fact(v1::STATEMENT_FACT_VOLUNTARY_SHARE);
  share.mutable_value()->set_comparator(v1::COMPARATOR_EQUAL);
  share.mutable_value()->mutable_value()->set_unscaled(953);
  share.mutable_value()->mutable_value()->set_scale(1);
  views[1].set_comparison(v1::STATEMENT_COMPARISON_DIFFERENT);
  views[1].mutable_computed()->mutable_figure()->mutable_value()->set_unscaled(9523);
  views[1].mutable_computed()->mutable_figure()->mutable_value()->set_scale(2);
  views[1].mutable_computed()->set_measure("percent");
  v1::Statement& month = *views[2].mutable_statement();
  month.set_fact(v1::STATEMENT_FACT_RECEIVED_UNITS);
  *month.mutable_interval() = DateRange(20210501, 20210531);
  views[2].set_comparison(v1::STATEMENT_COMPARISON_NOT_CHECKABLE);
  const std::string text = StatementsText(views, kVi);
  EXPECT_NE(text.find("Theo báo cáo"), std::string::npos) << text;
  EXPECT_NE(text.find("1030    1.030  khớp\n"), std::string::npos) << "as printed: " << text;
  EXPECT_NE(text.find("95,3%   95,23%  lệch\n"), std::string::npos) << text;
  EXPECT_NE(text.find("tháng 5/2021"), std::string::npos) << text;
  EXPECT_NE(text.find("không kiểm được\n"), std::string::npos) << text;
  EXPECT_NE(text.find("3 số liệu theo báo cáo: 1 khớp, 1 lệch, 1 không kiểm được.\n"),
            std::string::npos)
      << text;
  EXPECT_NE(StatementsText(views, kEn).find("As reported"), std::string::npos);
  EXPECT_NE(StatementsCsv(views).find(",95.3,,95.23,different,"), std::string::npos)
      << StatementsCsv(views);
}

TEST(RecordViewTest, IndicatorsWithXOfYAndOver) {
  std::vector<v1::IndicatorView> views(2);
  v1::IndicatorValue& clubs = *views[0].mutable_value();
  clubs.set_unit_id("kien-giang");
  clubs.set_indicator("cau-lac-bo");
  clubs.set_label("Huyện có câu lạc bộ");
  clubs.mutable_value()->set_comparator(v1::COMPARATOR_EQUAL);
  clubs.mutable_value()->mutable_value()->set_unscaled(11);
  clubs.mutable_of()->set_unscaled(15);
  v1::IndicatorValue& people = *views[1].mutable_value();
  people.set_label("Người được tuyên truyền");
  people.mutable_value()->set_comparator(v1::COMPARATOR_MORE_THAN);
  people.mutable_value()->mutable_value()->set_unscaled(25530);
  const std::string text = IndicatorsText(views, kVi);
  EXPECT_NE(text.find("11/15"), std::string::npos) << text;
  EXPECT_NE(text.find("trên 25.530"), std::string::npos) << text;
  const std::string csv = IndicatorsCsv(views);
  EXPECT_NE(csv.find("kien-giang,cau-lac-bo,Huyện có câu lạc bộ,,,equal,11,,15,"),
            std::string::npos)
      << csv;
}

// Vinpearl goes by another name in 2022; Cà Mau is in one plan only.
TEST(CompareViewTest, SideBySideWithAHolderCarriedOn) {
  v1::ComparePlansResponse answer;
  answer.set_before_title("Tổng kết năm 2021");
  answer.set_after_title("Kế hoạch năm 2022");
  v1::PlanComparison& vinpearl = *answer.add_holders();
  vinpearl.set_unit_id("vinpearl-2022");
  vinpearl.set_name("Vinpearl Phú Quốc");
  vinpearl.set_predecessor_unit_id("vinpearl");
  vinpearl.set_predecessor_name("Công ty Vinpearl");
  vinpearl.mutable_before()->set_quota_units(200);
  vinpearl.mutable_before()->set_received_units(150);
  vinpearl.mutable_before()->set_ratio_numerator(150);
  vinpearl.mutable_before()->set_ratio_denominator(200);
  vinpearl.mutable_after()->set_quota_units(180);
  v1::PlanComparison& gone = *answer.add_holders();
  gone.set_unit_id("su-pham");
  gone.set_name("Trường Cao đẳng Sư phạm");
  gone.mutable_before()->set_quota_units(700);
  gone.mutable_before()->set_received_units(35);
  answer.mutable_total_before()->set_quota_units(19116);
  answer.mutable_total_before()->set_received_units(19979);
  answer.mutable_total_after()->set_quota_units(20000);
  const std::string text = ComparisonText(answer, "kien-giang-2021", "kien-giang-2022", kVi);
  EXPECT_NE(
      text.find("                            Trước      Trước  Trước       Sau        Sau  Sau"
                "  Chênh lệch  Chênh lệch\n"
                "Đơn vị                   chỉ tiêu  tiếp nhận      %  chỉ tiêu  tiếp nhận    %"
                "    chỉ tiêu   tiếp nhận\n"),
      std::string::npos)
      << text;
  EXPECT_NE(
      text.find("Vinpearl Phú Quốc *           200        150   75,0       180          0     "
                "         −20        −150\n"
                "Trường Cao đẳng Sư phạm       700         35\n"),
      std::string::npos)
      << text;
  EXPECT_NE(text.find("* Vinpearl Phú Quốc (vinpearl-2022): ở kế hoạch trước là Công ty Vinpearl "
                      "(vinpearl); đơn vị này kế thừa đơn vị kia.\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("+884"), std::string::npos) << text;
  const std::string csv = ComparisonCsv(answer);
  EXPECT_NE(csv.find("\nvinpearl-2022,Vinpearl Phú Quốc,vinpearl,200,150,75.0,180,0,,0\n"),
            std::string::npos)
      << csv;
  EXPECT_NE(csv.find("\nsu-pham,Trường Cao đẳng Sư phạm,,700,35,,,,,0\n"), std::string::npos)
      << csv;
}

}  // namespace
}  // namespace hemoledger

#include "tests/unit/domain_records/records_world.h"

#include <gmock/gmock.h>

#include <utility>

#include "proto/base/check.h"
#include "services/domain/record_form.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

v1::PlanRecorded NewRecord(std::string_view record_id) {
  v1::PlanRecorded record;
  record.set_plan_id("kg-2021");
  record.set_record_id(std::string(record_id));
  return record;
}

v1::Campaign MakeCampaign(std::string_view campaign_id) {
  v1::Campaign campaign;
  campaign.set_campaign_id(std::string(campaign_id));
  campaign.set_label("Lễ hội Xuân hồng");
  return campaign;
}

}  // namespace

RecordsWorld::RecordsWorld() {
  uint64_t position = 1;
  for (const v1::UnitChanged& change :
       {OpenUnit("vn", v1::UNIT_KIND_NATION, "Việt Nam"),
        OpenUnit("kien-giang", v1::UNIT_KIND_PROVINCE, "Tỉnh Kiên Giang", "vn", "91"),
        OpenUnit("rach-gia", v1::UNIT_KIND_DISTRICT, "Rạch Giá", "kien-giang"),
        OpenUnit("ha-tien", v1::UNIT_KIND_DISTRICT, "Hà Tiên", "kien-giang")}) {
    HL_CHECK_OK(tree_.Check(change));
    tree_.Apply(change, position++);
  }
  v1::PlanIssued plan = MakePlan("kg-2021", "kien-giang", 20201201, 20211130);
  plan.add_groups()->set_group_id("ky-1");
  plan.mutable_groups(0)->set_label("Kỳ 1");
  *plan.add_rows() = HolderRow("r1", "rach-gia", 100);
  *plan.add_rows() = HolderRow("r2", "ha-tien", 50);
  for (const char* round : {"dot-1", "dot-2"}) {
    *plan.add_rounds() = MakeRound(round, "rach-gia");
    plan.mutable_rounds(plan.rounds_size() - 1)->set_label("Đợt");
  }
  *plan.add_campaigns() = MakeCampaign("xuan-hong");
  plan.add_tasks()->set_task_id("hop");
  plan.mutable_tasks(0)->set_label("Họp Ban Chỉ đạo");
  v1::PlanIssued other = MakePlan("kg-2022", "kien-giang", 20220101, 20221231);
  *other.add_rounds() = MakeRound("khac-1", "rach-gia");
  other.mutable_rounds(0)->set_label("Đợt");
  *other.add_campaigns() = MakeCampaign("khac");
  for (const v1::PlanIssued& issued : {plan, other}) {
    HL_CHECK_OK(plans_.CheckIssue(issued, tree_));
    PlanDocumentRecord document;
    document.revision = 1;
    document.position = position++;
    document.issued = issued;
    plans_.Apply(std::move(document), tree_);
  }
}

absl::StatusOr<RecordBook::Verdict> RecordsWorld::Check(const v1::PlanRecorded& record) const {
  return records_.Check(record, tree_, plans_);
}

uint64_t RecordsWorld::Put(const v1::PlanRecorded& record) {
  const auto verdict = Check(record);
  EXPECT_OK(verdict);
  if (!verdict.ok()) return 0;
  EXPECT_EQ(verdict->existing, nullptr);
  PlanRecordVersion version;
  version.version = verdict->version;
  version.position = next_position_++;
  version.record_time_micros = static_cast<int64_t>(version.position) * 1'000'000;
  version.principal = "anonymous";
  version.record = record;
  records_.Apply(std::move(version));
  return next_position_ - 1;
}

void RecordsWorld::ExpectProblem(const v1::PlanRecorded& record, ErrorReason reason,
                                 std::string_view place) {
  SCOPED_TRACE(place);
  const auto verdict = Check(record);
  ASSERT_THAT(verdict, StatusIs(reason));
  const auto violations = ViolationsOf(verdict.status());
  ASSERT_EQ(violations.size(), 1u);
  EXPECT_EQ(violations[0].field(), place);
}

v1::Text ReasonText() {
  v1::Text text;
  text.set_commitment(std::string(32, 'c'));
  return text;
}

v1::Figure EqualFigure(int64_t unscaled, uint32_t scale) {
  v1::Figure figure;
  figure.set_comparator(v1::COMPARATOR_EQUAL);
  figure.mutable_value()->set_unscaled(unscaled);
  figure.mutable_value()->set_scale(scale);
  return figure;
}

v1::PlanRecorded StatementsRecord(std::string_view record_id) {
  v1::PlanRecorded record = NewRecord(record_id);
  v1::StatementList& list = *record.mutable_statements();
  list.add_tables()->set_table_id("pl-1");
  list.mutable_tables(0)->set_label("Phụ lục 1");
  v1::Statement& cell = *list.add_statements();
  cell.set_statement_id("s1");
  cell.set_place("Phụ lục 1, dòng 23, tháng 5");
  cell.set_printed_text("1.163");
  cell.set_fact(v1::STATEMENT_FACT_RECEIVED_UNITS);
  cell.set_unit_id("rach-gia");
  cell.set_row_id("r1");
  cell.set_group_id("ky-1");
  cell.add_round_ids("dot-1");
  cell.add_round_ids("dot-2");
  cell.set_campaign_id("xuan-hong");
  *cell.mutable_interval() = DateRange(20210501, 20210531);
  cell.set_component(v1::COMPONENT_WHOLE_BLOOD);
  cell.set_donor_class(v1::DONOR_CLASS_VOLUNTARY);
  *cell.mutable_value() = EqualFigure(1163);
  cell.set_table_id("pl-1");
  cell.set_column(6);
  v1::Statement& met = *list.add_statements();
  met.set_statement_id("s2");
  met.set_place("Mục II");
  met.set_fact(v1::STATEMENT_FACT_QUOTA_MET);
  met.set_unit_id("ha-tien");
  return record;
}

v1::PlanRecorded IndicatorsRecord(std::string_view record_id) {
  v1::PlanRecorded record = NewRecord(record_id);
  v1::IndicatorValue& value = *record.mutable_indicators()->add_values();
  value.set_unit_id("kien-giang");
  value.set_indicator("clubs");
  value.set_label("Câu lạc bộ hiến máu dự bị");
  *value.mutable_value() = EqualFigure(11);
  value.mutable_of()->set_unscaled(15);
  value.set_measure("câu lạc bộ");
  value.set_place("Mục III.2");
  return record;
}

v1::PlanRecorded VerdictRecord(std::string_view record_id) {
  v1::PlanRecorded record = NewRecord(record_id);
  *record.mutable_reason() = ReasonText();
  record.mutable_verdict()->set_finding_id("total-kg-2021");
  record.mutable_verdict()->set_state(v1::FINDING_STATE_ACCEPTED);
  record.mutable_verdict()->set_fingerprint(std::string(32, 'f'));
  return record;
}

v1::PlanRecorded RoundReport(std::string_view record_id) {
  v1::PlanRecorded record = NewRecord(record_id);
  record.mutable_progress()->set_round_id("dot-1");
  record.mutable_progress()->set_round_status(v1::ROUND_STATUS_HELD);
  *record.mutable_progress()->mutable_interval() = DateRange(20210307);
  return record;
}

v1::PlanRecorded TaskReport(std::string_view record_id) {
  v1::PlanRecorded record = NewRecord(record_id);
  record.mutable_progress()->set_task_id("hop");
  record.mutable_progress()->set_done(true);
  return record;
}

v1::PlanRecorded ScanRecord(std::string_view record_id) {
  v1::PlanRecorded record = NewRecord(record_id);
  v1::Attachment& scan = *record.mutable_attachment();
  scan.set_sha256(std::string(32, 's'));
  scan.set_size_bytes(1 << 20);
  scan.set_media_type(std::string(kPdfMediaType));
  scan.set_file_name("05-KH-BCĐ.pdf");
  scan.set_revision(1);
  return record;
}

std::vector<v1::PlanRecorded> OneOfEachKind() {
  return {StatementsRecord(), IndicatorsRecord(), VerdictRecord(),
          RoundReport(),      TaskReport(),       ScanRecord()};
}

v1::PlanRecorded Replacing(v1::PlanRecorded record, uint32_t version) {
  record.set_replaces_version(version);
  *record.mutable_reason() = ReasonText();
  return record;
}

v1::PlanRecorded Withdrawing(const v1::PlanRecorded& record, uint32_t version) {
  v1::PlanRecorded withdrawal = NewRecord(record.record_id());
  withdrawal.mutable_withdrawn();
  return Replacing(std::move(withdrawal), version);
}

}  // namespace hemoledger

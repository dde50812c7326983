// Builds events of a log one after the other, as the sequencer would.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hemoledger/v1/events.pb.h"
#include "services/domain/domain_state.h"
#include "services/domain/receipt_rules.h"
#include "tests/support/builders.h"

namespace hemoledger {

// An event with its submission, parsed.
struct LoggedEvent {
  v1::Event event;
  v1::Submission submission;
};

class LogBuilder {
 public:
  // `submission` becomes the next event, 1 ms after the one before.
  LoggedEvent Next(const v1::Submission& submission) {
    LoggedEvent logged;
    logged.submission = submission;
    logged.event.set_position(position_++);
    logged.event.set_record_time_micros(1'649'116'800'000'000 + int64_t(position_) * 1000);
    logged.event.set_principal("anonymous");
    logged.event.set_submission(submission.SerializeAsString());
    return logged;
  }
  LoggedEvent LedgerCreated() {
    v1::Submission submission;
    submission.mutable_ledger_created()->set_ledger_id(std::string(16, 'L'));
    submission.mutable_ledger_created()->set_epoch(1);
    submission.mutable_ledger_created()->set_format_version(1);
    return Next(submission);
  }
  LoggedEvent Unit(const v1::UnitChanged& change) {
    v1::Submission submission = Request();
    *submission.mutable_unit_changed() = change;
    return Next(submission);
  }
  LoggedEvent Source(std::string_view source_id) {
    v1::Submission submission = Request();
    submission.mutable_source_opened()->set_source_id(std::string(source_id));
    return Next(submission);
  }
  LoggedEvent Plan(const v1::PlanIssued& plan, uint32_t part = 0, uint32_t part_count = 0,
                   std::string_view request_id = "plan") {
    v1::Submission submission = RequestSubmission(request_id);
    submission.mutable_request()->set_part(part);
    submission.mutable_request()->set_part_count(part_count);
    *submission.mutable_plan_issued() = plan;
    return Next(submission);
  }
  LoggedEvent Amendment(const v1::PlanAmended& amendment) {
    v1::Submission submission = Request();
    *submission.mutable_plan_amended() = amendment;
    return Next(submission);
  }
  LoggedEvent Record(const v1::PlanRecorded& record) {
    v1::Submission submission = Request();
    *submission.mutable_plan_recorded() = record;
    return Next(submission);
  }
  LoggedEvent EntryCorrection(const v1::PlanEntryCorrected& correction) {
    v1::Submission submission = Request();
    *submission.mutable_plan_entry_corrected() = correction;
    return Next(submission);
  }
  // `corrected` absent: a void.
  LoggedEvent Change(v1::Submission identity, uint64_t original, uint64_t replaced,
                     const v1::Receipt& replaced_receipt, const v1::Receipt* corrected) {
    if (corrected != nullptr) {
      *identity.mutable_receipt_corrected()->mutable_receipt() = *corrected;
    } else {
      identity.mutable_receipt_voided();
    }
    LoggedEvent logged = Next(identity);
    v1::Replaced* said = logged.event.mutable_resolved()->mutable_replaced();
    said->set_original_position(original);
    said->set_replaced_position(replaced);
    *said->mutable_receipt() = replaced_receipt;
    return logged;
  }
  uint64_t next_position() const { return position_; }

 private:
  v1::Submission Request() { return RequestSubmission("r-" + std::to_string(position_)); }

  uint64_t position_ = 0;
};

// A text's commitment, for documents that demand one.
inline v1::Text SomeText(uint32_t ordinal) {
  v1::Text text;
  text.set_commitment(std::string(32, 'c'));
  text.set_ordinal(ordinal);
  return text;
}

// Supplements `holder_unit_id` by `added` to `resulting`.
inline v1::PlanAmended Supplement(std::string_view plan_id, uint32_t against,
                                  std::string_view holder_unit_id, int64_t added,
                                  int64_t resulting) {
  v1::PlanAmended amendment;
  amendment.set_plan_id(std::string(plan_id));
  amendment.set_against_revision(against);
  amendment.mutable_authority()->set_number("01/QĐ");
  amendment.mutable_authority()->set_signed_date(20210601);
  *amendment.mutable_reason() = SomeText(0);
  *amendment.mutable_approver() = SomeText(1);
  amendment.set_valid_from_date(20210601);
  v1::QuotaSupplemented* change = amendment.add_changes()->mutable_quota_supplemented();
  change->set_holder_unit_id(std::string(holder_unit_id));
  change->set_added_units(added);
  *change->mutable_resulting() = UnitsQuota(resulting);
  return amendment;
}

// A record beside kg-2021; its kind is the caller's to set.
inline v1::PlanRecorded RecordOf(std::string_view record_id, uint32_t replaces_version = 0) {
  v1::PlanRecorded record;
  record.set_plan_id("kg-2021");
  record.set_record_id(std::string(record_id));
  record.set_replaces_version(replaces_version);
  *record.mutable_reason() = SomeText(0);
  return record;
}

// Records of every kind, one of them replaced and withdrawn.
inline std::vector<v1::PlanRecorded> RecordsOfEveryKind() {
  std::vector<v1::PlanRecorded> records;
  v1::PlanRecorded record = RecordOf("so-lieu");
  record.mutable_statements()->add_tables()->set_table_id("t1");
  record.mutable_statements()->mutable_tables(0)->set_label("Phụ lục 1");
  v1::Statement& statement = *record.mutable_statements()->add_statements();
  statement.set_statement_id("s1");
  statement.set_place("Phụ lục 1, dòng 1");
  statement.set_fact(v1::STATEMENT_FACT_RECEIVED_UNITS);
  statement.set_unit_id("rach-gia");
  statement.set_row_id("r1");
  statement.add_round_ids("kg-dot-1");
  statement.set_table_id("t1");
  statement.mutable_value()->set_comparator(v1::COMPARATOR_EQUAL);
  statement.mutable_value()->mutable_value()->set_unscaled(12);
  const v1::Figure figure = statement.value();
  records.push_back(record);
  record = RecordOf("chi-so");
  v1::IndicatorValue& value = *record.mutable_indicators()->add_values();
  value.set_unit_id("ha-tien");
  value.set_indicator("clubs");
  value.set_label("Câu lạc bộ");
  *value.mutable_value() = figure;
  records.push_back(record);
  record = RecordOf("giai-trinh");
  record.mutable_verdict()->set_finding_id("f1");
  record.mutable_verdict()->set_state(v1::FINDING_STATE_EXPLAINED);
  record.mutable_verdict()->set_fingerprint(std::string(32, 'f'));
  records.push_back(record);
  record = RecordOf("ban-quet");
  record.mutable_attachment()->set_sha256(std::string(32, 's'));
  record.mutable_attachment()->set_size_bytes(1000);
  record.mutable_attachment()->set_media_type("application/pdf");
  record.mutable_attachment()->set_file_name("01.pdf");
  records.push_back(record);
  for (uint32_t version = 0; version < 2; ++version) {
    record = RecordOf("dot-1", version);
    record.mutable_progress()->set_round_id("kg-dot-1");
    record.mutable_progress()->set_round_status(v1::ROUND_STATUS_HELD);
    records.push_back(record);
  }
  record = RecordOf("dot-1", 2);
  record.mutable_withdrawn();
  records.push_back(record);
  return records;
}

// A log with an event of every kind: units, a source and its receipts, a feed's, a correction, a
// void, a rejection, a plan in one part and one in three, an amendment, records beside a plan, a
// correction of an entry.
inline std::vector<LoggedEvent> WholeLog() {
  LogBuilder log;
  std::vector<LoggedEvent> events;
  const auto add = [&events](LoggedEvent event) { events.push_back(std::move(event)); };
  add(log.LedgerCreated());
  add(log.Unit(OpenUnit("vn", v1::UNIT_KIND_NATION, "Việt Nam")));
  add(log.Unit(OpenUnit("kien-giang", v1::UNIT_KIND_PROVINCE, "Tỉnh Kiên Giang", "vn", "91")));
  add(log.Unit(OpenUnit("rach-gia", v1::UNIT_KIND_DISTRICT, "Rạch Giá", "kien-giang")));
  add(log.Unit(OpenUnit("ha-tien", v1::UNIT_KIND_DISTRICT, "Hà Tiên", "kien-giang")));
  add(log.Unit(RenameUnit("ha-tien", "Thành phố Hà Tiên", 20181101)));
  add(log.Unit(AddAlias("rach-gia", "Rạch Gía")));

  v1::PlanIssued plan = MakePlan("kg-2021", "kien-giang", 20201201, 20211130);
  *plan.add_rows() = HolderRow("r1", "rach-gia", 100);
  *plan.add_rows() = HolderRow("r2", "ha-tien", 50);
  *plan.add_rounds() = MakeRound("kg-dot-1", "rach-gia");
  plan.mutable_rounds(0)->set_label("Đợt I");
  *plan.add_credit_rules() = MakeCreditRule("c1", "ha-tien", "rach-gia");
  add(log.Plan(plan));

  v1::PlanIssued first = MakePlan("kg-2022", "kien-giang", 20220101, 20221231);
  *first.add_rows() = HolderRow("r1", "rach-gia", 100);
  v1::PlanIssued second;
  second.set_plan_id("kg-2022");
  *second.add_rows() = HolderRow("r2", "ha-tien", 60);
  v1::PlanIssued third;
  third.set_plan_id("kg-2022");
  *third.add_rows() = SelectorRow("r3", "", v1::COMPONENT_PLATELETS);
  add(log.Plan(first, 1, 3, "long"));
  add(log.Plan(second, 2, 3, "long"));
  add(log.Plan(third, 3, 3, "long"));
  add(log.Amendment(Supplement("kg-2021", 1, "rach-gia", 20, 120)));
  for (const v1::PlanRecorded& record : RecordsOfEveryKind()) add(log.Record(record));

  add(log.Source("may-1"));
  v1::Receipt receipt = MakeReceipt("rach-gia", 20210405, 10, 250);
  receipt.set_round_id("kg-dot-1");
  const uint64_t first_receipt = log.next_position();
  add(log.Next(SourceSubmission("may-1", 1, receipt)));
  v1::Receipt by_name = MakeReceipt("", 20210406, 7, 350);
  *by_name.mutable_unit() = UnitByName("Hà Tiên");
  const uint64_t second_receipt = log.next_position();
  add(log.Next(FeedSubmission("so-y-te", "A/1", by_name)));
  events.back().event.mutable_resolved()->set_unit_id("ha-tien");
  v1::Submission rejected;
  *rejected.mutable_source() = SourceId("may-1", 2);
  rejected.mutable_receipt_rejected()->set_submission_sha256(std::string(32, 's'));
  rejected.mutable_receipt_rejected()->set_reason(v1::ERROR_REASON_UNIT_NOT_FOUND);
  add(log.Next(rejected));
  v1::Submission source_three;
  *source_three.mutable_source() = SourceId("may-1", 3);
  const v1::Receipt corrected = MakeReceipt("rach-gia", 20210405, 12, 250);
  add(log.Change(source_three, first_receipt, first_receipt, receipt, &corrected));
  add(log.Change(RequestSubmission("void"), second_receipt, second_receipt,
                 ReplaceableReceipt(by_name, events[second_receipt].event.resolved()), nullptr));
  v1::Submission confirmed;
  confirmed.mutable_clock_confirmed()->set_jump_micros(-5);
  add(log.Next(confirmed));
  v1::PlanEntryCorrected mended;
  mended.set_plan_id("kg-2021");
  mended.set_revision(1);
  mended.set_against_version(1);
  *mended.mutable_reason() = SomeText(0);
  *mended.add_fixes()->mutable_row() = HolderRow("r2", "ha-tien", 55);
  add(log.EntryCorrection(mended));
  return events;
}

}  // namespace hemoledger

#include "tests/unit/store/ledger_builder.h"

#include "proto/base/check.h"
#include "proto/base/strings.h"
#include "proto/base/text_commitment.h"
#include "tests/support/builders.h"

namespace hemoledger {
namespace {

constexpr std::string_view kPrincipal = "anonymous";

}  // namespace

void LedgerBuilder::Begin(Group& group) {
  group.Reset(position_);
  // Times of one group are one; some groups share theirs with the one before.
  time_micros_ += static_cast<int64_t>(random_.Below(3)) * 1'000;
}

void LedgerBuilder::Fill(Group& group, int items) {
  Begin(group);
  if (position_ == 0) CreateLedger(group);
  for (int i = 0; i < items; ++i) {
    switch (random_.Below(10)) {
      case 0:
        OpenSource(group, NextName("may-"));
        break;
      case 1:
      case 2:
        if (!marks_.empty()) {
          auto source = marks_.begin();
          std::advance(source, random_.Below(marks_.size()));
          const std::string id = source->first;
          AddRun(group, id, static_cast<int>(random_.Below(30)) + 1, /*rejected_every=*/7);
        }
        break;
      case 3:
        AddFeed(group, random_.Below(2) == 0 ? "benh-vien" : "tep", NextName("ĐVM-"));
        break;
      case 4:
        AddUnary(group);
        break;
      case 5:
      case 6:
        AddCorrection(group, random_.Below(4) == 0);
        break;
      case 7:
        ChangeUnits(group, static_cast<int>(random_.Below(5)) + 1);
        break;
      case 8:
        if (plans_.empty() || random_.Below(2) == 0) {
          IssuePlan(group, NextName("ke-hoach-"), static_cast<int>(random_.Below(4)) + 1);
        } else {
          auto plan = plans_.begin();
          std::advance(plan, random_.Below(plans_.size()));
          const std::string id = plan->first;
          AmendPlan(group, id);
          if (random_.Below(2) == 0) PutRecord(group, id, random_.Below(2) == 0 ? "hop" : "le");
        }
        break;
      default:
        ConfirmClock(group);
        break;
    }
  }
  if (group.empty()) ConfirmClock(group);
}

void LedgerBuilder::Add(Group& group, const v1::Submission& submission,
                        const v1::Resolved* resolved) {
  HL_CHECK(position_ == group.next_position());
  v1::Event event;
  event.set_position(position_);
  event.set_record_time_micros(time_micros_);
  event.set_principal(std::string(kPrincipal));
  event.set_submission(submission.SerializeAsString());
  if (resolved != nullptr) *event.mutable_resolved() = *resolved;
  group.AddEvent(event.SerializeAsString());
  for (const v1::AccompanyingText& text : texts_) {
    group.AddText(position_, text.ordinal(), text.salt(), text.text());
  }
  texts_.clear();
  ++position_;
}

v1::Text LedgerBuilder::NewText(uint32_t ordinal, std::string_view text) {
  MadeText made = MakeText(ordinal, text, random_);
  texts_.push_back(std::move(made.accompanying));
  return std::move(made.text);
}

std::string LedgerBuilder::NextName(std::string_view prefix) {
  return Concat(prefix, ++names_);
}

std::string LedgerBuilder::NewRequestId() {
  return NextName("yeu-cau-");
}

v1::Receipt LedgerBuilder::NewReceipt() {
  v1::Receipt receipt = MakeReceipt("tan-hiep", 20210405, 1 + random_.Below(200), 350);
  if (random_.Below(4) == 0) *receipt.mutable_note() = NewText(0, "đợt lưu động");
  return receipt;
}

void LedgerBuilder::CreateLedger(Group& group) {
  v1::Submission submission;
  submission.mutable_ledger_created()->set_ledger_id(random_.Bytes(16));
  submission.mutable_ledger_created()->set_epoch(1);
  submission.mutable_ledger_created()->set_format_version(kFormatVersion);
  Add(group, submission);
}

void LedgerBuilder::ConfirmClock(Group& group) {
  v1::Submission submission;
  submission.mutable_clock_confirmed()->set_jump_micros(600'000'000);
  Add(group, submission);
}

void LedgerBuilder::OpenSource(Group& group, const std::string& source_id) {
  const std::string request_id = NewRequestId();
  v1::Submission submission = RequestSubmission(request_id);
  submission.mutable_source_opened()->set_source_id(source_id);
  submission.mutable_source_opened()->set_label("Máy của trạm y tế");
  group.AddId(IdScope::kPrincipal, kPrincipal, request_id, position_);
  group.AddRun(source_id, 0, position_, 1);
  marks_[source_id] = 0;
  Add(group, submission);
}

void LedgerBuilder::AddRun(Group& group, const std::string& source_id, int count,
                           int rejected_every) {
  uint64_t& mark = marks_.at(source_id);
  group.AddRun(source_id, mark + 1, position_, static_cast<uint32_t>(count));
  for (int i = 1; i <= count; ++i) {
    ++mark;
    if (rejected_every > 0 && i % rejected_every == 0) {
      v1::Submission submission;
      *submission.mutable_source() = SourceId(source_id, mark);
      submission.mutable_receipt_rejected()->set_submission_sha256(random_.Bytes(32));
      submission.mutable_receipt_rejected()->set_reason(v1::ERROR_REASON_UNIT_NOT_FOUND);
      Add(group, submission);
      continue;
    }
    receipts_.push_back({.original = position_, .latest = position_});
    Add(group, SourceSubmission(source_id, mark, NewReceipt()));
  }
}

void LedgerBuilder::AddFeed(Group& group, const std::string& feed, const std::string& external_id) {
  group.AddId(IdScope::kFeed, feed, external_id, position_);
  receipts_.push_back({.original = position_, .latest = position_});
  Add(group, FeedSubmission(feed, external_id, NewReceipt()));
}

void LedgerBuilder::AddUnary(Group& group) {
  const std::string request_id = NewRequestId();
  v1::Submission submission = RequestSubmission(request_id);
  *submission.mutable_receipt_recorded()->mutable_receipt() = NewReceipt();
  group.AddId(IdScope::kPrincipal, kPrincipal, request_id, position_);
  receipts_.push_back({.original = position_, .latest = position_});
  Add(group, submission);
}

void LedgerBuilder::AddCorrection(Group& group, bool voids) {
  if (receipts_.empty()) return;
  Receipt& receipt = receipts_[random_.Below(receipts_.size())];
  if (receipt.voided) return;
  const std::string request_id = NewRequestId();
  v1::Submission submission = RequestSubmission(request_id);
  if (voids) {
    v1::ReceiptVoided& body = *submission.mutable_receipt_voided();
    body.mutable_target()->set_position(receipt.original);
    body.set_replaces_version(receipt.version);
    *body.mutable_reason() = NewText(0, "ghi nhầm");
  } else {
    v1::ReceiptCorrected& body = *submission.mutable_receipt_corrected();
    body.mutable_target()->set_position(receipt.original);
    body.set_replaces_version(receipt.version);
    *body.mutable_receipt() = MakeReceipt("tan-hiep", 20210406, 1 + random_.Below(200), 250);
    *body.mutable_reason() = NewText(0, "đếm lại");
  }
  v1::Resolved resolved;
  v1::Replaced& replaced = *resolved.mutable_replaced();
  replaced.set_original_position(receipt.original);
  replaced.set_replaced_position(receipt.latest);
  *replaced.mutable_receipt() = MakeReceipt("tan-hiep", 20210405, 1, 350);
  ++receipt.version;
  receipt.latest = position_;
  receipt.voided = voids;
  group.AddId(IdScope::kPrincipal, kPrincipal, request_id, position_);
  group.AddVersion(
      receipt.original,
      {.latest_position = position_, .version = receipt.version, .voided = receipt.voided});
  Add(group, submission, &resolved);
}

void LedgerBuilder::ChangeUnits(Group& group, int count) {
  const std::string request_id = NewRequestId();
  group.AddId(IdScope::kPrincipal, kPrincipal, request_id, position_);
  group.AddRevision(RevisionSubject::kTree, "",
                    {.number = position_,
                     .first_position = position_,
                     .event_count = static_cast<uint32_t>(count)});
  for (int i = 0; i < count; ++i) {
    v1::Submission submission = RequestSubmission(request_id);
    *submission.mutable_unit_changed() =
        OpenUnit(NextName("xa-"), v1::UNIT_KIND_COMMUNE, "Xã Thạnh Lộc", "kien-giang");
    if (i == 0) *submission.mutable_unit_changed()->mutable_reason() = NewText(0, "thành lập");
    Add(group, submission);
  }
}

void LedgerBuilder::IssuePlan(Group& group, const std::string& plan_id, int parts) {
  const std::string request_id = NewRequestId();
  group.AddId(IdScope::kPrincipal, kPrincipal, request_id, position_);
  group.AddRevision(
      RevisionSubject::kPlan, plan_id,
      {.number = 1, .first_position = position_, .event_count = static_cast<uint32_t>(parts)});
  plans_[plan_id] = 1;
  for (int part = 1; part <= parts; ++part) {
    v1::Submission submission = RequestSubmission(request_id);
    if (parts > 1) {
      submission.mutable_request()->set_part(static_cast<uint32_t>(part));
      submission.mutable_request()->set_part_count(static_cast<uint32_t>(parts));
    }
    v1::PlanIssued& plan = *submission.mutable_plan_issued();
    plan.set_plan_id(plan_id);
    if (part == 1) {
      plan = MakePlan(plan_id, "kien-giang", 20201201, 20211130);
      *plan.mutable_document()->mutable_signatory() = NewText(0, "Nguyễn Văn A");
      v1::PlanRow& row = *plan.add_rows();
      row = HolderRow(NextName("r-"), "tan-hiep", 900);
      *row.add_notes() = NewText(1, "kể cả khối thi đua");
    } else {
      *plan.add_rows() = HolderRow(NextName("r-"), "tan-hiep", 900);
    }
    Add(group, submission);
  }
}

void LedgerBuilder::AmendPlan(Group& group, const std::string& plan_id) {
  const std::string request_id = NewRequestId();
  uint32_t& revision = plans_.at(plan_id);
  v1::Submission submission = RequestSubmission(request_id);
  v1::PlanAmended& body = *submission.mutable_plan_amended();
  body.set_plan_id(plan_id);
  body.set_against_revision(revision);
  *body.mutable_reason() = NewText(0, "bổ sung cuối năm");
  *body.mutable_approver() = NewText(1, "Trần Thị B");
  ++revision;
  group.AddId(IdScope::kPrincipal, kPrincipal, request_id, position_);
  group.AddRevision(RevisionSubject::kPlan, plan_id,
                    {.number = revision, .first_position = position_, .event_count = 1});
  Add(group, submission);
}

void LedgerBuilder::PutRecord(Group& group, const std::string& plan_id,
                              const std::string& record_id) {
  const std::string request_id = NewRequestId();
  uint32_t& version = records_[plan_id + "/" + record_id];
  v1::Submission submission = RequestSubmission(request_id);
  v1::PlanRecorded& body = *submission.mutable_plan_recorded();
  body.set_plan_id(plan_id);
  body.set_record_id(record_id);
  body.set_replaces_version(version);
  *body.mutable_reason() = NewText(0, "nhập thiếu");
  if (version % 3 == 2) {
    body.mutable_withdrawn();
  } else {
    body.mutable_progress()->set_task_id("hop");
    body.mutable_progress()->set_done(true);
    *body.mutable_progress()->mutable_note() = NewText(1, "đã họp");
  }
  ++version;
  group.AddId(IdScope::kPrincipal, kPrincipal, request_id, position_);
  group.AddRevision(RevisionSubject::kRecord, plan_id + "/" + record_id,
                    {.number = version, .first_position = position_, .event_count = 1});
  Add(group, submission);
}

void LedgerBuilder::CorrectEntry(Group& group, const std::string& plan_id) {
  const std::string request_id = NewRequestId();
  uint32_t& version = entries_.try_emplace(plan_id, 1).first->second;
  v1::Submission submission = RequestSubmission(request_id);
  v1::PlanEntryCorrected& body = *submission.mutable_plan_entry_corrected();
  body.set_plan_id(plan_id);
  body.set_revision(1);
  body.set_against_version(version);
  *body.mutable_reason() = NewText(0, "gõ nhầm");
  ++version;
  group.AddId(IdScope::kPrincipal, kPrincipal, request_id, position_);
  group.AddRevision(
      RevisionSubject::kEntry, plan_id,
      {.number = EntryNumber(1, version), .first_position = position_, .event_count = 1});
  Add(group, submission);
}

std::vector<std::string> EventsOf(const Group& group) {
  std::vector<std::string> events;
  for (size_t i = 0; i < group.event_count(); ++i) events.emplace_back(group.event(i));
  return events;
}

}  // namespace hemoledger

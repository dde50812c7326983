#include "store/event_rows.h"

#include "absl/strings/str_format.h"
#include "proto/base/text_commitment.h"
#include "store/limits.h"

namespace hemoledger::internal {

bool ParseEvent(uint64_t position, std::string_view bytes, ParsedEvent& parsed,
                std::string& problem) {
  if (bytes.empty() || bytes.size() > kMaxEventBytes) {
    problem = absl::StrFormat("%d bytes", bytes.size());
    return false;
  }
  if (!parsed.event.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    problem = "its bytes are no Event";
    return false;
  }
  if (parsed.event.position() != position) {
    problem = absl::StrFormat("it says that its position is %d", parsed.event.position());
    return false;
  }
  if (parsed.event.submission().size() > kMaxSubmissionBytes) {
    problem = absl::StrFormat("a submission of %d bytes", parsed.event.submission().size());
    return false;
  }
  if (!parsed.submission.ParseFromString(parsed.event.submission())) {
    problem = "its submission's bytes are no Submission";
    return false;
  }
  if (parsed.submission.body_case() == v1::Submission::BODY_NOT_SET) {
    problem = "its submission has no body that this version knows";
    return false;
  }
  return true;
}

RowDemand DemandOf(const ParsedEvent& parsed, uint64_t request_first_position) {
  const v1::Submission& submission = parsed.submission;
  const uint64_t position = parsed.event.position();
  RowDemand demand;
  switch (submission.identity_case()) {
    case v1::Submission::kSource:
      demand.run = {.source_id = submission.source().source_id(),
                    .sequence = submission.source().sequence()};
      break;
    case v1::Submission::kFeed:
      demand.id = {.scope = IdScope::kFeed,
                   .scope_name = submission.feed().feed(),
                   .id = submission.feed().external_id()};
      break;
    case v1::Submission::kRequest:
      demand.id = {.scope = IdScope::kPrincipal,
                   .scope_name = parsed.event.principal(),
                   .id = submission.request().request_id()};
      break;
    case v1::Submission::IDENTITY_NOT_SET:
      break;
  }
  const v1::Replaced& replaced = parsed.event.resolved().replaced();
  switch (submission.body_case()) {
    case v1::Submission::kReceiptCorrected:
      demand.version = {.original_position = replaced.original_position(),
                        .replaced_position = replaced.replaced_position(),
                        .row = {.latest_position = position,
                                .version = submission.receipt_corrected().replaces_version() + 1,
                                .voided = false}};
      break;
    case v1::Submission::kReceiptVoided:
      demand.version = {.original_position = replaced.original_position(),
                        .replaced_position = replaced.replaced_position(),
                        .row = {.latest_position = position,
                                .version = submission.receipt_voided().replaces_version() + 1,
                                .voided = true}};
      break;
    case v1::Submission::kSourceOpened:
      demand.run = {.source_id = submission.source_opened().source_id(), .sequence = 0};
      break;
    case v1::Submission::kUnitChanged:
      demand.revision = {
          .subject = RevisionSubject::kTree, .name = {}, .number = request_first_position};
      break;
    case v1::Submission::kPlanIssued:
      demand.revision = {.subject = RevisionSubject::kPlan,
                         .name = submission.plan_issued().plan_id(),
                         .number = 1};
      break;
    case v1::Submission::kPlanAmended:
      demand.revision = {.subject = RevisionSubject::kPlan,
                         .name = submission.plan_amended().plan_id(),
                         .number = uint64_t{submission.plan_amended().against_revision()} + 1};
      break;
    case v1::Submission::kPlanEntryCorrected: {
      const v1::PlanEntryCorrected& correction = submission.plan_entry_corrected();
      demand.revision = {
          .subject = RevisionSubject::kEntry,
          .name = correction.plan_id(),
          .number = EntryNumber(correction.revision(), correction.against_version() + 1)};
      break;
    }
    case v1::Submission::kPlanRecorded: {
      const v1::PlanRecorded& record = submission.plan_recorded();
      demand.revision = {.subject = RevisionSubject::kRecord,
                         .name = RecordSubjectName(record.plan_id(), record.record_id()),
                         .number = uint64_t{record.replaces_version()} + 1};
      break;
    }
    case v1::Submission::kReceiptRecorded:
    case v1::Submission::kReceiptRejected:
    case v1::Submission::kLedgerCreated:
    case v1::Submission::kClockConfirmed:
    case v1::Submission::BODY_NOT_SET:
      break;
  }
  demand.texts = CollectTexts(submission);
  return demand;
}

uint64_t RequestTracker::Next(const ParsedEvent& parsed) {
  const uint64_t position = parsed.event.position();
  if (!parsed.submission.has_request()) {
    in_request_ = false;
    return position;
  }
  const std::string& request_id = parsed.submission.request().request_id();
  if (in_request_ && request_id_ == request_id && principal_ == parsed.event.principal()) {
    return first_position_;
  }
  in_request_ = true;
  request_id_ = request_id;
  principal_ = parsed.event.principal();
  first_position_ = position;
  return position;
}

}  // namespace hemoledger::internal

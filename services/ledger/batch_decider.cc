#include "services/ledger/batch_decider.h"

#include <utility>

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/sha256.h"
#include "services/ledger/content_compare.h"

namespace hemoledger {
namespace {

absl::Status Unreadable(uint64_t position) {
  return MakeError(ERROR_REASON_STORE_DAMAGED,
                   {{"detail", Concat("event ", position, " can not be parsed")}});
}

// The body of a refusal, and what the client is answered: made of the body, so that the same answer
// comes again from the log.
v1::Submission RejectionOf(const StreamIdentity& stream, const PreparedSubmission& submission,
                           const absl::Status& refusal) {
  constexpr int kMaxFields = 8;
  v1::Submission rejection;
  rejection.mutable_source()->set_source_id(stream.scope);
  rejection.mutable_source()->set_sequence(submission.number);
  v1::ReceiptRejected& rejected = *rejection.mutable_receipt_rejected();
  rejected.set_submission_sha256(ToBytes(Sha256(submission.bytes)));
  rejected.set_reason(ReasonOf(refusal));
  for (const ErrorDetail& detail : FieldsOf(refusal)) {
    if (rejected.fields_size() == kMaxFields) break;
    v1::ErrorField& field = *rejected.add_fields();
    field.set_key(detail.key);
    field.set_value(detail.value);
  }
  return rejection;
}

v1::Refusal RefusalOf(const v1::ReceiptRejected& rejected) {
  return ToRefusal(FromRefusal(rejected.reason(), rejected.fields()));
}

}  // namespace

Fit BatchDecider::Decide(const std::shared_ptr<BatchWork>& work) {
  batch_ = &work->batch;
  stream_ = &work->batch.stream;
  group_ = &state_.open_group();
  Piece piece;
  piece.batch = work;
  piece.begin = work->next;
  piece_ = &piece;
  run_ = nullptr;
  const bool sequence_mode = stream_->mode == StreamMode::kSequence;
  source_ = sequence_mode ? state_.FindSource(stream_->scope) : nullptr;
  std::vector<PreparedSubmission>& submissions = work->batch.submissions;

  Step step = Step::kGoOn;
  if (sequence_mode && source_ == nullptr) {
    step = End(MakeError(ERROR_REASON_SOURCE_NOT_FOUND, {{"source_id", stream_->scope}}));
  }
  while (step == Step::kGoOn && work->next < submissions.size()) {
    PreparedSubmission& submission = submissions[work->next];
    if (sequence_mode && work->next > 0 &&
        submission.number != submissions[work->next - 1].number + 1) {
      step = End(MakeError(ERROR_REASON_SEQUENCE_GAP,
                           {{"source_id", stream_->scope},
                            {"expected", submissions[work->next - 1].number + 1},
                            {"actual", submission.number}}));
      break;
    }
    step = sequence_mode ? DecideSequence(submission) : DecideExternalId(submission);
    if (step == Step::kGoOn) ++work->next;
  }
  state_.EndReading();
  if (step != Step::kGroupFull) piece.last = true;
  if (piece.last || piece.acknowledgement.runs_size() > 0) {
    group_->pieces.push_back(std::move(piece));
  }
  return step == Step::kGroupFull ? Fit::kGroupFull : Fit::kDone;
}

absl::Status BatchDecider::DecideReceipt(PreparedSubmission& submission) {
  if (submission.ordinary && batch_->books.version == state_.rules_version()) {
    decision_.fold = FoldKind::kAdd;
    decision_.added = submission.facts;
    decision_.resolved.reset();
    decision_.version.reset();
    return absl::OkStatus();
  }
  const v1::Submission* message = batch_->Parse(submission);
  HL_CHECK(message != nullptr) << "an ordinary receipt that can not be parsed";
  return DecideReceiptSubmission(*message, submission.target.get(), state_, &decision_);
}

BatchDecider::Step BatchDecider::DecideSequence(PreparedSubmission& submission) {
  if (submission.number <= source_->mark) return AnswerFromSequence(submission);
  if (submission.number != source_->mark + 1) {
    return End(MakeError(ERROR_REASON_SEQUENCE_GAP, {{"source_id", stream_->scope},
                                                     {"expected", source_->mark + 1},
                                                     {"actual", submission.number}}));
  }
  if (!submission.form.ok()) return RecordRefusal(submission, submission.form);
  const absl::Status decided = DecideReceipt(submission);
  if (!decided.ok()) {
    return IsRefusal(decided) ? RecordRefusal(submission, decided) : End(decided);
  }
  const DecidedGroup::Mark mark = group_->mark();
  const uint64_t position =
      AddReceiptEvent(stream_->principal, submission.bytes, submission.texts, decision_, *group_);
  if (!group_->Fits()) {
    group_->Rewind(mark);
    return Step::kGroupFull;
  }
  KnowReceipt(decision_, *group_);
  group_->TookSequence(stream_->scope, submission.number);
  source_->mark = submission.number;
  Note(submission.number, v1::SUBMISSION_OUTCOME_CREATED, position);
  return Step::kGoOn;
}

BatchDecider::Step BatchDecider::RecordRefusal(const PreparedSubmission& submission,
                                               const absl::Status& refusal) {
  const v1::Submission rejection = RejectionOf(*stream_, submission, refusal);
  const DecidedGroup::Mark mark = group_->mark();
  const uint64_t position = group_->AddEvent(stream_->principal, rejection.SerializeAsString(),
                                             /*resolved=*/nullptr, FoldKind::kNothing);
  if (!group_->Fits()) {
    group_->Rewind(mark);
    return Step::kGroupFull;
  }
  group_->TookSequence(stream_->scope, submission.number);
  source_->mark = submission.number;
  NoteRefusal(submission.number, position, RefusalOf(rejection.receipt_rejected()));
  return Step::kGoOn;
}

BatchDecider::Step BatchDecider::AnswerFromSequence(const PreparedSubmission& submission) {
  const absl::StatusOr<uint64_t> position = state_.PositionOf(stream_->scope, submission.number);
  if (!position.ok()) return End(position.status());
  const absl::Status read = state_.ReadEvent(*position, &event_bytes_);
  if (!read.ok()) return End(read);
  if (!event_.ParseFromString(event_bytes_)) return End(Unreadable(*position));
  if (event_.submission() == submission.bytes) {
    Note(submission.number, v1::SUBMISSION_OUTCOME_EXISTS, *position);
    return Step::kGoOn;
  }
  if (!stored_.ParseFromString(event_.submission())) return End(Unreadable(*position));
  if (stored_.has_receipt_rejected() &&
      stored_.receipt_rejected().submission_sha256() == AsBytes(Sha256(submission.bytes))) {
    NoteRefusal(submission.number, *position, RefusalOf(stored_.receipt_rejected()));
    return Step::kGoOn;
  }
  Note(submission.number, v1::SUBMISSION_OUTCOME_EXISTS_WITH_DIFFERENT_CONTENT, *position);
  return Step::kGoOn;
}

BatchDecider::Step BatchDecider::DecideExternalId(PreparedSubmission& submission) {
  if (submission.message == nullptr && !submission.ordinary) {
    NoteRefusal(submission.number, 0, ToRefusal(submission.form));
    return Step::kGoOn;
  }
  const std::string_view external_id = submission.external_id;
  const bool usable = !external_id.empty() && external_id.size() <= kMaxRowIdBytes;
  if (usable) {
    const absl::StatusOr<std::optional<uint64_t>> found =
        state_.FindId(IdScope::kFeed, stream_->scope, external_id);
    if (!found.ok()) return End(found.status());
    if (found->has_value()) return AnswerFromId(submission, **found);
  }
  HL_CHECK(usable || !submission.form.ok()) << "an external id of " << external_id.size();
  absl::Status decided = submission.form;
  if (decided.ok()) {
    decided = DecideReceipt(submission);
    if (!decided.ok() && !IsRefusal(decided)) return End(decided);
  }
  if (!decided.ok()) {
    NoteRefusal(submission.number, 0, ToRefusal(decided));
    return Step::kGoOn;
  }
  const DecidedGroup::Mark mark = group_->mark();
  const uint64_t position =
      AddReceiptEvent(stream_->principal, submission.bytes, submission.texts, decision_, *group_);
  group_->rows().AddId(IdScope::kFeed, stream_->scope, external_id, position);
  if (!group_->Fits()) {
    group_->Rewind(mark);
    return Step::kGroupFull;
  }
  KnowReceipt(decision_, *group_);
  group_->KnowId(IdScope::kFeed, stream_->scope, external_id, position);
  Note(submission.number, v1::SUBMISSION_OUTCOME_CREATED, position);
  return Step::kGoOn;
}

BatchDecider::Step BatchDecider::AnswerFromId(PreparedSubmission& submission, uint64_t position) {
  const absl::Status read = state_.ReadEvent(position, &event_bytes_);
  if (!read.ok()) return End(read);
  if (!event_.ParseFromString(event_bytes_)) return End(Unreadable(position));
  absl::StatusOr<bool> same = true;
  if (event_.submission() != submission.bytes) {
    if (!stored_.ParseFromString(event_.submission())) return End(Unreadable(position));
    const v1::Submission* message = batch_->Parse(submission);
    HL_CHECK(message != nullptr) << "an ordinary receipt that can not be parsed";
    same =
        SameContent(*message, submission.texts, stored_, TextPlacesOf(stored_, position), state_);
    if (!same.ok()) return End(same.status());
  }
  Note(submission.number,
       *same ? v1::SUBMISSION_OUTCOME_EXISTS : v1::SUBMISSION_OUTCOME_EXISTS_WITH_DIFFERENT_CONTENT,
       position);
  return Step::kGoOn;
}

BatchDecider::Step BatchDecider::End(absl::Status status) {
  piece_->status = std::move(status);
  return Step::kEnded;
}

void BatchDecider::Note(uint64_t number, v1::SubmissionOutcome outcome, uint64_t position) {
  if (run_ != nullptr && run_->outcome() == outcome &&
      run_->first_position() + run_->count() == position) {
    run_->set_count(run_->count() + 1);
    return;
  }
  run_ = piece_->acknowledgement.add_runs();
  run_->set_first_number(number);
  run_->set_count(1);
  run_->set_outcome(outcome);
  run_->set_first_position(position);
}

void BatchDecider::NoteRefusal(uint64_t number, uint64_t position, v1::Refusal refusal) {
  v1::OutcomeRun& run = *piece_->acknowledgement.add_runs();
  run.set_first_number(number);
  run.set_count(1);
  run.set_outcome(v1::SUBMISSION_OUTCOME_REJECTED);
  run.set_first_position(position);
  *run.mutable_refusal() = std::move(refusal);
  run_ = nullptr;
}

}  // namespace hemoledger

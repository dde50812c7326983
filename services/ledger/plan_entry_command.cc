#include "services/ledger/plan_entry_command.h"

#include <utility>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

// What a submission has around the correction: the request's identity (an id of 128 bytes) and
// three lengths.
constexpr size_t kEntryEnvelopeBytes = 256;

}  // namespace

absl::Status CorrectPlanEntryCommand::CheckForm(const v1::CorrectPlanEntryRequest& request) {
  Violations problems;
  problems.Add("request_id", CheckRequestId(request.request_id()));
  if (!request.has_correction()) {
    problems.Add("correction", MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "correction"}}));
  } else {
    problems.Add("correction",
                 CheckSubmissionSize(request.correction().ByteSizeLong() + kEntryEnvelopeBytes));
  }
  return problems.ToStatus();
}

CorrectPlanEntryCommand::CorrectPlanEntryCommand(std::string_view principal,
                                                 v1::CorrectPlanEntryRequest request,
                                                 WriteDone<v1::CorrectPlanEntryResponse> done)
    : CommandOf(request.ByteSizeLong(), std::move(done)),
      call_{std::string(principal), request.request_id()},
      request_(std::move(request)),
      texts_(request_.texts()),
      text_verdict_(CheckTexts(request_.correction(), texts_)) {}

Fit CorrectPlanEntryCommand::Decide(DecisionState& state, DecidedGroup& group) {
  const auto answer = [this](absl::StatusOr<v1::CorrectPlanEntryResponse> with) {
    answer_ = std::move(with);
    return Fit::kDone;
  };
  const v1::PlanEntryCorrected& correction = request_.correction();
  const absl::StatusOr<std::vector<StoredEvent>> recorded = FindRequest(call_, state);
  if (!recorded.ok()) return answer(recorded.status());
  if (!recorded->empty()) {
    const StoredEvent& first = recorded->front();
    return answer(AnswerFrom(first, RequestIdReused(call_, first.position), state));
  }
  absl::StatusOr<PlanBook::CorrectionVerdict> verdict =
      state.plans()->CheckCorrect(correction, *state.tree());
  if (!verdict.ok()) return answer(verdict.status());
  if (verdict->existing != nullptr) {
    const absl::StatusOr<StoredEvent> there = ReadStoredEvent(verdict->existing->position, state);
    if (!there.ok()) return answer(there.status());
    return answer(AnswerFrom(*there, std::move(verdict->conflict), state));
  }
  if (!text_verdict_.ok()) return answer(text_verdict_);

  const DecidedGroup::Mark mark = group.mark();
  const uint64_t position = Add(verdict->entry_version, group);
  size_t size = 0;
  switch (FinishAdding(mark, group, &size)) {
    case Added::kGroupFull:
      return Fit::kGroupFull;
    case Added::kTooLarge:
      return answer(DocumentTooLarge(size));
    case Added::kFits:
      break;
  }
  v1::CorrectPlanEntryResponse response;
  response.set_entry_version(verdict->entry_version);
  if (request_.validate_only()) {
    group.Rewind(mark);
    response.set_outcome(v1::WRITE_OUTCOME_VALID);
    return answer(std::move(response));
  }
  group.KnowId(IdScope::kPrincipal, call_.principal, call_.request_id, position);
  PlanCorrectionRecord record;
  record.entry_version = verdict->entry_version;
  record.position = position;
  record.record_time_micros = group.record_time_micros();
  record.principal = call_.principal;
  record.correction = correction;
  auto plans = std::make_shared<PlanBook>(*state.plans());
  plans->Apply(std::move(record), *state.tree());
  state.SetPlans(std::move(plans));
  response.set_outcome(v1::WRITE_OUTCOME_CREATED);
  response.set_position(position);
  return answer(std::move(response));
}

uint64_t CorrectPlanEntryCommand::Add(uint32_t entry_version, DecidedGroup& group) const {
  const v1::PlanEntryCorrected& correction = request_.correction();
  v1::Submission submission = SubmissionOf(call_);
  *submission.mutable_plan_entry_corrected() = correction;
  const uint64_t position = group.AddEvent(call_.principal, submission.SerializeAsString(),
                                           /*resolved=*/nullptr, FoldKind::kParse);
  group.AddTexts(position, texts_.Of(0));
  group.rows().AddId(IdScope::kPrincipal, call_.principal, call_.request_id, position);
  group.rows().AddRevision(
      RevisionSubject::kEntry, correction.plan_id(),
      RevisionRow{EntryNumber(correction.revision(), entry_version), position, 1});
  return position;
}

absl::StatusOr<v1::CorrectPlanEntryResponse> CorrectPlanEntryCommand::AnswerFrom(
    const StoredEvent& recorded, absl::Status conflict, DecisionState& state) const {
  if (!recorded.submission.has_plan_entry_corrected()) return conflict;
  const v1::PlanEntryCorrected& there = recorded.submission.plan_entry_corrected();
  ASSIGN_OR_RETURN(const bool same, SameContent(request_.correction(), texts_.Of(0), there,
                                                TextPlacesOf(there, recorded.position), state));
  if (!same) return conflict;
  v1::CorrectPlanEntryResponse response;
  response.set_outcome(v1::WRITE_OUTCOME_EXISTS);
  response.set_position(recorded.position);
  response.set_entry_version(there.against_version() + 1);
  return response;
}

}  // namespace hemoledger

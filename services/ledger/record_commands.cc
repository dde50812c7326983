#include "services/ledger/record_commands.h"

#include <memory>
#include <utility>
#include <vector>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

// What a submission has around the record: the request's identity (an id of 128 bytes, two numbers)
// and three lengths.
constexpr size_t kRecordEnvelopeBytes = 256;

}  // namespace

absl::Status PutRecordCommand::CheckForm(const v1::PutRecordRequest& request) {
  Violations problems;
  problems.Add("request_id", CheckRequestId(request.request_id()));
  if (!request.has_record()) {
    problems.Add("record", MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "record"}}));
  } else {
    problems.Add("record",
                 CheckSubmissionSize(request.record().ByteSizeLong() + kRecordEnvelopeBytes));
  }
  return problems.ToStatus();
}

PutRecordCommand::PutRecordCommand(std::string_view principal, v1::PutRecordRequest request,
                                   WriteDone<v1::PutRecordResponse> done)
    : CommandOf(request.ByteSizeLong(), std::move(done)),
      call_{std::string(principal), request.request_id()},
      request_(std::move(request)),
      texts_(request_.texts()),
      text_verdict_(CheckTexts(request_.record(), texts_)) {}

Fit PutRecordCommand::Decide(DecisionState& state, DecidedGroup& group) {
  const auto answer = [this](absl::StatusOr<v1::PutRecordResponse> with) {
    answer_ = std::move(with);
    return Fit::kDone;
  };
  const v1::PlanRecorded& record = request_.record();
  const absl::StatusOr<std::vector<StoredEvent>> recorded = FindRequest(call_, state);
  if (!recorded.ok()) return answer(recorded.status());
  if (!recorded->empty()) {
    const StoredEvent& first = recorded->front();
    return answer(AnswerFrom(first, RequestIdReused(call_, first.position), state));
  }
  absl::StatusOr<RecordBook::Verdict> verdict =
      state.records()->Check(record, *state.tree(), *state.plans());
  if (!verdict.ok()) return answer(verdict.status());
  if (verdict->existing != nullptr) {
    const absl::StatusOr<StoredEvent> there = ReadStoredEvent(verdict->existing->position, state);
    if (!there.ok()) return answer(there.status());
    return answer(AnswerFrom(*there, std::move(verdict->conflict), state));
  }
  if (!text_verdict_.ok()) return answer(text_verdict_);

  v1::Submission submission = SubmissionOf(call_);
  *submission.mutable_plan_recorded() = record;
  const DecidedGroup::Mark mark = group.mark();
  const uint64_t position = group.AddEvent(call_.principal, submission.SerializeAsString(),
                                           /*resolved=*/nullptr, FoldKind::kParse);
  group.AddTexts(position, texts_.Of(0));
  group.rows().AddId(IdScope::kPrincipal, call_.principal, call_.request_id, position);
  group.rows().AddRevision(RevisionSubject::kRecord,
                           RecordSubjectName(record.plan_id(), record.record_id()),
                           RevisionRow{verdict->version, position, 1});
  size_t size = 0;
  switch (FinishAdding(mark, group, &size)) {
    case Added::kGroupFull:
      return Fit::kGroupFull;
    case Added::kTooLarge:
      return answer(DocumentTooLarge(size));
    case Added::kFits:
      break;
  }
  v1::PutRecordResponse response;
  response.set_version(verdict->version);
  if (request_.validate_only()) {
    group.Rewind(mark);
    response.set_outcome(v1::WRITE_OUTCOME_VALID);
    return answer(std::move(response));
  }
  group.KnowId(IdScope::kPrincipal, call_.principal, call_.request_id, position);
  PlanRecordVersion version;
  version.version = verdict->version;
  version.position = position;
  version.record_time_micros = group.record_time_micros();
  version.principal = call_.principal;
  version.record = record;
  auto records = std::make_shared<RecordBook>(*state.records());
  records->Apply(std::move(version));
  state.SetRecords(std::move(records));
  response.set_outcome(v1::WRITE_OUTCOME_CREATED);
  response.set_position(position);
  return answer(std::move(response));
}

absl::StatusOr<v1::PutRecordResponse> PutRecordCommand::AnswerFrom(const StoredEvent& recorded,
                                                                   absl::Status conflict,
                                                                   DecisionState& state) const {
  if (!recorded.submission.has_plan_recorded()) return conflict;
  const v1::PlanRecorded& there = recorded.submission.plan_recorded();
  ASSIGN_OR_RETURN(const bool same, SameContent(request_.record(), texts_.Of(0), there,
                                                TextPlacesOf(there, recorded.position), state));
  if (!same) return conflict;
  v1::PutRecordResponse response;
  response.set_outcome(v1::WRITE_OUTCOME_EXISTS);
  response.set_position(recorded.position);
  response.set_version(there.replaces_version() + 1);
  return response;
}

}  // namespace hemoledger

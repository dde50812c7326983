#include "services/ledger/plan_commands.h"

#include <utility>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "services/domain/plan_parts.h"
#include "services/ledger/document_command.h"

namespace hemoledger {
namespace {

// Puts the parts of a recorded plan together; blank where an event is none.
struct RecordedPlan {
  v1::PlanIssued plan;
  // Of its texts, in their order.
  std::vector<TextPlace> places;
};
std::optional<RecordedPlan> PlanOf(const std::vector<StoredEvent>& recorded) {
  RecordedPlan result;
  std::vector<v1::PlanIssued> parts;
  for (const StoredEvent& event : recorded) {
    if (!event.submission.has_plan_issued()) return std::nullopt;
    parts.push_back(event.submission.plan_issued());
    for (const TextPlace& place : TextPlacesOf(parts.back(), event.position)) {
      result.places.push_back(place);
    }
  }
  result.plan = JoinPlan(parts);
  return result;
}

// The events of a document.
absl::StatusOr<std::vector<StoredEvent>> EventsOf(const PlanDocumentRecord& document,
                                                  DecisionState& state) {
  std::vector<StoredEvent> events;
  for (uint32_t i = 0; i < document.event_count; ++i) {
    ASSIGN_OR_RETURN(StoredEvent event, ReadStoredEvent(document.position + i, state));
    events.push_back(std::move(event));
  }
  return events;
}

}  // namespace

absl::Status IssuePlanCommand::CheckForm(const v1::IssuePlanRequest& request) {
  Violations problems;
  problems.Add("request_id", CheckRequestId(request.request_id()));
  if (!request.has_plan()) {
    problems.Add("plan", MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "plan"}}));
  }
  return problems.ToStatus();
}

IssuePlanCommand::IssuePlanCommand(std::string_view principal, v1::IssuePlanRequest request,
                                   WriteDone<v1::IssuePlanResponse> done)
    : CommandOf(request.ByteSizeLong(), std::move(done)),
      call_{std::string(principal), request.request_id()},
      request_(std::move(request)),
      texts_(request_.texts()),
      text_verdict_(CheckTexts(request_.plan(), texts_)) {}

Fit IssuePlanCommand::Decide(DecisionState& state, DecidedGroup& group) {
  const auto answer = [this](absl::StatusOr<v1::IssuePlanResponse> with) {
    answer_ = std::move(with);
    return Fit::kDone;
  };
  absl::StatusOr<std::vector<StoredEvent>> recorded = FindRequest(call_, state);
  if (!recorded.ok()) return answer(recorded.status());
  if (!recorded->empty()) {
    return answer(AnswerFrom(*recorded, RequestIdReused(call_, recorded->front().position), state));
  }
  absl::StatusOr<PlanBook::Verdict> verdict =
      state.plans()->CheckIssue(request_.plan(), *state.tree());
  if (!verdict.ok()) return answer(verdict.status());
  if (verdict->existing != nullptr) {
    recorded = EventsOf(*verdict->existing, state);
    if (!recorded.ok()) return answer(recorded.status());
    const absl::StatusOr<bool> mended = IsAsCorrected(*verdict->existing, *recorded, state);
    if (!mended.ok()) return answer(mended.status());
    if (*mended) return answer(Exists(recorded->front().position, state));
    return answer(AnswerFrom(*recorded, std::move(verdict->conflict), state));
  }
  if (!text_verdict_.ok()) return answer(text_verdict_);
  std::vector<v1::AccompanyingText> part_texts;
  const absl::StatusOr<std::vector<v1::PlanIssued>> parts = Split(&part_texts);
  if (!parts.ok()) return answer(parts.status());

  const DecidedGroup::Mark mark = group.mark();
  const uint64_t position = group.next_position();
  Add(*parts, part_texts, group);
  size_t size = 0;
  switch (FinishAdding(mark, group, &size)) {
    case Added::kGroupFull:
      return Fit::kGroupFull;
    case Added::kTooLarge:
      return answer(DocumentTooLarge(size));
    case Added::kFits:
      break;
  }
  v1::IssuePlanResponse response;
  response.set_revision(verdict->revision);
  if (request_.validate_only()) {
    group.Rewind(mark);
    response.set_outcome(v1::WRITE_OUTCOME_VALID);
    return answer(std::move(response));
  }
  group.KnowId(IdScope::kPrincipal, call_.principal, call_.request_id, position);
  PlanDocumentRecord record;
  record.revision = verdict->revision;
  record.position = position;
  record.event_count = static_cast<uint32_t>(parts->size());
  record.record_time_micros = group.record_time_micros();
  record.principal = call_.principal;
  // As a replay will put it together.
  record.issued = JoinPlan(*parts);
  auto plans = std::make_shared<PlanBook>(*state.plans());
  plans->Apply(std::move(record), *state.tree());
  state.SetPlans(std::move(plans));
  response.set_outcome(v1::WRITE_OUTCOME_CREATED);
  response.set_position(position);
  return answer(std::move(response));
}

absl::StatusOr<v1::IssuePlanResponse> IssuePlanCommand::AnswerFrom(
    const std::vector<StoredEvent>& recorded, absl::Status conflict, DecisionState& state) const {
  const std::optional<RecordedPlan> there = PlanOf(recorded);
  if (!there.has_value()) return conflict;
  ASSIGN_OR_RETURN(const bool same,
                   SameContent(request_.plan(), texts_.Of(0), there->plan, there->places, state));
  if (!same) return conflict;
  return Exists(recorded.front().position, state);
}

absl::StatusOr<bool> IssuePlanCommand::IsAsCorrected(const PlanDocumentRecord& document,
                                                     const std::vector<StoredEvent>& recorded,
                                                     DecisionState& state) const {
  if (document.correction == nullptr) return false;
  const std::optional<RecordedPlan> entered = PlanOf(recorded);
  if (!entered.has_value()) return false;
  // Texts of the document as entered may stand in any of its events.
  std::vector<TextPlace> places;
  for (const PlanTextPlace& place : document.text_places) {
    if (place.position != document.position) {
      places.push_back({place.position, place.ordinal});
    } else if (place.ordinal < entered->places.size()) {
      places.push_back(entered->places[place.ordinal]);
    } else {
      return false;
    }
  }
  return SameContent(request_.plan(), texts_.Of(0), *document.issued, places, state);
}

v1::IssuePlanResponse IssuePlanCommand::Exists(uint64_t position, DecisionState& state) const {
  v1::IssuePlanResponse response;
  response.set_outcome(v1::WRITE_OUTCOME_EXISTS);
  response.set_position(position);
  response.set_revision(state.plans()->RevisionAt(state.plans()->Find(request_.plan().plan_id())));
  return response;
}

absl::StatusOr<std::vector<v1::PlanIssued>> IssuePlanCommand::Split(
    std::vector<v1::AccompanyingText>* part_texts) const {
  part_texts->assign(request_.texts().begin(), request_.texts().end());
  return SplitPlan(request_.plan(), kMaxSubmissionBytes - kDocumentEnvelopeBytes, part_texts);
}

void IssuePlanCommand::Add(const std::vector<v1::PlanIssued>& parts,
                           const std::vector<v1::AccompanyingText>& part_texts,
                           DecidedGroup& group) const {
  const uint64_t first = group.next_position();
  for (size_t i = 0; i < parts.size(); ++i) {
    v1::Submission submission = SubmissionOf(call_);
    if (parts.size() > 1) {
      submission.mutable_request()->set_part(static_cast<uint32_t>(i + 1));
      submission.mutable_request()->set_part_count(static_cast<uint32_t>(parts.size()));
    }
    *submission.mutable_plan_issued() = parts[i];
    group.AddEvent(call_.principal, submission.SerializeAsString(), /*resolved=*/nullptr,
                   FoldKind::kParse);
  }
  for (const v1::AccompanyingText& text : part_texts) {
    const v1::AccompanyingText* one = &text;
    group.AddTexts(first + text.submission_index(), {&one, 1});
  }
  group.rows().AddId(IdScope::kPrincipal, call_.principal, call_.request_id, first);
  group.rows().AddRevision(RevisionSubject::kPlan, request_.plan().plan_id(),
                           RevisionRow{1, first, static_cast<uint32_t>(parts.size())});
}

}  // namespace hemoledger

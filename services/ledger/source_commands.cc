#include "services/ledger/source_commands.h"

#include <utility>

#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "proto/base/status_macros.h"
#include "proto/base/utf8.h"

namespace hemoledger {
namespace {

// Limit of the contract.
constexpr size_t kMaxLabelBytes = 256;

v1::OpenSourceResponse ResponseOf(v1::WriteOutcome outcome, uint64_t position, uint64_t mark) {
  v1::OpenSourceResponse response;
  response.set_outcome(outcome);
  response.set_position(position);
  response.set_next_sequence(mark + 1);
  return response;
}

}  // namespace

absl::Status OpenSourceCommand::CheckForm(const v1::OpenSourceRequest& request) {
  const v1::SourceOpened& source = request.source();
  Violations problems;
  problems.Add("request_id", CheckRequestId(request.request_id()));
  problems.Add("source.source_id", RequireId("source.source_id", source.source_id()));
  problems.Add("source.label",
               CheckText("source.label", source.label(), kMaxLabelBytes, /*required=*/false));
  problems.Add("source.unit_id", OptionalId("source.unit_id", source.unit_id()));
  problems.Add("source", CheckSubmissionSize(source.ByteSizeLong() + 2 * kMaxRequestIdBytes));
  return problems.ToStatus();
}

OpenSourceCommand::OpenSourceCommand(std::string_view principal, v1::OpenSourceRequest request,
                                     WriteDone<v1::OpenSourceResponse> done)
    : CommandOf(request.ByteSizeLong(), std::move(done)),
      call_{std::string(principal), request.request_id()},
      request_(std::move(request)) {}

Fit OpenSourceCommand::Decide(DecisionState& state, DecidedGroup& group) {
  const auto answer = [this](absl::StatusOr<v1::OpenSourceResponse> with) {
    answer_ = std::move(with);
    return Fit::kDone;
  };
  const v1::SourceOpened& opened = request_.source();
  const absl::StatusOr<std::vector<StoredEvent>> recorded = FindRequest(call_, state);
  if (!recorded.ok()) return answer(recorded.status());
  const DecisionState::Source* there = state.FindSource(opened.source_id());
  const bool same =
      there != nullptr && there->opened.SerializeAsString() == opened.SerializeAsString();
  if (!recorded->empty()) {
    const StoredEvent& first = recorded->front();
    if (!same || first.position != there->opened_position) {
      return answer(RequestIdReused(call_, first.position));
    }
  }
  if (same) {
    return answer(ResponseOf(v1::WRITE_OUTCOME_EXISTS, there->opened_position, there->mark));
  }
  if (there != nullptr) {
    return answer(MakeError(ERROR_REASON_SOURCE_EXISTS, {{"source_id", opened.source_id()},
                                                         {"position", there->opened_position}}));
  }
  if (!opened.unit_id().empty() && state.tree()->Find(opened.unit_id()) == kNoUnit) {
    return answer(state.tree()->NotFound(opened.unit_id(), "source.unit_id"));
  }
  v1::Submission submission = SubmissionOf(call_);
  *submission.mutable_source_opened() = opened;
  const DecidedGroup::Mark mark = group.mark();
  const uint64_t position = group.AddEvent(call_.principal, submission.SerializeAsString(),
                                           /*resolved=*/nullptr, FoldKind::kParse);
  group.rows().AddId(IdScope::kPrincipal, call_.principal, call_.request_id, position);
  group.rows().AddRun(opened.source_id(), /*first_sequence=*/0, position, /*count=*/1);
  size_t size = 0;
  switch (FinishAdding(mark, group, &size)) {
    case Added::kGroupFull:
      return Fit::kGroupFull;
    case Added::kTooLarge:
      return answer(DocumentTooLarge(size));
    case Added::kFits:
      break;
  }
  group.KnowId(IdScope::kPrincipal, call_.principal, call_.request_id, position);
  state.AddSource(opened, position);
  return answer(ResponseOf(v1::WRITE_OUTCOME_CREATED, position, 0));
}

}  // namespace hemoledger

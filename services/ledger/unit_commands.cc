#include "services/ledger/unit_commands.h"

#include <utility>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

// Limits of the contract.
constexpr int kMaxChanges = 2000;
constexpr size_t kMaxChangesBytes = 800 * 1024;

std::string Place(int index) {
  return Concat("changes[", index, "]");
}

v1::Submission SubmissionOf(const CallIdentity& call, const v1::UnitChanged& change) {
  v1::Submission submission = SubmissionOf(call);
  *submission.mutable_unit_changed() = change;
  return submission;
}

}  // namespace

absl::Status ChangeUnitsCommand::CheckForm(const v1::ChangeUnitsRequest& request) {
  Violations problems;
  problems.Add("request_id", CheckRequestId(request.request_id()));
  if (request.changes().empty()) {
    problems.Add("changes", MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "changes"}}));
  }
  if (request.changes_size() > kMaxChanges) {
    problems.Add("changes",
                 MakeError(ERROR_REASON_BATCH_TOO_LARGE,
                           {{"limit", kMaxChanges}, {"actual", request.changes_size()}}));
    return problems.ToStatus();
  }
  size_t bytes = 0;
  const CallIdentity call{"", request.request_id()};
  for (int i = 0; i < request.changes_size(); ++i) {
    OrgTree::CheckForm(request.changes(i), Place(i), problems);
    const size_t size = SubmissionOf(call, request.changes(i)).ByteSizeLong();
    problems.Add(Place(i), CheckSubmissionSize(size));
    bytes += size;
  }
  if (bytes > kMaxChangesBytes) {
    problems.Add("changes", MakeError(ERROR_REASON_BATCH_TOO_LARGE,
                                      {{"limit", kMaxChangesBytes}, {"actual", bytes}}));
  }
  for (int i = 0; i < request.texts_size(); ++i) {
    const v1::AccompanyingText& text = request.texts(i);
    if (text.submission_index() >= static_cast<uint32_t>(request.changes_size())) {
      problems.Add(Concat("texts[", i, "].submission_index"),
                   MakeError(ERROR_REASON_TEXT_COMMITMENT_MISMATCH, {{"ordinal", text.ordinal()}}));
    }
  }
  return problems.ToStatus();
}

ChangeUnitsCommand::ChangeUnitsCommand(std::string_view principal, v1::ChangeUnitsRequest request,
                                       WriteDone<v1::ChangeUnitsResponse> done)
    : CommandOf(request.ByteSizeLong(), std::move(done)),
      call_{std::string(principal), request.request_id()},
      request_(std::move(request)),
      texts_(request_.texts()) {
  text_verdicts_.reserve(request_.changes_size());
  for (int i = 0; i < request_.changes_size(); ++i) {
    text_verdicts_.push_back(VerifyTexts(request_.changes(i), texts_.Of(i)));
  }
}

Fit ChangeUnitsCommand::Decide(DecisionState& state, DecidedGroup& group) {
  const absl::StatusOr<std::vector<StoredEvent>> recorded = FindRequest(call_, state);
  if (!recorded.ok()) {
    answer_ = recorded.status();
    return Fit::kDone;
  }
  if (!recorded->empty()) {
    answer_ = AnswerFrom(*recorded, state);
    return Fit::kDone;
  }
  auto tree = std::make_shared<OrgTree>(*state.tree());
  v1::ChangeUnitsResponse response;
  std::vector<NewChange> added;
  const absl::Status checked = CheckChanges(group.next_position(), *tree, &response, &added);
  if (!checked.ok()) {
    answer_ = checked;
    return Fit::kDone;
  }
  const DecidedGroup::Mark mark = group.mark();
  Add(added, group);
  size_t size = 0;
  switch (FinishAdding(mark, group, &size)) {
    case Added::kGroupFull:
      return Fit::kGroupFull;
    case Added::kTooLarge:
      answer_ = DocumentTooLarge(size);
      return Fit::kDone;
    case Added::kFits:
      break;
  }
  if (request_.validate_only()) {
    group.Rewind(mark);
  } else if (!added.empty()) {
    group.KnowId(IdScope::kPrincipal, call_.principal, call_.request_id, added.front().position);
    state.SetTree(std::move(tree));
  }
  answer_ = std::move(response);
  return Fit::kDone;
}

absl::Status ChangeUnitsCommand::CheckChanges(uint64_t position, OrgTree& tree,
                                              v1::ChangeUnitsResponse* response,
                                              std::vector<NewChange>* added) const {
  Violations problems;
  for (int i = 0; i < request_.changes_size(); ++i) {
    const v1::UnitChanged& change = request_.changes(i);
    v1::WriteResult& result = *response->add_results();
    const absl::StatusOr<OrgTree::Verdict> verdict = tree.Check(change);
    if (!verdict.ok()) {
      problems.Add(Place(i), verdict.status());
    } else if (verdict->exists) {
      result.set_outcome(v1::WRITE_OUTCOME_EXISTS);
      // One that this very call adds has no position when nothing is recorded.
      if (!request_.validate_only() || verdict->position < position) {
        result.set_position(verdict->position);
      }
    } else if (!text_verdicts_[i].ok()) {
      problems.Add(Place(i), text_verdicts_[i]);
    } else {
      const uint64_t at = position + added->size();
      tree.Apply(change, at);
      added->push_back({i, at});
      result.set_outcome(request_.validate_only() ? v1::WRITE_OUTCOME_VALID
                                                  : v1::WRITE_OUTCOME_CREATED);
      if (!request_.validate_only()) result.set_position(at);
    }
  }
  return problems.ToStatus();
}

void ChangeUnitsCommand::Add(const std::vector<NewChange>& added, DecidedGroup& group) const {
  for (const NewChange& change : added) {
    const std::string bytes =
        SubmissionOf(call_, request_.changes(change.index)).SerializeAsString();
    const uint64_t position =
        group.AddEvent(call_.principal, bytes, /*resolved=*/nullptr, FoldKind::kParse);
    group.AddTexts(position, texts_.Of(change.index));
  }
  if (added.empty()) return;
  const uint64_t first = added.front().position;
  group.rows().AddId(IdScope::kPrincipal, call_.principal, call_.request_id, first);
  group.rows().AddRevision(RevisionSubject::kTree, "",
                           RevisionRow{first, first, static_cast<uint32_t>(added.size())});
}

absl::StatusOr<v1::ChangeUnitsResponse> ChangeUnitsCommand::AnswerFrom(
    const std::vector<StoredEvent>& recorded, DecisionState& state) const {
  // What was recorded are those of the changes, in their order, that were not there before.
  v1::ChangeUnitsResponse response;
  size_t next = 0;
  for (int i = 0; i < request_.changes_size(); ++i) {
    v1::WriteResult& result = *response.add_results();
    result.set_outcome(v1::WRITE_OUTCOME_EXISTS);
    if (next < recorded.size() && recorded[next].submission.has_unit_changed()) {
      const v1::UnitChanged& there = recorded[next].submission.unit_changed();
      ASSIGN_OR_RETURN(const bool same,
                       SameContent(request_.changes(i), texts_.Of(i), there,
                                   TextPlacesOf(there, recorded[next].position), state));
      if (same) {
        result.set_position(recorded[next].position);
        ++next;
        continue;
      }
    }
    const absl::StatusOr<OrgTree::Verdict> verdict = state.tree()->Check(request_.changes(i));
    if (!verdict.ok() || !verdict->exists) return RequestIdReused(call_, recorded[0].position);
    result.set_position(verdict->position);
  }
  if (next < recorded.size()) return RequestIdReused(call_, recorded[0].position);
  return response;
}

}  // namespace hemoledger

#include "services/ledger/committer.h"

#include <utility>

#include "proto/base/errors.h"

namespace hemoledger {
namespace {

// Appends `piece` to what was acknowledged; a run that a group's end cut is one again.
void Append(v1::Acknowledgement& piece, v1::Acknowledgement* acknowledged) {
  if (acknowledged->runs().empty()) {
    acknowledged->Swap(&piece);
    return;
  }
  if (!piece.runs().empty()) {
    v1::OutcomeRun& last = *acknowledged->mutable_runs(acknowledged->runs_size() - 1);
    const v1::OutcomeRun& first = piece.runs(0);
    if (last.outcome() == first.outcome() && !first.has_refusal() &&
        last.first_position() + last.count() == first.first_position()) {
      last.set_count(last.count() + first.count());
      piece.mutable_runs()->DeleteSubrange(0, 1);
    }
  }
  acknowledged->MergeFrom(piece);
}

}  // namespace

Committer::Committer(Pipeline& pipeline, Proposer& proposer, CommittedState& committed,
                     std::function<void(const absl::Status&)> on_fatal)
    : pipeline_(pipeline),
      proposer_(proposer),
      committed_(committed),
      on_fatal_(std::move(on_fatal)) {}

void Committer::Run() {
  while (DecidedGroup* group = Next()) {
    switch (Commit(*group)) {
      case Committed::kYes:
        Finish(*group);
        break;
      case Committed::kConflict:
        AwaitRewind();
        break;
      case Committed::kDead:
        return;
    }
  }
}

DecidedGroup* Committer::Next() {
  MutexLock lock(pipeline_.mutex);
  pipeline_.commit.Wait(pipeline_.mutex, [this] {
    pipeline_.mutex.AssertHeld();
    return pipeline_.dead || pipeline_.drained || !pipeline_.sealed.empty();
  });
  if (pipeline_.dead || pipeline_.sealed.empty()) return nullptr;
  return pipeline_.sealed.front();
}

Committer::Committed Committer::Commit(const DecidedGroup& group) {
  // Only answers, of what older groups made durable.
  if (group.events().empty()) return Committed::kYes;
  const ProposeResult result = proposer_.Propose(group.events().base_position(), group.events());
  absl::Status status = result.status;
  switch (result.outcome) {
    case ProposeOutcome::kCommitted:
      status = committed_.Apply(group);
      if (status.ok()) return Committed::kYes;
      break;
    case ProposeOutcome::kConflict:
      return Committed::kConflict;
    case ProposeOutcome::kUnknown:
      if (status.ok()) status = MakeError(ERROR_REASON_OUTCOME_UNKNOWN);
      break;
  }
  Fail(status);
  return Committed::kDead;
}

void Committer::AwaitRewind() {
  MutexLock lock(pipeline_.mutex);
  pipeline_.conflict = true;
  pipeline_.decide.NotifyOne();
  pipeline_.commit.Wait(pipeline_.mutex, [this] {
    pipeline_.mutex.AssertHeld();
    return pipeline_.dead || !pipeline_.conflict;
  });
}

void Committer::Finish(DecidedGroup& group) {
  {
    // Room for the next one, before the answers are given.
    MutexLock lock(pipeline_.mutex);
    pipeline_.sealed.pop_front();
    pipeline_.decide.NotifyOne();
  }
  for (Piece& piece : group.pieces) Answer(piece);
  // What was answered is freed now, not when the deciding thread next has something to do.
  group.pieces.clear();
  MutexLock lock(pipeline_.mutex);
  ++pipeline_.finished;
  pipeline_.decide.NotifyOne();
}

void Committer::Answer(Piece& piece) {
  if (piece.command != nullptr) {
    piece.command->Answer();
    return;
  }
  BatchWork& work = *piece.batch;
  Append(piece.acknowledgement, &work.acknowledged);
  if (!piece.last) return;
  std::exchange(work.done,
                nullptr)(BatchAnswer{std::move(work.acknowledged), std::move(piece.status)});
}

void Committer::Fail(const absl::Status& status) {
  on_fatal_(status);
  pipeline_.Die();
}

}  // namespace hemoledger

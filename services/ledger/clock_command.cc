#include "services/ledger/clock_command.h"

namespace hemoledger {

Fit ConfirmClockCommand::Decide(DecisionState&, DecidedGroup& group) {
  if (!jump_micros_.has_value()) {
    jump_micros_ = clock_guard_.jump_micros();
    clock_guard_.Confirm();
  }
  if (*jump_micros_ == 0) {
    answer_ = uint64_t{0};
    return Fit::kDone;
  }
  v1::Submission submission;
  submission.mutable_clock_confirmed()->set_jump_micros(*jump_micros_);
  const DecidedGroup::Mark mark = group.mark();
  const uint64_t position = group.AddEvent(kServerPrincipal, submission.SerializeAsString(),
                                           /*resolved=*/nullptr, FoldKind::kParse);
  size_t size = 0;
  if (FinishAdding(mark, group, &size) != Added::kFits) return Fit::kGroupFull;
  answer_ = position;
  return Fit::kDone;
}

}  // namespace hemoledger

// An operator's confirmation of the clock, decided.
#pragma once

#include <optional>

#include "services/ledger/clock_guard.h"
#include "services/ledger/command.h"

namespace hemoledger {

class ConfirmClockCommand final : public CommandOf<uint64_t> {
 public:
  // Borrows it.
  ConfirmClockCommand(ClockGuard& clock_guard, WriteDone<uint64_t> done)
      : CommandOf(/*byte_size=*/1, std::move(done)), clock_guard_(clock_guard) {}
  Fit Decide(DecisionState& state, DecidedGroup& group) override;
  bool while_stopped() const override { return true; }

 private:
  ClockGuard& clock_guard_;
  // What is confirmed; kept, should it be decided again.
  std::optional<int64_t> jump_micros_;
};

}  // namespace hemoledger

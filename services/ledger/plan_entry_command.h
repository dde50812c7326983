// CorrectPlanEntry (plan_service.proto), decided.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "hemoledger/v1/plan_service.pb.h"
#include "services/ledger/command.h"

namespace hemoledger {

class CorrectPlanEntryCommand final : public CommandOf<v1::CorrectPlanEntryResponse> {
 public:
  // All that can be said without state and that PlanBook::CheckCorrect does not say.
  static absl::Status CheckForm(const v1::CorrectPlanEntryRequest& request);

  CorrectPlanEntryCommand(std::string_view principal, v1::CorrectPlanEntryRequest request,
                          WriteDone<v1::CorrectPlanEntryResponse> done);
  Fit Decide(DecisionState& state, DecidedGroup& group) override;

 private:
  // The answer where the correction is there, by this request or by another.
  absl::StatusOr<v1::CorrectPlanEntryResponse> AnswerFrom(const StoredEvent& recorded,
                                                          absl::Status conflict,
                                                          DecisionState& state) const;
  uint64_t Add(uint32_t entry_version, DecidedGroup& group) const;

  const CallIdentity call_;
  const v1::CorrectPlanEntryRequest request_;
  const TextsBySubmission texts_;
  const absl::Status text_verdict_;
};

}  // namespace hemoledger

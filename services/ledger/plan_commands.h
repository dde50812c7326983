// IssuePlan (plan_service.proto), decided: a document that may be several events. Those of one
// event: document_commands.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "hemoledger/v1/plan_service.pb.h"
#include "services/ledger/command.h"

namespace hemoledger {

class IssuePlanCommand final : public CommandOf<v1::IssuePlanResponse> {
 public:
  // All that can be said without state and that PlanBook::CheckIssue does not say.
  static absl::Status CheckForm(const v1::IssuePlanRequest& request);

  IssuePlanCommand(std::string_view principal, v1::IssuePlanRequest request,
                   WriteDone<v1::IssuePlanResponse> done);
  Fit Decide(DecisionState& state, DecidedGroup& group) override;

 private:
  // The answer where the plan is there, by this request or by another.
  absl::StatusOr<v1::IssuePlanResponse> AnswerFrom(const std::vector<StoredEvent>& recorded,
                                                   absl::Status conflict,
                                                   DecisionState& state) const;
  // Whether the plan is what corrections made of the entry: a file that was mended and is loaded
  // again.
  absl::StatusOr<bool> IsAsCorrected(const PlanDocumentRecord& document,
                                     const std::vector<StoredEvent>& recorded,
                                     DecisionState& state) const;
  v1::IssuePlanResponse Exists(uint64_t position, DecisionState& state) const;
  absl::StatusOr<std::vector<v1::PlanIssued>> Split(
      std::vector<v1::AccompanyingText>* part_texts) const;
  void Add(const std::vector<v1::PlanIssued>& parts,
           const std::vector<v1::AccompanyingText>& part_texts, DecidedGroup& group) const;

  const CallIdentity call_;
  const v1::IssuePlanRequest request_;
  const TextsBySubmission texts_;
  const absl::Status text_verdict_;
};

}  // namespace hemoledger

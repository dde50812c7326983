// ChangeUnits (unit_service.proto), decided.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "hemoledger/v1/unit_service.pb.h"
#include "services/ledger/command.h"

namespace hemoledger {

class ChangeUnitsCommand final : public CommandOf<v1::ChangeUnitsResponse> {
 public:
  // All that can be said without state; a command is made only of a request that is right.
  static absl::Status CheckForm(const v1::ChangeUnitsRequest& request);

  ChangeUnitsCommand(std::string_view principal, v1::ChangeUnitsRequest request,
                     WriteDone<v1::ChangeUnitsResponse> done);
  Fit Decide(DecisionState& state, DecidedGroup& group) override;

 private:
  // A change that is not there yet.
  struct NewChange {
    int index = 0;
    uint64_t position = 0;
  };

  absl::StatusOr<v1::ChangeUnitsResponse> AnswerFrom(const std::vector<StoredEvent>& recorded,
                                                     DecisionState& state) const;
  // Checks every change against `tree`, which gets those that are new from `position` on.
  absl::Status CheckChanges(uint64_t position, OrgTree& tree, v1::ChangeUnitsResponse* response,
                            std::vector<NewChange>* added) const;
  void Add(const std::vector<NewChange>& added, DecidedGroup& group) const;

  const CallIdentity call_;
  const v1::ChangeUnitsRequest request_;
  const TextsBySubmission texts_;
  // Of each change: whether its texts are right.
  std::vector<absl::Status> text_verdicts_;
};

}  // namespace hemoledger

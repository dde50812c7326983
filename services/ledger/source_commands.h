// OpenSource (receipt_service.proto), decided.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "hemoledger/v1/receipt_service.pb.h"
#include "services/ledger/command.h"

namespace hemoledger {

class OpenSourceCommand final : public CommandOf<v1::OpenSourceResponse> {
 public:
  static absl::Status CheckForm(const v1::OpenSourceRequest& request);

  OpenSourceCommand(std::string_view principal, v1::OpenSourceRequest request,
                    WriteDone<v1::OpenSourceResponse> done);
  Fit Decide(DecisionState& state, DecidedGroup& group) override;

 private:
  const CallIdentity call_;
  const v1::OpenSourceRequest request_;
};

}  // namespace hemoledger

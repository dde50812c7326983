// PutRecord (record_service.proto), decided. Attachments come through it too, once their bytes are
// durable.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hemoledger/v1/record_service.pb.h"
#include "services/ledger/command.h"

namespace hemoledger {

class PutRecordCommand final : public CommandOf<v1::PutRecordResponse> {
 public:
  // All that can be said without state and that RecordBook::Check does not say.
  static absl::Status CheckForm(const v1::PutRecordRequest& request);

  PutRecordCommand(std::string_view principal, v1::PutRecordRequest request,
                   WriteDone<v1::PutRecordResponse> done);
  Fit Decide(DecisionState& state, DecidedGroup& group) override;

 private:
  // The answer where the version is there, by this request or by another.
  absl::StatusOr<v1::PutRecordResponse> AnswerFrom(const StoredEvent& recorded,
                                                   absl::Status conflict,
                                                   DecisionState& state) const;

  const CallIdentity call_;
  const v1::PutRecordRequest request_;
  const TextsBySubmission texts_;
  const absl::Status text_verdict_;
};

}  // namespace hemoledger

// RecordReceipt, CorrectReceipt and VoidReceipt (receipt_service.proto), decided.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "hemoledger/v1/receipt_service.pb.h"
#include "services/ledger/command.h"
#include "services/ledger/receipt_decider.h"

namespace hemoledger {

// One of the three calls.
struct ReceiptCall {
  CallIdentity call;
  // With the request's identity.
  v1::Submission submission;
  google::protobuf::RepeatedPtrField<v1::AccompanyingText> texts;
  bool validate_only = false;
};
ReceiptCall CallOf(std::string_view principal, v1::RecordReceiptRequest request);
ReceiptCall CallOf(std::string_view principal, v1::CorrectReceiptRequest request);
ReceiptCall CallOf(std::string_view principal, v1::VoidReceiptRequest request);

class ReceiptCommand final : public CommandOf<v1::ReceiptWriteResponse> {
 public:
  static absl::Status CheckForm(const ReceiptCall& receipt_call);

  // `hint`: what a correction or void names, found in advance; may be nullptr.
  ReceiptCommand(ReceiptCall receipt_call, std::unique_ptr<const ReceiptTarget> hint,
                 WriteDone<v1::ReceiptWriteResponse> done);
  Fit Decide(DecisionState& state, DecidedGroup& group) override;

 private:
  absl::StatusOr<v1::ReceiptWriteResponse> AnswerFrom(const StoredEvent& recorded,
                                                      DecisionState& state) const;

  const ReceiptCall receipt_call_;
  const std::string submission_bytes_;
  const std::unique_ptr<const ReceiptTarget> hint_;
  const TextsBySubmission texts_;
  const absl::Status text_verdict_;
};

}  // namespace hemoledger

// Documents of one event each: AmendPlan and CorrectPlanEntry (plan_service.proto), PutRecord
// (record_service.proto; attachments come through it too, once their bytes are durable).
#pragma once

#include <string_view>

#include "hemoledger/v1/plan_service.pb.h"
#include "hemoledger/v1/record_service.pb.h"
#include "services/ledger/document_command.h"

namespace hemoledger {

struct AmendPlanTraits {
  using Request = v1::AmendPlanRequest;
  using Response = v1::AmendPlanResponse;
  using Document = v1::PlanAmended;
  static constexpr std::string_view kField = "amendment";

  static bool Has(const Request& request) { return request.has_amendment(); }
  static const Document& Of(const Request& request) { return request.amendment(); }
  static bool Holds(const v1::Submission& submission) { return submission.has_plan_amended(); }
  static const Document& Of(const v1::Submission& submission) { return submission.plan_amended(); }
  static void PutInto(const Document& document, v1::Submission& submission) {
    *submission.mutable_plan_amended() = document;
  }
  static absl::StatusOr<DocumentVerdict> Check(const Document& document,
                                               const DecisionState& state);
  static uint32_t NumberOf(const Document& there) { return there.against_revision() + 1; }
  static void SetNumber(uint32_t number, Response& response) { response.set_revision(number); }
  static DocumentRow RowOf(const Document& document, uint32_t number, uint64_t position);
  static void Apply(const Document& document, DocumentPlace place, DecisionState& state);
};
using AmendPlanCommand = DocumentCommand<AmendPlanTraits>;

struct CorrectPlanEntryTraits {
  using Request = v1::CorrectPlanEntryRequest;
  using Response = v1::CorrectPlanEntryResponse;
  using Document = v1::PlanEntryCorrected;
  static constexpr std::string_view kField = "correction";

  static bool Has(const Request& request) { return request.has_correction(); }
  static const Document& Of(const Request& request) { return request.correction(); }
  static bool Holds(const v1::Submission& submission) {
    return submission.has_plan_entry_corrected();
  }
  static const Document& Of(const v1::Submission& submission) {
    return submission.plan_entry_corrected();
  }
  static void PutInto(const Document& document, v1::Submission& submission) {
    *submission.mutable_plan_entry_corrected() = document;
  }
  static absl::StatusOr<DocumentVerdict> Check(const Document& document,
                                               const DecisionState& state);
  static uint32_t NumberOf(const Document& there) { return there.against_version() + 1; }
  static void SetNumber(uint32_t number, Response& response) { response.set_entry_version(number); }
  static DocumentRow RowOf(const Document& document, uint32_t number, uint64_t position);
  static void Apply(const Document& document, DocumentPlace place, DecisionState& state);
};
using CorrectPlanEntryCommand = DocumentCommand<CorrectPlanEntryTraits>;

struct PutRecordTraits {
  using Request = v1::PutRecordRequest;
  using Response = v1::PutRecordResponse;
  using Document = v1::PlanRecorded;
  static constexpr std::string_view kField = "record";

  static bool Has(const Request& request) { return request.has_record(); }
  static const Document& Of(const Request& request) { return request.record(); }
  static bool Holds(const v1::Submission& submission) { return submission.has_plan_recorded(); }
  static const Document& Of(const v1::Submission& submission) { return submission.plan_recorded(); }
  static void PutInto(const Document& document, v1::Submission& submission) {
    *submission.mutable_plan_recorded() = document;
  }
  static absl::StatusOr<DocumentVerdict> Check(const Document& document,
                                               const DecisionState& state);
  static uint32_t NumberOf(const Document& there) { return there.replaces_version() + 1; }
  static void SetNumber(uint32_t number, Response& response) { response.set_version(number); }
  static DocumentRow RowOf(const Document& document, uint32_t number, uint64_t position);
  static void Apply(const Document& document, DocumentPlace place, DecisionState& state);
};
using PutRecordCommand = DocumentCommand<PutRecordTraits>;

}  // namespace hemoledger

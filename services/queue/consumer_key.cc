#include "services/queue/consumer_key.h"

#include "proto/base/check.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

// Id of a reference: the one it gives, or the one that its name stood for.
const std::string& IdOf(const v1::UnitReference& reference, const std::string& resolved) {
  return reference.has_name() ? resolved : reference.unit_id();
}

std::string KeyOfReceipt(v1::ConsumerKey kind, const v1::Receipt& receipt,
                         const v1::Resolved& resolved, const PlanOfRound& plan_of_round) {
  if (kind == v1::CONSUMER_KEY_PLAN && !receipt.round_id().empty()) {
    const std::string plan = plan_of_round(receipt.round_id());
    if (!plan.empty()) return Concat("plan:", plan);
  }
  if (receipt.has_credited_to()) {
    return Concat("unit:", IdOf(receipt.credited_to(), resolved.credited_to_id()));
  }
  return Concat("unit:", IdOf(receipt.unit(), resolved.unit_id()));
}

const std::string& UnitOf(const v1::UnitChanged& change) {
  switch (change.change_case()) {
    case v1::UnitChanged::kOpened:
      return change.opened().unit_id();
    case v1::UnitChanged::kRenamed:
      return change.renamed().unit_id();
    case v1::UnitChanged::kMoved:
      return change.moved().unit_id();
    case v1::UnitChanged::kKindSet:
      return change.kind_set().unit_id();
    case v1::UnitChanged::kCodeSet:
      return change.code_set().unit_id();
    case v1::UnitChanged::kAliasAdded:
      return change.alias_added().unit_id();
    case v1::UnitChanged::kClosed:
      return change.closed().unit_id();
    case v1::UnitChanged::kSucceeded:
    case v1::UnitChanged::CHANGE_NOT_SET:
      break;
  }
  return change.succeeded().unit_id();
}

}  // namespace

bool HasKeyOfOriginal(const v1::Event& event) {
  const v1::Replaced& replaced = event.resolved().replaced();
  return event.resolved().has_replaced() &&
         replaced.original_position() != replaced.replaced_position();
}

std::string ConsumerKeyOf(v1::ConsumerKey kind, const v1::Event& event,
                          const v1::Submission& submission, const PlanOfRound& plan_of_round) {
  HL_CHECK(!HasKeyOfOriginal(event));
  switch (submission.body_case()) {
    case v1::Submission::kReceiptRecorded:
      return KeyOfReceipt(kind, submission.receipt_recorded().receipt(), event.resolved(),
                          plan_of_round);
    case v1::Submission::kReceiptCorrected:
    case v1::Submission::kReceiptVoided:
      // The receipt as it was: every unit in it is an id.
      return KeyOfReceipt(kind, event.resolved().replaced().receipt(), {}, plan_of_round);
    case v1::Submission::kUnitChanged:
      return Concat("unit:", UnitOf(submission.unit_changed()));
    case v1::Submission::kPlanIssued:
      return Concat("plan:", submission.plan_issued().plan_id());
    case v1::Submission::kPlanAmended:
      return Concat("plan:", submission.plan_amended().plan_id());
    case v1::Submission::kPlanEntryCorrected:
      return Concat("plan:", submission.plan_entry_corrected().plan_id());
    case v1::Submission::kPlanRecorded:
      return Concat("plan:", submission.plan_recorded().plan_id());
    case v1::Submission::kReceiptRejected:
      return "type:receipt_rejected";
    case v1::Submission::kSourceOpened:
      return "type:source_opened";
    case v1::Submission::kLedgerCreated:
      return "type:ledger_created";
    case v1::Submission::kClockConfirmed:
      return "type:clock_confirmed";
    case v1::Submission::BODY_NOT_SET:
      break;
  }
  return "type:unknown";
}

}  // namespace hemoledger

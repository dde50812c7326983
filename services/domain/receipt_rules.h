// What a receipt must be, and what it means for the counters. Pure.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hemoledger/v1/events.pb.h"
#include "hemoledger/v1/receipts.pb.h"
#include "services/domain/facts.h"
#include "services/domain/org_tree.h"
#include "services/domain/plan_book.h"

namespace hemoledger {

// Form: all that can be said without any state (required fields, ranges, dates, NFC, lengths). The first problem, with its field. Called where a batch arrives, in
// parallel. Texts' plaintext is checked elsewhere (proto/base/text_commitment.h).
absl::Status CheckReceiptForm(const v1::Receipt& receipt);
// The same for any submission that a stream may carry (recorded, corrected, voided).
absl::Status CheckSubmissionForm(const v1::Submission& submission);

// A receipt decided against the state: its facts, and the ids that names stood for.
struct DecidedReceipt {
  ReceiptFacts facts;
  // Blank where the receipt gave an id.
  std::string unit_id;
  std::string collecting_unit_id;
  std::string credited_to_id;
};

// Rules that need the tree and the plans. REQUIRES: CheckReceiptForm is OK. Errors: UNIT_NOT_FOUND, UNIT_NAME_AMBIGUOUS, UNIT_NOT_OPEN, ROUND_NOT_FOUND.
absl::StatusOr<DecidedReceipt> DecideReceipt(const v1::Receipt& receipt, const OrgTree& tree, const PlanBook& book);

// The receipt of a recorded event with every unit reference as an id and without its note: what corrections carry as `replaced`.
v1::Receipt ReplaceableReceipt(const v1::Receipt& receipt, const v1::Resolved& resolved);

// Facts of a receipt of the log (ids only, or names with `resolved`). REQUIRES: it was decided before, so all that it names is known; aborts otherwise.
ReceiptFacts FactsOfRecorded(const v1::Receipt& receipt, const v1::Resolved& resolved, const OrgTree& tree, const PlanBook& book);

}  // namespace hemoledger

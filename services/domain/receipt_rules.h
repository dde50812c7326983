// What a receipt must be, and what it means for the counters. Pure; all functions are safe from
// many threads at once.
//
// Errors name fields from the receipt's surroundings on: "receipt.bags[0].count", whether it is
// recorded or the one that a correction gives; "target.position" and "reason" of a correction or
// void.
//
// Cost: CheckReceiptForm and DecideReceipt make no allocation for a good receipt whose references
// are ids (about 0.1 µs each); a reference by name costs about 2 µs.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hemoledger/v1/events.pb.h"
#include "hemoledger/v1/receipts.pb.h"
#include "services/domain/facts.h"
#include "services/domain/org_tree.h"
#include "services/domain/plan_book.h"

namespace hemoledger {

// Limits of receipts.proto and values.proto.
inline constexpr int kMaxBagEntries = 16;
// Of one bag, in millilitres.
inline constexpr uint32_t kMaxBagVolumeMl = 1000;
// Blood units of one receipt. More is a slip of the keyboard: the whole nation collects some
// million a year.
inline constexpr uint32_t kMaxReceiptUnits = 100'000;
// Of an external id, and of a request id, in bytes.
inline constexpr size_t kMaxExternalIdBytes = 128;

// Form: all that can be said without any state (required fields, ranges, dates, NFC, lengths). The
// first problem, with its field: FIELD_REQUIRED, FIELD_INVALID, ID_INVALID, TEXT_NOT_NFC,
// TEXT_TOO_LONG, DATE_INVALID, INTERVAL_REVERSED, COUNT_OUT_OF_RANGE, DUPLICATE (a volume twice).
// Called where a batch arrives, in parallel. Texts' plaintext and ordinals are checked elsewhere
// (proto/base/text_commitment.h).
absl::Status CheckReceiptForm(const v1::Receipt& receipt);
// The same for any submission that a stream or a unary call may carry (recorded, corrected,
// voided), its identity included. Besides: SUBMISSION_UNREADABLE (another body, or none),
// IDENTITY_MISMATCH (no identity).
absl::Status CheckSubmissionForm(const v1::Submission& submission);

// A receipt decided against the state: its facts, and the ids that names stood for.
struct DecidedReceipt {
  ReceiptFacts facts;
  // Blank where the receipt gave an id.
  std::string unit_id;
  std::string collecting_unit_id;
  std::string credited_to_id;
};

// Rules that need the tree and the plans. REQUIRES: CheckReceiptForm is OK. Errors: UNIT_NOT_FOUND,
// UNIT_NAME_AMBIGUOUS, UNIT_NOT_OPEN (on no day of the interval), ROUND_NOT_FOUND,
// CAMPAIGN_NOT_FOUND. A name without a date of its own is that of the interval's first day.
absl::StatusOr<DecidedReceipt> DecideReceipt(const v1::Receipt& receipt, const OrgTree& tree,
                                             const PlanBook& book);

// The receipt of a recorded event with every unit reference as an id and without its note: what
// corrections carry as `replaced`.
v1::Receipt ReplaceableReceipt(const v1::Receipt& receipt, const v1::Resolved& resolved);

// Facts of a receipt of the log (ids only, or names with `resolved`). REQUIRES: it was decided
// before, so all that it names is known; aborts otherwise.
ReceiptFacts FactsOfRecorded(const v1::Receipt& receipt, const v1::Resolved& resolved,
                             const OrgTree& tree, const PlanBook& book);
// The same where damage is possible: STORE_DAMAGED instead of an abort, also for a form that was
// never accepted.
absl::StatusOr<ReceiptFacts> CheckedFactsOfRecorded(const v1::Receipt& receipt,
                                                    const v1::Resolved& resolved,
                                                    const OrgTree& tree, const PlanBook& book);

}  // namespace hemoledger

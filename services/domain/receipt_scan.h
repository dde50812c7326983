// Ordinary receipts, read straight from their bytes.
//
// Nearly every event of a ledger is a new receipt whose units are ids, without a note. For these,
// parsing a Submission into objects costs several times what counting it costs; here the bytes are
// walked over once. A scan never decides anything by itself: what it is not sure of, it leaves to
// protobuf and the rules of receipt_rules.h, and where it says true, those would say the same (a
// property test compares them).
//
// Pure; all functions are safe from many threads at once. No allocation.
#pragma once

#include <cstdint>
#include <string_view>

#include "services/domain/facts.h"
#include "services/domain/org_tree.h"
#include "services/domain/plan_book.h"

namespace hemoledger {

// All views point into the submission's bytes.
struct ScannedReceipt {
  // SEQUENCE mode: both set. EXTERNAL_ID mode: the next two. Never both.
  std::string_view source_id;
  uint64_t sequence = 0;
  std::string_view feed;
  std::string_view external_id;

  // Ids; blank: not stated (`unit_id` always is).
  std::string_view unit_id;
  std::string_view collecting_unit_id;
  std::string_view credited_to_id;
  std::string_view round_id;
  std::string_view campaign_id;

  // All but the unit, round and campaign.
  ReceiptFacts facts;
};

// True: `submission` is a Submission with a new receipt of good form (CheckSubmissionForm is OK),
// by a source or a feed, with ids for units, without a note and unknown fields. False: anything
// else; `scanned` then holds nothing of use.
bool ScanReceipt(std::string_view submission, ScannedReceipt* scanned);

// Announce the look-ups of a scanned receipt, so that those of several wait for memory at once:
// PrefetchIds for all of them, then PrefetchUnits, then one of the functions below.
void PrefetchIds(const ScannedReceipt& scanned, const OrgTree& tree);
void PrefetchUnits(const ScannedReceipt& scanned, const OrgTree& tree);

// The whole facts of a scanned receipt. False: a unit, round or campaign is not known, or a unit is
// not open within the interval: DecideReceipt says which.
bool DecideScanned(const ScannedReceipt& scanned, const OrgTree& tree, const PlanBook& book,
                   ReceiptFacts* facts);
// The same for a receipt of the log, as CheckedFactsOfRecorded: no unit need be open any more.
bool FactsOfScanned(const ScannedReceipt& scanned, const OrgTree& tree, const PlanBook& book,
                    ReceiptFacts* facts);

}  // namespace hemoledger

// What a spool's database holds.
//
//   meta             one row: format, source_id, ledger_id, epoch, next_sequence,
//                    acknowledged_sequence
//   items            sequence → the submission's bytes, its texts (a SubmissionBatch with only
//                    texts), origin, when it was recorded
//   origins          origin → source and sequence, SHA-256 of the content without salts; never
//                    dropped, so that a file given twice is recorded once for ever
//   answers          first sequence, count → outcome, first position, when, refusal: the server's
//                    runs, which cover 1 … acknowledged_sequence without a gap
//   earlier_items, earlier_answers
//                    the same of sources that the spool had before (Spool::Reissue)
//   successors       source and sequence → what stands in the place of a submission
//
// Format 1 had no sources of its own in origins, and none of the last three tables; it is brought
// to format 2 when it is opened.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/lib/internal/sqlite.h"
#include "clients/lib/spool.h"
#include "hemoledger/v1/events.pb.h"

namespace hemoledger::internal {

inline constexpr int64_t kSpoolFormat = 2;

// Durable settings, then the tables where there are none. Errors: FORMAT_UNKNOWN, FIELD_REQUIRED
// (new, without a source id), FILE_UNREADABLE.
absl::Status PrepareSpoolDatabase(SqliteDatabase& database, const std::string& source_id);

absl::StatusOr<SpoolState> LoadSpoolState(SqliteDatabase& database);
// Within the caller's transaction.
absl::Status SaveSpoolState(SqliteDatabase& database, const SpoolState& state);

// The same submission with every Text's commitment blanked.
v1::Submission WithoutCommitments(v1::Submission submission);

}  // namespace hemoledger::internal

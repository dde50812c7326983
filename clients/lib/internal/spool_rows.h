// What a spool's tables hold, as values. All within the caller's lock and transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/lib/internal/sqlite.h"
#include "clients/lib/spool.h"

namespace hemoledger::internal {

// Texts as one blob: a SubmissionBatch with only texts, of submission 0.
std::string PackTexts(const std::vector<v1::AccompanyingText>& texts);
std::vector<v1::AccompanyingText> UnpackTexts(const std::string& bytes);

// The columns of an item, in the order of ItemOf.
inline constexpr char kItemColumns[] = "sequence, bytes, texts, origin, recorded_micros";
SpoolItem ItemOf(const SqliteStatement& row, std::string source_id);

// The answer for one number; `earlier`: of a source that the spool had before.
absl::StatusOr<std::optional<SubmissionAnswer>> AnswerFor(SqliteDatabase& database,
                                                          const v1::SourceIdentity& name,
                                                          bool earlier);

absl::StatusOr<std::optional<SpoolSuccessor>> SuccessorOf(SqliteDatabase& database,
                                                          const v1::SourceIdentity& name);
absl::Status SaveSuccessor(SqliteDatabase& database, const v1::SourceIdentity& name,
                           const SpoolSuccessor& successor, int64_t now_micros);

// All refusals of the present source, or of the earlier ones, by source and number.
absl::StatusOr<std::vector<SpoolRefusal>> RefusalsOf(SqliteDatabase& database,
                                                     const std::string& source_id, bool earlier);

// See Spool::Unresolved.
absl::StatusOr<std::vector<SpoolItem>> UnresolvedItems(SqliteDatabase& database,
                                                       const SpoolState& state);

// See Spool::Reissue; `state` becomes what is to be kept in memory once it is committed.
absl::StatusOr<std::vector<SpoolReissued>> ReissueItems(SqliteDatabase& database, SpoolState& state,
                                                        const std::string& new_source_id,
                                                        const std::vector<SpoolItem>& reissue,
                                                        const std::vector<SpoolItem>& leave_out,
                                                        int64_t now_micros);

}  // namespace hemoledger::internal

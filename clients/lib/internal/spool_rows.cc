#include "clients/lib/internal/spool_rows.h"

#include <iterator>
#include <utility>

#include "clients/lib/internal/spool_schema.h"
#include "proto/base/check.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger::internal {
namespace {

v1::SourceIdentity NameOf(const std::string& source_id, uint64_t sequence) {
  v1::SourceIdentity name;
  name.set_source_id(source_id);
  name.set_sequence(sequence);
  return name;
}

}  // namespace

std::string PackTexts(const std::vector<v1::AccompanyingText>& texts) {
  v1::SubmissionBatch batch;
  for (const v1::AccompanyingText& text : texts) {
    v1::AccompanyingText& added = *batch.add_texts();
    added = text;
    added.set_submission_index(0);
  }
  return batch.SerializeAsString();
}

std::vector<v1::AccompanyingText> UnpackTexts(const std::string& bytes) {
  v1::SubmissionBatch batch;
  HL_CHECK(batch.ParseFromString(bytes));
  return {std::make_move_iterator(batch.mutable_texts()->begin()),
          std::make_move_iterator(batch.mutable_texts()->end())};
}

SpoolItem ItemOf(const SqliteStatement& row, std::string source_id) {
  return {.source_id = std::move(source_id),
          .sequence = static_cast<uint64_t>(row.Integer(0)),
          .bytes = row.Bytes(1),
          .texts = UnpackTexts(row.Bytes(2)),
          .origin = row.Bytes(3),
          .recorded_micros = row.Integer(4)};
}

absl::StatusOr<std::optional<SubmissionAnswer>> AnswerFor(SqliteDatabase& database,
                                                          const v1::SourceIdentity& name,
                                                          bool earlier) {
  ASSIGN_OR_RETURN(SqliteStatement select,
                   database.Prepare(Concat(
                       "SELECT first_sequence, outcome, first_position, refusal FROM ",
                       earlier ? "earlier_answers WHERE source_id = ?2 AND " : "answers WHERE ",
                       "first_sequence <= ?1 AND first_sequence + count > ?1 "
                       "ORDER BY first_sequence DESC LIMIT 1")));
  select.Bind(0, static_cast<int64_t>(name.sequence()));
  if (earlier) select.BindText(1, name.source_id());
  ASSIGN_OR_RETURN(const bool row, select.Step());
  if (!row) return std::optional<SubmissionAnswer>();
  SubmissionAnswer answer{.outcome = static_cast<v1::SubmissionOutcome>(select.Integer(1)),
                          .position = 0,
                          .refusal = {}};
  if (select.Integer(2) != 0) {
    answer.position = static_cast<uint64_t>(select.Integer(2)) + name.sequence() -
                      static_cast<uint64_t>(select.Integer(0));
  }
  HL_CHECK(answer.refusal.ParseFromString(select.Bytes(3)));
  return std::optional(answer);
}

absl::StatusOr<std::optional<SpoolSuccessor>> SuccessorOf(SqliteDatabase& database,
                                                          const v1::SourceIdentity& name) {
  ASSIGN_OR_RETURN(SqliteStatement select,
                   database.Prepare("SELECT kind, new_source_id, new_sequence FROM successors "
                                    "WHERE source_id = ? AND sequence = ?"));
  select.BindText(0, name.source_id()).Bind(1, static_cast<int64_t>(name.sequence()));
  ASSIGN_OR_RETURN(const bool row, select.Step());
  if (!row) return std::optional<SpoolSuccessor>();
  return std::optional(
      SpoolSuccessor{.kind = static_cast<SpoolSuccessor::Kind>(select.Integer(0)),
                     .by = NameOf(select.Bytes(1), static_cast<uint64_t>(select.Integer(2)))});
}

absl::Status SaveSuccessor(SqliteDatabase& database, const v1::SourceIdentity& name,
                           const SpoolSuccessor& successor, int64_t now_micros) {
  ASSIGN_OR_RETURN(SqliteStatement insert,
                   database.Prepare("INSERT INTO successors VALUES (?, ?, ?, ?, ?, ?)"));
  insert.BindText(0, name.source_id()).Bind(1, static_cast<int64_t>(name.sequence()));
  insert.Bind(2, static_cast<int64_t>(successor.kind)).BindText(3, successor.by.source_id());
  insert.Bind(4, static_cast<int64_t>(successor.by.sequence())).Bind(5, now_micros);
  return insert.Run();
}

absl::StatusOr<std::vector<SpoolRefusal>> RefusalsOf(SqliteDatabase& database,
                                                     const std::string& source_id, bool earlier) {
  static_assert(v1::SUBMISSION_OUTCOME_EXISTS_WITH_DIFFERENT_CONTENT + 1 ==
                v1::SUBMISSION_OUTCOME_REJECTED);
  ASSIGN_OR_RETURN(
      SqliteStatement select,
      database.Prepare(Concat(
          "SELECT first_sequence, count, outcome, first_position, answered_micros, refusal, ",
          earlier ? "source_id FROM earlier_answers" : "'' FROM answers",
          " WHERE outcome >= ? ORDER BY ", earlier ? "source_id, " : "", "first_sequence")));
  select.Bind(0, v1::SUBMISSION_OUTCOME_EXISTS_WITH_DIFFERENT_CONTENT);
  ASSIGN_OR_RETURN(
      SqliteStatement origin,
      database.Prepare(earlier
                           ? "SELECT origin FROM earlier_items WHERE sequence = ? AND source_id = ?"
                           : "SELECT origin FROM items WHERE sequence = ?"));
  std::vector<SpoolRefusal> refusals;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, select.Step());
    if (!row) return refusals;
    for (int64_t i = 0; i < select.Integer(1); ++i) {
      SpoolRefusal refusal;
      refusal.source_id = earlier ? select.Bytes(6) : source_id;
      refusal.sequence = static_cast<uint64_t>(select.Integer(0) + i);
      refusal.outcome = static_cast<v1::SubmissionOutcome>(select.Integer(2));
      refusal.position = static_cast<uint64_t>(select.Integer(3) == 0 ? 0 : select.Integer(3) + i);
      refusal.answered_micros = select.Integer(4);
      HL_CHECK(refusal.refusal.ParseFromString(select.Bytes(5)));
      origin.Bind(0, static_cast<int64_t>(refusal.sequence));
      if (earlier) origin.BindText(1, refusal.source_id);
      ASSIGN_OR_RETURN(const bool named, origin.Step());
      if (named) refusal.origin = origin.Bytes(0);
      origin.Reset();
      ASSIGN_OR_RETURN(refusal.successor,
                       SuccessorOf(database, NameOf(refusal.source_id, refusal.sequence)));
      refusals.push_back(std::move(refusal));
    }
  }
}

absl::StatusOr<std::vector<SpoolItem>> UnresolvedItems(SqliteDatabase& database,
                                                       const SpoolState& state) {
  ASSIGN_OR_RETURN(
      SqliteStatement select,
      database.Prepare(Concat("SELECT ", kItemColumns,
                              " FROM items WHERE sequence > ?1 OR EXISTS (SELECT 1 FROM ",
                              "answers WHERE outcome = ?2 AND first_sequence <= items.sequence AND "
                              "first_sequence + count > items.sequence) ORDER BY sequence")));
  select.Bind(0, static_cast<int64_t>(state.acknowledged_sequence))
      .Bind(1, v1::SUBMISSION_OUTCOME_EXISTS_WITH_DIFFERENT_CONTENT);
  std::vector<SpoolItem> items;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, select.Step());
    if (!row) return items;
    items.push_back(ItemOf(select, state.source_id));
  }
}

}  // namespace hemoledger::internal

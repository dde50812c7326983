#include "clients/lib/spool.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "clients/lib/internal/folder_lock.h"
#include "clients/lib/internal/spool_schema.h"
#include "clients/lib/internal/sqlite.h"
#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "proto/base/mutex.h"
#include "proto/base/sha256.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

using internal::SqliteDatabase;
using internal::SqliteStatement;
using internal::SqliteTransaction;

constexpr int64_t kMicrosPerDay = 86'400LL * 1'000'000;

// What two recordings of one origin must agree on: the body and the plain texts. Salts are new each
// time, and so are the commitments made with them.
std::string ContentHash(const SpoolDraft& draft) {
  v1::Submission body = draft.submission;
  body.clear_identity();
  Sha256Stream hash;
  for (const v1::AccompanyingText& text : draft.texts) hash.AddField(text.text());
  hash.AddField(internal::WithoutCommitments(std::move(body)).SerializeAsString());
  return ToBytes(hash.Finish());
}

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

}  // namespace

struct Spool::Impl {
  Impl(internal::FolderLock lock, std::unique_ptr<SqliteDatabase> database, Clock& clock)
      : lock(std::move(lock)), database(std::move(database)), clock(clock) {}

  absl::StatusOr<SpoolRecorded> RecordOne(const SpoolDraft& draft, uint64_t sequence)
      REQUIRES(mutex);
  absl::Status SaveState(const SpoolState& state) REQUIRES(mutex);
  absl::StatusOr<std::optional<SubmissionAnswer>> AnswerFor(uint64_t sequence) REQUIRES(mutex);

  const internal::FolderLock lock;
  mutable Mutex mutex;
  const std::unique_ptr<SqliteDatabase> database GUARDED_BY(mutex);
  Clock& clock;
  // As it is on disk.
  SpoolState state GUARDED_BY(mutex);
};

Spool::Spool(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Spool::~Spool() = default;

absl::StatusOr<std::unique_ptr<Spool>> Spool::Open(const SpoolOptions& options, Clock& clock) {
  RETURN_IF_ERROR(OptionalId("source_id", options.source_id));
  ASSIGN_OR_RETURN(internal::FolderLock lock, internal::FolderLock::Take(options.folder));
  ASSIGN_OR_RETURN(std::unique_ptr<SqliteDatabase> database,
                   SqliteDatabase::Open(options.folder + "/spool.db"));
  RETURN_IF_ERROR(internal::PrepareSpoolDatabase(*database, options.source_id));
  RETURN_IF_ERROR(internal::SyncFolder(options.folder));
  auto impl = std::make_unique<Impl>(std::move(lock), std::move(database), clock);
  {
    MutexLock hold(impl->mutex);
    ASSIGN_OR_RETURN(impl->state, internal::LoadSpoolState(*impl->database));
    if (!options.source_id.empty() && options.source_id != impl->state.source_id) {
      return MakeError(ERROR_REASON_FIELD_INVALID, {{"field", "source_id"},
                                                    {"value", options.source_id},
                                                    {"expected", impl->state.source_id}});
    }
  }
  return std::unique_ptr<Spool>(new Spool(std::move(impl)));
}

absl::StatusOr<std::vector<SpoolRecorded>> Spool::Record(std::span<const SpoolDraft> drafts) {
  MutexLock lock(impl_->mutex);
  ASSIGN_OR_RETURN(SqliteTransaction transaction, SqliteTransaction::Begin(*impl_->database));
  SpoolState state = impl_->state;
  std::vector<SpoolRecorded> recorded;
  Violations violations;
  for (size_t i = 0; i < drafts.size(); ++i) {
    absl::StatusOr<SpoolRecorded> one = impl_->RecordOne(drafts[i], state.next_sequence);
    if (ReasonOf(one.status()) == ERROR_REASON_SUBMISSION_TOO_LARGE) {
      violations.Add(Concat("drafts[", i, "]"), one.status());
      continue;
    }
    RETURN_IF_ERROR(one.status());
    if (!one->was_there) ++state.next_sequence;
    recorded.push_back(*one);
  }
  RETURN_IF_ERROR(violations.ToStatus());
  RETURN_IF_ERROR(impl_->SaveState(state));
  RETURN_IF_ERROR(transaction.Commit());
  impl_->state = state;
  return recorded;
}

absl::StatusOr<SpoolRecorded> Spool::Impl::RecordOne(const SpoolDraft& draft, uint64_t sequence) {
  const std::string content_hash = ContentHash(draft);
  if (!draft.origin.empty()) {
    ASSIGN_OR_RETURN(
        SqliteStatement find,
        database->Prepare("SELECT sequence, content_sha256 FROM origins WHERE origin = ?"));
    find.BindText(0, draft.origin);
    ASSIGN_OR_RETURN(const bool found, find.Step());
    if (found) {
      const SpoolRecorded known{.sequence = static_cast<uint64_t>(find.Integer(0)),
                                .was_there = true,
                                .different = find.Bytes(1) != content_hash};
      if (!known.different) return known;
      // A receipt that was refused and has been mended since takes the next number.
      ASSIGN_OR_RETURN(const std::optional<SubmissionAnswer> answer, AnswerFor(known.sequence));
      if (!answer.has_value() || answer->outcome != v1::SUBMISSION_OUTCOME_REJECTED) return known;
    }
  }
  v1::Submission submission = draft.submission;
  submission.mutable_source()->set_source_id(state.source_id);
  submission.mutable_source()->set_sequence(sequence);
  const std::string bytes = submission.SerializeAsString();
  if (bytes.size() > kMaxSubmissionBytes) {
    return MakeError(ERROR_REASON_SUBMISSION_TOO_LARGE,
                     {{"limit", kMaxSubmissionBytes}, {"actual", bytes.size()}});
  }
  ASSIGN_OR_RETURN(SqliteStatement insert,
                   database->Prepare("INSERT INTO items (sequence, bytes, texts, origin, "
                                     "recorded_micros) VALUES (?, ?, ?, ?, ?)"));
  insert.Bind(0, static_cast<int64_t>(sequence))
      .BindBlob(1, bytes)
      .BindBlob(2, PackTexts(draft.texts));
  insert.BindText(3, draft.origin).Bind(4, clock.NowMicros());
  RETURN_IF_ERROR(insert.Run());
  if (!draft.origin.empty()) {
    ASSIGN_OR_RETURN(
        SqliteStatement remember,
        database->Prepare("INSERT OR REPLACE INTO origins (origin, sequence, content_sha256) "
                          "VALUES (?, ?, ?)"));
    remember.BindText(0, draft.origin)
        .Bind(1, static_cast<int64_t>(sequence))
        .BindBlob(2, content_hash);
    RETURN_IF_ERROR(remember.Run());
  }
  return SpoolRecorded{.sequence = sequence};
}

absl::Status Spool::Impl::SaveState(const SpoolState& new_state) {
  return internal::SaveSpoolState(*database, new_state);
}

absl::StatusOr<std::vector<SpoolItem>> Spool::Read(uint64_t from_sequence, size_t max_items,
                                                   size_t max_bytes) const {
  MutexLock lock(impl_->mutex);
  ASSIGN_OR_RETURN(SqliteStatement select,
                   impl_->database->Prepare(
                       "SELECT sequence, bytes, texts, origin FROM items WHERE sequence >= ? "
                       "ORDER BY sequence LIMIT ?"));
  select.Bind(0, static_cast<int64_t>(from_sequence)).Bind(1, static_cast<int64_t>(max_items));
  std::vector<SpoolItem> items;
  size_t bytes = 0;
  while (bytes < max_bytes) {
    ASSIGN_OR_RETURN(const bool row, select.Step());
    if (!row) break;
    items.push_back({.sequence = static_cast<uint64_t>(select.Integer(0)),
                     .bytes = select.Bytes(1),
                     .texts = UnpackTexts(select.Bytes(2)),
                     .origin = select.Bytes(3)});
    bytes += items.back().bytes.size();
  }
  return items;
}

absl::Status Spool::Acknowledge(std::span<const v1::OutcomeRun> runs) {
  MutexLock lock(impl_->mutex);
  ASSIGN_OR_RETURN(SqliteTransaction transaction, SqliteTransaction::Begin(*impl_->database));
  ASSIGN_OR_RETURN(SqliteStatement insert,
                   impl_->database->Prepare(
                       "INSERT INTO answers (first_sequence, count, outcome, first_position, "
                       "answered_micros, refusal) VALUES (?, ?, ?, ?, ?, ?)"));
  SpoolState state = impl_->state;
  for (const v1::OutcomeRun& run : runs) {
    const uint64_t last = run.first_number() + run.count() - 1;
    if (last <= state.acknowledged_sequence) continue;
    if (run.first_number() > state.acknowledged_sequence + 1 || last >= state.next_sequence) {
      return MakeError(ERROR_REASON_SEQUENCE_GAP, {{"source_id", state.source_id},
                                                   {"expected", state.acknowledged_sequence + 1},
                                                   {"actual", last}});
    }
    const uint64_t skipped = state.acknowledged_sequence + 1 - run.first_number();
    insert.Bind(0, static_cast<int64_t>(run.first_number() + skipped));
    insert.Bind(1, static_cast<int64_t>(run.count() - skipped)).Bind(2, run.outcome());
    insert.Bind(
        3, static_cast<int64_t>(run.first_position() == 0 ? 0 : run.first_position() + skipped));
    insert.Bind(4, impl_->clock.NowMicros()).BindBlob(5, run.refusal().SerializeAsString());
    RETURN_IF_ERROR(insert.Run());
    state.acknowledged_sequence = last;
  }
  RETURN_IF_ERROR(impl_->SaveState(state));
  RETURN_IF_ERROR(transaction.Commit());
  impl_->state = state;
  return absl::OkStatus();
}

absl::Status Spool::RememberLedger(const std::string& ledger_id, uint32_t epoch) {
  MutexLock lock(impl_->mutex);
  SpoolState state = impl_->state;
  if (state.ledger_id == ledger_id && state.epoch == epoch) return absl::OkStatus();
  if (!state.ledger_id.empty() && state.ledger_id != ledger_id) {
    return MakeError(
        ERROR_REASON_LEDGER_MISMATCH,
        {{"field", "ledger_id"}, {"expected", Hex(state.ledger_id)}, {"actual", Hex(ledger_id)}});
  }
  if (state.epoch != 0 && state.epoch != epoch) {
    return MakeError(ERROR_REASON_LEDGER_MISMATCH,
                     {{"field", "epoch"}, {"expected", state.epoch}, {"actual", epoch}});
  }
  state.ledger_id = ledger_id;
  state.epoch = epoch;
  ASSIGN_OR_RETURN(SqliteTransaction transaction, SqliteTransaction::Begin(*impl_->database));
  RETURN_IF_ERROR(impl_->SaveState(state));
  RETURN_IF_ERROR(transaction.Commit());
  impl_->state = state;
  return absl::OkStatus();
}

SpoolState Spool::state() const {
  MutexLock lock(impl_->mutex);
  return impl_->state;
}

absl::StatusOr<std::vector<SpoolRefusal>> Spool::Refusals() const {
  MutexLock lock(impl_->mutex);
  ASSIGN_OR_RETURN(
      SqliteStatement select,
      impl_->database->Prepare(
          "SELECT first_sequence, count, outcome, first_position, answered_micros, refusal "
          "FROM answers WHERE outcome >= ? ORDER BY first_sequence"));
  static_assert(v1::SUBMISSION_OUTCOME_EXISTS_WITH_DIFFERENT_CONTENT + 1 ==
                v1::SUBMISSION_OUTCOME_REJECTED);
  select.Bind(0, v1::SUBMISSION_OUTCOME_EXISTS_WITH_DIFFERENT_CONTENT);
  ASSIGN_OR_RETURN(SqliteStatement origin,
                   impl_->database->Prepare("SELECT origin FROM items WHERE sequence = ?"));
  std::vector<SpoolRefusal> refusals;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, select.Step());
    if (!row) return refusals;
    for (int64_t i = 0; i < select.Integer(1); ++i) {
      SpoolRefusal refusal;
      refusal.sequence = static_cast<uint64_t>(select.Integer(0) + i);
      refusal.outcome = static_cast<v1::SubmissionOutcome>(select.Integer(2));
      refusal.position = static_cast<uint64_t>(select.Integer(3) == 0 ? 0 : select.Integer(3) + i);
      refusal.answered_micros = select.Integer(4);
      HL_CHECK(refusal.refusal.ParseFromString(select.Bytes(5)));
      origin.Bind(0, static_cast<int64_t>(refusal.sequence));
      ASSIGN_OR_RETURN(const bool named, origin.Step());
      if (named) refusal.origin = origin.Bytes(0);
      origin.Reset();
      refusals.push_back(std::move(refusal));
    }
  }
}

absl::StatusOr<std::optional<SubmissionAnswer>> Spool::Impl::AnswerFor(uint64_t sequence) {
  ASSIGN_OR_RETURN(SqliteStatement select,
                   database->Prepare(
                       "SELECT first_sequence, outcome, first_position, refusal FROM answers WHERE "
                       "first_sequence <= ?1 AND first_sequence + count > ?1 "
                       "ORDER BY first_sequence DESC LIMIT 1"));
  select.Bind(0, static_cast<int64_t>(sequence));
  ASSIGN_OR_RETURN(const bool row, select.Step());
  if (!row) return std::optional<SubmissionAnswer>();
  SubmissionAnswer answer{.outcome = static_cast<v1::SubmissionOutcome>(select.Integer(1)),
                          .position = 0,
                          .refusal = {}};
  if (select.Integer(2) != 0) {
    answer.position = static_cast<uint64_t>(select.Integer(2)) + sequence -
                      static_cast<uint64_t>(select.Integer(0));
  }
  HL_CHECK(answer.refusal.ParseFromString(select.Bytes(3)));
  return std::optional(answer);
}

absl::StatusOr<std::optional<SubmissionAnswer>> Spool::AnswerFor(uint64_t sequence) const {
  MutexLock lock(impl_->mutex);
  return impl_->AnswerFor(sequence);
}

absl::StatusOr<int64_t> Spool::DropOld() {
  MutexLock lock(impl_->mutex);
  const int64_t before_micros = impl_->clock.NowMicros() - kKeepAcknowledgedDays * kMicrosPerDay;
  // Answers come in the order of the numbers, so what is old enough is a beginning of them. A clock
  // that went back only keeps more.
  ASSIGN_OR_RETURN(SqliteStatement last,
                   impl_->database->Prepare(
                       "SELECT MIN(first_sequence) FROM answers WHERE answered_micros >= ?"));
  last.Bind(0, before_micros);
  ASSIGN_OR_RETURN(const bool row, last.Step());
  HL_CHECK(row);
  const int64_t keep_from = last.IsNull(0)
                                ? static_cast<int64_t>(impl_->state.acknowledged_sequence) + 1
                                : last.Integer(0);
  last.Reset();
  ASSIGN_OR_RETURN(SqliteTransaction transaction, SqliteTransaction::Begin(*impl_->database));
  ASSIGN_OR_RETURN(SqliteStatement drop,
                   impl_->database->Prepare("DELETE FROM items WHERE sequence < ?"));
  drop.Bind(0, keep_from);
  RETURN_IF_ERROR(drop.Run());
  ASSIGN_OR_RETURN(SqliteStatement changes, impl_->database->Prepare("SELECT changes()"));
  ASSIGN_OR_RETURN(const bool counted, changes.Step());
  HL_CHECK(counted);
  const int64_t dropped = changes.Integer(0);
  changes.Reset();
  RETURN_IF_ERROR(transaction.Commit());
  return dropped;
}

}  // namespace hemoledger

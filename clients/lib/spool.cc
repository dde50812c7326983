#include "clients/lib/spool.h"

#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <map>
#include <utility>

#include "clients/lib/internal/folder_lock.h"
#include "clients/lib/internal/spool_rows.h"
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

absl::StatusOr<int64_t> FreeBytes(const std::string& folder) {
  struct statvfs disk = {};
  if (statvfs(folder.c_str(), &disk) != 0) {
    return MakeError(ERROR_REASON_FILE_UNREADABLE,
                     {{"path", folder}, {"detail", std::strerror(errno)}});
  }
  return static_cast<int64_t>(disk.f_bavail) * static_cast<int64_t>(disk.f_frsize);
}

// What a draft takes on the disk, about.
int64_t SizeOf(const SpoolDraft& draft) {
  size_t size = draft.submission.ByteSizeLong() + draft.origin.size();
  for (const v1::AccompanyingText& text : draft.texts) size += text.ByteSizeLong();
  return static_cast<int64_t>(size);
}

absl::StatusOr<int64_t> OneInteger(SqliteDatabase& database, std::string_view sql) {
  ASSIGN_OR_RETURN(SqliteStatement select, database.Prepare(sql));
  ASSIGN_OR_RETURN(const bool row, select.Step());
  return row ? select.Integer(0) : 0;
}

// Pages in use; those that a deletion set free are used again.
absl::StatusOr<int64_t> BytesOf(SqliteDatabase& database) {
  ASSIGN_OR_RETURN(const int64_t pages, OneInteger(database, "PRAGMA page_count"));
  ASSIGN_OR_RETURN(const int64_t unused, OneInteger(database, "PRAGMA freelist_count"));
  ASSIGN_OR_RETURN(const int64_t page_size, OneInteger(database, "PRAGMA page_size"));
  return (pages - unused) * page_size;
}

v1::SourceIdentity NameOf(const std::string& source_id, uint64_t sequence) {
  v1::SourceIdentity name;
  name.set_source_id(source_id);
  name.set_sequence(sequence);
  return name;
}

}  // namespace

struct Spool::Impl {
  Impl(internal::FolderLock lock, std::unique_ptr<SqliteDatabase> database, SpoolOptions options,
       Clock& clock)
      : options(std::move(options)),
        lock(std::move(lock)),
        database(std::move(database)),
        clock(clock) {}

  // SPOOL_FULL where `drafts` would go beyond a limit.
  absl::Status CheckRoom(std::span<const SpoolDraft> drafts) REQUIRES(mutex);
  absl::StatusOr<int64_t> DiskFree() const {
    return options.free_bytes ? options.free_bytes(options.folder) : FreeBytes(options.folder);
  }
  // Answers for what `origin` was recorded as; absent: nothing, or it is to be recorded anew.
  absl::StatusOr<std::optional<SpoolRecorded>> KnownOrigin(const std::string& origin,
                                                           const std::string& content_hash,
                                                           std::optional<v1::SourceIdentity>& mends)
      REQUIRES(mutex);
  // FIELD_INVALID unless `name` was refused and is not mended.
  absl::Status CheckMends(const v1::SourceIdentity& name) REQUIRES(mutex);

  absl::StatusOr<SpoolRecorded> RecordOne(const SpoolDraft& draft, uint64_t sequence)
      REQUIRES(mutex);
  absl::StatusOr<std::optional<SubmissionAnswer>> AnswerFor(const v1::SourceIdentity& name)
      REQUIRES(mutex) {
    return internal::AnswerFor(*database, name, name.source_id() != state.source_id);
  }
  absl::StatusOr<std::vector<SpoolRefusal>> Refusals() REQUIRES(mutex);

  const SpoolOptions options;
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
  auto impl = std::make_unique<Impl>(std::move(lock), std::move(database), options, clock);
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

absl::Status Spool::Impl::CheckRoom(std::span<const SpoolDraft> drafts) {
  int64_t bytes = 0;
  for (const SpoolDraft& draft : drafts) bytes += SizeOf(draft);
  const SpoolLimits& limits = options.limits;
  if (state.waiting() + drafts.size() > limits.max_waiting) {
    return MakeError(
        ERROR_REASON_SPOOL_FULL,
        {{"path", options.folder}, {"waiting", state.waiting()}, {"limit", limits.max_waiting}});
  }
  ASSIGN_OR_RETURN(const int64_t used, BytesOf(*database));
  ASSIGN_OR_RETURN(const int64_t free, DiskFree());
  // Twice: in the log of the database, and in the database.
  if (used + bytes > limits.max_bytes || free - 2 * bytes < limits.min_free_bytes) {
    return MakeError(ERROR_REASON_SPOOL_FULL, {{"path", options.folder}});
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<SpoolRecorded>> Spool::Record(std::span<const SpoolDraft> drafts) {
  MutexLock lock(impl_->mutex);
  RETURN_IF_ERROR(impl_->CheckRoom(drafts));
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
    recorded.push_back(*std::move(one));
  }
  RETURN_IF_ERROR(violations.ToStatus());
  RETURN_IF_ERROR(internal::SaveSpoolState(*impl_->database, state));
  RETURN_IF_ERROR(transaction.Commit());
  impl_->state = state;
  return recorded;
}

absl::StatusOr<std::optional<SpoolRecorded>> Spool::Impl::KnownOrigin(
    const std::string& origin, const std::string& content_hash,
    std::optional<v1::SourceIdentity>& mends) {
  ASSIGN_OR_RETURN(SqliteStatement find,
                   database->Prepare(
                       "SELECT source_id, sequence, content_sha256 FROM origins WHERE origin = ?"));
  find.BindText(0, origin);
  ASSIGN_OR_RETURN(const bool found, find.Step());
  if (!found) return std::optional<SpoolRecorded>();
  SpoolRecorded known{.source_id = find.Bytes(0),
                      .sequence = static_cast<uint64_t>(find.Integer(1)),
                      .was_there = true,
                      .different = find.Bytes(2) != content_hash};
  if (!known.different) return std::optional(std::move(known));
  // A receipt that was refused and has been mended since takes the next number.
  v1::SourceIdentity name = NameOf(known.source_id, known.sequence);
  ASSIGN_OR_RETURN(const std::optional<SubmissionAnswer> answer, AnswerFor(name));
  if (!answer.has_value() || answer->outcome != v1::SUBMISSION_OUTCOME_REJECTED) {
    return std::optional(std::move(known));
  }
  mends = std::move(name);
  return std::optional<SpoolRecorded>();
}

absl::Status Spool::Impl::CheckMends(const v1::SourceIdentity& name) {
  ASSIGN_OR_RETURN(const std::optional<SubmissionAnswer> answer, AnswerFor(name));
  ASSIGN_OR_RETURN(const std::optional<SpoolSuccessor> successor,
                   internal::SuccessorOf(*database, name));
  if (answer.has_value() && answer->outcome == v1::SUBMISSION_OUTCOME_REJECTED &&
      !successor.has_value()) {
    return absl::OkStatus();
  }
  return MakeError(ERROR_REASON_FIELD_INVALID,
                   {{"field", "mends"},
                    {"value", Concat(name.source_id(), "#", name.sequence())},
                    {"expected", "a number that was refused and is not mended yet"}});
}

absl::StatusOr<SpoolRecorded> Spool::Impl::RecordOne(const SpoolDraft& draft, uint64_t sequence) {
  const std::string content_hash = ContentHash(draft);
  std::optional<v1::SourceIdentity> mends = draft.mends;
  if (mends.has_value()) {
    RETURN_IF_ERROR(CheckMends(*mends));
  } else if (!draft.origin.empty()) {
    ASSIGN_OR_RETURN(std::optional<SpoolRecorded> known,
                     KnownOrigin(draft.origin, content_hash, mends));
    if (known.has_value()) return *std::move(known);
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
      .BindBlob(2, internal::PackTexts(draft.texts));
  insert.BindText(3, draft.origin).Bind(4, clock.NowMicros());
  RETURN_IF_ERROR(insert.Run());
  if (!draft.origin.empty()) {
    ASSIGN_OR_RETURN(SqliteStatement remember,
                     database->Prepare("INSERT OR REPLACE INTO origins (origin, source_id, "
                                       "sequence, content_sha256) VALUES (?, ?, ?, ?)"));
    remember.BindText(0, draft.origin).BindText(1, state.source_id);
    remember.Bind(2, static_cast<int64_t>(sequence)).BindBlob(3, content_hash);
    RETURN_IF_ERROR(remember.Run());
  }
  const std::string& unit_id = draft.submission.receipt_recorded().receipt().unit().unit_id();
  if (!unit_id.empty() && !draft.unit_name.empty()) {
    ASSIGN_OR_RETURN(SqliteStatement call,
                     database->Prepare("INSERT OR REPLACE INTO unit_names VALUES (?, ?)"));
    call.BindText(0, unit_id).BindText(1, draft.unit_name);
    RETURN_IF_ERROR(call.Run());
  }
  if (mends.has_value()) {
    RETURN_IF_ERROR(internal::SaveSuccessor(
        *database, *mends,
        {.kind = SpoolSuccessor::Kind::kMended, .by = NameOf(state.source_id, sequence)},
        clock.NowMicros()));
  }
  return SpoolRecorded{.source_id = state.source_id, .sequence = sequence};
}

absl::StatusOr<std::vector<SpoolItem>> Spool::Read(uint64_t from_sequence, size_t max_items,
                                                   size_t max_bytes) const {
  MutexLock lock(impl_->mutex);
  ASSIGN_OR_RETURN(SqliteStatement select,
                   impl_->database->Prepare(
                       Concat("SELECT ", internal::kItemColumns,
                              " FROM items WHERE sequence >= ? ORDER BY sequence LIMIT ?")));
  select.Bind(0, static_cast<int64_t>(from_sequence)).Bind(1, static_cast<int64_t>(max_items));
  std::vector<SpoolItem> items;
  size_t bytes = 0;
  while (bytes < max_bytes) {
    ASSIGN_OR_RETURN(const bool row, select.Step());
    if (!row) break;
    items.push_back(internal::ItemOf(select, impl_->state.source_id));
    bytes += items.back().bytes.size();
  }
  return items;
}

absl::StatusOr<uint64_t> Spool::FirstKept() const {
  MutexLock lock(impl_->mutex);
  // Refused ones are kept for longer than what stands between them.
  ASSIGN_OR_RETURN(const int64_t before,
                   OneInteger(*impl_->database,
                              "SELECT MAX(sequence) FROM (SELECT sequence - 1 AS sequence FROM "
                              "items EXCEPT SELECT sequence FROM items)"));
  return static_cast<uint64_t>(before) + 1;
}

absl::StatusOr<std::optional<SpoolItem>> Spool::Find(const v1::SourceIdentity& name) const {
  MutexLock lock(impl_->mutex);
  const bool earlier = name.source_id() != impl_->state.source_id;
  ASSIGN_OR_RETURN(SqliteStatement select,
                   impl_->database->Prepare(
                       Concat("SELECT ", internal::kItemColumns,
                              earlier ? " FROM earlier_items WHERE sequence = ? AND source_id = ?"
                                      : " FROM items WHERE sequence = ?")));
  select.Bind(0, static_cast<int64_t>(name.sequence()));
  if (earlier) select.BindText(1, name.source_id());
  ASSIGN_OR_RETURN(const bool row, select.Step());
  if (!row) return std::optional<SpoolItem>();
  return std::optional(internal::ItemOf(select, name.source_id()));
}

absl::Status Spool::VisitKept(const std::function<absl::Status(const SpoolItem&)>& visit) const {
  MutexLock lock(impl_->mutex);
  ASSIGN_OR_RETURN(
      SqliteStatement earlier,
      impl_->database->Prepare(Concat("SELECT ", internal::kItemColumns,
                                      ", source_id FROM earlier_items ORDER BY moved_micros, "
                                      "sequence")));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, earlier.Step());
    if (!row) break;
    RETURN_IF_ERROR(visit(internal::ItemOf(earlier, earlier.Bytes(5))));
  }
  ASSIGN_OR_RETURN(SqliteStatement present,
                   impl_->database->Prepare(
                       Concat("SELECT ", internal::kItemColumns, " FROM items ORDER BY sequence")));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, present.Step());
    if (!row) return absl::OkStatus();
    RETURN_IF_ERROR(visit(internal::ItemOf(present, impl_->state.source_id)));
  }
}

absl::StatusOr<std::map<std::string, std::string>> Spool::UnitNames() const {
  MutexLock lock(impl_->mutex);
  ASSIGN_OR_RETURN(SqliteStatement select,
                   impl_->database->Prepare("SELECT unit_id, name FROM unit_names"));
  std::map<std::string, std::string> names;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, select.Step());
    if (!row) return names;
    names[select.Bytes(0)] = select.Bytes(1);
  }
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
  RETURN_IF_ERROR(internal::SaveSpoolState(*impl_->database, state));
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
  RETURN_IF_ERROR(internal::SaveSpoolState(*impl_->database, state));
  RETURN_IF_ERROR(transaction.Commit());
  impl_->state = state;
  return absl::OkStatus();
}

SpoolState Spool::state() const {
  MutexLock lock(impl_->mutex);
  return impl_->state;
}

absl::StatusOr<SpoolUsage> Spool::Usage() const {
  MutexLock lock(impl_->mutex);
  SqliteDatabase& database = *impl_->database;
  SpoolUsage usage;
  ASSIGN_OR_RETURN(SqliteStatement oldest,
                   database.Prepare("SELECT recorded_micros FROM items WHERE sequence > ? "
                                    "ORDER BY sequence LIMIT 1"));
  oldest.Bind(0, static_cast<int64_t>(impl_->state.acknowledged_sequence));
  ASSIGN_OR_RETURN(const bool waits, oldest.Step());
  if (waits) usage.oldest_waiting_micros = oldest.Integer(0);
  // What was recorded last, not latest: a clock that was set right again is right.
  ASSIGN_OR_RETURN(
      usage.last_recorded_micros,
      OneInteger(database, "SELECT recorded_micros FROM items ORDER BY sequence DESC LIMIT 1"));
  if (usage.last_recorded_micros == 0) {
    ASSIGN_OR_RETURN(usage.last_recorded_micros,
                     OneInteger(database,
                                "SELECT recorded_micros FROM earlier_items "
                                "ORDER BY moved_micros DESC, sequence DESC LIMIT 1"));
  }
  ASSIGN_OR_RETURN(usage.bytes, BytesOf(database));
  ASSIGN_OR_RETURN(usage.free_bytes, impl_->DiskFree());
  ASSIGN_OR_RETURN(const std::vector<SpoolRefusal> refusals, impl_->Refusals());
  for (const SpoolRefusal& refusal : refusals) {
    if (refusal.successor.has_value()) continue;
    ++(refusal.outcome == v1::SUBMISSION_OUTCOME_REJECTED ? usage.refused : usage.conflicts);
  }
  return usage;
}

absl::StatusOr<std::vector<SpoolRefusal>> Spool::Impl::Refusals() {
  ASSIGN_OR_RETURN(std::vector<SpoolRefusal> refusals,
                   internal::RefusalsOf(*database, state.source_id, /*earlier=*/true));
  ASSIGN_OR_RETURN(std::vector<SpoolRefusal> present,
                   internal::RefusalsOf(*database, state.source_id, /*earlier=*/false));
  std::move(present.begin(), present.end(), std::back_inserter(refusals));
  return refusals;
}

absl::StatusOr<std::vector<SpoolRefusal>> Spool::Refusals() const {
  MutexLock lock(impl_->mutex);
  return impl_->Refusals();
}

absl::StatusOr<std::vector<SpoolItem>> Spool::Unresolved() const {
  MutexLock lock(impl_->mutex);
  return internal::UnresolvedItems(*impl_->database, impl_->state);
}

absl::StatusOr<std::vector<SpoolReissued>> Spool::Reissue(const std::string& new_source_id,
                                                          std::span<const uint64_t> reissue,
                                                          std::span<const uint64_t> leave_out) {
  RETURN_IF_ERROR(RequireId("source_id", new_source_id));
  MutexLock lock(impl_->mutex);
  ASSIGN_OR_RETURN(SqliteTransaction transaction, SqliteTransaction::Begin(*impl_->database));
  ASSIGN_OR_RETURN(const std::vector<SpoolItem> unresolved,
                   internal::UnresolvedItems(*impl_->database, impl_->state));
  std::map<uint64_t, const SpoolItem*> left;
  for (const SpoolItem& item : unresolved) left.emplace(item.sequence, &item);
  std::vector<SpoolItem> to_reissue;
  std::vector<SpoolItem> to_leave_out;
  bool whole = new_source_id != impl_->state.source_id;
  const auto take = [&](std::span<const uint64_t> numbers, std::vector<SpoolItem>& into) {
    for (const uint64_t number : numbers) {
      const auto found = left.find(number);
      whole = whole && found != left.end();
      if (!whole) return;
      into.push_back(*found->second);
      left.erase(found);
    }
  };
  take(reissue, to_reissue);
  take(leave_out, to_leave_out);
  if (!whole || !left.empty()) {
    return MakeError(ERROR_REASON_FIELD_INVALID,
                     {{"field", "reissue"},
                      {"value", new_source_id},
                      {"expected", "another source, and all that is unresolved, each once"}});
  }
  SpoolState state = impl_->state;
  ASSIGN_OR_RETURN(std::vector<SpoolReissued> made,
                   internal::ReissueItems(*impl_->database, state, new_source_id, to_reissue,
                                          to_leave_out, impl_->clock.NowMicros()));
  RETURN_IF_ERROR(transaction.Commit());
  impl_->state = state;
  return made;
}

absl::StatusOr<std::optional<SubmissionAnswer>> Spool::AnswerFor(uint64_t sequence) const {
  MutexLock lock(impl_->mutex);
  return impl_->AnswerFor(NameOf(impl_->state.source_id, sequence));
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
  // What needs a person stays whole until it is mended or resolved.
  ASSIGN_OR_RETURN(
      SqliteStatement earlier,
      impl_->database->Prepare(
          "DELETE FROM earlier_items AS e WHERE moved_micros < ?1 AND NOT (EXISTS (SELECT 1 FROM "
          "earlier_answers AS a WHERE a.outcome >= ?2 AND a.source_id = e.source_id AND "
          "a.first_sequence <= e.sequence AND a.first_sequence + a.count > e.sequence) AND NOT "
          "EXISTS (SELECT 1 FROM successors AS s WHERE s.source_id = e.source_id AND s.sequence = "
          "e.sequence))"));
  earlier.Bind(0, before_micros).Bind(1, v1::SUBMISSION_OUTCOME_EXISTS_WITH_DIFFERENT_CONTENT);
  RETURN_IF_ERROR(earlier.Run());
  ASSIGN_OR_RETURN(
      SqliteStatement drop,
      impl_->database->Prepare(
          "DELETE FROM items AS i WHERE sequence < ?1 AND NOT (EXISTS (SELECT 1 FROM answers AS a "
          "WHERE a.outcome >= ?2 AND a.first_sequence <= i.sequence AND a.first_sequence + a.count "
          "> i.sequence) AND NOT EXISTS (SELECT 1 FROM successors AS s WHERE s.source_id = ?3 AND "
          "s.sequence = i.sequence))"));
  drop.Bind(0, keep_from).Bind(1, v1::SUBMISSION_OUTCOME_EXISTS_WITH_DIFFERENT_CONTENT);
  drop.BindText(2, impl_->state.source_id);
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

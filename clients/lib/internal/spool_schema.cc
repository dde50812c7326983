#include "clients/lib/internal/spool_schema.h"

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "proto/base/status_macros.h"
#include "proto/base/text_commitment.h"

namespace hemoledger::internal {
namespace {

// WAL with synchronous=FULL syncs at every commit. The folder's lock keeps other processes out, so
// the database needs no lock of its own, nor shared memory beside it.
constexpr char kSettings[] =
    "PRAGMA locking_mode = EXCLUSIVE;"
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = FULL;"
    "PRAGMA foreign_keys = ON;";

constexpr char kTables[] =
    "CREATE TABLE meta (id INTEGER PRIMARY KEY CHECK (id = 1), format INTEGER NOT NULL, source_id "
    "TEXT NOT NULL,"
    "  ledger_id BLOB NOT NULL, epoch INTEGER NOT NULL, next_sequence INTEGER NOT NULL,"
    "  acknowledged_sequence INTEGER NOT NULL) STRICT;"
    "CREATE TABLE items (sequence INTEGER PRIMARY KEY, bytes BLOB NOT NULL, texts BLOB NOT NULL,"
    "  origin TEXT NOT NULL, recorded_micros INTEGER NOT NULL) STRICT;"
    "CREATE TABLE answers (first_sequence INTEGER PRIMARY KEY, count INTEGER NOT NULL, outcome "
    "INTEGER NOT NULL,"
    "  first_position INTEGER NOT NULL, answered_micros INTEGER NOT NULL, refusal BLOB NOT NULL) "
    "STRICT;";

constexpr char kTablesOfFormat2[] =
    "CREATE TABLE origins (origin TEXT PRIMARY KEY, source_id TEXT NOT NULL, sequence INTEGER NOT "
    "NULL,"
    "  content_sha256 BLOB NOT NULL, UNIQUE (source_id, sequence)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE unit_names (unit_id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE earlier_items (source_id TEXT NOT NULL, sequence INTEGER NOT NULL,"
    "  bytes BLOB NOT NULL, texts BLOB NOT NULL, origin TEXT NOT NULL, recorded_micros INTEGER NOT "
    "NULL,"
    "  moved_micros INTEGER NOT NULL, PRIMARY KEY (source_id, sequence)) STRICT;"
    "CREATE TABLE earlier_answers (source_id TEXT NOT NULL, first_sequence INTEGER NOT NULL,"
    "  count INTEGER NOT NULL, outcome INTEGER NOT NULL, first_position INTEGER NOT NULL,"
    "  answered_micros INTEGER NOT NULL, refusal BLOB NOT NULL,"
    "  PRIMARY KEY (source_id, first_sequence)) STRICT;"
    "CREATE TABLE successors (source_id TEXT NOT NULL, sequence INTEGER NOT NULL, kind INTEGER NOT "
    "NULL,"
    "  new_source_id TEXT NOT NULL, new_sequence INTEGER NOT NULL, made_micros INTEGER NOT NULL,"
    "  PRIMARY KEY (source_id, sequence)) STRICT;";

// Format 1 as it was left, made format 2. Within the caller's transaction.
absl::Status BringFromFormat1(SqliteDatabase& database) {
  RETURN_IF_ERROR(database.Execute("ALTER TABLE origins RENAME TO origins_of_format_1"));
  RETURN_IF_ERROR(database.Execute(kTablesOfFormat2));
  return database.Execute(
      "INSERT INTO origins SELECT origin, (SELECT source_id FROM meta), sequence, content_sha256 "
      "FROM origins_of_format_1;"
      "DROP TABLE origins_of_format_1;"
      "UPDATE meta SET format = 2;");
}

absl::StatusOr<bool> HasTables(SqliteDatabase& database) {
  ASSIGN_OR_RETURN(
      SqliteStatement find,
      database.Prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'"));
  return find.Step();
}

}  // namespace

absl::Status PrepareSpoolDatabase(SqliteDatabase& database, const std::string& source_id) {
  RETURN_IF_ERROR(database.Execute(kSettings));
  ASSIGN_OR_RETURN(const bool there, HasTables(database));
  if (there) {
    ASSIGN_OR_RETURN(SqliteStatement format, database.Prepare("SELECT format FROM meta"));
    ASSIGN_OR_RETURN(const bool row, format.Step());
    const int64_t found = row ? format.Integer(0) : 0;
    format.Reset();
    if (found == 1) {
      ASSIGN_OR_RETURN(SqliteTransaction transaction, SqliteTransaction::Begin(database));
      RETURN_IF_ERROR(BringFromFormat1(database));
      return transaction.Commit();
    }
    if (found != kSpoolFormat) {
      return MakeError(ERROR_REASON_FORMAT_UNKNOWN, {{"found", found}, {"expected", kSpoolFormat}});
    }
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(RequireId("source_id", source_id));
  ASSIGN_OR_RETURN(SqliteTransaction transaction, SqliteTransaction::Begin(database));
  RETURN_IF_ERROR(database.Execute(kTables));
  RETURN_IF_ERROR(database.Execute(kTablesOfFormat2));
  ASSIGN_OR_RETURN(SqliteStatement insert,
                   database.Prepare("INSERT INTO meta VALUES (1, ?, ?, x'', 0, 1, 0)"));
  insert.Bind(0, kSpoolFormat).BindText(1, source_id);
  RETURN_IF_ERROR(insert.Run());
  return transaction.Commit();
}

absl::StatusOr<SpoolState> LoadSpoolState(SqliteDatabase& database) {
  ASSIGN_OR_RETURN(
      SqliteStatement select,
      database.Prepare(
          "SELECT source_id, ledger_id, epoch, next_sequence, acknowledged_sequence FROM meta"));
  ASSIGN_OR_RETURN(const bool row, select.Step());
  HL_CHECK(row);
  return SpoolState{.source_id = select.Bytes(0),
                    .ledger_id = select.Bytes(1),
                    .epoch = static_cast<uint32_t>(select.Integer(2)),
                    .next_sequence = static_cast<uint64_t>(select.Integer(3)),
                    .acknowledged_sequence = static_cast<uint64_t>(select.Integer(4))};
}

absl::Status SaveSpoolState(SqliteDatabase& database, const SpoolState& state) {
  ASSIGN_OR_RETURN(SqliteStatement update,
                   database.Prepare("UPDATE meta SET source_id = ?, ledger_id = ?, epoch = ?, "
                                    "next_sequence = ?, acknowledged_sequence = ?"));
  update.BindText(0, state.source_id).BindBlob(1, state.ledger_id).Bind(2, state.epoch);
  update.Bind(3, static_cast<int64_t>(state.next_sequence))
      .Bind(4, static_cast<int64_t>(state.acknowledged_sequence));
  return update.Run();
}

v1::Submission WithoutCommitments(v1::Submission submission) {
  // The pointers are into our own copy.
  for (const v1::Text* text : CollectTexts(submission))
    const_cast<v1::Text*>(text)->clear_commitment();
  return submission;
}

}  // namespace hemoledger::internal

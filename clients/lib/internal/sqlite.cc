#include "clients/lib/internal/sqlite.h"

#include <utility>

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"

namespace hemoledger::internal {
namespace {

absl::Status ToStatus(sqlite3* database) {
  const char* path = sqlite3_db_filename(database, "main");
  if (sqlite3_errcode(database) == SQLITE_FULL) {
    return MakeError(ERROR_REASON_SPOOL_FULL, {{"path", path == nullptr ? "" : path}});
  }
  return MakeError(ERROR_REASON_FILE_UNREADABLE,
                   {{"path", path == nullptr ? "" : path}, {"detail", sqlite3_errmsg(database)}});
}

}  // namespace

SqliteStatement& SqliteStatement::Bind(int parameter, int64_t value) {
  HL_CHECK(sqlite3_bind_int64(statement_.get(), parameter + 1, value) == SQLITE_OK);
  return *this;
}

SqliteStatement& SqliteStatement::BindText(int parameter, std::string_view text) {
  HL_CHECK(sqlite3_bind_text64(statement_.get(), parameter + 1, text.data(), text.size(),
                               SQLITE_TRANSIENT, SQLITE_UTF8) == SQLITE_OK);
  return *this;
}

SqliteStatement& SqliteStatement::BindBlob(int parameter, std::string_view bytes) {
  // An empty blob, never NULL.
  const char* data = bytes.empty() ? "" : bytes.data();
  HL_CHECK(sqlite3_bind_blob64(statement_.get(), parameter + 1, data, bytes.size(),
                               SQLITE_TRANSIENT) == SQLITE_OK);
  return *this;
}

SqliteStatement& SqliteStatement::BindNull(int parameter) {
  HL_CHECK(sqlite3_bind_null(statement_.get(), parameter + 1) == SQLITE_OK);
  return *this;
}

absl::StatusOr<bool> SqliteStatement::Step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  absl::Status status = ToStatus(sqlite3_db_handle(statement_.get()));
  sqlite3_reset(statement_.get());
  return status;
}

absl::Status SqliteStatement::Run() {
  ASSIGN_OR_RETURN(const bool row, Step());
  HL_CHECK(!row);
  Reset();
  return absl::OkStatus();
}

void SqliteStatement::Reset() {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
}

int64_t SqliteStatement::Integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

bool SqliteStatement::IsNull(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

std::string SqliteStatement::Bytes(int column) const {
  const void* data = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return data == nullptr ? std::string()
                         : std::string(static_cast<const char*>(data), static_cast<size_t>(size));
}

absl::StatusOr<std::unique_ptr<SqliteDatabase>> SqliteDatabase::Open(const std::string& path) {
  sqlite3* raw = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &raw,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr);
  std::unique_ptr<SqliteDatabase> database(new SqliteDatabase(raw));
  if (code != SQLITE_OK) {
    return MakeError(ERROR_REASON_FILE_UNREADABLE,
                     {{"path", path}, {"detail", sqlite3_errstr(code)}});
  }
  return database;
}

absl::Status SqliteDatabase::Execute(const std::string& sql) {
  if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    return ToStatus(database_.get());
  }
  return absl::OkStatus();
}

absl::StatusOr<SqliteStatement> SqliteDatabase::Prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database_.get(), sql.data(), static_cast<int>(sql.size()), &statement,
                         nullptr) != SQLITE_OK) {
    return ToStatus(database_.get());
  }
  return SqliteStatement(statement);
}

absl::StatusOr<SqliteTransaction> SqliteTransaction::Begin(SqliteDatabase& database) {
  RETURN_IF_ERROR(database.Execute("BEGIN IMMEDIATE"));
  return SqliteTransaction(database);
}

SqliteTransaction::~SqliteTransaction() {
  if (database_ != nullptr) (void)database_->Execute("ROLLBACK");
}

absl::Status SqliteTransaction::Commit() {
  RETURN_IF_ERROR(database_->Execute("COMMIT"));
  database_ = nullptr;
  return absl::OkStatus();
}

}  // namespace hemoledger::internal

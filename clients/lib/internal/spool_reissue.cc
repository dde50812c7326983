// Spool::Reissue: a spool goes on under a new source.
#include <map>
#include <utility>

#include "clients/lib/internal/spool_rows.h"
#include "clients/lib/internal/spool_schema.h"
#include "proto/base/check.h"
#include "proto/base/status_macros.h"

namespace hemoledger::internal {
namespace {

using NewNumbers = std::map<uint64_t, uint64_t>;

// A target that is reissued too has a new name.
void RenameTarget(const std::string& old_source_id, const std::string& new_source_id,
                  const NewNumbers& numbers, v1::ReceiptReference& target) {
  if (!target.has_source() || target.source().source_id() != old_source_id) return;
  const auto found = numbers.find(target.source().sequence());
  if (found == numbers.end()) return;
  target.mutable_source()->set_source_id(new_source_id);
  target.mutable_source()->set_sequence(found->second);
  // Of the event under the old name; the server knows the new one only when it has recorded it.
  target.clear_leaf_hash();
}

absl::Status MoveToEarlier(SqliteDatabase& database, const std::string& source_id,
                           int64_t now_micros) {
  ASSIGN_OR_RETURN(SqliteStatement items,
                   database.Prepare("INSERT INTO earlier_items SELECT ?1, sequence, bytes, texts, "
                                    "origin, recorded_micros, ?2 FROM items"));
  items.BindText(0, source_id).Bind(1, now_micros);
  RETURN_IF_ERROR(items.Run());
  ASSIGN_OR_RETURN(SqliteStatement answers,
                   database.Prepare("INSERT INTO earlier_answers SELECT ?1, first_sequence, count, "
                                    "outcome, first_position, answered_micros, refusal FROM "
                                    "answers"));
  answers.BindText(0, source_id);
  RETURN_IF_ERROR(answers.Run());
  return database.Execute("DELETE FROM items; DELETE FROM answers;");
}

absl::Status InsertItem(SqliteDatabase& database, const SpoolItem& item,
                        const std::string& new_source_id, const NewNumbers& numbers) {
  v1::Submission submission;
  HL_CHECK(submission.ParseFromString(item.bytes));
  const auto number = static_cast<int64_t>(numbers.at(item.sequence));
  submission.mutable_source()->set_source_id(new_source_id);
  submission.mutable_source()->set_sequence(static_cast<uint64_t>(number));
  if (submission.has_receipt_corrected()) {
    RenameTarget(item.source_id, new_source_id, numbers,
                 *submission.mutable_receipt_corrected()->mutable_target());
  } else if (submission.has_receipt_voided()) {
    RenameTarget(item.source_id, new_source_id, numbers,
                 *submission.mutable_receipt_voided()->mutable_target());
  }
  ASSIGN_OR_RETURN(SqliteStatement insert,
                   database.Prepare("INSERT INTO items (sequence, bytes, texts, origin, "
                                    "recorded_micros) VALUES (?, ?, ?, ?, ?)"));
  insert.Bind(0, number).BindBlob(1, submission.SerializeAsString());
  insert.BindBlob(2, PackTexts(item.texts)).BindText(3, item.origin);
  insert.Bind(4, item.recorded_micros);
  RETURN_IF_ERROR(insert.Run());
  ASSIGN_OR_RETURN(SqliteStatement origin,
                   database.Prepare("UPDATE origins SET source_id = ?, sequence = ? "
                                    "WHERE source_id = ? AND sequence = ?"));
  origin.BindText(0, new_source_id).Bind(1, number);
  origin.BindText(2, item.source_id).Bind(3, static_cast<int64_t>(item.sequence));
  return origin.Run();
}

v1::SourceIdentity NameOf(const SpoolItem& item) {
  v1::SourceIdentity name;
  name.set_source_id(item.source_id);
  name.set_sequence(item.sequence);
  return name;
}

}  // namespace

absl::StatusOr<std::vector<SpoolReissued>> ReissueItems(SqliteDatabase& database, SpoolState& state,
                                                        const std::string& new_source_id,
                                                        const std::vector<SpoolItem>& reissue,
                                                        const std::vector<SpoolItem>& leave_out,
                                                        int64_t now_micros) {
  RETURN_IF_ERROR(MoveToEarlier(database, state.source_id, now_micros));
  NewNumbers numbers;
  for (const SpoolItem& item : reissue) numbers.emplace(item.sequence, numbers.size() + 1);
  std::vector<SpoolReissued> made;
  for (const SpoolItem& item : reissue) {
    RETURN_IF_ERROR(InsertItem(database, item, new_source_id, numbers));
    SpoolReissued& one = made.emplace_back();
    one.from = NameOf(item);
    one.to.set_source_id(new_source_id);
    one.to.set_sequence(numbers.at(item.sequence));
    RETURN_IF_ERROR(SaveSuccessor(
        database, one.from, {.kind = SpoolSuccessor::Kind::kReissued, .by = one.to}, now_micros));
  }
  for (const SpoolItem& item : leave_out) {
    RETURN_IF_ERROR(SaveSuccessor(database, NameOf(item),
                                  {.kind = SpoolSuccessor::Kind::kLeftOut, .by = {}}, now_micros));
  }
  state.source_id = new_source_id;
  state.next_sequence = reissue.size() + 1;
  state.acknowledged_sequence = 0;
  RETURN_IF_ERROR(SaveSpoolState(database, state));
  return made;
}

}  // namespace hemoledger::internal

#include "services/ledger/snapshot_write.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/sha256.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/domain/projection_version.h"
#include "services/domain/state_codec.h"

namespace hemoledger {
namespace {

// Handed to the writer in pieces of so many bytes.
constexpr size_t kPieceBytes = size_t{1} << 20;
// From one document to the next over so many events a cursor goes on; farther it is made anew there
// and spares the frames between.
constexpr uint64_t kMaxEventsPassedOver = 1024;

// Gathers bytes for the writer.
class StateOutput {
 public:
  StateOutput(SnapshotStore::Writer& writer, const std::function<absl::Status()>& may_go_on)
      : writer_(writer), may_go_on_(may_go_on) {}

  std::string& bytes() { return bytes_; }
  // Called after every item.
  absl::Status HandOverFull() {
    return bytes_.size() < kPieceBytes ? absl::OkStatus() : HandOver();
  }
  absl::Status HandOver() {
    RETURN_IF_ERROR(may_go_on_());
    RETURN_IF_ERROR(writer_.Add(bytes_));
    bytes_.clear();
    return absl::OkStatus();
  }

 private:
  SnapshotStore::Writer& writer_;
  const std::function<absl::Status()>& may_go_on_;
  std::string bytes_;
};

absl::Status WriteDocuments(const std::vector<uint64_t>& positions, const LedgerStore& log,
                            StateOutput& output) {
  AppendStateCount(positions.size(), output.bytes());
  std::optional<EventCursor> cursor;
  uint64_t next = 0;
  for (const uint64_t position : positions) {
    if (!cursor.has_value() || position - next > kMaxEventsPassedOver) {
      cursor.emplace(log.ReadFrom(position));
      next = position;
    }
    for (; next <= position; ++next) {
      if (cursor->Next()) continue;
      RETURN_IF_ERROR(cursor->status());
      return MakeError(ERROR_REASON_STORE_DAMAGED,
                       {{"detail", Concat("the event at ", next, " is gone")}});
    }
    HL_CHECK(cursor->position() == position);
    AppendStateDocument(cursor->event(), output.bytes());
    RETURN_IF_ERROR(output.HandOverFull());
  }
  return absl::OkStatus();
}

absl::Status WriteCells(const FactCells::Snapshot& cells, StateOutput& output) {
  AppendStateCount(static_cast<uint64_t>(cells.size()), output.bytes());
  for (int64_t index = 0; index < cells.size(); ++index) {
    AppendStateCell(cells.cell(index), output.bytes());
    RETURN_IF_ERROR(output.HandOverFull());
  }
  return absl::OkStatus();
}

absl::Status WriteMarks(const SourceMarks::Snapshot& sources, StateOutput& output) {
  AppendStateCount(static_cast<uint64_t>(sources.size()), output.bytes());
  for (int64_t index = 0; index < sources.size(); ++index) {
    AppendStateMark(sources.mark(index), output.bytes());
    RETURN_IF_ERROR(output.HandOverFull());
  }
  return absl::OkStatus();
}

}  // namespace

uint64_t SnapshotBytes(const View& view) {
  return static_cast<uint64_t>(view.cells.size()) * kStateCellBytes +
         static_cast<uint64_t>(view.sources.size()) * sizeof(uint64_t);
}

absl::StatusOr<uint64_t> WriteSnapshot(const View& view, const std::vector<uint64_t>& documents,
                                       const LedgerStore& log, SnapshotStore& snapshots,
                                       const std::function<absl::Status()>& may_go_on) {
  SnapshotHeader header;
  header.projection_version = kProjectionVersion;
  header.ledger_id = view.ledger_id;
  header.epoch = view.epoch;
  header.next_position = view.next_position;
  header.record_time_micros = view.record_time_micros;
  ASSIGN_OR_RETURN(const std::string last_event, log.ReadEvent(view.next_position - 1));
  header.last_event_sha256 = Sha256(last_event);
  ASSIGN_OR_RETURN(const std::unique_ptr<SnapshotStore::Writer> writer, snapshots.Begin(header));
  StateOutput output(*writer, may_go_on);
  RETURN_IF_ERROR(WriteDocuments(documents, log, output));
  RETURN_IF_ERROR(WriteCells(view.cells, output));
  RETURN_IF_ERROR(WriteMarks(view.sources, output));
  RETURN_IF_ERROR(output.HandOver());
  RETURN_IF_ERROR(writer->Commit());
  RETURN_IF_ERROR(snapshots.RemoveOld(header.next_position));
  return writer->size_bytes();
}

}  // namespace hemoledger

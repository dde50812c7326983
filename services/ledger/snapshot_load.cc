#include "services/ledger/snapshot_load.h"

#include <memory>
#include <utility>
#include <vector>

#include "hemoledger/v1/events.pb.h"
#include "proto/base/errors.h"
#include "proto/base/sha256.h"
#include "proto/base/strings.h"
#include "services/domain/projection_version.h"
#include "services/domain/state_codec.h"

namespace hemoledger {
namespace {

SnapshotFault Foreign(std::string why) {
  return {.damaged = false, .why = std::move(why)};
}

SnapshotFault FaultOf(const absl::Status& status) {
  if (ReasonOf(status) == ERROR_REASON_FORMAT_UNKNOWN) {
    return Foreign(Concat("it has the format version ", FieldOf(status, "found"),
                          ", this program reads ", FieldOf(status, "expected")));
  }
  std::string why = FieldOf(status, "detail");
  if (why.empty()) why = MessageOf(status, Language::kEnglish);
  return {.damaged = true, .why = std::move(why)};
}

// Absent: the log has the history that the snapshot is of.
std::optional<SnapshotFault> CheckHistory(const SnapshotHeader& header, const LedgerStore& log) {
  if (header.projection_version != kProjectionVersion) {
    return Foreign(Concat("it has the projection version ", header.projection_version,
                          ", this program has ", kProjectionVersion));
  }
  if (log.next_position() == 0) return Foreign("the ledger has no events");
  const absl::StatusOr<std::string> first = log.ReadEvent(0);
  v1::Event event;
  v1::Submission submission;
  if (!first.ok() || !event.ParseFromString(*first) ||
      !submission.ParseFromString(event.submission())) {
    return Foreign("the ledger's first event can not be read");
  }
  const v1::LedgerCreated& created = submission.ledger_created();
  if (header.ledger_id != created.ledger_id() || header.epoch != created.epoch()) {
    return Foreign(Concat("it is of the ledger ", Hex(header.ledger_id), ", epoch ", header.epoch));
  }
  if (header.next_position > log.next_position()) {
    return Foreign(Concat("it is of ", header.next_position, " events, the ledger has ",
                          log.next_position(), ": was an older backup restored?"));
  }
  const absl::StatusOr<std::string> last = log.ReadEvent(header.next_position - 1);
  if (!last.ok() || Sha256(*last) != header.last_event_sha256) {
    return Foreign(Concat("the ledger has another event at position ", header.next_position - 1,
                          ": it is of another history"));
  }
  return std::nullopt;
}

}  // namespace

std::optional<SnapshotFault> LoadSnapshot(const SnapshotStore& snapshots,
                                          const SnapshotStore::File& file, const LedgerStore& log,
                                          DomainState& state) {
  const absl::StatusOr<std::unique_ptr<SnapshotStore::Reader>> reader = snapshots.Read(file);
  if (!reader.ok()) return FaultOf(reader.status());
  const SnapshotHeader& header = (*reader)->header();
  if (std::optional<SnapshotFault> fault = CheckHistory(header, log); fault.has_value()) {
    return fault;
  }
  const absl::Status restored = RestoreState(
      [&reader](size_t size, std::string& bytes) { return (*reader)->Next(size, bytes); },
      (*reader)->state_bytes(), header.next_position, header.record_time_micros, state);
  if (!restored.ok()) return FaultOf(restored);
  if (state.ledger().ledger_id() != header.ledger_id || state.ledger().epoch() != header.epoch) {
    return SnapshotFault{.damaged = true, .why = "its state is of another ledger"};
  }
  return std::nullopt;
}

uint64_t BeginFromSnapshot(const SnapshotStore& snapshots, const LedgerStore& log,
                           const std::function<void(LogLevel, std::string_view)>& tell,
                           CommittedState& committed) {
  const absl::StatusOr<std::vector<SnapshotStore::File>> files = snapshots.List();
  if (!files.ok()) {
    tell(LogLevel::kWarning,
         Concat("no snapshot is used: ", MessageOf(files.status(), Language::kEnglish)));
    return 0;
  }
  for (const SnapshotStore::File& file : *files) {
    DomainState state;
    const std::optional<SnapshotFault> fault = LoadSnapshot(snapshots, file, log, state);
    if (!fault.has_value()) {
      committed.Begin(std::move(state));
      return file.next_position;
    }
    tell(LogLevel::kWarning, Concat("snapshot ", file.name, " is not used: ", fault->why));
  }
  return 0;
}

}  // namespace hemoledger

#include "services/server/maintenance.h"

#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hemoledger/v1/events.pb.h"
#include "proto/base/errors.h"
#include "proto/base/sha256.h"
#include "proto/base/status_macros.h"
#include "services/domain/domain_state.h"
#include "services/ledger/ledger_attachments.h"
#include "services/server/snapshot_check.h"
#include "store/attachments.h"
#include "store/consumer_store.h"
#include "store/fsck.h"
#include "store/ledger_store.h"
#include "store/repair_tail.h"

namespace hemoledger {
namespace {

int PrintFailure(const absl::Status& status) {
  std::fprintf(stderr, "hemoledgerd: %s\n", MessageOf(status, Language::kEnglish).c_str());
  return kExitFailed;
}

// What only the meaning of the events shows.
struct ReplayedCheck {
  // Of what all events make.
  std::string digest;
  AttachmentReport attachments;
  SnapshotCheck snapshots;
  // What is wrong with the consumer groups.
  std::vector<std::string> consumer_problems;
  uint64_t consumer_group_count = 0;
};

// Replays from the beginning: an event that can not follow the ones before is damage that rows do
// not show. Compares snapshots on the way, then reads the scans that the events name.
absl::StatusOr<ReplayedCheck> Replay(const std::string& path) {
  StoreOptions options;
  options.path = path;
  options.read_only = true;
  options.check_tail = false;
  ASSIGN_OR_RETURN(const std::unique_ptr<LedgerStore> store, LedgerStore::Open(std::move(options)));
  ReplayedCheck check;
  RETURN_IF_ERROR(check.snapshots.Load(*SnapshotStore::OpenToRead(path), *store));
  DomainState state;
  v1::Event event;
  v1::Submission submission;
  EventCursor cursor = store->ReadFrom(0);
  while (cursor.Next()) {
    const std::string_view bytes = cursor.event();
    if (!event.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
        !submission.ParseFromString(event.submission())) {
      return MakeError(ERROR_REASON_STORE_DAMAGED, {{"detail", "an event can not be parsed"}});
    }
    check.snapshots.Compare(state);
    RETURN_IF_ERROR(state.Apply(event, submission));
  }
  RETURN_IF_ERROR(cursor.status());
  check.snapshots.Compare(state);
  check.digest = state.Digest();
  // The store is open still: it holds the folder's lock.
  const auto attachments = AttachmentStore::OpenToRead(path);
  ASSIGN_OR_RETURN(check.attachments, CheckAttachments(*attachments, *state.records()));
  ASSIGN_OR_RETURN(check.consumer_problems, CheckConsumerRows(path, nullptr, store->next_position(),
                                                              check.consumer_group_count));
  return check;
}

// Prints what is wrong with the scans. False: something is.
bool PrintAttachments(const AttachmentReport& report) {
  for (const AttachmentReport::Problem& problem : report.problems) {
    std::printf(
        "attachment %s: %s\n  Copy the file from a backup, or let the clerk upload the same scan "
        "again.\n",
        problem.name.c_str(), MessageOf(problem.status, Language::kEnglish).c_str());
  }
  for (const std::string& name : report.strays) {
    std::printf(
        "stray attachments/%s: no event names it. It stays until the same scan is uploaded again; "
        "what is called upload-... is removed at the next start.\n",
        name.c_str());
  }
  std::printf("%llu attachments are whole, %zu are not, %zu strays\n",
              static_cast<unsigned long long>(report.sound_count), report.problems.size(),
              report.strays.size());
  return report.problems.empty();
}

// Prints what is wrong with the snapshots. False: something is damaged.
bool PrintSnapshots(const SnapshotCheck& check) {
  bool sound = true;
  for (const SnapshotCheck::Problem& problem : check.problems()) {
    sound = sound && !problem.damaged;
    std::printf("%s snapshots/%s: %s\n  %s\n", problem.damaged ? "damaged" : "unused",
                problem.name.c_str(), problem.why.c_str(),
                problem.damaged
                    ? "Remove the file: the next start takes longer, and nothing is lost."
                    : "Starts skip it; it goes when newer ones are taken.");
  }
  std::printf("%llu snapshots are equal to the replay, %zu are not used\n",
              static_cast<unsigned long long>(check.sound_count()), check.problems().size());
  return sound;
}

}  // namespace

int RunFsck(const ServerConfig& config) {
  FsckOptions options;
  options.path = config.data_path;
  absl::StatusOr<FsckReport> report = Fsck(options);
  if (!report.ok()) return PrintFailure(report.status());
  std::printf("%s: %llu events in %llu frames, %llu index rows\n", config.data_path.c_str(),
              static_cast<unsigned long long>(report->event_count),
              static_cast<unsigned long long>(report->frame_count),
              static_cast<unsigned long long>(report->row_count));
  for (const FsckProblem& problem : report->problems) {
    std::printf("%s %s: %s\n  %s\n", std::string(FsckWhatName(problem.what)).c_str(),
                problem.key.c_str(), problem.detail.c_str(), problem.advice.c_str());
  }
  if (!report->clean()) {
    std::printf("damaged: %llu problems, %zu shown\n",
                static_cast<unsigned long long>(report->problem_count), report->problems.size());
    return kExitFailed;
  }
  absl::StatusOr<ReplayedCheck> replayed = Replay(config.data_path);
  if (!replayed.ok()) {
    std::printf("damaged: the events can not be replayed: %s\n",
                MessageOf(replayed.status(), Language::kEnglish).c_str());
    return kExitFailed;
  }
  const bool sound_snapshots = PrintSnapshots(replayed->snapshots);
  if (!PrintAttachments(replayed->attachments)) {
    std::printf("damaged: %zu attachments; the ledger itself is sound\n",
                replayed->attachments.problems.size());
    return kExitFailed;
  }
  if (!sound_snapshots) {
    std::printf("damaged: snapshots; the ledger itself is sound\n");
    return kExitFailed;
  }
  for (const std::string& problem : replayed->consumer_problems) {
    std::printf("consumers: %s\n", problem.c_str());
  }
  std::printf("%llu consumer groups\n",
              static_cast<unsigned long long>(replayed->consumer_group_count));
  if (!replayed->consumer_problems.empty()) {
    std::printf("damaged: consumer groups; the ledger itself is sound\n");
    return kExitFailed;
  }
  std::printf("sound; the replayed state has the digest %s\n", Hex(replayed->digest).c_str());
  return kExitOk;
}

int RunRepairTail(const ServerConfig& config) {
  RepairTailOptions options;
  options.path = config.data_path;
  absl::StatusOr<RepairTailReport> report = RepairTail(options);
  if (!report.ok()) return PrintFailure(report.status());
  if (!report->repaired) {
    std::printf("%s: the end of the log is whole (%llu events); nothing was changed\n",
                config.data_path.c_str(),
                static_cast<unsigned long long>(report->new_next_position));
    return kExitOk;
  }
  std::printf(
      "%s: the torn end is cut off\n"
      "  before: %llu events could be seen\n"
      "  now:    %llu events\n"
      "  the untouched log files are in %s\n"
      "What was acknowledged and is gone comes back from the clients, which keep it: let them "
      "connect.\n",
      config.data_path.c_str(), static_cast<unsigned long long>(report->old_next_position),
      static_cast<unsigned long long>(report->new_next_position), report->copy_path.c_str());
  return kExitOk;
}

}  // namespace hemoledger

#include "services/server/open_ledger.h"

#include <spdlog/spdlog.h>

#include <cstdlib>
#include <string>
#include <utility>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "services/ledger/ledger_attachments.h"

namespace hemoledger {
namespace {

// No destructors, no exit handlers: whatever stands in memory may not be on the disk.
[[noreturn]] void EndProcess(const absl::Status& status) {
  spdlog::critical("ending at once: {}. What was acknowledged is durable; start the server again.",
                   MessageOf(status, Language::kEnglish));
  spdlog::default_logger()->flush();
  std::_Exit(kExitFatal);
}

void Log(LogLevel level, std::string_view message) {
  switch (level) {
    case LogLevel::kInfo:
      spdlog::info("{}", message);
      break;
    case LogLevel::kWarning:
      spdlog::warn("{}", message);
      break;
    case LogLevel::kError:
      spdlog::error("{}", message);
      break;
  }
}

}  // namespace

absl::StatusOr<OpenedLedger> OpenLedger(const ServerConfig& config, bool create_if_missing) {
  OpenedLedger opened;
  StoreOptions store_options;
  store_options.path = config.data_path;
  store_options.create_if_missing = create_if_missing;
  store_options.on_fatal = EndProcess;
  store_options.block_cache_bytes = static_cast<size_t>(config.block_cache_bytes);
  store_options.write_buffer_bytes = static_cast<size_t>(config.write_buffer_bytes);
  ASSIGN_OR_RETURN(opened.store, LedgerStore::Open(std::move(store_options)));
  opened.clock = std::make_unique<SystemClock>();
  opened.random = std::make_unique<SystemRandom>();
  absl::StatusOr<std::unique_ptr<SnapshotStore>> snapshots = SnapshotStore::Open(config.data_path);
  if (snapshots.ok()) {
    opened.snapshots = *std::move(snapshots);
  } else {
    spdlog::warn("no snapshots are read or taken: {}",
                 MessageOf(snapshots.status(), Language::kEnglish));
  }
  Ledger::Options options;
  options.store = opened.store.get();
  options.clock = opened.clock.get();
  options.random = opened.random.get();
  options.snapshots = opened.snapshots.get();
  options.limits.min_free_disk_bytes = config.min_free_bytes;
  options.limits.snapshot_events = config.snapshot_events;
  options.on_fatal = EndProcess;
  options.log = Log;
  ASSIGN_OR_RETURN(opened.ledger, Ledger::Open(std::move(options)));
  ASSIGN_OR_RETURN(opened.attachments, OpenAttachments(config.data_path, *opened.ledger, Log));
  ASSIGN_OR_RETURN(opened.consumers,
                   ConsumerStore::Open({.path = config.data_path, .on_fatal = EndProcess}));
  return opened;
}

}  // namespace hemoledger

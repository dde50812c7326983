#include "services/server/serve.h"

#include <signal.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include "proto/base/errors.h"
#include "proto/base/strings.h"
#include "services/rpc/guard.h"
#include "services/rpc/rpc_server.h"
#include "services/server/listen_address.h"
#include "services/server/open_ledger.h"
#include "services/server/version.h"

namespace hemoledger {
namespace {

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

int LogFailure(const absl::Status& status) {
  spdlog::error("{}", MessageOf(status, Language::kEnglish));
  return kExitFailed;
}

// Whole or not at all: a script that sees the file can read the port from it.
absl::Status WritePortFile(const std::string& path, int port) {
  if (path.empty()) return absl::OkStatus();
  const std::string temporary = Concat(path, ".new");
  std::ofstream file(temporary, std::ios::trunc);
  file << port << "\n";
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(temporary, path, error);
  if (!file || error) {
    return MakeError(ERROR_REASON_FILE_UNREADABLE,
                     {{"path", path}, {"detail", "the port can not be written there"}});
  }
  return absl::OkStatus();
}

// Files of the ledger and all else but connections, descriptors: tables of a few hundred million
// events.
constexpr rlim_t kDescriptorsBesideConnections = 2048;

// Systems give a process 1024 descriptors unasked, and many more when it asks.
void AllowDescriptors(int max_connections) {
  const rlim_t needed = static_cast<rlim_t>(max_connections) + kDescriptorsBesideConnections;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= needed) return;
  limit.rlim_cur = std::min(needed, limit.rlim_max);
  if (setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur == needed) return;
  spdlog::warn(
      "the system allows {} open files, {} connections and the ledger may need {}: raise the limit "
      "(ulimit -n, LimitNOFILE) or lower --max-connections",
      limit.rlim_max, max_connections, needed);
}

// Records that the operator confirms the clock; nothing where it is not in doubt.
absl::Status ConfirmClock(Ledger& ledger) {
  std::promise<absl::StatusOr<uint64_t>> answered;
  ledger.ConfirmClock(
      [&answered](absl::StatusOr<uint64_t> position) { answered.set_value(std::move(position)); });
  const absl::StatusOr<uint64_t> position = answered.get_future().get();
  if (!position.ok()) return position.status();
  if (*position == 0) {
    spdlog::info("the clock was not in doubt; nothing was recorded");
  } else {
    spdlog::info("the clock is confirmed, recorded at position {}", *position);
  }
  return absl::OkStatus();
}

}  // namespace

int Serve(const ServerConfig& config) {
  absl::StatusOr<std::string> address = LoopbackAddress(config.listen);
  if (!address.ok()) {
    LogFailure(address.status());
    return kExitUsage;
  }
  // Every thread made from here on inherits the mask, so that sigwait below gets the signals.
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  // A log that nobody reads any more must not end the server.
  signal(SIGPIPE, SIG_IGN);
  AllowDescriptors(config.limits.max_connections);
  // One that a killed server left behind names a port that is not ours.
  if (!config.port_file.empty()) unlink(config.port_file.c_str());

  absl::StatusOr<OpenedLedger> opened = OpenLedger(config, /*create_if_missing=*/true);
  if (!opened.ok()) return LogFailure(opened.status());
  if (config.confirm_clock) {
    if (absl::Status confirmed = ConfirmClock(*opened->ledger); !confirmed.ok()) {
      return LogFailure(confirmed);
    }
  }
  LoopbackGuard guard;
  absl::StatusOr<std::unique_ptr<RpcServer>> server =
      RpcServer::Start({.listen_address = *address,
                        .ledger = opened->ledger.get(),
                        .guard = &guard,
                        .clock = opened->clock.get(),
                        .attachments = opened->attachments.get(),
                        .consumers = opened->consumers.get(),
                        .random = opened->random.get(),
                        .server_version = std::string(ServerVersion()),
                        .limits = config.limits});
  if (!server.ok()) return LogFailure(server.status());
  const LedgerStatus status = opened->ledger->status();
  spdlog::info("hemoledgerd {} listening on {}, data in {}, {} events", ServerVersion(),
               Concat(address->substr(0, address->rfind(':') + 1), (*server)->port()),
               config.data_path, status.head_position + 1);
  if (!status.write_status.ok()) {
    spdlog::warn("nothing is written: {}", MessageOf(status.write_status, Language::kEnglish));
  }
  if (absl::Status written = WritePortFile(config.port_file, (*server)->port()); !written.ok()) {
    return LogFailure(written);
  }

  int received = 0;
  sigwait(&signals, &received);
  spdlog::info("stopping: {}", received == SIGINT ? "SIGINT" : "SIGTERM");
  // A second signal ends the process at once; what was acknowledged is durable all the same.
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  (*server)->Stop(std::chrono::seconds(config.stop_timeout_seconds));
  if (!config.port_file.empty()) unlink(config.port_file.c_str());
  spdlog::info("stopped at position {}", opened->ledger->status().head_position);
  return kExitOk;
}

}  // namespace hemoledger

// What the operator says: flags, else environment, else configuration file, else defaults. Nothing
// below services/server reads any of them.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "services/ledger/limits.h"
#include "services/rpc/limits.h"
#include "store/limits.h"

namespace hemoledger {

// Exit codes of hemoledgerd (docs/operators.md).
inline constexpr int kExitOk = 0;
// The command failed; fsck: the ledger is damaged.
inline constexpr int kExitFailed = 1;
// The command line, the environment or the configuration file is wrong.
inline constexpr int kExitUsage = 2;
// While serving: a write or sync failed, or the state could not be continued. Start it again.
inline constexpr int kExitFatal = 3;

enum class ServerCommand : uint8_t { kServe, kFsck, kRepairTail };

struct ServerConfig {
  ServerCommand command = ServerCommand::kServe;
  // The data folder; made where there is none (serve).
  std::string data_path;
  // HOST:PORT on loopback; port 0: the system chooses one.
  std::string listen = "127.0.0.1:50551";
  // serve writes the port here, once it answers; blank: nowhere.
  std::string port_file;
  // Below so many free bytes on the data folder's disk nothing is written.
  int64_t min_free_bytes = static_cast<int64_t>(kMinFreeDiskBytes);
  // After so many events a snapshot is taken; 0: none is.
  uint64_t snapshot_events = LedgerLimits{}.snapshot_events;
  // How long a stop waits for calls before it cuts them off.
  int64_t stop_timeout_seconds = 10;
  // serve: what clients can take at once.
  RpcLimits limits;
  // serve: what the ledger's files hold in memory, bytes: blocks that were read, and events not yet
  // in a table (up to four such buffers).
  int64_t block_cache_bytes = int64_t{256} << 20;
  int64_t write_buffer_bytes = int64_t{64} << 20;
  // serve: the operator says that the clock is right as it is at this start.
  bool confirm_clock = false;
  // trace, debug, info, warning, error.
  std::string log_level = "info";
};

// Reads all of them. An int: the process should end with this exit code; help, version or what is
// wrong was printed.
std::variant<ServerConfig, int> ReadServerConfig(int argc, const char* const* argv);

}  // namespace hemoledger

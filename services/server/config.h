// What the operator says: flags, else environment, else configuration file, else defaults. Nothing below services/server reads any of them.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace hemoledger {

enum class ServerCommand { kServe, kFsck, kRepairTail, kConfirmClock };

struct ServerConfig {
  ServerCommand command = ServerCommand::kServe;
  // The data folder; made where there is none (serve).
  std::string data_path;
  // HOST:PORT on loopback; port 0: the system chooses one.
  std::string listen = "127.0.0.1:7420";
  // serve writes the port here, once it answers; blank: nowhere.
  std::string port_file;
  // Below so many free bytes on the data folder's disk nothing is written.
  int64_t min_free_bytes = int64_t{256} << 20;
  // How long a stop waits for calls before it cuts them off.
  int64_t stop_timeout_seconds = 10;
  // trace, debug, info, warning, error.
  std::string log_level = "info";
};

// Reads all of them. An int: the process should end with this exit code; help, version or what is wrong was printed.
std::variant<ServerConfig, int> ReadServerConfig(int argc, const char* const* argv);

}  // namespace hemoledger

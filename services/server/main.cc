// hemoledgerd: the server, and the commands for its data folder. See docs/operators.md.
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <exception>
#include <memory>
#include <variant>

#include "proto/base/standard_streams.h"
#include "services/server/config.h"
#include "services/server/maintenance.h"
#include "services/server/serve.h"

namespace hemoledger {
namespace {

void SetUpLogging(const ServerConfig& config) {
  auto logger = std::make_shared<spdlog::logger>("hemoledgerd",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_level(spdlog::level::from_str(config.log_level));
  // UTC, so that lines compare with record times.
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  logger->flush_on(spdlog::level::trace);
  spdlog::set_default_logger(std::move(logger));
}

int Main(int argc, char** argv) {
  const std::variant<ServerConfig, int> read = ReadServerConfig(argc, argv);
  if (const int* exit_code = std::get_if<int>(&read)) return *exit_code;
  const ServerConfig& config = std::get<ServerConfig>(read);
  SetUpLogging(config);
  switch (config.command) {
    case ServerCommand::kServe:
      return Serve(config);
    case ServerCommand::kFsck:
      return RunFsck(config);
    case ServerCommand::kRepairTail:
      return RunRepairTail(config);
  }
  return kExitUsage;
}

}  // namespace
}  // namespace hemoledger

int main(int argc, char** argv) {
  hemoledger::OccupyStandardStreams();
  return hemoledger::Main(argc, argv);
}

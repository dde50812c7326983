#include "services/server/config.h"

#include <CLI/CLI.hpp>

#include <toml++/toml.h>

#include <cstdlib>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "proto/base/strings.h"
#include "services/server/version.h"

namespace hemoledger {
namespace {

bool HasEnvironment(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value != nullptr && *value != '\0';
}

// The environment variable of a flag: HEMOLEDGER_PORT_FILE for port-file.
std::string EnvironmentName(std::string_view flag) {
  std::string name = "HEMOLEDGER_";
  for (const char c : flag) name.push_back(c == '-' ? '_' : absl::ascii_toupper(c));
  return name;
}

// More than any ledger will have; sums of two of them still fit.
constexpr uint64_t kMaxSnapshotEvents = uint64_t{1} << 60;

// No environment and no file: it is said once, by a person.
constexpr std::string_view kConfirmClock = "confirm-clock";

// What is wrong with the configuration file, in both languages: an operator starts the server long
// before anything says which one is spoken here.
std::string FileFault(const std::string& vietnamese, const std::string& english) {
  return "Tệp cấu hình: " + vietnamese + "\nConfiguration file: " + english;
}

// Lets CLI11 read real TOML: a flat table whose keys are the long names of the flags.
class TomlConfig final : public CLI::Config {
 public:
  // Whose flags are the keys; outlives this.
  explicit TomlConfig(const CLI::App& app) : app_(app) {}

  std::string to_config(const CLI::App*, bool, bool, std::string) const override { return {}; }

  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override {
    std::vector<CLI::ConfigItem> items;
    try {
      const toml::table table = toml::parse(input);
      RefuseUnknownKeys(table);
      for (const auto& [key, node] : table) {
        CLI::ConfigItem item;
        item.name = std::string(key.str());
        if (item.name == kConfirmClock) {
          throw CLI::ConfigError(
              FileFault("confirm-clock chỉ ghi được trên dòng lệnh, vì mỗi lần phải có người nói.",
                        "confirm-clock is for the command line only, since a person says it each "
                        "time."));
        }
        // CLI11 would let the file go before the environment.
        if (HasEnvironment(EnvironmentName(item.name))) continue;
        if (const auto text = node.value_exact<std::string>()) {
          item.inputs = {*text};
        } else if (const auto number = node.value_exact<int64_t>()) {
          item.inputs = {std::to_string(*number)};
        } else {
          // CLI11's form of this error has words of its own.
          throw CLI::ConfigError(FileFault(
              "giá trị của “" + item.name + "” phải là chữ trong ngoặc kép hoặc số nguyên.",
              "the value of “" + item.name +
                  "” must be a text in quotes or a whole "
                  "number."));
        }
        items.push_back(std::move(item));
      }
    } catch (const toml::parse_error& error) {
      const std::string line = std::to_string(error.source().begin.line);
      const std::string what(error.description());
      throw CLI::FileError(FileFault("dòng " + line + " không phải là TOML: " + what,
                                     "line " + line + " is not TOML: " + what),
                           CLI::ExitCodes::FileError);
    }
    return items;
  }

 private:
  // A key that is misspelt would else leave its flag at the default in silence.
  void RefuseUnknownKeys(const toml::table& table) const {
    std::string known;
    StringSet keys;
    for (const CLI::Option* option : app_.get_options()) {
      for (const std::string& name : option->get_lnames()) {
        // --help, --version, --config; and --confirm-clock, which is told with its own reason.
        if (!option->get_configurable()) continue;
        keys.insert(name);
        if (name != kConfirmClock) known += (known.empty() ? "" : ", ") + name;
      }
    }
    std::string unknown;
    for (const auto& [key, node] : table) {
      if (keys.contains(key.str())) continue;
      unknown += (unknown.empty() ? "“" : ", “") + std::string(key.str()) + "”";
    }
    if (unknown.empty()) return;
    throw CLI::ConfigError(FileFault("không có khóa " + unknown + ". Các khóa: " + known + ".",
                                     "there is no key " + unknown + ". The keys: " + known + "."));
  }

  const CLI::App& app_;
};

}  // namespace

std::variant<ServerConfig, int> ReadServerConfig(int argc, const char* const* argv) {
  ServerConfig config;
  CLI::App app{"hemoledgerd: the server of Hemoledger, a ledger of blood-donation quotas."};
  app.set_version_flag("--version", std::string(ServerVersion()));
  app.config_formatter(std::make_shared<TomlConfig>(app));
  // CLI11 looks for the file before it looks at the environment, so this one is looked up here.
  const bool has_file = HasEnvironment("HEMOLEDGER_CONFIG");
  app.set_config("--config", has_file ? std::getenv("HEMOLEDGER_CONFIG") : "",
                 "TOML file whose keys are the names of these flags (Env:HEMOLEDGER_CONFIG)",
                 /*config_required=*/has_file);
  app.allow_config_extras(false);
  app.require_subcommand(0, 1);
  app.fallthrough();
  app.add_option("--data", config.data_path, "The data folder")
      ->envname(EnvironmentName("data"))
      ->required();
  app.add_option("--listen", config.listen, "HOST:PORT on loopback; port 0: any free one")
      ->envname(EnvironmentName("listen"))
      ->capture_default_str();
  app.add_option("--port-file", config.port_file, "Write the port here once the server answers")
      ->envname(EnvironmentName("port-file"));
  app.add_option("--min-free-bytes", config.min_free_bytes,
                 "Write nothing when the disk has less free than this")
      ->envname(EnvironmentName("min-free-bytes"))
      ->check(CLI::Validator(
          [](std::string& text) -> std::string {
            int64_t bytes = 0;
            return CLI::detail::lexical_cast(text, bytes) && bytes >= 0
                       ? ""
                       : "\"" + text + "\" is not a number of bytes, 0 or more";
          },
          "BYTES"))
      ->capture_default_str();
  app.add_option("--snapshot-events", config.snapshot_events,
                 "Take a snapshot after so many events, so that starts are quick; 0: never")
      ->envname(EnvironmentName("snapshot-events"))
      ->check(CLI::Range(uint64_t{0}, kMaxSnapshotEvents))
      ->capture_default_str();
  app.add_option("--stop-timeout-seconds", config.stop_timeout_seconds,
                 "How long a stop waits for calls before it cuts them off")
      ->envname(EnvironmentName("stop-timeout-seconds"))
      ->check(CLI::Range(0, 3600))
      ->capture_default_str();
  const auto add_limit = [&app](const char* flag, int& value, const char* what) {
    app.add_option(Concat("--", flag), value, what)
        ->envname(EnvironmentName(flag))
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
  };
  add_limit(kConnectionsLimit, config.limits.max_connections, "Connections at once");
  add_limit(kReceiptStreamsLimit, config.limits.max_receipt_streams, "Receipt streams at once");
  add_limit(kSubscriptionsLimit, config.limits.max_subscriptions, "Subscriptions at once");
  add_limit(kStreamsPerConnectionLimit, config.limits.max_streams_per_connection,
            "Of each of both by one connection");
  const auto add_bytes = [&app](const char* flag, int64_t& value, const char* what) {
    app.add_option(Concat("--", flag), value, what)
        ->envname(EnvironmentName(flag))
        ->check(CLI::Range(int64_t{1} << 20, int64_t{1} << 40))
        ->capture_default_str();
  };
  add_bytes("block-cache-bytes", config.block_cache_bytes,
            "Memory for blocks of the ledger that were read");
  add_bytes("write-buffer-bytes", config.write_buffer_bytes,
            "Memory for events not yet in a table; up to four such buffers");
  app.add_flag(Concat("--", kConfirmClock), config.confirm_clock,
               "Serve: the clock is right as it is now, although it is behind the last event");
  app.add_option("--log-level", config.log_level, "What is logged to stderr")
      ->envname(EnvironmentName("log-level"))
      ->check(CLI::IsMember({"trace", "debug", "info", "warning", "error"}))
      ->capture_default_str();
  app.footer(
      "Without a command: serve.\n"
      "Examples:\n"
      "  hemoledgerd --data /var/lib/hemoledger\n"
      "  hemoledgerd --data /var/lib/hemoledger --listen 127.0.0.1:0 --port-file /run/hemo.port\n"
      "  hemoledgerd fsck --data /var/lib/hemoledger");

  const CLI::App* serve = app.add_subcommand("serve", "Answer calls until SIGTERM or SIGINT");
  const CLI::App* fsck = app.add_subcommand(
      "fsck", "Check the whole data folder; no server may run on it. Exit 0: sound, 1: damaged");
  const CLI::App* repair = app.add_subcommand(
      "repair-tail", "Cut a torn end off the log; says what was the head before and after");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitOk : kExitUsage;
  }
  if (serve->parsed()) config.command = ServerCommand::kServe;
  if (fsck->parsed()) config.command = ServerCommand::kFsck;
  if (repair->parsed()) config.command = ServerCommand::kRepairTail;
  return config;
}

}  // namespace hemoledger

#include "clients/cli/commands/relay_settings.h"

#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

constexpr int64_t kMaxConcurrency = 256;
constexpr int64_t kMaxTimeoutSeconds = 300;
constexpr int64_t kMaxParkAfterSeconds = int64_t{366} * 86'400;

// A key of a table and what takes its value: false, it is not of the form that `expected` tells.
struct Key {
  std::string_view name;
  std::string_view expected;
  std::function<bool(const toml::node&)> take;
};

class Reader {
 public:
  explicit Reader(std::string file) : file_(std::move(file)) {}

  absl::Status Fault(const toml::source_region& place, std::string_view value,
                     std::string_view expected) const {
    return MakeError(ERROR_REASON_INPUT_FILE_INVALID,
                     {{"file", file_},
                      {"line", static_cast<int64_t>(place.begin.line)},
                      {"column", static_cast<int64_t>(place.begin.column)},
                      {"value", value},
                      {"expected", expected}});
  }

  // Values are never told: they may be secrets.
  absl::Status Read(const toml::table& table, const std::vector<Key>& keys) const {
    for (const auto& [name, node] : table) {
      std::string known;
      bool found = false;
      for (const Key& key : keys) {
        known += (known.empty() ? "" : ", ") + std::string(key.name);
        if (name.str() != key.name) continue;
        found = true;
        if (!key.take(node)) return Fault(name.source(), key.name, key.expected);
      }
      if (!found) return Fault(name.source(), name.str(), known);
    }
    return absl::OkStatus();
  }

 private:
  const std::string file_;
};

Key Text(std::string_view name, std::string& value) {
  return {name, "\"…\"", [&value](const toml::node& node) {
            const std::optional<std::string> text = node.value<std::string>();
            if (!node.is_string() || text->empty()) return false;
            value = *text;
            return true;
          }};
}

Key Flag(std::string_view name, bool& value) {
  return {name, "true, false", [&value](const toml::node& node) {
            if (!node.is_boolean()) return false;
            value = *node.value<bool>();
            return true;
          }};
}

Key Number(std::string_view name, int64_t lowest, int64_t highest, std::string_view expected,
           std::function<void(int64_t)> set) {
  return {name, expected, [=, set = std::move(set)](const toml::node& node) {
            const std::optional<int64_t> number = node.value<int64_t>();
            if (!node.is_integer() || *number < lowest || *number > highest) return false;
            set(*number);
            return true;
          }};
}

template <typename Enum>
Key Word(std::string_view name, std::string_view expected, Enum& value,
         std::vector<std::pair<std::string_view, Enum>> words) {
  return {name, expected, [&value, words = std::move(words)](const toml::node& node) {
            const std::string text = node.value<std::string>().value_or("");
            for (const auto& [word, meaning] : words) {
              if (text != word) continue;
              value = meaning;
              return true;
            }
            return false;
          }};
}

// One text, or a list of them.
Key Texts(std::string_view name, std::vector<std::string>& values) {
  return {name, "\"…\", [\"…\", \"…\"]", [&values](const toml::node& node) {
            if (node.is_string()) {
              values.push_back(*node.value<std::string>());
              return !values.back().empty();
            }
            if (!node.is_array() || node.as_array()->empty()) return false;
            for (const toml::node& one : *node.as_array()) {
              if (!one.is_string() || one.value<std::string>()->empty()) return false;
              values.push_back(*one.value<std::string>());
            }
            return true;
          }};
}

Key File(std::string_view name, const std::filesystem::path& folder, std::string& value) {
  return {name, "\"…\"", [&value, folder](const toml::node& node) {
            const std::optional<std::string> text = node.value<std::string>();
            if (!node.is_string() || text->empty()) return false;
            value = (folder / *text).string();
            return true;
          }};
}

Key Headers(std::string_view name, std::vector<std::pair<std::string, std::string>>& values) {
  return {name, "[webhook.headers] Authorization = \"…\"", [&values](const toml::node& node) {
            if (!node.is_table()) return false;
            for (const auto& [header, value] : *node.as_table()) {
              if (!value.is_string()) return false;
              values.emplace_back(std::string(header.str()), *value.value<std::string>());
            }
            return true;
          }};
}

Key Timeout(std::chrono::milliseconds& value) {
  return Number("timeout_seconds", 1, kMaxTimeoutSeconds, "1 … 300",
                [&value](int64_t seconds) { value = std::chrono::seconds(seconds); });
}

// A table [name], read by `keys`; sets `target` first, which they write into.
template <typename Options>
Key Table(std::string_view name, std::optional<Options>& target, absl::Status& fault,
          std::function<absl::Status(const toml::table&, Options&)> read) {
  return {name, "[…]", [&target, &fault, read = std::move(read)](const toml::node& node) {
            if (!node.is_table()) return false;
            fault = read(*node.as_table(), target.emplace());
            return true;
          }};
}

absl::StatusOr<RelaySettings> ReadFile(const toml::table& table, const std::string& path) {
  const Reader reader(path);
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  RelaySettings settings;
  absl::Status fault;
  // The form is told for both targets, which have different ones where it is not.
  std::optional<EventForm> form;
  const std::vector<Key> keys = {
      Text("group", settings.group_id),
      Text("consumer", settings.consumer),
      Number("concurrency", 1, kMaxConcurrency, "1 … 256",
             [&](int64_t number) { settings.concurrency = static_cast<int>(number); }),
      Word<std::optional<EventForm>>(
          "form", "\"structured\", \"binary\"", form,
          {{"structured", EventForm::kStructured}, {"binary", EventForm::kBinary}}),
      Word<EventData>("data", "\"json\", \"protobuf\"", settings.data,
                      {{"json", EventData::kJson}, {"protobuf", EventData::kProtobuf}}),
      Number("park_after_seconds", 0, kMaxParkAfterSeconds, "0 … 31622400",
             [&](int64_t number) { settings.park_after = std::chrono::seconds(number); }),
      Table<WebhookOptions>("webhook", settings.webhook, fault,
                            [&](const toml::table& inner, WebhookOptions& webhook) {
                              return reader.Read(inner, {Text("url", webhook.url),
                                                         Texts("secret", webhook.secrets),
                                                         Headers("headers", webhook.headers),
                                                         File("ca_file", folder, webhook.ca_file),
                                                         Timeout(webhook.timeout)});
                            }),
      Table<NatsOptions>(
          "nats", settings.nats, fault, [&](const toml::table& inner, NatsOptions& nats) {
            return reader.Read(
                inner,
                {Texts("servers", nats.servers), Text("stream", nats.stream),
                 Text("subject", nats.subject), Flag("create_stream", nats.create_stream),
                 Text("user", nats.user), Text("password", nats.password),
                 Text("token", nats.token), File("credentials_file", folder, nats.credentials_file),
                 File("ca_file", folder, nats.ca_file), Timeout(nats.timeout)});
          })};
  RETURN_IF_ERROR(reader.Read(table, keys));
  RETURN_IF_ERROR(fault);
  if (settings.webhook.has_value() == settings.nats.has_value())
    return reader.Fault(table.source(), "", "[webhook] / [nats]");
  if (form.has_value()) {
    if (settings.webhook.has_value()) settings.webhook->form = *form;
    if (settings.nats.has_value()) settings.nats->form = *form;
  }
  return settings;
}

bool HasSecret(const RelaySettings& settings) {
  if (settings.webhook.has_value())
    return !settings.webhook->secrets.empty() || !settings.webhook->headers.empty();
  const auto has_password = [](const std::string& server) {
    return server.find('@') != std::string::npos;
  };
  return !settings.nats->password.empty() || !settings.nats->token.empty() ||
         std::any_of(settings.nats->servers.begin(), settings.nats->servers.end(), has_password);
}

void TakeFromVariables(const EnvironmentVariables& variables, RelaySettings& settings) {
  if (settings.webhook.has_value() && settings.webhook->secrets.empty()) {
    const std::string secrets = variables("HEMOLEDGER_WEBHOOK_SECRET").value_or("");
    settings.webhook->secrets = absl::StrSplit(secrets, ' ', absl::SkipEmpty());
  }
  if (!settings.nats.has_value()) return;
  if (settings.nats->password.empty())
    settings.nats->password = variables("HEMOLEDGER_NATS_PASSWORD").value_or("");
  if (settings.nats->token.empty())
    settings.nats->token = variables("HEMOLEDGER_NATS_TOKEN").value_or("");
}

}  // namespace

absl::StatusOr<RelaySettings> LoadRelaySettings(const std::string& path,
                                                const EnvironmentVariables& variables) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  if (!stream) {
    return MakeError(ERROR_REASON_FILE_UNREADABLE, {{"path", path}, {"detail", "can not be read"}});
  }
  absl::StatusOr<RelaySettings> settings = RelaySettings{};
  // toml++ throws on bad input unless it is built otherwise; nothing of it leaves this function.
  try {
    settings = ReadFile(toml::parse(content.str()), path);
  } catch (const toml::parse_error& fault) {
    return Reader(path).Fault(fault.source(), "",
                              Concat("TOML (", std::string(fault.description()), ")"));
  }
  RETURN_IF_ERROR(settings.status());
  if (settings->group_id.empty())
    return MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "group"}});
  std::error_code error;
  const std::filesystem::perms rights = std::filesystem::status(path, error).permissions();
  using std::filesystem::perms;
  settings->secret_is_exposed = HasSecret(*settings) && !error &&
                                (rights & (perms::group_read | perms::others_read)) != perms::none;
  TakeFromVariables(variables, *settings);
  return settings;
}

}  // namespace hemoledger

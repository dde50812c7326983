#include "clients/cli/commands/settings.h"

#include <toml++/toml.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "clients/lib/connection.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "proto/base/utf8.h"

namespace hemoledger {
namespace {

absl::Status Invalid(const std::string& file, int line, int column, std::string_view value,
                     std::string_view expected) {
  return MakeError(ERROR_REASON_INPUT_FILE_INVALID, {{"file", file},
                                                     {"line", line},
                                                     {"column", column},
                                                     {"value", value},
                                                     {"expected", expected}});
}

// A variable or key whose value is none of the words. `file` names it where it is a variable, which
// has no line.
absl::Status UnknownSetting(const std::string& file, int line, const std::string& value,
                            std::string_view expected) {
  if (line > 0) return Invalid(file, line, 1, value, expected);
  return MakeError(ERROR_REASON_FIELD_INVALID,
                   {{"field", file}, {"value", value}, {"expected", expected}});
}

// Takes one setting; `file` names where it stands.
absl::Status Apply(std::string_view key, const std::string& value, const std::string& file,
                   int line, Settings& settings) {
  if (key == "server") {
    settings.server = value;
    return absl::OkStatus();
  }
  if (key == "lang") {
    const auto language = ParseLanguage(value);
    if (!language.has_value()) return UnknownSetting(file, line, value, "vi, en");
    settings.language = *language;
    return absl::OkStatus();
  }
  if (key == "format") {
    const auto format = ParseOutputFormat(value);
    if (!format.has_value()) return UnknownSetting(file, line, value, "table, json, csv");
    settings.format = *format;
    return absl::OkStatus();
  }
  return Invalid(file, line, 1, key, "server, lang, format, [report]");
}

// Takes one setting of the table [report].
absl::Status ApplyReport(std::string_view key, const std::string& value, const std::string& file,
                         int line, ReportSettings& report) {
  struct Entry {
    std::string_view key;
    std::string& value;
  };
  const Entry entries[] = {{"annex", report.annex},
                           {"title", report.title},
                           {"place", report.place},
                           {"prepared_by", report.prepared_by},
                           {"signed_for", report.signed_for},
                           {"signed_title", report.signed_title},
                           {"signed_name", report.signed_name}};
  std::string known;
  for (const Entry& entry : entries) {
    if (entry.key == key) {
      // toml++ has seen that it is UTF-8.
      entry.value = ToNfc(value).value_or(value);
      return absl::OkStatus();
    }
    known += (known.empty() ? "" : ", ") + std::string(entry.key);
  }
  return Invalid(file, line, 1, Concat("report.", key), known);
}

std::optional<std::string> ConfigPath(const EnvironmentVariables& variables) {
  if (const auto folder = variables("XDG_CONFIG_HOME"); folder.has_value() && !folder->empty()) {
    return *folder + "/hemoledger/hemo.toml";
  }
  if (const auto home = variables("HOME"); home.has_value() && !home->empty()) {
    return *home + "/.config/hemoledger/hemo.toml";
  }
  return std::nullopt;
}

absl::Status ApplyTable(const toml::table& table, const std::string& path, bool is_report,
                        Settings& settings) {
  for (const auto& [key, node] : table) {
    const int line = static_cast<int>(key.source().begin.line);
    if (!is_report && key.str() == "report" && node.is_table()) {
      RETURN_IF_ERROR(ApplyTable(*node.as_table(), path, true, settings));
      continue;
    }
    const std::optional<std::string> value = node.value<std::string>();
    if (!node.is_string() || !value.has_value()) {
      return Invalid(path, line, 1, key.str(), "key = \"text\"");
    }
    RETURN_IF_ERROR(is_report ? ApplyReport(key.str(), *value, path, line, settings.report)
                              : Apply(key.str(), *value, path, line, settings));
  }
  return absl::OkStatus();
}

absl::Status ApplyFile(const std::string& path, Settings& settings) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return absl::OkStatus();
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  if (!stream)
    return MakeError(ERROR_REASON_FILE_UNREADABLE, {{"path", path}, {"detail", "can not be read"}});
  // toml++ throws on bad input unless it is built otherwise; nothing of it leaves this function.
  try {
    const toml::table table = toml::parse(content.str());
    RETURN_IF_ERROR(ApplyTable(table, path, false, settings));
  } catch (const toml::parse_error& fault) {
    return Invalid(path, static_cast<int>(fault.source().begin.line),
                   static_cast<int>(fault.source().begin.column), "",
                   Concat("TOML (", std::string(fault.description()), ")"));
  }
  return absl::OkStatus();
}

}  // namespace

std::optional<OutputFormat> ParseOutputFormat(std::string_view word) {
  if (word == "table") return OutputFormat::kTable;
  if (word == "json") return OutputFormat::kJson;
  if (word == "csv") return OutputFormat::kCsv;
  return std::nullopt;
}

std::optional<Language> ParseLanguage(std::string_view word) {
  if (word == "vi") return Language::kVietnamese;
  if (word == "en") return Language::kEnglish;
  return std::nullopt;
}

absl::StatusOr<Settings> LoadSettings(const EnvironmentVariables& variables) {
  Settings settings;
  if (const auto path = ConfigPath(variables); path.has_value())
    RETURN_IF_ERROR(ApplyFile(*path, settings));
  const std::pair<const char*, const char*> kVariables[] = {{"HEMOLEDGER_SERVER", "server"},
                                                            {"HEMOLEDGER_LANG", "lang"},
                                                            {"HEMOLEDGER_FORMAT", "format"}};
  for (const auto& [variable, key] : kVariables) {
    const auto value = variables(variable);
    if (value.has_value() && !value->empty())
      RETURN_IF_ERROR(Apply(key, *value, variable, 0, settings));
  }
  return settings;
}

std::string WithDefaultPort(const std::string& server) {
  if (server.empty()) return server;
  const std::string port = ":" + std::to_string(kDefaultPort);
  // "[::1]", with or without a port.
  if (server.front() == '[') return server.back() == ']' ? server + port : server;
  const size_t colon = server.find(':');
  if (colon == std::string::npos) return server + port;
  // An IPv6 address without brackets has several colons, and nothing but digits between them.
  const bool address = server.find(':', colon + 1) != std::string::npos &&
                       server.find_first_not_of("0123456789abcdefABCDEF:.") == std::string::npos;
  return address ? "[" + server + "]" + port : server;
}

std::optional<Language> LanguageFlag(const std::vector<std::string>& arguments) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--") break;
    if (arguments[i] == "--lang" && i + 1 < arguments.size())
      return ParseLanguage(arguments[i + 1]);
    if (arguments[i].starts_with("--lang="))
      return ParseLanguage(std::string_view(arguments[i]).substr(7));
  }
  return std::nullopt;
}

}  // namespace hemoledger

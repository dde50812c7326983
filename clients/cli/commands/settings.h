// What holds for every command: the server, the language, the form of the output. A flag wins over
// the environment, that over the config file, that over the default.
//
//   ~/.config/hemoledger/hemo.toml, or $XDG_CONFIG_HOME/hemoledger/hemo.toml:
//     server = "127.0.0.1:50551"      # HEMOLEDGER_SERVER, --server
//     lang = "vi"                     # HEMOLEDGER_LANG, --lang: vi, en
//     format = "table"                # HEMOLEDGER_FORMAT, --format: table, json, csv
//
//     [report]                        # what stands on hemo report besides figures; each may be
//     left out annex = "Phụ lục 1"             # above the title title = "KẾT QUẢ VẬN ĐỘNG HIẾN MÁU
//     TÌNH NGUYỆN NĂM 2021" place = "Kiên Giang"            # where it is signed; left out: where
//     the plan was prepared_by = "Nguyễn Văn A"    # the name below NGƯỜI LẬP BIỂU signed_for =
//     "TM. BAN CHỈ ĐẠO" signed_title = """ KT. TRƯỞNG BAN PHÓ TRƯỞNG BAN""" signed_name = "Trần Thị
//     B"
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/report/report_settings.h"
#include "proto/base/language.h"

namespace hemoledger {

enum class OutputFormat { kTable, kJson, kCsv };

// Absent: none of these words.
std::optional<OutputFormat> ParseOutputFormat(std::string_view word);
std::optional<Language> ParseLanguage(std::string_view word);

struct Settings {
  std::string server = "127.0.0.1:50551";
  Language language = Language::kVietnamese;
  OutputFormat format = OutputFormat::kTable;
  ReportSettings report;
};

// The value of an environment variable; absent: not set.
using EnvironmentVariables = std::function<std::optional<std::string>(const char* name)>;

// Environment and config file, without flags. A file that is not there is none. Errors:
// FILE_UNREADABLE, INPUT_FILE_INVALID (not TOML, an unknown key or value; in a variable the file is
// blank).
absl::StatusOr<Settings> LoadSettings(const EnvironmentVariables& variables);

// The server with the default port where it names none: "127.0.0.1" and "[::1]" are on
// kDefaultPort. Names with a scheme of gRPC ("unix:…", "dns:///…") stay as they are.
std::string WithDefaultPort(const std::string& server);

// The language that a --lang among `arguments` names, wherever it stands: help and faults of the
// command line speak it too.
std::optional<Language> LanguageFlag(const std::vector<std::string>& arguments);

}  // namespace hemoledger

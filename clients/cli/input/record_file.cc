#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "clients/cli/input/entry_context.h"
#include "clients/cli/input/header_file.h"
#include "clients/cli/input/header_parts.h"
#include "clients/cli/input/header_times.h"
#include "clients/cli/input/input_files.h"
#include "clients/cli/input/month_table.h"
#include "clients/cli/input/record_parts.h"
#include "clients/cli/input/table_file.h"
#include "clients/cli/input/text_collector.h"
#include "clients/cli/input/unit_lookup.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

using Need = HeaderTable::Need;

constexpr int64_t kMaxVersion = 1'000'000;
constexpr size_t kFingerprintBytes = 32;

// The bytes of hexadecimal digits; absent: they are none, or not of this many bytes.
std::optional<std::string> BytesOfHex(std::string_view text, size_t bytes) {
  const auto value_of = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  if (text.size() != 2 * bytes) return std::nullopt;
  std::string read;
  for (size_t i = 0; i < text.size(); i += 2) {
    const int high = value_of(text[i]);
    const int low = value_of(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    read.push_back(static_cast<char>(high * 16 + low));
  }
  return read;
}

class RecordReader {
 public:
  RecordReader(HeaderTable root, UnitLookup& units, TextCollector& texts)
      : root_(std::move(root)), units_(units), context_{units, texts} {}

  RecordFile Read() {
    ReadHead();
    const std::optional<int> kind = root_.Word("kind", RecordKindWords(), Need::kRequired);
    if (!kind) return std::move(file_);
    switch (static_cast<RecordKindWord>(*kind)) {
      case kRecordStatements:
        ReadStatements();
        break;
      case kRecordIndicators:
        ReadIndicators();
        break;
      case kRecordVerdict:
        ReadVerdict();
        break;
      case kRecordProgress:
        ReadProgress();
        break;
    }
    CheckSize();
    return std::move(file_);
  }

 private:
  v1::PlanRecorded& record() { return file_.record; }

  void ReadHead() {
    record().set_plan_id(root_.Id("plan", Need::kRequired));
    record().set_record_id(root_.Id("id", Need::kRequired));
    const auto version = root_.Integer("replaces_version", 1, kMaxVersion);
    record().set_replaces_version(static_cast<uint32_t>(version.value_or(0)));
    const Need need = version ? Need::kRequired : Need::kOptional;
    if (const std::string reason = root_.Text("reason", need); !reason.empty()) {
      *record().mutable_reason() =
          context_.texts.Make(reason, root_.PlaceOf("reason"), root_.problems());
    }
    if (auto source = root_.Table("source")) {
      *record().mutable_source() = ReadDocumentReference(*std::move(source));
    }
    ReadUnitScope(root_, record().source().signed_date(), units_);
  }

  void ReadStatements() {
    v1::StatementList& list = *record().mutable_statements();
    for (HeaderTable& table : root_.Tables("tables")) {
      *list.add_tables() = ReadStatementTable(table);
      table.RefuseUnknownKeys();
    }
    for (HeaderTable& table : root_.Tables("statements")) {
      HeaderFields fields(table);
      *list.add_statements() = ReadStatement(fields, list, context_);
      file_.places.push_back(table.PlaceOf("id"));
      table.RefuseUnknownKeys();
    }
    const bool wide = ReadLayout();
    const MonthTableRules rules = wide ? ReadMonthTableRules(root_) : MonthTableRules();
    const TableSource source = FindTable(root_, wide ? Need::kRequired : Need::kOptional);
    root_.RefuseUnknownKeys();
    if (wide && !HasOneTable(list)) return;
    if (source.empty()) {
      RefuseNothing(list.statements().empty(), "statements");
    } else if (wide) {
      ReadMonthTable(source, rules, list, file_.places, root_.problems());
    } else {
      ReadEach(source, StatementColumns(), [&](RowFields& fields) {
        *list.add_statements() = ReadStatement(fields, list, context_);
      });
    }
  }

  // Whether the table is as the document prints it.
  bool ReadLayout() {
    const std::string layout = root_.Text("layout");
    if (layout.empty() || layout == "wide") return !layout.empty();
    root_.problems().AddInvalid(root_.PlaceOf("layout"), layout,
                                "layout chỉ có thể là \"wide\", hoặc không ghi",
                                "layout is \"wide\", or left out", "wide");
    return false;
  }

  bool HasOneTable(const v1::StatementList& list) {
    if (list.tables_size() == 1) return true;
    root_.problems().AddInvalid(root_.PlaceOf("tables"), Concat(list.tables_size()),
                                "layout = \"wide\" cần đúng một [[tables]]",
                                "layout = \"wide\" needs exactly one [[tables]]", "one [[tables]]");
    return false;
  }

  void ReadIndicators() {
    v1::IndicatorList& list = *record().mutable_indicators();
    for (HeaderTable& table : root_.Tables("indicators")) {
      HeaderFields fields(table);
      *list.add_values() = ReadIndicator(fields, context_);
      file_.places.push_back(table.PlaceOf("indicator"));
      table.RefuseUnknownKeys();
    }
    const TableSource source = FindTable(root_, Need::kOptional);
    root_.RefuseUnknownKeys();
    if (source.empty()) {
      RefuseNothing(list.values().empty(), "indicators");
      return;
    }
    ReadEach(source, IndicatorColumns(),
             [&](RowFields& fields) { *list.add_values() = ReadIndicator(fields, context_); });
  }

  template <typename Read>
  void ReadEach(const TableSource& source, std::span<const ColumnSpec> columns, Read read) {
    const TableFile table = ReadTableFile(source, columns, nullptr, root_.problems());
    for (const TableRow& row : table.rows) {
      if (!units_.failure().ok()) return;
      RowFields fields(row);
      read(fields);
      file_.places.push_back(row.place());
    }
  }

  void RefuseNothing(bool empty, std::string_view key) {
    if (!empty) return;
    root_.problems().AddInvalid(root_.PlaceOf(key), "",
                                Concat("Tệp không có số liệu nào: ghi [[", key, "]] hoặc table"),
                                Concat("The file holds nothing: write [[", key, "]] or table"),
                                Concat("[[", key, "]], table"));
  }

  void ReadVerdict() {
    v1::FindingVerdict& verdict = *record().mutable_verdict();
    verdict.set_finding_id(root_.Id("finding", Need::kRequired));
    verdict.set_state(static_cast<v1::FindingState>(
        root_.Word("state", VerdictStateWords(), Need::kRequired).value_or(0)));
    const std::string fingerprint = root_.Text("fingerprint", Need::kRequired);
    if (const auto bytes = BytesOfHex(fingerprint, kFingerprintBytes)) {
      verdict.set_fingerprint(*bytes);
    } else if (!fingerprint.empty()) {
      root_.problems().AddInvalid(
          root_.PlaceOf("fingerprint"), fingerprint, "Phải là 64 chữ số thập lục (0-9, a-f)",
          "It must be 64 hexadecimal digits (0-9, a-f)", "64 hexadecimal digits");
    }
    verdict.set_origin(
        static_cast<v1::FindingOrigin>(root_.Word("origin", FindingOriginWords()).value_or(0)));
    if (!record().has_reason()) root_.Text("reason", Need::kRequired);
    root_.RefuseUnknownKeys();
  }

  void ReadProgress() {
    v1::ProgressReport& progress = *record().mutable_progress();
    HeaderFields fields(root_);
    if (root_.Has("round") == root_.Has("task")) {
      root_.problems().AddInvalid(root_.PlaceOf("round"), "", "Ghi đúng một trong: round, task",
                                  "State exactly one of: round, task", "round, task");
    } else if (root_.Has("round")) {
      progress.set_round_id(root_.Id("round"));
      progress.set_round_status(static_cast<v1::RoundStatus>(
          root_.Word("status", RoundStatusWords(), Need::kRequired).value_or(0)));
    } else {
      progress.set_task_id(root_.Id("task"));
      progress.set_done(root_.Boolean("done"));
    }
    if (const auto interval = ReadInterval(fields)) *progress.mutable_interval() = *interval;
    if (const std::string note = root_.Text("note"); !note.empty()) {
      *progress.mutable_note() = context_.texts.Make(note, root_.PlaceOf("note"), root_.problems());
    }
    root_.RefuseUnknownKeys();
  }

  void CheckSize() {
    const size_t bytes = record().ByteSizeLong();
    if (bytes <= kMaxRecordBytes) return;
    root_.problems().AddInvalid({root_.file(), 0, 0, ""}, Concat(bytes),
                                Concat("Hồ sơ có ", bytes, " byte, nhiều hơn ", kMaxRecordBytes,
                                       "; hãy chia thành nhiều hồ sơ"),
                                Concat("The record has ", bytes, " bytes, more than ",
                                       kMaxRecordBytes, "; split it into several"),
                                Concat("at most ", kMaxRecordBytes, " bytes"));
  }

  HeaderTable root_;
  UnitLookup& units_;
  const EntryContext context_;
  RecordFile file_;
};

}  // namespace

absl::StatusOr<RecordFile> ReadRecordFile(const std::string& path, UnitResolver& units,
                                          Random& random, Problems& problems) {
  ASSIGN_OR_RETURN(const std::unique_ptr<HeaderValue> header, ReadHeaderFile(path, problems));
  if (header == nullptr) return problems.ToStatus();
  UnitLookup lookup(&units);
  TextCollector texts(random);
  RecordFile file = RecordReader(HeaderTable(*header, path, "", problems), lookup, texts).Read();
  RETURN_IF_ERROR(lookup.failure());
  if (!problems.empty()) return problems.ToStatus();
  file.texts = texts.Finish(file.record);
  return file;
}

}  // namespace hemoledger

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "clients/cli/input/amendment_reader.h"
#include "clients/cli/input/document_parts.h"
#include "clients/cli/input/entry_context.h"
#include "clients/cli/input/header_file.h"
#include "clients/cli/input/header_parts.h"
#include "clients/cli/input/header_times.h"
#include "clients/cli/input/input_files.h"
#include "clients/cli/input/schedule_parts.h"
#include "clients/cli/input/text_collector.h"
#include "clients/cli/input/unit_lookup.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

using Need = HeaderTable::Need;

constexpr int64_t kMaxEntryNumber = 1'000'000;

// The keys of a fix, of which each has one.
constexpr std::array<std::string_view, 17> kFixKeys = {
    "document",      "period",     "conversion",   "group",          "round",
    "credit_rule",   "row",        "stated_total", "stated",         "campaign",
    "target",        "task",       "remove_row",   "assigned_quota", "remove_credit_rule",
    "remove_target", "remove_task"};

std::string ListFixKeys() {
  std::string list;
  for (const std::string_view key : kFixKeys) list += Concat(list.empty() ? "" : ", ", key);
  return list;
}

class CorrectionReader {
 public:
  CorrectionReader(HeaderTable root, UnitLookup& units, TextCollector& texts)
      : root_(std::move(root)), units_(units), context_{units, texts} {}

  EntryCorrectionFile Read() {
    correction().set_plan_id(root_.Id("plan", Need::kRequired));
    correction().set_revision(ReadNumber("revision"));
    correction().set_against_version(ReadNumber("against_version"));
    if (const std::string reason = root_.Text("reason", Need::kRequired); !reason.empty()) {
      *correction().mutable_reason() =
          context_.texts.Make(reason, root_.PlaceOf("reason"), root_.problems());
    }
    ReadUnitScope(root_, 0, units_);
    for (HeaderTable& fix : root_.Tables("fixes")) ReadFix(fix);
    const std::string amendment = root_.Text("amendment");
    CheckWhatIsMended(!amendment.empty());
    root_.RefuseUnknownKeys();
    if (!amendment.empty()) ReadWholeAmendment(amendment);
    return std::move(file_);
  }

 private:
  v1::PlanEntryCorrected& correction() { return file_.correction; }

  uint32_t ReadNumber(std::string_view key) {
    return static_cast<uint32_t>(
        root_.Integer(key, 1, kMaxEntryNumber, Need::kRequired).value_or(0));
  }

  // The plan as issued is mended by fixes, an amendment as a whole.
  void CheckWhatIsMended(bool amendment) {
    const bool fixes = root_.Has("fixes");
    const uint32_t revision = correction().revision();
    if (revision == 1 && (amendment || !fixes)) {
      root_.problems().AddInvalid(
          root_.PlaceOf(amendment ? "amendment" : "fixes"), "",
          "Bản nhập của kế hoạch lúc ban hành (revision = 1) được sửa bằng [[fixes]]",
          "The entry of the plan as issued (revision = 1) is mended by [[fixes]]", "[[fixes]]");
    } else if (revision > 1 && (fixes || !amendment)) {
      root_.problems().AddInvalid(
          root_.PlaceOf(fixes ? "fixes" : "amendment"), "",
          "Bản nhập của một điều chỉnh được thay cả: ghi tệp điều chỉnh đúng ở khóa amendment",
          "The entry of an amendment is replaced as a whole: name its file by the key amendment",
          "amendment");
    }
  }

  void ReadFix(HeaderTable& table) {
    std::string_view key;
    int keys = 0;
    for (const std::string_view known : kFixKeys) {
      if (!table.Has(known)) continue;
      key = known;
      ++keys;
    }
    if (keys != 1) {
      const std::string list = ListFixKeys();
      table.problems().AddInvalid(
          table.PlaceOf(key), "", Concat("Mỗi mục [[fixes]] có đúng một trong các khóa: ", list),
          Concat("Each [[fixes]] has exactly one of the keys: ", list), list);
      return;
    }
    file_.places.push_back(table.PlaceOf(key));
    ReadFixOf(table, key, *correction().add_fixes());
    table.RefuseUnknownKeys();
  }

  void ReadFixOf(HeaderTable& table, std::string_view key, v1::EntryFix& fix) {
    if (key == "remove_row") return fix.set_removed_row_id(table.Id(key));
    if (key == "remove_credit_rule") return fix.set_removed_rule_id(table.Id(key));
    if (key == "remove_target") return fix.set_removed_target_id(table.Id(key));
    if (key == "remove_task") return fix.set_removed_task_id(table.Id(key));
    v1::Quota quota;
    if (key == "stated_total" || key == "assigned_quota") {
      ReadQuota(table, key, Need::kOptional, quota, Need::kOptional);
      *(key == "stated_total" ? fix.mutable_stated_total() : fix.mutable_assigned_quota()) = quota;
      return;
    }
    if (std::optional<HeaderTable> part = table.Table(key)) ReadPart(*part, key, fix);
  }

  void ReadPart(HeaderTable& part, std::string_view key, v1::EntryFix& fix) {
    if (key == "document") {
      v1::PlanDocument& document = *fix.mutable_document();
      document = ReadDocumentItself(part, context_);
      document.set_issuer_unit_id(ReadUnit(part, "issuer", Need::kRequired, units_));
    } else if (key == "period") {
      return ReadPeriod(part, *fix.mutable_period());
    } else if (key == "conversion") {
      *fix.mutable_conversion() = ReadConversion(std::move(part));
      return;
    } else if (key == "stated") {
      *fix.mutable_stated() = ReadStatedTotals(std::move(part), false, context_);
      return;
    } else if (key == "group") {
      *fix.mutable_group() = ReadRowGroup(part, context_);
    } else if (key == "round") {
      *fix.mutable_round() = ReadRound(part, context_);
    } else if (key == "credit_rule") {
      *fix.mutable_credit_rule() = ReadCreditRule(part, units_, context_.texts);
    } else if (key == "row") {
      *fix.mutable_row() = ReadPlanRow(part, context_);
    } else if (key == "campaign") {
      *fix.mutable_campaign() = ReadCampaign(part, context_);
    } else if (key == "target") {
      *fix.mutable_target() = ReadTarget(part, context_);
    } else if (key == "task") {
      *fix.mutable_task() = ReadTask(part, context_);
    }
    part.RefuseUnknownKeys();
  }

  // { from, to } or { date }, and `assumed`; {}: none is stated.
  static void ReadPeriod(HeaderTable& part, v1::PlanPeriod& period) {
    HeaderFields fields(part);
    if (const auto interval = ReadInterval(fields)) *period.mutable_period() = *interval;
    period.set_assumed(part.Boolean("assumed"));
    part.RefuseUnknownKeys();
  }

  void ReadWholeAmendment(const std::string& name) {
    const std::string path = FileBeside(root_, name);
    const auto header = ReadHeaderFile(path, root_.problems());
    if (!header.ok()) {
      root_.problems().AddStatus(root_.PlaceOf("amendment"), name, header.status());
      return;
    }
    if (*header == nullptr) return;
    AmendmentFile amendment =
        ReadAmendment(HeaderTable(**header, path, "", root_.problems()), units_, context_.texts);
    if (amendment.amendment.plan_id() != correction().plan_id()) {
      root_.problems().AddInvalid(root_.PlaceOf("amendment"), amendment.amendment.plan_id(),
                                  "Tệp điều chỉnh này là của một kế hoạch khác",
                                  "The amendment is of another plan", correction().plan_id());
    }
    *correction().mutable_amended() = std::move(amendment.amendment);
    file_.places = std::move(amendment.change_places);
  }

  HeaderTable root_;
  UnitLookup& units_;
  const EntryContext context_;
  EntryCorrectionFile file_;
};

}  // namespace

absl::StatusOr<EntryCorrectionFile> ReadEntryCorrectionFile(const std::string& path,
                                                            UnitResolver& units, Random& random,
                                                            Problems& problems) {
  ASSIGN_OR_RETURN(const std::unique_ptr<HeaderValue> header, ReadHeaderFile(path, problems));
  if (header == nullptr) return problems.ToStatus();
  UnitLookup lookup(&units);
  TextCollector texts(random);
  EntryCorrectionFile file =
      CorrectionReader(HeaderTable(*header, path, "", problems), lookup, texts).Read();
  RETURN_IF_ERROR(lookup.failure());
  if (!problems.empty()) return problems.ToStatus();
  file.texts = texts.Finish(file.correction);
  return file;
}

}  // namespace hemoledger

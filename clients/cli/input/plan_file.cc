#include <optional>
#include <string>
#include <utility>

#include "clients/cli/input/document_parts.h"
#include "clients/cli/input/entry_context.h"
#include "clients/cli/input/header_file.h"
#include "clients/cli/input/header_parts.h"
#include "clients/cli/input/input_files.h"
#include "clients/cli/input/plan_columns.h"
#include "clients/cli/input/plan_row_details.h"
#include "clients/cli/input/plan_rows.h"
#include "clients/cli/input/round_columns.h"
#include "clients/cli/input/rounds_table.h"
#include "clients/cli/input/schedule_parts.h"
#include "clients/cli/input/table_file.h"
#include "clients/cli/input/text_collector.h"
#include "clients/cli/input/unit_lookup.h"
#include "proto/base/status_macros.h"
#include "services/domain/plan_form.h"

namespace hemoledger {
namespace {

using Need = HeaderTable::Need;

// Reads one plan; the members are what grows while it goes.
class PlanReader {
 public:
  PlanReader(HeaderTable root, UnitLookup& units, TextCollector& texts)
      : root_(std::move(root)), units_(units), context_{units, texts, &named_} {}

  PlanFile Read() {
    if (root_.Boolean("exact")) root_.TakeTextsExactly();
    ReadDocument();
    ReadLists();
    PlanRowDetails details(root_);
    const TableSource rounds = FindRoundsTable(root_);
    // `table = false`: the document has no table.
    const bool has_table = !root_.IsNone("table");
    const TableSource source = has_table ? FindPlanTable(rounds) : TableSource();
    root_.RefuseUnknownKeys();
    if (!units_.failure().ok()) return std::move(file_);
    // Before the rows: columns of their table are headed with rounds.
    if (!rounds.empty()) ReadRoundsTable(rounds, context_, plan(), root_.problems());
    if (!source.empty()) ReadRows(source, details);
    if (!units_.failure().ok()) return std::move(file_);
    if (!has_table || !source.empty()) details.RefuseUnused();
    named_.RefuseUnknown(plan(), root_.problems());
    return std::move(file_);
  }

 private:
  v1::PlanIssued& plan() { return file_.plan; }

  void ReadDocument() {
    plan().set_plan_id(root_.Id("id", Need::kRequired));
    v1::PlanDocument& document = *plan().mutable_document();
    document = ReadDocumentItself(root_, context_);
    if (const auto period = root_.Period("period")) *plan().mutable_period() = *period;
    plan().set_period_assumed(root_.Boolean("period_assumed"));
    if (const auto decimals = root_.Integer("percentage_decimals", 0, kMaxPercentageDecimals)) {
      plan().set_percentage_decimals(static_cast<uint32_t>(*decimals));
    }
    v1::Quota quota;
    if (ReadQuota(root_, "stated_total", Need::kOptional, quota, Need::kOptional)) {
      *plan().mutable_stated_total() = quota;
    }
    quota.Clear();
    if (ReadQuota(root_, "assigned_quota", Need::kOptional, quota, Need::kOptional)) {
      *plan().mutable_assigned_quota() = quota;
    }
    for (const std::string& note : root_.Texts("notes")) {
      *plan().add_notes() = context_.texts.Make(note, root_.PlaceOf("notes"), root_.problems());
    }
    // A name in the document is one of the day on which it was signed.
    const int32_t date =
        document.signed_date() != 0 ? document.signed_date() : plan().period().first_date();
    ReadUnitScope(root_, date, units_);
    document.set_issuer_unit_id(ReadUnit(root_, "issuer", Need::kRequired, units_));
  }

  // Every table under `key`, each as `read` makes it.
  template <typename List, typename Read>
  void ReadEach(std::string_view key, List& list, Read read) {
    for (HeaderTable& table : root_.Tables(key)) {
      *list.Add() = read(table);
      table.RefuseUnknownKeys();
    }
  }

  void ReadLists() {
    if (auto table = root_.Table("conversion")) {
      *plan().mutable_conversion() = ReadConversion(*std::move(table));
    }
    if (auto table = root_.Table("stated")) {
      *plan().mutable_stated() = ReadStatedTotals(*std::move(table), false, context_);
    }
    for (HeaderTable& decision : root_.Tables("implements")) {
      *plan().add_implements() = ReadDocumentReference(std::move(decision));
    }
    ReadEach("groups", *plan().mutable_groups(),
             [&](HeaderTable& table) { return ReadRowGroup(table, context_); });
    ReadEach("campaigns", *plan().mutable_campaigns(),
             [&](HeaderTable& table) { return ReadCampaign(table, context_); });
    ReadEach("rounds", *plan().mutable_rounds(),
             [&](HeaderTable& table) { return ReadRound(table, context_); });
    ReadEach("credit_rules", *plan().mutable_credit_rules(),
             [&](HeaderTable& table) { return ReadCreditRule(table, units_, context_.texts); });
    ReadEach("targets", *plan().mutable_targets(),
             [&](HeaderTable& table) { return ReadTarget(table, context_); });
    ReadEach("tasks", *plan().mutable_tasks(),
             [&](HeaderTable& table) { return ReadTask(table, context_); });
  }

  // The sheet of the rounds is not that of the rows.
  TableSource FindPlanTable(const TableSource& rounds) {
    const bool same_file = rounds.path == root_.file();
    return FindTable(root_, Need::kRequired, same_file ? rounds.sheet : "");
  }

  void ReadRows(const TableSource& source, PlanRowDetails& details) {
    RoundColumns columns(plan());
    const auto heading_rule = [&](const std::string& heading) { return columns.KeyOf(heading); };
    const TableFile table = ReadTableFile(source, PlanColumns(), heading_rule, root_.problems());
    PlanRowsReader reader(plan(), details, columns, context_);
    reader.Read(table);
    file_.row_places = reader.TakePlaces();
  }

  HeaderTable root_;
  UnitLookup& units_;
  NamedEntries named_;
  EntryContext context_;
  PlanFile file_;
};

}  // namespace

absl::StatusOr<PlanFile> ReadPlanFile(const std::string& path, UnitResolver& units, Random& random,
                                      Problems& problems) {
  ASSIGN_OR_RETURN(const std::unique_ptr<HeaderValue> header, ReadHeaderFile(path, problems));
  if (header == nullptr) return problems.ToStatus();
  UnitLookup lookup(&units);
  TextCollector texts(random);
  PlanFile file = PlanReader(HeaderTable(*header, path, "", problems), lookup, texts).Read();
  RETURN_IF_ERROR(lookup.failure());
  if (!problems.empty()) return problems.ToStatus();
  file.texts = texts.Finish(file.plan);
  return file;
}

}  // namespace hemoledger

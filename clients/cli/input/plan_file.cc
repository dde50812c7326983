#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_format.h"
#include "clients/cli/input/header_file.h"
#include "clients/cli/input/header_parts.h"
#include "clients/cli/input/input_files.h"
#include "clients/cli/input/plan_columns.h"
#include "clients/cli/input/plan_row_details.h"
#include "clients/cli/input/table_file.h"
#include "clients/cli/input/text_collector.h"
#include "clients/cli/input/text_forms.h"
#include "clients/cli/input/unit_lookup.h"
#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

using Need = HeaderTable::Need;

// Reads one plan; the members are what grows while it goes.
class PlanReader {
 public:
  PlanReader(HeaderTable root, UnitLookup& units, TextCollector& texts)
      : root_(std::move(root)), units_(units), texts_(texts) {}

  PlanFile Read() {
    if (root_.Boolean("exact")) root_.TakeTextsExactly();
    ReadDocument();
    ReadRules();
    details_.emplace(root_);
    // `table = false`: the document has no table.
    const bool has_table = !root_.IsNone("table");
    const TableSource source = has_table ? FindTable(root_, Need::kRequired) : TableSource();
    root_.RefuseUnknownKeys();
    if (!units_.failure().ok() || (has_table && source.empty())) return std::move(file_);
    if (has_table) ReadRows(ReadTableFile(source, PlanColumns(), nullptr, root_.problems()));
    if (units_.failure().ok()) details_->RefuseUnused();
    return std::move(file_);
  }

 private:
  v1::PlanIssued& plan() { return file_.plan; }

  void ReadDocument() {
    plan().set_plan_id(root_.Id("id", Need::kRequired));
    v1::PlanDocument& document = *plan().mutable_document();
    document.set_kind(static_cast<v1::PlanKind>(
        root_.Word("kind", PlanKindWords(), Need::kRequired).value_or(0)));
    for (std::string& number : root_.Texts("numbers")) document.add_numbers(std::move(number));
    document.set_title(root_.Text("title", Need::kRequired));
    document.set_issuer_name(root_.Text("issuer_name"));
    if (const std::string signatory = root_.Text("signatory"); !signatory.empty()) {
      *document.mutable_signatory() =
          texts_.Make(signatory, root_.PlaceOf("signatory"), root_.problems());
    }
    document.set_place(root_.Text("place"));
    document.set_signed_date(root_.Date("date"));
    for (std::string& body : root_.Texts("recipients")) document.add_recipients(std::move(body));
    for (HeaderTable& basis : root_.Tables("legal_bases")) {
      *document.add_legal_bases() = ReadDocumentReference(std::move(basis));
    }
    if (const auto period = root_.Period("period")) *plan().mutable_period() = *period;
    plan().set_period_assumed(root_.Boolean("period_assumed"));
    if (const auto decimals = root_.Integer("percentage_decimals", 0, kMaxPercentageDecimals)) {
      plan().set_percentage_decimals(static_cast<uint32_t>(*decimals));
    }
    v1::Quota total;
    if (ReadQuota(root_, "stated_total", Need::kOptional, total, Need::kOptional)) {
      *plan().mutable_stated_total() = total;
    }
    // A name in the document is one of the day on which it was signed.
    const int32_t date =
        document.signed_date() != 0 ? document.signed_date() : plan().period().first_date();
    ReadUnitScope(root_, date, units_);
    document.set_issuer_unit_id(ReadUnit(root_, "issuer", Need::kRequired, units_));
  }

  void ReadRules() {
    ReadConversion();
    for (HeaderTable& group : root_.Tables("groups")) {
      v1::RowGroup& added = *plan().add_groups();
      added.set_group_id(group.Id("id", Need::kRequired));
      added.set_label(group.Text("label", Need::kRequired));
      group.RefuseUnknownKeys();
    }
    for (HeaderTable& round : root_.Tables("rounds")) {
      *plan().add_rounds() = ReadRound(round, units_);
      round.RefuseUnknownKeys();
    }
    for (HeaderTable& rule : root_.Tables("credit_rules")) {
      *plan().add_credit_rules() = ReadCreditRule(rule, units_, texts_);
      rule.RefuseUnknownKeys();
    }
  }

  void ReadConversion() {
    std::optional<HeaderTable> table = root_.Table("conversion");
    if (!table) return;
    v1::ConversionRule& rule = *plan().mutable_conversion();
    rule.set_base_ml(static_cast<uint32_t>(table->Integer("base_ml", 1, kMaxBaseMl).value_or(0)));
    for (HeaderTable& mix : table->Tables("bag_mix")) {
      v1::BagMix& added = *rule.add_bag_mix();
      added.set_volume_ml(static_cast<uint32_t>(
          mix.Integer("volume_ml", 1, kMaxBagMl, Need::kRequired).value_or(0)));
      added.set_permille(
          static_cast<uint32_t>(mix.Integer("permille", 1, 1000, Need::kRequired).value_or(0)));
      mix.RefuseUnknownKeys();
    }
    if (const auto permille = table->Integer("platelet_permille", 0, kMaxPlateletPermille)) {
      rule.set_platelet_permille(static_cast<uint32_t>(*permille));
    }
    table->RefuseUnknownKeys();
  }

  void ReadRows(const TableFile& table) {
    for (const TableRow& row : table.rows) {
      if (!units_.failure().ok()) return;
      ReadRow(row);
      file_.row_places.push_back(row.place());
    }
  }

  void ReadRow(const TableRow& row) {
    v1::PlanRow& added = *plan().add_rows();
    SetRowId(row, added);
    HeaderTable* const details = details_->Find(added.row_id());
    const PlanRowSource source(row, details);
    added.set_label(source.Name("label"));
    const std::string unit = ReadRowUnit(source, added);
    ReadFigures(source, added);
    added.set_time_text(source.Name("time"));
    added.set_body_in_charge(source.Name("body_in_charge"));
    added.set_group_id(ReadGroup(row));
    source.AddNotes(texts_, added);
    SetHolder(source, unit, added);
    SetSelector(source, unit, added);
    if (details != nullptr) details->RefuseUnknownKeys();
  }

  void SetRowId(const TableRow& row, v1::PlanRow& added) {
    added.set_row_id(row.Has("row_id") ? row.Id("row_id")
                                       : absl::StrFormat("r%02d", plan().rows_size()));
    const auto [earlier, is_new] = row_ids_.emplace(added.row_id(), row.place().line);
    if (is_new || added.row_id().empty()) return;
    row.RefuseDuplicate("row_id", added.row_id(), earlier->second);
  }

  // Sets the printed name; answers with the row's unit, blank where it has none.
  std::string ReadRowUnit(const PlanRowSource& source, v1::PlanRow& added) {
    const TableRow& row = source.row();
    const std::string text = row.Name("unit");
    if (source.Detailed("printed_name")) {
      added.set_printed_name(source.Name("unit", "printed_name"));
    } else if (!text.empty() && !IsValidId(text)) {
      added.set_printed_name(text);
    }
    if (row.Has("unit_id")) return ResolveId(row, "unit_id");
    // Who holds the row and which receipts it takes do not follow from its unit then.
    if (source.Detailed("holder") && source.Detailed("selector")) return "";
    if (text.empty()) {
      row.RefuseBlank(row.Exists("unit") ? "unit" : "unit_id");
      return "";
    }
    const std::string folded = FoldText(text);
    if (folded == FoldText("Tổng cộng") || folded == FoldText("Tổng") || folded == "total") {
      row.Refuse("unit", "Dòng tổng cộng không phải một đơn vị: ghi nó vào khóa stated_total",
                 "The grand total is no unit: write it under the key stated_total", "a unit");
      return "";
    }
    return units_.Resolve(text, row.PlaceOf("unit"), row.problems());
  }

  std::string ResolveId(const TableRow& row, std::string_view key) {
    const std::string id = row.Id(key);
    if (id.empty()) return "";
    v1::UnitReference reference;
    reference.set_unit_id(id);
    return units_.Resolve(reference, row.PlaceOf(key), row.problems());
  }

  void ReadFigures(const PlanRowSource& source, v1::PlanRow& added) {
    const auto take = [&](std::string_view key, int64_t highest, auto set) {
      if (const auto number = source.Figure(key, highest)) set(*number);
    };
    if (source.BlankQuota()) added.mutable_quota();
    take("quota", kMaxQuotaUnits,
         [&](const auto& n) { *added.mutable_quota()->mutable_units() = n; });
    take("converted_quota", kMaxQuotaUnits,
         [&](const auto& n) { *added.mutable_quota()->mutable_converted_units() = n; });
    take("population", kMaxPopulation, [&](const auto& n) { *added.mutable_population() = n; });
    take("round_count", kMaxRoundCount, [&](const auto& n) { *added.mutable_round_count() = n; });
    added.set_population_share_text(source.PercentText("population_share"));
    added.set_converted_population_share_text(source.PercentText("converted_population_share"));
  }

  // A group is named by its id, or else by its label.
  std::string ReadGroup(const TableRow& row) {
    if (!row.Has("group")) return "";
    const std::string text = row.Name("group");
    for (const v1::RowGroup& group : plan().groups()) {
      if (group.group_id() == text) return text;
    }
    for (const v1::RowGroup& group : plan().groups()) {
      if (FoldText(group.label()) == FoldText(text)) return group.group_id();
    }
    row.problems().AddStatus(row.PlaceOf("group"), text,
                             MakeError(ERROR_REASON_REFERENCE_UNKNOWN,
                                       {{"field", row.PlaceOf("group").heading}, {"value", text}}));
    return "";
  }

  // A row with a quota belongs to its unit and shows that unit's receipts; a row without one
  // belongs to nobody and shows receipts only. Conditions narrow either. Details may say otherwise.
  void SetHolder(const PlanRowSource& source, const std::string& unit, v1::PlanRow& added) {
    if (source.Detailed("holder")) {
      added.set_holder_unit_id(source.Holder(units_));
    } else if (added.quota().units().has_value()) {
      added.set_holder_unit_id(unit);
      CheckHolderOnce(source.row(), unit);
    } else if (added.quota().converted_units().has_value()) {
      source.row().RefuseBlank("quota");
    }
  }

  void SetSelector(const PlanRowSource& source, const std::string& unit, v1::PlanRow& added) {
    const TableRow& row = source.row();
    if (source.Detailed("selector")) {
      if (const auto selector = source.Selector(plan(), units_)) {
        *added.mutable_selector() = *selector;
      }
      return;
    }
    const std::string round = ReadRowRound(row);
    const int component = row.Word("component", ComponentWords()).value_or(0);
    const int donor_class = row.Word("donor_class", DonorClassWords()).value_or(0);
    const std::string selector_unit =
        row.Has("selector_unit_id") ? ResolveId(row, "selector_unit_id") : unit;
    const bool narrowed =
        !round.empty() || component != 0 || donor_class != 0 || row.Has("selector_unit_id");
    if (!added.holder_unit_id().empty() && !narrowed) return;
    v1::RowSelector& selector = *added.mutable_selector();
    selector.set_unit_id(selector_unit);
    selector.set_round_id(round);
    selector.set_component(static_cast<v1::Component>(component));
    selector.set_donor_class(static_cast<v1::DonorClass>(donor_class));
  }

  void CheckHolderOnce(const TableRow& row, const std::string& unit) {
    if (unit.empty()) return;
    const auto [earlier, is_new] = holder_lines_.emplace(unit, row.place().line);
    if (is_new) return;
    row.problems().AddStatus(row.PlaceOf("quota"), unit,
                             MakeError(ERROR_REASON_QUOTA_HOLDER_DUPLICATE, {{"holder_id", unit}}));
  }

  std::string ReadRowRound(const TableRow& row) {
    const std::string id = row.Id("round");
    if (id.empty()) return "";
    for (const v1::Round& round : plan().rounds()) {
      if (round.round_id() == id) return id;
    }
    row.problems().AddStatus(row.PlaceOf("round"), id,
                             MakeError(ERROR_REASON_REFERENCE_UNKNOWN,
                                       {{"field", row.PlaceOf("round").heading}, {"value", id}}));
    return "";
  }

  HeaderTable root_;
  UnitLookup& units_;
  TextCollector& texts_;
  PlanFile file_;
  std::optional<PlanRowDetails> details_;
  std::map<std::string, int> row_ids_;
  std::map<std::string, int> holder_lines_;
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

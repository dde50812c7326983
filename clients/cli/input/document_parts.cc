#include "clients/cli/input/document_parts.h"

#include <string>
#include <utility>

#include "clients/cli/input/fields.h"
#include "clients/cli/input/header_parts.h"
#include "services/domain/plan_form.h"

namespace hemoledger {

using Need = HeaderTable::Need;

v1::PlanDocument ReadDocumentItself(HeaderTable& table, const EntryContext& context) {
  v1::PlanDocument document;
  document.set_kind(
      static_cast<v1::PlanKind>(table.Word("kind", PlanKindWords(), Need::kRequired).value_or(0)));
  for (std::string& number : table.Texts("numbers")) document.add_numbers(std::move(number));
  document.set_title(table.Text("title", Need::kRequired));
  document.set_issuer_name(table.Text("issuer_name"));
  if (const std::string signatory = table.Text("signatory"); !signatory.empty()) {
    *document.mutable_signatory() =
        context.texts.Make(signatory, table.PlaceOf("signatory"), table.problems());
  }
  document.set_place(table.Text("place"));
  document.set_signed_date(table.Date("date"));
  for (std::string& body : table.Texts("recipients")) document.add_recipients(std::move(body));
  for (HeaderTable& basis : table.Tables("legal_bases")) {
    *document.add_legal_bases() = ReadDocumentReference(std::move(basis));
  }
  return document;
}

v1::ConversionRule ReadConversion(HeaderTable table) {
  v1::ConversionRule rule;
  rule.set_base_ml(static_cast<uint32_t>(table.Integer("base_ml", 1, kMaxBaseMl).value_or(0)));
  for (HeaderTable& mix : table.Tables("bag_mix")) {
    v1::BagMix& added = *rule.add_bag_mix();
    added.set_volume_ml(
        static_cast<uint32_t>(mix.Integer("volume_ml", 1, kMaxBagMl, Need::kRequired).value_or(0)));
    added.set_permille(
        static_cast<uint32_t>(mix.Integer("permille", 1, 1000, Need::kRequired).value_or(0)));
    mix.RefuseUnknownKeys();
  }
  if (const auto permille = table.Integer("platelet_permille", 0, kMaxPlateletPermille)) {
    rule.set_platelet_permille(static_cast<uint32_t>(*permille));
  }
  table.RefuseUnknownKeys();
  return rule;
}

v1::StatedTotals ReadStatedTotals(HeaderTable table, bool with_quota, const EntryContext& context) {
  v1::StatedTotals totals;
  HeaderFields fields(table);
  if (with_quota) {
    const bool states_quota = fields.Has("quota") || fields.Has("converted_quota");
    if (states_quota || fields.Flag("blank_quota")) totals.mutable_quota();
    if (const auto n = fields.Count("quota", kMaxQuotaUnits)) {
      *totals.mutable_quota()->mutable_units() = *n;
    }
    if (const auto n = fields.Count("converted_quota", kMaxQuotaUnits)) {
      *totals.mutable_quota()->mutable_converted_units() = *n;
    }
  }
  if (const auto n = fields.Count("population", kMaxPopulation)) *totals.mutable_population() = *n;
  totals.set_population_share_text(table.Text("population_share"));
  totals.set_converted_population_share_text(table.Text("converted_population_share"));
  if (const auto n = fields.Count("round_count", kMaxRoundCount)) {
    *totals.mutable_round_count() = *n;
  }
  for (HeaderTable& entry : table.Tables("rounds")) {
    HeaderFields round(entry);
    v1::StatedRoundTotal& total = *totals.add_rounds();
    if (!round.Has("round")) round.RefuseBlank("round");
    total.set_round_id(ReadRoundName(round, "round", context));
    if (const auto n = round.Count("units", kMaxQuotaUnits)) *total.mutable_units() = *n;
    entry.RefuseUnknownKeys();
  }
  table.RefuseUnknownKeys();
  return totals;
}

v1::RowGroup ReadRowGroup(HeaderTable& table, const EntryContext& context) {
  v1::RowGroup group;
  group.set_group_id(table.Id("id", Need::kRequired));
  group.set_label(table.Text("label", Need::kRequired));
  if (std::optional<HeaderTable> stated = table.Table("stated")) {
    *group.mutable_stated() = ReadStatedTotals(*stated, true, context);
  }
  return group;
}

v1::PlanRow ReadPlanRow(HeaderTable& table, const EntryContext& context) {
  HeaderFields fields(table);
  v1::PlanRow row;
  row.set_row_id(table.Id("id", Need::kRequired));
  row.set_label(table.Text("label"));
  row.set_printed_name(table.Text("printed_name"));
  row.set_holder_unit_id(ReadUnit(table, "holder", Need::kOptional, context.units));
  if (const auto n = fields.Count("quota", kMaxQuotaUnits)) {
    *row.mutable_quota()->mutable_units() = *n;
  }
  if (const auto n = fields.Count("converted_quota", kMaxQuotaUnits)) {
    *row.mutable_quota()->mutable_converted_units() = *n;
  }
  if (std::optional<HeaderTable> table_of = table.Table("selector")) {
    v1::RowSelector& selector = *row.mutable_selector();
    selector.set_unit_id(ReadUnit(*table_of, "unit", Need::kOptional, context.units));
    selector.set_round_id(table_of->Id("round"));
    selector.set_component(
        static_cast<v1::Component>(table_of->Word("component", ComponentWords()).value_or(0)));
    selector.set_donor_class(
        static_cast<v1::DonorClass>(table_of->Word("donor_class", DonorClassWords()).value_or(0)));
    table_of->RefuseUnknownKeys();
  }
  row.set_group_id(table.Id("group"));
  if (const auto n = fields.Count("population", kMaxPopulation)) *row.mutable_population() = *n;
  row.set_population_share_text(table.Text("population_share"));
  row.set_converted_population_share_text(table.Text("converted_population_share"));
  if (const auto n = fields.Count("round_count", kMaxRoundCount)) *row.mutable_round_count() = *n;
  row.set_time_text(table.Text("time"));
  row.set_body_in_charge(table.Text("body_in_charge"));
  for (const std::string& note : table.Texts("notes")) {
    *row.add_notes() = context.texts.Make(note, table.PlaceOf("notes"), table.problems());
  }
  return row;
}

}  // namespace hemoledger

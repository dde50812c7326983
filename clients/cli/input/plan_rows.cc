#include "clients/cli/input/plan_rows.h"

#include <utility>

#include "absl/strings/str_format.h"
#include "clients/cli/input/header_parts.h"
#include "clients/cli/input/text_forms.h"
#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "services/domain/plan_form.h"

namespace hemoledger {

void PlanRowsReader::Read(const TableFile& table) {
  if (!table.rows.empty()) round_columns_.Take(table, table.rows.front().problems());
  for (const TableRow& row : table.rows) {
    if (!context_.units.failure().ok()) return;
    ReadRow(row);
    places_.push_back(row.place());
  }
}

void PlanRowsReader::ReadRow(const TableRow& row) {
  v1::PlanRow& added = *plan_.add_rows();
  SetRowId(row, added);
  HeaderTable* const details = details_.Find(added.row_id());
  const PlanRowSource source(row, details);
  added.set_label(source.Name("label"));
  const std::string unit = ReadRowUnit(source, added);
  ReadFigures(source, added);
  added.set_time_text(source.Name("time"));
  added.set_body_in_charge(source.Name("body_in_charge"));
  added.set_group_id(ReadGroup(row));
  source.AddNotes(context_.texts, added);
  SetHolder(source, unit, added);
  SetSelector(source, unit, added);
  round_columns_.ReadRow(row, unit);
  if (details != nullptr) details->RefuseUnknownKeys();
}

void PlanRowsReader::SetRowId(const TableRow& row, v1::PlanRow& added) {
  added.set_row_id(row.Has("row_id") ? row.Id("row_id")
                                     : absl::StrFormat("r%02d", plan_.rows_size()));
  const auto [earlier, is_new] = row_ids_.emplace(added.row_id(), row.place().line);
  if (is_new || added.row_id().empty()) return;
  row.RefuseDuplicate("row_id", added.row_id(), earlier->second);
}

std::string PlanRowsReader::ReadRowUnit(const PlanRowSource& source, v1::PlanRow& added) {
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
  return context_.units.Resolve(text, row.PlaceOf("unit"), row.problems());
}

std::string PlanRowsReader::ResolveId(const TableRow& row, std::string_view key) {
  const std::string id = row.Id(key);
  if (id.empty()) return "";
  v1::UnitReference reference;
  reference.set_unit_id(id);
  return context_.units.Resolve(reference, row.PlaceOf(key), row.problems());
}

void PlanRowsReader::ReadFigures(const PlanRowSource& source, v1::PlanRow& added) {
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
std::string PlanRowsReader::ReadGroup(const TableRow& row) {
  if (!row.Has("group")) return "";
  const std::string text = row.Name("group");
  for (const v1::RowGroup& group : plan_.groups()) {
    if (group.group_id() == text) return text;
  }
  for (const v1::RowGroup& group : plan_.groups()) {
    if (FoldText(group.label()) == FoldText(text)) return group.group_id();
  }
  row.problems().AddStatus(row.PlaceOf("group"), text,
                           MakeError(ERROR_REASON_REFERENCE_UNKNOWN,
                                     {{"field", row.PlaceOf("group").heading}, {"value", text}}));
  return "";
}

// A row with a quota belongs to its unit and shows that unit's receipts; a row without one
// belongs to nobody and shows receipts only. Conditions narrow either. Details may say otherwise.
void PlanRowsReader::SetHolder(const PlanRowSource& source, const std::string& unit,
                               v1::PlanRow& added) {
  if (source.Detailed("holder")) {
    added.set_holder_unit_id(source.Holder(context_.units));
  } else if (added.quota().units().has_value()) {
    added.set_holder_unit_id(unit);
    CheckHolderOnce(source.row(), unit);
  } else if (added.quota().converted_units().has_value()) {
    source.row().RefuseBlank("quota");
  }
}

void PlanRowsReader::SetSelector(const PlanRowSource& source, const std::string& unit,
                                 v1::PlanRow& added) {
  const TableRow& row = source.row();
  if (source.Detailed("selector")) {
    if (const auto selector = source.Selector(plan_, context_.units)) {
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

void PlanRowsReader::CheckHolderOnce(const TableRow& row, const std::string& unit) {
  if (unit.empty()) return;
  const auto [earlier, is_new] = holder_lines_.emplace(unit, row.place().line);
  if (is_new) return;
  row.problems().AddStatus(row.PlaceOf("quota"), unit,
                           MakeError(ERROR_REASON_QUOTA_HOLDER_DUPLICATE, {{"holder_id", unit}}));
}

std::string PlanRowsReader::ReadRowRound(const TableRow& row) {
  const std::string id = row.Id("round");
  if (id.empty()) return "";
  for (const v1::Round& round : plan_.rounds()) {
    if (round.round_id() == id) return id;
  }
  row.problems().AddStatus(row.PlaceOf("round"), id,
                           MakeError(ERROR_REASON_REFERENCE_UNKNOWN,
                                     {{"field", row.PlaceOf("round").heading}, {"value", id}}));
  return "";
}

}  // namespace hemoledger

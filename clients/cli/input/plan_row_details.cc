#include "clients/cli/input/plan_row_details.h"

#include <algorithm>
#include <utility>

#include "clients/cli/input/header_parts.h"
#include "clients/cli/input/text_forms.h"
#include "proto/base/errors.h"
#include "proto/base/strings.h"

namespace hemoledger {

using Need = HeaderTable::Need;

PlanRowDetails::PlanRowDetails(HeaderTable& root) {
  for (HeaderTable& table : root.Tables("row_details")) {
    const FilePlace place = table.PlaceOf("row");
    const std::string row_id = table.Id("row", Need::kRequired);
    if (row_id.empty()) continue;
    const bool is_new = entries_.emplace(row_id, Entry{std::move(table)}).second;
    if (is_new) continue;
    root.problems().AddInvalid(
        place, row_id, Concat("Dòng \"", row_id, "\" đã có một mục row_details; ghi chung một mục"),
        Concat("The row \"", row_id, "\" has row_details already; write them in one"),
        "one [[row_details]] a row");
  }
}

HeaderTable* PlanRowDetails::Find(std::string_view row_id) {
  const auto found = entries_.find(row_id);
  if (found == entries_.end()) return nullptr;
  found->second.used = true;
  return &found->second.table;
}

void PlanRowDetails::RefuseUnused() const {
  for (const auto& [row_id, entry] : entries_) {
    if (entry.used) continue;
    const FilePlace place = entry.table.PlaceOf("row");
    entry.table.problems().AddStatus(
        place, row_id,
        MakeError(ERROR_REASON_REFERENCE_UNKNOWN, {{"field", place.heading}, {"value", row_id}}));
  }
}

void PlanRowSource::RefuseTwice(std::string_view cell_key) const {
  if (!row_.Has(cell_key)) return;
  row_.Refuse(cell_key, "Ô này cũng có trong row_details; để trống một trong hai nơi",
              "The cell is also given in row_details; leave one of them blank", "a blank cell");
}

std::string PlanRowSource::Name(std::string_view cell_key, std::string_view detail_key) const {
  if (!Detailed(detail_key)) return row_.Name(cell_key);
  RefuseTwice(cell_key);
  return details_->Text(detail_key);
}

std::optional<v1::PrintedNumber> PlanRowSource::Figure(std::string_view key,
                                                       int64_t highest) const {
  if (!Detailed(key)) {
    return row_.Count(key, 0, highest) ? row_.PrintedCount(key) : std::nullopt;
  }
  RefuseTwice(key);
  const std::optional<v1::PrintedNumber> number = details_->Count(key);
  if (number && number->value() > highest) {
    const FilePlace place = details_->PlaceOf(key);
    details_->problems().AddStatus(
        place, Concat(number->value()),
        MakeError(ERROR_REASON_COUNT_OUT_OF_RANGE,
                  {{"field", place.heading}, {"value", number->value()}, {"limit", highest}}));
  }
  return number;
}

std::string PlanRowSource::PercentText(std::string_view key) const {
  return Detailed(key) ? Name(key) : row_.PercentText(key);
}

void PlanRowSource::AddNotes(TextCollector& texts, v1::PlanRow& row) const {
  if (Detailed("notes")) {
    RefuseTwice("notes");
    for (const std::string& note : details_->Texts("notes")) {
      *row.add_notes() = texts.Make(note, details_->PlaceOf("notes"), row_.problems());
    }
    return;
  }
  std::string_view rest = row_.Text("notes");
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const std::string note = TrimSpaces(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (note.empty()) continue;
    *row.add_notes() = texts.Make(note, row_.PlaceOf("notes"), row_.problems());
  }
}

std::string PlanRowSource::Holder(UnitLookup& units) const {
  if (details_->IsNone("holder")) return "";
  return ReadUnit(*details_, "holder", Need::kRequired, units);
}

std::optional<v1::RowSelector> PlanRowSource::Selector(const v1::PlanIssued& plan,
                                                       UnitLookup& units) const {
  if (details_->IsNone("selector")) return std::nullopt;
  std::optional<HeaderTable> table = details_->Table("selector");
  v1::RowSelector selector;
  if (!table) return selector;
  selector.set_unit_id(ReadUnit(*table, "unit", Need::kOptional, units));
  selector.set_round_id(table->Id("round"));
  const bool known =
      std::any_of(plan.rounds().begin(), plan.rounds().end(),
                  [&](const v1::Round& round) { return round.round_id() == selector.round_id(); });
  if (!selector.round_id().empty() && !known) {
    const FilePlace place = table->PlaceOf("round");
    table->problems().AddStatus(
        place, selector.round_id(),
        MakeError(ERROR_REASON_REFERENCE_UNKNOWN,
                  {{"field", place.heading}, {"value", selector.round_id()}}));
  }
  selector.set_component(
      static_cast<v1::Component>(table->Word("component", ComponentWords()).value_or(0)));
  selector.set_donor_class(
      static_cast<v1::DonorClass>(table->Word("donor_class", DonorClassWords()).value_or(0)));
  table->RefuseUnknownKeys();
  return selector;
}

}  // namespace hemoledger

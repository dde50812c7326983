#include "clients/cli/export/plan_row_text.h"

#include <optional>
#include <utility>

#include "clients/cli/export/input_words.h"
#include "clients/cli/input/cell_values.h"
#include "clients/cli/input/text_forms.h"
#include "proto/base/ids.h"
#include "proto/base/strings.h"
#include "services/domain/numbers.h"
#include "services/domain/plan_form.h"

namespace hemoledger {

bool IsCellName(std::string_view text) {
  return CollapseSpaces(text) == text;
}

std::optional<std::string> FigureCell(const v1::PrintedNumber& number, int64_t highest) {
  if (!number.has_value() || number.value() > highest) return std::nullopt;
  if (number.text().empty()) return FormatCount(number.value(), Language::kVietnamese);
  const auto read = ReadPrintedCount(number.text());
  if (!read || read->value() != number.value() || read->text() != number.text() ||
      TrimSpaces(number.text()) != number.text()) {
    return std::nullopt;
  }
  return number.text();
}

namespace {

class RowWriter {
 public:
  RowWriter(const v1::PlanRow& row, const PlanTexts& texts, Language language, TomlText& toml)
      : row_(row), texts_(texts), language_(language), toml_(toml) {}

  PlanRowText Write() {
    Cell("row_id", row_.row_id());
    Name("label", row_.label());
    PrintedName();
    Figures();
    Name("time", row_.time_text());
    Name("body_in_charge", row_.body_in_charge());
    Cell("group", row_.group_id());
    HolderAndSelector();
    Notes();
    return std::move(written_);
  }

 private:
  void Cell(std::string_view key, std::string text) {
    if (!text.empty()) written_.cells[key] = std::move(text);
  }
  void Detail(std::string_view key, std::string_view value) {
    written_.details.push_back(Concat(key, " = ", value));
  }

  void Name(std::string_view key, const std::string& text) {
    if (IsCellName(text)) {
      Cell(key, text);
    } else {
      Detail(key, toml_.Quoted(text));
    }
  }

  // The cell would name the unit where it has the form of an id.
  void PrintedName() {
    const std::string& name = row_.printed_name();
    if (IsCellName(name) && !IsValidId(name)) {
      Cell("unit", name);
    } else {
      Detail("printed_name", toml_.Quoted(name));
    }
  }

  void Figure(std::string_view key, bool stated, const v1::PrintedNumber& number, int64_t highest) {
    if (!stated) return;
    if (const auto cell = FigureCell(number, highest)) {
      Cell(key, *cell);
    } else {
      Detail(key, toml_.Number(number));
    }
  }

  void Percent(std::string_view key, const std::string& text) {
    if (text.empty() || (ReadPercent(text) && TrimSpaces(text) == text)) {
      Cell(key, text);
    } else {
      Detail(key, toml_.Quoted(text));
    }
  }

  void Figures() {
    const v1::Quota& quota = row_.quota();
    if (row_.has_quota() && !quota.has_units() && !quota.has_converted_units()) {
      Detail("blank_quota", "true");
    }
    Figure("quota", quota.has_units(), quota.units(), kMaxQuotaUnits);
    Figure("converted_quota", quota.has_converted_units(), quota.converted_units(), kMaxQuotaUnits);
    Figure("population", row_.has_population(), row_.population(), kMaxPopulation);
    Figure("round_count", row_.has_round_count(), row_.round_count(), kMaxRoundCount);
    Percent("population_share", row_.population_share_text());
    Percent("converted_population_share", row_.converted_population_share_text());
  }

  // The reader's rule (plan_file.cc): a row with a quota belongs to its unit, one without shows
  // that unit's receipts. Where that rule gives something else, the details say it.
  void HolderAndSelector() {
    const v1::RowSelector& selector = row_.selector();
    const std::string& unit =
        row_.holder_unit_id().empty() ? selector.unit_id() : row_.holder_unit_id();
    Cell("unit_id", unit);
    const std::string holder_by_rule = row_.quota().units().has_value() ? unit : "";
    // Without a unit the reader wants to be told both.
    const bool tell_holder = unit.empty() || holder_by_rule != row_.holder_unit_id();
    if (tell_holder) {
      Detail("holder",
             row_.holder_unit_id().empty() ? "false" : toml_.Quoted(row_.holder_unit_id()));
    }
    if (unit.empty() || !SelectorInCells(unit)) Detail("selector", SelectorTable());
  }

  // Writes the selector into cells; false: they can not say it.
  bool SelectorInCells(const std::string& unit) {
    const v1::RowSelector& selector = row_.selector();
    const bool holds = !row_.holder_unit_id().empty();
    if (!row_.has_selector()) return holds;
    const bool narrowed =
        !selector.round_id().empty() || selector.component() != 0 || selector.donor_class() != 0;
    if (selector.unit_id().empty()) return false;
    if (selector.unit_id() != unit || (holds && !narrowed)) {
      Cell("selector_unit_id", selector.unit_id());
    }
    Cell("round", selector.round_id());
    Cell("component", ComponentWord());
    Cell("donor_class", DonorClassWord());
    return true;
  }

  std::string ComponentWord() const {
    const v1::Component component = row_.selector().component();
    return component == v1::COMPONENT_UNSPECIFIED
               ? ""
               : InputWord(component, ComponentWords(), language_);
  }
  std::string DonorClassWord() const {
    const v1::DonorClass donor_class = row_.selector().donor_class();
    return donor_class == v1::DONOR_CLASS_UNSPECIFIED
               ? ""
               : InputWord(donor_class, DonorClassWords(), language_);
  }

  std::string SelectorTable() {
    if (!row_.has_selector()) return "false";
    std::string parts;
    const auto add = [&](std::string_view key, const std::string& value) {
      if (value.empty()) return;
      parts += Concat(parts.empty() ? "" : ", ", key, " = ", toml_.Quoted(value));
    };
    add("unit", row_.selector().unit_id());
    add("round", row_.selector().round_id());
    add("component", ComponentWord());
    add("donor_class", DonorClassWord());
    return parts.empty() ? "{}" : Concat("{ ", parts, " }");
  }

  // All in one cell, a line each, unless one of them would not come back.
  void Notes() {
    std::vector<std::string> notes;
    bool fit = true;
    for (const v1::Text& note : row_.notes()) {
      const std::optional<std::string> text = texts_.Find(note);
      if (!text) {
        ++written_.erased_notes;
        continue;
      }
      fit = fit && TrimSpaces(*text) == *text && text->find('\n') == std::string::npos;
      notes.push_back(*text);
    }
    if (!fit) {
      Detail("notes", toml_.List(notes));
      return;
    }
    std::string cell;
    for (const std::string& note : notes) cell += (cell.empty() ? "" : "\n") + note;
    Cell("notes", cell);
  }

  const v1::PlanRow& row_;
  const PlanTexts& texts_;
  const Language language_;
  TomlText& toml_;
  PlanRowText written_;
};

}  // namespace

PlanRowText WritePlanRow(const v1::PlanRow& row, const PlanTexts& texts, Language language,
                         TomlText& toml) {
  return RowWriter(row, texts, language, toml).Write();
}

}  // namespace hemoledger

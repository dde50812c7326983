// One row of a plan as cells of its table, and as [[row_details]] where a cell can not say it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/export/plan_texts.h"
#include "clients/cli/export/toml_text.h"
#include "hemoledger/v1/plans.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

struct PlanRowText {
  // By the keys of PlanColumns(); a column that is not here is blank.
  std::map<std::string_view, std::string> cells;
  // Lines "key = value" of the row's [[row_details]], without its `row`; empty: it needs none.
  std::vector<std::string> details;
  // How many of its notes were erased, and are left out.
  int erased_notes = 0;
};

// Whether a cell of names gives the text back: the reader collapses white space there.
bool IsCellName(std::string_view text);
// The cell that is read as exactly this figure; absent: there is none.
std::optional<std::string> FigureCell(const v1::PrintedNumber& number, int64_t highest);

// Words of enums are those of `language`. REQUIRES: the row is of a valid plan
// (services/domain/plan_form.h).
PlanRowText WritePlanRow(const v1::PlanRow& row, const PlanTexts& texts, Language language,
                         TomlText& toml);

}  // namespace hemoledger

// Attainment as a table, as CSV and as JSON.
#pragma once

#include <string>
#include <vector>

#include "clients/cli/render/message_json.h"
#include "hemoledger/v1/attainment_service.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

// What was asked, as far as the answer does not say it itself.
struct AttainmentQuestion {
  std::string plan_id;
  v1::AttainmentGrouping grouping = v1::ATTAINMENT_GROUPING_ROW;
  // With a unit's children as lines.
  bool children = false;
  // The unit asked for; blank: the whole plan.
  std::string unit_name;
  // What is new in each line, then in the total, as the table's last column; empty: no such column.
  std::vector<std::string> news = {};
};

// With title, total, the fraction behind the percentage, and the position that it reflects.
// Vietnamese prints "ĐVM" (đơn vị máu), never bare "đơn vị", for blood units. Percentages on the
// main basis have the document's own number of decimals, all others one (DOMAIN "Text and
// numbers").
std::string AttainmentText(const v1::GetAttainmentResponse& answer,
                           const AttainmentQuestion& question, Language language);

// Decimals of percentages in an answer: on the main basis the document's own number, else one.
int PercentDecimals(const v1::GetAttainmentResponse& answer);

// What a reader must know besides the figures, a line each: inferred credits, units that are not
// counted or not converted, repeat donors. Blank: nothing.
std::string AttainmentNotes(const v1::GetAttainmentResponse& answer, Language language);

// A line each, then one with key "total".
std::string AttainmentCsv(const v1::GetAttainmentResponse& answer);

// The contract's answer, and in every `own`, `figures` and `total` also `percent`: a number text
// with the decimals that the table shows; null where there is none.
Json AttainmentJson(const v1::GetAttainmentResponse& answer);

}  // namespace hemoledger

// Plans in a list, and one plan with its rows as the document prints them.
#pragma once

#include <span>
#include <string>

#include "hemoledger/v1/plan_service.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

std::string PlansText(std::span<const v1::PlanSummary> plans, Language language);
std::string PlansCsv(std::span<const v1::PlanSummary> plans);

// The document, its rows, rounds and rules of credit. Figures that the document prints in a form of
// their own are shown in that form; a converted quota that follows from the plan's mix of bags but
// differs from the printed one is shown beside it.
std::string PlanText(const v1::GetPlanResponse& answer, Language language);
// A line a row; the first column is the holder's id where there is one (else blank), the second the
// row's.
std::string PlanCsv(const v1::GetPlanResponse& answer);

// The plain text behind a Text of `plan`, or a word that it was erased; blank: it has none.
std::string PlainText(const v1::PlanView& plan, const v1::Text& text, Language language);

// "103/QĐ-BCĐQG, ký ngày 12/11/2020, Ban Chỉ đạo quốc gia …: title"; blank parts left out.
std::string DocumentWords(const v1::DocumentReference& document, Language language);

}  // namespace hemoledger

// Plans in a list, and one plan with its rows as the document prints them.
#pragma once

#include <span>
#include <string>

#include "hemoledger/v1/plan_service.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

std::string PlansText(std::span<const v1::PlanSummary> plans, Language language);
std::string PlansCsv(std::span<const v1::PlanSummary> plans);

// Which revision's figures a view shows, where amendments are recorded that do not hold yet by the
// business date asked for.
struct PlanFigures {
  // 0: those of the current revision.
  uint32_t revision = 0;
  // The date asked for, or the end of the plan's period; 0: none.
  int32_t through_date = 0;
  // The first day of the earliest amendment that does not hold by then.
  int32_t next_from_date = 0;
};
// What of the plan's history holds by `through_date`; 0: by the end of the plan's period.
PlanFigures FiguresOf(const v1::PlanView& plan, std::span<const v1::PlanRevision> history,
                      int32_t through_date);

// The document, its rows, targets, campaigns, rounds, tasks and rules of credit, without the state
// that it reflects. Figures that the document prints in a form of their own are shown in that form;
// a converted quota that follows from the plan's mix of bags but differs from the printed one is
// shown beside it.
std::string PlanText(const v1::PlanView& plan, const PlanFigures& figures, Language language);
// The same, and the position that it reflects.
std::string PlanText(const v1::GetPlanResponse& answer, const PlanFigures& figures,
                     Language language);
// A line a row; the first column is the holder's id where there is one (else blank), the second the
// row's.
std::string PlanCsv(const v1::GetPlanResponse& answer);

// The plain text behind a Text of `plan`, or a word that it was erased; blank: it has none.
std::string PlainText(const v1::PlanView& plan, const v1::Text& text, Language language);

// "103/QĐ-BCĐQG, ký ngày 12/11/2020, Ban Chỉ đạo quốc gia …: title"; blank parts left out.
std::string DocumentWords(const v1::DocumentReference& document, Language language);

}  // namespace hemoledger

// Findings (điểm chưa khớp) as people read them: one sentence each, by its kind.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "clients/cli/render/message_json.h"
#include "hemoledger/v1/findings.pb.h"
#include "hemoledger/v1/record_service.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

// "Dòng 3: chỉ tiêu sau quy đổi in 1.276, tính theo cách quy đổi của kế hoạch được 1.277." What is
// wrong, where, what is stated and what comes out, without a line break. Pure.
std::string FindingSentence(const v1::Finding& finding, Language language);

// "dòng II.16, II.17, II.18"; all places, their fields left out. Blank: none.
std::string FindingPlaceWords(const v1::Finding& finding, Language language);

// A figure with its comparator, a quoted text, a date or a time; blank: nothing is there.
std::string FindingValueWords(const v1::FindingValue& value, Language language);

// All findings in their order, numbered, each with its origin, state, id and, where it was
// answered, the reason. Blank: there are none.
std::string FindingListText(std::span<const v1::Finding> findings, Language language);

// The list of a plan with its counts and what to do with a finding. `only_open`: the others were
// left out.
std::string FindingsText(const v1::ListFindingsResponse& answer, std::string_view plan_id,
                         bool only_open, Language language);
// A line each; the first column is the finding's id.
std::string FindingsCsv(std::span<const v1::Finding> findings);
// A finding as the contract has it, and its sentence in both languages.
Json FindingJson(const v1::Finding& finding);

}  // namespace hemoledger

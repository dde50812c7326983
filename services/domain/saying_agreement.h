// Whether two sayings of a document agree, where more than equal characters decides. Pure.
// docs/findings.md tells the rules.
#pragma once

#include <string_view>

#include "hemoledger/v1/schedule.pb.h"

namespace hemoledger::findings {

// Whether times agree: all possible days of one lie among those of the other. REQUIRES: both are
// known.
bool TimesAgree(const v1::PlannedTime& a, const v1::PlannedTime& b);
// Whether printed hosts are the same body: by the rules of names, and with the abbreviations that
// documents use for "hiến máu tình nguyện" and "Chữ thập đỏ".
bool HostsAgree(std::string_view a, std::string_view b);
// Whether two numbers of documents are the same: blanks and case do not matter.
bool NumbersAgree(std::string_view a, std::string_view b);

}  // namespace hemoledger::findings

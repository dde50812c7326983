// Errors for people: what is wrong, what to do, where, and the reason's code.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "hemoledger/v1/errors.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

// Several lines, each ended. `server` is told where the server can not be reached. REQUIRES: not
// OK.
std::string RenderError(const absl::Status& status, std::string_view server, Language language);

// "message [REASON]", one line, not ended.
std::string RenderRefusal(const v1::Refusal& refusal, Language language);

}  // namespace hemoledger

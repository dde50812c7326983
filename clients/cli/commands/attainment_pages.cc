#include "clients/cli/commands/attainment_pages.h"

#include <utility>

#include "proto/base/status_macros.h"

namespace hemoledger {

absl::StatusOr<v1::GetAttainmentResponse> ReadAttainment(v1::GetAttainmentRequest request,
                                                         Context& context) {
  ASSIGN_OR_RETURN(v1::GetAttainmentResponse answer, context.connection().GetAttainment(request));
  while (!answer.next_page_token().empty()) {
    request.set_page_token(answer.next_page_token());
    ASSIGN_OR_RETURN(v1::GetAttainmentResponse page, context.connection().GetAttainment(request));
    for (v1::AttainmentLine& line : *page.mutable_lines()) *answer.add_lines() = std::move(line);
    answer.set_next_page_token(page.next_page_token());
  }
  return answer;
}

}  // namespace hemoledger

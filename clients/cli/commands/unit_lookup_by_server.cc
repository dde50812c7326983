#include "clients/cli/commands/unit_lookup_by_server.h"

#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "proto/base/status_macros.h"
#include "proto/base/utf8.h"

namespace hemoledger {

absl::StatusOr<v1::Unit> FindUnit(Context& context, std::string_view text,
                                  std::string_view under_unit_id) {
  if (IsValidId(text)) {
    v1::GetUnitRequest request;
    request.mutable_unit()->set_unit_id(std::string(text));
    absl::StatusOr<v1::GetUnitResponse> found = context.connection().GetUnit(request);
    if (found.ok()) return std::move(*found->mutable_unit());
    if (ReasonOf(found.status()) != ERROR_REASON_UNIT_NOT_FOUND) return found.status();
  }
  v1::GetUnitRequest request;
  // A terminal or a Mac may give NFD.
  request.mutable_unit()->mutable_name()->set_name(ToNfc(text).value_or(std::string(text)));
  request.mutable_unit()->mutable_name()->set_under_unit_id(std::string(under_unit_id));
  ASSIGN_OR_RETURN(v1::GetUnitResponse found, context.connection().GetUnit(request));
  return std::move(*found.mutable_unit());
}

absl::StatusOr<std::string> ServerUnitResolver::Resolve(const v1::UnitReference& reference) {
  v1::GetUnitRequest request;
  *request.mutable_unit() = reference;
  ASSIGN_OR_RETURN(const v1::GetUnitResponse found, context_.connection().GetUnit(request));
  return found.unit().unit_id();
}

}  // namespace hemoledger

// Units by what a person writes, looked up on the server.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "clients/cli/commands/context.h"
#include "clients/cli/input/unit_resolver.h"
#include "hemoledger/v1/unit_service.pb.h"

namespace hemoledger {

// The unit that `text` names: by id if it is an id and there is one such, else by name or alias at
// or below `under_unit_id` (blank: anywhere). Errors: UNIT_NOT_FOUND (with suggestions),
// UNIT_NAME_AMBIGUOUS.
absl::StatusOr<v1::Unit> FindUnit(Context& context, std::string_view text,
                                  std::string_view under_unit_id = "");

// Looks names of input files up on the server.
class ServerUnitResolver : public UnitResolver {
 public:
  explicit ServerUnitResolver(Context& context) : context_(context) {}
  absl::StatusOr<std::string> Resolve(const v1::UnitReference& reference) override;

 private:
  Context& context_;
};

}  // namespace hemoledger

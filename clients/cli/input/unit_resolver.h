// The seam to the units that the ledger knows.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "hemoledger/v1/values.pb.h"

namespace hemoledger {

// Says which unit a reference names. The command line implements it with the server
// (UnitService.GetUnit), tests with a tree in memory. The readers ask once for each distinct
// reference of a file.
class UnitResolver {
 public:
  virtual ~UnitResolver() = default;

  // Id of the unit: an id is checked to exist, a name or alias is looked up at or below
  // `name.under_unit_id`. Errors: UNIT_NOT_FOUND (with suggestions), UNIT_NAME_AMBIGUOUS (with
  // candidates); any other error (no connection …) ends the reading of the file with that error.
  virtual absl::StatusOr<std::string> Resolve(const v1::UnitReference& reference) = 0;
};

}  // namespace hemoledger

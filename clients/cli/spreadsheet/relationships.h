// Which part of a package means what: the relationships of a part (ECMA-376 part 2, 6.5).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/spreadsheet/workbook_fault.h"
#include "clients/cli/spreadsheet/zip_archive.h"

namespace hemoledger {

struct Relationship {
  std::string id;
  // The last word of its type: "worksheet", "sharedStrings", "officeDocument".
  std::string type;
  // Path of the part from the root of the package.
  std::string part;
};

// Those of `part` (blank: of the package); none where it states none. Targets outside of the
// package are left out. Absent: `fault`.
std::optional<std::vector<Relationship>> ReadRelationships(const ZipArchive& archive,
                                                           std::string_view part,
                                                           WorkbookFault& fault);

// nullptr: none.
const Relationship* FindByType(const std::vector<Relationship>& relationships,
                               std::string_view type);
const Relationship* FindById(const std::vector<Relationship>& relationships, std::string_view id);

}  // namespace hemoledger

// Units as a tree, and one unit with all that it ever was.
#pragma once

#include <span>
#include <string>

#include "clients/cli/render/csv.h"
#include "hemoledger/v1/unit_service.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

// `units` in the order of the tree (a parent before its children); names are indented by depth.
std::string UnitsText(std::span<const v1::Unit> units, Language language);
std::string UnitsCsv(std::span<const v1::Unit> units);
std::string UnitText(const v1::Unit& unit, Language language);

}  // namespace hemoledger

// An amendment of a plan from its header, for the files that are one and for those that name one.
#pragma once

#include "clients/cli/input/header_file.h"
#include "clients/cli/input/input_files.h"
#include "clients/cli/input/text_collector.h"
#include "clients/cli/input/unit_lookup.h"

namespace hemoledger {

// Its texts stay in `texts`. The answer is of use where no problem was told and units could be
// looked up.
AmendmentFile ReadAmendment(HeaderTable root, UnitLookup& units, TextCollector& texts);

}  // namespace hemoledger

// A plan template as a workbook (.xlsx, Office Open XML): the sheets "Thông tin" and "Bảng", in
// English "Info" and "Table".
#pragma once

#include <string>

#include "absl/status/status.h"
#include "clients/cli/export/plan_template.h"
#include "proto/base/language.h"

namespace hemoledger {

// Writes the workbook to `path`, over whatever stands there. The heading row of the table is frozen
// and printed on every page, counts take whole numbers from 0 on (a slip of the document can still
// be forced in), ids and labels stay texts ("01"), and both sheets print on A4. Errors:
// FILE_UNREADABLE with the path and why.
absl::Status WritePlanTemplate(const PlanTemplate& plan, const std::string& path,
                               Language language);

}  // namespace hemoledger

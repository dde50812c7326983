// Parts of headers that several kinds of files share.
#pragma once

#include <string>
#include <string_view>

#include "clients/cli/input/header_file.h"
#include "clients/cli/input/sheet_table.h"
#include "clients/cli/input/text_collector.h"
#include "clients/cli/input/unit_lookup.h"
#include "hemoledger/v1/plans.pb.h"
#include "hemoledger/v1/values.pb.h"
#include "services/domain/plan_form.h"

namespace hemoledger {

// Where the table of a header stands: in the file that its key `table` names, beside the header's
// own, there in the sheet of its key `sheet`; without `table` in the workbook that holds the
// header: the sheet of the key `sheet`, else the one named "Bảng" or "Table", else the only other
// one but `besides` (blank: none). Empty: nowhere, which is told where it is needed, and always
// where it is not certain.
TableSource FindTable(HeaderTable& root, HeaderTable::Need need, std::string_view besides = "");

// Where a plan's table of rounds stands: keys `rounds_table` and `rounds_sheet` likewise; in the
// workbook that holds the header the sheet named "Đợt" or "Rounds". Empty: nowhere.
TableSource FindRoundsTable(HeaderTable& root);

// The path of a file that the header names, beside its own.
std::string FileBeside(const HeaderTable& root, std::string_view name);

// { number, date, issuer, title }: number or title, unless texts are taken exactly (what a program
// wrote is what was recorded).
v1::DocumentReference ReadDocumentReference(HeaderTable table);

// Reads the key `unit_under` and makes it the scope of `units`; `date` as UnitLookup::SetScope.
void ReadUnitScope(HeaderTable& root, int32_t date, UnitLookup& units);

// The unit that a key names, by id or name. Blank: absent, or told as a problem.
std::string ReadUnit(HeaderTable& table, std::string_view key, HeaderTable::Need need,
                     UnitLookup& units);

// A quota: { quota = …, converted_quota = … }, or a figure alone, which is its units. `units`:
// whether the table must have its units. False: absent.
bool ReadQuota(HeaderTable& table, std::string_view key, HeaderTable::Need need, v1::Quota& quota,
               HeaderTable::Need units = HeaderTable::Need::kRequired);

// One [[credit_rules]] table: id, unit, credited_to, inferred, reason.
v1::CreditRule ReadCreditRule(HeaderTable& table, UnitLookup& units, TextCollector& texts);

// A problem where a quota is absurd.
void CheckQuota(const v1::Quota& quota, const FilePlace& place, Problems& problems);

}  // namespace hemoledger

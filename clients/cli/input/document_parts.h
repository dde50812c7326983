// Parts of a plan that are one for the whole document, as headers of input files have them.
#pragma once

#include "clients/cli/input/entry_context.h"
#include "clients/cli/input/header_file.h"
#include "hemoledger/v1/plans.pb.h"

namespace hemoledger {

// kind, numbers, title, issuer_name, signatory, place, date, recipients, legal_bases: all but the
// issuer's unit, which is looked up once the document's date is known.
v1::PlanDocument ReadDocumentItself(HeaderTable& table, const EntryContext& context);

// [conversion].
v1::ConversionRule ReadConversion(HeaderTable table);

// [stated] of a plan or of a group. `with_quota`: whether it states the totals of the quota columns
// too, as those of groups do.
v1::StatedTotals ReadStatedTotals(HeaderTable table, bool with_quota, const EntryContext& context);

// One [[groups]] table.
v1::RowGroup ReadRowGroup(HeaderTable& table, const EntryContext& context);

// A row as a header has it, where no table does (entry corrections).
v1::PlanRow ReadPlanRow(HeaderTable& table, const EntryContext& context);

}  // namespace hemoledger

// What records hold, as entries of input files: tables of documents, statements, indicators.
#pragma once

#include <string>
#include <vector>

#include "clients/cli/input/entry_context.h"
#include "clients/cli/input/fields.h"
#include "clients/cli/input/table_file.h"
#include "hemoledger/v1/records.pb.h"

namespace hemoledger {

// Columns of a table of statements, a row each, and of a table of indicators.
const std::vector<ColumnSpec>& StatementColumns();
const std::vector<ColumnSpec>& IndicatorColumns();

// One [[tables]] table.
v1::StatementTable ReadStatementTable(HeaderTable& table);

// One statement; tables are those of `list`.
v1::Statement ReadStatement(Fields& fields, const v1::StatementList& list,
                            const EntryContext& context);

// One indicator; a value "11/15" is the value and of how many.
v1::IndicatorValue ReadIndicator(Fields& fields, const EntryContext& context);

}  // namespace hemoledger

#include <utility>

#include "clients/cli/input/header_file.h"
#include "clients/cli/input/header_parts.h"
#include "clients/cli/input/input_files.h"
#include "clients/cli/input/receipt_rows.h"
#include "clients/cli/input/table_file.h"
#include "clients/cli/input/unit_lookup.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

using Need = HeaderTable::Need;

ReceiptsFile ReadAll(HeaderTable root, UnitLookup& units, Random& random) {
  ReceiptsFile file;
  file.feed = root.Id("feed", Need::kRequired);
  ReceiptRows rows(units, random, ReceiptRows::Duplicates::kRefused);
  rows.ReadHeader(root);
  const TableSource source = FindTable(root, Need::kRequired);
  root.RefuseUnknownKeys();
  if (source.empty() || !units.failure().ok()) return file;
  const TableFile table = ReadTableFile(source, rows.columns(), rows.rule(), root.problems());
  if (!table.rows.empty()) rows.TakeColumns(*table.columns, root.problems());
  for (const TableRow& row : table.rows) {
    if (!units.failure().ok()) break;
    if (std::optional<InputReceipt> receipt = rows.Read(row)) {
      file.receipts.push_back(*std::move(receipt));
    }
  }
  return file;
}

}  // namespace

absl::StatusOr<ReceiptsFile> ReadReceiptsFile(const std::string& path, UnitResolver* units,
                                              Random& random, Problems& problems) {
  ASSIGN_OR_RETURN(const std::unique_ptr<HeaderValue> header, ReadHeaderFile(path, problems));
  if (header == nullptr) return problems.ToStatus();
  UnitLookup lookup(units);
  ReceiptsFile file = ReadAll(HeaderTable(*header, path, "", problems), lookup, random);
  RETURN_IF_ERROR(lookup.failure());
  if (!problems.empty()) return problems.ToStatus();
  return file;
}

}  // namespace hemoledger

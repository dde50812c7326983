#include "clients/cli/input/receipts_table.h"

#include <algorithm>
#include <utility>

#include "clients/cli/input/delimited_text.h"
#include "clients/cli/input/receipt_rows.h"
#include "clients/cli/input/table_file.h"
#include "clients/cli/input/unit_lookup.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

// Sets a key of the header's table, whatever the file says.
void SetText(HeaderValue& root, const std::string& key, const std::string& text) {
  if (text.empty()) return;
  std::erase_if(root.entries, [&](const auto& entry) { return entry.first == key; });
  HeaderValue value;
  value.kind = HeaderValue::Kind::kText;
  value.text = text;
  root.entries.emplace_back(key, std::move(value));
}

}  // namespace

bool IsTableName(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower.ends_with(".csv") || lower.ends_with(".tsv") || lower.ends_with(".xlsx");
}

absl::StatusOr<FeedHeader> ReadFeedHeader(const std::string& path, const std::string& feed,
                                          const std::string& unit_under, Random& random,
                                          Problems& problems) {
  FeedHeader header{.feed = "", .path = path, .value = std::make_unique<HeaderValue>()};
  header.value->kind = HeaderValue::Kind::kTable;
  if (!path.empty()) {
    ASSIGN_OR_RETURN(header.value, ReadHeaderFile(path, problems));
    if (header.value == nullptr) return problems.ToStatus();
  }
  SetText(*header.value, "feed", feed);
  SetText(*header.value, "unit_under", unit_under);
  HeaderTable root(*header.value, path, "", problems);
  header.feed = root.Id("feed", HeaderTable::Need::kRequired);
  UnitLookup units(nullptr);
  ReceiptRows(units, random, ReceiptRows::Duplicates::kLeft).ReadHeader(root);
  root.RefuseUnknownKeys();
  RETURN_IF_ERROR(problems.ToStatus());
  return header;
}

absl::StatusOr<ReceiptsTable> ReadReceiptsTable(std::string bytes, const std::string& name,
                                                const FeedHeader& header, Random& random,
                                                Problems& problems) {
  // Read without a fault before.
  Problems of_header;
  HeaderTable root(*header.value, header.path, "", of_header);
  UnitLookup units(nullptr);
  ReceiptRows rows(units, random, ReceiptRows::Duplicates::kLeft);
  rows.ReadHeader(root);
  LooseTable loose = ReadLooseTable(std::move(bytes), {.path = name}, rows.columns(), rows.rule(),
                                    kReasonPrefix, problems);
  RETURN_IF_ERROR(problems.ToStatus());
  rows.TakeColumns(*loose.columns, problems);
  RETURN_IF_ERROR(problems.ToStatus());
  ReceiptsTable table;
  table.headings = std::move(loose.headings);
  table.delimiter = loose.delimiter;
  for (LooseRow& from : loose.rows) {
    ReceiptsTableRow row{
        .line = from.line, .raw = std::move(from.raw), .receipt = {}, .problems = {}};
    if (from.row) {
      row.receipt = rows.Read(*from.row);
      // Prefilled, and not filled in.
      if (!row.receipt) continue;
    }
    if (!from.problems->empty()) row.receipt.reset();
    row.problems = from.problems->list();
    table.rows.push_back(std::move(row));
  }
  return table;
}

RowRefusal RefusalOf(const std::vector<Problem>& problems) {
  RowRefusal refusal;
  std::vector<std::string_view> codes;
  for (const Problem& problem : problems) {
    const std::string_view code = ReasonName(problem.reason);
    if (std::find(codes.begin(), codes.end(), code) == codes.end()) {
      refusal.code += Concat(codes.empty() ? "" : " ", code);
      codes.push_back(code);
    }
    const auto add = [&](std::string& all, const std::string& message) {
      if (!all.empty()) all += " | ";
      if (!problem.place.heading.empty()) all += Concat(problem.place.heading, ": ");
      all += message;
    };
    add(refusal.vi, problem.message_vi);
    add(refusal.en, problem.message_en);
  }
  return refusal;
}

RefusedRows::RefusedRows(const ReceiptsTable& table) : delimiter_(table.delimiter) {
  text_ = "\xEF\xBB\xBF";
  for (size_t i = 0; i < table.headings.size(); ++i) {
    for (const std::string_view heading : kReasonHeadings) {
      // Of two lines of headings the lower one counts where it is not blank.
      if (i == 0) text_ += heading;
      text_ += delimiter_;
    }
    text_ += table.headings[i] + "\r\n";
  }
}

void RefusedRows::Add(const ReceiptsTableRow& row, const RowRefusal& refusal) {
  ++count_;
  for (const std::string* const cell : {&refusal.code, &refusal.vi, &refusal.en}) {
    text_ += DelimitedCellText(*cell, delimiter_);
    text_ += delimiter_;
  }
  text_ += row.raw + "\r\n";
}

}  // namespace hemoledger

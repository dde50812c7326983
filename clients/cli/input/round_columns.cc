#include "clients/cli/input/round_columns.h"

#include <algorithm>
#include <optional>

#include "clients/cli/input/text_forms.h"
#include "clients/cli/input/words.h"
#include "proto/base/errors.h"
#include "proto/base/strings.h"
#include "services/domain/plan_form.h"

namespace hemoledger {
namespace {

// Keys: with the number of the round, or with the heading that fits several.
constexpr std::string_view kRoundKey = "round:";
constexpr std::string_view kUncertainKey = "rounds:";

// "Đợt I (15/3/2024)" → "Đợt I"; without brackets at its end as it is.
std::string WithoutBrackets(const std::string& heading) {
  const size_t open = heading.rfind('(');
  if (!heading.ends_with(')') || open == std::string::npos) return heading;
  return TrimSpaces(std::string_view(heading).substr(0, open));
}

}  // namespace

RoundColumns::RoundColumns(v1::PlanIssued& plan) : plan_(plan) {
  for (const v1::Round& round : plan.rounds()) labels_.push_back(FoldText(round.label()));
}

std::vector<int> RoundColumns::Find(const std::string& heading) const {
  std::vector<int> found;
  if (heading.empty()) return found;
  const std::string folded = FoldText(heading);
  for (int i = 0; i < plan_.rounds_size(); ++i) {
    // An id goes before labels.
    if (plan_.rounds(i).round_id() == heading) return {i};
    if (labels_[static_cast<size_t>(i)] == folded) found.push_back(i);
  }
  return found;
}

std::string RoundColumns::KeyOf(const std::string& heading) const {
  std::vector<int> found = Find(heading);
  if (found.empty()) found = Find(WithoutBrackets(heading));
  if (found.empty()) return "";
  return found.size() == 1 ? Concat(kRoundKey, found[0]) : Concat(kUncertainKey, heading);
}

void RoundColumns::Take(const TableFile& table, Problems& problems) {
  for (const auto& [key, index] : table.columns->index_by_key) {
    if (key.starts_with(kRoundKey)) {
      columns_.push_back({key, std::stoi(key.substr(kRoundKey.size()))});
    } else if (key.starts_with(kUncertainKey) && !table.rows.empty()) {
      FilePlace place = table.rows.front().PlaceOf(key);
      place.line = 0;
      problems.AddInvalid(
          place, place.heading, "Nhiều đợt có nhãn này; hãy dùng mã của đợt làm tiêu đề",
          "Several rounds have this label; head the column with the round's id", "a round's id");
    }
  }
  std::sort(columns_.begin(), columns_.end(),
            [](const Column& a, const Column& b) { return a.round < b.round; });
}

void RoundColumns::ReadRow(const TableRow& row, const std::string& unit) const {
  for (const Column& column : columns_) {
    if (row.Has(column.key)) AddQuota(row, column.key, unit, *plan_.mutable_rounds(column.round));
  }
}

void RoundColumns::AddQuota(const TableRow& row, const std::string& key, const std::string& unit,
                            v1::Round& round) const {
  v1::RoundQuota quota;
  quota.set_unit_id(unit);
  if (FoldText(row.Text(key)) != "x") {
    if (!row.Count(key, 0, kMaxQuotaUnits)) return;
    *quota.mutable_units() = *row.PrintedCount(key);
  }
  if (unit.empty()) {
    // A unit that could not be found was told.
    if (!row.Has("unit") && !row.Has("unit_id")) {
      row.RefuseBlank(row.Exists("unit") ? "unit" : "unit_id");
    }
    return;
  }
  const bool twice =
      std::any_of(round.quotas().begin(), round.quotas().end(),
                  [&](const v1::RoundQuota& other) { return other.unit_id() == unit; });
  if (twice) {
    const FilePlace place = row.PlaceOf(key);
    row.problems().AddStatus(
        place, row.Text(key),
        MakeError(ERROR_REASON_DUPLICATE, {{"field", place.heading}, {"value", unit}}));
    return;
  }
  *round.add_quotas() = quota;
}

}  // namespace hemoledger

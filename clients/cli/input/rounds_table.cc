#include "clients/cli/input/rounds_table.h"

#include <algorithm>
#include <map>
#include <string>

#include "clients/cli/input/schedule_parts.h"
#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/strings.h"
#include "services/domain/plan_form.h"

namespace hemoledger {
namespace {

// Columns that say something of one unit, not of the round.
bool IsOfUnit(std::string_view key) {
  return key == "unit" || key == "unit_id" || key == "units";
}

class RoundsReader {
 public:
  RoundsReader(const EntryContext& context, v1::PlanIssued& plan)
      : context_(context), plan_(plan), in_header_(plan.rounds_size()) {}

  void Read(const TableRow& row) {
    RowFields fields(row);
    if (!row.Has("id")) {
      row.RefuseBlank("id");
      return;
    }
    const std::string id = row.Id("id");
    if (id.empty() || IsInHeader(row, id)) return;
    const auto [known, is_new] = begun_.emplace(id, Begun{row, plan_.rounds_size()});
    if (is_new) {
      *plan_.add_rounds() = ReadRoundItself(fields, context_);
    } else {
      CheckRepeated(row, known->second.first_row);
    }
    ReadUnit(fields, !is_new, *plan_.mutable_rounds(known->second.index));
  }

 private:
  struct Begun {
    TableRow first_row;
    int index = 0;
  };

  bool IsInHeader(const TableRow& row, const std::string& id) const {
    for (int i = 0; i < in_header_; ++i) {
      if (plan_.rounds(i).round_id() != id) continue;
      row.Refuse("id", "Đợt này đã có ở [[rounds]]; chỉ ghi ở một nơi",
                 "The round stands under [[rounds]] already; write it in one place", "another id");
      return true;
    }
    return false;
  }

  // What a round's first row says holds for all of them.
  static void CheckRepeated(const TableRow& row, const TableRow& first) {
    for (const ColumnSpec& column : RoundTableColumns()) {
      if (IsOfUnit(column.key) || !row.Has(column.key)) continue;
      if (row.Name(column.key) == first.Name(column.key)) continue;
      row.Refuse(column.key,
                 Concat("Khác với dòng đầu của đợt này (dòng ", first.place().line,
                        "); để trống hoặc ghi y như vậy"),
                 Concat("It differs from the round's first row (line ", first.place().line,
                        "); leave it blank or write the same"),
                 first.Name(column.key));
    }
  }

  void ReadUnit(RowFields& fields, bool required, v1::Round& round) {
    const TableRow& row = fields.row();
    if (!row.Has("unit") && !row.Has("unit_id") && !row.Has("units") && !required) return;
    const std::string unit = fields.RequiredUnit("unit", context_.units);
    const auto units = fields.Count("units", kMaxQuotaUnits);
    if (unit.empty()) return;
    const bool twice =
        std::any_of(round.quotas().begin(), round.quotas().end(),
                    [&](const v1::RoundQuota& other) { return other.unit_id() == unit; });
    if (twice) {
      const FilePlace place = row.PlaceOf(row.Has("unit_id") ? "unit_id" : "unit");
      row.problems().AddStatus(
          place, unit,
          MakeError(ERROR_REASON_DUPLICATE, {{"field", place.heading}, {"value", unit}}));
      return;
    }
    v1::RoundQuota& quota = *round.add_quotas();
    quota.set_unit_id(unit);
    if (units) *quota.mutable_units() = *units;
  }

  const EntryContext& context_;
  v1::PlanIssued& plan_;
  const int in_header_;
  std::map<std::string, Begun> begun_;
};

}  // namespace

const std::vector<ColumnSpec>& RoundTableColumns() {
  static const auto* const kColumns = new std::vector<ColumnSpec>{
      {"id", {"round_id", "Mã đợt", "id"}, true},
      {"label", {"label", "Tên đợt", "Đợt"}, true},
      {"time", {"time", "Thời gian", "Dự kiến thời gian"}},
      {"time_text", {"time_text", "Thời gian như in"}},
      {"tentative", {"tentative", "Dự kiến"}},
      {"status", {"status", "Tình trạng"}},
      {"received", {"received", "Số đơn vị máu tiếp nhận", "Tiếp nhận"}},
      {"registered", {"registered", "Số người đăng ký", "Đăng ký"}},
      {"unit", {"unit", "Đơn vị", "Tên đơn vị"}},
      {"unit_id", {"unit_id", "Mã đơn vị"}},
      {"units", {"units", "Chỉ tiêu", "Số đơn vị máu"}},
      {"host", {"host", "Đơn vị tổ chức"}},
      {"host_name", {"host_name", "Đơn vị tổ chức như in"}},
      {"partners", {"partners", "Phối hợp", "Đơn vị phối hợp"}},
      {"contributing", {"contributing", "Đơn vị tham gia"}},
      {"place", {"place", "Địa điểm"}},
      {"receiving_body", {"receiving_body", "Đơn vị tiếp nhận máu"}},
      {"campaigns", {"campaigns", "Chiến dịch"}},
      {"credited_to", {"credited_to", "Tính cho đơn vị"}},
      {"inferred", {"inferred", "Suy ra"}},
      {"make_up_for", {"make_up_for", "Bù cho đợt"}},
      {"notes", {"notes", "Ghi chú"}},
  };
  return *kColumns;
}

std::string_view RoundColumnHeading(std::string_view key, Language language) {
  const auto& columns = RoundTableColumns();
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [key](const ColumnSpec& column) { return column.key == key; });
  HL_CHECK(found != columns.end()) << key;
  return found->headings[language == Language::kVietnamese ? 1 : 0];
}

void ReadRoundsTable(const TableSource& source, const EntryContext& context, v1::PlanIssued& plan,
                     Problems& problems) {
  const TableFile table = ReadTableFile(source, RoundTableColumns(), nullptr, problems);
  RoundsReader reader(context, plan);
  for (const TableRow& row : table.rows) {
    if (!context.units.failure().ok()) return;
    reader.Read(row);
  }
}

}  // namespace hemoledger

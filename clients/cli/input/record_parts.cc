#include "clients/cli/input/record_parts.h"

#include <algorithm>
#include <utility>

#include "clients/cli/input/header_times.h"
#include "clients/cli/input/text_forms.h"
#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

constexpr int64_t kMaxTableColumn = 1'000;

// Facts that are said in another way than by a figure.
enum class SaidBy { kFigure, kText, kTime, kNothing };

SaidBy SaidByOf(v1::StatementFact fact) {
  switch (fact) {
    case v1::STATEMENT_FACT_QUOTA_MET:
    case v1::STATEMENT_FACT_COLUMN_MONTH:
      return SaidBy::kNothing;
    case v1::STATEMENT_FACT_DOCUMENT_NUMBER:
    case v1::STATEMENT_FACT_YEAR:
    case v1::STATEMENT_FACT_ROUND_HOST:
      return SaidBy::kText;
    case v1::STATEMENT_FACT_ROUND_TIME:
      return SaidBy::kTime;
    default:
      return SaidBy::kFigure;
  }
}

void ReadWhatIsSaid(Fields& fields, v1::Statement& statement) {
  if (auto figure = fields.Figure("value", KindOf(statement.fact()))) {
    *statement.mutable_value() = *std::move(figure);
  }
  statement.set_text(fields.Text("text"));
  if (auto time = ReadPlannedTime(fields)) *statement.mutable_time() = *std::move(time);
  // Any other result may be words alone.
  if (statement.fact() == v1::STATEMENT_FACT_OTHER && fields.Has("text")) return;
  switch (SaidByOf(statement.fact())) {
    case SaidBy::kFigure:
      if (!fields.Has("value")) fields.RefuseBlank("value");
      break;
    case SaidBy::kText:
      if (!fields.Has("text")) fields.RefuseBlank("text");
      break;
    case SaidBy::kTime:
      if (!fields.Has("time") && !fields.Has("time_text")) fields.RefuseBlank("time");
      break;
    case SaidBy::kNothing:
      if (statement.fact() == v1::STATEMENT_FACT_COLUMN_MONTH && !fields.Has("month")) {
        fields.RefuseBlank("month");
      }
      break;
  }
}

void ReadRounds(Fields& fields, v1::Statement& statement) {
  for (const std::string& round : fields.List("rounds")) {
    if (IsValidId(round)) {
      statement.add_round_ids(round);
      continue;
    }
    const FilePlace place = fields.PlaceOf("rounds");
    fields.problems().AddStatus(place, round, RequireId(place.heading, round));
  }
}

void ReadCell(Fields& fields, const v1::StatementList& list, v1::Statement& statement) {
  const std::string table = fields.Id("table");
  const bool known =
      std::any_of(list.tables().begin(), list.tables().end(),
                  [&](const v1::StatementTable& one) { return one.table_id() == table; });
  if (!table.empty() && !known) fields.RefuseUnknown("table", table);
  statement.set_table_id(table);
  if (const auto column = fields.Integer("column", 1, kMaxTableColumn)) {
    statement.set_column(static_cast<uint32_t>(*column));
  }
  statement.set_table_total(fields.Flag("table_total"));
}

// "11/15": both parts, else what can be read of a figure.
void ReadIndicatorValue(Fields& fields, v1::IndicatorValue& value) {
  const std::string text = fields.IsTable("value") ? "" : fields.Text("value");
  const size_t slash = text.find('/');
  if (slash == std::string::npos) {
    if (auto figure = fields.Figure("value", FigureKind::kAny)) {
      *value.mutable_value() = *std::move(figure);
    }
    if (auto of = fields.Decimal("of", FigureKind::kAny)) *value.mutable_of() = *std::move(of);
    return;
  }
  const std::string_view whole = text;
  auto figure = ReadFigure(whole.substr(0, slash), FigureKind::kAny);
  auto of = ReadDecimal(whole.substr(slash + 1), FigureKind::kAny);
  if (!figure || !of || fields.Has("of")) {
    fields.Refuse("value", text, "Không đọc được giá trị này; viết 11/15, hoặc 11 và 15 ở hai nơi",
                  "The value can not be read; write 11/15, or 11 and 15 in two places", "11/15");
    return;
  }
  *value.mutable_value() = *std::move(figure);
  *value.mutable_of() = *std::move(of);
}

}  // namespace

const std::vector<ColumnSpec>& StatementColumns() {
  static const auto* const kColumns = new std::vector<ColumnSpec>{
      {"id", {"id", "Mã", "Mã số liệu"}, true},
      {"place", {"place", "Vị trí"}, true},
      {"fact", {"fact", "Loại số liệu"}, true},
      {"value", {"value", "Số liệu", "Giá trị"}},
      {"text", {"text", "Nội dung"}},
      {"time", {"time", "Thời gian"}},
      {"time_text", {"time_text", "Thời gian như in"}},
      {"tentative", {"tentative", "Dự kiến"}},
      {"printed", {"printed", "Chữ in"}},
      {"unit", {"unit", "Đơn vị", "Tên đơn vị"}},
      {"unit_id", {"unit_id", "Mã đơn vị"}},
      {"row", {"row", "Mã dòng"}},
      {"group", {"group", "Nhóm"}},
      {"rounds", {"rounds", "Đợt", "Mã đợt"}},
      {"campaign", {"campaign", "Chiến dịch"}},
      {"month", {"month", "Tháng"}},
      {"date", {"date", "Ngày"}},
      {"from", {"from", "Từ ngày"}},
      {"to", {"to", "Đến ngày"}},
      {"component", {"component", "Thành phần"}},
      {"donor_class", {"donor_class", "Loại người hiến"}},
      {"compared_plan", {"compared_plan", "Kế hoạch so sánh"}},
      {"table", {"table", "Bảng"}},
      {"column", {"column", "Cột"}},
      {"table_total", {"table_total", "Tổng của bảng"}},
  };
  return *kColumns;
}

const std::vector<ColumnSpec>& IndicatorColumns() {
  static const auto* const kColumns = new std::vector<ColumnSpec>{
      {"unit", {"unit", "Đơn vị", "Tên đơn vị"}},
      {"unit_id", {"unit_id", "Mã đơn vị"}},
      {"indicator", {"indicator", "Mã chỉ số"}, true},
      {"label", {"label", "Chỉ số"}, true},
      {"value", {"value", "Giá trị"}, true},
      {"of", {"of", "Trên tổng số"}},
      {"measure", {"measure", "Đơn vị tính"}},
      {"place", {"place", "Vị trí"}},
      {"month", {"month", "Tháng"}},
      {"date", {"date", "Ngày"}},
      {"from", {"from", "Từ ngày"}},
      {"to", {"to", "Đến ngày"}},
  };
  return *kColumns;
}

v1::StatementTable ReadStatementTable(HeaderTable& table) {
  v1::StatementTable read;
  read.set_table_id(table.Id("id", HeaderTable::Need::kRequired));
  read.set_label(table.Text("label", HeaderTable::Need::kRequired));
  read.set_copy_damaged(table.Boolean("copy_damaged"));
  return read;
}

v1::Statement ReadStatement(Fields& fields, const v1::StatementList& list,
                            const EntryContext& context) {
  v1::Statement statement;
  statement.set_statement_id(fields.RequiredId("id"));
  statement.set_place(fields.RequiredText("place"));
  statement.set_printed_text(fields.Text("printed"));
  const std::optional<int> fact = fields.RequiredWord("fact", StatementFactWords());
  statement.set_fact(static_cast<v1::StatementFact>(fact.value_or(0)));
  statement.set_unit_id(fields.Unit("unit", context.units));
  statement.set_row_id(fields.Id("row"));
  statement.set_group_id(fields.Id("group"));
  ReadRounds(fields, statement);
  statement.set_campaign_id(fields.Id("campaign"));
  if (const auto interval = ReadInterval(fields)) *statement.mutable_interval() = *interval;
  statement.set_component(
      static_cast<v1::Component>(fields.Word("component", ComponentWords()).value_or(0)));
  statement.set_donor_class(
      static_cast<v1::DonorClass>(fields.Word("donor_class", DonorClassWords()).value_or(0)));
  statement.set_compared_plan_id(fields.Id("compared_plan"));
  ReadCell(fields, list, statement);
  // How it is said depends on what is said.
  if (fact) ReadWhatIsSaid(fields, statement);
  return statement;
}

v1::IndicatorValue ReadIndicator(Fields& fields, const EntryContext& context) {
  v1::IndicatorValue value;
  value.set_unit_id(fields.RequiredUnit("unit", context.units));
  value.set_indicator(fields.RequiredId("indicator"));
  value.set_label(fields.RequiredText("label"));
  if (const auto interval = ReadInterval(fields)) *value.mutable_interval() = *interval;
  if (!fields.Has("value")) {
    fields.RefuseBlank("value");
  } else {
    ReadIndicatorValue(fields, value);
  }
  value.set_measure(fields.Text("measure"));
  value.set_place(fields.Text("place"));
  return value;
}

}  // namespace hemoledger

#include "clients/cli/input/month_table.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_format.h"
#include "clients/cli/input/fields.h"
#include "clients/cli/input/table_file.h"
#include "clients/cli/input/text_forms.h"
#include "clients/cli/input/words.h"
#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "proto/base/strings.h"
#include "proto/base/utf8.h"
#include "services/domain/civil_date.h"

namespace hemoledger {
namespace {

constexpr int64_t kMaxLostCells = 3;
// Key of the column of a month: "month:202101".
constexpr std::string_view kMonthKey = "month:";

const std::vector<ColumnSpec>& MonthTableColumns() {
  static const auto* const kColumns = new std::vector<ColumnSpec>{
      {"label", {"label", "STT", "TT", "Số TT", "Số thứ tự"}},
      {"unit", {"unit", "Đơn vị", "Tên đơn vị"}},
      {"row_id", {"row_id", "Mã dòng"}},
      {"quota", {"quota", "Chỉ tiêu"}},
      {"total", {"total", "Tổng cộng", "Tổng"}},
      {"percent", {"percent", "Đạt tỷ lệ %", "Tỷ lệ %", "Đạt tỷ lệ"}},
      {"uncertain", {"uncertain", "Chưa rõ tháng"}},
      {"notes", {"notes", "Ghi chú"}},
  };
  return *kColumns;
}

// "Tháng 12 (12/2020)" → "Tháng 12" and "12/2020".
std::pair<std::string, std::string> SplitBrackets(const std::string& heading) {
  const size_t open = heading.rfind('(');
  if (!heading.ends_with(')') || open == std::string::npos) return {heading, ""};
  return {TrimSpaces(std::string_view(heading).substr(0, open)),
          TrimSpaces(std::string_view(heading).substr(open + 1, heading.size() - open - 2))};
}

// A number from 1 to 12; 0: none.
int MonthNumber(std::string_view text) {
  int month = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), month);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && month >= 1 && month <= 12 && text.size() <= 2 ? month : 0;
}

// YYYYMM of "Tháng 1 2021", "Tháng 1/2021", "2021-01", and with `year` of "Tháng 1" and "1"; 0:
// none.
int32_t MonthOfText(const std::string& text, int year) {
  std::string folded = CaseFold(CollapseSpaces(text));
  constexpr std::string_view kMonth = "tháng ";
  if (folded.starts_with(kMonth)) folded = TrimSpaces(folded.substr(kMonth.size()));
  if (const int month = MonthNumber(folded); month != 0) return year == 0 ? 0 : year * 100 + month;
  // "1 2021": as a word processor joins a heading of two lines.
  std::replace(folded.begin(), folded.end(), ' ', '/');
  const std::optional<CivilInterval> month = ParseInterval(folded);
  return month && IsMonth(*month) ? MonthOf(*month) : 0;
}

// Of a heading; the month in brackets is the one meant.
int32_t MonthOfHeading(const std::string& heading, int year) {
  const auto [printed, meant] = SplitBrackets(heading);
  if (meant.empty()) return MonthOfText(printed, year);
  // What stands before them must be a month too, of whatever year.
  return MonthOfText(printed, kFirstYear) == 0 ? 0 : MonthOfText(meant, year);
}

v1::Interval MonthInterval(int32_t month) {
  const int32_t first = month * 100 + 1;
  return ToProto({first, LastOfMonth(first)});
}

bool IsTotalWord(const std::string& text) {
  const std::string folded = FoldText(text);
  return folded == FoldText("Tổng cộng") || folded == FoldText("Tổng") || folded == "total";
}

class MonthTableReader {
 public:
  MonthTableReader(const MonthTableRules& rules, v1::StatementList& list,
                   std::vector<FilePlace>& places)
      : rules_(rules), list_(list), places_(places) {}

  void Read(const TableFile& table) {
    std::map<size_t, std::string> months;
    for (const auto& [key, index] : table.columns->index_by_key) {
      if (key.starts_with(kMonthKey)) months.emplace(index, key);
    }
    for (auto& [index, key] : months) months_.push_back(std::move(key));
    for (const TableRow& row : table.rows) ReadRow(row);
  }

 private:
  void ReadRow(const TableRow& row) {
    Line line;
    line.total = IsTotalWord(row.Name("unit")) || IsTotalWord(row.Name("label"));
    if (!line.total) {
      line.row_id = row.Has("row_id") ? row.Id("row_id") : absl::StrFormat("r%02d", ++rows_);
      if (line.row_id.empty()) return;
    }
    const std::string& label = row.Has("label") ? row.Text("label") : line.row_id;
    const std::string& table_label = list_.tables(0).label();
    line.place =
        line.total ? Concat(table_label, ", tổng cộng") : Concat(table_label, ", dòng ", label);
    const auto [earlier, is_new] = lines_.emplace(line.row_id, row.place().line);
    if (!is_new) {
      row.RefuseDuplicate(line.total ? "unit" : "row_id", line.total ? "Tổng cộng" : line.row_id,
                          earlier->second);
      return;
    }
    const bool marked = row.Word("uncertain", YesNoWords()).value_or(0) == 1;
    line.uncertain = row.lost_cells() || marked || (rules_.uncertain_months && !line.total);
    for (const std::string& key : months_) ReadMonth(row, key, line);
    ReadWhole(row, "total", rules_.fact, line);
    ReadWhole(row, "percent", v1::STATEMENT_FACT_ATTAINMENT_PERCENT, line);
  }

  // What one row of the table is.
  struct Line {
    // Blank: the line of totals.
    std::string row_id;
    std::string place;
    bool total = false;
    bool uncertain = false;
  };

  void ReadMonth(const TableRow& row, const std::string& key, const Line& line) {
    if (!row.Has(key)) return;
    const int column = row.ColumnOf(key);
    v1::Statement* const statement =
        Add(row, key, rules_.fact, line, absl::StrFormat("c%02d", column));
    if (statement == nullptr) return;
    statement->set_column(static_cast<uint32_t>(column));
    if (line.uncertain) {
      statement->set_place(Concat(line.place, ", cột ", column));
    } else {
      *statement->mutable_interval() = MonthInterval(std::stoi(key.substr(kMonthKey.size())));
    }
  }

  // A cell that is about the whole row.
  void ReadWhole(const TableRow& row, const std::string& key, v1::StatementFact fact,
                 const Line& line) {
    if (row.Has(key)) Add(row, key, fact, line, key);
  }

  // nullptr: told.
  v1::Statement* Add(const TableRow& row, const std::string& key, v1::StatementFact fact,
                     const Line& line, std::string_view id_end) {
    RowFields fields(row);
    const std::optional<v1::Figure> figure = fields.Figure(key, KindOf(fact));
    if (!figure) return nullptr;
    const v1::StatementTable& table = list_.tables(0);
    const std::string id =
        Concat(table.table_id(), "-", line.total ? "total" : line.row_id, "-", id_end);
    const FilePlace place = row.PlaceOf(key);
    if (!IsValidId(id)) {
      row.problems().AddStatus(place, id, RequireId("id", id));
      return nullptr;
    }
    v1::Statement& statement = *list_.add_statements();
    places_.push_back(place);
    statement.set_statement_id(id);
    statement.set_place(Concat(line.place, ", ", SplitBrackets(place.heading).first));
    if (!row.IsNumber(key)) statement.set_printed_text(row.Text(key));
    statement.set_fact(fact);
    statement.set_row_id(line.row_id);
    statement.set_component(rules_.component);
    statement.set_donor_class(rules_.donor_class);
    *statement.mutable_value() = *figure;
    statement.set_table_id(table.table_id());
    statement.set_table_total(line.total);
    return &statement;
  }

  const MonthTableRules& rules_;
  v1::StatementList& list_;
  std::vector<FilePlace>& places_;
  // Keys of the months' columns, in the table's order.
  std::vector<std::string> months_;
  std::map<std::string, int> lines_;
  int rows_ = 0;
};

// Columns behind the last month.
size_t ColumnsBehindMonths(const TableColumns& columns) {
  size_t last_month = 0;
  for (const auto& [key, index] : columns.index_by_key) {
    if (key.starts_with(kMonthKey)) last_month = std::max(last_month, index + 1);
  }
  return columns.headings.size() - last_month;
}

}  // namespace

MonthTableRules ReadMonthTableRules(HeaderTable& root) {
  MonthTableRules rules;
  rules.year = static_cast<int>(root.Integer("year", kFirstYear, kLastYear).value_or(0));
  if (const auto fact = root.Word("fact", StatementFactWords())) {
    rules.fact = static_cast<v1::StatementFact>(*fact);
    if (rules.fact != v1::STATEMENT_FACT_RECEIVED_UNITS &&
        rules.fact != v1::STATEMENT_FACT_SCHEDULED_UNITS) {
      root.problems().AddInvalid(
          root.PlaceOf("fact"), root.Text("fact"),
          "Bảng theo tháng chỉ có thể là received-units hoặc scheduled-units",
          "A table of months is received-units or scheduled-units only",
          "received-units, scheduled-units");
    }
  }
  rules.component =
      static_cast<v1::Component>(root.Word("component", ComponentWords()).value_or(0));
  rules.donor_class =
      static_cast<v1::DonorClass>(root.Word("donor_class", DonorClassWords()).value_or(0));
  rules.uncertain_months = root.Boolean("uncertain_months");
  rules.lost_cells = static_cast<size_t>(root.Integer("lost_cells", 0, kMaxLostCells).value_or(0));
  return rules;
}

void ReadMonthTable(const TableSource& source, const MonthTableRules& rules,
                    v1::StatementList& list, std::vector<FilePlace>& places, Problems& problems) {
  const HeadingRule month_of = [&](const std::string& heading) {
    const int32_t month = MonthOfHeading(heading, rules.year);
    return month == 0 ? std::string() : Concat(kMonthKey, month);
  };
  const LostCells lost = {.most = rules.lost_cells, .certain_columns = ColumnsBehindMonths};
  const size_t before = problems.total();
  const TableFile table = ReadTableFile(source, MonthTableColumns(), month_of, problems, &lost);
  if (table.rows.empty()) return;
  const bool any_month =
      std::any_of(table.columns->index_by_key.begin(), table.columns->index_by_key.end(),
                  [](const auto& column) { return column.first.starts_with(kMonthKey); });
  if (!any_month) {
    // A heading that is no month was told.
    if (problems.total() != before) return;
    problems.AddInvalid({table.columns->file, 0, 0, "", table.columns->sheet}, "",
                        "Bảng không có cột tháng nào", "The table has no column of a month",
                        "Tháng 1/2021, 2021-01");
    return;
  }
  MonthTableReader(rules, list, places).Read(table);
}

}  // namespace hemoledger

#include "clients/cli/input/fields.h"

#include <algorithm>

#include "clients/cli/input/cell_values.h"
#include "clients/cli/input/header_parts.h"
#include "clients/cli/input/header_times.h"
#include "clients/cli/input/text_forms.h"
#include "proto/base/errors.h"
#include "proto/base/strings.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

constexpr std::string_view kFigureVi = "Không đọc chắc chắn được con số này";
constexpr std::string_view kFigureEn = "The figure can not be read with certainty";

// Parts of `text` between `mark`s, trimmed, blank ones left out.
std::vector<std::string> SplitCell(std::string_view text, char mark) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const size_t end = std::min(text.find(mark), text.size());
    std::string part = TrimSpaces(text.substr(0, end));
    if (!part.empty()) parts.push_back(std::move(part));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

void RefuseAboveLimit(Fields& fields, std::string_view key, int64_t value, int64_t highest) {
  const FilePlace place = fields.PlaceOf(key);
  fields.problems().AddStatus(
      place, Concat(value),
      MakeError(ERROR_REASON_COUNT_OUT_OF_RANGE,
                {{"field", place.heading}, {"value", value}, {"limit", highest}}));
}

// A number of a header's figure: plain digits, or an integer; and its printed text.
std::optional<v1::PrintedDecimal> ReadFigurePart(HeaderTable& parts, std::string_view key,
                                                 std::string_view text_key) {
  v1::PrintedDecimal number;
  if (parts.Has(key)) {
    const std::string plain = parts.Text(key);
    const std::optional<v1::PrintedDecimal> read = ReadPlainDecimal(plain);
    if (!read) {
      parts.problems().AddInvalid(parts.PlaceOf(key), plain,
                                  "Ghi số bằng chữ số, dấu chấm là dấu thập phân",
                                  "Write digits, with a point for the decimal mark", "95.3");
      return std::nullopt;
    }
    number = *read;
  }
  if (std::string text = parts.Text(text_key); !text.empty()) number.set_text(std::move(text));
  return number;
}

// { comparator = "≥", value = "95.3", text = "95,3%", upper = …, upper_text = … }.
std::optional<v1::Figure> ReadFigureTable(HeaderTable parts) {
  v1::Figure figure;
  const std::string sign = parts.Text("comparator");
  const std::optional<v1::Comparator> comparator =
      sign.empty() ? v1::COMPARATOR_EQUAL : ReadComparator(sign);
  if (!comparator) {
    parts.problems().AddInvalid(parts.PlaceOf("comparator"), sign, "Không có dấu so sánh này",
                                "There is no such comparator", "=, ≥, >, ~, -, ≤, <");
    return std::nullopt;
  }
  figure.set_comparator(*comparator);
  const auto value = ReadFigurePart(parts, "value", "text");
  if (value) *figure.mutable_value() = *value;
  if (parts.Has("upper") || parts.Has("upper_text")) {
    const auto upper = ReadFigurePart(parts, "upper", "upper_text");
    if (upper) *figure.mutable_upper() = *upper;
  }
  parts.RefuseUnknownKeys();
  if (!value) return std::nullopt;
  return figure;
}

// A number that a cell of a workbook holds itself: no printed form is kept.
std::optional<v1::PrintedDecimal> DecimalOfNumber(const TableRow& row, std::string_view key,
                                                  FigureKind kind) {
  std::optional<v1::PrintedDecimal> number = ReadPlainDecimal(row.PlainNumberOf(key));
  const bool whole = kind == FigureKind::kCount || kind == FigureKind::kChange;
  if (number && whole && number->scale() != 0) return std::nullopt;
  if (number && kind == FigureKind::kCount && number->unscaled() < 0) return std::nullopt;
  return number;
}

}  // namespace

std::string Fields::RequiredText(std::string_view key) {
  std::string text = Text(key);
  if (text.empty() && !Has(key)) RefuseBlank(key);
  return text;
}

std::string Fields::RequiredId(std::string_view key) {
  if (!Has(key)) RefuseBlank(key);
  return Id(key);
}

std::optional<int> Fields::RequiredWord(std::string_view key, const WordList& words) {
  if (!Has(key)) RefuseBlank(key);
  return Word(key, words);
}

void Fields::Refuse(std::string_view key, std::string_view value, std::string_view vi,
                    std::string_view en, std::string_view expected) {
  problems().AddInvalid(PlaceOf(key), value, vi, en, expected);
}

void Fields::RefuseUnknown(std::string_view key, std::string_view value) {
  const FilePlace place = PlaceOf(key);
  problems().AddStatus(
      place, value,
      MakeError(ERROR_REASON_REFERENCE_UNKNOWN, {{"field", place.heading}, {"value", value}}));
}

// --- Of a header ---

void HeaderFields::RefuseBlank(std::string_view key) {
  table_.Text(key, HeaderTable::Need::kRequired);
}

std::optional<int> HeaderFields::Word(std::string_view key, const WordList& words) {
  return table_.Word(key, words);
}

std::optional<int64_t> HeaderFields::Integer(std::string_view key, int64_t lowest,
                                             int64_t highest) {
  return table_.Integer(key, lowest, highest);
}

std::optional<v1::PrintedNumber> HeaderFields::Count(std::string_view key, int64_t highest) {
  std::optional<v1::PrintedNumber> number = table_.Count(key);
  if (!number || number->value() <= highest) return number;
  RefuseAboveLimit(*this, key, number->value(), highest);
  return std::nullopt;
}

std::optional<v1::Figure> HeaderFields::Figure(std::string_view key, FigureKind kind) {
  if (!table_.Has(key)) return std::nullopt;
  if (table_.IsTable(key)) return ReadFigureTable(*table_.Table(key));
  const std::string text = table_.Text(key);
  if (text.empty()) return std::nullopt;
  // An integer is no text with marks: its digits say all.
  const std::optional<v1::PrintedDecimal> integer =
      table_.IsInteger(key) ? ReadPlainDecimal(text) : std::nullopt;
  const bool fits = integer && (kind == FigureKind::kChange || integer->unscaled() >= 0);
  std::optional<v1::Figure> figure;
  if (fits) {
    figure.emplace();
    figure->set_comparator(v1::COMPARATOR_EQUAL);
    *figure->mutable_value() = *integer;
  } else if (!table_.IsInteger(key)) {
    figure = ReadFigure(text, kind);
  }
  if (!figure) Refuse(key, text, kFigureVi, kFigureEn, FigureExpected(kind));
  return figure;
}

std::optional<v1::PrintedDecimal> HeaderFields::Decimal(std::string_view key, FigureKind kind) {
  const std::optional<v1::Figure> figure = Figure(key, kind);
  if (!figure) return std::nullopt;
  if (figure->comparator() == v1::COMPARATOR_EQUAL && !figure->has_upper()) return figure->value();
  Refuse(key, table_.IsTable(key) ? "" : table_.Text(key), kFigureVi, kFigureEn,
         FigureExpected(kind));
  return std::nullopt;
}

std::optional<v1::PlannedTime> HeaderFields::Time(std::string_view key) {
  return ReadHeaderTime(table_, key);
}

std::string HeaderFields::Unit(std::string_view key, UnitLookup& units) {
  return ReadUnit(table_, key, HeaderTable::Need::kOptional, units);
}

std::string HeaderFields::RequiredUnit(std::string_view key, UnitLookup& units) {
  return ReadUnit(table_, key, HeaderTable::Need::kRequired, units);
}

// --- Of a row ---

std::vector<std::string> RowFields::List(std::string_view key) {
  return SplitCell(row_.Name(key), '|');
}

std::vector<std::string> RowFields::Notes(std::string_view key) {
  return SplitCell(row_.Text(key), '\n');
}

bool RowFields::Flag(std::string_view key) {
  return row_.Word(key, YesNoWords()).value_or(0) == 1;
}

std::optional<int> RowFields::Word(std::string_view key, const WordList& words) {
  return row_.Word(key, words);
}

std::optional<int64_t> RowFields::Integer(std::string_view key, int64_t lowest, int64_t highest) {
  return row_.Count(key, lowest, highest);
}

std::optional<v1::PrintedNumber> RowFields::Count(std::string_view key, int64_t highest) {
  return row_.Count(key, 0, highest) ? row_.PrintedCount(key) : std::nullopt;
}

std::optional<v1::Figure> RowFields::Figure(std::string_view key, FigureKind kind) {
  if (!row_.Has(key)) return std::nullopt;
  std::optional<v1::Figure> figure;
  // A percentage is what the cell shows.
  if (!row_.IsNumber(key) || kind == FigureKind::kPercent) {
    figure = ReadFigure(row_.Text(key), kind);
  } else if (const auto number = DecimalOfNumber(row_, key, kind)) {
    figure.emplace();
    figure->set_comparator(v1::COMPARATOR_EQUAL);
    *figure->mutable_value() = *number;
  }
  if (!figure) row_.Refuse(key, kFigureVi, kFigureEn, FigureExpected(kind));
  return figure;
}

std::optional<v1::PrintedDecimal> RowFields::Decimal(std::string_view key, FigureKind kind) {
  const std::optional<v1::Figure> figure = Figure(key, kind);
  if (!figure) return std::nullopt;
  if (figure->comparator() == v1::COMPARATOR_EQUAL) return figure->value();
  row_.Refuse(key, kFigureVi, kFigureEn, FigureExpected(kind));
  return std::nullopt;
}

std::optional<v1::PlannedTime> RowFields::Time(std::string_view key) {
  if (!row_.Has(key)) return std::nullopt;
  std::optional<v1::PlannedTime> time = ReadTimeText(row_.Text(key));
  if (!time) row_.Refuse(key, kPlannedTimeVi, kPlannedTimeEn, kPlannedTimeExpected);
  return time;
}

std::string RowFields::Unit(std::string_view key, UnitLookup& units) {
  const std::string id_key = Concat(key, "_id");
  if (row_.Has(id_key)) {
    const std::string id = row_.Id(id_key);
    return id.empty() ? "" : units.Resolve(id, row_.PlaceOf(id_key), row_.problems());
  }
  if (!row_.Has(key)) return "";
  return units.Resolve(row_.Name(key), row_.PlaceOf(key), row_.problems());
}

std::string RowFields::RequiredUnit(std::string_view key, UnitLookup& units) {
  const std::string id_key = Concat(key, "_id");
  if (!row_.Has(key) && !row_.Has(id_key)) {
    row_.RefuseBlank(row_.Exists(key) ? key : std::string_view(id_key));
  }
  return Unit(key, units);
}

}  // namespace hemoledger

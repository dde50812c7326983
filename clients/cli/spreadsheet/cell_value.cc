#include "clients/cli/spreadsheet/cell_value.h"

#include <charconv>
#include <cmath>

#include "clients/cli/spreadsheet/rich_text.h"

namespace hemoledger {
namespace {

using Kind = SheetCell::Kind;

// Days from the first day of each date system to 1970-01-01. The 1900 system has a 29 February 1900
// that never was (serial 60), so days before it are one further on.
constexpr int kDay1970In1900System = 25'569;
constexpr int kSerialOfTheDayThatNeverWas = 60;
constexpr int kDay1970In1904System = 24'107;
// 31 December 9999 in the 1900 system: the last that spreadsheets know.
constexpr double kLastSerial = 2'958'465;

template <typename T>
bool ReadWhole(std::string_view text, T& value) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && stop == end;
}

// The time of day does not matter.
void SetDay(double serial, bool uses_1904, SheetCell& cell) {
  const double day = std::floor(serial);
  const bool never_was = !uses_1904 && day == kSerialOfTheDayThatNeverWas;
  if (day < (uses_1904 ? 0 : 1) || day > kLastSerial || never_was) {
    cell.kind = Kind::kBadDate;
    return;
  }
  const int whole = static_cast<int>(day);
  if (uses_1904) {
    cell.day = whole - kDay1970In1904System;
  } else {
    cell.day = whole - kDay1970In1900System + (whole < kSerialOfTheDayThatNeverWas ? 1 : 0);
  }
}

void SetNumber(double value, bool uses_1904, SheetCell& cell) {
  cell.number = value;
  switch (cell.format.kind) {
    case NumberFormat::Kind::kNumber:
    case NumberFormat::Kind::kPercent:
      cell.kind = Kind::kNumber;
      return;
    case NumberFormat::Kind::kDay:
      cell.kind = Kind::kDay;
      return SetDay(value, uses_1904, cell);
    case NumberFormat::Kind::kMonth:
      cell.kind = Kind::kMonth;
      return SetDay(value, uses_1904, cell);
    case NumberFormat::Kind::kTime:
      cell.kind = Kind::kTime;
      return;
    case NumberFormat::Kind::kPartOfDate:
      cell.kind = Kind::kPartOfDate;
      return;
  }
}

// "2021-04-05", or with a time behind "T": its day, counted from 1970-01-01 (Howard Hinnant's
// days_from_civil, public domain).
bool ReadIsoDay(std::string_view text, int32_t& day) {
  int year = 0;
  int month = 0;
  int number = 0;
  if (text.size() < 10 || text[4] != '-' || text[7] != '-' ||
      (text.size() > 10 && text[10] != 'T') || !ReadWhole(text.substr(0, 4), year) ||
      !ReadWhole(text.substr(5, 2), month) || !ReadWhole(text.substr(8, 2), number)) {
    return false;
  }
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  if (year < 1 || month < 1 || month > 12 || number < 1 ||
      number > kDays[month - 1] + (leap && month == 2 ? 1 : 0)) {
    return false;
  }
  const int shifted_year = month <= 2 ? year - 1 : year;
  const int era = shifted_year / 400;
  const int year_of_era = shifted_year - era * 400;
  const int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + number - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  day = era * 146'097 + day_of_era - 719'468;
  return true;
}

bool SetFormat(const SavedCell& saved, const SheetContext& context, SheetCell& cell) {
  size_t index = 0;
  if (!saved.style.empty() && !ReadWhole(saved.style, index)) return false;
  // A workbook without styles has style 0 all the same.
  if (index >= context.styles.size()) return index == 0;
  cell.format = context.styles[index];
  return true;
}

}  // namespace

CellMeaning ReadSavedCell(const SavedCell& saved, const SheetContext& context, SheetCell& cell) {
  if (!saved.has_value) {
    if (!saved.has_formula) return CellMeaning::kBlank;
    cell.kind = Kind::kNoResult;
    return CellMeaning::kCell;
  }
  const auto text = [&](Kind kind, std::string_view value) {
    if (value.empty()) return CellMeaning::kBlank;
    cell.kind = kind;
    cell.text = value;
    return CellMeaning::kCell;
  };
  if (saved.type == "s") {
    size_t index = 0;
    if (!ReadWhole(saved.value, index) || index >= context.shared_strings.size()) {
      return CellMeaning::kDamaged;
    }
    return text(Kind::kText, context.shared_strings[index]);
  }
  if (saved.type == "str" || saved.type == "inlineStr") {
    return text(Kind::kText, DecodeSpreadsheetText(saved.value));
  }
  if (saved.type == "e") return text(Kind::kError, saved.value);
  if (saved.type == "b") {
    if (saved.value != "0" && saved.value != "1") return CellMeaning::kDamaged;
    cell.kind = Kind::kBoolean;
    cell.number = saved.value == "1" ? 1 : 0;
    return CellMeaning::kCell;
  }
  if (saved.type == "d") {
    cell.kind = Kind::kDay;
    return ReadIsoDay(saved.value, cell.day) ? CellMeaning::kCell : CellMeaning::kDamaged;
  }
  double number = 0;
  if ((!saved.type.empty() && saved.type != "n") || !SetFormat(saved, context, cell)) {
    return CellMeaning::kDamaged;
  }
  if (saved.value.empty()) return CellMeaning::kBlank;
  if (!ReadWhole(saved.value, number) || !std::isfinite(number)) return CellMeaning::kDamaged;
  SetNumber(number, context.uses_1904, cell);
  return CellMeaning::kCell;
}

}  // namespace hemoledger

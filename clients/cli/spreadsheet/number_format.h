// Formats of cells (ECMA-376 part 1, 18.8.30, 18.8.31): which numbers are days, months or
// percentages, and how a number shows. Pure.
#pragma once

#include <string>
#include <string_view>

namespace hemoledger {

struct NumberFormat {
  enum class Kind {
    kNumber,
    kPercent,
    // A day with its year.
    kDay,
    // A month with its year.
    kMonth,
    // A time of day or a duration.
    kTime,
    // A date that shows no year, or a year alone: what it means is not certain.
    kPartOfDate,
  };
  Kind kind = Kind::kNumber;
  // Digits after the decimal mark that the format fixes; -1: as many as there are.
  int decimals = -1;
  // Digits before the mark at least: "00" shows 1 as 01.
  int whole_digits = 1;

  friend bool operator==(const NumberFormat&, const NumberFormat&) = default;
};

// The format of a code ("dd/mm/yyyy", "0.00%"): its first section.
NumberFormat ParseNumberFormat(std::string_view code);

// The formats that have ids and no code (0 to 163). An id that is not known is a plain number.
NumberFormat BuiltInFormat(int id);

// A number without any format: "1141", "1.14", "-3". 15 significant digits, as spreadsheets reckon,
// so that 1.1399999999999999 is 1.14. Numbers from 10^15 on have an exponent. REQUIRES: finite.
std::string PlainNumber(double value);

// As a Vietnamese spreadsheet shows it, but without marks between thousands: "1,14", "01", "97,8%".
// REQUIRES: finite; the kind is kNumber or kPercent.
std::string ShownNumber(double value, const NumberFormat& format);

}  // namespace hemoledger

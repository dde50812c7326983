// Figures with a comparator as people write them: "≥ 7.000", "trên 95%", "350 - 400", "giảm 716".
// docs/input-files.md has the grammar. Pure.
//
// What can not be read with certainty is refused, never guessed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hemoledger/v1/figures.pb.h"
#include "hemoledger/v1/records.pb.h"
#include "hemoledger/v1/targets.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

// How the digits of a figure are read (services/domain/numbers.h).
enum class FigureKind {
  // Blood units, people, rounds: dots and commas stand between groups of three.
  kCount,
  // A count that may be negative: "-716", "giảm 716", "tăng 20".
  kChange,
  // A percentage: either mark is the decimal one, "%" or not.
  kPercent,
  // Any other, in the Vietnamese way: "1.234" is whole, "106,49" is not, "1,234" is refused.
  kAny,
};

// How the value of a target or statement is read.
FigureKind KindOf(v1::TargetMetric metric);
FigureKind KindOf(v1::StatementFact fact);

// What a figure looks like: the `expected` of problems.
std::string_view FigureExpected(FigureKind kind);

// A number alone; its text is kept where it is not the usual Vietnamese form. Absent: refused.
std::optional<v1::PrintedDecimal> ReadDecimal(std::string_view text, FigureKind kind);

// A number with or without a comparator, or a range. Absent: refused, among it two comparators that
// differ and a range that ends below its beginning.
std::optional<v1::Figure> ReadFigure(std::string_view text, FigureKind kind);

// "=", "≥", ">=", ">", "~", "-" (a range), "≤", "<=", "<". Absent: none of these.
std::optional<v1::Comparator> ReadComparator(std::string_view text);
// One of them. REQUIRES: the comparator is specified.
std::string_view ComparatorSign(v1::Comparator comparator);

// A number written plainly: digits with a point for the decimal mark and a "-" before it. Absent:
// it is none, has more than six decimals or is beyond 10^15.
std::optional<v1::PrintedDecimal> ReadPlainDecimal(std::string_view text);
// The same back. REQUIRES: it has a number.
std::string PlainDecimal(const v1::PrintedDecimal& number);

// What ReadFigure reads as exactly this figure; absent: there is no such text.
std::optional<std::string> FigureText(const v1::Figure& figure, FigureKind kind);

}  // namespace hemoledger

// Figures with comparators (proto/hemoledger/v1/figures.proto) as people read them.
#pragma once

#include <string>
#include <string_view>

#include "hemoledger/v1/figures.pb.h"
#include "hemoledger/v1/values.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

// As printed where the document has its own form, else by the language; blank: not stated.
std::string PrintedNumberWords(const v1::PrintedNumber& number, Language language);

// "≥ 7.000", "trên 1.200", "~1%", "350–400", "≤ 5", "dưới 10"; English "≥ 7,000", "over 1,200", …
// The number stands as the document prints it, else as the language writes it. `measure` is that of
// FindingValue ("percent": a percent sign is added); blank: none. Blank: no figure.
std::string FigureWords(const v1::Figure& figure, std::string_view measure, Language language);

// The number alone, without a comparator: "97,8", "−716".
std::string DecimalWords(const v1::PrintedDecimal& decimal, Language language);

// For programs: "-716", "95.23", "350..400" for a range; blank: not stated.
std::string PlainFigure(const v1::Figure& figure);

// What stands behind a figure of a measure: " ĐVM", " đợt", " người"; blank: nothing.
std::string MeasureWords(std::string_view measure, Language language);

}  // namespace hemoledger

#include "clients/cli/render/figure_words.h"

#include <algorithm>

#include "clients/cli/render/say.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

// Digits and their marks: a figure that needs its comparator said. Other printed texts ("từ 350 đến
// 400 đơn vị") say it themselves.
bool IsBareNumber(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || c == '.' || c == ',' || c == '%' || c == ' ';
  });
}

std::string PlainDecimal(const v1::PrintedDecimal& decimal) {
  if (!decimal.has_unscaled()) return "";
  const size_t scale = std::min<uint32_t>(decimal.scale(), 6);
  const bool negative = decimal.unscaled() < 0;
  std::string digits = std::to_string(negative ? -decimal.unscaled() : decimal.unscaled());
  if (scale > 0) {
    if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
    digits.insert(digits.size() - scale, ".");
  }
  return (negative ? "-" : "") + digits;
}

std::string WithPercent(std::string text, std::string_view measure) {
  if (measure != "percent" || text.empty() || text.find('%') != std::string::npos) return text;
  return text + "%";
}

}  // namespace

std::string PrintedNumberWords(const v1::PrintedNumber& number, Language language) {
  if (!number.text().empty()) return number.text();
  return number.has_value() ? FormatCount(number.value(), language) : "";
}

std::string DecimalWords(const v1::PrintedDecimal& decimal, Language language) {
  if (!decimal.text().empty()) return decimal.text();
  if (!decimal.has_unscaled()) return "";
  int64_t denominator = 1;
  const int scale = static_cast<int>(std::min<uint32_t>(decimal.scale(), 6));
  for (int i = 0; i < scale; ++i) denominator *= 10;
  const bool negative = decimal.unscaled() < 0;
  const int64_t digits = negative ? -decimal.unscaled() : decimal.unscaled();
  return (negative ? "−" : "") + FormatRational({digits, denominator}, scale, language);
}

std::string FigureWords(const v1::Figure& figure, std::string_view measure, Language language) {
  const std::string value = DecimalWords(figure.value(), language);
  if (value.empty()) return "";
  const std::string& printed = figure.value().text();
  if (!printed.empty() && !IsBareNumber(printed)) return printed;
  const std::string number = WithPercent(value, measure);
  switch (figure.comparator()) {
    case v1::COMPARATOR_AT_LEAST:
      return "≥ " + number;
    case v1::COMPARATOR_MORE_THAN:
      return Say(language, "trên ", "over ") + number;
    case v1::COMPARATOR_ABOUT:
      return "~" + number;
    case v1::COMPARATOR_RANGE:
      return value + "–" + WithPercent(DecimalWords(figure.upper(), language), measure);
    case v1::COMPARATOR_AT_MOST:
      return "≤ " + number;
    case v1::COMPARATOR_LESS_THAN:
      return Say(language, "dưới ", "under ") + number;
    default:
      return number;
  }
}

std::string PlainFigure(const v1::Figure& figure) {
  std::string text = PlainDecimal(figure.value());
  if (figure.comparator() == v1::COMPARATOR_RANGE) text += ".." + PlainDecimal(figure.upper());
  return text;
}

std::string MeasureWords(std::string_view measure, Language language) {
  if (measure == "units") return Say(language, " ĐVM", " blood units");
  if (measure == "rounds") return Say(language, " đợt", " rounds");
  if (measure == "people") return Say(language, " người", " people");
  return "";
}

}  // namespace hemoledger

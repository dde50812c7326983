#include "clients/cli/input/figures.h"

#include <algorithm>
#include <array>

#include "clients/cli/input/text_forms.h"
#include "google/protobuf/util/message_differencer.h"
#include "proto/base/check.h"
#include "proto/base/strings.h"
#include "proto/base/utf8.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

constexpr int64_t kMaxUnscaled = 1'000'000'000'000'000;
constexpr size_t kMaxDecimals = 6;
constexpr size_t kMaxNumberTextBytes = 64;
// Two numbers and the longest words around them; a cell of megabytes is not looked at.
constexpr size_t kMaxFigureBytes = 256;

struct Mark {
  std::string_view text;
  v1::Comparator comparator;
};

// What stands before a figure; a longer mark goes before one that it begins with.
constexpr std::array<Mark, 27> kBefore = {{
    {">=", v1::COMPARATOR_AT_LEAST},
    {"≥", v1::COMPARATOR_AT_LEAST},
    {"ít nhất ", v1::COMPARATOR_AT_LEAST},
    {"tối thiểu ", v1::COMPARATOR_AT_LEAST},
    {"at least ", v1::COMPARATOR_AT_LEAST},
    {"<=", v1::COMPARATOR_AT_MOST},
    {"≤", v1::COMPARATOR_AT_MOST},
    {"không quá ", v1::COMPARATOR_AT_MOST},
    {"tối đa ", v1::COMPARATOR_AT_MOST},
    {"at most ", v1::COMPARATOR_AT_MOST},
    {">", v1::COMPARATOR_MORE_THAN},
    {"trên ", v1::COMPARATOR_MORE_THAN},
    {"hơn ", v1::COMPARATOR_MORE_THAN},
    {"over ", v1::COMPARATOR_MORE_THAN},
    {"more than ", v1::COMPARATOR_MORE_THAN},
    {"<", v1::COMPARATOR_LESS_THAN},
    {"dưới ", v1::COMPARATOR_LESS_THAN},
    {"under ", v1::COMPARATOR_LESS_THAN},
    {"less than ", v1::COMPARATOR_LESS_THAN},
    {"~", v1::COMPARATOR_ABOUT},
    {"≈", v1::COMPARATOR_ABOUT},
    {"khoảng ", v1::COMPARATOR_ABOUT},
    {"xấp xỉ ", v1::COMPARATOR_ABOUT},
    {"about ", v1::COMPARATOR_ABOUT},
    {"=", v1::COMPARATOR_EQUAL},
    {"đúng ", v1::COMPARATOR_EQUAL},
    {"exactly ", v1::COMPARATOR_EQUAL},
}};

constexpr std::array<Mark, 4> kBehind = {{
    {" trở lên", v1::COMPARATOR_AT_LEAST},
    {" or more", v1::COMPARATOR_AT_LEAST},
    {" trở xuống", v1::COMPARATOR_AT_MOST},
    {" or less", v1::COMPARATOR_AT_MOST},
}};

constexpr std::array<Mark, 7> kSigns = {{
    {"=", v1::COMPARATOR_EQUAL},
    {"≥", v1::COMPARATOR_AT_LEAST},
    {">", v1::COMPARATOR_MORE_THAN},
    {"~", v1::COMPARATOR_ABOUT},
    {"-", v1::COMPARATOR_RANGE},
    {"≤", v1::COMPARATOR_AT_MOST},
    {"<", v1::COMPARATOR_LESS_THAN},
}};

// What stands before a change. The second is a minus sign (U+2212).
struct Direction {
  std::string_view text;
  int64_t sign;
};
constexpr std::array<Direction, 5> kDirections = {
    {{"-", -1}, {"\xE2\x88\x92", -1}, {"giảm ", -1}, {"+", 1}, {"tăng ", 1}}};

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

bool AreDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
}

std::string_view WithoutFront(std::string_view text, size_t bytes) {
  return TrimBlanks(text.substr(bytes));
}

int64_t TenTo(uint32_t exponent) {
  int64_t power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

// The number in the form that a document usually has.
std::string UsualForm(int64_t unscaled, uint32_t scale) {
  return FormatRational({unscaled, TenTo(scale)}, static_cast<int>(scale), Language::kVietnamese);
}

// Keeps `text` where the number's usual form is another.
std::optional<v1::PrintedDecimal> MakeDecimal(int64_t unscaled, size_t scale,
                                              std::string_view text) {
  if (scale > kMaxDecimals || text.size() > kMaxNumberTextBytes) return std::nullopt;
  if (unscaled > kMaxUnscaled || unscaled < -kMaxUnscaled) return std::nullopt;
  v1::PrintedDecimal number;
  number.set_unscaled(unscaled);
  number.set_scale(static_cast<uint32_t>(scale));
  if (UsualForm(unscaled, number.scale()) != text) number.set_text(std::string(text));
  return number;
}

std::optional<v1::PrintedDecimal> ReadCountDecimal(std::string_view text) {
  const std::optional<int64_t> count = ReadCount(text);
  return count ? MakeDecimal(*count, 0, text) : std::nullopt;
}

std::optional<v1::PrintedDecimal> ReadPercentDecimal(std::string_view text) {
  const std::optional<Decimal> percent = ReadPercent(text);
  if (!percent) return std::nullopt;
  return MakeDecimal(percent->digits, static_cast<size_t>(percent->decimals), text);
}

std::optional<v1::PrintedDecimal> ReadChangeDecimal(std::string_view text) {
  std::string_view digits = text;
  int64_t sign = 1;
  for (const Direction& direction : kDirections) {
    if (!digits.starts_with(direction.text)) continue;
    digits = WithoutFront(digits, direction.text.size());
    sign = direction.sign;
    break;
  }
  const std::optional<int64_t> count = ReadCount(digits);
  return count ? MakeDecimal(sign * *count, 0, text) : std::nullopt;
}

// Whole and decimal digits of "1.234,5", "106,49", "0,125" in one; absent: not certain.
std::optional<v1::PrintedDecimal> ReadAnyDecimal(std::string_view text) {
  if (text.ends_with('%')) return ReadPercentDecimal(text);
  const size_t mark = text.find_last_of(".,");
  if (mark == std::string_view::npos) return ReadCountDecimal(text);
  const std::string_view whole = text.substr(0, mark);
  const std::string_view decimals = text.substr(mark + 1);
  if (!AreDigits(decimals)) return std::nullopt;
  // One kind of mark, and groups of three behind it: thousands where it is a dot, else not certain.
  const bool other_mark = whole.find(text[mark] == '.' ? ',' : '.') != std::string_view::npos;
  const bool grouped = ReadCount(text).has_value();
  if (!other_mark && grouped && text[mark] == '.') return ReadCountDecimal(text);
  if (!other_mark && (grouped || !AreDigits(whole))) return std::nullopt;
  const std::optional<int64_t> count = ReadCount(whole);
  if (!count || decimals.size() > kMaxDecimals) return std::nullopt;
  int64_t unscaled = *count * TenTo(static_cast<uint32_t>(decimals.size()));
  int64_t fraction = 0;
  for (const char c : decimals) fraction = fraction * 10 + (c - '0');
  unscaled += fraction;
  return MakeDecimal(unscaled, decimals.size(), text);
}

std::optional<v1::PrintedDecimal> ReadFolded(std::string_view text, FigureKind kind) {
  switch (kind) {
    case FigureKind::kCount:
      return ReadCountDecimal(text);
    case FigureKind::kChange:
      return ReadChangeDecimal(text);
    case FigureKind::kPercent:
      return ReadPercentDecimal(text);
    case FigureKind::kAny:
      return ReadAnyDecimal(text);
  }
  return std::nullopt;
}

std::string Fold(std::string_view text) {
  return CaseFold(CollapseSpaces(NormalizeCell(text)));
}

// a >= b, of numbers with a value. Both lie within 10^15, and scales within 6.
bool IsNotBelow(const v1::PrintedDecimal& a, const v1::PrintedDecimal& b) {
  const auto wide = [](const v1::PrintedDecimal& number) {
    return static_cast<__int128>(number.unscaled()) *
           TenTo(static_cast<uint32_t>(kMaxDecimals) - number.scale());
  };
  return wide(a) >= wide(b);
}

// "350 - 400", "350–400", "từ 350 đến 400", "70 - 80%".
std::optional<v1::Figure> ReadRangeFigure(std::string_view text, FigureKind kind) {
  if (text.starts_with("từ ")) text = WithoutFront(text, std::string_view("từ ").size());
  for (const std::string_view separator : {" - ", " – ", "–", " đến ", " to ", "-"}) {
    const size_t at = text.find(separator);
    if (at == std::string_view::npos || at == 0) continue;
    // A minus without blanks is a sign there.
    if (separator == "-" && kind == FigureKind::kChange) continue;
    const auto lower = ReadFolded(TrimBlanks(text.substr(0, at)), kind);
    const auto upper = ReadFolded(WithoutFront(text, at + separator.size()), kind);
    if (!lower || !upper || !IsNotBelow(*upper, *lower)) return std::nullopt;
    v1::Figure figure;
    figure.set_comparator(v1::COMPARATOR_RANGE);
    *figure.mutable_value() = *lower;
    *figure.mutable_upper() = *upper;
    return figure;
  }
  return std::nullopt;
}

}  // namespace

FigureKind KindOf(v1::TargetMetric metric) {
  switch (metric) {
    case v1::TARGET_METRIC_UNITS:
    case v1::TARGET_METRIC_CONVERTED_UNITS:
    case v1::TARGET_METRIC_REGISTERED_PEOPLE:
    case v1::TARGET_METRIC_EVENT_COUNT:
    case v1::TARGET_METRIC_EVENTS_PER_QUARTER:
    case v1::TARGET_METRIC_CLUB_COUNT:
    case v1::TARGET_METRIC_CLUB_MEMBERS:
    case v1::TARGET_METRIC_ORGAN_REGISTRATIONS:
      return FigureKind::kCount;
    case v1::TARGET_METRIC_POPULATION_SHARE:
    case v1::TARGET_METRIC_CONVERTED_POPULATION_SHARE:
    case v1::TARGET_METRIC_VOLUNTARY_SHARE:
    case v1::TARGET_METRIC_REPEAT_SHARE:
    case v1::TARGET_METRIC_LARGE_BAG_SHARE:
    case v1::TARGET_METRIC_STAFF_SHARE:
    case v1::TARGET_METRIC_UNIT_SHARE:
      return FigureKind::kPercent;
    default:
      return FigureKind::kAny;
  }
}

FigureKind KindOf(v1::StatementFact fact) {
  switch (fact) {
    case v1::STATEMENT_FACT_RECEIVED_UNITS:
    case v1::STATEMENT_FACT_REGISTERED_PEOPLE:
    case v1::STATEMENT_FACT_QUOTA_UNITS:
    case v1::STATEMENT_FACT_ROUND_RECEIVED:
    case v1::STATEMENT_FACT_ROUND_REGISTERED:
    case v1::STATEMENT_FACT_ROUND_COUNT:
    case v1::STATEMENT_FACT_SCHEDULED_UNITS:
      return FigureKind::kCount;
    case v1::STATEMENT_FACT_CHANGE_TO_EARLIER:
      return FigureKind::kChange;
    case v1::STATEMENT_FACT_ATTAINMENT_PERCENT:
    case v1::STATEMENT_FACT_VOLUNTARY_SHARE:
    case v1::STATEMENT_FACT_REPEAT_SHARE:
    case v1::STATEMENT_FACT_POPULATION_SHARE:
    case v1::STATEMENT_FACT_PERCENT_OF_PLAN:
      return FigureKind::kPercent;
    default:
      return FigureKind::kAny;
  }
}

std::string_view FigureExpected(FigureKind kind) {
  switch (kind) {
    case FigureKind::kCount:
      return "7.000, >= 7.000, 7.000 trở lên, trên 7.000, 350 - 400";
    case FigureKind::kChange:
      return "-716, giảm 716, tăng 20";
    case FigureKind::kPercent:
      return "95,3%, >= 95, trên 95%, ~1%";
    case FigureKind::kAny:
      return "11, 1.234, 106,49, trên 25.530";
  }
  return "";
}

std::optional<v1::PrintedDecimal> ReadDecimal(std::string_view text, FigureKind kind) {
  if (text.size() > kMaxFigureBytes) return std::nullopt;
  return ReadFolded(Fold(text), kind);
}

std::optional<v1::Figure> ReadFigure(std::string_view text, FigureKind kind) {
  if (text.size() > kMaxFigureBytes) return std::nullopt;
  const std::string folded = Fold(text);
  std::string_view rest = folded;
  v1::Comparator before = v1::COMPARATOR_UNSPECIFIED;
  v1::Comparator behind = v1::COMPARATOR_UNSPECIFIED;
  for (const Mark& mark : kBehind) {
    if (!rest.ends_with(mark.text)) continue;
    rest = TrimBlanks(rest.substr(0, rest.size() - mark.text.size()));
    behind = mark.comparator;
    break;
  }
  for (const Mark& mark : kBefore) {
    if (!rest.starts_with(mark.text)) continue;
    rest = WithoutFront(rest, mark.text.size());
    before = mark.comparator;
    break;
  }
  if (before != 0 && behind != 0 && before != behind) return std::nullopt;
  const v1::Comparator comparator = before != 0 ? before : behind;
  if (comparator == v1::COMPARATOR_UNSPECIFIED) {
    if (auto range = ReadRangeFigure(rest, kind)) return range;
  }
  // "từ 10 trở lên", "ít nhất từ 10".
  constexpr std::string_view kFrom = "từ ";
  if (comparator == v1::COMPARATOR_AT_LEAST && rest.starts_with(kFrom)) {
    rest = WithoutFront(rest, kFrom.size());
  }
  const std::optional<v1::PrintedDecimal> number = ReadFolded(rest, kind);
  if (!number) return std::nullopt;
  v1::Figure figure;
  figure.set_comparator(comparator == 0 ? v1::COMPARATOR_EQUAL : comparator);
  *figure.mutable_value() = *number;
  return figure;
}

std::optional<v1::Comparator> ReadComparator(std::string_view text) {
  if (text == ">=") return v1::COMPARATOR_AT_LEAST;
  if (text == "<=") return v1::COMPARATOR_AT_MOST;
  for (const Mark& sign : kSigns) {
    if (sign.text == text) return sign.comparator;
  }
  return std::nullopt;
}

std::string_view ComparatorSign(v1::Comparator comparator) {
  for (const Mark& sign : kSigns) {
    if (sign.comparator == comparator) return sign.text;
  }
  HL_CHECK(false) << static_cast<int>(comparator);
  return "";
}

std::optional<v1::PrintedDecimal> ReadPlainDecimal(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view decimals =
      point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  if (!AreDigits(whole) || (point != std::string_view::npos && !AreDigits(decimals)) ||
      whole.size() + decimals.size() > 16 || decimals.size() > kMaxDecimals) {
    return std::nullopt;
  }
  int64_t unscaled = 0;
  for (const char c : whole) unscaled = unscaled * 10 + (c - '0');
  for (const char c : decimals) unscaled = unscaled * 10 + (c - '0');
  if (unscaled > kMaxUnscaled) return std::nullopt;
  v1::PrintedDecimal number;
  number.set_unscaled(negative ? -unscaled : unscaled);
  number.set_scale(static_cast<uint32_t>(decimals.size()));
  return number;
}

std::string PlainDecimal(const v1::PrintedDecimal& number) {
  const bool negative = number.unscaled() < 0;
  std::string digits = Concat(negative ? -number.unscaled() : number.unscaled());
  const size_t scale = number.scale();
  if (digits.size() <= scale) digits.insert(size_t{0}, scale + 1 - digits.size(), '0');
  if (scale > 0) digits.insert(digits.size() - scale, 1, '.');
  return (negative ? "-" : "") + digits;
}

std::optional<std::string> FigureText(const v1::Figure& figure, FigureKind kind) {
  const auto text_of = [](const v1::PrintedDecimal& number) {
    return number.text().empty() ? UsualForm(number.unscaled(), number.scale()) : number.text();
  };
  if (figure.comparator() == v1::COMPARATOR_UNSPECIFIED || !figure.value().has_unscaled()) {
    return std::nullopt;
  }
  std::string text = text_of(figure.value());
  if (figure.comparator() == v1::COMPARATOR_RANGE) {
    if (!figure.upper().has_unscaled()) return std::nullopt;
    text += Concat(" - ", text_of(figure.upper()));
  } else if (figure.comparator() != v1::COMPARATOR_EQUAL) {
    text = Concat(ComparatorSign(figure.comparator()), " ", text);
  }
  const std::optional<v1::Figure> read = ReadFigure(text, kind);
  if (!read || !google::protobuf::util::MessageDifferencer::Equals(*read, figure)) {
    return std::nullopt;
  }
  return text;
}

}  // namespace hemoledger

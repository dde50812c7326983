#include "clients/cli/spreadsheet/number_format.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace hemoledger {
namespace {

using Kind = NumberFormat::Kind;

constexpr int kSignificantDigits = 15;
constexpr int kMaxDecimals = 15;

// The first section of a code without what stands for itself ("…", \x, _x, *x) and without
// brackets; brackets of durations ([h], [mm]) leave their letters, in lower case.
std::string Skeleton(std::string_view code) {
  std::string bare;
  for (size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == ';') break;
    if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == '"') {
      i = std::min(code.find('"', i + 1), code.size());
    } else if (c == '[') {
      const size_t end = std::min(code.find(']', i), code.size());
      const std::string_view inside = code.substr(i + 1, end - std::min(end, i + 1));
      if (!inside.empty() && inside.find_first_not_of("hHmMsS") == std::string_view::npos) {
        bare += 'h';
      }
      i = end;
    } else {
      bare += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  return bare;
}

// The decimal digits of |value|: 0.d1d2d3… × 10^point.
struct Digits {
  std::string digits;
  int point = 0;
};

Digits DigitsOf(double value) {
  std::array<char, 64> buffer;
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::fabs(value),
                    std::chars_format::scientific, kSignificantDigits - 1);
  const std::string_view text(buffer.data(), end);
  Digits found;
  const size_t exponent = text.find('e');
  for (const char c : text.substr(0, exponent)) {
    if (c != '.') found.digits += c;
  }
  int power = 0;
  const size_t first = exponent + (text[exponent + 1] == '+' ? 2 : 1);
  std::from_chars(text.data() + first, end, power);
  found.point = power + 1;
  while (found.digits.size() > 1 && found.digits.back() == '0') found.digits.pop_back();
  return found;
}

// Half up, away from zero.
void RoundTo(int decimals, Digits& number) {
  const int kept = number.point + decimals;
  if (kept >= static_cast<int>(number.digits.size())) return;
  if (kept < 0) {
    number = {"0", 1};
    return;
  }
  const bool up = number.digits[static_cast<size_t>(kept)] >= '5';
  number.digits.resize(static_cast<size_t>(kept));
  if (!up) {
    if (number.digits.empty()) number = {"0", 1};
    return;
  }
  size_t at = number.digits.size();
  while (at > 0 && number.digits[at - 1] == '9') number.digits[--at] = '0';
  if (at > 0) {
    ++number.digits[at - 1];
  } else {
    number = {"1", number.point + 1};
  }
}

std::string Write(bool negative, const Digits& number, char mark, int decimals, int whole_digits) {
  const auto digit = [&](int at) {
    return at >= 0 && at < static_cast<int>(number.digits.size())
               ? number.digits[static_cast<size_t>(at)]
               : '0';
  };
  std::string text;
  const int whole = std::max({number.point, whole_digits, 1});
  for (int place = whole; place > 0; --place) text += digit(number.point - place);
  const int needed = std::max(static_cast<int>(number.digits.size()) - number.point, 0);
  const int after = decimals < 0 ? needed : decimals;
  if (after > 0) text += mark;
  for (int place = 0; place < after; ++place) text += digit(number.point + place);
  const bool zero = text.find_first_not_of("0,.") == std::string::npos;
  return negative && !zero ? "-" + text : text;
}

}  // namespace

NumberFormat ParseNumberFormat(std::string_view code) {
  const std::string bare = Skeleton(code);
  NumberFormat format;
  if (bare.find("general") != std::string::npos) return format;
  const auto has = [&](char c) { return bare.find(c) != std::string::npos; };
  if (has('d') || has('y') || has('h') || has('s') || has('m')) {
    const bool clock = has('h') || has('s');
    if (has('y') && has('m')) {
      format.kind = has('d') ? Kind::kDay : Kind::kMonth;
    } else {
      format.kind = clock && !has('d') && !has('y') ? Kind::kTime : Kind::kPartOfDate;
    }
    return format;
  }
  if (has('%')) format.kind = Kind::kPercent;
  // Fractions, powers and texts show otherwise: their numbers are taken as they are.
  if (has('/') || has('e') || has('?') || has('@')) return format;
  const size_t mark = bare.find('.');
  const std::string whole = bare.substr(0, mark);
  format.whole_digits =
      std::clamp(static_cast<int>(std::count(whole.begin(), whole.end(), '0')), 1, kMaxDecimals);
  if (whole.find_first_of("0#") == std::string::npos && mark == std::string::npos) return format;
  if (mark == std::string::npos) {
    format.decimals = 0;
    return format;
  }
  const std::string after = bare.substr(mark);
  // "0.0#" fixes nothing.
  if (after.find('#') != std::string::npos) return format;
  format.decimals =
      std::min(static_cast<int>(std::count(after.begin(), after.end(), '0')), kMaxDecimals);
  return format;
}

NumberFormat BuiltInFormat(int id) {
  const auto of = [](Kind kind) {
    NumberFormat format;
    format.kind = kind;
    return format;
  };
  switch (id) {
    case 1:
    case 3:
    case 37:
    case 38:
      return ParseNumberFormat("0");
    case 2:
    case 4:
    case 39:
    case 40:
      return ParseNumberFormat("0.00");
    case 9:
      return ParseNumberFormat("0%");
    case 10:
      return ParseNumberFormat("0.00%");
    case 14:
    case 15:
    case 22:
      return of(Kind::kDay);
    case 16:
      return of(Kind::kPartOfDate);
    case 17:
      return of(Kind::kMonth);
    case 18:
    case 19:
    case 20:
    case 21:
    case 45:
    case 46:
    case 47:
      return of(Kind::kTime);
    default:
      return NumberFormat{};
  }
}

std::string PlainNumber(double value) {
  if (std::fabs(value) >= 1e15 || (value != 0 && std::fabs(value) < 1e-15)) {
    std::array<char, 64> buffer;
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                            std::chars_format::scientific, kSignificantDigits - 1);
    return std::string(buffer.data(), end);
  }
  return Write(value < 0, DigitsOf(value), '.', -1, 1);
}

std::string ShownNumber(double value, const NumberFormat& format) {
  if (std::fabs(value) >= 1e15) return PlainNumber(value);
  Digits number = DigitsOf(value);
  const bool percent = format.kind == Kind::kPercent;
  if (percent) number.point += 2;
  int decimals = format.decimals;
  if (decimals >= 0) RoundTo(decimals, number);
  // Far below what any document states.
  if (decimals < 0 && number.point < -kMaxDecimals) decimals = kMaxDecimals;
  return Write(value < 0, number, ',', decimals, format.whole_digits) + (percent ? "%" : "");
}

}  // namespace hemoledger

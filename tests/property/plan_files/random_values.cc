#include "random_values.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "clients/cli/input/figures.h"
#include "proto/base/strings.h"
#include "proto/base/text_commitment.h"
#include "proto/base/utf8.h"
#include "services/domain/civil_date.h"
#include "services/domain/numbers.h"
#include "services/domain/plan_form.h"

namespace hemoledger {
namespace {

constexpr std::array<std::string_view, 56> kHostile = {
    "\"",
    "\"\"",
    "\"\"\"",
    "'",
    "'''",
    ",",
    ";",
    "\n",
    "\n\n",
    " ",
    "  ",
    "\\",
    "\\n",
    "\\u0041",
    "#",
    "= ",
    "[[rows]]",
    "[",
    "]",
    "{",
    "}",
    "true",
    "false",
    "2021-04-05",
    "05/4/2021",
    "0",
    "01",
    "00123",
    "1.163",
    "1,141",
    "-1",
    "%",
    "|",
    "id",
    "tinh-a",
    "r01",
    "Tổng cộng",
    "STT",
    "Mã đơn vị",
    "không ghi",
    "exact = true",
    "Hoà",
    "Hòa",
    "Đợt I",
    "Trường Cao đẳng “A”",
    "TX. Buôn Hồ",
    "ĐƯỜNG QUỲNH",
    "🩸",
    "\xC2\xA0",
    "\xE2\x80\x8B",
    "\xEF\xBB\xBF",
    "\xE2\x80\xAE",
    "\xE2\x80\xA8",
    "\xE1\x84\x80",
    "\xF0\x90\x8D\x88",
    "~",
};

constexpr std::array<std::string_view, 10> kTame = {
    "Trường Cao đẳng Sư phạm",
    "BCĐ. huyện Tân Hiệp",
    "Tháng 3, 7 và 10/2021",
    "Phối hợp Tỉnh đoàn",
    "01",
    "II.16",
    "Chữ thập đỏ; Đoàn \"A\"",
    "05/KH-BCĐ",
    "Người Ký",
    "Vinpearl Phú Quốc",
};

}  // namespace

int32_t RandomValues::Date() {
  return AddDays(MakeDate(kFirstYear, 1, 1), static_cast<int32_t>(random_.Below(400'000)));
}

v1::Interval RandomValues::Interval() {
  v1::Interval interval;
  interval.set_first_date(Date());
  if (Coin()) {
    // A whole month, or a span.
    if (Coin()) interval.set_first_date(FirstOfMonth(interval.first_date()));
    const int32_t last =
        Coin() ? LastOfMonth(interval.first_date()) : AddDays(interval.first_date(), Number(400));
    interval.set_last_date(std::min(last, MakeDate(kLastYear, 12, 31)));
  }
  return interval;
}

std::string RandomValues::Unit() {
  return Concat("u-", random_.Below(1'000'000'000));
}

std::string RandomValues::Name(size_t limit) {
  if (tame_) return std::string(TruncateUtf8(kTame[random_.Below(kTame.size())], limit));
  std::string text;
  for (uint64_t i = random_.Below(6) + 1; i > 0; --i) {
    text += kHostile[random_.Below(kHostile.size())];
    if (random_.Below(3) == 0) text += " ";
  }
  text = TruncateUtf8(*ToNfc(text), limit);
  return text.empty() ? "x" : text;
}

v1::Text RandomValues::Text() {
  std::string plain = Name(kMaxCommittedTextBytes);
  MadeText made = MakeText(static_cast<uint32_t>(texts_.size()), plain, random_);
  texts_.push_back(std::move(made.accompanying));
  return std::move(made.text);
}

void RandomValues::MakeNumber(int64_t limit, v1::PrintedNumber& number) {
  if (tame_ || random_.Below(6) != 0) {
    const int64_t value = random_.Below(5) == 0
                              ? 0
                              : static_cast<int64_t>(random_.Below(
                                    Coin() ? 3'000 : static_cast<uint64_t>(limit) + 1));
    number.set_value(std::min(value, limit));
  }
  switch (tame_ ? random_.Below(3) : random_.Below(7)) {
    case 0:
      break;
    case 1:
      if (number.value() >= 1'000) number.set_text(std::to_string(number.value()));
      break;
    case 2:
      if (number.value() >= 1'000) number.set_text(FormatCount(number.value(), Language::kEnglish));
      break;
    case 3:
      number.set_text(FormatCount(number.value(), Language::kVietnamese));
      break;
    case 4:
      number.set_text("1,141");
      break;
    case 5:
      number.set_text(Concat(" ", number.value()));
      break;
    default:
      number.set_text(Name(kMaxPrintedNumberBytes));
  }
}

v1::PrintedDecimal RandomValues::Decimal(bool may_lack_number, bool of_count) {
  v1::PrintedDecimal number;
  if (!may_lack_number || tame_ || Often()) {
    const auto digits = static_cast<int64_t>(random_.Below(Coin() ? 3'000 : 1'000'000'000'000));
    number.set_unscaled(!tame_ && random_.Below(6) == 0 ? -digits : digits);
    number.set_scale(
        (tame_ && of_count) || Coin() ? 0 : static_cast<uint32_t>(random_.Below(tame_ ? 3 : 7)));
  }
  switch (tame_ ? random_.Below(2) : random_.Below(5)) {
    case 0:
      break;
    case 1:
      number.set_text(number.scale() == 0 ? Concat(number.unscaled()) : PlainDecimal(number) + "%");
      break;
    case 2:
      number.set_text("1,141");
      break;
    case 3:
      number.set_text(Concat(" ", number.unscaled()));
      break;
    default:
      number.set_text(Name(kMaxPrintedNumberBytes));
  }
  if (!number.has_unscaled() && number.text().empty()) number.set_text("x");
  return number;
}

v1::Figure RandomValues::Figure(bool of_count) {
  v1::Figure figure;
  figure.set_comparator(static_cast<v1::Comparator>(random_.Below(7) + 1));
  *figure.mutable_value() = Decimal(figure.comparator() == v1::COMPARATOR_EQUAL, of_count);
  if (figure.comparator() != v1::COMPARATOR_RANGE) return figure;
  *figure.mutable_upper() = figure.value();
  v1::PrintedDecimal& upper = *figure.mutable_upper();
  upper.set_unscaled(upper.unscaled() + static_cast<int64_t>(random_.Below(100)));
  if (Coin()) upper.clear_text();
  return figure;
}

}  // namespace hemoledger

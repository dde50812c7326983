#include "random_plan.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "proto/base/check.h"
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

class Maker {
 public:
  explicit Maker(SeededRandom& random) : random_(random), tame_(random.Below(3) == 0) {}

  RandomPlan Make() {
    plan().set_plan_id(Concat("p-", random_.Below(100'000)));
    MakeDocument();
    if (Coin()) {
      plan().mutable_period()->set_first_date(Date());
      if (Often()) {
        plan().mutable_period()->set_last_date(std::min(
            AddDays(plan().period().first_date(), static_cast<int32_t>(random_.Below(400))),
            MakeDate(kLastYear, 12, 31)));
      }
      plan().set_period_assumed(Coin());
    }
    if (Coin()) MakeConversion();
    for (uint64_t i = random_.Below(4); i > 0; --i) {
      v1::RowGroup& group = *plan().add_groups();
      group.set_group_id(Concat("nhom-", i));
      // A label that is another group's id must not be taken for it.
      group.set_label(random_.Below(5) == 0 ? Concat("nhom-", i + 1) : Name(kMaxNameBytes));
    }
    for (uint64_t i = random_.Below(4); i > 0; --i) MakeRound(i);
    for (uint64_t i = random_.Below(4); i > 0; --i) MakeRule(i);
    for (uint64_t i = random_.Below(9); i > 0; --i) MakeRow();
    if (Coin()) MakeQuota(*plan().mutable_stated_total());
    if (Coin()) plan().set_percentage_decimals(static_cast<uint32_t>(random_.Below(5)));
    RenumberTexts(plan(), made_.texts);
    return std::move(made_);
  }

 private:
  v1::PlanIssued& plan() { return made_.plan; }

  bool Coin() { return random_.Below(2) == 0; }
  bool Often() { return random_.Below(4) != 0; }
  int32_t Date() {
    return AddDays(MakeDate(kFirstYear, 1, 1), static_cast<int32_t>(random_.Below(400'000)));
  }
  std::string Unit() { return Concat("u-", random_.Below(1'000'000'000)); }

  // Never blank.
  std::string Name(size_t limit) {
    if (tame_) return std::string(TruncateUtf8(kTame[random_.Below(kTame.size())], limit));
    std::string text;
    for (uint64_t i = random_.Below(6) + 1; i > 0; --i) {
      text += kHostile[random_.Below(kHostile.size())];
      if (random_.Below(3) == 0) text += " ";
    }
    text = TruncateUtf8(*ToNfc(text), limit);
    return text.empty() ? "x" : text;
  }
  std::string MaybeName(size_t limit) { return Coin() ? Name(limit) : ""; }

  v1::Text Text() {
    std::string plain = Name(kMaxCommittedTextBytes);
    MadeText made = MakeText(static_cast<uint32_t>(made_.texts.size()), plain, random_);
    made_.texts.push_back(std::move(made.accompanying));
    return std::move(made.text);
  }

  void MakeDocument() {
    v1::PlanDocument& document = *plan().mutable_document();
    document.set_kind(static_cast<v1::PlanKind>(random_.Below(5) + 1));
    for (uint64_t i = random_.Below(3); i > 0; --i) document.add_numbers(Name(kMaxNumberBytes));
    document.set_title(Name(kMaxTitleBytes));
    document.set_issuer_unit_id(Unit());
    document.set_issuer_name(MaybeName(kMaxIssuerBytes));
    if (Coin()) *document.mutable_signatory() = Text();
    document.set_place(MaybeName(kMaxPlaceBytes));
    if (Coin()) document.set_signed_date(Date());
    for (uint64_t i = random_.Below(4); i > 0; --i) document.add_recipients(Name(kMaxNameBytes));
    for (uint64_t i = random_.Below(3); i > 0; --i) {
      v1::DocumentReference& basis = *document.add_legal_bases();
      basis.set_number(tame_ ? Name(kMaxNumberBytes) : MaybeName(kMaxNumberBytes));
      if (Coin()) basis.set_signed_date(Date());
      basis.set_issuer_name(MaybeName(kMaxIssuerBytes));
      basis.set_title(MaybeName(kMaxTitleBytes));
    }
  }

  void MakeConversion() {
    v1::ConversionRule& rule = *plan().mutable_conversion();
    if (Coin()) rule.set_base_ml(static_cast<uint32_t>(random_.Below(kMaxBaseMl) + 1));
    if (Coin()) {
      const auto share = static_cast<uint32_t>(random_.Below(999) + 1);
      v1::BagMix& first = *rule.add_bag_mix();
      first.set_volume_ml(250);
      first.set_permille(share);
      v1::BagMix& second = *rule.add_bag_mix();
      second.set_volume_ml(350);
      second.set_permille(1000 - share);
    }
    if (Coin()) {
      rule.set_platelet_permille(static_cast<uint32_t>(random_.Below(kMaxPlateletPermille + 1)));
    }
  }

  void MakeRound(uint64_t i) {
    v1::Round& round = *plan().add_rounds();
    round.set_round_id(Concat("dot-", i));
    round.set_label(Name(kMaxNameBytes));
    for (uint64_t n = random_.Below(3); n > 0; --n) round.add_credited_unit_ids(Unit());
    round.set_credit_inferred(Coin());
  }

  void MakeRule(uint64_t i) {
    v1::CreditRule& rule = *plan().add_credit_rules();
    rule.set_rule_id(Concat("quy-tac-", i));
    rule.set_unit_id(Unit());
    if (Coin()) rule.set_credited_unit_id(Unit());
    rule.set_inferred(Coin());
    if (Coin()) *rule.mutable_reason() = Text();
  }

  void MakeNumber(int64_t limit, v1::PrintedNumber& number) {
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
        if (number.value() >= 1'000)
          number.set_text(FormatCount(number.value(), Language::kEnglish));
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

  void MakeQuota(v1::Quota& quota) {
    if (tame_ || Often()) MakeNumber(kMaxQuotaUnits, *quota.mutable_units());
    if (Coin()) MakeNumber(kMaxQuotaUnits, *quota.mutable_converted_units());
  }

  void MakeSelector(v1::RowSelector& selector, const std::string& unit) {
    if (tame_ || Often()) selector.set_unit_id(!unit.empty() && Coin() ? unit : Unit());
    if (Coin() && plan().rounds_size() > 0) {
      const auto index =
          static_cast<int>(random_.Below(static_cast<uint64_t>(plan().rounds_size())));
      selector.set_round_id(plan().rounds(index).round_id());
    }
    if (Coin()) selector.set_component(static_cast<v1::Component>(random_.Below(4)));
    if (Coin()) selector.set_donor_class(static_cast<v1::DonorClass>(random_.Below(4)));
  }

  std::string Share() {
    switch (tame_ ? random_.Below(3) : random_.Below(5)) {
      case 0:
        return "";
      case 1:
        return "1,10";
      case 2:
        return "0.95%";
      case 3:
        return " 1,10";
      default:
        return Name(kMaxRowLabelBytes);
    }
  }

  void MakeRow() {
    v1::PlanRow& row = *plan().add_rows();
    row.set_row_id(Concat(Coin() ? "r" : "dong-", plan().rows_size()));
    row.set_label(MaybeName(kMaxRowLabelBytes));
    row.set_printed_name(MaybeName(kMaxNameBytes));
    const bool holds = Coin();
    if (holds) row.set_holder_unit_id(Unit());
    if (holds && (tame_ || Often())) MakeQuota(*row.mutable_quota());
    // A quota without any figure needs no holder.
    if (!holds && !tame_ && random_.Below(6) == 0) row.mutable_quota();
    if (tame_ ? !holds : Coin()) MakeSelector(*row.mutable_selector(), row.holder_unit_id());
    if (Coin() && plan().groups_size() > 0) {
      const auto index =
          static_cast<int>(random_.Below(static_cast<uint64_t>(plan().groups_size())));
      row.set_group_id(plan().groups(index).group_id());
    }
    if (Coin()) MakeNumber(kMaxPopulation, *row.mutable_population());
    row.set_population_share_text(Share());
    row.set_converted_population_share_text(Share());
    if (Coin()) MakeNumber(kMaxRoundCount, *row.mutable_round_count());
    row.set_time_text(MaybeName(kMaxNameBytes));
    row.set_body_in_charge(MaybeName(kMaxNameBytes));
    for (uint64_t i = random_.Below(3); i > 0; --i) *row.add_notes() = Text();
  }

  SeededRandom& random_;
  const bool tame_;
  RandomPlan made_;
};

}  // namespace

RandomPlan MakeRandomPlan(SeededRandom& random) {
  return Maker(random).Make();
}

}  // namespace hemoledger

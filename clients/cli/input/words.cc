#include "clients/cli/input/words.h"

#include "clients/cli/input/text_forms.h"
#include "hemoledger/v1/plans.pb.h"
#include "hemoledger/v1/units.pb.h"
#include "hemoledger/v1/values.pb.h"
#include "proto/base/check.h"

namespace hemoledger {
namespace {

constexpr WordValue kUnitKinds[] = {
    {"nation", v1::UNIT_KIND_NATION},
    {"quốc gia", v1::UNIT_KIND_NATION},
    {"province", v1::UNIT_KIND_PROVINCE},
    {"tỉnh", v1::UNIT_KIND_PROVINCE},
    {"district", v1::UNIT_KIND_DISTRICT},
    {"huyện", v1::UNIT_KIND_DISTRICT},
    {"commune", v1::UNIT_KIND_COMMUNE},
    {"xã", v1::UNIT_KIND_COMMUNE},
    {"agency", v1::UNIT_KIND_AGENCY},
    {"cơ quan", v1::UNIT_KIND_AGENCY},
    {"school", v1::UNIT_KIND_SCHOOL},
    {"trường", v1::UNIT_KIND_SCHOOL},
    {"enterprise", v1::UNIT_KIND_ENTERPRISE},
    {"doanh nghiệp", v1::UNIT_KIND_ENTERPRISE},
    {"hospital", v1::UNIT_KIND_HOSPITAL},
    {"bệnh viện", v1::UNIT_KIND_HOSPITAL},
    {"armed-force", v1::UNIT_KIND_ARMED_FORCE},
    {"lực lượng vũ trang", v1::UNIT_KIND_ARMED_FORCE},
    {"union", v1::UNIT_KIND_UNION},
    {"đoàn thể", v1::UNIT_KIND_UNION},
    {"club", v1::UNIT_KIND_CLUB},
    {"câu lạc bộ", v1::UNIT_KIND_CLUB},
    {"external-body", v1::UNIT_KIND_EXTERNAL_BODY},
    {"đơn vị ngoài", v1::UNIT_KIND_EXTERNAL_BODY},
};

constexpr WordValue kPlanKinds[] = {
    {"plan", v1::PLAN_KIND_PLAN},
    {"kế hoạch", v1::PLAN_KIND_PLAN},
    {"programme", v1::PLAN_KIND_PROGRAMME},
    {"chương trình", v1::PLAN_KIND_PROGRAMME},
    {"decision", v1::PLAN_KIND_DECISION},
    {"quyết định", v1::PLAN_KIND_DECISION},
    {"official-letter", v1::PLAN_KIND_OFFICIAL_LETTER},
    {"công văn", v1::PLAN_KIND_OFFICIAL_LETTER},
    {"report", v1::PLAN_KIND_REPORT},
    {"báo cáo", v1::PLAN_KIND_REPORT},
};

constexpr WordValue kComponents[] = {
    {"whole-blood", v1::COMPONENT_WHOLE_BLOOD},   {"toàn phần", v1::COMPONENT_WHOLE_BLOOD},
    {"máu toàn phần", v1::COMPONENT_WHOLE_BLOOD}, {"platelets", v1::COMPONENT_PLATELETS},
    {"tiểu cầu", v1::COMPONENT_PLATELETS},        {"plasma", v1::COMPONENT_PLASMA},
    {"huyết tương", v1::COMPONENT_PLASMA},        {"not stated", v1::COMPONENT_UNSPECIFIED},
    {"không ghi", v1::COMPONENT_UNSPECIFIED},
};

constexpr WordValue kDonorClasses[] = {
    {"voluntary", v1::DONOR_CLASS_VOLUNTARY},
    {"tình nguyện", v1::DONOR_CLASS_VOLUNTARY},
    {"family-replacement", v1::DONOR_CLASS_FAMILY_REPLACEMENT},
    {"người nhà", v1::DONOR_CLASS_FAMILY_REPLACEMENT},
    {"paid", v1::DONOR_CLASS_PAID},
    {"chuyên nghiệp", v1::DONOR_CLASS_PAID},
    {"not stated", v1::DONOR_CLASS_UNSPECIFIED},
    {"không ghi", v1::DONOR_CLASS_UNSPECIFIED},
};

constexpr WordValue kYesNo[] = {
    {"yes", 1}, {"có", 1}, {"x", 1}, {"no", 0}, {"không", 0},
};

constexpr WordValue kUnitChanges[] = {
    {"open", kUnitOpen},       {"thành lập", kUnitOpen},   {"rename", kUnitRename},
    {"đổi tên", kUnitRename},  {"move", kUnitMove},        {"chuyển", kUnitMove},
    {"kind", kUnitSetKind},    {"đổi loại", kUnitSetKind}, {"code", kUnitSetCode},
    {"đổi mã", kUnitSetCode},  {"alias", kUnitAddAlias},   {"thêm tên khác", kUnitAddAlias},
    {"close", kUnitClose},     {"giải thể", kUnitClose},   {"succeed", kUnitSucceed},
    {"kế thừa", kUnitSucceed},
};

constexpr WordValue kPlanChanges[] = {
    {"set", kQuotaSet},
    {"giao", kQuotaSet},
    {"supplement", kQuotaSupplement},
    {"bổ sung", kQuotaSupplement},
    {"transfer", kQuotaTransfer},
    {"chuyển", kQuotaTransfer},
    {"withdraw", kQuotaWithdraw},
    {"rút", kQuotaWithdraw},
    {"round", kRoundAdd},
    {"đợt", kRoundAdd},
    {"credit-rule", kCreditRuleSet},
    {"quy tắc", kCreditRuleSet},
    {"remove-credit-rule", kCreditRuleRemove},
    {"bỏ quy tắc", kCreditRuleRemove},
    {"round-set", kRoundSet},
    {"sửa đợt", kRoundSet},
    {"target", kTargetSet},
    {"chỉ tiêu chung", kTargetSet},
    {"remove-target", kTargetRemove},
    {"bỏ chỉ tiêu chung", kTargetRemove},
    {"task", kTaskSet},
    {"công việc", kTaskSet},
    {"campaign", kCampaignSet},
    {"chiến dịch", kCampaignSet},
};

}  // namespace

WordList::WordList(std::span<const WordValue> words) : words_(words) {
  for (const WordValue& word : words) {
    const bool same = !folded_.empty() && folded_.back().second == word.value;
    if (!all_.empty()) all_ += same ? " / " : ", ";
    all_ += word.word;
    folded_.emplace_back(FoldText(word.word), word.value);
  }
}

std::optional<int> WordList::Find(std::string_view text) const {
  // Nearly every cell is written as listed here.
  for (const WordValue& word : words_) {
    if (word.word == text) return word.value;
  }
  const std::string folded = FoldText(text);
  for (const auto& [word, value] : folded_) {
    if (word == folded) return value;
  }
  return std::nullopt;
}

std::string_view WordList::WordOf(int value, Language language) const {
  size_t wanted = language == Language::kVietnamese ? 1 : 0;
  for (const WordValue& word : words_) {
    if (word.value == value && wanted-- == 0) return word.word;
  }
  HL_CHECK(false) << value;
  return "";
}

const WordList& UnitKindWords() {
  static const auto* const kList = new WordList(kUnitKinds);
  return *kList;
}

const WordList& PlanKindWords() {
  static const auto* const kList = new WordList(kPlanKinds);
  return *kList;
}

const WordList& ComponentWords() {
  static const auto* const kList = new WordList(kComponents);
  return *kList;
}

const WordList& DonorClassWords() {
  static const auto* const kList = new WordList(kDonorClasses);
  return *kList;
}

const WordList& YesNoWords() {
  static const auto* const kList = new WordList(kYesNo);
  return *kList;
}

const WordList& UnitChangeWords() {
  static const auto* const kList = new WordList(kUnitChanges);
  return *kList;
}

const WordList& PlanChangeWords() {
  static const auto* const kList = new WordList(kPlanChanges);
  return *kList;
}

}  // namespace hemoledger

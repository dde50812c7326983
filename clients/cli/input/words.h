// The words of input files: kinds of units, plans, changes, components and donor classes, in
// English and Vietnamese.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hemoledger {

// A word and the number it stands for (of an enum of the contract, or of one below).
struct WordValue {
  std::string_view word;
  int value;
};

// How a row of a units file changes the tree.
enum UnitChangeWord : int {
  kUnitOpen,
  kUnitRename,
  kUnitMove,
  kUnitSetKind,
  kUnitSetCode,
  kUnitAddAlias,
  kUnitClose,
};

// How an entry of an amendment changes a plan.
enum PlanChangeWord : int {
  kQuotaSet,
  kQuotaSupplement,
  kQuotaTransfer,
  kQuotaWithdraw,
  kRoundAdd,
  kCreditRuleSet,
  kCreditRuleRemove,
};

// v1::UnitKind.
std::span<const WordValue> UnitKindWords();
// v1::PlanKind.
std::span<const WordValue> PlanKindWords();
// v1::Component; "không ghi" / "not stated" is 0.
std::span<const WordValue> ComponentWords();
// v1::DonorClass; "không ghi" / "not stated" is 0.
std::span<const WordValue> DonorClassWords();
// 0 or 1.
std::span<const WordValue> YesNoWords();
std::span<const WordValue> UnitChangeWords();
std::span<const WordValue> PlanChangeWords();

// The value of `text`: case, form of the letters and placement of tone marks do not matter. Absent:
// not one of them.
std::optional<int> FindWord(std::string_view text, std::span<const WordValue> words);
// "nation / quốc gia, province / tỉnh, …": all words, for messages.
std::string ListWords(std::span<const WordValue> words);

}  // namespace hemoledger

// The words of input files: kinds of units, plans, changes, components and donor classes, in
// English and Vietnamese.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

// A list of words, each kept in the form in which it is compared.
class WordList {
 public:
  // REQUIRES: `words` outlives this.
  explicit WordList(std::span<const WordValue> words);

  // The value of `text`: case, form of the letters and placement of tone marks do not matter.
  // Absent: not one of them.
  std::optional<int> Find(std::string_view text) const;
  // "nation / quốc gia, province / tỉnh, …": all words, for messages.
  const std::string& all() const { return all_; }

 private:
  std::span<const WordValue> words_;
  std::vector<std::pair<std::string, int>> folded_;
  std::string all_;
};

// v1::UnitKind.
const WordList& UnitKindWords();
// v1::PlanKind.
const WordList& PlanKindWords();
// v1::Component; "không ghi" / "not stated" is 0.
const WordList& ComponentWords();
// v1::DonorClass; "không ghi" / "not stated" is 0.
const WordList& DonorClassWords();
// 0 or 1.
const WordList& YesNoWords();
const WordList& UnitChangeWords();
const WordList& PlanChangeWords();

}  // namespace hemoledger

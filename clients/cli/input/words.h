// The words of input files, in English and Vietnamese: kinds of units, plans, changes, targets,
// tasks, records and statements, components, donor classes, and where rounds stand.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proto/base/language.h"

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
  kUnitSucceed,
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
  kRoundSet,
  kTargetSet,
  kTargetRemove,
  kTaskSet,
  kCampaignSet,
};

// What a file for `hemo record put` holds.
enum RecordKindWord : int {
  kRecordStatements,
  kRecordIndicators,
  kRecordVerdict,
  kRecordProgress,
};

// A list of words, each kept in the form in which it is compared.
class WordList {
 public:
  // REQUIRES: `words` outlives this.
  explicit WordList(std::span<const WordValue> words);

  // The value of `text`: case, form of the letters and placement of tone marks do not matter.
  // Absent: not one of them.
  std::optional<int> Find(std::string_view text) const;
  // The word of a value as files are written: the first in English, the second in Vietnamese.
  // REQUIRES: each value's words begin with these two, and the list has the value.
  std::string_view WordOf(int value, Language language) const;
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

// --- What plans schedule and want (schedule_words.cc) ---

// v1::RoundStatus.
const WordList& RoundStatusWords();
// v1::TaskKind; "other" / "khác" is 0.
const WordList& TaskKindWords();
// v1::TargetMetric.
const WordList& TargetMetricWords();

// --- Records (record_words.cc) ---

const WordList& RecordKindWords();
// v1::StatementFact.
const WordList& StatementFactWords();
// v1::FindingState, those of verdicts.
const WordList& VerdictStateWords();
// v1::FindingOrigin.
const WordList& FindingOriginWords();

}  // namespace hemoledger

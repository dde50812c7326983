// The words of the contract's enums: a stable key for commands, CSV and JSON, and what people call
// it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "hemoledger/v1/attainment_service.pb.h"
#include "hemoledger/v1/event_service.pb.h"
#include "hemoledger/v1/findings.pb.h"
#include "hemoledger/v1/plan_service.pb.h"
#include "hemoledger/v1/plans.pb.h"
#include "hemoledger/v1/receipt_service.pb.h"
#include "hemoledger/v1/record_service.pb.h"
#include "hemoledger/v1/records.pb.h"
#include "hemoledger/v1/schedule.pb.h"
#include "hemoledger/v1/schedule_service.pb.h"
#include "hemoledger/v1/status_service.pb.h"
#include "hemoledger/v1/targets.pb.h"
#include "hemoledger/v1/units.pb.h"
#include "hemoledger/v1/values.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

struct EnumWord {
  int value = 0;
  // "whole-blood": what an option takes and CSV and JSON print. Blank for UNSPECIFIED.
  std::string_view key;
  std::string_view vi;
  std::string_view en;
};

// The words of one enum, in its order; specialised for every enum that a person sees.
template <typename Enum>
std::span<const EnumWord> WordsOf();

template <>
std::span<const EnumWord> WordsOf<v1::Component>();
template <>
std::span<const EnumWord> WordsOf<v1::DonorClass>();
template <>
std::span<const EnumWord> WordsOf<v1::UnitKind>();
template <>
std::span<const EnumWord> WordsOf<v1::PlanKind>();
template <>
std::span<const EnumWord> WordsOf<v1::QuotaChangeKind>();
template <>
std::span<const EnumWord> WordsOf<v1::EventType>();
template <>
std::span<const EnumWord> WordsOf<v1::WriteState>();
template <>
std::span<const EnumWord> WordsOf<v1::AttainmentBasis>();
template <>
std::span<const EnumWord> WordsOf<v1::AttainmentGrouping>();
template <>
std::span<const EnumWord> WordsOf<v1::AttainmentOrder>();
template <>
std::span<const EnumWord> WordsOf<v1::RoundStatus>();
template <>
std::span<const EnumWord> WordsOf<v1::TaskKind>();
template <>
std::span<const EnumWord> WordsOf<v1::TargetMetric>();
template <>
std::span<const EnumWord> WordsOf<v1::TargetState>();
template <>
std::span<const EnumWord> WordsOf<v1::FindingKind>();
template <>
std::span<const EnumWord> WordsOf<v1::FindingOrigin>();
template <>
std::span<const EnumWord> WordsOf<v1::FindingState>();
template <>
std::span<const EnumWord> WordsOf<v1::StatementFact>();
template <>
std::span<const EnumWord> WordsOf<v1::StatementComparison>();
template <>
std::span<const EnumWord> WordsOf<v1::Pace>();
template <>
std::span<const EnumWord> WordsOf<v1::PaceBasis>();

// What people call it; a value of a newer server: its number.
template <typename Enum>
std::string WordFor(Enum value, Language language) {
  for (const EnumWord& word : WordsOf<Enum>()) {
    if (word.value == static_cast<int>(value)) {
      return std::string(language == Language::kVietnamese ? word.vi : word.en);
    }
  }
  return "?" + std::to_string(static_cast<int>(value));
}

// Its key; blank for UNSPECIFIED.
template <typename Enum>
std::string KeyFor(Enum value) {
  for (const EnumWord& word : WordsOf<Enum>()) {
    if (word.value == static_cast<int>(value)) return std::string(word.key);
  }
  return std::to_string(static_cast<int>(value));
}

// The value of a key; absent: there is none such.
template <typename Enum>
std::optional<Enum> FromKey(std::string_view key) {
  for (const EnumWord& word : WordsOf<Enum>()) {
    if (!key.empty() && word.key == key) return static_cast<Enum>(word.value);
  }
  return std::nullopt;
}

// "whole-blood, platelets, plasma".
template <typename Enum>
std::string KeysOf() {
  std::string keys;
  for (const EnumWord& word : WordsOf<Enum>()) {
    if (word.key.empty()) continue;
    if (!keys.empty()) keys += ", ";
    keys += word.key;
  }
  return keys;
}

}  // namespace hemoledger

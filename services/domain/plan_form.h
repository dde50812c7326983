// Form of plans, amendments and corrections of entries: all that can be said of a document without
// any state. The limits of proto/hemoledger/v1/plans.proto stand here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "hemoledger/v1/plans.pb.h"
#include "proto/base/errors.h"

namespace hemoledger {

// Counts of entries.
inline constexpr int kMaxPlanNumbers = 2;
inline constexpr int kMaxRecipients = 64;
inline constexpr int kMaxLegalBases = 64;
inline constexpr int kMaxRowGroups = 64;
inline constexpr int kMaxRounds = 10'000;
inline constexpr int kMaxCreditRules = 10'000;
inline constexpr int kMaxRows = 20'000;
inline constexpr int kMaxRowNotes = 8;
inline constexpr int kMaxStatedRounds = 1'000;
inline constexpr int kMaxCampaigns = 256;
inline constexpr int kMaxTargets = 1'000;
inline constexpr int kMaxTasks = 1'000;
inline constexpr int kMaxImplements = 16;
inline constexpr int kMaxPlanNotes = 16;
// Of one round, task or target.
inline constexpr int kMaxRoundUnits = 2'000;
inline constexpr int kMaxRoundCampaigns = 16;
inline constexpr int kMaxRoundNotes = 8;
inline constexpr int kMaxPartners = 64;
inline constexpr int kMaxTaskNotes = 8;
inline constexpr int kMaxScopeUnits = 2'000;
inline constexpr int kMaxPlanChanges = 10'000;
inline constexpr int kMaxEntryFixes = 1'000;

// Lengths of texts, in bytes.
inline constexpr size_t kMaxNumberBytes = 128;
inline constexpr size_t kMaxTitleBytes = 1'024;
inline constexpr size_t kMaxIssuerBytes = 512;
inline constexpr size_t kMaxPlaceBytes = 128;
inline constexpr size_t kMaxNameBytes = 256;
inline constexpr size_t kMaxRowLabelBytes = 32;
inline constexpr size_t kMaxPrintedNumberBytes = 64;
inline constexpr size_t kMaxTaskLabelBytes = 1'024;
inline constexpr size_t kMaxTargetTextBytes = 1'024;

// Figures. The country collects about 2 million units a year: a quota beyond 100 million is absurd,
// and all sums and products of figures below these stay far inside 64 bits.
inline constexpr int64_t kMaxQuotaUnits = 100'000'000;
inline constexpr int64_t kMaxPopulation = 10'000'000'000;
inline constexpr int64_t kMaxRoundCount = 100'000;
inline constexpr uint32_t kMaxBaseMl = 10'000;
inline constexpr uint32_t kMaxBagMl = 1'000;
// Converted units of one unit of platelets, in thousandths.
inline constexpr uint32_t kMaxPlateletPermille = 1'000'000;
inline constexpr uint32_t kMaxPercentageDecimals = 4;

// Add every problem of form, each with its place in the document ("rows[3].quota.units.value").
// Texts' plain text and ordinals are checked elsewhere (proto/base/text_commitment.h). Problems:
// FIELD_REQUIRED, FIELD_INVALID, ID_INVALID, TEXT_NOT_NFC, TEXT_TOO_LONG, DATE_INVALID,
// INTERVAL_REVERSED, COUNT_OUT_OF_RANGE, DUPLICATE.
void CheckPlanForm(const v1::PlanIssued& plan, Violations& problems);
void CheckAmendmentForm(const v1::PlanAmended& amendment, Violations& problems);
void CheckEntryCorrectionForm(const v1::PlanEntryCorrected& correction, Violations& problems);

}  // namespace hemoledger

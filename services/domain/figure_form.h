// Form of figures as documents state them (proto/hemoledger/v1/figures.proto). Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "hemoledger/v1/figures.pb.h"
#include "proto/base/errors.h"

namespace hemoledger {

// 10^15: far above every count of a nation, and ten of them still fit into 64 bits with room.
inline constexpr int64_t kMaxUnscaled = 1'000'000'000'000'000;
inline constexpr uint32_t kMaxDecimalScale = 6;
inline constexpr size_t kMaxDecimalTextBytes = 64;

// Add every problem of form, each with its place under `field`. Problems: FIELD_REQUIRED,
// FIELD_INVALID, COUNT_OUT_OF_RANGE, TEXT_NOT_NFC, TEXT_TOO_LONG.
void CheckPrintedDecimal(const v1::PrintedDecimal& decimal, const std::string& field,
                         Violations& problems);
void CheckFigure(const v1::Figure& figure, const std::string& field, Violations& problems);

}  // namespace hemoledger

// Rounds, tasks and targets as they stand: what was planned, and how it goes.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "hemoledger/v1/schedule_service.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

// `today` is the day that "due" and "late" refer to, 0: neither is told. `plans`: several plans, so
// each line names its own.
std::string RoundsText(std::span<const v1::RoundView> rounds, int32_t today, bool plans,
                       Language language);
std::string RoundsCsv(std::span<const v1::RoundView> rounds);

std::string TasksText(std::span<const v1::TaskView> tasks, int32_t today, bool plans,
                      Language language);
std::string TasksCsv(std::span<const v1::TaskView> tasks);

// "chưa biết" where no event carries the numerator.
std::string TargetsText(std::span<const v1::TargetProgress> targets, Language language);
std::string TargetsCsv(std::span<const v1::TargetProgress> targets);

}  // namespace hemoledger

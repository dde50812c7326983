// What a plan schedules and wants besides the quotas of its table: targets, campaigns, rounds,
// tasks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hemoledger/v1/plan_service.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

// The parts that the plan has, each with its heading and a blank line before it. A cell that is too
// long for its table stands in full below it, as do partners, places, units and notes. Rounds whose
// quotas stand as columns of the plan's rows (RoundColumns) show their sum only.
std::string PlanScheduleText(const v1::PlanView& view, Language language);

// The rounds that are columns of the table of rows, as documents print them ("Đợt I", "Đợt II"): at
// most six, each with quotas of several rows. Indices of the plan's rounds.
std::vector<int> RoundColumns(const v1::PlanIssued& plan);

// A unit by the name that its row prints, else its id.
std::string PlanUnitName(const v1::PlanIssued& plan, std::string_view unit_id);

}  // namespace hemoledger

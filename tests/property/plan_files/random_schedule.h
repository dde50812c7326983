// The campaigns, rounds, targets and tasks of random plans.
#pragma once

#include "hemoledger/v1/plans.pb.h"
#include "random_values.h"

namespace hemoledger {

void MakeRandomSchedule(RandomValues& values, v1::PlanIssued& plan);

}  // namespace hemoledger

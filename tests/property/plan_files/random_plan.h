// Random plans that are valid and as unpleasant as a valid plan can be.
#pragma once

#include <cstdint>
#include <vector>

#include "hemoledger/v1/plans.pb.h"
#include "hemoledger/v1/values.pb.h"
#include "proto/base/random.h"

namespace hemoledger {

struct RandomPlan {
  v1::PlanIssued plan;
  std::vector<v1::AccompanyingText> texts;
};

// A plan that a server could have taken: CheckPlanForm finds nothing, its references are known, its
// texts fit their commitments. Texts hold quotes, separators, line breaks, blanks at both ends,
// leading zeros, Vietnamese, words and headings of the format itself; figures are absent, zero,
// printed otherwise than they are, or text alone; messages are present and empty. About every third
// plan is tame: what a clerk would write.
RandomPlan MakeRandomPlan(SeededRandom& random);

}  // namespace hemoledger

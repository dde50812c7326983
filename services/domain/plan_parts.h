// A plan that is longer than one event: cut into parts, and put together again.
#pragma once

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "hemoledger/v1/plans.pb.h"

namespace hemoledger {

// Cuts a plan into parts that each serialise to at most `max_bytes`: the first holds all that is no
// list; the entries of the lists follow in the order of the fields, each part going on where the
// one before is full. So the Texts stand in the parts in the order in which they stand in the
// whole. Their ordinals are numbered anew in each part; `texts` (ordinals of the whole) are given
// to their parts (`submission_index` = part index). SUBMISSION_TOO_LARGE when the first part, or an
// entry by itself, can not fit.
absl::StatusOr<std::vector<v1::PlanIssued>> SplitPlan(const v1::PlanIssued& plan, size_t max_bytes,
                                                      std::vector<v1::AccompanyingText>* texts);

// The reverse; ordinals run through all parts again. REQUIRES: there are parts. Of the parts behind
// the first only the lists are taken.
v1::PlanIssued JoinPlan(const std::vector<v1::PlanIssued>& parts);

}  // namespace hemoledger

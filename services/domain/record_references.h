// What a record beside a plan refers to: units of the tree; rows, groups, rounds, campaigns, tasks
// and revisions of its plan; tables of its own list.
#pragma once

#include "absl/status/status.h"
#include "hemoledger/v1/records.pb.h"
#include "services/domain/org_tree.h"
#include "services/domain/plan_book.h"

namespace hemoledger {

// All that is not there, each with its place. REQUIRES: the record's form is right, the plan is in
// the book. Errors: UNIT_NOT_FOUND, REFERENCE_UNKNOWN.
absl::Status CheckRecordReferences(const v1::PlanRecorded& record, const OrgTree& tree,
                                   const PlanBook& plans, PlanIndex plan);

}  // namespace hemoledger

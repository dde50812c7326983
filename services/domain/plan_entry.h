// The entry of a document as a correction leaves it.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "hemoledger/v1/plans.pb.h"
#include "services/domain/plan_documents.h"

namespace hemoledger {

// The next version of `before`. Its Texts are numbered anew; those that the correction leaves alone
// stand where they stood. REQUIRES: the correction's form is right, and it is of this document.
// Errors: REFERENCE_UNKNOWN, for something to be removed that is not there.
absl::StatusOr<PlanDocumentRecord> CorrectedDocument(
    const PlanDocumentRecord& before, std::shared_ptr<const PlanCorrectionRecord> correction);

}  // namespace hemoledger

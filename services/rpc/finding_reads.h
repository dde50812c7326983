// Findings and statements of a plan from one state: the ledger's own view of them, for
// RecordService.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hemoledger/v1/record_service.pb.h"
#include "services/domain/findings.h"
#include "services/domain/ledger_figures.h"
#include "services/rpc/environment.h"

namespace hemoledger {

// All that findings of a plan rest on, as one state has it: the plan as it holds, its amendments,
// the statements on record beside it, and what receipts give. Keeps the state.
class PlanEvidence {
 public:
  // REQUIRES: the plan is in the view.
  PlanEvidence(std::shared_ptr<const View> view, PlanIndex plan, int32_t through_date);
  PlanEvidence(const PlanEvidence&) = delete;
  PlanEvidence& operator=(const PlanEvidence&) = delete;

  const FindingsInput& input() const { return input_; }

 private:
  const std::shared_ptr<const View> view_;
  const v1::PlanIssued plan_;
  const PlanLedgerFigures figures_;
  FindingsInput input_;
};

// The findings of a plan with their states, in the document's order. Reasons of verdicts come from
// the store. Errors: STORE_DAMAGED.
absl::StatusOr<std::vector<v1::Finding>> FindingsOf(const RpcEnvironment& environment,
                                                    const std::shared_ptr<const View>& view,
                                                    PlanIndex plan, int32_t through_date);

// What PutRecord asks besides the ledger's own rules. A verdict that is not on record yet names a
// finding that the plan has. Errors: FINDING_NOT_FOUND.
absl::Status CheckVerdict(const std::shared_ptr<const View>& view, const v1::PlanRecorded& record);

absl::StatusOr<v1::ListFindingsResponse> ListFindings(const RpcEnvironment& environment,
                                                      const std::shared_ptr<const View>& view,
                                                      const v1::ListFindingsRequest& request);

}  // namespace hemoledger

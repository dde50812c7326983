// Answers of RecordService's reads from one state, and what PutRecord asks of the state beside the
// ledger's own rules.
#pragma once

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hemoledger/v1/record_service.pb.h"
#include "services/rpc/environment.h"

namespace hemoledger {

// Errors: FIELD_INVALID (an attachment: its bytes come first, by AttachmentService),
// FINDING_NOT_FOUND (a verdict on a finding that the plan does not have).
absl::Status CheckPutRecord(const RpcEnvironment& environment, const v1::PutRecordRequest& request);

absl::StatusOr<v1::ListRecordsResponse> ListRecords(const RpcEnvironment& environment,
                                                    const std::shared_ptr<const View>& view,
                                                    const v1::ListRecordsRequest& request);

}  // namespace hemoledger

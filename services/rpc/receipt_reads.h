// Answers of ReceiptService's reads from one state and the log.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "hemoledger/v1/receipt_service.pb.h"
#include "services/rpc/environment.h"

namespace hemoledger {

absl::StatusOr<v1::GetSourceResponse> GetSource(const RpcEnvironment& environment,
                                                const std::shared_ptr<const View>& view,
                                                const v1::GetSourceRequest& request);
absl::StatusOr<v1::GetReceiptResponse> GetReceipt(const RpcEnvironment& environment,
                                                  const std::shared_ptr<const View>& view,
                                                  const v1::GetReceiptRequest& request);
// Goes through the log from the page's beginning on, kMaxListScanEvents at most.
absl::StatusOr<v1::ListReceiptsResponse> ListReceipts(const RpcEnvironment& environment,
                                                      const std::shared_ptr<const View>& view,
                                                      const v1::ListReceiptsRequest& request);
// Goes through the source's runs, kMaxListScanEvents numbers at most.
absl::StatusOr<v1::ListRejectionsResponse> ListRejections(const RpcEnvironment& environment,
                                                          const std::shared_ptr<const View>& view,
                                                          const v1::ListRejectionsRequest& request);

}  // namespace hemoledger

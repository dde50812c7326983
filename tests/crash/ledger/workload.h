// What the clients of a crash test send, made from a seed: every kind of row, every outcome. The
// same seed gives the same bytes, so that sending all of it again after a crash is what real
// clients do.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "hemoledger/v1/plan_service.pb.h"
#include "hemoledger/v1/receipt_service.pb.h"
#include "hemoledger/v1/unit_service.pb.h"
#include "services/ledger/stream_batch.h"

namespace hemoledger {

// Of all that is sent.
inline constexpr std::string_view kPrincipal = "anonymous";

// One stream: submissions in order, with their texts (submission_index is the place in the list).
struct StreamScript {
  StreamIdentity stream;
  std::vector<std::string> submissions;
  std::vector<v1::AccompanyingText> texts;
};

struct Workload {
  // In this order; each is awaited before the next.
  v1::ChangeUnitsRequest units;
  v1::IssuePlanRequest plan;
  std::vector<v1::OpenSourceRequest> sources;
  // Sent together with the streams.
  std::vector<v1::AmendPlanRequest> amendments;
  std::vector<v1::RecordReceiptRequest> receipts;
  std::vector<StreamScript> streams;
};

Workload MakeWorkload(uint64_t seed);

}  // namespace hemoledger

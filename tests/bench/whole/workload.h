// The receipts that are measured with: made from a seed, shaped like a nation's.
//
// 63 provinces, 696 districts, 10,035 communes (before 1 July 2025). Few large centres give much,
// many communes little: a unit's share falls with its rank (Zipf, exponent 1). Of 100 receipts one
// corrects an earlier one of the same source, twenty are from another month than the rest; of 100
// batches one is sent twice, as after a cut connection.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hemoledger/v1/plans.pb.h"
#include "hemoledger/v1/receipt_service.pb.h"
#include "hemoledger/v1/unit_service.pb.h"

namespace hemoledger::bench {

// The decoded facts of a receipt, for peers that keep rows.
struct FlatReceipt {
  uint32_t source = 0;
  uint64_t sequence = 0;
  // Rank of the commune, 0 the largest.
  uint32_t unit = 0;
  int32_t date = 0;
  uint8_t component = 0;
  uint8_t donor_class = 0;
  uint32_t volume_ml = 0;
  uint32_t count = 0;
  // The serialised submission.
  std::string bytes;
};

class Workload {
 public:
  static constexpr uint32_t kProvinces = 63;
  static constexpr uint32_t kDistricts = 696;

  explicit Workload(uint64_t seed) : seed_(seed) {}

  // Requests that open the nation: apply them in order.
  std::vector<v1::ChangeUnitsRequest> Units() const;
  static std::string UnitId(uint32_t commune);
  static std::string ProvinceId(uint32_t province);
  // Of the communes of UnitId.
  static constexpr uint32_t ProvinceOf(uint32_t commune) {
    return commune % kDistricts % kProvinces;
  }
  static std::string SourceId(uint32_t source);

  // The first `count` submissions of a source, in batches of `batch`; retries included, so that
  // more messages than count / batch come.
  std::vector<v1::StreamReceiptsRequest> Batches(uint32_t source, uint64_t count, int batch) const;
  // The same receipts without corrections and retries.
  std::vector<FlatReceipt> Flat(uint32_t source, uint64_t count) const;

  // Receipts for ledgers of different sizes with the same occupied cells: receipt after receipt
  // goes round all of `cells` combinations of commune, month and component, in an order that mixes
  // them; `sources` sources take turns. The submissions of one source from number `first` on,
  // `count` of them; no corrections, no retries. REQUIRES: cells <= kMaxRoundCells.
  static std::vector<v1::StreamReceiptsRequest> RoundBatches(uint32_t source, uint32_t sources,
                                                             uint32_t cells, uint64_t first,
                                                             uint64_t count, int batch);
  // All communes × 12 months × 2 components.
  static constexpr uint32_t kMaxRoundCells = 10'035 * 24;

  // A plan of 200 rows, one a district, for queries.
  static v1::PlanIssued Plan200();

 private:
  uint64_t seed_;
};

}  // namespace hemoledger::bench

// A small world for tests of plans: a tree, a book and counters, filled by the rules that the
// ledger uses (every change is checked before it is applied).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hemoledger/v1/attainment_service.pb.h"
#include "hemoledger/v1/plans.pb.h"
#include "hemoledger/v1/receipts.pb.h"
#include "services/domain/attainment.h"
#include "services/domain/fact_cells.h"
#include "services/domain/org_tree.h"
#include "services/domain/plan_book.h"

namespace hemoledger {

// A day of the period of most tests' plans.
inline constexpr int32_t kDay = 20210405;

class World {
 public:
  // A unit since ever, or from a day on; its name is its id.
  void Open(std::string_view unit_id, std::string_view parent_id = "", int32_t from_date = 0);
  void Change(const v1::UnitChanged& change);
  // Their position. A test fails where the check refuses them.
  uint64_t Issue(const v1::PlanIssued& plan);
  uint64_t Amend(const v1::PlanAmended& amendment);
  uint64_t Correct(const v1::PlanEntryCorrected& correction);
  void Receive(const v1::Receipt& receipt);

  FactKey KeyOf(const v1::Receipt& receipt) const;
  EffectivePlan Effective(std::string_view plan_id, int32_t through_date = 0,
                          uint64_t position_bound = kNoPositionBound) const;
  // Where a receipt stands in a plan.
  Placement Place(std::string_view plan_id, const v1::Receipt& receipt,
                  int32_t through_date = 0) const;
  // The unit that it is credited to; blank: nobody.
  std::string CreditOf(std::string_view plan_id, const v1::Receipt& receipt) const;
  // Id of the row that takes it; blank: none.
  std::string RowOf(std::string_view plan_id, const v1::Receipt& receipt) const;
  AttainmentQuery Query(std::string_view plan_id) const;
  v1::GetAttainmentResponse Attain(const AttainmentQuery& query);

  OrgTree tree;
  PlanBook book;
  FactCells cells;
  uint64_t next_position = 1;
};

// An amendment with its document, reason and approver, and no changes.
v1::PlanAmended MakeAmendment(std::string_view plan_id, uint32_t against_revision,
                              int32_t valid_from_date);
// A correction of an entry with its reason, and nothing to mend.
v1::PlanEntryCorrected MakeCorrection(std::string_view plan_id, uint32_t revision,
                                      uint32_t against_version);
void AddSet(v1::PlanAmended& amendment, std::string_view holder_id, int64_t units);
void AddSupplement(v1::PlanAmended& amendment, std::string_view holder_id, int64_t added,
                   int64_t resulting);
void AddTransfer(v1::PlanAmended& amendment, std::string_view from, std::string_view to,
                 int64_t units, int64_t from_resulting, int64_t to_resulting);
// `resulting` below 0: none is left.
void AddWithdrawal(v1::PlanAmended& amendment, std::string_view holder_id, int64_t units,
                   int64_t resulting);

// Ids of the rows of a plan and what holds: "r01=100 r02=-".
std::string QuotasOf(const EffectivePlan& plan);

// The line of a key; a test fails where there is none.
const v1::AttainmentLine& LineOf(const v1::GetAttainmentResponse& response, std::string_view key);
// All lines as "key own figures/quota", where blank figures are "-" and no quota is "-":
// "r01 402 1030/503".
std::vector<std::string> Lines(const v1::GetAttainmentResponse& response);
// Sum of the lines' figures that are not blank.
int64_t SumOfFigures(const v1::GetAttainmentResponse& response);

}  // namespace hemoledger

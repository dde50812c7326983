// Sums of facts, and the figures that an answer shows of them.
#pragma once

#include <cstdint>
#include <optional>

#include "hemoledger/v1/attainment_service.pb.h"
#include "hemoledger/v1/plans.pb.h"
#include "services/domain/facts.h"

namespace hemoledger {

// How a basis counts.
struct BasisRule {
  // Not UNSPECIFIED.
  v1::AttainmentBasis basis = v1::ATTAINMENT_BASIS_ALL_CREDITED;
  // For CONVERTED: millilitres of one converted unit; thousandths of one that a unit of platelets
  // is, absent: unknown.
  int64_t base_ml = 250;
  std::optional<int64_t> platelet_permille;

  bool is_converted() const { return basis == v1::ATTAINMENT_BASIS_CONVERTED; }
};

// The rule of a basis (UNSPECIFIED: everything credited) in a plan.
BasisRule MakeBasisRule(v1::AttainmentBasis basis, const v1::ConversionRule& conversion);

// Whether facts count on the basis at all.
bool CountsOnBasis(const BasisRule& rule, const FactKey& key, bool credited_to_holder);

// A sum over cells.
struct Tally {
  int64_t units = 0;
  int64_t repeat_donors = 0;
  int64_t repeat_stated_units = 0;
  // For CONVERTED: what converts by volume, what by the platelet rule, and what not at all.
  int64_t volume_ml = 0;
  int64_t platelet_units = 0;
  int64_t unconverted_units = 0;

  void Add(const BasisRule& rule, const FactKey& key, const FactValue& value);
};

// The figures of a sum against a quota (already the converted one with CONVERTED); absent: none.
v1::AttainmentFigures MakeFigures(const BasisRule& rule, const Tally& tally,
                                  std::optional<int64_t> quota);

// Whether a's ratio is greater than b's, exactly; a missing ratio is less than any.
bool HasGreaterRatio(const v1::AttainmentFigures& a, const v1::AttainmentFigures& b);

}  // namespace hemoledger

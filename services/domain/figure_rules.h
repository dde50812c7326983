// What a figure of a document asks for, and whether it was reached. Pure. docs/attainment.md,
// "Targets".
#pragma once

#include <cstdint>
#include <optional>

#include "hemoledger/v1/figures.pb.h"
#include "services/domain/numbers.h"

namespace hemoledger {

// The number that is printed; absent: the text means none.
std::optional<Rational> NumberOf(const v1::PrintedDecimal& decimal);

// What was reached: a number, or more than it ("trên 25.530").
struct Reached {
  Rational number;
  bool or_more = false;
};

// Whether `reached` satisfies what is asked. EQUAL, AT_LEAST: it is there ("đạt 80%" is not missed
// by 85%). MORE_THAN: it is passed. ABOUT: 95 % of it are there. RANGE: its lower end is there.
// AT_MOST, LESS_THAN: it is not passed, not reached. Never where no number is asked for.
bool IsMet(const v1::Figure& asked, const Reached& reached);

// Whole blood units that a figure asks for at least: its number, of a range the lower end, broken
// ones rounded up. Absent: it asks for none (at most, less than), its text means
// no number, or it is absurd (above kMaxCount).
std::optional<int64_t> LeastUnits(const v1::Figure& figure);

}  // namespace hemoledger

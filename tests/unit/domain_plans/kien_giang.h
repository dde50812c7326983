// Kiên Giang 2021 as printed (report 65/BC-BCĐ of 05/4/2022, appendix 1): 37 rows, every printed
// cell a receipt, the credit inferred from its totals (DOMAIN, fact 4).
#pragma once

#include "tests/unit/domain_plans/world.h"

namespace hemoledger {

inline constexpr char kKienGiang2021[] = "kien-giang-2021";

// The tree: Việt Nam, Kiên Giang and its units, Cà Mau, the central institute.
void OpenKienGiang(World& world);
v1::PlanIssued KienGiangPlan();
void ReceiveKienGiang(World& world);

// All three.
World MakeKienGiang();

}  // namespace hemoledger

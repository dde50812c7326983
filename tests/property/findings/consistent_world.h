// Random plans in which everything agrees, and the same with one contradiction put in.
//
// Figures are reckoned here by hand (whole numbers, rounded half up), not by the code under test.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/unit/findings/finding_world.h"

namespace hemoledger {

// A contradiction of one kind; SAID_TWICE, QUOTA_MET_LIST and TOTAL have several ways.
struct Fault {
  v1::FindingKind kind = v1::FINDING_KIND_UNSPECIFIED;
  int way = 0;
};
std::vector<Fault> AllFaults();
std::string NameOf(const Fault& fault);

// The world of a seed. `amount`: by how much what is put in is off, 1 or more, where it is a
// number. The same seed gives the same world but for the fault.
FindingWorld MakeConsistentWorld(uint64_t seed, const Fault& fault = {}, int64_t amount = 1);

}  // namespace hemoledger

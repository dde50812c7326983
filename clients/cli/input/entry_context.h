// What readers of single entries share while one file is read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/input/fields.h"
#include "clients/cli/input/problems.h"
#include "clients/cli/input/text_collector.h"
#include "clients/cli/input/unit_lookup.h"
#include "hemoledger/v1/plans.pb.h"

namespace hemoledger {

// Rounds and campaigns that entries of a plan name, kept until the whole plan is read: an entry may
// name one that stands further below.
class NamedEntries {
 public:
  void NameRound(FilePlace place, const std::string& id);
  void NameCampaign(FilePlace place, const std::string& id);
  // Tells those that the plan does not have (REFERENCE_UNKNOWN).
  void RefuseUnknown(const v1::PlanIssued& plan, Problems& problems) const;

 private:
  struct Named {
    FilePlace place;
    std::string id;
    bool is_round = false;
  };
  std::vector<Named> named_;
};

// References, which must outlive it.
struct EntryContext {
  UnitLookup& units;
  TextCollector& texts;
  // nullptr: what is named stands in the ledger, which checks it.
  NamedEntries* named = nullptr;
};

// A round or campaign named by `key`; blank: absent.
std::string ReadRoundName(Fields& fields, std::string_view key, const EntryContext& context);
std::string ReadCampaignName(Fields& fields, std::string_view key, const EntryContext& context);

}  // namespace hemoledger

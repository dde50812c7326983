// References of a document: to units of the tree, and to rounds, campaigns and groups of the plan.
// Adds a problem for each that leads nowhere.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "hemoledger/v1/plans.pb.h"
#include "proto/base/errors.h"
#include "services/domain/org_tree.h"

namespace hemoledger::internal {

absl::Status UnknownReference(const std::string& place, const std::string& value);

// UNIT_NOT_FOUND for units that the tree does not know.
class UnitReferences {
 public:
  // Borrows both.
  UnitReferences(const OrgTree& tree, Violations* problems) : tree_(tree), problems_(problems) {}

  // Blank ids are none.
  void Check(const std::string& unit_id, const std::string& place);
  void Check(const google::protobuf::RepeatedPtrField<std::string>& unit_ids,
             const std::string& place);
  void Check(const v1::Round& round, const std::string& place);
  void Check(const v1::CreditRule& rule, const std::string& place);
  void Check(const v1::PlanRow& row, const std::string& place);
  void Check(const v1::Target& target, const std::string& place);

 private:
  const OrgTree& tree_;
  Violations* problems_;
};

// REFERENCE_UNKNOWN for what the plan does not have.
class OwnReferences {
 public:
  using Has = std::function<bool(const std::string& id)>;
  struct Known {
    Has round;
    Has campaign;
    Has group;
  };
  OwnReferences(Known known, Violations* problems)
      : known_(std::move(known)), problems_(problems) {}

  void Check(const v1::Round& round, const std::string& place);
  void Check(const v1::Campaign& campaign, const std::string& place);
  void Check(const v1::Target& target, const std::string& place);
  void Check(const v1::Task& task, const std::string& place);
  void Check(const v1::PlanRow& row, const std::string& place);
  void Check(const v1::StatedTotals& totals, const std::string& place);

 private:
  void Require(const Has& has, const std::string& id, const std::string& place);

  const Known known_;
  Violations* problems_;
};

// FIELD_INVALID where a campaign is part of itself over others. `part_of` gives the campaign that
// one is part of (blank: none); `count` is how many there are.
void CheckCampaignCircle(const v1::Campaign& campaign,
                         const std::function<std::string(const std::string&)>& part_of,
                         size_t count, const std::string& place, Violations& problems);

}  // namespace hemoledger::internal

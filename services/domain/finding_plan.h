// A plan looked up by what the rules of findings ask of it. Keeps references to the input: the
// messages must outlive it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hemoledger/v1/plans.pb.h"
#include "hemoledger/v1/schedule.pb.h"
#include "proto/base/strings.h"
#include "services/domain/findings.h"

namespace hemoledger::findings {

// Figures of a unit, or of a whole column, in rounds. Blank is not zero: it is counted apart.
struct RoundFigures {
  int64_t units = 0;
  int figures = 0;
  int blanks = 0;

  void Add(const v1::PrintedNumber& number);
  void Add(const RoundFigures& other);
};

// What a round is to receive, all units together.
struct RoundAmount {
  int64_t units = 0;
  // Quotas of all its units, or a figure without comparator; else it is a minimum.
  bool exact = true;
};

// How many rounds are listed: one of several months or days is one, or a series of so many.
struct RoundCount {
  int64_t least = 0;
  int64_t most = 0;

  bool Allows(int64_t count) const { return count >= least && count <= most; }
};

class FindingPlan {
 public:
  explicit FindingPlan(const FindingsInput& input);

  const v1::PlanIssued& plan() const { return plan_; }
  // The stated period; nullptr: none, or an assumed one, which says nothing about dates.
  const v1::Interval* stated_period() const;

  // --- Rows ---
  const v1::PlanRow* FindRow(std::string_view row_id) const;
  const v1::RowGroup* FindGroup(std::string_view group_id) const;
  // The row on which the unit's quota stands; nullptr: it has none.
  const v1::PlanRow* QuotaRowOf(std::string_view unit_id) const;
  // The first row that is about the unit; nullptr: none is.
  const v1::PlanRow* RowOf(std::string_view unit_id) const;
  // Whom a row is about: its holder, else the unit of a selector that states nothing else. Blank:
  // nobody.
  static std::string_view UnitOf(const v1::PlanRow& row);
  // Units of the quota. Absent: none.
  static std::optional<int64_t> QuotaUnits(const v1::PlanRow& row);
  // The holder that a row without a quota is credited to: by the round that it selects, else by the
  // rule for its unit. Blank: nobody.
  std::string_view CreditedUnitOf(const v1::PlanRow& row) const;
  // Rows without a quota that are credited to a holder of another row, in the document's order.
  std::vector<const v1::PlanRow*> RowsCreditedTo(std::string_view holder_unit_id) const;
  // Sum of the quotas; of one group where it is not blank. Absent: no row has one.
  std::optional<int64_t> AllocatedUnits(std::string_view group_id = "") const;

  // --- Rounds. Cancelled ones are not planned any more and left out everywhere but in FindRound.
  // ---
  const v1::Round* FindRound(std::string_view round_id) const;
  // In the document's order.
  const std::vector<const v1::Round*>& rounds() const { return rounds_; }
  RoundFigures FiguresOf(std::string_view unit_id) const;
  // Rounds that the unit hosts, has a quota in or is credited with.
  std::vector<const v1::Round*> RoundsOf(std::string_view unit_id) const;
  // Rounds of the campaign, and of those that are part of it.
  std::vector<const v1::Round*> RoundsOfCampaign(std::string_view campaign_id) const;
  static RoundCount CountOf(const std::vector<const v1::Round*>& rounds);
  // Absent: no figure, or a blank one beside others.
  static std::optional<RoundAmount> AmountOf(const v1::Round& round);
  static bool HasFigure(const v1::Round& round);

  // --- What amendments changed: the first document's figures do not speak of it any more. ---
  bool IsAmended(std::string_view unit_id) const { return amended_units_.contains(unit_id); }
  bool IsAmendedRound(std::string_view round_id) const {
    return amended_rounds_.contains(round_id);
  }
  // The unit has a quota in a round that an amendment changed.
  bool HasAmendedRound(std::string_view unit_id) const {
    return units_of_amended_rounds_.contains(unit_id);
  }
  bool IsAmendedTarget(std::string_view target_id) const {
    return amended_targets_.contains(target_id);
  }
  bool has_amended_quotas() const { return !amended_units_.empty(); }
  bool has_amended_rounds() const { return !amended_rounds_.empty(); }
  // One of the rows of the group (blank: of all) has an amended quota.
  bool HasAmendedQuota(std::string_view group_id) const;

 private:
  void NoteAmendment(const v1::PlanAmended& amendment);

  const v1::PlanIssued& plan_;
  StringMap<const v1::PlanRow*> rows_by_id_;
  StringMap<const v1::PlanRow*> quota_rows_;
  StringMap<const v1::PlanRow*> rows_by_unit_;
  StringMap<const v1::RowGroup*> groups_;
  StringMap<const v1::Round*> rounds_by_id_;
  std::vector<const v1::Round*> rounds_;
  StringMap<RoundFigures> figures_;
  StringMap<std::vector<const v1::Round*>> rounds_of_unit_;
  // Unit of a rule → the unit credited; of several rules the last.
  StringMap<std::string_view> credits_;
  StringMap<std::vector<const v1::PlanRow*>> credited_rows_;
  StringSet amended_units_;
  StringSet amended_rounds_;
  StringSet units_of_amended_rounds_;
  StringSet amended_targets_;
};

}  // namespace hemoledger::findings

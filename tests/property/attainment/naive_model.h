// Attainment a second time, written from docs/attainment.md alone: lists of what happened, and
// everything recomputed from them at every question. No indices, no caches, no code of
// services/domain.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "hemoledger/v1/attainment_service.pb.h"
#include "hemoledger/v1/plans.pb.h"
#include "hemoledger/v1/receipts.pb.h"
#include "hemoledger/v1/units.pb.h"

namespace hemoledger::naive {

inline constexpr int32_t kForever = 99991231;

// Its last day.
inline int32_t LastOf(const v1::Interval& interval) {
  return interval.last_date() == 0 ? interval.first_date() : interval.last_date();
}

// "2021-04": the month that holds the whole interval; "": none does.
inline std::string MonthKeyOf(const v1::Interval& interval) {
  const int32_t last = LastOf(interval);
  if (interval.first_date() / 100 != last / 100) return "";
  const std::string digits = std::to_string(last / 100);
  return digits.substr(0, 4) + "-" + digits.substr(4);
}

// A receipt in its current version.
struct Received {
  v1::Receipt receipt;
  uint32_t version = 1;
  bool voided = false;
};

// Figures of a line, comparable.
struct Figures {
  int64_t received = 0;
  std::optional<int64_t> quota;
  int64_t converted_numerator = 0;
  int64_t converted_denominator = 0;
  int64_t unconverted = 0;
  std::optional<int64_t> ratio_numerator;
  int64_t ratio_denominator = 0;
  std::optional<int64_t> missing;
  int64_t repeat_donors = 0;
  int64_t repeat_stated = 0;
  bool quota_is_minimum = false;
  // With a day of the pace.
  std::optional<int64_t> expected_numerator;
  int64_t expected_denominator = 0;
  v1::Pace pace = v1::PACE_UNSPECIFIED;
  v1::PaceBasis pace_basis = v1::PACE_BASIS_UNSPECIFIED;

  friend bool operator==(const Figures&, const Figures&) = default;
};

struct Line {
  Figures own;
  // Absent: counts elsewhere.
  std::optional<Figures> figures;
  std::string credited_to;
  // Of its own receipts, blood units by month ("" unknown), a month for each that there are.
  std::map<std::string, int64_t> months;
};

struct Answer {
  // By key, in order; the last may be "".
  std::vector<std::pair<std::string, Line>> lines;
  Figures total;
  // Of the total, by month.
  std::map<std::string, int64_t> months;
  int64_t straddling = 0;
  uint32_t revision = 0;
};

struct Question {
  std::string plan_id;
  v1::AttainmentScope scope = v1::ATTAINMENT_SCOPE_PLAN;
  std::string unit_id;
  v1::AttainmentGrouping grouping = v1::ATTAINMENT_GROUPING_ROW;
  v1::AttainmentBasis basis = v1::ATTAINMENT_BASIS_ALL_CREDITED;
  int32_t through = 0;
  // 0: no pace.
  int32_t pace_day = 0;
};

// How one receipt stands to a plan.
enum class Counting { kNo, kYes, kStraddles };
enum class Way { kNobody, kReceipt, kRound, kRule, kTree };
struct Placed {
  Counting counting = Counting::kNo;
  std::string credited;
  Way way = Way::kNobody;
  // Index of the row that takes it, and of its home; -1: "other".
  int row = -1;
  int home = -1;
};

class Model {
 public:
  // What happened, in order. The caller decides that it was taken; would_* below predict that.
  void Change(const v1::UnitChanged& change) {
    changes_.push_back(change);
    placed_.clear();
  }
  void Issue(const v1::PlanIssued& plan) {
    plans_[plan.plan_id()] = {plan, {}};
    placed_.clear();
  }
  void Amend(const v1::PlanAmended& amendment) {
    plans_.at(amendment.plan_id()).amendments.push_back(amendment);
    placed_.clear();
  }
  // Returns its number.
  size_t Receive(const v1::Receipt& receipt);
  void Correct(size_t number, const v1::Receipt& receipt);
  void Void(size_t number);
  const std::vector<Received>& received() const { return received_; }

  uint32_t RevisionOf(const std::string& plan_id) const;
  // Whether every stated result is what the document's own arithmetic gives; what is refused
  // otherwise.
  bool WouldAddUp(const v1::PlanAmended& amendment) const;
  // The quota of a holder at a date; absent: none.
  std::optional<int64_t> QuotaOn(const std::string& plan_id, const std::string& unit_id,
                                 int32_t through) const;

  Answer Ask(const Question& question) const;
  Placed Place(const v1::Receipt& receipt, const std::string& plan_id, int32_t through) const;

 private:
  struct Plan {
    v1::PlanIssued issued;
    std::vector<v1::PlanAmended> amendments;
  };
  struct Row {
    v1::PlanRow row;
    std::optional<int64_t> units;
    std::optional<int64_t> converted;
  };
  // A plan as it holds.
  struct Holding {
    std::vector<Row> rows;
    std::vector<v1::CreditRule> rules;
    std::vector<v1::Round> rounds;
    std::vector<v1::Campaign> campaigns;
    uint32_t revision = 1;

    int QuotaRow(const std::string& unit) const;
    int RowForNewQuota(const std::string& unit) const;
    void SetQuota(const std::string& unit, const v1::Quota& quota, const v1::PlanRow* new_row);
    void Apply(const v1::PlanChange& change);
  };
  // A converted amount: exact, and what has no known conversion.
  struct Amount {
    int64_t received = 0;
    // Thousandths of a millilitre times 1; see naive_model.cc.
    __int128 numerator = 0;
    int64_t unconverted = 0;
    int64_t repeat_donors = 0;
    int64_t repeat_stated = 0;
  };

  Holding HoldingOf(const Plan& plan, int32_t bound) const;
  Holding HoldingOf(const std::string& plan_id, int32_t through) const;
  std::string ParentOn(const std::string& unit, int32_t date) const;
  std::vector<std::string> ChainOn(const std::string& unit, int32_t date) const;
  bool IsAt(const std::string& unit, const std::string& above, int32_t date) const;
  bool IsOpenOn(const std::string& unit, int32_t date) const;
  std::string PlanOfRound(const std::string& round) const;

  // --- naive_schedule.cc ---
  struct Demand {
    int64_t units = 0;
    bool minimum = false;
  };
  // What a unit is to bring into a round.
  struct Share {
    bool takes_part = false;
    std::optional<int64_t> units;
  };
  // What should have been received by a day, not in lowest terms.
  struct Expected {
    bool known = false;
    __int128 numerator = 0;
    __int128 denominator = 1;
    int ways = 0;
  };
  static constexpr int kBySchedule = 1;
  static constexpr int kProRata = 2;

  // 0: not known.
  static int32_t LastDayOf(const Plan& plan, const v1::Round& round);
  static bool Stands(const Holding& holding, const v1::Round& round);
  static std::optional<Demand> DemandOf(const v1::Round& round);
  Share ShareOf(const Holding& holding, const v1::Round& round, const std::string& unit,
                int32_t day) const;
  // Rules, then the tree; "": nobody.
  std::string CreditByPlan(const Holding& holding, const std::string& unit, int32_t day) const;
  static std::set<std::string> WithCampaignsAbove(const Holding& holding,
                                                  const std::vector<std::string>& ids);
  static std::set<std::string> CampaignsOf(const Holding& holding, const v1::Round& round);
  static std::set<std::string> CampaignsOf(const Holding& holding, const v1::Receipt& receipt);
  static Expected ExpectedOfRound(const Plan& plan, const Holding& holding, const v1::Round& round,
                                  int64_t units, int32_t day);
  Expected ExpectedOfHolder(const Plan& plan, const Holding& holding, const Row& row,
                            v1::AttainmentBasis basis, int32_t shown_day, int32_t day) const;
  // Known where all parts are, and there is one.
  static Expected Sum(const std::vector<Expected>& parts);
  static void AddPace(const Expected& expected, v1::AttainmentBasis basis, Figures* figures);
  static bool CountsOnBasis(const v1::Receipt& receipt, const Placed& placed,
                            const Holding& holding, v1::AttainmentBasis basis);
  static void Add(const v1::Receipt& receipt, const v1::ConversionRule& rule, Amount* amount);
  static Figures FiguresOf(const Amount& amount, std::optional<int64_t> quota,
                           const v1::ConversionRule& rule, v1::AttainmentBasis basis);
  // Sum of quotas of the rows that `wanted` picks; absent: no holder among them (or, converted, one
  // that states none).
  static std::optional<int64_t> QuotaSum(const Holding& holding, v1::AttainmentBasis basis,
                                         const std::vector<int>& rows);

  std::vector<v1::UnitChanged> changes_;
  std::map<std::string, Plan> plans_;
  std::vector<Received> received_;
  // Answers of Place for all receipts, until something happens: questions of one moment share them.
  mutable std::map<std::pair<std::string, int32_t>, std::vector<Placed>> placed_;
};

}  // namespace hemoledger::naive

#include "services/domain/attainment_round_lines.h"

#include <string>
#include <utility>
#include <vector>

namespace hemoledger {
namespace {

// What rounds are to bring in, as far as an answer is about it.
class DemandInScope {
 public:
  explicit DemandInScope(const LinesContext& context) : context_(context) {
    if (context.scope.is_plan()) return;
    for (const RoundShares::Share& share : context.shares.Of(context.unit)) {
      if (static_cast<size_t>(share.round) >= share_of_round_.size()) {
        share_of_round_.resize(share.round + 1, nullptr);
      }
      share_of_round_[share.round] = &share;
    }
  }

  // Whether a round asks anything of those in scope.
  bool Concerns(int32_t round) const {
    return context_.scope.is_plan() || ShareOf(round) != nullptr;
  }
  // Absent: no figure. Converted quotas of rounds are not stated.
  std::optional<RoundDemand> Of(int32_t round) const {
    if (context_.basis.is_converted()) return std::nullopt;
    if (context_.scope.is_plan()) return context_.rounds.at(round).demand;
    const RoundShares::Share* share = ShareOf(round);
    if (share == nullptr || !share->units.has_value()) return std::nullopt;
    return RoundDemand{*share->units, false};
  }
  Expectation ExpectedOf(int32_t round) const {
    const std::optional<RoundDemand> demand = Of(round);
    if (context_.pace == nullptr || !demand.has_value()) return Expectation();
    return context_.pace->OfRound(round, demand->units);
  }

 private:
  const RoundShares::Share* ShareOf(int32_t round) const {
    return static_cast<size_t>(round) < share_of_round_.size() ? share_of_round_[round] : nullptr;
  }

  const LinesContext& context_;
  // Not in scope PLAN. nullptr: the unit asked for is not named there.
  std::vector<const RoundShares::Share*> share_of_round_;
};

// Sums of one line.
struct ScheduleLine {
  Tally tally;
  bool has_receipts = false;

  void Add(const BasisRule& basis, const CountedCell& cell) {
    has_receipts = true;
    if (cell.counts) tally.Add(basis, cell.key, cell.value);
  }
};

v1::AttainmentLine MakeScheduleLine(const LinesContext& context, const Tally& tally,
                                    const std::optional<RoundDemand>& demand,
                                    const Expectation& expected) {
  const std::optional<int64_t> quota =
      demand.has_value() ? std::optional(demand->units) : std::nullopt;
  v1::AttainmentLine line = MakePlainLine(context, tally, quota, expected);
  if (demand.has_value() && demand->is_minimum) {
    line.mutable_figures()->set_quota_is_minimum(true);
    line.mutable_own()->set_quota_is_minimum(true);
  }
  return line;
}

class RoundLines : public AttainmentLines {
 public:
  explicit RoundLines(const LinesContext& context)
      : context_(context), demand_(context_), lines_(context.plan.rounds.size()) {}

  void Add(const CountedCell& cell) override {
    const int32_t round = context_.rounds.PlaceOf(cell.key.round);
    (round < 0 ? no_round_ : lines_[round]).Add(context_.basis, cell);
  }

  std::vector<v1::AttainmentLine> Finish() override {
    std::vector<v1::AttainmentLine> lines;
    for (int32_t i = 0; i < context_.rounds.size(); ++i) {
      if (!lines_[i].has_receipts && !demand_.Concerns(i)) continue;
      lines.push_back(
          MakeScheduleLine(context_, lines_[i].tally, demand_.Of(i), demand_.ExpectedOf(i)));
      const v1::Round& round = context_.plan.rounds[i].as_planned;
      lines.back().set_key(round.round_id());
      lines.back().set_name(round.label());
    }
    if (no_round_.has_receipts) {
      lines.push_back(MakePlainLine(context_, no_round_.tally, std::nullopt, Expectation()));
    }
    return lines;
  }

 private:
  const LinesContext context_;
  const DemandInScope demand_;
  // By place in the plan.
  std::vector<ScheduleLine> lines_;
  ScheduleLine no_round_;
};

class CampaignLines : public AttainmentLines {
 public:
  explicit CampaignLines(const LinesContext& context)
      : context_(context),
        campaigns_(context_.plan, context_.rounds),
        lines_(context.plan.campaigns.size()) {
    const DemandInScope demand(context_);
    for (int32_t round = 0; round < context_.rounds.size(); ++round) {
      if (!demand.Concerns(round)) continue;
      for (const int32_t campaign : campaigns_.OfRound(round)) {
        Line& line = lines_[campaign];
        line.has_rounds = true;
        if (!context_.rounds.at(round).stands) continue;
        line.demand.Add(demand.Of(round));
        line.expected.Add(demand.ExpectedOf(round));
      }
    }
  }

  void Add(const CountedCell& cell) override {
    const std::vector<int32_t>& campaigns = campaigns_.Of(cell.key);
    if (campaigns.empty()) no_campaign_.Add(context_.basis, cell);
    for (const int32_t campaign : campaigns) lines_[campaign].received.Add(context_.basis, cell);
  }

  std::vector<v1::AttainmentLine> Finish() override {
    std::vector<v1::AttainmentLine> lines;
    for (size_t i = 0; i < lines_.size(); ++i) {
      const Line& line = lines_[i];
      const bool is_shown =
          context_.scope.is_plan() || line.has_rounds || line.received.has_receipts;
      if (!is_shown) continue;
      lines.push_back(MakeScheduleLine(context_, line.received.tally, line.demand.Get(),
                                       line.demand.Get() ? line.expected : Expectation()));
      const v1::Campaign& campaign = context_.plan.campaigns[i].as_planned;
      lines.back().set_key(campaign.campaign_id());
      lines.back().set_name(campaign.label());
    }
    if (no_campaign_.has_receipts) {
      lines.push_back(MakePlainLine(context_, no_campaign_.tally, std::nullopt, Expectation()));
    }
    return lines;
  }

 private:
  struct Line {
    ScheduleLine received;
    DemandSum demand;
    Expectation expected;
    // Of those that concern the scope, also ones that do not stand.
    bool has_rounds = false;
  };

  const LinesContext context_;
  CampaignPlaces campaigns_;
  // By place in the plan.
  std::vector<Line> lines_;
  ScheduleLine no_campaign_;
};

}  // namespace

std::unique_ptr<AttainmentLines> MakeRoundLines(const LinesContext& context) {
  return std::make_unique<RoundLines>(context);
}

std::unique_ptr<AttainmentLines> MakeCampaignLines(const LinesContext& context) {
  return std::make_unique<CampaignLines>(context);
}

}  // namespace hemoledger

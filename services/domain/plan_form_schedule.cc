// Form of what a plan schedules and wants: rounds, campaigns, tasks and targets.
#include <string>

#include "proto/base/utf8.h"
#include "services/domain/civil_date.h"
#include "services/domain/figure_form.h"
#include "services/domain/plan_form.h"
#include "services/domain/plan_form_parts.h"
#include "services/domain/planned_time.h"

namespace hemoledger::internal {
namespace {

// The texts and lists of one piece.
class SchedulePiece {
 public:
  SchedulePiece(std::string place, Violations* problems)
      : place_(std::move(place)), problems_(problems) {}

  std::string At(std::string_view field) const { return Concat(place_, ".", field); }
  void Id(std::string_view field, std::string_view id) {
    problems_->Add(At(field), RequireId(At(field), id));
  }
  void IdOrBlank(std::string_view field, std::string_view id) {
    problems_->Add(At(field), OptionalId(At(field), id));
  }
  void Text(std::string_view field, std::string_view text, size_t limit, bool required = false) {
    problems_->Add(At(field), CheckText(At(field), text, limit, required));
  }
  void Names(std::string_view field, const google::protobuf::RepeatedPtrField<std::string>& names) {
    RequireAtMost(names.size(), kMaxPartners, At(field), *problems_);
    for (int i = 0; i < names.size(); ++i) {
      Text(Concat(field, "[", i, "]"), names[i], kMaxNameBytes, true);
    }
  }
  // Each once.
  void Ids(std::string_view field, const google::protobuf::RepeatedPtrField<std::string>& ids,
           int limit) {
    RequireAtMost(ids.size(), limit, At(field), *problems_);
    UniqueIds unique(problems_);
    for (int i = 0; i < ids.size(); ++i) {
      unique.Require(ids[i], At(Concat(field, "[", i, "]")));
    }
  }
  void Time(std::string_view field, bool stated, const v1::PlannedTime& time) {
    if (stated) CheckPlannedTime(time, At(field), *problems_);
  }
  void OptionalFigure(std::string_view field, bool stated, const v1::Figure& figure) {
    if (stated) CheckFigure(figure, At(field), *problems_);
  }
  void Notes(int count, int limit) { RequireAtMost(count, limit, At("notes"), *problems_); }
  // It names another than itself.
  void Other(std::string_view field, std::string_view id, std::string_view own_id) {
    IdOrBlank(field, id);
    if (id.empty() || id != own_id) return;
    problems_->Add(At(field), Invalid(At(field), id, "another than itself"));
  }
  void Known(std::string_view field, bool known, int value, std::string_view what) {
    if (!known) problems_->Add(At(field), Invalid(At(field), value, what));
  }

 private:
  const std::string place_;
  Violations* problems_;
};

}  // namespace

void CheckRound(const v1::Round& round, const std::string& place, Violations& problems) {
  SchedulePiece piece(place, &problems);
  piece.Id("round_id", round.round_id());
  piece.Text("label", round.label(), kMaxNameBytes, true);
  piece.Ids("credited_unit_ids", round.credited_unit_ids(), kMaxRoundUnits);
  piece.Time("time", round.has_time(), round.time());
  piece.Known("status", v1::RoundStatus_IsValid(round.status()), round.status(), "a known status");
  RequireAtMost(round.quotas_size(), kMaxRoundUnits, piece.At("quotas"), problems);
  UniqueIds units(&problems);
  for (int i = 0; i < round.quotas_size(); ++i) {
    const std::string quota = piece.At(Concat("quotas[", i, "]"));
    units.Require(round.quotas(i).unit_id(), quota + ".unit_id");
    CheckPrintedNumber(round.quotas(i).units(), kMaxQuotaUnits, quota + ".units", problems);
  }
  piece.OptionalFigure("registered", round.has_registered(), round.registered());
  piece.OptionalFigure("received", round.has_received(), round.received());
  piece.IdOrBlank("host_unit_id", round.host_unit_id());
  piece.Text("host_name", round.host_name(), kMaxNameBytes);
  piece.Names("partners", round.partners());
  piece.Ids("contributing_unit_ids", round.contributing_unit_ids(), kMaxRoundUnits);
  piece.Text("place", round.place(), kMaxNameBytes);
  piece.Text("receiving_body", round.receiving_body(), kMaxNameBytes);
  piece.Ids("campaign_ids", round.campaign_ids(), kMaxRoundCampaigns);
  piece.Notes(round.notes_size(), kMaxRoundNotes);
  piece.Other("make_up_for_round_id", round.make_up_for_round_id(), round.round_id());
}

void CheckCampaign(const v1::Campaign& campaign, const std::string& place, Violations& problems) {
  SchedulePiece piece(place, &problems);
  piece.Id("campaign_id", campaign.campaign_id());
  piece.Text("label", campaign.label(), kMaxNameBytes, true);
  piece.Time("time", campaign.has_time(), campaign.time());
  piece.Other("part_of_campaign_id", campaign.part_of_campaign_id(), campaign.campaign_id());
}

void CheckTask(const v1::Task& task, const std::string& place, Violations& problems) {
  SchedulePiece piece(place, &problems);
  piece.Id("task_id", task.task_id());
  piece.Known("kind", v1::TaskKind_IsValid(task.kind()), task.kind(), "a known kind");
  piece.Text("label", task.label(), kMaxTaskLabelBytes, true);
  piece.Text("lead", task.lead(), kMaxNameBytes);
  piece.Names("partners", task.partners());
  piece.Text("place", task.place(), kMaxNameBytes);
  piece.Time("time", task.has_time(), task.time());
  piece.IdOrBlank("campaign_id", task.campaign_id());
  piece.Notes(task.notes_size(), kMaxTaskNotes);
}

void CheckTarget(const v1::Target& target, const std::string& place, Violations& problems) {
  SchedulePiece piece(place, &problems);
  piece.Id("target_id", target.target_id());
  RequirePresent(target.metric() != v1::TARGET_METRIC_UNSPECIFIED, piece.At("metric"), problems);
  piece.Known("metric", v1::TargetMetric_IsValid(target.metric()), target.metric(),
              "a known metric");
  RequirePresent(target.has_value(), piece.At("value"), problems);
  piece.OptionalFigure("value", target.has_value(), target.value());
  piece.Text("text", target.text(), kMaxTargetTextBytes, true);
  piece.Text("place", target.place(), kMaxPlaceBytes);
  piece.IdOrBlank("indicator", target.indicator());
  const v1::TargetScope& scope = target.scope();
  piece.Ids("scope.unit_ids", scope.unit_ids(), kMaxScopeUnits);
  piece.Text("scope.text", scope.text(), kMaxNameBytes);
  piece.IdOrBlank("scope.campaign_id", scope.campaign_id());
  piece.IdOrBlank("scope.round_id", scope.round_id());
  if (scope.has_interval()) {
    const std::string interval = piece.At("scope.interval");
    problems.Add(interval, CheckInterval(interval, scope.interval()));
  }
}

}  // namespace hemoledger::internal

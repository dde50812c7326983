#include "clients/cli/input/schedule_parts.h"

#include <string>
#include <utility>

#include "clients/cli/input/header_times.h"
#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "services/domain/plan_form.h"

namespace hemoledger {
namespace {

template <typename Message>
void TakePlannedTime(Fields& fields, Message& message) {
  if (auto time = ReadPlannedTime(fields)) *message.mutable_time() = *std::move(time);
}

template <typename Message>
void AddNotes(Fields& fields, const EntryContext& context, Message& message) {
  for (const std::string& note : fields.Notes("notes")) {
    *message.add_notes() = context.texts.Make(note, fields.PlaceOf("notes"), fields.problems());
  }
}

// A problem for each element of a list that is no id.
bool IsListedId(Fields& fields, std::string_view key, const std::string& id) {
  if (IsValidId(id)) return true;
  const FilePlace place = fields.PlaceOf(key);
  fields.problems().AddStatus(place, id, RequireId(place.heading, id));
  return false;
}

void ReadRoundQuotas(HeaderTable& table, const EntryContext& context, v1::Round& round) {
  for (HeaderTable& entry : table.Tables("quotas")) {
    HeaderFields fields(entry);
    v1::RoundQuota& quota = *round.add_quotas();
    quota.set_unit_id(fields.RequiredUnit("unit", context.units));
    if (const auto units = fields.Count("units", kMaxQuotaUnits)) *quota.mutable_units() = *units;
    entry.RefuseUnknownKeys();
  }
}

void ReadScope(HeaderFields& fields, const EntryContext& context, v1::Target& target) {
  v1::TargetScope scope;
  for (const std::string& unit : fields.List("units")) {
    scope.add_unit_ids(context.units.Resolve(unit, fields.PlaceOf("units"), fields.problems()));
  }
  scope.set_each(fields.Flag("each"));
  scope.set_text(fields.Text("scope"));
  scope.set_campaign_id(ReadCampaignName(fields, "campaign", context));
  scope.set_round_id(ReadRoundName(fields, "round", context));
  if (const auto interval = ReadInterval(fields)) *scope.mutable_interval() = *interval;
  // A scope that says nothing is none.
  if (scope.ByteSizeLong() > 0) *target.mutable_scope() = std::move(scope);
}

}  // namespace

v1::Round ReadRoundItself(Fields& fields, const EntryContext& context) {
  v1::Round round;
  round.set_round_id(fields.RequiredId("id"));
  round.set_label(fields.RequiredText("label"));
  for (const std::string& unit : fields.List("credited_to")) {
    round.add_credited_unit_ids(
        context.units.Resolve(unit, fields.PlaceOf("credited_to"), fields.problems()));
  }
  round.set_credit_inferred(fields.Flag("inferred"));
  TakePlannedTime(fields, round);
  round.set_status(
      static_cast<v1::RoundStatus>(fields.Word("status", RoundStatusWords()).value_or(0)));
  if (auto figure = fields.Figure("registered", FigureKind::kCount)) {
    *round.mutable_registered() = *std::move(figure);
  }
  if (auto figure = fields.Figure("received", FigureKind::kCount)) {
    *round.mutable_received() = *std::move(figure);
  }
  round.set_host_unit_id(fields.Unit("host", context.units));
  round.set_host_name(fields.Text("host_name"));
  for (std::string& partner : fields.List("partners")) round.add_partners(std::move(partner));
  for (const std::string& unit : fields.List("contributing")) {
    round.add_contributing_unit_ids(
        context.units.Resolve(unit, fields.PlaceOf("contributing"), fields.problems()));
  }
  round.set_place(fields.Text("place"));
  round.set_receiving_body(fields.Text("receiving_body"));
  for (const std::string& campaign : fields.List("campaigns")) {
    if (!IsListedId(fields, "campaigns", campaign)) continue;
    round.add_campaign_ids(campaign);
    if (context.named != nullptr) {
      context.named->NameCampaign(fields.PlaceOf("campaigns"), campaign);
    }
  }
  AddNotes(fields, context, round);
  round.set_make_up_for_round_id(ReadRoundName(fields, "make_up_for", context));
  return round;
}

v1::Round ReadRound(HeaderTable& table, const EntryContext& context) {
  HeaderFields fields(table);
  v1::Round round = ReadRoundItself(fields, context);
  ReadRoundQuotas(table, context, round);
  return round;
}

v1::Campaign ReadCampaign(HeaderTable& table, const EntryContext& context) {
  HeaderFields fields(table);
  v1::Campaign campaign;
  campaign.set_campaign_id(fields.RequiredId("id"));
  campaign.set_label(fields.RequiredText("label"));
  TakePlannedTime(fields, campaign);
  campaign.set_part_of_campaign_id(ReadCampaignName(fields, "part_of", context));
  return campaign;
}

v1::Target ReadTarget(HeaderTable& table, const EntryContext& context) {
  HeaderFields fields(table);
  v1::Target target;
  target.set_target_id(fields.RequiredId("id"));
  target.set_metric(static_cast<v1::TargetMetric>(
      fields.RequiredWord("metric", TargetMetricWords()).value_or(0)));
  if (!fields.Has("value")) fields.RefuseBlank("value");
  if (auto figure = fields.Figure("value", KindOf(target.metric()))) {
    *target.mutable_value() = *std::move(figure);
  }
  target.set_text(fields.RequiredText("text"));
  target.set_place(fields.Text("place"));
  ReadScope(fields, context, target);
  target.set_indicator(fields.Id("indicator"));
  return target;
}

v1::Task ReadTask(HeaderTable& table, const EntryContext& context, std::string_view kind_key) {
  HeaderFields fields(table);
  v1::Task task;
  task.set_task_id(fields.RequiredId("id"));
  task.set_kind(static_cast<v1::TaskKind>(fields.Word(kind_key, TaskKindWords()).value_or(0)));
  task.set_label(fields.RequiredText("label"));
  task.set_lead(fields.Text("lead"));
  for (std::string& partner : fields.List("partners")) task.add_partners(std::move(partner));
  task.set_place(fields.Text("place"));
  TakePlannedTime(fields, task);
  task.set_campaign_id(ReadCampaignName(fields, "campaign", context));
  AddNotes(fields, context, task);
  return task;
}

}  // namespace hemoledger

#include "clients/cli/input/entry_context.h"

#include <set>
#include <utility>

#include "proto/base/errors.h"

namespace hemoledger {

void NamedEntries::NameRound(FilePlace place, const std::string& id) {
  if (!id.empty()) named_.push_back({std::move(place), id, true});
}

void NamedEntries::NameCampaign(FilePlace place, const std::string& id) {
  if (!id.empty()) named_.push_back({std::move(place), id, false});
}

void NamedEntries::RefuseUnknown(const v1::PlanIssued& plan, Problems& problems) const {
  std::set<std::string, std::less<>> rounds;
  std::set<std::string, std::less<>> campaigns;
  for (const v1::Round& round : plan.rounds()) rounds.insert(round.round_id());
  for (const v1::Campaign& campaign : plan.campaigns()) campaigns.insert(campaign.campaign_id());
  for (const Named& named : named_) {
    if ((named.is_round ? rounds : campaigns).contains(named.id)) continue;
    problems.AddStatus(named.place, named.id,
                       MakeError(ERROR_REASON_REFERENCE_UNKNOWN,
                                 {{"field", named.place.heading}, {"value", named.id}}));
  }
}

std::string ReadRoundName(Fields& fields, std::string_view key, const EntryContext& context) {
  std::string id = fields.Id(key);
  if (context.named != nullptr) context.named->NameRound(fields.PlaceOf(key), id);
  return id;
}

std::string ReadCampaignName(Fields& fields, std::string_view key, const EntryContext& context) {
  std::string id = fields.Id(key);
  if (context.named != nullptr) context.named->NameCampaign(fields.PlaceOf(key), id);
  return id;
}

}  // namespace hemoledger

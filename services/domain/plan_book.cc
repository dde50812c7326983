#include "services/domain/plan_book.h"

#include <algorithm>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/sha256.h"
#include "services/domain/plan_fold.h"

namespace hemoledger {
namespace {

template <typename Index>
Index FindIn(const CowMap<StringMap<Index>>& map, std::string_view id, Index none) {
  const StringMap<Index>* shard = map.Shard(StringHash{}(id));
  if (shard == nullptr) return none;
  const auto found = shard->find(id);
  return found == shard->end() ? none : found->second;
}

}  // namespace

PlanIndex PlanBook::Find(std::string_view plan_id) const {
  return FindIn(by_id_, plan_id, kNoPlan);
}

int32_t PlanBook::size() const {
  return static_cast<int32_t>(plans_.size());
}

const std::string& PlanBook::Id(PlanIndex plan) const {
  return plans_[plan].id;
}

const std::vector<std::shared_ptr<const PlanDocumentRecord>>& PlanBook::Documents(
    PlanIndex plan) const {
  return plans_[plan].documents;
}

uint32_t PlanBook::RevisionAt(PlanIndex plan, uint64_t position_bound) const {
  const auto& documents = plans_[plan].documents;
  uint32_t revision = static_cast<uint32_t>(documents.size());
  while (revision > 0 && documents[revision - 1]->position > position_bound) --revision;
  return revision;
}

RoundIndex PlanBook::FindRound(std::string_view round_id) const {
  return FindIn(rounds_by_id_, round_id, kNoRound);
}

int32_t PlanBook::round_count() const {
  return static_cast<int32_t>(rounds_.size());
}

PlanIndex PlanBook::PlanOfRound(RoundIndex round) const {
  return rounds_[round].plan;
}

const std::string& PlanBook::RoundId(RoundIndex round) const {
  return rounds_[round].id;
}

CampaignIndex PlanBook::FindCampaign(std::string_view campaign_id) const {
  return FindIn(campaigns_by_id_, campaign_id, kNoCampaign);
}

int32_t PlanBook::campaign_count() const {
  return static_cast<int32_t>(campaigns_.size());
}

PlanIndex PlanBook::PlanOfCampaign(CampaignIndex campaign) const {
  return campaigns_[campaign].plan;
}

const std::string& PlanBook::CampaignId(CampaignIndex campaign) const {
  return campaigns_[campaign].id;
}

void PlanBook::AddCampaign(const std::string& campaign_id, PlanIndex plan, uint64_t generation) {
  const CampaignIndex index = campaign_count();
  const auto [known, is_new] = campaigns_by_id_.MutableShard(StringHash{}(campaign_id), generation)
                                   .try_emplace(campaign_id, index);
  if (!is_new) {
    HL_CHECK(campaigns_[known->second].plan == plan) << "campaign " << campaign_id;
    return;
  }
  Owned& campaign = campaigns_.Append(generation);
  campaign.id = campaign_id;
  campaign.plan = plan;
}

void PlanBook::AddRound(const std::string& round_id, PlanIndex plan, uint64_t generation) {
  const RoundIndex index = round_count();
  const bool is_new = rounds_by_id_.MutableShard(StringHash{}(round_id), generation)
                          .try_emplace(round_id, index)
                          .second;
  HL_CHECK(is_new) << "round " << round_id;
  Owned& round = rounds_.Append(generation);
  round.id = round_id;
  round.plan = plan;
}

void PlanBook::AddRows(const PlanDocumentRecord& record, PlanIndex index, Plan& plan) const {
  const v1::PlanAmended& amendment = *record.amended;
  const auto& changes = amendment.changes();
  if (std::none_of(changes.begin(), changes.end(),
                   [](const v1::PlanChange& change) { return change.has_quota_set(); })) {
    return;
  }
  PlanFold fold = PlanFold::At(*this, index, amendment.valid_from_date());
  StringSet row_ids = RowIds(plan);
  for (int i = 0; i < changes.size(); ++i) {
    std::shared_ptr<const v1::PlanRow> added;
    if (changes[i].has_quota_set() &&
        fold.RowOf(changes[i].quota_set().holder_unit_id()) == nullptr) {
      added = std::make_shared<const v1::PlanRow>(MakeAddedRow(changes[i].quota_set(), row_ids));
      row_ids.insert(added->row_id());
      plan.added_rows.push_back({record.revision, i, added});
    }
    fold.ApplyChange(changes[i], record.revision, i, added.get());
  }
}

StringSet PlanBook::RowIds(const Plan& plan) {
  StringSet ids;
  for (const v1::PlanRow& row : plan.documents.front()->issued->rows()) ids.insert(row.row_id());
  for (const AddedRow& added : plan.added_rows) ids.insert(added.row->row_id());
  return ids;
}

void PlanBook::Apply(PlanDocumentRecord record, const OrgTree& /*tree*/) {
  HL_CHECK(record.issued.has_value() != record.amended.has_value());
  const uint64_t generation = generation_.ForChange();
  if (record.issued.has_value()) {
    const std::string id = record.issued->plan_id();
    const PlanIndex index = size();
    const bool is_new =
        by_id_.MutableShard(StringHash{}(id), generation).try_emplace(id, index).second;
    HL_CHECK(is_new) << "plan " << id;
    for (const v1::Round& round : record.issued->rounds()) {
      AddRound(round.round_id(), index, generation);
    }
    for (const v1::Campaign& campaign : record.issued->campaigns()) {
      AddCampaign(campaign.campaign_id(), index, generation);
    }
    Plan& plan = plans_.Append(generation);
    plan.id = id;
    record.revision = 1;
    plan.documents.push_back(std::make_shared<const PlanDocumentRecord>(std::move(record)));
    return;
  }
  const PlanIndex index = Find(record.amended->plan_id());
  HL_CHECK(index != kNoPlan) << "plan " << record.amended->plan_id();
  Plan& plan = plans_.Mutable(index, generation);
  record.revision = static_cast<uint32_t>(plan.documents.size()) + 1;
  HL_CHECK(record.amended->against_revision() + 1 == record.revision)
      << "plan " << plan.id << " revision " << record.revision;
  const auto shared = std::make_shared<const PlanDocumentRecord>(std::move(record));
  const v1::PlanAmended& amendment = *shared->amended;

  for (const v1::PlanChange& change : amendment.changes()) {
    if (change.has_round_added()) {
      AddRound(change.round_added().round().round_id(), index, generation);
    }
    if (change.has_campaign_set()) {
      AddCampaign(change.campaign_set().campaign().campaign_id(), index, generation);
    }
  }
  AddRows(*shared, index, plan);
  plan.documents.push_back(shared);
}

v1::DocumentReference PlanBook::RevisionDocument(PlanIndex plan, uint32_t revision) const {
  const auto& documents = plans_[plan].documents;
  HL_CHECK(revision >= 1 && revision <= documents.size()) << "revision " << revision;
  const PlanDocumentRecord& record = *documents[revision - 1];
  if (record.amended.has_value()) return record.amended->authority();
  const v1::PlanDocument& document = record.issued->document();
  v1::DocumentReference reference;
  for (const std::string& number : document.numbers()) {
    reference.set_number(reference.number().empty() ? number
                                                    : Concat(reference.number(), ", ", number));
  }
  reference.set_signed_date(document.signed_date());
  reference.set_issuer_name(document.issuer_name());
  reference.set_title(document.title());
  return reference;
}

std::string PlanBook::Digest() const {
  Sha256Stream digest;
  digest.AddInteger(plans_.size());
  for (size_t i = 0; i < plans_.size(); ++i) {
    const Plan& plan = plans_[i];
    digest.AddField(plan.id);
    digest.AddInteger(plan.documents.size());
    for (const auto& record : plan.documents) {
      digest.AddInteger(record->revision);
      digest.AddInteger(record->position);
      digest.AddInteger(record->event_count);
      digest.AddInteger(static_cast<uint64_t>(record->record_time_micros));
      digest.AddField(record->principal);
      digest.AddField(record->issued.has_value() ? record->issued->SerializeAsString()
                                                 : record->amended->SerializeAsString());
    }
    for (const AddedRow& added : plan.added_rows) digest.AddField(added.row->SerializeAsString());
  }
  digest.AddInteger(rounds_.size());
  for (size_t i = 0; i < rounds_.size(); ++i) digest.AddField(rounds_[i].id);
  digest.AddInteger(campaigns_.size());
  for (size_t i = 0; i < campaigns_.size(); ++i) digest.AddField(campaigns_[i].id);
  return ToBytes(digest.Finish());
}

}  // namespace hemoledger

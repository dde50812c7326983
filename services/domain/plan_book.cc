#include "services/domain/plan_book.h"

#include <algorithm>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/sha256.h"
#include "services/domain/plan_entry.h"

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
  return plans_[plan].current.documents;
}

const PlanEdition& PlanBook::EditionAt(PlanIndex plan, uint64_t position_bound) const {
  const Plan& state = plans_[plan];
  if (state.current.from_position <= position_bound) return state.current;
  // The first one began with the plan.
  auto edition = std::find_if(state.earlier.rbegin(), state.earlier.rend(), [&](const auto& one) {
    return one->from_position <= position_bound;
  });
  HL_CHECK(edition != state.earlier.rend());
  return **edition;
}

std::vector<std::shared_ptr<const PlanCorrectionRecord>> PlanBook::Corrections(
    PlanIndex plan, uint32_t revision, uint64_t position_bound) const {
  std::vector<std::shared_ptr<const PlanCorrectionRecord>> corrections;
  const auto add = [&](const PlanEdition& edition) {
    if (edition.corrected_revision != revision || edition.from_position > position_bound) return;
    corrections.push_back(edition.documents[revision - 1]->correction);
  };
  const Plan& state = plans_[plan];
  for (const auto& edition : state.earlier) add(*edition);
  add(state.current);
  return corrections;
}

uint32_t PlanBook::RevisionAt(PlanIndex plan, uint64_t position_bound) const {
  return plans_[plan].current.RevisionAt(position_bound);
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

void PlanBook::AddRound(const std::string& round_id, PlanIndex plan, uint64_t generation) {
  const RoundIndex index = round_count();
  const auto [known, is_new] =
      rounds_by_id_.MutableShard(StringHash{}(round_id), generation).try_emplace(round_id, index);
  if (!is_new) {
    HL_CHECK(rounds_[known->second].plan == plan) << "round " << round_id;
    return;
  }
  Owned& round = rounds_.Append(generation);
  round.id = round_id;
  round.plan = plan;
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

void PlanBook::AddOwned(const PlanDocumentRecord& document, PlanIndex plan, uint64_t generation) {
  if (document.issued.has_value()) {
    for (const v1::Round& round : document.issued->rounds()) {
      AddRound(round.round_id(), plan, generation);
    }
    for (const v1::Campaign& campaign : document.issued->campaigns()) {
      AddCampaign(campaign.campaign_id(), plan, generation);
    }
    return;
  }
  for (const v1::PlanChange& change : document.amended->changes()) {
    if (change.has_round_added()) {
      AddRound(change.round_added().round().round_id(), plan, generation);
    }
    if (change.has_campaign_set()) {
      AddCampaign(change.campaign_set().campaign().campaign_id(), plan, generation);
    }
  }
}

void PlanBook::Apply(PlanDocumentRecord record, const OrgTree& /*tree*/) {
  HL_CHECK(record.issued.has_value() != record.amended.has_value());
  HL_CHECK(record.correction == nullptr);
  const uint64_t generation = generation_.ForChange();
  PlanIndex index = kNoPlan;
  if (record.issued.has_value()) {
    const std::string id = record.issued->plan_id();
    index = size();
    const bool is_new =
        by_id_.MutableShard(StringHash{}(id), generation).try_emplace(id, index).second;
    HL_CHECK(is_new) << "plan " << id;
    plans_.Append(generation).id = id;
    record.revision = 1;
  } else {
    index = Find(record.amended->plan_id());
    HL_CHECK(index != kNoPlan) << "plan " << record.amended->plan_id();
    record.revision = static_cast<uint32_t>(Documents(index).size()) + 1;
    HL_CHECK(record.amended->against_revision() + 1 == record.revision)
        << "plan " << Id(index) << " revision " << record.revision;
  }
  AddOwned(record, index, generation);
  plans_.Mutable(index, generation)
      .current.Append(std::make_shared<const PlanDocumentRecord>(std::move(record)));
}

void PlanBook::Apply(PlanCorrectionRecord record, const OrgTree& /*tree*/) {
  const uint64_t generation = generation_.ForChange();
  const PlanIndex index = Find(record.correction.plan_id());
  HL_CHECK(index != kNoPlan) << "plan " << record.correction.plan_id();
  const uint32_t revision = record.correction.revision();
  HL_CHECK(revision >= 1 && revision <= Documents(index).size())
      << "plan " << Id(index) << " revision " << revision;
  const auto before = std::make_shared<const PlanEdition>(plans_[index].current);
  const PlanDocumentRecord& document = *before->documents[revision - 1];
  record.entry_version = document.entry_version() + 1;
  HL_CHECK(record.correction.against_version() + 1 == record.entry_version)
      << "plan " << Id(index) << " entry version " << record.entry_version;
  PlanEdition after = before->UpTo(revision - 1);
  after.from_position = record.position;
  after.corrected_revision = revision;
  absl::StatusOr<PlanDocumentRecord> corrected =
      CorrectedDocument(document, std::make_shared<const PlanCorrectionRecord>(std::move(record)));
  HL_CHECK(corrected.ok()) << corrected.status().ToString();
  AddOwned(*corrected, index, generation);
  after.Append(std::make_shared<const PlanDocumentRecord>(*std::move(corrected)));
  for (size_t i = revision; i < before->documents.size(); ++i) after.Append(before->documents[i]);
  Plan& plan = plans_.Mutable(index, generation);
  plan.earlier.push_back(before);
  plan.current = std::move(after);
}

v1::DocumentReference PlanBook::RevisionDocument(PlanIndex plan, uint32_t revision,
                                                 uint64_t position_bound) const {
  const auto& documents = EditionAt(plan, position_bound).documents;
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

namespace {

void AddToDigest(const PlanDocumentRecord& record, Sha256Stream& digest) {
  digest.AddInteger(record.revision);
  digest.AddInteger(record.position);
  digest.AddInteger(record.event_count);
  digest.AddInteger(static_cast<uint64_t>(record.record_time_micros));
  digest.AddField(record.principal);
  digest.AddField(record.issued.has_value() ? record.issued->SerializeAsString()
                                            : record.amended->SerializeAsString());
  if (record.correction == nullptr) return;
  const PlanCorrectionRecord& correction = *record.correction;
  digest.AddInteger(correction.entry_version);
  digest.AddInteger(correction.position);
  digest.AddInteger(static_cast<uint64_t>(correction.record_time_micros));
  digest.AddField(correction.principal);
  digest.AddField(correction.correction.SerializeAsString());
  for (const PlanTextPlace& place : record.text_places) {
    digest.AddInteger(place.position);
    digest.AddInteger(place.ordinal);
  }
}

// `before`: the edition before it, whose documents it has but for what it mends and adds; nullptr:
// it is the first.
void AddToDigest(const PlanEdition& edition, const PlanEdition* before, Sha256Stream& digest) {
  digest.AddInteger(edition.from_position);
  digest.AddInteger(edition.corrected_revision);
  digest.AddInteger(edition.documents.size());
  for (size_t i = 0; i < edition.documents.size(); ++i) {
    const bool is_old = before != nullptr && i < before->documents.size() &&
                        before->documents[i] == edition.documents[i];
    if (!is_old) AddToDigest(*edition.documents[i], digest);
  }
  digest.AddInteger(edition.added_rows.size());
  for (const PlanEdition::AddedRow& added : edition.added_rows) {
    digest.AddField(added.row->SerializeAsString());
  }
}

}  // namespace

std::string PlanBook::Digest() const {
  Sha256Stream digest;
  digest.AddInteger(plans_.size());
  for (size_t i = 0; i < plans_.size(); ++i) {
    const Plan& plan = plans_[i];
    digest.AddField(plan.id);
    digest.AddInteger(plan.earlier.size());
    const PlanEdition* before = nullptr;
    for (const auto& edition : plan.earlier) {
      AddToDigest(*edition, before, digest);
      before = edition.get();
    }
    AddToDigest(plan.current, before, digest);
  }
  digest.AddInteger(rounds_.size());
  for (size_t i = 0; i < rounds_.size(); ++i) digest.AddField(rounds_[i].id);
  digest.AddInteger(campaigns_.size());
  for (size_t i = 0; i < campaigns_.size(); ++i) digest.AddField(campaigns_[i].id);
  return ToBytes(digest.Finish());
}

}  // namespace hemoledger

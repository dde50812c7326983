// All plans with their whole histories: decides whether a document may follow, applies it, and says
// what holds at a moment.
//
// A value type, cheap to copy (plans are shared until one of the copies changes them). Const
// methods are safe from many threads at once; Apply is not.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hemoledger/v1/plan_service.pb.h"
#include "hemoledger/v1/plans.pb.h"
#include "proto/base/strings.h"
#include "services/domain/copy_on_write.h"
#include "services/domain/effective_plan.h"
#include "services/domain/facts.h"
#include "services/domain/org_tree.h"
#include "services/domain/plan_documents.h"
#include "services/domain/plan_edition.h"

namespace hemoledger {

class PlanBook {
 public:
  // What a Check says of a document that may be recorded, or that may already be there.
  struct Verdict {
    // Set: a document stands where this one would; if its content is equal (texts by plaintext: the
    // caller compares) the answer is EXISTS, else `conflict`.
    const PlanDocumentRecord* existing = nullptr;
    // The error to answer with when `existing` has other content.
    absl::Status conflict;
    // Without `existing`: the revision that the document makes.
    uint32_t revision = 0;
  };

  // Form and rules of a whole plan (all parts together). All problems of form are reported at once,
  // each with its place.
  absl::StatusOr<Verdict> CheckIssue(const v1::PlanIssued& plan, const OrgTree& tree) const;
  // Form and rules of an amendment, whole or not at all.
  absl::StatusOr<Verdict> CheckAmend(const v1::PlanAmended& amendment, const OrgTree& tree) const;

  // The same of a correction of an entry.
  struct CorrectionVerdict {
    // Set: this correction made the version that this one would make.
    const PlanCorrectionRecord* existing = nullptr;
    absl::Status conflict;
    // Without `existing`: the version of the entry that it makes.
    uint32_t entry_version = 0;
  };
  // Form and rules: what results must be an entry that could have been recorded, keep all rounds
  // and campaigns that the entry has (others may rest on their ids), and every later amendment must
  // still apply to it. Problems of what results are told at their place in it, those of a later
  // amendment under "revisions[n]". Besides the others' errors: ENTRY_VERSION_STALE.
  absl::StatusOr<CorrectionVerdict> CheckCorrect(const v1::PlanEntryCorrected& correction,
                                                 const OrgTree& tree) const;

  // Apply what is recorded, one after the other. REQUIRES: the Check is OK without `existing`.
  // `record.issued` is the whole plan.
  void Apply(PlanDocumentRecord record, const OrgTree& tree);
  void Apply(PlanCorrectionRecord record, const OrgTree& tree);

  PlanIndex Find(std::string_view plan_id) const;
  int32_t size() const;
  const std::string& Id(PlanIndex plan) const;
  // All documents as their entries stand now, oldest first, revision n at n - 1.
  const std::vector<std::shared_ptr<const PlanDocumentRecord>>& Documents(PlanIndex plan) const;
  // The documents as their entries stood at the bound, later ones included. Lives as long as this
  // book is not changed. REQUIRES: the plan was issued by then.
  const PlanEdition& EditionAt(PlanIndex plan, uint64_t position_bound) const;
  // Corrections of one document's entry recorded up to the bound, oldest first: version n at n - 2.
  std::vector<std::shared_ptr<const PlanCorrectionRecord>> Corrections(
      PlanIndex plan, uint32_t revision, uint64_t position_bound = kNoPositionBound) const;
  // Newest revision with position <= bound; 0: none yet.
  uint32_t RevisionAt(PlanIndex plan, uint64_t position_bound = kNoPositionBound) const;

  // kNoRound if no plan has it.
  RoundIndex FindRound(std::string_view round_id) const;
  int32_t round_count() const;
  PlanIndex PlanOfRound(RoundIndex round) const;
  const std::string& RoundId(RoundIndex round) const;

  // kNoCampaign if no plan has it.
  CampaignIndex FindCampaign(std::string_view campaign_id) const;
  int32_t campaign_count() const;
  PlanIndex PlanOfCampaign(CampaignIndex campaign) const;
  const std::string& CampaignId(CampaignIndex campaign) const;

  // What holds: changes recorded up to `position_bound` and valid by `through_date`; 0: by the end
  // of the plan's period, unbounded where it states none. Among changes of one key the later
  // recorded wins (DESIGN "Events"). REQUIRES: the plan was issued by then.
  EffectivePlan Effective(PlanIndex plan, const OrgTree& tree, int32_t through_date,
                          uint64_t position_bound = kNoPositionBound) const;

  // The document that made a revision, for people: of revision 1 the plan's own (two numbers joined
  // by ", "), of others their authority; as its entry stood at the bound.
  v1::DocumentReference RevisionDocument(PlanIndex plan, uint32_t revision,
                                         uint64_t position_bound = kNoPositionBound) const;

  // Digest of the whole state (SHA-256, over the documents and positions).
  std::string Digest() const;

 private:
  struct Plan {
    std::string id;
    // Those that corrections ended, oldest first.
    std::vector<std::shared_ptr<const PlanEdition>> earlier;
    PlanEdition current;
  };
  // A round or a campaign.
  struct Owned {
    std::string id;
    PlanIndex plan = kNoPlan;
  };

  // All that a document names as the plan's own. Nothing where they are known already (REQUIRES: as
  // the same plan's).
  void AddOwned(const PlanDocumentRecord& document, PlanIndex plan, uint64_t generation);
  void AddRound(const std::string& round_id, PlanIndex plan, uint64_t generation);
  void AddCampaign(const std::string& campaign_id, PlanIndex plan, uint64_t generation);
  // Problems that need the tree and the book, of a plan or an amendment whose form is right.
  // `plan`: the plan whose entry it becomes; kNoPlan: a new one. `edition`: what the amendment is
  // made against. `place`: the amendment's path with a dot behind, or blank.
  absl::Status CheckIssueRules(const v1::PlanIssued& issued, PlanIndex plan,
                               const OrgTree& tree) const;
  absl::Status CheckAmendRules(const v1::PlanAmended& amendment, PlanIndex plan,
                               const PlanEdition& edition, const std::string& place,
                               const OrgTree& tree) const;
  // The rules that what results of a correction must meet.
  absl::Status CheckCorrectedRules(const v1::PlanEntryCorrected& correction, PlanIndex plan,
                                   const OrgTree& tree) const;
  absl::Status StaleRevision(PlanIndex plan, uint32_t stated_revision) const;

  CopyGeneration generation_;
  CowSequence<Plan> plans_;
  CowMap<StringMap<PlanIndex>> by_id_;
  CowSequence<Owned> rounds_;
  CowMap<StringMap<RoundIndex>> rounds_by_id_;
  CowSequence<Owned> campaigns_;
  CowMap<StringMap<CampaignIndex>> campaigns_by_id_;
};

}  // namespace hemoledger

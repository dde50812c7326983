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

  // Applies one recorded document. REQUIRES: the Check is OK without `existing`. `record.issued` is
  // the whole plan.
  void Apply(PlanDocumentRecord record, const OrgTree& tree);

  PlanIndex Find(std::string_view plan_id) const;
  int32_t size() const;
  const std::string& Id(PlanIndex plan) const;
  // All documents, oldest first, revision n at n - 1.
  const std::vector<std::shared_ptr<const PlanDocumentRecord>>& Documents(PlanIndex plan) const;
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
  // by ", "), of others their authority.
  v1::DocumentReference RevisionDocument(PlanIndex plan, uint32_t revision) const;

  // Digest of the whole state (SHA-256, over the documents and positions).
  std::string Digest() const;

 private:
  friend class PlanFold;

  // A row that an amendment adds: for the QuotaSet at `change` of `revision`.
  struct AddedRow {
    uint32_t revision = 0;
    int change = 0;
    std::shared_ptr<const v1::PlanRow> row;
  };
  struct Plan {
    std::string id;
    std::vector<std::shared_ptr<const PlanDocumentRecord>> documents;
    // By revision, then change.
    std::vector<AddedRow> added_rows;
  };
  // A round or a campaign.
  struct Owned {
    std::string id;
    PlanIndex plan = kNoPlan;
  };

  void AddRound(const std::string& round_id, PlanIndex plan, uint64_t generation);
  // Nothing where it is known already (REQUIRES: of the same plan).
  void AddCampaign(const std::string& campaign_id, PlanIndex plan, uint64_t generation);
  // The rows that an amendment adds get their ids once, so that they are the same whatever is asked
  // later.
  void AddRows(const PlanDocumentRecord& record, PlanIndex index, Plan& plan) const;
  // Of all rows that the plan ever had.
  static StringSet RowIds(const Plan& plan);
  // Problems that need the tree and the book, of a plan or an amendment whose form is right.
  absl::Status CheckIssueRules(const v1::PlanIssued& plan, const OrgTree& tree) const;
  absl::Status CheckAmendRules(const v1::PlanAmended& amendment, PlanIndex plan,
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

// Cuts a plan into parts that each serialise to at most `max_bytes`: the first holds all but the
// rest of the rows. Text ordinals are numbered anew in each part; `texts` (ordinals of the whole)
// are given to their parts (`submission_index` = part index). SUBMISSION_TOO_LARGE when the first
// part can not fit.
absl::StatusOr<std::vector<v1::PlanIssued>> SplitPlan(const v1::PlanIssued& plan, size_t max_bytes,
                                                      std::vector<v1::AccompanyingText>* texts);
// The reverse; ordinals run through all parts again.
v1::PlanIssued JoinPlan(const std::vector<v1::PlanIssued>& parts);

// A plan's history for people: all revisions, or those that touch one holder, with before and after
// of every figure. Texts are left blank: the caller fills `reason` and `approver` from the store
// (returned beside: where they stand).
struct PlanHistoryEntry {
  v1::PlanRevision revision;
  // Ordinal of the text in the event at revision.position (with parts: in the first); absent: none.
  std::optional<uint32_t> reason_ordinal;
  std::optional<uint32_t> approver_ordinal;
};
std::vector<PlanHistoryEntry> PlanHistory(const PlanBook& book, const OrgTree& tree, PlanIndex plan,
                                          UnitIndex holder_or_none,
                                          uint64_t position_bound = kNoPositionBound);

}  // namespace hemoledger

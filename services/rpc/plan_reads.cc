#include "services/rpc/plan_reads.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "services/domain/plan_view.h"
#include "services/rpc/limits.h"
#include "services/rpc/paging.h"
#include "services/rpc/read_call.h"
#include "store/ledger_store.h"

namespace hemoledger {
namespace {

// All texts of a document, by their number in the whole: the texts of its events one after the
// other.
absl::StatusOr<std::vector<TextRow>> TextsOfDocument(const LedgerStore& store,
                                                     const PlanDocumentRecord& document) {
  std::vector<TextRow> texts;
  for (uint32_t part = 0; part < document.event_count; ++part) {
    ASSIGN_OR_RETURN(auto rows, store.GetTexts(document.position + part));
    for (auto& row : rows) texts.push_back(std::move(row.row));
  }
  return texts;
}

// Puts the text of a document's first event where it belongs; a text that is not there is damage.
absl::Status FillText(const LedgerStore& store, const PlanDocumentRecord& document,
                      std::optional<uint32_t> ordinal, std::string* text, bool* erased) {
  if (!ordinal.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto row, store.GetText(document.position, *ordinal));
  if (!row.has_value()) {
    return MakeError(ERROR_REASON_STORE_DAMAGED,
                     {{"detail", Concat("text ", *ordinal, " of the document at position ",
                                        document.position, " is missing")}});
  }
  *text = std::move(row->text);
  *erased = row->erased;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PlanIndex> FindPlan(const PlanBook& book, std::string_view plan_id) {
  if (plan_id.empty()) return MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "plan_id"}});
  const PlanIndex plan = book.Find(plan_id);
  if (plan == kNoPlan) return MakeError(ERROR_REASON_PLAN_NOT_FOUND, {{"plan_id", plan_id}});
  return plan;
}

absl::StatusOr<v1::GetPlanResponse> GetPlan(const RpcEnvironment& environment,
                                            const std::shared_ptr<const View>& view,
                                            const v1::GetPlanRequest& request) {
  const PlanBook& book = *view->plans;
  ASSIGN_OR_RETURN(const PlanIndex plan, FindPlan(book, request.plan_id()));
  v1::GetPlanResponse response;
  *response.mutable_reflects() = ReflectedPosition(*view);
  std::vector<PlanTextPlace> places;
  *response.mutable_plan() =
      DescribePlan(book, plan, request.read().through_date(), kNoPositionBound, &places);
  const auto& documents = book.Documents(plan);
  std::map<uint32_t, std::vector<TextRow>> texts_by_revision;
  for (const PlanTextPlace& place : places) {
    auto found = texts_by_revision.find(place.revision);
    if (found == texts_by_revision.end()) {
      ASSIGN_OR_RETURN(
          auto texts, TextsOfDocument(environment.ledger->store(), *documents[place.revision - 1]));
      found = texts_by_revision.emplace(place.revision, std::move(texts)).first;
    }
    if (place.ordinal >= found->second.size()) {
      return MakeError(ERROR_REASON_STORE_DAMAGED,
                       {{"detail", Concat("text ", place.ordinal, " of revision ", place.revision,
                                          " of plan ", request.plan_id(), " is missing")}});
    }
    const TextRow& row = found->second[place.ordinal];
    v1::AccompanyingText& text = *response.mutable_plan()->add_texts();
    text.set_submission_index(place.revision - 1);
    text.set_ordinal(place.ordinal);
    text.set_salt(row.salt);
    text.set_text(row.text);
    text.set_erased(row.erased);
  }
  return response;
}

absl::StatusOr<v1::ListPlansResponse> ListPlans(const RpcEnvironment& environment,
                                                const std::shared_ptr<const View>& view,
                                                const v1::ListPlansRequest& request) {
  ASSIGN_OR_RETURN(const Page page, OpenPage("ListPlans", request, *environment.pins, view,
                                             kDefaultPageSize, kMaxPageSize));
  const PlanBook& book = *page.view->plans;
  if (!request.issuer_unit_id().empty() &&
      page.view->tree->Find(request.issuer_unit_id()) == kNoUnit) {
    return page.view->tree->NotFound(request.issuer_unit_id(), "issuer_unit_id");
  }
  // By id, from the one after the page before on.
  std::vector<PlanIndex> plans;
  for (PlanIndex plan = 0; plan < book.size(); ++plan) {
    if (!page.key.empty() && book.Id(plan) <= page.key) continue;
    const v1::PlanIssued& issued = *book.Documents(plan).front()->issued;
    if (!request.issuer_unit_id().empty() &&
        issued.document().issuer_unit_id() != request.issuer_unit_id()) {
      continue;
    }
    plans.push_back(plan);
  }
  std::sort(plans.begin(), plans.end(),
            [&book](PlanIndex a, PlanIndex b) { return book.Id(a) < book.Id(b); });
  v1::ListPlansResponse response;
  *response.mutable_reflects() = ReflectedPosition(*page.view);
  for (const PlanIndex plan : plans) {
    if (response.plans_size() == page.size) {
      const std::string& last = response.plans(response.plans_size() - 1).plan_id();
      response.set_next_page_token(NextPageToken(page, last, *environment.pins));
      break;
    }
    *response.add_plans() = SummarizePlan(book, plan, request.read().through_date());
  }
  return response;
}

absl::StatusOr<v1::ListPlanHistoryResponse> ListPlanHistory(
    const RpcEnvironment& environment, const std::shared_ptr<const View>& view,
    const v1::ListPlanHistoryRequest& request) {
  ASSIGN_OR_RETURN(const Page page, OpenPage("ListPlanHistory", request, *environment.pins, view,
                                             kDefaultPageSize, kMaxPageSize));
  const PlanBook& book = *page.view->plans;
  const OrgTree& tree = *page.view->tree;
  ASSIGN_OR_RETURN(const PlanIndex plan, FindPlan(book, request.plan_id()));
  UnitIndex holder = kNoUnit;
  if (!request.holder_unit_id().empty()) {
    holder = tree.Find(request.holder_unit_id());
    if (holder == kNoUnit) return tree.NotFound(request.holder_unit_id(), "holder_unit_id");
  }
  uint64_t after_revision = 0;
  if (!page.key.empty()) {
    ASSIGN_OR_RETURN(after_revision, NumberFromKey(page.key));
  }
  v1::ListPlanHistoryResponse response;
  *response.mutable_reflects() = ReflectedPosition(*page.view);
  for (PlanHistoryEntry& entry : PlanHistory(book, tree, plan, holder)) {
    if (entry.revision.revision() <= after_revision) continue;
    if (response.revisions_size() == page.size) {
      const uint32_t last = response.revisions(response.revisions_size() - 1).revision();
      response.set_next_page_token(NextPageToken(page, NumberKey(last), *environment.pins));
      break;
    }
    v1::PlanRevision& revision = *response.add_revisions();
    revision = std::move(entry.revision);
    const PlanDocumentRecord& document = *book.Documents(plan)[revision.revision() - 1];
    const LedgerStore& store = environment.ledger->store();
    bool erased = false;
    RETURN_IF_ERROR(
        FillText(store, document, entry.reason_ordinal, revision.mutable_reason(), &erased));
    revision.set_reason_erased(erased);
    erased = false;
    RETURN_IF_ERROR(
        FillText(store, document, entry.approver_ordinal, revision.mutable_approver(), &erased));
    revision.set_approver_erased(erased);
  }
  return response;
}

}  // namespace hemoledger

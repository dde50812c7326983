#include "services/rpc/plan_reads.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "services/domain/plan_history.h"
#include "services/domain/plan_view.h"
#include "services/domain/record_book.h"
#include "services/rpc/limits.h"
#include "services/rpc/paging.h"
#include "services/rpc/read_call.h"
#include "store/ledger_store.h"

namespace hemoledger {
namespace {

// Reads the texts of plans from where they stand; those of one document once.
class PlanTextReader {
 public:
  explicit PlanTextReader(const LedgerStore& store) : store_(store) {}

  // A text that is not there is damage.
  absl::StatusOr<TextRow> Read(const PlanTextPlace& place) {
    auto known = texts_.find(place.position);
    if (known == texts_.end()) {
      std::vector<TextRow> texts;
      for (uint32_t i = 0; i < place.event_count; ++i) {
        ASSIGN_OR_RETURN(auto rows, store_.GetTexts(place.position + i));
        for (auto& row : rows) texts.push_back(std::move(row.row));
      }
      known = texts_.emplace(place.position, std::move(texts)).first;
    }
    if (place.ordinal < known->second.size()) return known->second[place.ordinal];
    return MakeError(ERROR_REASON_STORE_DAMAGED,
                     {{"detail", Concat("text ", place.ordinal, " of the document at position ",
                                        place.position, " is missing")}});
  }

  // Puts the text where it belongs; nothing where there is none.
  absl::Status Fill(const std::optional<PlanTextPlace>& place, std::string* text, bool* erased) {
    *erased = false;
    if (!place.has_value()) return absl::OkStatus();
    ASSIGN_OR_RETURN(TextRow row, Read(*place));
    *text = std::move(row.text);
    *erased = row.erased;
    return absl::OkStatus();
  }

 private:
  const LedgerStore& store_;
  // By the position of the document's first event.
  std::map<uint64_t, std::vector<TextRow>> texts_;
};

// What was last reported of the rounds and tasks that the view shows, in its order.
void AddProgress(const RecordBook& records, v1::PlanView& view) {
  const ReportedProgress reported = ProgressOf(records, view.plan().plan_id());
  const auto add = [&view](const StringMap<const PlanRecordVersion*>& versions,
                           const std::string& id) {
    const auto found = versions.find(id);
    if (found == versions.end()) return;
    v1::ProgressView& progress = *view.add_progress();
    *progress.mutable_report() = found->second->record.progress();
    progress.set_record_id(found->second->record.record_id());
    progress.set_record_time_micros(found->second->record_time_micros);
  };
  for (const v1::Round& round : view.plan().rounds()) add(reported.rounds, round.round_id());
  for (const v1::Task& task : view.plan().tasks()) add(reported.tasks, task.task_id());
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
  AddProgress(*view->records, *response.mutable_plan());
  PlanTextReader reader(environment.ledger->store());
  for (uint32_t ordinal = 0; ordinal < places.size(); ++ordinal) {
    ASSIGN_OR_RETURN(TextRow row, reader.Read(places[ordinal]));
    v1::AccompanyingText& text = *response.mutable_plan()->add_texts();
    text.set_ordinal(ordinal);
    text.set_salt(std::move(row.salt));
    text.set_text(std::move(row.text));
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
  PlanTextReader reader(environment.ledger->store());
  for (PlanHistoryEntry& entry : PlanHistory(book, tree, plan, holder)) {
    if (entry.revision.revision() <= after_revision) continue;
    if (response.revisions_size() == page.size) {
      const uint32_t last = response.revisions(response.revisions_size() - 1).revision();
      response.set_next_page_token(NextPageToken(page, NumberKey(last), *environment.pins));
      break;
    }
    v1::PlanRevision& revision = *response.add_revisions();
    revision = std::move(entry.revision);
    bool erased = false;
    RETURN_IF_ERROR(reader.Fill(entry.reason, revision.mutable_reason(), &erased));
    revision.set_reason_erased(erased);
    RETURN_IF_ERROR(reader.Fill(entry.approver, revision.mutable_approver(), &erased));
    revision.set_approver_erased(erased);
    for (int i = 0; i < revision.entry_corrections_size(); ++i) {
      v1::EntryCorrection& correction = *revision.mutable_entry_corrections(i);
      RETURN_IF_ERROR(
          reader.Fill(entry.correction_reasons[i], correction.mutable_reason(), &erased));
      correction.set_reason_erased(erased);
    }
  }
  return response;
}

}  // namespace hemoledger

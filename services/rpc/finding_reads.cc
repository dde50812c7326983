#include "services/rpc/finding_reads.h"

#include <algorithm>
#include <string>
#include <utility>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/domain/plan_view.h"
#include "services/rpc/limits.h"
#include "services/rpc/plan_reads.h"
#include "services/rpc/read_call.h"
#include "store/ledger_store.h"

namespace hemoledger {
namespace {

// The verdicts on record beside a plan in the order of recording. Withdrawn ones say nothing.
std::vector<const PlanRecordVersion*> VerdictsOf(const View& view, std::string_view plan_id) {
  std::vector<const PlanRecordVersion*> verdicts;
  for (const PlanRecord* record : view.records->OfPlan(plan_id)) {
    if (record->current().record.has_verdict()) verdicts.push_back(&record->current());
  }
  std::sort(verdicts.begin(), verdicts.end(),
            [](const auto* a, const auto* b) { return a->position < b->position; });
  return verdicts;
}

absl::StatusOr<RecordedVerdict> ReadVerdict(const LedgerStore& store,
                                            const PlanRecordVersion& version) {
  RecordedVerdict read;
  read.verdict = version.record.verdict();
  read.record_id = version.record.record_id();
  read.principal = version.principal;
  read.record_time_micros = version.record_time_micros;
  if (!version.record.has_reason()) return read;
  const uint32_t ordinal = version.record.reason().ordinal();
  ASSIGN_OR_RETURN(auto text, store.GetText(version.position, ordinal));
  if (!text.has_value()) {
    return MakeError(ERROR_REASON_STORE_DAMAGED,
                     {{"detail", Concat("text ", ordinal, " of the record at position ",
                                        version.position, " is missing")}});
  }
  read.reason = std::move(text->text);
  read.reason_erased = text->erased;
  return read;
}

bool IsAnswered(const v1::Finding& finding) {
  return finding.state() == v1::FINDING_STATE_EXPLAINED ||
         finding.state() == v1::FINDING_STATE_ACCEPTED;
}

}  // namespace

PlanEvidence::PlanEvidence(std::shared_ptr<const View> view, PlanIndex plan, int32_t through_date)
    : view_(std::move(view)),
      plan_(DescribePlan(*view_->plans, plan, through_date, kNoPositionBound, nullptr).plan()),
      figures_(*view_->tree, *view_->plans, plan, view_->cells, through_date) {
  input_.plan = &plan_;
  input_.ledger = &figures_;
  for (const auto& document : view_->plans->Documents(plan)) {
    if (document->amended.has_value()) input_.amendments.push_back(&*document->amended);
  }
  for (const PlanRecord* record : view_->records->OfPlan(plan_.plan_id())) {
    const v1::PlanRecorded& current = record->current().record;
    if (current.has_statements()) {
      input_.statements.push_back({record->record_id, &current.statements()});
    }
  }
}

absl::StatusOr<std::vector<v1::Finding>> FindingsOf(const RpcEnvironment& environment,
                                                    const std::shared_ptr<const View>& view,
                                                    PlanIndex plan, int32_t through_date) {
  const PlanEvidence evidence(view, plan, through_date);
  std::vector<v1::Finding> findings = ComputeFindings(evidence.input());
  std::vector<RecordedVerdict> verdicts;
  for (const PlanRecordVersion* version : VerdictsOf(*view, view->plans->Id(plan))) {
    ASSIGN_OR_RETURN(RecordedVerdict read, ReadVerdict(environment.ledger->store(), *version));
    verdicts.push_back(std::move(read));
  }
  ApplyVerdicts(verdicts, findings);
  return findings;
}

absl::Status CheckVerdict(const std::shared_ptr<const View>& view, const v1::PlanRecorded& record) {
  const PlanIndex plan = view->plans->Find(record.plan_id());
  // Without a plan, or an id, the ledger says what is wrong.
  if (!record.has_verdict() || plan == kNoPlan || record.verdict().finding_id().empty()) {
    return absl::OkStatus();
  }
  const std::string& finding_id = record.verdict().finding_id();
  // The same again is EXISTS, whatever became of the finding.
  if (const PlanRecord* known = view->records->Find(record.plan_id(), record.record_id())) {
    for (const auto& version : known->versions) {
      if (version->record.verdict().finding_id() == finding_id) return absl::OkStatus();
    }
  }
  const PlanEvidence evidence(view, plan, /*through_date=*/0);
  for (const v1::Finding& finding : ComputeFindings(evidence.input())) {
    if (finding.finding_id() == finding_id) return absl::OkStatus();
  }
  return MakeError(ERROR_REASON_FINDING_NOT_FOUND,
                   {{"plan_id", record.plan_id()}, {"finding_id", finding_id}});
}

absl::StatusOr<v1::ListFindingsResponse> ListFindings(const RpcEnvironment& environment,
                                                      const std::shared_ptr<const View>& view,
                                                      const v1::ListFindingsRequest& request) {
  ASSIGN_OR_RETURN(const PlanIndex plan, FindPlan(*view->plans, request.plan_id()));
  ASSIGN_OR_RETURN(std::vector<v1::Finding> findings,
                   FindingsOf(environment, view, plan, request.read().through_date()));
  v1::ListFindingsResponse response;
  *response.mutable_reflects() = ReflectedPosition(*view);
  int32_t open = 0;
  int32_t explained = 0;
  int32_t accepted = 0;
  for (v1::Finding& finding : findings) {
    open += IsAnswered(finding) ? 0 : 1;
    explained += finding.state() == v1::FINDING_STATE_EXPLAINED ? 1 : 0;
    accepted += finding.state() == v1::FINDING_STATE_ACCEPTED ? 1 : 0;
    if (request.only_open() && IsAnswered(finding)) continue;
    if (response.findings_size() < kMaxFindings) response.add_findings()->Swap(&finding);
  }
  response.set_open_count(open);
  response.set_explained_count(explained);
  response.set_accepted_count(accepted);
  return response;
}

}  // namespace hemoledger

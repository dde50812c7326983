#include "services/domain/record_references.h"

#include <optional>
#include <string>

#include "proto/base/errors.h"
#include "proto/base/strings.h"
#include "services/domain/civil_date.h"
#include "services/domain/plan_view.h"

namespace hemoledger {
namespace {

// Ids that a plan holds with all of its amendments, whatever the day from which they hold.
struct IdsOfPlan {
  StringSet rows;
  StringSet groups;
  StringSet campaigns;
  StringSet tasks;
};

IdsOfPlan CollectIds(const PlanBook& plans, PlanIndex plan) {
  constexpr int32_t kEndOfTime = MakeDate(kLastYear, 12, 31);
  const v1::PlanView view = DescribePlan(plans, plan, kEndOfTime, kNoPositionBound, nullptr);
  IdsOfPlan ids;
  for (const v1::PlanRow& row : view.plan().rows()) ids.rows.insert(row.row_id());
  for (const v1::RowGroup& group : view.plan().groups()) ids.groups.insert(group.group_id());
  for (const v1::Campaign& one : view.plan().campaigns()) ids.campaigns.insert(one.campaign_id());
  for (const v1::Task& task : view.plan().tasks()) ids.tasks.insert(task.task_id());
  return ids;
}

class RecordReferences {
 public:
  RecordReferences(const OrgTree& tree, const PlanBook& plans, PlanIndex plan)
      : tree_(tree), plans_(plans), plan_(plan) {}

  void Statements(const v1::StatementList& list) {
    StringSet tables;
    for (const v1::StatementTable& table : list.tables()) tables.insert(table.table_id());
    for (int i = 0; i < list.statements_size(); ++i) {
      const v1::Statement& statement = list.statements(i);
      const std::string place = Concat("statements.statements[", i, "]");
      Unit(statement.unit_id(), place + ".unit_id");
      OneOf(&IdsOfPlan::rows, statement.row_id(), place + ".row_id");
      OneOf(&IdsOfPlan::groups, statement.group_id(), place + ".group_id");
      OneOf(&IdsOfPlan::campaigns, statement.campaign_id(), place + ".campaign_id");
      for (int k = 0; k < statement.round_ids_size(); ++k) {
        Round(statement.round_ids(k), Concat(place, ".round_ids[", k, "]"));
      }
      if (!statement.table_id().empty() && !tables.contains(statement.table_id())) {
        Unknown(statement.table_id(), place + ".table_id");
      }
    }
  }

  void Indicators(const v1::IndicatorList& list) {
    for (int i = 0; i < list.values_size(); ++i) {
      Unit(list.values(i).unit_id(), Concat("indicators.values[", i, "].unit_id"));
    }
  }

  void Progress(const v1::ProgressReport& report) {
    Round(report.round_id(), "progress.round_id");
    OneOf(&IdsOfPlan::tasks, report.task_id(), "progress.task_id");
  }

  void Scan(const v1::Attachment& attachment) {
    if (attachment.revision() <= plans_.RevisionAt(plan_)) return;
    Unknown(std::to_string(attachment.revision()), "attachment.revision");
  }

  absl::Status Result() const { return problems_.ToStatus(); }

 private:
  void Unit(const std::string& unit_id, const std::string& place) {
    if (unit_id.empty() || tree_.Find(unit_id) != kNoUnit) return;
    problems_.Add(place, tree_.NotFound(unit_id, place));
  }

  void Round(const std::string& round_id, const std::string& place) {
    if (round_id.empty()) return;
    const RoundIndex round = plans_.FindRound(round_id);
    if (round == kNoRound || plans_.PlanOfRound(round) != plan_) Unknown(round_id, place);
  }

  void OneOf(StringSet IdsOfPlan::*kind, const std::string& id, const std::string& place) {
    if (id.empty()) return;
    // The plan is put together only where something of it is named.
    if (!ids_.has_value()) ids_ = CollectIds(plans_, plan_);
    if (!((*ids_).*kind).contains(id)) Unknown(id, place);
  }

  void Unknown(const std::string& id, const std::string& place) {
    problems_.Add(place,
                  MakeError(ERROR_REASON_REFERENCE_UNKNOWN, {{"field", place}, {"value", id}}));
  }

  const OrgTree& tree_;
  const PlanBook& plans_;
  const PlanIndex plan_;
  std::optional<IdsOfPlan> ids_;
  Violations problems_;
};

}  // namespace

absl::Status CheckRecordReferences(const v1::PlanRecorded& record, const OrgTree& tree,
                                   const PlanBook& plans, PlanIndex plan) {
  RecordReferences references(tree, plans, plan);
  switch (record.record_case()) {
    case v1::PlanRecorded::kStatements:
      references.Statements(record.statements());
      break;
    case v1::PlanRecorded::kIndicators:
      references.Indicators(record.indicators());
      break;
    case v1::PlanRecorded::kProgress:
      references.Progress(record.progress());
      break;
    case v1::PlanRecorded::kAttachment:
      references.Scan(record.attachment());
      break;
    // A verdict's finding is worked out, not recorded.
    case v1::PlanRecorded::kVerdict:
    case v1::PlanRecorded::kWithdrawn:
    case v1::PlanRecorded::RECORD_NOT_SET:
      break;
  }
  return references.Result();
}

}  // namespace hemoledger

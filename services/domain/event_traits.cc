#include "services/domain/event_traits.h"

#include <string>

#include "services/domain/civil_date.h"
#include "services/domain/event_scan.h"
#include "services/domain/receipt_rules.h"
#include "services/domain/receipt_scan.h"

namespace hemoledger {
namespace {

class Reader {
 public:
  Reader(const OrgTree& tree, const PlanBook& book) : tree_(tree), book_(book) {}

  void Read(const v1::Event& event, const v1::Submission& submission) {
    traits_.record_date = DateOfMicros(event.record_time_micros());
    switch (submission.body_case()) {
      case v1::Submission::kReceiptRecorded:
        AddReceipt(submission.receipt_recorded().receipt(), event.resolved());
        break;
      case v1::Submission::kReceiptCorrected:
        AddReceipt(submission.receipt_corrected().receipt(), event.resolved());
        AddReplaced(event.resolved().replaced());
        break;
      case v1::Submission::kReceiptVoided:
        AddReplaced(event.resolved().replaced());
        break;
      case v1::Submission::kSourceOpened:
        AddUnit(0, submission.source_opened().unit_id());
        break;
      case v1::Submission::kUnitChanged:
        AddChange(submission.unit_changed());
        break;
      case v1::Submission::kPlanIssued:
        AddPlan(submission.plan_issued().plan_id());
        break;
      case v1::Submission::kPlanAmended:
        AddPlan(submission.plan_amended().plan_id());
        break;
      case v1::Submission::kPlanEntryCorrected:
        AddPlan(submission.plan_entry_corrected().plan_id());
        break;
      case v1::Submission::kPlanRecorded:
        AddPlan(submission.plan_recorded().plan_id());
        break;
      case v1::Submission::kReceiptRejected:
      case v1::Submission::kLedgerCreated:
      case v1::Submission::kClockConfirmed:
      case v1::Submission::BODY_NOT_SET:
        break;
    }
  }
  const EventTraits& traits() const { return traits_; }

 private:
  bool Facts(const v1::Receipt& receipt, const v1::Resolved& resolved, FactKey& key) {
    const auto facts = CheckedFactsOfRecorded(receipt, resolved, tree_, book_);
    if (facts.ok()) {
      key = facts->key;
    } else {
      traits_.understood = false;
    }
    return facts.ok();
  }
  void AddReceipt(const v1::Receipt& receipt, const v1::Resolved& resolved) {
    traits_.has_receipt = Facts(receipt, resolved, traits_.receipt);
  }
  void AddReplaced(const v1::Replaced& replaced) {
    // Its references are ids.
    traits_.has_replaced =
        Facts(replaced.receipt(), v1::Resolved::default_instance(), traits_.replaced);
    traits_.replaced_position = replaced.replaced_position();
  }
  // Blank: none is named.
  void AddUnit(size_t place, const std::string& unit_id) {
    if (unit_id.empty()) return;
    traits_.units[place] = tree_.Find(unit_id);
    traits_.understood &= traits_.units[place] != kNoUnit;
  }
  void AddPlan(const std::string& plan_id) {
    traits_.plan = book_.Find(plan_id);
    traits_.understood &= traits_.plan != kNoPlan;
  }
  void AddChange(const v1::UnitChanged& change) {
    switch (change.change_case()) {
      case v1::UnitChanged::kOpened:
        AddUnit(0, change.opened().unit_id());
        AddUnit(1, change.opened().parent_id());
        break;
      case v1::UnitChanged::kRenamed:
        AddUnit(0, change.renamed().unit_id());
        break;
      case v1::UnitChanged::kMoved:
        AddUnit(0, change.moved().unit_id());
        AddUnit(1, change.moved().parent_id());
        break;
      case v1::UnitChanged::kKindSet:
        AddUnit(0, change.kind_set().unit_id());
        break;
      case v1::UnitChanged::kCodeSet:
        AddUnit(0, change.code_set().unit_id());
        break;
      case v1::UnitChanged::kAliasAdded:
        AddUnit(0, change.alias_added().unit_id());
        break;
      case v1::UnitChanged::kClosed:
        AddUnit(0, change.closed().unit_id());
        break;
      case v1::UnitChanged::kSucceeded:
        AddUnit(0, change.succeeded().unit_id());
        AddUnit(1, change.succeeded().successor_unit_id());
        break;
      case v1::UnitChanged::CHANGE_NOT_SET:
        traits_.understood = false;
        break;
    }
  }

  const OrgTree& tree_;
  const PlanBook& book_;
  EventTraits traits_;
};

}  // namespace

EventTraits TraitsOf(const v1::Event& event, const v1::Submission& submission, const OrgTree& tree,
                     const PlanBook& book) {
  Reader reader(tree, book);
  reader.Read(event, submission);
  return reader.traits();
}

bool ScanTraits(std::string_view event, const OrgTree& tree, const PlanBook& book,
                EventTraits* traits) {
  ScannedEvent outside;
  ScannedReceipt receipt;
  ReceiptFacts facts;
  if (!ScanEvent(event, &outside) || !ScanReceipt(outside.submission, &receipt) ||
      !FactsOfScanned(receipt, tree, book, &facts)) {
    return false;
  }
  *traits = EventTraits();
  traits->record_date = DateOfMicros(outside.record_time_micros);
  traits->has_receipt = true;
  traits->receipt = facts.key;
  return true;
}

PlainReceipt PlainReceiptOf(const EventTraits& traits) {
  const FactKey& key = traits.receipt;
  const bool is_plain = traits.understood && traits.has_receipt && !traits.has_replaced &&
                        key.collecting_unit == key.unit &&
                        (key.credited_to == kNoUnit || key.credited_to == key.unit) &&
                        traits.plan == kNoPlan && traits.units[0] == kNoUnit &&
                        traits.units[1] == kNoUnit;
  return is_plain ? PlainReceipt{key.unit, key.last_date} : PlainReceipt{};
}

}  // namespace hemoledger

#include "tests/support/builders.h"

#include "proto/base/check.h"
#include "proto/base/strings.h"

namespace hemoledger {

v1::UnitReference UnitById(std::string_view unit_id) {
  v1::UnitReference reference;
  reference.set_unit_id(std::string(unit_id));
  return reference;
}

v1::UnitReference UnitByName(std::string_view name, std::string_view under_unit_id, int32_t date) {
  v1::UnitReference reference;
  reference.mutable_name()->set_name(std::string(name));
  reference.mutable_name()->set_under_unit_id(std::string(under_unit_id));
  reference.mutable_name()->set_date(date);
  return reference;
}

v1::Interval DateRange(int32_t first_date, int32_t last_date) {
  v1::Interval interval;
  interval.set_first_date(first_date);
  interval.set_last_date(last_date);
  return interval;
}

v1::Receipt MakeReceipt(std::string_view unit_id, int32_t date, uint32_t count,
                        uint32_t volume_ml) {
  v1::Receipt receipt;
  *receipt.mutable_unit() = UnitById(unit_id);
  *receipt.mutable_interval() = DateRange(date);
  v1::BagCount* bags = receipt.add_bags();
  bags->set_count(count);
  bags->set_volume_ml(volume_ml);
  return receipt;
}

v1::SourceIdentity SourceId(std::string_view source_id, uint64_t sequence) {
  v1::SourceIdentity identity;
  identity.set_source_id(std::string(source_id));
  identity.set_sequence(sequence);
  return identity;
}

v1::FeedIdentity FeedId(std::string_view feed, std::string_view external_id) {
  v1::FeedIdentity identity;
  identity.set_feed(std::string(feed));
  identity.set_external_id(std::string(external_id));
  return identity;
}

v1::Submission SourceSubmission(std::string_view source_id, uint64_t sequence,
                                const v1::Receipt& receipt) {
  v1::Submission submission;
  *submission.mutable_source() = SourceId(source_id, sequence);
  *submission.mutable_receipt_recorded()->mutable_receipt() = receipt;
  return submission;
}

v1::Submission FeedSubmission(std::string_view feed, std::string_view external_id,
                              const v1::Receipt& receipt) {
  v1::Submission submission;
  *submission.mutable_feed() = FeedId(feed, external_id);
  *submission.mutable_receipt_recorded()->mutable_receipt() = receipt;
  return submission;
}

v1::Submission RequestSubmission(std::string_view request_id) {
  v1::Submission submission;
  submission.mutable_request()->set_request_id(std::string(request_id));
  return submission;
}

v1::UnitChanged OpenUnit(std::string_view unit_id, v1::UnitKind kind, std::string_view name,
                         std::string_view parent_id, std::string_view code, int32_t from_date) {
  v1::UnitChanged change;
  v1::UnitOpened* opened = change.mutable_opened();
  opened->set_unit_id(std::string(unit_id));
  opened->set_kind(kind);
  opened->set_name(std::string(name));
  opened->set_parent_id(std::string(parent_id));
  opened->set_code(std::string(code));
  opened->set_from_date(from_date);
  return change;
}

v1::UnitChanged AddAlias(std::string_view unit_id, std::string_view alias, int32_t from_date) {
  v1::UnitChanged change;
  change.mutable_alias_added()->set_unit_id(std::string(unit_id));
  change.mutable_alias_added()->set_alias(std::string(alias));
  change.mutable_alias_added()->set_from_date(from_date);
  return change;
}

v1::UnitChanged CloseUnit(std::string_view unit_id, int32_t from_date) {
  v1::UnitChanged change;
  change.mutable_closed()->set_unit_id(std::string(unit_id));
  change.mutable_closed()->set_from_date(from_date);
  return change;
}

v1::UnitChanged RenameUnit(std::string_view unit_id, std::string_view name, int32_t from_date) {
  v1::UnitChanged change;
  change.mutable_renamed()->set_unit_id(std::string(unit_id));
  change.mutable_renamed()->set_name(std::string(name));
  change.mutable_renamed()->set_from_date(from_date);
  return change;
}

v1::UnitChanged MoveUnit(std::string_view unit_id, std::string_view parent_id, int32_t from_date) {
  v1::UnitChanged change;
  change.mutable_moved()->set_unit_id(std::string(unit_id));
  change.mutable_moved()->set_parent_id(std::string(parent_id));
  change.mutable_moved()->set_from_date(from_date);
  return change;
}

v1::UnitChanged SucceedUnit(std::string_view unit_id, std::string_view successor_unit_id,
                            int32_t from_date) {
  constexpr size_t kCommitmentBytes = 32;
  v1::UnitChanged change;
  change.mutable_succeeded()->set_unit_id(std::string(unit_id));
  change.mutable_succeeded()->set_successor_unit_id(std::string(successor_unit_id));
  change.mutable_succeeded()->set_from_date(from_date);
  change.mutable_reason()->set_commitment(std::string(kCommitmentBytes, 'r'));
  return change;
}

v1::Quota UnitsQuota(int64_t units) {
  v1::Quota quota;
  quota.mutable_units()->set_value(units);
  return quota;
}

v1::PlanRow HolderRow(std::string_view row_id, std::string_view holder_unit_id,
                      std::optional<int64_t> quota) {
  v1::PlanRow row;
  row.set_row_id(std::string(row_id));
  row.set_holder_unit_id(std::string(holder_unit_id));
  if (quota.has_value()) *row.mutable_quota() = UnitsQuota(*quota);
  return row;
}

v1::PlanRow SelectorRow(std::string_view row_id, std::string_view unit_id, v1::Component component,
                        v1::DonorClass donor_class) {
  v1::PlanRow row;
  row.set_row_id(std::string(row_id));
  v1::RowSelector* selector = row.mutable_selector();
  selector->set_unit_id(std::string(unit_id));
  selector->set_component(component);
  selector->set_donor_class(donor_class);
  return row;
}

v1::PlanIssued MakePlan(std::string_view plan_id, std::string_view issuer_unit_id,
                        int32_t period_first, int32_t period_last) {
  v1::PlanIssued plan;
  plan.set_plan_id(std::string(plan_id));
  plan.mutable_document()->set_kind(v1::PLAN_KIND_PLAN);
  plan.mutable_document()->set_title(Concat("Kế hoạch ", plan_id));
  plan.mutable_document()->set_issuer_unit_id(std::string(issuer_unit_id));
  *plan.mutable_period() = DateRange(period_first, period_last);
  return plan;
}

v1::CreditRule MakeCreditRule(std::string_view rule_id, std::string_view unit_id,
                              std::string_view credited_unit_id) {
  v1::CreditRule rule;
  rule.set_rule_id(std::string(rule_id));
  rule.set_unit_id(std::string(unit_id));
  rule.set_credited_unit_id(std::string(credited_unit_id));
  return rule;
}

v1::Round MakeRound(std::string_view round_id, std::string_view credited_unit_id) {
  v1::Round round;
  round.set_round_id(std::string(round_id));
  round.set_label(std::string(round_id));
  if (!credited_unit_id.empty()) round.add_credited_unit_ids(std::string(credited_unit_id));
  return round;
}

std::string Bytes(const google::protobuf::Message& message) {
  std::string bytes;
  HL_CHECK(message.SerializeToString(&bytes));
  return bytes;
}

}  // namespace hemoledger

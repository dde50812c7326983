#include "services/domain/domain_state.h"

#include <algorithm>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "proto/base/sha256.h"
#include "proto/base/status_macros.h"
#include "services/domain/plan_parts.h"
#include "services/domain/receipt_rules.h"

namespace hemoledger {

namespace {

constexpr size_t kLedgerIdBytes = 16;

absl::Status Damaged(const std::string& detail) {
  return MakeError(ERROR_REASON_STORE_DAMAGED, {{"detail", detail}});
}

// Why a rule refused what stands in the log.
absl::Status DamagedBy(std::string_view what, const absl::Status& refusal) {
  std::string fields;
  for (const ErrorDetail& detail : FieldsOf(refusal)) {
    fields += Concat(" ", detail.key, "=", detail.value);
  }
  return Damaged(Concat(what, ": ", ReasonName(ReasonOf(refusal)), fields));
}

// Bodies that a source may submit, and the refusal of one.
bool IsOfSource(v1::Submission::BodyCase body) {
  return body == v1::Submission::kReceiptRecorded || body == v1::Submission::kReceiptCorrected ||
         body == v1::Submission::kReceiptVoided || body == v1::Submission::kReceiptRejected;
}

}  // namespace

DomainState::DomainState()
    : tree_(std::make_shared<OrgTree>()),
      plans_(std::make_shared<PlanBook>()),
      records_(std::make_shared<RecordBook>()) {}

absl::Status DomainState::Apply(const v1::Event& event, const v1::Submission& submission) {
  absl::Status status = ApplyBody(event, submission);
  if (!status.ok()) {
    return Damaged(Concat("event ", next_position_, ": ", FieldOf(status, "detail")));
  }
  if (IsDocument(submission.body_case())) document_positions_.push_back(next_position_);
  ++next_position_;
  record_time_micros_ = event.record_time_micros();
  return status;
}

absl::Status DomainState::ApplyBody(const v1::Event& event, const v1::Submission& submission) {
  if (event.position() != next_position_) {
    return Damaged(Concat("it says that it is at position ", event.position()));
  }
  if (event.record_time_micros() < record_time_micros_) {
    return Damaged("it is recorded before the one that it follows");
  }
  if (submission.has_ledger_created() != (next_position_ == 0)) {
    return Damaged("the ledger begins with LedgerCreated and has no other");
  }
  if (HasIncompleteDocument() && !submission.has_plan_issued()) {
    return Damaged("it stands between the parts of a document");
  }
  RETURN_IF_ERROR(CheckIdentity(submission));

  switch (submission.body_case()) {
    case v1::Submission::kReceiptRecorded:
      RETURN_IF_ERROR(Count(event, &submission.receipt_recorded().receipt(), /*replaces=*/false));
      break;
    case v1::Submission::kReceiptCorrected:
      RETURN_IF_ERROR(Count(event, &submission.receipt_corrected().receipt(), /*replaces=*/true));
      break;
    case v1::Submission::kReceiptVoided:
      RETURN_IF_ERROR(Count(event, nullptr, /*replaces=*/true));
      break;
    case v1::Submission::kReceiptRejected:
    case v1::Submission::kClockConfirmed:
      break;
    case v1::Submission::kSourceOpened:
      return ApplySourceOpened(submission.source_opened(), event.position());
    case v1::Submission::kUnitChanged:
      return ApplyUnitChanged(submission.unit_changed(), event.position());
    case v1::Submission::kPlanIssued:
      return ApplyPlanPart(event, submission);
    case v1::Submission::kPlanAmended:
      return ApplyPlanAmended(event, submission.plan_amended());
    case v1::Submission::kPlanEntryCorrected:
      return ApplyPlanEntryCorrected(event, submission.plan_entry_corrected());
    case v1::Submission::kPlanRecorded:
      return ApplyPlanRecorded(event, submission.plan_recorded());
    case v1::Submission::kLedgerCreated:
      return ApplyLedgerCreated(submission.ledger_created());
    case v1::Submission::BODY_NOT_SET:
      return Damaged("it has no known body");
  }
  if (submission.has_source()) {
    ApplySourceMark(submission.source().source_id(), submission.source().sequence());
  }
  return absl::OkStatus();
}

absl::Status DomainState::CheckIdentity(const v1::Submission& submission) const {
  if (submission.has_request() && submission.request().part_count() > 1 &&
      !submission.has_plan_issued()) {
    return Damaged("only plans have parts");
  }
  if (submission.has_source() != IsOfSource(submission.body_case())) {
    if (submission.has_source()) return Damaged("a source can not submit its body");
    if (submission.has_receipt_rejected()) return Damaged("a rejection without a source");
  }
  if (!submission.has_source()) return absl::OkStatus();
  const auto source = sources_.find(submission.source().source_id());
  if (source == sources_.end()) {
    return Damaged(Concat("source '", submission.source().source_id(), "' was not opened"));
  }
  if (submission.source().sequence() != source->second.mark + 1) {
    return Damaged(Concat("source '", source->first, "' has mark ", source->second.mark,
                          ", it has number ", submission.source().sequence()));
  }
  return absl::OkStatus();
}

absl::Status DomainState::ApplyLedgerCreated(const v1::LedgerCreated& created) {
  if (created.ledger_id().size() != kLedgerIdBytes) return Damaged("a ledger id is 16 bytes");
  ledger_ = created;
  return absl::OkStatus();
}

absl::Status DomainState::ApplySourceOpened(const v1::SourceOpened& opened, uint64_t position) {
  if (!IsValidId(opened.source_id())) return Damaged("a source has no valid id");
  if (!opened.unit_id().empty() && tree_->Find(opened.unit_id()) == kNoUnit) {
    return Damaged(Concat("a source names the unknown unit '", opened.unit_id(), "'"));
  }
  const SourceState state = {.opened = opened, .opened_position = position, .mark = 0};
  last_source_ = nullptr;
  if (!sources_.try_emplace(opened.source_id(), state).second) {
    return Damaged(Concat("source '", opened.source_id(), "' was opened before"));
  }
  return absl::OkStatus();
}

absl::Status DomainState::ApplyUnitChanged(const v1::UnitChanged& change, uint64_t position) {
  const absl::StatusOr<OrgTree::Verdict> verdict = tree_->Check(change);
  if (!verdict.ok()) return DamagedBy("a change of the tree is refused", verdict.status());
  if (verdict->exists) {
    return Damaged(Concat("the same change of the tree stands at ", verdict->position));
  }
  MutableTree().Apply(change, position);
  return absl::OkStatus();
}

absl::Status DomainState::ApplyPlanPart(const v1::Event& event, const v1::Submission& submission) {
  const v1::PlanIssued& plan = submission.plan_issued();
  const v1::RequestIdentity& identity = submission.request();
  if (!HasIncompleteDocument()) {
    if (identity.part_count() <= 1) {
      if (identity.part() > identity.part_count()) return Damaged("a part beyond its document");
      parts_position_ = event.position();
      return ApplyPlanIssued(event, plan);
    }
    if (identity.part() != 1) return Damaged("a document begins in its middle");
    parts_identity_ = identity;
    parts_position_ = event.position();
  } else {
    const uint64_t due = parts_.size() + 1;
    if (identity.request_id() != parts_identity_.request_id() ||
        identity.part_count() != parts_identity_.part_count() ||
        plan.plan_id() != parts_.front().plan_id()) {
      return Damaged("another document stands between the parts of one");
    }
    if (identity.part() != due) return Damaged(Concat("part ", due, " of a document is missing"));
  }
  parts_.push_back(plan);
  if (parts_.size() < parts_identity_.part_count()) return absl::OkStatus();
  v1::PlanIssued whole = JoinPlan(parts_);
  const absl::Status status = ApplyPlanIssued(event, std::move(whole));
  parts_.clear();
  return status;
}

absl::Status DomainState::ApplyPlanIssued(const v1::Event& event, v1::PlanIssued plan) {
  const absl::StatusOr<PlanBook::Verdict> verdict = plans_->CheckIssue(plan, *tree_);
  if (!verdict.ok()) return DamagedBy("a plan is refused", verdict.status());
  if (verdict->existing != nullptr) return DamagedBy("a plan is there", verdict->conflict);
  PlanDocumentRecord record;
  record.revision = verdict->revision;
  record.position = parts_position_;
  record.event_count = static_cast<uint32_t>(event.position() - parts_position_ + 1);
  record.record_time_micros = event.record_time_micros();
  record.principal = event.principal();
  record.issued = std::move(plan);
  MutablePlans().Apply(std::move(record), *tree_);
  return absl::OkStatus();
}

absl::Status DomainState::ApplyPlanAmended(const v1::Event& event,
                                           const v1::PlanAmended& amendment) {
  const absl::StatusOr<PlanBook::Verdict> verdict = plans_->CheckAmend(amendment, *tree_);
  if (!verdict.ok()) return DamagedBy("an amendment is refused", verdict.status());
  if (verdict->existing != nullptr) return DamagedBy("an amendment is stale", verdict->conflict);
  PlanDocumentRecord record;
  record.revision = verdict->revision;
  record.position = event.position();
  record.record_time_micros = event.record_time_micros();
  record.principal = event.principal();
  record.amended = amendment;
  MutablePlans().Apply(std::move(record), *tree_);
  return absl::OkStatus();
}

absl::Status DomainState::ApplyPlanEntryCorrected(const v1::Event& event,
                                                  const v1::PlanEntryCorrected& correction) {
  const absl::StatusOr<PlanBook::CorrectionVerdict> verdict =
      plans_->CheckCorrect(correction, *tree_);
  if (!verdict.ok()) return DamagedBy("a correction of an entry is refused", verdict.status());
  if (verdict->existing != nullptr) {
    return DamagedBy("a correction of an entry is stale", verdict->conflict);
  }
  PlanCorrectionRecord record;
  record.entry_version = verdict->entry_version;
  record.position = event.position();
  record.record_time_micros = event.record_time_micros();
  record.principal = event.principal();
  record.correction = correction;
  MutablePlans().Apply(std::move(record), *tree_);
  return absl::OkStatus();
}

absl::Status DomainState::ApplyPlanRecorded(const v1::Event& event,
                                            const v1::PlanRecorded& record) {
  const absl::StatusOr<RecordBook::Verdict> verdict = records_->Check(record, *tree_, *plans_);
  if (!verdict.ok()) return DamagedBy("a record is refused", verdict.status());
  if (verdict->existing != nullptr) return DamagedBy("a record is there", verdict->conflict);
  PlanRecordVersion version;
  version.version = verdict->version;
  version.position = event.position();
  version.record_time_micros = event.record_time_micros();
  version.principal = event.principal();
  version.record = record;
  MutableRecords().Apply(std::move(version));
  return absl::OkStatus();
}

// Counts `receipt`, unless null, and takes back what the event replaced.
absl::Status DomainState::Count(const v1::Event& event, const v1::Receipt* receipt, bool replaces) {
  if (replaces) {
    const v1::Replaced& replaced = event.resolved().replaced();
    if (!replaced.has_receipt()) return Damaged("it does not tell what it replaced");
    if (replaced.original_position() > replaced.replaced_position() ||
        replaced.replaced_position() >= event.position()) {
      return Damaged("it replaces what was not there");
    }
    ASSIGN_OR_RETURN(const ReceiptFacts removed,
                     CheckedFactsOfRecorded(replaced.receipt(), v1::Resolved::default_instance(),
                                            *tree_, *plans_));
    if (!cells_.CanSubtract(removed)) return Damaged("it replaces a receipt that was not counted");
    cells_.Subtract(removed);
  }
  if (receipt != nullptr) {
    ASSIGN_OR_RETURN(const ReceiptFacts added,
                     CheckedFactsOfRecorded(*receipt, event.resolved(), *tree_, *plans_));
    cells_.Add(added);
  }
  return absl::OkStatus();
}

void DomainState::ApplyReceipt(uint64_t position, int64_t record_time_micros,
                               const ReceiptFacts* added, const ReceiptFacts* removed) {
  BeginDecided(position, record_time_micros);
  if (removed != nullptr) cells_.Subtract(*removed);
  if (added != nullptr) cells_.Add(*added);
  ++next_position_;
}

void DomainState::ApplyReceipts(uint64_t first_position, int64_t record_time_micros,
                                std::span<const ReceiptFacts> added) {
  BeginDecided(first_position, record_time_micros);
  cells_.AddAll(added);
  next_position_ += added.size();
}

void DomainState::BeginDecided(uint64_t position, int64_t record_time_micros) {
  HL_CHECK(position == next_position_) << position << " after " << next_position_ << " events";
  HL_CHECK(record_time_micros >= record_time_micros_) << "at position " << position;
  HL_CHECK(!HasIncompleteDocument()) << "at position " << position;
  record_time_micros_ = record_time_micros;
}

size_t DomainState::ApplyScanned(std::span<const LoggedReceipt> run) {
  if (next_position_ == 0 || HasIncompleteDocument()) return 0;
  run_facts_.clear();
  for (const LoggedReceipt& logged : run) PrefetchIds(logged.receipt, *tree_);
  for (const LoggedReceipt& logged : run) {
    ReceiptFacts facts;
    if (!FactsOfScanned(logged.receipt, *tree_, *plans_, &facts) || !Follows(logged)) break;
    run_facts_.push_back(facts);
  }
  cells_.AddAll(run_facts_);
  return run_facts_.size();
}

bool DomainState::Follows(const LoggedReceipt& logged) {
  const auto& [event, receipt] = logged;
  if (event.position != next_position_ || event.record_time_micros < record_time_micros_) {
    return false;
  }
  if (!receipt.source_id.empty()) {
    SourceState* source = FindSource(receipt.source_id);
    if (source == nullptr || receipt.sequence != source->mark + 1) return false;
    source->mark = receipt.sequence;
  }
  ++next_position_;
  record_time_micros_ = event.record_time_micros;
  return true;
}

SourceState* DomainState::FindSource(std::string_view source_id) {
  if (last_source_ != nullptr && last_source_->opened.source_id() == source_id) {
    return last_source_;
  }
  const auto found = sources_.find(source_id);
  if (found == sources_.end()) return nullptr;
  last_source_ = &found->second;
  return last_source_;
}

void DomainState::ApplySourceMark(std::string_view source_id, uint64_t mark) {
  const auto source = sources_.find(source_id);
  HL_CHECK(source != sources_.end()) << "source " << source_id;
  HL_CHECK(mark >= source->second.mark) << "source " << source_id << " goes back to " << mark;
  source->second.mark = mark;
}

std::shared_ptr<const OrgTree> DomainState::tree() const {
  tree_handed_out_ = true;
  return tree_;
}

std::shared_ptr<const PlanBook> DomainState::plans() const {
  plans_handed_out_ = true;
  return plans_;
}

OrgTree& DomainState::MutableTree() {
  rules_version_ = next_position_ + 1;
  if (tree_handed_out_) {
    tree_ = std::make_shared<OrgTree>(*tree_);
    tree_handed_out_ = false;
  }
  return *tree_;
}

PlanBook& DomainState::MutablePlans() {
  rules_version_ = next_position_ + 1;
  if (plans_handed_out_) {
    plans_ = std::make_shared<PlanBook>(*plans_);
    plans_handed_out_ = false;
  }
  return *plans_;
}

std::shared_ptr<const RecordBook> DomainState::records() const {
  records_handed_out_ = true;
  return records_;
}

RecordBook& DomainState::MutableRecords() {
  if (records_handed_out_) {
    records_ = std::make_shared<RecordBook>(*records_);
    records_handed_out_ = false;
  }
  return *records_;
}

std::string DomainState::Digest() {
  Sha256Stream digest;
  digest.AddField("hemoledger domain state 2");
  digest.AddInteger(next_position_);
  digest.AddInteger(static_cast<uint64_t>(record_time_micros_));
  digest.AddField(ledger_.ledger_id());
  digest.AddInteger(ledger_.epoch());
  digest.AddInteger(ledger_.format_version());
  digest.AddField(tree_->Digest());
  digest.AddField(plans_->Digest());
  digest.AddField(records_->Digest());
  digest.AddField(cells_.TakeSnapshot().Digest());

  std::vector<const SourceState*> sources;
  sources.reserve(sources_.size());
  for (const auto& [id, state] : sources_) sources.push_back(&state);
  std::sort(sources.begin(), sources.end(), [](const SourceState* a, const SourceState* b) {
    return a->opened.source_id() < b->opened.source_id();
  });
  digest.AddInteger(sources.size());
  for (const SourceState* source : sources) {
    digest.AddField(source->opened.source_id());
    digest.AddField(source->opened.label());
    digest.AddField(source->opened.unit_id());
    digest.AddInteger(source->opened_position);
    digest.AddInteger(source->mark);
  }

  // A document under way, its parts one by one: there is no whole of them yet.
  digest.AddInteger(parts_.size());
  for (const v1::PlanIssued& part : parts_) digest.AddField(part.SerializeAsString());
  return ToBytes(digest.Finish());
}

}  // namespace hemoledger

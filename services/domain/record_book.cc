#include "services/domain/record_book.h"

#include <algorithm>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/sha256.h"
#include "proto/base/status_macros.h"
#include "services/domain/record_form.h"
#include "services/domain/record_references.h"

namespace hemoledger {
namespace {

// The kind of a record: it may be withdrawn now, but its first version never is.
std::string_view KindOf(const PlanRecord& record) {
  return RecordKindName(record.versions.front()->record);
}

absl::Status RecordNotFound(const v1::PlanRecorded& record) {
  return MakeError(ERROR_REASON_RECORD_NOT_FOUND,
                   {{"plan_id", record.plan_id()}, {"record_id", record.record_id()}});
}

absl::Status StaleRecordVersion(const v1::PlanRecorded& record, size_t current) {
  return MakeError(ERROR_REASON_RECORD_VERSION_STALE, {{"record_id", record.record_id()},
                                                       {"stated", record.replaces_version()},
                                                       {"current", current}});
}

// Whether the record may be the next version of `known`.
absl::Status CheckNextVersion(const PlanRecord& known, const v1::PlanRecorded& record) {
  if (record.replaces_version() > known.versions.size()) {
    return StaleRecordVersion(record, known.versions.size());
  }
  if (record.has_withdrawn()) {
    return known.withdrawn() ? RecordNotFound(record) : absl::OkStatus();
  }
  const std::string_view kind = KindOf(known);
  if (RecordKindName(record) == kind) return absl::OkStatus();
  return MakeError(
      ERROR_REASON_RECORD_KIND_MISMATCH,
      {{"record_id", record.record_id()}, {"expected", kind}, {"actual", RecordKindName(record)}});
}

}  // namespace

absl::StatusOr<RecordBook::Verdict> RecordBook::Check(const v1::PlanRecorded& record,
                                                      const OrgTree& tree,
                                                      const PlanBook& plans) const {
  // What is recorded already answers before any rule: a retry has the same answer for ever.
  Verdict verdict;
  const PlanRecord* known = Find(record.plan_id(), record.record_id());
  const uint32_t replaces = record.replaces_version();
  if (known != nullptr && replaces < known->versions.size()) {
    verdict.existing = known->versions[replaces].get();
    verdict.conflict = replaces > 0 ? StaleRecordVersion(record, known->versions.size())
                                    : MakeError(ERROR_REASON_RECORD_EXISTS,
                                                {{"plan_id", record.plan_id()},
                                                 {"record_id", record.record_id()},
                                                 {"position", verdict.existing->position}});
    return verdict;
  }
  Violations form;
  CheckRecordForm(record, form);
  RETURN_IF_ERROR(form.ToStatus());
  const PlanIndex plan = plans.Find(record.plan_id());
  if (plan == kNoPlan) {
    return MakeError(ERROR_REASON_PLAN_NOT_FOUND, {{"plan_id", record.plan_id()}});
  }
  if (known == nullptr && replaces > 0) return RecordNotFound(record);
  if (known != nullptr) RETURN_IF_ERROR(CheckNextVersion(*known, record));
  RETURN_IF_ERROR(CheckRecordReferences(record, tree, plans, plan));
  verdict.version = replaces + 1;
  return verdict;
}

void RecordBook::Apply(PlanRecordVersion version) {
  const std::string plan_id = version.record.plan_id();
  const std::string record_id = version.record.record_id();
  Records& records = plans_[plan_id].Mutable(generation_.ForChange());
  std::shared_ptr<const PlanRecord>& slot = records[record_id];
  auto record =
      slot == nullptr ? std::make_shared<PlanRecord>() : std::make_shared<PlanRecord>(*slot);
  record->record_id = record_id;
  version.version = static_cast<uint32_t>(record->versions.size()) + 1;
  HL_CHECK(version.record.replaces_version() + 1 == version.version)
      << "record " << record_id << " of plan " << plan_id << " version " << version.version;
  record->versions.push_back(std::make_shared<const PlanRecordVersion>(std::move(version)));
  slot = std::move(record);
}

const PlanRecord* RecordBook::Find(std::string_view plan_id, std::string_view record_id) const {
  const auto plan = plans_.find(plan_id);
  if (plan == plans_.end()) return nullptr;
  const auto record = plan->second->find(record_id);
  return record == plan->second->end() ? nullptr : record->second.get();
}

std::vector<const PlanRecord*> RecordBook::OfPlan(std::string_view plan_id) const {
  std::vector<const PlanRecord*> records;
  const auto plan = plans_.find(plan_id);
  if (plan == plans_.end()) return records;
  records.reserve(plan->second->size());
  for (const auto& [id, record] : *plan->second) records.push_back(record.get());
  return records;
}

StringSet RecordBook::AttachmentHashes(bool without_withdrawn) const {
  StringSet hashes;
  for (const auto& [plan_id, records] : plans_) {
    for (const auto& [record_id, record] : *records) {
      if (without_withdrawn && record->withdrawn()) continue;
      for (const auto& version : record->versions) {
        if (version->record.has_attachment()) {
          hashes.insert(version->record.attachment().sha256());
        }
      }
    }
  }
  return hashes;
}

std::string RecordBook::Digest() const {
  std::vector<std::string_view> plan_ids;
  for (const auto& [plan_id, records] : plans_) plan_ids.push_back(plan_id);
  std::sort(plan_ids.begin(), plan_ids.end());
  Sha256Stream digest;
  digest.AddInteger(plan_ids.size());
  for (const std::string_view plan_id : plan_ids) {
    const Records& records = *plans_.find(plan_id)->second;
    digest.AddField(plan_id);
    digest.AddInteger(records.size());
    for (const auto& [record_id, record] : records) {
      digest.AddField(record_id);
      digest.AddInteger(record->versions.size());
      for (const auto& version : record->versions) {
        digest.AddInteger(version->version);
        digest.AddInteger(version->position);
        digest.AddInteger(static_cast<uint64_t>(version->record_time_micros));
        digest.AddField(version->principal);
        digest.AddField(version->record.SerializeAsString());
      }
    }
  }
  return ToBytes(digest.Finish());
}

ReportedProgress ProgressOf(const RecordBook& book, std::string_view plan_id) {
  ReportedProgress reported;
  for (const PlanRecord* record : book.OfPlan(plan_id)) {
    const PlanRecordVersion& current = record->current();
    if (!current.record.has_progress()) continue;
    const v1::ProgressReport& progress = current.record.progress();
    const PlanRecordVersion*& last = progress.has_round_id() ? reported.rounds[progress.round_id()]
                                                             : reported.tasks[progress.task_id()];
    if (last == nullptr || last->position < current.position) last = &current;
  }
  return reported;
}

}  // namespace hemoledger

// What is on record beside plans (proto/hemoledger/v1/records.proto): decides whether a record may
// follow, applies it, and gives what is there.
//
// A value type, cheap to copy: a copy shares all records, and a change copies one plan's list of
// them. Const methods are safe from many threads at once; Apply is not.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hemoledger/v1/records.pb.h"
#include "proto/base/strings.h"
#include "services/domain/copy_on_write.h"
#include "services/domain/org_tree.h"
#include "services/domain/plan_book.h"

namespace hemoledger {

// One version of a record, as recorded. Texts are commitments; plain texts stand in the store at
// (position, ordinal).
struct PlanRecordVersion {
  uint32_t version = 0;
  uint64_t position = 0;
  int64_t record_time_micros = 0;
  std::string principal;
  v1::PlanRecorded record;
};

// A record with its versions, version n at n - 1.
struct PlanRecord {
  std::string record_id;
  std::vector<std::shared_ptr<const PlanRecordVersion>> versions;

  const PlanRecordVersion& current() const { return *versions.back(); }
  bool withdrawn() const { return current().record.has_withdrawn(); }
};

class RecordBook {
 public:
  // What Check says of a record that may be recorded, or that may already be there.
  struct Verdict {
    // Set: a version stands where this one would; if its content is equal (texts by plaintext: the
    // caller compares) the answer is EXISTS, else `conflict`.
    const PlanRecordVersion* existing = nullptr;
    absl::Status conflict;
    // Without `existing`: the version that it makes.
    uint32_t version = 0;
  };

  // Form and rules. All problems of form are reported at once, each with its place. Errors: those
  // of form, PLAN_NOT_FOUND, UNIT_NOT_FOUND, RECORD_NOT_FOUND, RECORD_VERSION_STALE,
  // RECORD_KIND_MISMATCH, REFERENCE_UNKNOWN. Whether a verdict's finding is there is not asked
  // here: findings are worked out, and a log must replay whatever they come to.
  absl::StatusOr<Verdict> Check(const v1::PlanRecorded& record, const OrgTree& tree,
                                const PlanBook& plans) const;
  // REQUIRES: the Check is OK without `existing`.
  void Apply(PlanRecordVersion version);

  // nullptr: there is none. The pointer lives as long as this book is not changed.
  const PlanRecord* Find(std::string_view plan_id, std::string_view record_id) const;
  // Of a plan, by record id, withdrawn ones too.
  std::vector<const PlanRecord*> OfPlan(std::string_view plan_id) const;

  // The hashes of all scans that any version of any record names, 32 bytes each. With
  // `without_withdrawn` those are left out that only records name which are withdrawn now.
  StringSet AttachmentHashes(bool without_withdrawn) const;

  // SHA-256 over all records and versions, 32 bytes.
  std::string Digest() const;

 private:
  // By record id.
  using Records = std::map<std::string, std::shared_ptr<const PlanRecord>, std::less<>>;

  CopyGeneration generation_;
  // By plan id.
  StringMap<CowPart<Records>> plans_;
};

// What was last reported of the rounds and tasks of a plan, by round or task id: of several records
// about one subject the one recorded last holds; withdrawn ones say nothing.
struct ReportedProgress {
  StringMap<const PlanRecordVersion*> rounds;
  StringMap<const PlanRecordVersion*> tasks;
};
ReportedProgress ProgressOf(const RecordBook& book, std::string_view plan_id);

}  // namespace hemoledger

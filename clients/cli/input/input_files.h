// Reads the files that a clerk can write from a Word table: a small TOML header and its table as
// CSV, TSV or a sheet of a workbook, or one workbook with both, into the contract's messages.
// docs/input-files.md is the format; this is the library
// behind `hemo unit import`, `hemo plan import`, `hemo plan amend`, `hemo plan correct-entry`,
// `hemo record put` and `hemo receipt import`. No network of its own: units are looked up through a
// UnitResolver.
//
// All functions: `path` names the TOML header, the table that it names is read beside it; or it
// names a workbook whose sheet "Thông tin" (or "Info") is the header (header_workbook.h). Every
// fault is put into `problems` with its place, and the answer is then problems.ToStatus()
// (INPUT_FILE_INVALID); FILE_UNREADABLE when the header can not be read at all. `random` makes the
// salts of Texts: a file read twice gives equal messages but for salts and commitments, which the
// server compares by plain text. Text in NFD is normalised to NFC. Rules of the domain (does the
// issuer know the holder, does a transfer add up) are the server's to check; row and change places
// are kept so that its answer can be told by file and line.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/input/problems.h"
#include "clients/cli/input/unit_resolver.h"
#include "hemoledger/v1/plans.pb.h"
#include "hemoledger/v1/receipts.pb.h"
#include "hemoledger/v1/records.pb.h"
#include "hemoledger/v1/units.pb.h"
#include "hemoledger/v1/values.pb.h"
#include "proto/base/random.h"

namespace hemoledger {

// Changes of the tree, in the order of the table.
struct UnitsFile {
  std::vector<v1::UnitChanged> changes;
  // `submission_index` is the index in `changes`.
  std::vector<v1::AccompanyingText> texts;
  // One a change.
  std::vector<FilePlace> places;
};

// Needs no resolver: parents are named by id, and may be opened by the same file.
absl::StatusOr<UnitsFile> ReadUnitsFile(const std::string& path, Random& random,
                                        Problems& problems);

// A plan with its allocation table.
struct PlanFile {
  v1::PlanIssued plan;
  // `submission_index` 0.
  std::vector<v1::AccompanyingText> texts;
  // One a row of the plan.
  std::vector<FilePlace> row_places;
};

absl::StatusOr<PlanFile> ReadPlanFile(const std::string& path, UnitResolver& units, Random& random,
                                      Problems& problems);

// A document that changes a plan: changes of the header ([[changes]]) first, then those of its
// table, if it has one.
struct AmendmentFile {
  v1::PlanAmended amendment;
  // `submission_index` 0.
  std::vector<v1::AccompanyingText> texts;
  // One a change.
  std::vector<FilePlace> change_places;
};

absl::StatusOr<AmendmentFile> ReadAmendmentFile(const std::string& path, UnitResolver& units,
                                                Random& random, Problems& problems);

// How an entry of a plan's document should have been: fixes of the plan as issued, or the whole
// amendment (key `amendment`, the file of one).
struct EntryCorrectionFile {
  v1::PlanEntryCorrected correction;
  // `submission_index` 0.
  std::vector<v1::AccompanyingText> texts;
  // One a fix, or one a change of the amendment.
  std::vector<FilePlace> places;
};

absl::StatusOr<EntryCorrectionFile> ReadEntryCorrectionFile(const std::string& path,
                                                            UnitResolver& units, Random& random,
                                                            Problems& problems);

// What is put on record beside a plan: statements, indicators, a verdict or a report of progress.
struct RecordFile {
  v1::PlanRecorded record;
  // `submission_index` 0.
  std::vector<v1::AccompanyingText> texts;
  // One a statement or indicator; of other kinds none.
  std::vector<FilePlace> places;
};

// Told besides: a record that is larger than the contract allows (kMaxRecordBytes).
absl::StatusOr<RecordFile> ReadRecordFile(const std::string& path, UnitResolver& units,
                                          Random& random, Problems& problems);

// Largest record (proto/hemoledger/v1/records.proto, PlanRecorded).
inline constexpr size_t kMaxRecordBytes = 61'440;

// One row of a receipts file.
struct InputReceipt {
  // Unique in the file.
  std::string external_id;
  v1::Receipt receipt;
  // `submission_index` 0.
  std::vector<v1::AccompanyingText> texts;
  // The row; its `column` is 0.
  FilePlace place;
};

struct ReceiptsFile {
  // Name of the feed (EXTERNAL_ID mode).
  std::string feed;
  std::vector<InputReceipt> receipts;
};

// Unit names stay names in the receipts (the server resolves them when it decides); with `units`
// (may be null) every distinct one is looked up besides, so that an unknown name is told with its
// line before anything is sent.
absl::StatusOr<ReceiptsFile> ReadReceiptsFile(const std::string& path, UnitResolver* units,
                                              Random& random, Problems& problems);

}  // namespace hemoledger

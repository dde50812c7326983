// What the commands share that put one record beside a plan: a verdict, a report of a round, a
// scan.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/commands/context.h"
#include "clients/cli/commands/exit_code.h"
#include "hemoledger/v1/record_service.pb.h"
#include "hemoledger/v1/records.pb.h"

namespace hemoledger {

// The record in its newest version, withdrawn ones too; absent: the plan has none of that id.
absl::StatusOr<std::optional<v1::RecordView>> FindRecord(Context& context,
                                                         const std::string& plan_id,
                                                         const std::string& record_id);

// The id of the one record about a thing, so that what is said again becomes the next version of
// the same record: "progress-round-" and the round's id, or its hash where that is too long.
std::string RecordIdAbout(std::string_view prefix, std::string_view id);

// A record that is to be put: what it says, without its texts.
struct RecordDraft {
  v1::PlanRecorded record;
  // Why. Needed with a verdict; else only where the record is there already, and then `again` is
  // taken where it is blank.
  std::string reason;
  std::string again;
  // Of a progress report; blank: none.
  std::string note;
};

// The draft with its texts, replacing the version that is there.
struct MadeRecord {
  v1::PlanRecorded record;
  std::vector<v1::AccompanyingText> texts;
  // Set: the newest version says the same, and nothing needs to be written.
  std::optional<v1::RecordView> unchanged;
};
absl::StatusOr<MadeRecord> MakeRecord(const RecordDraft& draft, Context& context);

// Puts it, and tells what became of it. `dry_run`: only asks.
absl::StatusOr<ExitCode> WriteRecord(const RecordDraft& draft, bool dry_run, Context& context);

// "Đã ghi: bản ghi progress-round-dot-1 của an-thi-2024, bản 2 (vị trí 160).".
void TellRecordWrite(const v1::PlanRecorded& record, v1::WriteOutcome outcome, uint32_t version,
                     uint64_t position, Context& context);

}  // namespace hemoledger

#include "clients/cli/commands/spool_recording.h"

#include <span>

#include "clients/cli/commands/receipt_doubts.h"
#include "clients/cli/commands/spool_sending.h"
#include "clients/cli/render/csv.h"
#include "clients/cli/render/error_view.h"
#include "clients/cli/render/message_json.h"
#include "clients/cli/render/receipt_view.h"
#include "clients/lib/sequence_streamer.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/domain/civil_date.h"
#include "services/domain/numbers.h"
#include "services/domain/receipt_rules.h"

namespace hemoledger {
namespace {

// "Xã A, 05/4/2021, 12 ĐVM (12 × 350 ml)".
std::string ReadBack(const NewReceipt& receipt, Context& context) {
  const std::string bags = BagWords(receipt.receipt);
  return Concat(receipt.unit_name.empty() ? UnitWords(receipt.receipt.unit()) : receipt.unit_name,
                ", ", FormatInterval(ToCivil(receipt.receipt.interval()), context.language()), ", ",
                FormatCount(BloodUnits(receipt.receipt), context.language()),
                context.Say(" ĐVM", " blood units"), bags.empty() ? "" : " (" + bags + ")");
}

// Absent: go on.
absl::StatusOr<std::optional<ExitCode>> AskAboutDoubts(const NewReceipt& receipt,
                                                       const Recording& recording,
                                                       const Spool& spool, const Clerk& clerk,
                                                       Context& context) {
  ASSIGN_OR_RETURN(const std::vector<std::string> doubts,
                   FindDoubts(receipt.receipt, receipt.unit_name, spool,
                              context.clock().NowMicros(), context.language()));
  context.err() << context.Say("Phiếu: ", "Receipt: ") << ReadBack(receipt, context) << "\n";
  for (const std::string& doubt : doubts) {
    context.err() << context.Say("  Xem lại: ", "  Check: ") << doubt << "\n";
  }
  if (doubts.empty() || recording.yes) return std::optional<ExitCode>();
  const std::optional<bool> answer =
      clerk.Confirm(context, "Vẫn ghi phiếu này?", "Record this receipt all the same?");
  if (!answer.has_value()) {
    context.err() << context.Say("Lỗi: chưa ghi gì; nếu đúng là như vậy, thêm --yes.\n",
                                 "Error: nothing was recorded; if it is as it should be, add "
                                 "--yes.\n");
    return std::optional(ExitCode::kUsage);
  }
  if (*answer) return std::optional<ExitCode>();
  context.err() << context.Say("Chưa ghi gì.\n", "Nothing was recorded.\n");
  return std::optional(ExitCode::kRefused);
}

void TellResult(const std::string& name, const std::optional<SubmissionAnswer>& answer,
                Context& context) {
  const v1::SubmissionOutcome outcome =
      answer.has_value() ? answer->outcome : v1::SUBMISSION_OUTCOME_UNSPECIFIED;
  const uint64_t position = answer.has_value() ? answer->position : 0;
  std::string word = "waiting";
  if (outcome == v1::SUBMISSION_OUTCOME_CREATED) word = "created";
  if (outcome == v1::SUBMISSION_OUTCOME_EXISTS) word = "exists";
  if (outcome == v1::SUBMISSION_OUTCOME_EXISTS_WITH_DIFFERENT_CONTENT) word = "different";
  if (outcome == v1::SUBMISSION_OUTCOME_REJECTED) word = "rejected";
  switch (context.format()) {
    case OutputFormat::kTable:
      if (outcome == v1::SUBMISSION_OUTCOME_CREATED || outcome == v1::SUBMISSION_OUTCOME_EXISTS) {
        context.out() << context.Say(Concat("Máy chủ đã nhận (vị trí ", position, ").\n"),
                                     Concat("The server has it (position ", position, ").\n"));
      }
      return;
    case OutputFormat::kCsv: {
      Csv csv({"receipt", "outcome", "position"});
      csv.AddRow({name, word, Concat(position)});
      context.out() << csv.text();
      return;
    }
    case OutputFormat::kJson: {
      Json json = Json::object();
      json["receipt"] = name;
      json["outcome"] = word;
      json["position"] = position;
      json["refusal"] =
          outcome == v1::SUBMISSION_OUTCOME_REJECTED ? ToJson(answer->refusal) : Json(nullptr);
      context.out() << JsonText(json);
      return;
    }
  }
}

// One try, in the time that a person waits.
absl::Status TrySending(const Recording& recording, Spool& spool, Context& context) {
  SequenceStreamerOptions streaming;
  streaming.label = recording.label;
  streaming.tuning.retry = context.MakeRetryPolicy(context.wait());
  if (!context.wait_given()) streaming.tuning.stall_timeout = kShortWait;
  return SequenceStreamer(context.connection(), spool, streaming, context.clock(), context.random())
      .Run()
      .status();
}

void TellRefused(const SpoolRecorded& recorded, const SubmissionAnswer& answer, Context& context) {
  context.err() << recorded.source_id << "#" << recorded.sequence << ": "
                << RefusalWords(answer.outcome, answer.refusal, context) << "\n";
  if (answer.outcome != v1::SUBMISSION_OUTCOME_REJECTED) return;
  context.err() << context.Say(
      Concat("Sửa và gửi lại: hemo spool mend ", recorded.sequence, " …\n"),
      Concat("To mend it and send it again: hemo spool mend ", recorded.sequence, " …\n"));
}

}  // namespace

absl::StatusOr<ExitCode> RecordThroughSpool(const NewReceipt& receipt, const Recording& recording,
                                            Spool& spool, const Clerk& clerk, Context& context) {
  if (const absl::Status form = CheckReceiptForm(receipt.receipt); !form.ok()) {
    context.TellError(form);
    return ExitCode::kUsage;
  }
  ASSIGN_OR_RETURN(const std::optional<ExitCode> ends,
                   AskAboutDoubts(receipt, recording, spool, clerk, context));
  if (ends.has_value()) return *ends;

  SpoolDraft draft;
  *draft.submission.mutable_receipt_recorded()->mutable_receipt() = receipt.receipt;
  draft.texts = receipt.texts;
  draft.origin = receipt.origin;
  draft.unit_name = receipt.unit_name;
  draft.mends = receipt.mends;
  ASSIGN_OR_RETURN(const std::vector<SpoolRecorded> answers,
                   spool.Record(std::span<const SpoolDraft>(&draft, 1)));
  const SpoolRecorded& recorded = answers.front();
  const std::string name = Concat(recorded.source_id, "#", recorded.sequence);
  if (context.format() == OutputFormat::kTable) {
    context.out() << context.Say(Concat("Đã ghi tại máy này: số ", recorded.sequence, " (", name,
                                        "), đang chờ gửi.\n"),
                                 Concat("Recorded here: number ", recorded.sequence, " (", name,
                                        "), waiting.\n"))
                  << std::flush;
  }
  ASSIGN_OR_RETURN(const bool conflicts, TellConflicts(spool, context));
  absl::Status sent;
  if (recording.send && !conflicts) sent = TrySending(recording, spool, context);
  ASSIGN_OR_RETURN(const std::optional<SubmissionAnswer> answer,
                   spool.AnswerFor(recorded.sequence));
  TellResult(name, answer, context);
  if (answer.has_value() &&
      answer->outcome >= v1::SUBMISSION_OUTCOME_EXISTS_WITH_DIFFERENT_CONTENT) {
    TellRefused(recorded, *answer, context);
    return ExitCode::kRefused;
  }
  if (!answer.has_value() && !conflicts && (!recording.send || IsUnreachable(sent))) {
    context.err() << context.Say(
        Concat("Chưa liên lạc với máy chủ; ",
               FormatCount(static_cast<int64_t>(spool.state().waiting()), context.language()),
               " phiếu đang chờ. Khi có mạng: hemo spool flush\n"),
        Concat("The server was not reached; ",
               FormatCount(static_cast<int64_t>(spool.state().waiting()), context.language()),
               " receipts wait. With a network: hemo spool flush\n"));
    return ExitCode::kOk;
  }
  RETURN_IF_ERROR(sent);
  return ExitCode::kOk;
}

}  // namespace hemoledger

// hemo spool rejected
#include "clients/cli/commands/clerk.h"
#include "clients/cli/commands/spool_folder.h"
#include "clients/cli/commands/spool_sending.h"
#include "clients/cli/render/csv.h"
#include "clients/cli/render/message_json.h"
#include "clients/cli/render/moments.h"
#include "clients/cli/render/receipt_view.h"
#include "clients/cli/render/table.h"
#include "hemoledger/v1/events.pb.h"
#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/domain/civil_date.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

struct Options {
  SpoolChoice spool;
};

// What it was, and what became of it.
struct Line {
  SpoolRefusal refusal;
  v1::SourceIdentity name;
  // Default where the spool does not hold it any more.
  v1::Receipt receipt;
  bool kept = false;
};

absl::StatusOr<std::vector<Line>> Read(const Spool& spool) {
  ASSIGN_OR_RETURN(const std::vector<SpoolRefusal> refusals, spool.Refusals());
  std::vector<Line> lines;
  for (const SpoolRefusal& refusal : refusals) {
    Line& line = lines.emplace_back();
    line.refusal = refusal;
    line.name.set_source_id(refusal.source_id);
    line.name.set_sequence(refusal.sequence);
    ASSIGN_OR_RETURN(const std::optional<SpoolItem> item, spool.Find(line.name));
    if (!item.has_value()) continue;
    v1::Submission submission;
    HL_CHECK(submission.ParseFromString(item->bytes));
    line.kept = submission.has_receipt_recorded();
    line.receipt = submission.receipt_recorded().receipt();
  }
  return lines;
}

std::string What(const Line& line, Context& context) {
  if (!line.kept) return line.refusal.origin;
  return Concat(UnitWords(line.receipt.unit()), ", ",
                FormatInterval(ToCivil(line.receipt.interval()), context.language()), ", ",
                FormatCount(BloodUnits(line.receipt), context.language()),
                context.Say(" ĐVM", " units"),
                line.refusal.origin.empty() ? "" : " (" + line.refusal.origin + ")");
}

std::string WhatNow(const Line& line, Context& context) {
  if (line.refusal.successor.has_value()) {
    const SpoolSuccessor& successor = *line.refusal.successor;
    switch (successor.kind) {
      case SpoolSuccessor::Kind::kMended:
        return context.Say("đã sửa thành ", "mended as ") + SpoolName(successor.by);
      case SpoolSuccessor::Kind::kReissued:
        return context.Say("đã ghi lại thành ", "reissued as ") + SpoolName(successor.by);
      case SpoolSuccessor::Kind::kLeftOut:
        return context.Say("bỏ qua: máy chủ đã có", "left out: the server has it");
    }
  }
  return RefusalWords(line.refusal.outcome, line.refusal.refusal, context);
}

std::string_view OutcomeKey(const Line& line) {
  return line.refusal.outcome == v1::SUBMISSION_OUTCOME_REJECTED ? "rejected" : "different";
}

std::string ResolvedBy(const Line& line) {
  return line.refusal.successor.has_value() && line.refusal.successor->by.sequence() > 0
             ? SpoolName(line.refusal.successor->by)
             : "";
}

void TellCsv(const std::vector<Line>& lines, Context& context) {
  Csv csv({"receipt", "origin", "unit", "first_date", "last_date", "units", "outcome", "reason",
           "message_vi", "message_en", "answered_time", "resolved_by"});
  for (const Line& line : lines) {
    const CivilInterval interval = line.kept ? ToCivil(line.receipt.interval()) : CivilInterval{};
    const bool rejected = line.refusal.outcome == v1::SUBMISSION_OUTCOME_REJECTED;
    csv.AddRow({SpoolName(line.name), line.refusal.origin, UnitWords(line.receipt.unit()),
                IsoDate(interval.first), IsoDate(interval.last), Concat(BloodUnits(line.receipt)),
                std::string(OutcomeKey(line)),
                rejected ? std::string(ReasonName(line.refusal.refusal.reason())) : "",
                line.refusal.refusal.message_vi(), line.refusal.refusal.message_en(),
                IsoMoment(line.refusal.answered_micros), ResolvedBy(line)});
  }
  context.out() << csv.text();
}

void TellJson(const std::vector<Line>& lines, Context& context) {
  Json list = Json::array();
  for (const Line& line : lines) {
    Json one = Json::object();
    one["receipt"] = SpoolName(line.name);
    one["origin"] = line.refusal.origin;
    one["content"] = line.kept ? ToJson(line.receipt) : Json(nullptr);
    one["outcome"] = OutcomeKey(line);
    one["refusal"] = line.refusal.outcome == v1::SUBMISSION_OUTCOME_REJECTED
                         ? ToJson(line.refusal.refusal)
                         : Json(nullptr);
    one["resolved"] = line.refusal.successor.has_value();
    one["resolved_by"] = ResolvedBy(line);
    list.push_back(std::move(one));
  }
  context.out() << JsonText(Json{{"rejections", std::move(list)}});
}

void TellTable(const std::vector<Line>& lines, Context& context) {
  if (lines.empty()) {
    context.out() << context.Say("Không có phiếu nào bị từ chối.\n", "No receipt was refused.\n");
    return;
  }
  Table table({{context.Say("Mã phiếu", "Receipt")},
               {context.Say("Phiếu", "What it was")},
               {context.Say("Vì sao, và cần làm gì", "Why, and what to do")}});
  bool open = false;
  for (const Line& line : lines) {
    table.AddRow({SpoolName(line.name), What(line, context), WhatNow(line, context)});
    open |= !line.refusal.successor.has_value();
  }
  context.out() << table.ToText();
  if (open) {
    context.out() << context.Say("Sửa và gửi lại: hemo spool mend SỐ …\n",
                                 "To mend and send again: hemo spool mend NUMBER …\n");
  }
}

absl::StatusOr<ExitCode> Run(const Options& options, const Clerk& clerk, Context& context) {
  return WithSpool(options.spool, SpoolUse::kMustExist, clerk, context,
                   [&](Spool& spool) -> absl::StatusOr<ExitCode> {
                     ASSIGN_OR_RETURN(const std::vector<Line> lines, Read(spool));
                     switch (context.format()) {
                       case OutputFormat::kTable:
                         TellTable(lines, context);
                         break;
                       case OutputFormat::kCsv:
                         TellCsv(lines, context);
                         break;
                       case OutputFormat::kJson:
                         TellJson(lines, context);
                         break;
                     }
                     return ExitCode::kOk;
                   });
}

}  // namespace

void AddSpoolRejected(Command& spool, CommandLine& line, Clerk& clerk) {
  Register<Options>(
      spool, line, "rejected",
      {"phiếu của hàng chờ bị từ chối: là phiếu nào, vì sao, đã sửa thành số nào",
       "receipts of the spool that were refused: which, why, and what they were mended as",
       "  hemo spool rejected\n"
       "  hemo spool rejected --spool ~/hemo-spool --format csv"},
      [](Command& command, Options& options, Context&) {
        AddSpoolChoice(command, options.spool, /*source=*/false);
      },
      [&clerk](const Options& options, Context& context) { return Run(options, clerk, context); });
}

}  // namespace hemoledger

// hemo plan amend
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/content_id.h"
#include "clients/cli/commands/import_report.h"
#include "clients/cli/commands/unit_lookup_by_server.h"
#include "clients/cli/input/input_files.h"
#include "clients/cli/render/change_words.h"
#include "clients/cli/render/message_json.h"
#include "clients/cli/render/plan_view.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

struct Options {
  std::string file;
  bool dry_run = false;
};

void Tell(const v1::AmendPlanRequest& request, const v1::AmendPlanResponse& answer,
          Context& context) {
  const v1::PlanAmended& amendment = request.amendment();
  if (context.format() != OutputFormat::kTable) {
    Json json = Json::object();
    json["plan_id"] = amendment.plan_id();
    Json outcome = ToJson(answer);
    for (auto& [key, value] : outcome.items()) json[key] = value;
    if (context.format() == OutputFormat::kJson) {
      context.out() << JsonText(json);
    } else {
      context.out() << "plan_id,revision,position,outcome\n"
                    << amendment.plan_id() << "," << answer.revision() << "," << answer.position()
                    << "," << outcome["outcome"].get<std::string>() << "\n";
    }
    return;
  }
  context.out() << DocumentWords(amendment.authority(), context.language()) << "\n";
  for (const v1::PlanChange& change : amendment.changes()) {
    context.out() << "  " << PlanChangeWords(change, context.language()) << "\n";
  }
  switch (answer.outcome()) {
    case v1::WRITE_OUTCOME_EXISTS:
      context.out() << context.Say(
          Concat("Điều chỉnh này đã có từ trước (bản ", answer.revision(), " của ",
                 amendment.plan_id(), ", vị trí ", answer.position(), "); không thay đổi gì."),
          Concat("This amendment is there already (revision ", answer.revision(), " of ",
                 amendment.plan_id(), ", position ", answer.position(), "); nothing changed."));
      break;
    case v1::WRITE_OUTCOME_VALID:
      context.out() << context.Say(Concat("Hợp lệ: sẽ là bản ", answer.revision(), " của ",
                                          amendment.plan_id(), "; chưa ghi."),
                                   Concat("Valid: it would be revision ", answer.revision(), " of ",
                                          amendment.plan_id(), "; nothing was recorded."));
      break;
    default:
      context.out() << context.Say(
          Concat("Đã ghi: bản ", answer.revision(), " của ", amendment.plan_id(), ", vị trí ",
                 answer.position(), "."),
          Concat("Recorded: revision ", answer.revision(), " of ", amendment.plan_id(),
                 ", position ", answer.position(), "."));
      break;
  }
  context.out() << "\n";
}

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  Problems problems;
  ServerUnitResolver units(context);
  absl::StatusOr<AmendmentFile> file =
      ReadAmendmentFile(options.file, units, context.random(), problems);
  if (!problems.empty()) {
    TellProblems(context, problems);
    return ExitCode::kUsage;
  }
  RETURN_IF_ERROR(file.status());
  v1::AmendPlanRequest request;
  *request.mutable_amendment() = std::move(file->amendment);
  for (v1::AccompanyingText& text : file->texts) *request.add_texts() = std::move(text);
  request.set_request_id("hemo-amend-" + ContentId(request));
  request.set_validate_only(options.dry_run);
  const absl::StatusOr<v1::AmendPlanResponse> answer = context.connection().AmendPlan(request);
  if (!answer.ok()) {
    const ExitCode code = ExitCodeFor(answer.status());
    if (code != ExitCode::kRefused) return answer.status();
    TellServerProblems(context, answer.status(), "changes", file->change_places);
    return code;
  }
  Tell(request, *answer, context);
  return ExitCode::kOk;
}

}  // namespace

void AddPlanAmend(Command& plan, CommandLine& line) {
  Register<Options>(
      plan, line, "amend",
      {"áp dụng một văn bản điều chỉnh, bổ sung chỉ tiêu (cả văn bản hoặc không gì cả)",
       "apply a document that changes quotas (the whole of it or nothing)",
       "  hemo plan amend --dry-run deploy/demo/amendments/vi-du-01.toml\n"
       "  hemo plan amend deploy/demo/amendments/vi-du-01.toml"},
      [](Command& command, Options& options, Context&) {
        command
            .Add("FILE", options.file, "tệp TOML hoặc .xlsx (docs/input-files.md)",
                 "TOML or .xlsx file (docs/input-files.md)")
            .Required();
        command.Add("--dry-run", options.dry_run, "chỉ kiểm tra với máy chủ, không ghi",
                    "only check with the server, record nothing");
      },
      Run);
}

}  // namespace hemoledger

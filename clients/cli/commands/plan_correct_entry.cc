// hemo plan correct-entry
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/content_id.h"
#include "clients/cli/commands/import_report.h"
#include "clients/cli/commands/unit_lookup_by_server.h"
#include "clients/cli/input/input_files.h"
#include "clients/cli/render/change_words.h"
#include "clients/cli/render/message_json.h"
#include "clients/cli/render/plan_view.h"
#include "clients/cli/render/schedule_words.h"
#include "clients/cli/render/text_width.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

struct Options {
  std::string file;
  bool dry_run = false;
};

void TellFixes(const v1::PlanEntryCorrected& correction, Context& context) {
  for (const v1::EntryFix& fix : correction.fixes()) {
    context.out() << "  " << OneLine(EntryFixWords(fix, context.language())) << "\n";
  }
  if (!correction.has_amended()) return;
  context.out() << DocumentWords(correction.amended().authority(), context.language()) << "\n";
  for (const v1::PlanChange& change : correction.amended().changes()) {
    context.out() << "  " << OneLine(PlanChangeWords(change, context.language())) << "\n";
  }
}

void Tell(const v1::PlanEntryCorrected& correction, const v1::CorrectPlanEntryResponse& answer,
          Context& context) {
  const std::string& plan = correction.plan_id();
  if (context.format() != OutputFormat::kTable) {
    Json json = Json::object();
    json["plan_id"] = plan;
    json["revision"] = correction.revision();
    const Json outcome = ToJson(answer);
    for (const auto& [key, value] : outcome.items()) json[key] = value;
    if (context.format() == OutputFormat::kJson) {
      context.out() << JsonText(json);
    } else {
      context.out() << "plan_id,revision,entry_version,position,outcome\n"
                    << plan << "," << correction.revision() << "," << answer.entry_version() << ","
                    << answer.position() << "," << outcome["outcome"].get<std::string>() << "\n";
    }
    return;
  }
  TellFixes(correction, context);
  const std::string what = context.Say(
      Concat("bản ", correction.revision(), " của ", plan, ", lần nhập ", answer.entry_version()),
      Concat("revision ", correction.revision(), " of ", plan, ", entry version ",
             answer.entry_version()));
  switch (answer.outcome()) {
    case v1::WRITE_OUTCOME_EXISTS:
      context.out() << context.Say(Concat("Đã sửa như vậy từ trước (", what, ", vị trí ",
                                          answer.position(), "); không thay đổi gì.\n"),
                                   Concat("Corrected so already (", what, ", position ",
                                          answer.position(), "); nothing changed.\n"));
      return;
    case v1::WRITE_OUTCOME_VALID:
      context.out() << context.Say(
          Concat("Hợp lệ: sẽ là ", what, "; chưa ghi.\n"),
          Concat("Valid: it would be ", what, "; nothing was recorded.\n"));
      return;
    default:
      context.out() << context.Say(
          Concat("Đã ghi: ", what, ", vị trí ", answer.position(),
                 ". Văn bản không đổi, kế hoạch vẫn là bản cũ.\n"),
          Concat("Recorded: ", what, ", position ", answer.position(),
                 ". The document is the same, and the plan's revision too.\n"));
      return;
  }
}

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  Problems problems;
  ServerUnitResolver units(context);
  absl::StatusOr<EntryCorrectionFile> file =
      ReadEntryCorrectionFile(options.file, units, context.random(), problems);
  if (!problems.empty()) {
    TellProblems(context, problems);
    return ExitCode::kUsage;
  }
  RETURN_IF_ERROR(file.status());
  v1::CorrectPlanEntryRequest request;
  *request.mutable_correction() = std::move(file->correction);
  for (v1::AccompanyingText& text : file->texts) *request.add_texts() = std::move(text);
  request.set_request_id("hemo-entry-" + ContentId(request));
  request.set_validate_only(options.dry_run);
  const absl::StatusOr<v1::CorrectPlanEntryResponse> answer =
      context.connection().CorrectPlanEntry(request);
  if (!answer.ok()) {
    const ExitCode code = ExitCodeFor(answer.status());
    if (code != ExitCode::kRefused) return answer.status();
    TellServerProblems(context, answer.status(),
                       request.correction().has_amended() ? "changes" : "fixes", file->places);
    return code;
  }
  Tell(request.correction(), *answer, context);
  return ExitCode::kOk;
}

}  // namespace

void AddPlanCorrectEntry(Command& plan, CommandLine& line) {
  Register<Options>(
      plan, line, "correct-entry",
      {"sửa chỗ nhập sai: văn bản vẫn đúng, chỉ số liệu đã nhập là sai; không thành bản mới",
       "mend a slip of entry: the document was right, what was typed was not; no new revision",
       "  hemo plan correct-entry --dry-run sua-nhap-lieu.toml\n"
       "  hemo plan correct-entry sua-nhap-lieu.toml"},
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

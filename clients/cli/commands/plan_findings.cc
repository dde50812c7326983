// hemo plan findings
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/record_write.h"
#include "clients/cli/render/finding_view.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

struct Options {
  std::string plan;
  bool open = false;
  std::string explain;
  std::string accept;
  std::string reason;
  v1::FindingOrigin origin = v1::FINDING_ORIGIN_UNSPECIFIED;
  bool dry_run = false;
  ReadFlags read;
};

absl::StatusOr<v1::ListFindingsResponse> ReadFindings(const Options& options, bool only_open,
                                                      Context& context) {
  v1::ListFindingsRequest request;
  request.set_plan_id(options.plan);
  request.set_only_open(only_open);
  *request.mutable_read() = options.read.ToProto();
  return context.connection().ListFindings(request);
}

// A verdict on what the finding tells now: it lapses when the figures change.
absl::StatusOr<ExitCode> GiveVerdict(const Options& options, Context& context) {
  const std::string& id = options.explain.empty() ? options.accept : options.explain;
  ASSIGN_OR_RETURN(const v1::ListFindingsResponse answer, ReadFindings(options, false, context));
  for (const v1::Finding& finding : answer.findings()) {
    if (finding.finding_id() != id) continue;
    if (context.format() == OutputFormat::kTable) {
      context.out() << FindingSentence(finding, context.language()) << "\n";
    }
    RecordDraft draft;
    draft.record.set_plan_id(options.plan);
    draft.record.set_record_id(RecordIdAbout("verdict-", id));
    v1::FindingVerdict& verdict = *draft.record.mutable_verdict();
    verdict.set_finding_id(id);
    verdict.set_state(options.explain.empty() ? v1::FINDING_STATE_ACCEPTED
                                              : v1::FINDING_STATE_EXPLAINED);
    verdict.set_fingerprint(finding.fingerprint());
    verdict.set_origin(options.origin);
    draft.reason = options.reason;
    return WriteRecord(draft, options.dry_run, context);
  }
  return MakeError(ERROR_REASON_FINDING_NOT_FOUND, {{"plan_id", options.plan}, {"finding_id", id}});
}

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  if (!options.explain.empty() || !options.accept.empty()) return GiveVerdict(options, context);
  if (!options.reason.empty() || options.origin != v1::FINDING_ORIGIN_UNSPECIFIED ||
      options.dry_run) {
    context.err() << context.Say(
        "Lỗi: --reason, --origin, --dry-run cần có --explain MÃ hoặc --accept MÃ.\n",
        "Error: --reason, --origin, --dry-run need --explain ID or --accept ID.\n");
    return ExitCode::kUsage;
  }
  ASSIGN_OR_RETURN(const v1::ListFindingsResponse answer,
                   ReadFindings(options, options.open, context));
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << FindingsText(answer, options.plan, options.open, context.language());
      break;
    case OutputFormat::kCsv:
      context.out() << FindingsCsv(
          std::vector<v1::Finding>(answer.findings().begin(), answer.findings().end()));
      break;
    case OutputFormat::kJson: {
      Json json = ToJson(answer);
      json["findings"] = Json::array();
      for (const v1::Finding& finding : answer.findings()) {
        json["findings"].push_back(FindingJson(finding));
      }
      context.out() << JsonText(json);
      break;
    }
  }
  return ExitCode::kOk;
}

}  // namespace

void AddPlanFindings(Command& plan, CommandLine& line) {
  Register<Options>(
      plan, line, "findings",
      {"điểm chưa khớp: chỗ văn bản tự mâu thuẫn, hoặc không khớp với sổ; và trả lời từng điểm",
       "findings: where a document contradicts itself or the ledger; and how they are answered",
       "  hemo plan findings quang-tri-2021\n"
       "  hemo plan findings quang-tri-2021 --open\n"
       "  hemo plan findings quang-tri-2021 --explain total-273430a4d90c --reason \"Văn bản làm "
       "tròn\"\n"
       "  hemo plan findings kien-giang-2022 --accept copy-damage-19ab20cc41de --origin copy "
       "--reason \"Bản sao mất ô\""},
      [](Command& command, Options& options, Context& context) {
        const std::string id = context.Say("MÃ", "ID");
        command
            .Add("PLAN", options.plan, "mã kế hoạch (hemo plan list)",
                 "id of the plan (hemo plan list)")
            .Required();
        const Option open = command.Add("--open", options.open, "chỉ những điểm chưa xử lý",
                                        "only those that are open");
        const Option reason =
            command
                .AddFilled("--reason", options.reason, "vì sao (cần có khi trả lời)",
                           "why (needed with an answer)")
                .TypeName(context.Say("LÝ DO", "TEXT"));
        const Option explain = command
                                   .Add("--explain", options.explain, "giải trình điểm có mã này",
                                        "explain the finding of this id")
                                   .TypeName(id)
                                   .Needs(reason)
                                   .Excludes(open);
        command
            .Add("--accept", options.accept, "chấp nhận điểm có mã này: cứ để như văn bản in",
                 "accept the finding of this id: it stays as printed")
            .TypeName(id)
            .Needs(reason)
            .Excludes(open)
            .Excludes(explain);
        command.AddWord("--origin", options.origin, "lỗi ở đâu, nếu không phải như điểm ấy nêu",
                        "where the fault is, if not where the finding says");
        command.Add("--dry-run", options.dry_run, "chỉ hỏi máy chủ, không ghi",
                    "only ask the server, record nothing");
        AddReadFlags(command, options.read, true);
      },
      Run);
}

}  // namespace hemoledger

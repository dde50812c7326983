// hemo receipt rejected
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/paging.h"
#include "clients/cli/render/csv.h"
#include "clients/cli/render/error_view.h"
#include "clients/cli/render/moments.h"
#include "clients/cli/render/receipt_view.h"
#include "clients/cli/render/table.h"
#include "clients/lib/spool.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

struct Options {
  std::string source;
  std::string spool;
  ReadFlags read;
};

// What a spool on this machine holds; no server is asked.
absl::StatusOr<ExitCode> ListSpool(const Options& options, Context& context) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Spool> spool,
                   Spool::Open({.folder = options.spool, .source_id = ""}, context.clock()));
  ASSIGN_OR_RETURN(const std::vector<SpoolRefusal> refusals, spool->Refusals());
  const std::string source = spool->state().source_id;
  const Language language = context.language();
  const std::string different =
      context.Say("máy chủ đang có nội dung khác dưới số này; xem hemo receipt show",
                  "the server has other content under this number; see hemo receipt show");
  Table table({{context.Say("Mã phiếu", "Receipt")},
               {context.Say("Dòng trong tệp", "Row of the file")},
               {context.Say("Vì sao, và cần làm gì", "Why, and what to do")}});
  Csv csv({"receipt", "origin", "outcome", "reason", "message_vi", "message_en", "position",
           "answered_time"});
  Json list = Json::array();
  for (const SpoolRefusal& refusal : refusals) {
    const std::string id = Concat(source, "#", refusal.sequence);
    const bool rejected = refusal.outcome == v1::SUBMISSION_OUTCOME_REJECTED;
    table.AddRow(
        {id, refusal.origin, rejected ? RenderRefusal(refusal.refusal, language) : different});
    csv.AddRow({id, refusal.origin, rejected ? "rejected" : "different",
                rejected ? std::string(ReasonName(refusal.refusal.reason())) : "",
                refusal.refusal.message_vi(), refusal.refusal.message_en(),
                std::to_string(refusal.position), IsoMoment(refusal.answered_micros)});
    Json one = Json::object();
    one["receipt"] = id;
    one["origin"] = refusal.origin;
    one["outcome"] = rejected ? "rejected" : "different";
    one["refusal"] = rejected ? ToJson(refusal.refusal) : Json(nullptr);
    one["position"] = refusal.position;
    list.push_back(std::move(one));
  }
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << (refusals.empty() ? context.Say("Không có phiếu nào bị từ chối.\n",
                                                       "No receipt was refused.\n")
                                         : table.ToText());
      break;
    case OutputFormat::kCsv:
      context.out() << csv.text();
      break;
    case OutputFormat::kJson:
      context.out() << JsonText(Json{{"source_id", source}, {"rejections", std::move(list)}});
      break;
  }
  return ExitCode::kOk;
}

absl::StatusOr<ExitCode> ListServer(const Options& options, Context& context) {
  v1::ListRejectionsRequest request;
  request.set_source_id(options.source);
  request.set_page_size(1'000);
  *request.mutable_read() = options.read.ToProto();
  ASSIGN_OR_RETURN(
      const auto pages,
      (ReadPages<v1::Rejection>(
          request, 0,
          [&](const v1::ListRejectionsRequest& page) {
            return context.connection().ListRejections(page);
          },
          [](v1::ListRejectionsResponse& answer) { return answer.mutable_rejections(); })));
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << (pages.items.empty()
                            ? context.Say("Không có phiếu nào bị từ chối.\n",
                                          "No receipt was refused.\n")
                            : RejectionsText(pages.items, options.source, context.language()));
      break;
    case OutputFormat::kCsv:
      context.out() << RejectionsCsv(pages.items, options.source);
      break;
    case OutputFormat::kJson:
      context.out() << JsonText(pages.ToJson("rejections"));
      break;
  }
  return ExitCode::kOk;
}

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  if (options.source.empty() && options.spool.empty()) {
    context.err() << context.Say("Lỗi: Thiếu --source hoặc --spool.\n",
                                 "Error: --source or --spool is required.\n");
    return ExitCode::kUsage;
  }
  return options.spool.empty() ? ListServer(options, context) : ListSpool(options, context);
}

}  // namespace

void AddReceiptRejected(Command& receipt, CommandLine& line) {
  Register<Options>(
      receipt, line, "rejected",
      {"phiếu của một nguồn bị từ chối, vì sao và cần làm gì",
       "receipts of a source that were refused, why, and what to do",
       "  hemo receipt rejected --source may-thanh-loc\n"
       "  hemo receipt rejected --spool ~/hemo-spool"},
      [](Command& command, Options& options, Context& context) {
        const Option source = command.Add("--source", options.source, "hỏi máy chủ về nguồn này",
                                          "ask the server about this source");
        source.TypeName(context.Say("MÃ", "ID"));
        command
            .Add("--spool", options.spool, "xem hàng chờ ở thư mục này, kèm dòng trong tệp",
                 "look into this spool folder; tells rows of files too")
            .TypeName(context.Say("THƯ MỤC", "DIR"))
            .Excludes(source);
        AddReadFlags(command, options.read, false);
      },
      Run);
}

}  // namespace hemoledger

// hemo spool status
#include "clients/cli/commands/clerk.h"
#include "clients/cli/commands/spool_folder.h"
#include "clients/cli/render/csv.h"
#include "clients/cli/render/message_json.h"
#include "clients/cli/render/moments.h"
#include "clients/cli/render/table.h"
#include "proto/base/sha256.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

struct Options {
  SpoolChoice spool;
};

std::string TableText(const SpoolState& state, const SpoolUsage& usage, const std::string& folder,
                      Context& context) {
  const Language language = context.language();
  const auto count = [&](uint64_t n) { return FormatCount(static_cast<int64_t>(n), language); };
  Facts facts;
  facts.Add(context.Say("Hàng chờ", "Spool"), folder);
  facts.Add(context.Say("Nguồn", "Source"), state.source_id);
  facts.Add(context.Say("Sổ cái", "Ledger"),
            state.ledger_id.empty()
                ? context.Say("chưa biết (chưa gửi lần nào)", "not known (nothing was sent yet)")
                : Concat(Hex(state.ledger_id), context.Say(", kỷ ", ", epoch "), state.epoch));
  facts.Add(context.Say("Đang chờ gửi", "Waiting"), count(state.waiting()));
  facts.Add(context.Say("Chờ lâu nhất từ", "Oldest waiting since"),
            FormatMoment(usage.oldest_waiting_micros, language));
  facts.Add(context.Say("Máy chủ đã trả lời", "Acknowledged"), count(state.acknowledged_sequence));
  facts.Add(context.Say("Bị từ chối, chưa sửa", "Refused, to be mended"), count(usage.refused));
  if (usage.conflicts > 0) {
    facts.Add(context.Say("Máy chủ có nội dung khác", "The server has other content"),
              count(usage.conflicts) + context.Say(": hemo spool resend", ": hemo spool resend"));
  }
  facts.Add(context.Say("Trên đĩa", "On disk"),
            Concat(FormatBytes(usage.bytes, language), context.Say(", còn trống ", ", free "),
                   FormatBytes(usage.free_bytes, language)));
  return facts.ToText();
}

absl::StatusOr<ExitCode> Tell(const Options& options, const Spool& spool, const Clerk& clerk,
                              Context& context) {
  const SpoolState state = spool.state();
  ASSIGN_OR_RETURN(const SpoolUsage usage, spool.Usage());
  const std::string folder = SpoolFolder(options.spool.folder, clerk);
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << TableText(state, usage, folder, context);
      break;
    case OutputFormat::kCsv: {
      Csv csv({"source_id", "folder", "ledger_id", "epoch", "waiting", "oldest_waiting_time",
               "acknowledged_sequence", "refused", "conflicts", "bytes", "free_bytes"});
      csv.AddRow({state.source_id, folder, Hex(state.ledger_id), Concat(state.epoch),
                  Concat(state.waiting()), IsoMoment(usage.oldest_waiting_micros),
                  Concat(state.acknowledged_sequence), Concat(usage.refused),
                  Concat(usage.conflicts), Concat(usage.bytes), Concat(usage.free_bytes)});
      context.out() << csv.text();
      break;
    }
    case OutputFormat::kJson: {
      Json json = Json::object();
      json["source_id"] = state.source_id;
      json["folder"] = folder;
      json["ledger_id"] = Hex(state.ledger_id);
      json["epoch"] = state.epoch;
      json["next_sequence"] = state.next_sequence;
      json["waiting"] = state.waiting();
      json["oldest_waiting_time"] = IsoMoment(usage.oldest_waiting_micros);
      json["acknowledged_sequence"] = state.acknowledged_sequence;
      json["refused"] = usage.refused;
      json["conflicts"] = usage.conflicts;
      json["bytes"] = usage.bytes;
      json["free_bytes"] = usage.free_bytes;
      context.out() << JsonText(json);
      break;
    }
  }
  return ExitCode::kOk;
}

absl::StatusOr<ExitCode> Run(const Options& options, const Clerk& clerk, Context& context) {
  return WithSpool(options.spool, SpoolUse::kMustExist, clerk, context,
                   [&](Spool& spool) { return Tell(options, spool, clerk, context); });
}

}  // namespace

void AddSpoolStatus(Command& spool, CommandLine& line, Clerk& clerk) {
  Register<Options>(
      spool, line, "status",
      {"hàng chờ trên máy này: nguồn, bao nhiêu phiếu đang chờ, từ khi nào, bị từ chối, đĩa",
       "the spool on this machine: its source, how many wait and since when, refused, disk",
       "  hemo spool status\n"
       "  hemo spool status --spool ~/hemo-spool --format json"},
      [](Command& command, Options& options, Context&) {
        AddSpoolChoice(command, options.spool, /*source=*/false);
      },
      [&clerk](const Options& options, Context& context) { return Run(options, clerk, context); });
}

}  // namespace hemoledger

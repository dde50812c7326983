// hemo round sheet
#include <set>

#include "clients/cli/commands/clerk.h"
#include "clients/cli/commands/taken_file.h"
#include "clients/cli/commands/unit_lookup_by_server.h"
#include "clients/cli/commands/whole_files.h"
#include "clients/cli/export/round_sheet.h"
#include "clients/cli/render/csv.h"
#include "clients/cli/render/message_json.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

struct Options {
  std::string plan;
  std::string round;
  std::string output;
  bool force = false;
  ReadFlags read;
};

absl::StatusOr<v1::RoundView> FindRound(const Options& options, Context& context) {
  v1::ListRoundsRequest request;
  request.set_plan_id(options.plan);
  request.set_page_size(1'000);
  *request.mutable_read() = options.read.ToProto();
  while (true) {
    ASSIGN_OR_RETURN(const v1::ListRoundsResponse answer, context.connection().ListRounds(request));
    for (const v1::RoundView& view : answer.rounds()) {
      if (view.round().round_id() == options.round) return view;
    }
    if (answer.next_page_token().empty()) break;
    request.set_page_token(answer.next_page_token());
  }
  return MakeError(ERROR_REASON_ROUND_NOT_FOUND, {{"round_id", options.round}});
}

// Units in the order of the document: those with a quota, those that give, those that it counts
// for; each once.
absl::StatusOr<RoundSheet> MakeSheet(const v1::RoundView& view, Context& context) {
  const v1::Round& round = view.round();
  RoundSheet sheet;
  sheet.plan_id = view.plan_id();
  sheet.round_id = round.round_id();
  sheet.label = round.label();
  sheet.place = round.place();
  if (view.first_date() == view.last_date()) sheet.date = view.first_date();
  std::set<std::string> taken;
  const auto add = [&](const std::string& unit_id, std::optional<int64_t> quota) -> absl::Status {
    if (!taken.insert(unit_id).second) return absl::OkStatus();
    ASSIGN_OR_RETURN(const v1::Unit unit, FindUnit(context, unit_id));
    sheet.rows.push_back({.unit_id = unit_id, .unit_name = unit.name(), .quota = quota});
    return absl::OkStatus();
  };
  for (const v1::RoundQuota& quota : round.quotas()) {
    RETURN_IF_ERROR(
        add(quota.unit_id(), quota.units().has_value()
                                 ? std::optional(static_cast<int64_t>(quota.units().value()))
                                 : std::nullopt));
  }
  for (const std::string& id : round.contributing_unit_ids()) RETURN_IF_ERROR(add(id, {}));
  if (sheet.rows.empty()) {
    for (const std::string& id : round.credited_unit_ids()) RETURN_IF_ERROR(add(id, {}));
  }
  if (sheet.rows.empty() && !round.host_unit_id().empty()) {
    RETURN_IF_ERROR(add(round.host_unit_id(), {}));
  }
  return sheet;
}

void Tell(const Options& options, const RoundSheet& sheet, Context& context) {
  switch (context.format()) {
    case OutputFormat::kTable: {
      const std::string rows =
          FormatCount(static_cast<int64_t>(sheet.rows.size()), context.language());
      context.out() << context.Say(
          Concat("Đã ghi ", options.output, ": ", rows,
                 " đơn vị. Điền số rồi nạp: hemo receipt import ", options.output, "\n"),
          Concat("Written ", options.output, ": ", rows,
                 " units. Fill it in, then: hemo receipt import ", options.output, "\n"));
      return;
    }
    case OutputFormat::kCsv: {
      Csv csv({"file", "feed", "rows"});
      csv.AddRow({options.output, FeedOfRound(sheet.round_id), Concat(sheet.rows.size())});
      context.out() << csv.text();
      return;
    }
    case OutputFormat::kJson: {
      Json json = Json::object();
      json["file"] = options.output;
      json["feed"] = FeedOfRound(sheet.round_id);
      json["rows"] = sheet.rows.size();
      context.out() << JsonText(json);
      return;
    }
  }
}

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  if (!options.force && TellIfTaken(options.output, context)) return ExitCode::kUsage;
  ASSIGN_OR_RETURN(const v1::RoundView view, FindRound(options, context));
  ASSIGN_OR_RETURN(const RoundSheet sheet, MakeSheet(view, context));
  RETURN_IF_ERROR(WriteWholeFile(
      options.output, options.force, context.random(),
      [&](const std::string& path) { return WriteRoundSheet(sheet, path, context.language()); }));
  Tell(options, sheet, context);
  return ExitCode::kOk;
}

}  // namespace

void AddRoundSheet(Command& round, CommandLine& line) {
  Register<Options>(
      round, line, "sheet",
      {"ghi một bảng tính .xlsx của đợt, điền sẵn đơn vị và chỉ tiêu; điền số rồi nạp lại",
       "write an .xlsx of a round, prefilled with units and quotas, to be filled in and imported",
       "  hemo round sheet an-thi-2024 an-thi-2024-dot-1 --output dot-1.xlsx"},
      [](Command& command, Options& options, Context& context) {
        command.Add("PLAN", options.plan, "mã kế hoạch", "id of the plan").Required();
        command
            .Add("ROUND", options.round, "mã đợt (hemo round list)",
                 "id of the round (hemo round list)")
            .Required();
        command.Add("-o,--output", options.output, "tệp .xlsx sẽ ghi", "the .xlsx to write")
            .Required()
            .TypeName(context.Say("TỆP", "FILE"));
        command.Add("--force", options.force, "ghi đè tệp đã có", "replace a file that is there");
        AddReadFlags(command, options.read, true);
      },
      Run);
}

}  // namespace hemoledger

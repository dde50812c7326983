// hemo round list
#include "clients/cli/commands/civil_today.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/paging.h"
#include "clients/cli/commands/unit_lookup_by_server.h"
#include "clients/cli/render/round_view.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

struct Options {
  std::string plan;
  std::string issuer;
  int32_t from_date = 0;
  int32_t to_date = 0;
  bool late = false;
  int32_t today = 0;
  std::string campaign;
  std::string unit;
  ReadFlags read;
};

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  v1::ListRoundsRequest request;
  request.set_plan_id(options.plan);
  if (!options.issuer.empty()) {
    ASSIGN_OR_RETURN(const v1::Unit issuer, FindUnit(context, options.issuer));
    request.set_issuer_unit_id(issuer.unit_id());
  }
  request.set_from_date(options.from_date);
  request.set_to_date(options.to_date);
  request.set_campaign_id(options.campaign);
  if (!options.unit.empty()) {
    ASSIGN_OR_RETURN(const v1::Unit unit, FindUnit(context, options.unit));
    request.set_unit_id(unit.unit_id());
  }
  request.set_today(options.today != 0 ? options.today : CivilToday(context));
  request.set_only_late(options.late);
  request.set_page_size(1'000);
  *request.mutable_read() = options.read.ToProto();
  ASSIGN_OR_RETURN(
      const auto pages,
      (ReadPages<v1::RoundView>(
          request, 0,
          [&](const v1::ListRoundsRequest& page) { return context.connection().ListRounds(page); },
          [](v1::ListRoundsResponse& answer) { return answer.mutable_rounds(); })));
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << RoundsText(pages.items, request.today(), options.plan.empty(),
                                  context.language());
      break;
    case OutputFormat::kCsv:
      context.out() << RoundsCsv(pages.items);
      break;
    case OutputFormat::kJson:
      context.out() << JsonText(pages.ToJson("rounds"));
      break;
  }
  return ExitCode::kOk;
}

}  // namespace

void AddRoundList(Command& round, CommandLine& line) {
  Register<Options>(
      round, line, "list",
      {"các đợt theo thời gian: đợt nào đến hạn, đợt nào trễ, đã tiếp nhận bao nhiêu",
       "rounds by their time: which are due, which late, what was received",
       "  hemo round list an-thi-2024\n"
       "  hemo round list --from 1/3/2024 --to 31/3/2024\n"
       "  hemo round list lao-cai-2024 --late --today 30/6/2024\n"
       "  hemo round list --campaign lao-cai-2024-hanh-trinh-do"},
      [](Command& command, Options& options, Context& context) {
        const std::string unit = context.Say("ĐƠN VỊ", "UNIT");
        command.Add("PLAN", options.plan, "mã kế hoạch; bỏ trống: mọi kế hoạch",
                    "id of the plan; blank: all plans");
        command
            .Add("--issuer", options.issuer, "chỉ kế hoạch của địa bàn này và các cấp dưới",
                 "only plans of this territory and of those below it")
            .TypeName(unit);
        command.AddDate("--from", options.from_date, "chỉ đợt có thể diễn ra từ ngày này",
                        "only rounds that may take place from this day on");
        command.AddDate("--to", options.to_date, "chỉ đợt có thể diễn ra đến hết ngày này",
                        "only rounds that may take place by this day");
        command.Add("--late", options.late, "chỉ đợt trễ: đã qua hạn, chưa báo, chưa có phiếu",
                    "only late ones: past their time, not reported, without a receipt");
        command.AddDate("--today", options.today,
                        "đến hạn và trễ tính theo ngày này (mặc định: hôm nay)",
                        "the day that due and late refer to (default: today)");
        command
            .Add("--campaign", options.campaign, "chỉ đợt của chiến dịch này",
                 "only rounds of this campaign")
            .TypeName(context.Say("MÃ", "ID"));
        command
            .Add("--unit", options.unit,
                 "chỉ đợt mà đơn vị này (hay cấp dưới) chủ trì hoặc tham gia",
                 "only rounds that this unit or one below it hosts or takes part in")
            .TypeName(unit);
        AddReadFlags(command, options.read, true);
      },
      Run);
}

}  // namespace hemoledger

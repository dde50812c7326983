// hemo indicator list
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/paging.h"
#include "clients/cli/commands/unit_lookup_by_server.h"
#include "clients/cli/render/record_view.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

struct Options {
  std::string plan;
  std::string unit;
  std::string indicator;
  ReadFlags read;
};

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  v1::ListIndicatorsRequest request;
  request.set_plan_id(options.plan);
  if (!options.unit.empty()) {
    ASSIGN_OR_RETURN(const v1::Unit unit, FindUnit(context, options.unit));
    request.set_unit_id(unit.unit_id());
  }
  request.set_indicator(options.indicator);
  request.set_page_size(5'000);
  *request.mutable_read() = options.read.ToProto();
  ASSIGN_OR_RETURN(
      const auto pages,
      (ReadPages<v1::IndicatorView>(
          request, 0,
          [&](const v1::ListIndicatorsRequest& page) {
            return context.connection().ListIndicators(page);
          },
          [](v1::ListIndicatorsResponse& answer) { return answer.mutable_indicators(); })));
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << IndicatorsText(pages.items, context.language());
      break;
    case OutputFormat::kCsv:
      context.out() << IndicatorsCsv(pages.items);
      break;
    case OutputFormat::kJson:
      context.out() << JsonText(pages.ToJson("indicators"));
      break;
  }
  return ExitCode::kOk;
}

}  // namespace

void AddIndicatorList(Command& indicator, CommandLine& line) {
  Register<Options>(
      indicator, line, "list",
      {"các chỉ số khác: câu lạc bộ, kinh phí, khen thưởng, đăng ký hiến tạng",
       "other results: clubs, budget, awards, organ registrations",
       "  hemo indicator list kien-giang-2021\n"
       "  hemo indicator list --unit kien-giang --indicator organ-registrations"},
      [](Command& command, Options& options, Context& context) {
        command.Add("PLAN", options.plan, "mã kế hoạch; bỏ trống: mọi kế hoạch",
                    "id of the plan; blank: all plans");
        command.Add("--unit", options.unit, "chỉ của đơn vị này", "only of this unit")
            .TypeName(context.Say("ĐƠN VỊ", "UNIT"));
        command.Add("--indicator", options.indicator, "chỉ chỉ số có mã này", "only this indicator")
            .TypeName(context.Say("MÃ", "ID"));
        AddReadFlags(command, options.read, false);
      },
      Run);
}

}  // namespace hemoledger

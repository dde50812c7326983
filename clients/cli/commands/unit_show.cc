// hemo unit show
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/unit_lookup_by_server.h"
#include "clients/cli/render/message_json.h"
#include "clients/cli/render/unit_view.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

struct Options {
  std::string unit;
  std::string under;
  int32_t date = 0;
  ReadFlags read;
};

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  ASSIGN_OR_RETURN(const v1::Unit found, FindUnit(context, options.unit, options.under));
  v1::GetUnitRequest request;
  request.mutable_unit()->set_unit_id(found.unit_id());
  request.set_date(options.date);
  *request.mutable_read() = options.read.ToProto();
  ASSIGN_OR_RETURN(const v1::GetUnitResponse answer, context.connection().GetUnit(request));
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << UnitText(answer.unit(), context.language());
      break;
    case OutputFormat::kCsv:
      context.out() << UnitsCsv(std::span(&answer.unit(), 1));
      break;
    case OutputFormat::kJson:
      context.out() << JsonText(ToJson(answer));
      break;
  }
  return ExitCode::kOk;
}

}  // namespace

void AddUnitShow(Command& unit, CommandLine& line) {
  Register<Options>(
      unit, line, "show",
      {"xem một đơn vị và mọi thay đổi của nó", "show a unit and all that it ever was",
       "  hemo unit show kien-giang-tan-hiep\n"
       "  hemo unit show \"Tân Hiệp\"\n"
       "  hemo unit show \"Châu Thành\" --under kien-giang"},
      [](Command& command, Options& options, Context& context) {
        command.Add("UNIT", options.unit, "mã hoặc tên đơn vị", "id or name of the unit")
            .Required();
        command
            .Add("--under", options.under, "mã đơn vị cấp trên, khi tên trùng nhau",
                 "id of a unit above it, where the name is not unique")
            .TypeName(context.Say("MÃ", "ID"));
        command.AddDate("--date", options.date, "như vào ngày này (mặc định: mới nhất)",
                        "as on this day (default: the newest)");
        AddReadFlags(command, options.read, false);
      },
      Run);
}

}  // namespace hemoledger

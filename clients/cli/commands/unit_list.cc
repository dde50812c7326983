// hemo unit list
#include <vector>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/paging.h"
#include "clients/cli/commands/unit_lookup_by_server.h"
#include "clients/cli/render/message_json.h"
#include "clients/cli/render/unit_view.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

struct Options {
  std::string under;
  v1::UnitKind kind = v1::UNIT_KIND_UNSPECIFIED;
  int32_t date = 0;
  int64_t depth = 0;
  ReadFlags read;
};

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  v1::ListUnitsRequest request;
  if (!options.under.empty()) {
    ASSIGN_OR_RETURN(const v1::Unit under, FindUnit(context, options.under));
    request.set_under_unit_id(under.unit_id());
  }
  request.set_kind(options.kind);
  request.set_date(options.date);
  request.set_depth(static_cast<int32_t>(options.depth));
  request.set_page_size(10'000);
  *request.mutable_read() = options.read.ToProto();
  ASSIGN_OR_RETURN(
      const auto pages,
      (ReadPages<v1::Unit>(
          request, 0,
          [&](const v1::ListUnitsRequest& page) { return context.connection().ListUnits(page); },
          [](v1::ListUnitsResponse& answer) { return answer.mutable_units(); })));
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << UnitsText(pages.items, context.language());
      break;
    case OutputFormat::kCsv:
      context.out() << UnitsCsv(pages.items);
      break;
    case OutputFormat::kJson:
      context.out() << JsonText(pages.ToJson("units"));
      break;
  }
  return ExitCode::kOk;
}

}  // namespace

void AddUnitList(Command& unit, CommandLine& line) {
  Register<Options>(
      unit, line, "list",
      {"liệt kê đơn vị theo cây", "list units as a tree",
       "  hemo unit list\n"
       "  hemo unit list --under kien-giang\n"
       "  hemo unit list --kind province --format csv"},
      [](Command& command, Options& options, Context& context) {
        command
            .Add("--under", options.under, "chỉ đơn vị này và các đơn vị thuộc nó",
                 "only this unit and those below it")
            .TypeName(context.Say("ĐƠN VỊ", "UNIT"));
        command.AddWord("--kind", options.kind, "chỉ loại này", "only this kind");
        command.AddDate("--date", options.date, "như vào ngày này (mặc định: mới nhất)",
                        "as on this day (default: the newest)");
        command.AddNumber("--depth", options.depth, 0, 100,
                          "bao nhiêu cấp dưới --under (0: tất cả)",
                          "how many levels below --under (0: all)");
        AddReadFlags(command, options.read, false);
      },
      Run);
}

}  // namespace hemoledger

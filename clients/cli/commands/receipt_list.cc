// hemo receipt list
#include <limits>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/paging.h"
#include "clients/cli/commands/unit_lookup_by_server.h"
#include "clients/cli/render/receipt_id.h"
#include "clients/cli/render/receipt_view.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

struct Options {
  std::string unit;
  std::string feed;
  std::string source;
  std::string round;
  CivilInterval inside;
  bool voided = false;
  int64_t limit = 1'000;
  ReadFlags read;
};

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  v1::ListReceiptsRequest request;
  if (!options.unit.empty()) {
    ASSIGN_OR_RETURN(const v1::Unit unit, FindUnit(context, options.unit));
    request.set_unit_id(unit.unit_id());
  }
  request.set_feed(options.feed);
  request.set_source_id(options.source);
  request.set_round_id(options.round);
  if (options.inside.first != 0) *request.mutable_inside() = ToProto(options.inside);
  request.set_include_voided(options.voided);
  request.set_page_size(1'000);
  *request.mutable_read() = options.read.ToProto();
  ASSIGN_OR_RETURN(
      const auto pages,
      (ReadPages<v1::ReceiptView>(
          request, static_cast<uint64_t>(options.limit),
          [&](const v1::ListReceiptsRequest& page) {
            return context.connection().ListReceipts(page);
          },
          [](v1::ListReceiptsResponse& answer) { return answer.mutable_receipts(); })));
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << ReceiptsText(pages.items, context.language());
      break;
    case OutputFormat::kCsv:
      context.out() << ReceiptsCsv(pages.items);
      break;
    case OutputFormat::kJson: {
      Json json = pages.ToJson("receipts");
      for (size_t i = 0; i < pages.items.size(); ++i)
        json["receipts"][i]["id"] = ReceiptIdOf(pages.items[i]);
      context.out() << JsonText(json);
      break;
    }
  }
  if (pages.more) {
    context.err() << context.Say("Còn nữa: chỉ in ", "There are more: only the first ")
                  << options.limit
                  << context.Say(" phiếu đầu. Dùng --limit 0 để xem tất cả.\n",
                                 " are shown. --limit 0 shows all.\n");
  }
  return ExitCode::kOk;
}

}  // namespace

void AddReceiptList(Command& receipt, CommandLine& line) {
  Register<Options>(
      receipt, line, "list",
      {"liệt kê phiếu theo thứ tự đã ghi, mỗi phiếu ở bản hiện tại",
       "list receipts in the order of recording, each in its current version",
       "  hemo receipt list --unit \"Tân Hiệp\"\n"
       "  hemo receipt list --feed kien-giang-2021-report --inside 3/2021\n"
       "  hemo receipt list --unit kien-giang --limit 0 --format csv"},
      [](Command& command, Options& options, Context& context) {
        const std::string unit = context.Say("ĐƠN VỊ", "UNIT");
        const std::string id = context.Say("MÃ", "ID");
        command
            .Add("--unit", options.unit, "chỉ đơn vị này và các đơn vị thuộc nó",
                 "only this unit and those below it")
            .TypeName(unit);
        command
            .Add("--feed", options.feed, "chỉ phiếu nạp dưới tên này", "only receipts of this feed")
            .TypeName(id);
        command
            .Add("--source", options.source, "chỉ phiếu của nguồn này",
                 "only receipts of this source")
            .TypeName(id);
        command
            .Add("--round", options.round, "chỉ phiếu của đợt này", "only receipts of this round")
            .TypeName(id);
        command.AddInterval("--inside", options.inside, "chỉ phiếu nằm gọn trong thời gian này",
                            "only receipts wholly inside this time");
        command.Add("--voided", options.voided, "kể cả phiếu đã hủy", "voided ones too");
        command.AddNumber("--limit", options.limit, 0, std::numeric_limits<int64_t>::max(),
                          "nhiều nhất bao nhiêu phiếu (mặc định 1000; 0: tất cả)",
                          "at most so many (default 1000; 0: all)");
        AddReadFlags(command, options.read, false);
      },
      Run);
}

}  // namespace hemoledger

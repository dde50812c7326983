// hemo receipt void
#include <limits>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/receipt_lookup.h"
#include "clients/cli/commands/receipt_write.h"
#include "proto/base/status_macros.h"
#include "proto/base/text_commitment.h"
#include "proto/base/utf8.h"

namespace hemoledger {
namespace {

struct Options {
  std::string receipt;
  std::string reason;
  int64_t version = 0;
  bool dry_run = false;
};

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  ASSIGN_OR_RETURN(const v1::ReceiptReference target,
                   ResolveReceipt(context, options.receipt, true));
  ASSIGN_OR_RETURN(const v1::GetReceiptResponse current, FetchReceipt(context, target, {}));
  v1::VoidReceiptRequest request;
  request.set_request_id(context.NewRequestId("hemo-void-"));
  request.set_validate_only(options.dry_run);
  v1::ReceiptVoided& voided = *request.mutable_void_();
  *voided.mutable_target() = target;
  voided.mutable_target()->set_leaf_hash(current.receipt().leaf_hash());
  voided.set_replaces_version(options.version > 0 ? static_cast<uint32_t>(options.version)
                                                  : current.receipt().version());
  MadeText reason = MakeText(0, ToNfc(options.reason).value_or(options.reason), context.random());
  *voided.mutable_reason() = std::move(reason.text);
  *request.add_texts() = std::move(reason.accompanying);
  ASSIGN_OR_RETURN(const v1::ReceiptWriteResponse answer,
                   context.connection().VoidReceipt(request));
  TellReceiptWrite(options.receipt, answer, context);
  return ExitCode::kOk;
}

}  // namespace

void AddReceiptVoid(Command& receipt, CommandLine& line) {
  Register<Options>(
      receipt, line, "void",
      {"hủy một phiếu ghi nhầm: không được tính nữa, nhưng vẫn còn trong sổ",
       "void a receipt that should not be there: it counts no more, but remains in the ledger",
       "  hemo receipt void kien-giang-2021-report/pl1-01-2 --reason \"Ghi hai lần\"\n"
       "  hemo receipt void 'may-thanh-loc#12' --reason \"Nhầm đơn vị\" --dry-run"},
      [](Command& command, Options& options, Context& context) {
        AddReceiptId(command, options.receipt, /*for_writing=*/true);
        command.AddFilled("--reason", options.reason, "vì sao hủy", "why it is voided")
            .Required()
            .TypeName(context.Say("LÝ DO", "TEXT"));
        command.AddNumber("--version", options.version, 1, std::numeric_limits<int32_t>::max(),
                          "bản mà bạn đã xem (mặc định: bản hiện tại)",
                          "the version that you saw (default: the current one)");
        command.Add("--dry-run", options.dry_run, "chỉ hỏi máy chủ, không ghi",
                    "only ask the server, record nothing");
      },
      Run);
}

}  // namespace hemoledger

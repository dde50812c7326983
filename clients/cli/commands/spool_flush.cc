// hemo spool flush
#include <algorithm>

#include "clients/cli/commands/clerk.h"
#include "clients/cli/commands/spool_folder.h"
#include "clients/cli/commands/spool_sending.h"
#include "clients/cli/render/receipt_view.h"
#include "hemoledger/v1/events.pb.h"
#include "proto/base/check.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/domain/civil_date.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

constexpr size_t kReadTogether = 1'000;
constexpr size_t kReadBytes = 1 << 20;

struct Options {
  SpoolChoice spool;
  int64_t timeout = -1;
  std::string label;
  std::string unit;
};

// Reads back what waits: receipts, blood units, from when to when.
absl::Status TellWaiting(const Spool& spool, Context& context) {
  uint64_t receipts = 0;
  int64_t units = 0;
  CivilInterval span;
  uint64_t next = spool.state().acknowledged_sequence + 1;
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<SpoolItem> items,
                     spool.Read(next, kReadTogether, kReadBytes));
    if (items.empty()) break;
    next = items.back().sequence + 1;
    for (const SpoolItem& item : items) {
      v1::Submission submission;
      HL_CHECK(submission.ParseFromString(item.bytes));
      if (!submission.has_receipt_recorded()) continue;
      const v1::Receipt& receipt = submission.receipt_recorded().receipt();
      const CivilInterval interval = ToCivil(receipt.interval());
      span.first = receipts == 0 ? interval.first : std::min(span.first, interval.first);
      span.last = receipts == 0 ? interval.last : std::max(span.last, interval.last);
      ++receipts;
      units += BloodUnits(receipt);
    }
  }
  if (receipts == 0) return absl::OkStatus();
  const auto count = [&](int64_t n) { return FormatCount(n, context.language()); };
  context.err() << context.Say(Concat("Gửi ", count(static_cast<int64_t>(receipts)), " phiếu, ",
                                      count(units), " ĐVM, "),
                               Concat("Sending ", count(static_cast<int64_t>(receipts)),
                                      " receipts, ", count(units), " blood units, "))
                << FormatInterval(span, context.language()) << ".\n";
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> Run(const Options& options, const Clerk& clerk, Context& context) {
  if (options.timeout >= 0) {
    context.wait() = std::chrono::seconds(options.timeout);
    context.set_wait_given();
  }
  return WithSpool(options.spool, SpoolUse::kMustExist, clerk, context,
                   [&](Spool& spool) -> absl::StatusOr<ExitCode> {
                     RETURN_IF_ERROR(TellWaiting(spool, context));
                     return SendSpool({.folder = SpoolFolder(options.spool.folder, clerk),
                                       .label = options.label,
                                       .unit_id = options.unit},
                                      spool, context);
                   });
}

}  // namespace

void AddSpoolFlush(Command& spool, CommandLine& line, Clerk& clerk) {
  Register<Options>(
      spool, line, "flush",
      {"gửi tất cả phiếu đang chờ; mạng đứt thì thử lại, thưa dần",
       "send all that waits; tries again, ever more slowly, while the network fails",
       "  hemo spool flush\n"
       "  hemo spool flush --timeout 600"},
      [](Command& command, Options& options, Context&) {
        constexpr int64_t kDay = 86'400;
        AddSpoolChoice(command, options.spool, /*source=*/false);
        command
            .AddNumber("--timeout", options.timeout, 0, kDay,
                       "bao nhiêu giây còn thử lại khi không có tiến triển (mặc định 60)",
                       "for how many seconds to try again without progress (default 60)")
            .TypeName("S");
        AddSourceLabel(command, options.label);
        AddSourceUnit(command, options.unit);
      },
      [&clerk](const Options& options, Context& context) { return Run(options, clerk, context); });
}

}  // namespace hemoledger

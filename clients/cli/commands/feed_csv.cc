// hemo feed csv
#include <algorithm>
#include <chrono>
#include <stop_token>
#include <utility>

#include "clients/cli/commands/feed_commands.h"
#include "clients/cli/commands/feed_folder.h"
#include "clients/cli/commands/feed_import.h"
#include "clients/cli/commands/feed_reports.h"
#include "clients/cli/commands/import_report.h"
#include "clients/lib/internal/wait.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct Options {
  std::string folder;
  std::string feed;
  std::string unit_under;
  std::string header;
  bool once = false;
  int64_t interval_seconds = 2;
  int64_t settle_seconds = 5;
};

// How long a stream is tried before the folder is looked at again; with --once, before the command
// gives up.
constexpr seconds kTryFor{10};
constexpr seconds kTryOnceFor{60};
// The longest pause between looks while the server is away, where --interval is not longer.
constexpr milliseconds kMaxPause{30'000};

bool IsAway(const absl::Status& status) {
  return ExitCodeFor(status) == ExitCode::kUnreachable;
}

class FeedWatch {
 public:
  FeedWatch(const Options& options, FeedHeader header, FeedFolder& folder, std::stop_token stop,
            Context& context)
      : options_(options),
        header_(std::move(header)),
        folder_(folder),
        stop_(std::move(stop)),
        context_(context),
        reports_(context) {
    tuning_.stop = stop_;
    tuning_.retry.give_up_after =
        context.wait_given() ? context.wait() : (options.once ? kTryOnceFor : kTryFor);
  }

  absl::StatusOr<ExitCode> Run() {
    const milliseconds settle = seconds(options_.settle_seconds);
    const milliseconds interval = seconds(options_.interval_seconds);
    milliseconds pause = interval;
    bool settled = settle.count() == 0;
    while (!stop_.stop_requested()) {
      absl::StatusOr<FeedLook> look = folder_.Look();
      if (look.ok()) {
        reports_.ForgetHeld("");
        reports_.TellStrange(look->strange);
        RETURN_IF_ERROR(TakeAll(look->finished));
      } else if (options_.once) {
        return look.status();
      } else {
        reports_.TellHeld("", look.status());
      }
      if (!options_.once) {
        // Files may be large: they are not read again and again for a server that is away.
        pause = reports_.away() ? std::max(interval, std::min(2 * pause, kMaxPause)) : interval;
        internal::WaitUnlessStopped(pause, stop_);
      } else if (settled || look->growing.empty()) {
        reports_.TellLeft(look->growing);
        const bool refused = reports_.any_refused() || reports_.any_held();
        return refused ? ExitCode::kRefused : ExitCode::kOk;
      } else {
        // A little more, so that the next look is certainly that much later.
        internal::WaitUnlessStopped(settle + milliseconds(10), stop_);
        settled = true;
      }
    }
    return ExitCode::kOk;
  }

 private:
  absl::Status TakeAll(const std::vector<DroppedFile>& files) {
    for (const DroppedFile& file : files) {
      if (stop_.stop_requested()) return absl::OkStatus();
      const absl::StatusOr<FeedFileReport> report =
          ImportDroppedFile(file, header_, tuning_, folder_, context_);
      if (report.ok()) {
        if (report->answered() > 0) reports_.TellBack();
        // What changed before anything was sent is looked at again, which nobody needs to read.
        const bool untouched =
            report->end == FeedFileReport::End::kChanged && report->answered() == 0;
        if (!untouched) reports_.Add(*report);
        continue;
      }
      if (stop_.stop_requested()) return absl::OkStatus();
      if (ReasonOf(report.status()) == ERROR_REASON_FILE_UNREADABLE) {
        // One that somebody took away is nobody's trouble.
        if (folder_.IsUnchanged(file)) reports_.TellHeld(file.name, report.status());
        continue;
      }
      if (!IsAway(report.status()) || options_.once) return report.status();
      reports_.TellAway(report.status());
      return absl::OkStatus();
    }
    return absl::OkStatus();
  }

  const Options& options_;
  const FeedHeader header_;
  FeedFolder& folder_;
  const std::stop_token stop_;
  Context& context_;
  FeedReports reports_;
  StreamTuning tuning_;
};

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  Problems problems;
  absl::StatusOr<FeedHeader> header =
      ReadFeedHeader(options.header, options.feed, options.unit_under, context.random(), problems);
  if (!problems.empty()) {
    TellProblems(context, problems);
    return ExitCode::kUsage;
  }
  RETURN_IF_ERROR(header.status());
  ASSIGN_OR_RETURN(const std::unique_ptr<FeedFolder> folder,
                   FeedFolder::Open(options.folder, seconds(options.settle_seconds),
                                    context.clock(), context.random()));
  return FeedWatch(options, *std::move(header), *folder, context.TakeOverInterrupts(), context)
      .Run();
}

}  // namespace

void AddFeedCsv(Command& feed, CommandLine& line) {
  Register<Options>(
      feed, line, "csv",
      {"nạp mọi tệp phiếu được thả vào một thư mục, đến khi nhấn Ctrl-C: mỗi dòng một lần, dòng "
       "sai "
       "ra tệp riêng kèm lý do (tu-choi), tệp đã nạp được cất (da-nhap)",
       "import every file of receipts that is dropped into a folder, until Ctrl-C: each row once, "
       "bad rows into a file of their own with the reason (tu-choi), files archived (da-nhap)",
       "  hemo feed csv --watch /srv/hemo/benh-vien --feed benh-vien-da-khoa --unit-under tinh-a\n"
       "  hemo feed csv --watch /srv/hemo/benh-vien --header benh-vien.toml --once"},
      [](Command& command, Options& options, Context& context) {
        command
            .AddFilled("--watch", options.folder, "thư mục mà tệp được thả vào",
                       "the folder that files are dropped into")
            .TypeName(context.Say("THƯ MỤC", "DIR"))
            .Required();
        command
            .AddFilled("--feed", options.feed, "tên của nguồn phiếu (hoặc khóa feed của --header)",
                       "name of the feed (or the key feed of --header)")
            .TypeName(context.Say("TÊN", "NAME"));
        command
            .AddFilled("--unit-under", options.unit_under,
                       "mã đơn vị mà tên trong tệp được tìm ở đó và bên dưới",
                       "id of the unit at or below which names are looked up")
            .TypeName(context.Say("MÃ", "ID"));
        command
            .AddFilled("--header", options.header,
                       "tệp TOML nói chung cho mọi tệp: defaults, columns, ignore_columns "
                       "(docs/feeds.md)",
                       "a TOML that holds for every file: defaults, columns, ignore_columns "
                       "(docs/feeds.md)")
            .TypeName(context.Say("TỆP", "FILE"));
        command.Add("--once", options.once, "nạp những tệp đang có rồi thôi",
                    "import what is there, then end");
        command.AddNumber("--interval", options.interval_seconds, 1, 3'600,
                          "xem thư mục sau mỗi bấy nhiêu giây", "look every so many seconds");
        command.AddNumber("--settle", options.settle_seconds, 0, 3'600,
                          "tệp không đổi trong bấy nhiêu giây thì coi là ghi xong; 0: ngay",
                          "a file that did not change for so many seconds is finished; 0: at once");
      },
      Run);
}

}  // namespace hemoledger

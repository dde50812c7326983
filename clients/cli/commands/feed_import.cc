#include "clients/cli/commands/feed_import.h"

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "clients/cli/commands/civil_today.h"
#include "clients/cli/commands/progress_bar.h"
#include "clients/cli/commands/receipt_feed.h"
#include "clients/cli/input/text_file.h"
#include "clients/lib/receipt_streamer.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

// What a person reads beside a file that was put aside.
std::string ReasonText(const std::string& name, const Problems& problems) {
  std::string text = Concat("\xEF\xBB\xBF", "Không nạp được tệp ", name,
                            "; chưa gửi dòng nào. Sửa rồi thả lại tệp.\r\nThe file ", name,
                            " could not be imported; no row was sent. Mend it and drop it "
                            "again.\r\n\r\n");
  for (const Problem& problem : problems.list()) {
    text += Concat(problem.place.ToString(), ": ", problem.message_vi, "\r\n  ", problem.message_en,
                   " [", ReasonName(problem.reason), "]\r\n");
  }
  return text;
}

absl::StatusOr<FeedFileReport> PutAside(const DroppedFile& file, std::string_view content,
                                        const Problems& problems, FeedFolder& folder) {
  FeedFileReport report{.file = file.name, .end = FeedFileReport::End::kPutAside};
  if (!problems.list().empty()) {
    report.fault_vi = problems.list().front().message_vi;
    report.fault_en = problems.list().front().message_en;
  }
  ASSIGN_OR_RETURN(report.moved_to,
                   folder.PutAside(file, content, ReasonText(file.name, problems)));
  return report;
}

// A file beyond what is read is never read, so its size and time stand for its content.
absl::StatusOr<FeedFileReport> PutAsideTooLarge(const DroppedFile& file, FeedFolder& folder) {
  Problems problems;
  problems.AddInvalid({file.name, 0, 0, ""}, "", "Tệp lớn quá 64 MiB; hãy chia nhỏ",
                      "The file is larger than 64 MiB; split it", "64 MiB");
  return PutAside(file, FeedFolder::ContentName(Concat(file.bytes, ":", file.modified_nanos)),
                  problems, folder);
}

// Sends what can be read of the table. Of rows that the server does not take, `refusals` says why
// (by the row's index).
absl::Status Send(const ReceiptsTable& table, const FeedHeader& header, const StreamTuning& tuning,
                  Context& context, FeedFileReport& report,
                  std::map<size_t, RowRefusal>& refusals) {
  std::vector<size_t> sent;
  for (size_t i = 0; i < table.rows.size(); ++i) {
    if (table.rows[i].receipt) sent.push_back(i);
  }
  if (sent.empty()) return absl::OkStatus();
  ProgressBar bar(context, report.file, sent.size());
  ReceiptStreamerOptions options;
  options.feed = header.feed;
  options.tuning = tuning;
  options.tuning.on_progress = [&](const StreamProgress& now) { bar.Update(now.answered()); };
  options.on_answer = [&](uint64_t index, const std::string&, const SubmissionAnswer& answer) {
    if (IsRefused(answer)) refusals[sent[index]] = RefusalOf(answer);
  };
  ReceiptStreamer streamer(context.connection(), options, context.clock(), context.random());
  size_t next = 0;
  const absl::Status status =
      streamer
          .Run([&]() -> absl::StatusOr<std::optional<FeedItem>> {
            if (next == sent.size()) return std::optional<FeedItem>();
            return std::optional(MakeFeedItem(*table.rows[sent[next++]].receipt));
          })
          .status();
  const StreamProgress& progress = streamer.progress();
  report.created = progress.created;
  report.exists = progress.exists;
  report.different = progress.different;
  report.refused = progress.rejected;
  report.last_position = progress.last_position;
  return status;
}

}  // namespace

absl::StatusOr<FeedFileReport> ImportDroppedFile(const DroppedFile& file, const FeedHeader& header,
                                                 const StreamTuning& tuning, FeedFolder& folder,
                                                 Context& context) {
  if (file.bytes > static_cast<int64_t>(kMaxInputFileBytes)) return PutAsideTooLarge(file, folder);
  ASSIGN_OR_RETURN(std::string bytes, ReadInputFile(folder.PathOf(file)));
  FeedFileReport report{.file = file.name};
  // What was read is the file as it was found, or it is not read yet.
  report.end = FeedFileReport::End::kChanged;
  if (!folder.IsUnchanged(file)) return report;
  const std::string content = FeedFolder::ContentName(bytes);
  Problems problems;
  const absl::StatusOr<ReceiptsTable> table =
      ReadReceiptsTable(std::move(bytes), file.name, header, context.random(), problems);
  if (!problems.empty()) return PutAside(file, content, problems, folder);
  RETURN_IF_ERROR(table.status());

  std::map<size_t, RowRefusal> refusals;
  RETURN_IF_ERROR(Send(*table, header, tuning, context, report, refusals));
  RefusedRows refused(*table);
  for (size_t i = 0; i < table->rows.size(); ++i) {
    const ReceiptsTableRow& row = table->rows[i];
    if (const auto by_server = refusals.find(i); by_server != refusals.end()) {
      refused.Add(row, by_server->second);
    } else if (!row.receipt) {
      ++report.unreadable;
      refused.Add(row, RefusalOf(row.problems));
    }
  }
  report.rows = table->rows.size();
  ASSIGN_OR_RETURN(
      report.refused_rows,
      folder.KeepRefusedRows(file, content, refused.count() == 0 ? "" : refused.text()));
  // A program that went on writing has rows that nobody has read.
  if (!folder.IsUnchanged(file)) return report;
  ASSIGN_OR_RETURN(report.moved_to, folder.Archive(file, CivilToday(context)));
  report.end = FeedFileReport::End::kTaken;
  return report;
}

}  // namespace hemoledger

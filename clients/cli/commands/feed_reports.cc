#include "clients/cli/commands/feed_reports.h"

#include <string_view>
#include <utility>

#include "clients/cli/render/csv.h"
#include "clients/cli/render/message_json.h"
#include "clients/cli/render/moments.h"
#include "clients/cli/render/text_width.h"
#include "proto/base/errors.h"
#include "proto/base/strings.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

using End = FeedFileReport::End;

std::string_view EndWord(End end) {
  switch (end) {
    case End::kTaken:
      return "taken";
    case End::kPutAside:
      return "put-aside";
    case End::kChanged:
      return "changed";
  }
  return "";
}

std::string Line(const FeedFileReport& report, Context& context) {
  const auto count = [&](uint64_t n) {
    return FormatCount(static_cast<int64_t>(n), context.language());
  };
  const std::string name = OneLine(report.file);
  if (report.end == End::kPutAside) {
    return context.Say(
        Concat(name, ": không đọc được, chưa gửi dòng nào: ", OneLine(report.fault_vi),
               ". Tệp và lý do: ", report.moved_to),
        Concat(name, ": can not be read, no row was sent: ", OneLine(report.fault_en),
               ". The file and why: ", report.moved_to));
  }
  std::string line =
      context.Say(Concat(name, ": ", count(report.rows), " dòng: ", count(report.created),
                         " mới ghi, ", count(report.exists), " đã có"),
                  Concat(name, ": ", count(report.rows),
                         report.rows == 1 ? " row: " : " rows: ", count(report.created),
                         " recorded, ", count(report.exists), " there already"));
  if (report.bad_rows() > 0) {
    line += context.Say(
        Concat(", ", count(report.bad_rows()), " bị từ chối (", report.refused_rows, ")"),
        Concat(", ", count(report.bad_rows()), " refused (", report.refused_rows, ")"));
  }
  if (report.end == End::kChanged) {
    return line + context.Say("; tệp vừa bị ghi thêm, sẽ đọc lại",
                              "; the file was written to meanwhile and will be read again");
  }
  return line + "; " + report.moved_to;
}

Json ToJson(const FeedFileReport& report) {
  const auto text = [](const std::string& value) {
    return value.empty() ? Json(nullptr) : Json(value);
  };
  Json json = Json::object();
  json["file"] = report.file;
  json["end"] = std::string(EndWord(report.end));
  json["rows"] = report.rows;
  json["created"] = report.created;
  json["exists"] = report.exists;
  json["different"] = report.different;
  json["refused"] = report.refused;
  json["unreadable"] = report.unreadable;
  json["last_position"] = report.last_position > 0 ? Json(report.last_position) : Json(nullptr);
  json["moved_to"] = text(report.moved_to);
  json["refused_rows"] = text(report.refused_rows);
  json["fault"] = text(report.fault_en);
  return json;
}

}  // namespace

void FeedReports::Add(const FeedFileReport& report) {
  ForgetHeld(report.file);
  any_refused_ = any_refused_ || report.bad_rows() > 0 || report.end != End::kTaken;
  switch (context_.format()) {
    case OutputFormat::kTable:
      context_.out() << FormatMoment(context_.clock().NowMicros(), context_.language()) << "  "
                     << Line(report, context_) << "\n";
      break;
    case OutputFormat::kJson:
      context_.out() << JsonLine(ToJson(report));
      break;
    case OutputFormat::kCsv: {
      Csv csv({"file", "end", "rows", "created", "exists", "different", "refused", "unreadable",
               "last_position", "moved_to", "refused_rows"});
      if (std::exchange(csv_begun_, true)) csv.TakeText();
      csv.AddRow({report.file, std::string(EndWord(report.end)), Concat(report.rows),
                  Concat(report.created), Concat(report.exists), Concat(report.different),
                  Concat(report.refused), Concat(report.unreadable),
                  report.last_position > 0 ? Concat(report.last_position) : "", report.moved_to,
                  report.refused_rows});
      context_.out() << csv.text();
      break;
    }
  }
  context_.out() << std::flush;
}

void FeedReports::TellAway(const absl::Status& status) {
  if (std::exchange(away_, true)) return;
  context_.TellError(status);
  context_.err() << context_.Say(
                        "Các tệp ở nguyên chỗ; sẽ thử lại cho đến khi liên lạc được.",
                        "The files stay where they are; trying again until the server answers.")
                 << "\n"
                 << std::flush;
}

void FeedReports::TellBack() {
  if (!std::exchange(away_, false)) return;
  context_.err() << context_.Say("Đã liên lạc lại được với máy chủ.", "The server answers again.")
                 << "\n"
                 << std::flush;
}

void FeedReports::TellHeld(const std::string& name, const absl::Status& status) {
  const std::string message = MessageOf(status, context_.language());
  if (std::exchange(held_[name], message) == message) return;
  if (!name.empty()) context_.err() << OneLine(name) << ": ";
  context_.err() << OneLine(message) << context_.Say(" Sẽ thử lại.", " It will be tried again.")
                 << "\n"
                 << std::flush;
}

void FeedReports::TellStrange(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (!strange_.insert(name).second) continue;
    context_.err() << OneLine(name)
                   << context_.Say(": để nguyên, không phải .csv, .tsv hay .xlsx",
                                   ": left alone, it is no .csv, .tsv or .xlsx")
                   << "\n"
                   << std::flush;
  }
}

void FeedReports::TellLeft(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    any_refused_ = true;
    context_.err() << OneLine(name)
                   << context_.Say(": có thể còn đang được ghi; để lần sau",
                                   ": it may still be written; left for the next time")
                   << "\n";
  }
}

}  // namespace hemoledger

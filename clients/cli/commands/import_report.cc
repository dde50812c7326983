#include "clients/cli/commands/import_report.h"

#include <optional>
#include <utility>

#include "clients/cli/render/csv.h"
#include "clients/cli/render/message_json.h"
#include "clients/cli/render/text_width.h"
#include "proto/base/errors.h"
#include "proto/base/strings.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

std::string Counts(const ImportReport& report, Context& context) {
  const auto count = [&](uint64_t n) {
    return FormatCount(static_cast<int64_t>(n), context.language());
  };
  const std::string things = std::string(report.total() == 1 && !report.named ? "1 " : "") +
                             context.Say(report.things_vi, report.things_en);
  if (report.total() == 0) return context.Say("không có gì để nạp", "nothing to import");
  if (report.total() == 1) {
    // One thing by name: "kế hoạch kien-giang-2021 (…): mới ghi (vị trí 117)".
    if (report.exists == 1)
      return things +
             context.Say(": đã có từ trước; không thay đổi gì", ": there already; nothing changed");
    if (report.different == 1)
      return things + context.Say(": đang có nội dung khác", ": there with other content");
    if (report.refused == 1) return things + context.Say(": bị từ chối", ": refused");
    if (report.dry_run) return things + context.Say(": sẽ được ghi", ": would be recorded");
    return things + context.Say(": mới ghi (vị trí ", ": recorded (position ") +
           count(report.last_position) + ")";
  }
  if (report.exists == report.total()) {
    return count(report.total()) + " " + things +
           context.Say(", tất cả đã có từ trước; không thay đổi gì",
                       ", all there already; nothing changed");
  }
  std::string text = count(report.total()) + " " + things + ": ";
  text +=
      count(report.created) + (report.dry_run ? context.Say(" sẽ được ghi", " would be recorded")
                                              : context.Say(" mới ghi", " recorded"));
  text += ", " + count(report.exists) + context.Say(" đã có", " there already");
  if (report.different > 0) {
    text += ", " + count(report.different) +
            context.Say(" đang có nội dung khác", " there with other content");
  }
  if (report.refused > 0)
    text += ", " + count(report.refused) + context.Say(" bị từ chối", " refused");
  if (report.last_position > 0 && report.created > 0) {
    text += context.Say(" (đến vị trí ", " (up to position ") + count(report.last_position) + ")";
  }
  return text;
}

// "changes[17].opened.name", list "changes": 17 and ".opened.name".
std::optional<std::pair<size_t, std::string>> IndexIn(std::string_view field,
                                                      std::string_view list) {
  const size_t begin = field.find(Concat(list, "["));
  if (begin == std::string_view::npos) return std::nullopt;
  const size_t digits = begin + list.size() + 1;
  const size_t end = field.find(']', digits);
  if (end == std::string_view::npos) return std::nullopt;
  const auto index = ParseUint64(field.substr(digits, end - digits));
  if (!index.has_value()) return std::nullopt;
  return std::pair(static_cast<size_t>(*index), std::string(field.substr(end + 1)));
}

// The language's part of "REASON | Vietnamese | English".
std::string Message(const v1::BadRequest::FieldViolation& violation, Language language) {
  const std::string& text = violation.description();
  const size_t first = text.find(" | ");
  const size_t second = first == std::string::npos ? first : text.find(" | ", first + 3);
  if (second == std::string::npos) return text;
  return language == Language::kVietnamese ? text.substr(first + 3, second - first - 3)
                                           : text.substr(second + 3);
}

}  // namespace

void ImportReports::Add(ImportReport report) {
  if (context_.format() == OutputFormat::kTable) {
    context_.out() << report.file << ": " << Counts(report, context_) << ".\n" << std::flush;
  }
  reports_.push_back(std::move(report));
}

ExitCode ImportReports::Finish() {
  ExitCode code = ExitCode::kOk;
  for (const ImportReport& report : reports_) {
    if (report.different > 0 || report.refused > 0) code = ExitCode::kRefused;
  }
  if (context_.format() == OutputFormat::kJson) {
    Json list = Json::array();
    for (const ImportReport& report : reports_) {
      Json one = Json::object();
      one["id"] = report.id.empty() ? Json(nullptr) : Json(report.id);
      one["file"] = report.file;
      one["dry_run"] = report.dry_run;
      one["created"] = report.created;
      one["exists"] = report.exists;
      one["different"] = report.different;
      one["refused"] = report.refused;
      one["last_position"] = report.last_position > 0 ? Json(report.last_position) : Json(nullptr);
      for (const auto& [key, value] : report.details.items()) one[key] = value;
      list.push_back(std::move(one));
    }
    context_.out() << JsonText(Json{{"imports", std::move(list)}});
  } else if (context_.format() == OutputFormat::kCsv) {
    Csv csv(
        {"id", "file", "dry_run", "created", "exists", "different", "refused", "last_position"});
    for (const ImportReport& report : reports_) {
      csv.AddRow({report.id, report.file, report.dry_run ? "true" : "false",
                  std::to_string(report.created), std::to_string(report.exists),
                  std::to_string(report.different), std::to_string(report.refused),
                  report.last_position > 0 ? std::to_string(report.last_position) : ""});
    }
    context_.out() << csv.text();
  }
  return code;
}

void TellProblems(Context& context, const Problems& problems) {
  for (const Problem& problem : problems.list()) {
    context.err() << OneLine(problem.place.ToString()) << ": "
                  << OneLine(context.Say(problem.message_vi, problem.message_en));
    if (!problem.value.empty() && problem.message_vi.find(problem.value) == std::string::npos) {
      context.err() << context.Say(" (đọc được: \"", " (read: \"") << OneLine(problem.value)
                    << "\")";
    }
    context.err() << " [" << ReasonName(problem.reason) << "]\n";
  }
  const std::string count = FormatCount(static_cast<int64_t>(problems.total()), context.language());
  context.err() << context.Say(
                       Concat("Lỗi: tệp có ", count,
                              " chỗ sai; chưa gửi gì lên máy chủ. Sửa rồi nạp lại."),
                       Concat("Error: ", count, problems.total() == 1 ? " fault" : " faults",
                              " in the file; nothing was sent. Mend and import again."))
                << "\n";
}

void TellServerProblems(Context& context, const absl::Status& status, std::string_view list,
                        const std::vector<FilePlace>& places) {
  const std::vector<v1::BadRequest::FieldViolation> violations = ViolationsOf(status);
  for (const v1::BadRequest::FieldViolation& violation : violations) {
    const auto index = IndexIn(violation.field(), list);
    if (index.has_value() && index->first < places.size()) {
      context.err() << OneLine(places[index->first].ToString()) << ": "
                    << OneLine(Message(violation, context.language())) << "\n";
    }
  }
  context.TellError(status);
}

}  // namespace hemoledger

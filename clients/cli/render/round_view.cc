#include "clients/cli/render/round_view.h"

#include <vector>

#include "absl/strings/str_join.h"
#include "clients/cli/render/csv.h"
#include "clients/cli/render/enum_words.h"
#include "clients/cli/render/figure_words.h"
#include "clients/cli/render/moments.h"
#include "clients/cli/render/say.h"
#include "clients/cli/render/schedule_words.h"
#include "clients/cli/render/table.h"
#include "proto/base/strings.h"
#include "services/domain/civil_date.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

constexpr int kRoundNameColumns = 44;
constexpr int kRoundHostColumns = 36;

std::string RoundStatusWords(const v1::RoundView& view, Language language) {
  std::string text = WordFor(view.status(), language);
  if (view.has_report() && view.report().has_interval()) {
    text += ", " + FormatInterval(ToCivil(view.report().interval()), language);
  }
  return text;
}

// What its quota is: the sum over units, else what it is to receive at least.
std::string RoundDemandWords(const v1::RoundView& view, Language language) {
  if (view.has_quota_units()) return FormatCount(view.quota_units(), language);
  return FigureWords(view.round().received(), "", language);
}

// "trễ", "còn thiếu 120", "đã đến hạn".
std::string RoundDueWords(const v1::RoundView& view, Language language) {
  if (view.late()) {
    return Say(language, "trễ: chưa báo đã tổ chức, chưa có phiếu",
               "late: neither reported as held nor any receipt");
  }
  if (view.short_of_quota()) {
    std::string text = Say(language, "thiếu so với chỉ tiêu", "short of its quota");
    if (view.has_quota_units()) {
      text = Say(language, "còn thiếu ", "short by ") +
             FormatCount(view.quota_units() - view.received_units(), language);
    }
    return text;
  }
  return view.due() ? Say(language, "đã đến hạn", "due") : "";
}

std::string TodayWords(int32_t today, Language language) {
  return today == 0 ? ""
                    : Say(language, " Đến hạn và trễ tính theo ngày ", " Due and late refer to ") +
                          FormatDate(today, language) + ".";
}

std::string TargetReachedWords(const v1::TargetProgress& progress, Language language) {
  if (progress.has_units_reached()) {
    return Concat(FormatCount(progress.units_reached(), language), "/",
                  FormatCount(progress.units_bound(), language),
                  Say(language, " đơn vị", " units"));
  }
  if (!progress.has_reached_numerator() || progress.reached_denominator() <= 0) {
    return Say(language, "chưa biết", "not known yet");
  }
  const bool percent = MeasureOf(progress.target().metric()) == "percent";
  const bool whole = progress.reached_numerator() % progress.reached_denominator() == 0;
  // A share of the population is small: two decimals.
  const int decimals = percent ? 2 : whole ? 0 : 1;
  return FormatRational({progress.reached_numerator(), progress.reached_denominator()}, decimals,
                        language) +
         (percent ? "%" : "");
}

std::string TargetSourceWords(const v1::TargetProgress& progress, Language language) {
  if (progress.source() == "receipts") return Say(language, "phiếu", "receipts");
  if (progress.source() == "rounds") return Say(language, "các đợt", "rounds");
  return progress.source();
}

}  // namespace

std::string RoundsText(std::span<const v1::RoundView> rounds, int32_t today, bool plans,
                       Language language) {
  if (rounds.empty()) return Say(language, "Không có đợt nào.\n", "There are no rounds.\n");
  std::vector<TableColumn> columns = {
      {Say(language, "Đợt", "Round"), Align::kLeft, kRoundNameColumns},
      {Say(language, "Mã đợt", "Round id")}};
  if (plans) columns.push_back({Say(language, "Kế hoạch", "Plan")});
  columns.push_back({Say(language, "Thời gian", "When")});
  columns.push_back({Say(language, "Tình trạng", "Status")});
  columns.push_back({Say(language, "Chỉ tiêu", "Quota"), Align::kRight});
  columns.push_back({Say(language, "Đã tiếp nhận", "Received"), Align::kRight});
  columns.push_back({Say(language, "Chủ trì", "Host"), Align::kLeft, kRoundHostColumns});
  columns.push_back({Say(language, "Lưu ý", "Note")});
  Table table(std::move(columns));
  int64_t late = 0;
  int64_t received = 0;
  for (const v1::RoundView& view : rounds) {
    const v1::Round& round = view.round();
    std::vector<std::string> cells = {RoundLabel(round), round.round_id()};
    if (plans) cells.push_back(view.plan_id());
    cells.push_back(TimeWords(round.time(), language));
    cells.push_back(RoundStatusWords(view, language));
    cells.push_back(RoundDemandWords(view, language));
    // Without a receipt nothing is known, which is not zero.
    cells.push_back(view.receipts() > 0 ? FormatCount(view.received_units(), language) : "");
    cells.push_back(round.host_name().empty() ? round.host_unit_id() : round.host_name());
    cells.push_back(RoundDueWords(view, language));
    table.AddRow(std::move(cells));
    late += view.late();
    received += view.received_units();
  }
  const auto count = [&](int64_t n) { return FormatCount(n, language); };
  std::string text = table.ToText() + "\n" + count(static_cast<int64_t>(rounds.size())) +
                     Say(language, " đợt, đã tiếp nhận ",
                         rounds.size() == 1 ? " round, received " : " rounds, received ") +
                     count(received) + Say(language, " ĐVM", " blood units");
  if (today != 0) text += ", " + count(late) + Say(language, " đợt trễ", " late");
  return text + "." + TodayWords(today, language) + "\n";
}

std::string RoundsCsv(std::span<const v1::RoundView> rounds) {
  Csv csv({"round_id",
           "plan_id",
           "label",
           "status",
           "first_date",
           "last_date",
           "tentative",
           "time_text",
           "quota_units",
           "received_demanded",
           "registered_demanded",
           "received_units",
           "receipts",
           "due",
           "late",
           "short_of_quota",
           "host_unit_id",
           "host_name",
           "place",
           "receiving_body",
           "campaign_ids"});
  for (const v1::RoundView& view : rounds) {
    const v1::Round& round = view.round();
    const auto yes = [](bool value) { return std::string(value ? "true" : "false"); };
    csv.AddRow({round.round_id(),
                view.plan_id(),
                round.label(),
                KeyFor(view.status()),
                IsoDate(view.first_date()),
                IsoDate(view.last_date()),
                yes(round.time().tentative()),
                round.time().text(),
                view.has_quota_units() ? std::to_string(view.quota_units()) : "",
                PlainFigure(round.received()),
                PlainFigure(round.registered()),
                std::to_string(view.received_units()),
                std::to_string(view.receipts()),
                yes(view.due()),
                yes(view.late()),
                yes(view.short_of_quota()),
                round.host_unit_id(),
                round.host_name(),
                round.place(),
                round.receiving_body(),
                absl::StrJoin(round.campaign_ids(), "|")});
  }
  return csv.text();
}

std::string TasksText(std::span<const v1::TaskView> tasks, int32_t today, bool plans,
                      Language language) {
  if (tasks.empty()) return Say(language, "Không có việc nào.\n", "There are no tasks.\n");
  std::vector<TableColumn> columns = {{Say(language, "Việc", "Task"), Align::kLeft, 60},
                                      {Say(language, "Mã", "Id")}};
  if (plans) columns.push_back({Say(language, "Kế hoạch", "Plan")});
  columns.push_back({Say(language, "Loại", "Kind")});
  columns.push_back({Say(language, "Thời gian", "When")});
  columns.push_back({Say(language, "Tình trạng", "Status")});
  columns.push_back({Say(language, "Chủ trì", "Lead"), Align::kLeft, kRoundHostColumns});
  Table table(std::move(columns));
  int64_t late = 0;
  for (const v1::TaskView& view : tasks) {
    const v1::Task& task = view.task();
    std::vector<std::string> cells = {task.label(), task.task_id()};
    if (plans) cells.push_back(view.plan_id());
    cells.push_back(WordFor(task.kind(), language));
    cells.push_back(TimeWords(task.time(), language));
    std::string status = view.has_report() ? ProgressWords(view.report(), language)
                         : view.done()     ? Say(language, "đã xong", "done")
                                           : Say(language, "chưa xong", "not done");
    if (view.late()) status += Say(language, ", trễ", ", late");
    cells.push_back(std::move(status));
    cells.push_back(task.lead());
    table.AddRow(std::move(cells));
    late += view.late();
  }
  std::string text = table.ToText() + "\n" +
                     FormatCount(static_cast<int64_t>(tasks.size()), language) +
                     Say(language, " việc", tasks.size() == 1 ? " task" : " tasks");
  if (today != 0) {
    text += ", " + FormatCount(late, language) + Say(language, " việc trễ", " late");
  }
  return text + "." + TodayWords(today, language) + "\n";
}

std::string TasksCsv(std::span<const v1::TaskView> tasks) {
  Csv csv({"task_id", "plan_id", "kind", "label", "first_date", "last_date", "time_text", "done",
           "due", "late", "lead", "partners", "place", "campaign_id"});
  for (const v1::TaskView& view : tasks) {
    const v1::Task& task = view.task();
    const auto yes = [](bool value) { return std::string(value ? "true" : "false"); };
    csv.AddRow({task.task_id(), view.plan_id(), KeyFor(task.kind()), task.label(),
                IsoDate(view.first_date()), IsoDate(view.last_date()), task.time().text(),
                yes(view.done()), yes(view.due()), yes(view.late()), task.lead(),
                absl::StrJoin(task.partners(), "|"), task.place(), task.campaign_id()});
  }
  return csv.text();
}

std::string TargetsText(std::span<const v1::TargetProgress> targets, Language language) {
  if (targets.empty()) {
    return Say(language, "Kế hoạch không nêu chỉ tiêu chung nào.\n",
               "The plan states no headline targets.\n");
  }
  Table table({{Say(language, "Chỉ tiêu chung", "Target"), Align::kLeft, 60},
               {Say(language, "Mã", "Id")},
               {Say(language, "Đo bằng", "Metric")},
               {Say(language, "Mức", "Figure"), Align::kRight},
               {Say(language, "Đã đạt", "Reached"), Align::kRight},
               {Say(language, "Tình trạng", "State")},
               {Say(language, "Tính từ", "From")},
               {Say(language, "Phạm vi", "Scope"), Align::kLeft, 40}});
  int64_t reached = 0;
  int64_t unknown = 0;
  for (const v1::TargetProgress& progress : targets) {
    const v1::Target& target = progress.target();
    table.AddRow({target.text(), target.target_id(), WordFor(target.metric(), language),
                  TargetFigureWords(target, language), TargetReachedWords(progress, language),
                  WordFor(progress.state(), language), TargetSourceWords(progress, language),
                  ScopeWords(target.scope(), language)});
    reached += progress.state() == v1::TARGET_STATE_REACHED;
    unknown += progress.state() == v1::TARGET_STATE_NOT_KNOWN;
  }
  const auto count = [&](int64_t n) { return FormatCount(n, language); };
  return table.ToText() + "\n" +
         Say(language,
             Concat(count(static_cast<int64_t>(targets.size())),
                    " chỉ tiêu chung: ", count(reached), " đạt, ", count(unknown), " chưa biết.\n"),
             Concat(count(static_cast<int64_t>(targets.size())),
                    targets.size() == 1 ? " target: " : " targets: ", count(reached), " reached, ",
                    count(unknown), " not known yet.\n"));
}

std::string TargetsCsv(std::span<const v1::TargetProgress> targets) {
  Csv csv({"target_id", "metric", "text", "value", "value_text", "state", "reached_numerator",
           "reached_denominator", "units_reached", "units_bound", "source", "scope", "place"});
  for (const v1::TargetProgress& progress : targets) {
    const v1::Target& target = progress.target();
    const bool known = progress.has_reached_numerator();
    csv.AddRow({target.target_id(), KeyFor(target.metric()), target.text(),
                PlainFigure(target.value()), target.value().value().text(),
                KeyFor(progress.state()), known ? std::to_string(progress.reached_numerator()) : "",
                known ? std::to_string(progress.reached_denominator()) : "",
                progress.has_units_reached() ? std::to_string(progress.units_reached()) : "",
                progress.units_bound() > 0 ? std::to_string(progress.units_bound()) : "",
                progress.source(), ScopeWords(target.scope(), Language::kEnglish), target.place()});
  }
  return csv.text();
}

}  // namespace hemoledger

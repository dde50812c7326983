#include "clients/cli/render/plan_schedule_view.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_join.h"
#include "clients/cli/render/enum_words.h"
#include "clients/cli/render/figure_words.h"
#include "clients/cli/render/plan_view.h"
#include "clients/cli/render/say.h"
#include "clients/cli/render/schedule_words.h"
#include "clients/cli/render/table.h"
#include "clients/cli/render/text_width.h"
#include "proto/base/strings.h"
#include "proto/base/utf8.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

constexpr int kScheduleLabelColumns = 44;
constexpr int kScheduleNameColumns = 36;
constexpr int kScheduleTextColumns = 56;
constexpr int kScheduleDetailColumns = 100;
constexpr size_t kMostRoundColumns = 6;

bool IsCut(std::string_view text, int columns) {
  return DisplayWidth(OneLine(text)) > static_cast<size_t>(columns);
}

// A table of which a column is shown only where a row has something in it.
class SparseTable {
 public:
  explicit SparseTable(std::vector<TableColumn> columns)
      : columns_(std::move(columns)), used_(columns_.size(), false) {}

  void AddRow(std::vector<std::string> cells) {
    for (size_t i = 0; i < cells.size(); ++i) used_[i] = used_[i] || !cells[i].empty();
    rows_.push_back(std::move(cells));
  }

  std::string ToText() const {
    std::vector<TableColumn> headings;
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (used_[i]) headings.push_back(columns_[i]);
    }
    Table table(std::move(headings));
    for (const std::vector<std::string>& row : rows_) {
      std::vector<std::string> cells;
      for (size_t i = 0; i < row.size(); ++i) {
        if (used_[i]) cells.push_back(row[i]);
      }
      table.AddRow(std::move(cells));
    }
    return table.ToText();
  }

 private:
  std::vector<TableColumn> columns_;
  std::vector<bool> used_;
  std::vector<std::vector<std::string>> rows_;
};

// "  dot-1: phối hợp: …; nơi tổ chức: …", wrapped; nothing where there are no parts.
class DetailLines {
 public:
  void Begin(const std::string& id) { id_ = id; }
  void Add(std::string_view label, const std::string& value) {
    if (!value.empty()) parts_.push_back(Concat(label, ": ", value));
  }
  void End() {
    if (!parts_.empty()) {
      const std::vector<std::string> lines = WrapToWidth(
          OneLine(Concat(id_, ": ", absl::StrJoin(parts_, "; "))), kScheduleDetailColumns - 4);
      for (size_t i = 0; i < lines.size(); ++i) text_ += (i == 0 ? "  " : "    ") + lines[i] + "\n";
    }
    parts_.clear();
  }
  const std::string& text() const { return text_; }

 private:
  std::string id_;
  std::vector<std::string> parts_;
  std::string text_;
};

class SchedulePart {
 public:
  SchedulePart(const v1::PlanView& view, Language language)
      : view_(view), plan_(view.plan()), language_(language) {
    for (const int index : RoundColumns(plan_)) columns_.push_back(index);
    for (const v1::ProgressView& progress : view.progress()) {
      const v1::ProgressReport& report = progress.report();
      (report.has_task_id()
           ? tasks_
           : rounds_)[report.has_task_id() ? report.task_id() : report.round_id()] = &report;
    }
  }

  std::string Targets() const {
    if (plan_.targets().empty()) return "";
    SparseTable table(
        {{Say(language_, "Chỉ tiêu chung", "Target"), Align::kLeft, kScheduleTextColumns},
         {Say(language_, "Mã", "Id")},
         {Say(language_, "Đo bằng", "Metric")},
         {Say(language_, "Mức", "Figure"), Align::kRight},
         {Say(language_, "Phạm vi", "Scope"), Align::kLeft, kScheduleNameColumns},
         {Say(language_, "Ở mục", "Place")}});
    DetailLines details;
    for (const v1::Target& target : plan_.targets()) {
      const std::string scope = ScopeWords(target.scope(), language_);
      table.AddRow({target.text(), target.target_id(), WordFor(target.metric(), language_),
                    TargetFigureWords(target, language_), scope, target.place()});
      details.Begin(target.target_id());
      if (IsCut(target.text(), kScheduleTextColumns)) {
        details.Add(Say(language_, "nội dung", "text"), target.text());
      }
      if (IsCut(scope, kScheduleNameColumns))
        details.Add(Say(language_, "phạm vi", "scope"), scope);
      details.Add(Say(language_, "chỉ số", "indicator"), target.indicator());
      details.End();
    }
    return Part(Say(language_, "Chỉ tiêu chung", "Targets"), plan_.targets_size(), table, details);
  }

  std::string Campaigns() const {
    if (plan_.campaigns().empty()) return "";
    SparseTable table({{Say(language_, "Chiến dịch, sự kiện", "Campaign")},
                       {Say(language_, "Mã", "Id")},
                       {Say(language_, "Thời gian", "When")},
                       {Say(language_, "Như in", "As printed")},
                       {Say(language_, "Thuộc", "Part of")}});
    for (const v1::Campaign& campaign : plan_.campaigns()) {
      table.AddRow({campaign.label(), campaign.campaign_id(),
                    campaign.has_time() ? TimeWords(campaign.time(), language_) : "",
                    TimeAsPrinted(campaign.time(), language_), campaign.part_of_campaign_id()});
    }
    return Part(Say(language_, "Chiến dịch", "Campaigns"), plan_.campaigns_size(), table, {});
  }

  std::string Rounds() const {
    if (plan_.rounds().empty()) return "";
    SparseTable table({{Say(language_, "Đợt", "Round"), Align::kLeft, kScheduleLabelColumns},
                       {Say(language_, "Mã đợt", "Round id")},
                       {Say(language_, "Đơn vị", "Unit"), Align::kLeft, kScheduleNameColumns},
                       {Say(language_, "Thời gian", "When")},
                       {Say(language_, "Như in", "As printed"), Align::kLeft, kScheduleNameColumns},
                       {Say(language_, "Tình trạng", "Status")},
                       {Say(language_, "Chỉ tiêu", "Quota"), Align::kRight},
                       {Say(language_, "Tiếp nhận", "To receive"), Align::kRight},
                       {Say(language_, "Đăng ký", "Registered"), Align::kRight},
                       {Say(language_, "Chủ trì", "Host"), Align::kLeft, kScheduleNameColumns},
                       {Say(language_, "Chiến dịch", "Campaigns")},
                       {Say(language_, "Tính cho", "Counts for")}});
    DetailLines details;
    for (int i = 0; i < plan_.rounds_size(); ++i) {
      const v1::Round& round = plan_.rounds(i);
      const std::string unit =
          round.quotas_size() == 1 ? PlanUnitName(plan_, round.quotas(0).unit_id()) : "";
      const std::string host =
          round.host_name().empty() ? PlanUnitName(plan_, round.host_unit_id()) : round.host_name();
      std::string credit = absl::StrJoin(round.credited_unit_ids(), ", ");
      if (!credit.empty() && round.credit_inferred()) {
        credit += Say(language_, " (suy ra)", " (inferred)");
      }
      table.AddRow({round.label(), round.round_id(), unit, TimeWords(round.time(), language_),
                    TimeAsPrinted(round.time(), language_), RoundStatus(round),
                    RoundQuotaWords(round, language_), FigureWords(round.received(), "", language_),
                    FigureWords(round.registered(), "", language_), host,
                    absl::StrJoin(round.campaign_ids(), ", "), credit});
      details.Begin(round.round_id());
      if (IsCut(round.label(), kScheduleLabelColumns)) {
        details.Add(Say(language_, "tên", "label"), round.label());
      }
      const std::string printed = TimeAsPrinted(round.time(), language_);
      if (IsCut(printed, kScheduleNameColumns)) {
        details.Add(Say(language_, "thời gian in", "time as printed"), printed);
      }
      if (IsCut(host, kScheduleNameColumns)) details.Add(Say(language_, "chủ trì", "host"), host);
      AddRoundDetails(i, details);
      details.End();
    }
    return Part(Say(language_, "Đợt", "Rounds"), plan_.rounds_size(), table, details);
  }

  std::string Tasks() const {
    if (plan_.tasks().empty()) return "";
    SparseTable table({{Say(language_, "Việc", "Task"), Align::kLeft, kScheduleTextColumns},
                       {Say(language_, "Mã", "Id")},
                       {Say(language_, "Loại", "Kind")},
                       {Say(language_, "Thời gian", "When")},
                       {Say(language_, "Như in", "As printed"), Align::kLeft, kScheduleNameColumns},
                       {Say(language_, "Tình trạng", "Status")},
                       {Say(language_, "Chủ trì", "Lead"), Align::kLeft, kScheduleNameColumns},
                       {Say(language_, "Chiến dịch", "Campaign")}});
    DetailLines details;
    for (const v1::Task& task : plan_.tasks()) {
      const auto report = tasks_.find(task.task_id());
      const std::string printed = TimeAsPrinted(task.time(), language_);
      table.AddRow({task.label(), task.task_id(), WordFor(task.kind(), language_),
                    TimeWords(task.time(), language_), printed,
                    report == tasks_.end() ? "" : ProgressWords(*report->second, language_),
                    task.lead(), task.campaign_id()});
      details.Begin(task.task_id());
      if (IsCut(task.label(), kScheduleTextColumns)) {
        details.Add(Say(language_, "việc", "task"), task.label());
      }
      if (IsCut(printed, kScheduleNameColumns)) {
        details.Add(Say(language_, "thời gian in", "time as printed"), printed);
      }
      if (IsCut(task.lead(), kScheduleNameColumns)) {
        details.Add(Say(language_, "chủ trì", "lead"), task.lead());
      }
      details.Add(Say(language_, "phối hợp", "partners"), absl::StrJoin(task.partners(), ", "));
      details.Add(Say(language_, "nơi", "place"), task.place());
      AddNotes(task.notes(), details);
      details.End();
    }
    return Part(Say(language_, "Việc", "Tasks"), plan_.tasks_size(), table, details);
  }

 private:
  std::string RoundStatus(const v1::Round& round) const {
    if (const auto report = rounds_.find(round.round_id()); report != rounds_.end()) {
      return ProgressWords(*report->second, language_) +
             Say(language_, " (báo cáo)", " (reported)");
    }
    const bool usual = round.status() == v1::ROUND_STATUS_UNSPECIFIED ||
                       round.status() == v1::ROUND_STATUS_PLANNED;
    return usual ? "" : WordFor(round.status(), language_);
  }

  void AddRoundDetails(int index, DetailLines& details) const {
    const v1::Round& round = plan_.rounds(index);
    const bool is_column = std::find(columns_.begin(), columns_.end(), index) != columns_.end();
    if (!is_column && round.quotas_size() > 1) {
      std::vector<std::string> quotas;
      for (const v1::RoundQuota& quota : round.quotas()) {
        const std::string units = PrintedNumberWords(quota.units(), language_);
        quotas.push_back(PlanUnitName(plan_, quota.unit_id()) + " " +
                         (units.empty() ? Say(language_, "(không ghi)", "(not stated)") : units));
      }
      details.Add(Say(language_, "chỉ tiêu từng đơn vị", "quotas"), absl::StrJoin(quotas, ", "));
    }
    details.Add(Say(language_, "phối hợp", "partners"), absl::StrJoin(round.partners(), ", "));
    std::vector<std::string> units;
    for (const std::string& unit : round.contributing_unit_ids()) {
      units.push_back(PlanUnitName(plan_, unit));
    }
    details.Add(Say(language_, "đơn vị tham gia", "contributing units"),
                absl::StrJoin(units, ", "));
    details.Add(Say(language_, "nơi tổ chức", "place"), round.place());
    details.Add(Say(language_, "nơi tiếp nhận máu", "receiving body"), round.receiving_body());
    details.Add(Say(language_, "bù cho đợt", "makes up for"), round.make_up_for_round_id());
    AddNotes(round.notes(), details);
  }

  template <typename Notes>
  void AddNotes(const Notes& notes, DetailLines& details) const {
    for (const v1::Text& note : notes) {
      details.Add(Say(language_, "ghi chú", "note"), PlainText(view_, note, language_));
    }
  }

  std::string Part(const std::string& heading, int count, const SparseTable& table,
                   const DetailLines& details) const {
    return "\n" + heading + " (" + FormatCount(count, language_) + "):\n" + table.ToText() +
           details.text();
  }

  const v1::PlanView& view_;
  const v1::PlanIssued& plan_;
  const Language language_;
  std::vector<int> columns_;
  std::map<std::string, const v1::ProgressReport*> rounds_;
  std::map<std::string, const v1::ProgressReport*> tasks_;
};

}  // namespace

std::string PlanScheduleText(const v1::PlanView& view, Language language) {
  const SchedulePart part(view, language);
  return part.Targets() + part.Campaigns() + part.Rounds() + part.Tasks();
}

std::vector<int> RoundColumns(const v1::PlanIssued& plan) {
  std::vector<int> columns;
  for (int i = 0; i < plan.rounds_size(); ++i) {
    int of_rows = 0;
    for (const v1::RoundQuota& quota : plan.rounds(i).quotas()) {
      of_rows += std::any_of(plan.rows().begin(), plan.rows().end(), [&](const v1::PlanRow& row) {
        return row.holder_unit_id() == quota.unit_id();
      });
      if (of_rows > 1) break;
    }
    if (of_rows > 1) columns.push_back(i);
  }
  if (columns.size() > kMostRoundColumns) columns.clear();
  return columns;
}

std::string PlanUnitName(const v1::PlanIssued& plan, std::string_view unit_id) {
  for (const v1::PlanRow& row : plan.rows()) {
    if (row.holder_unit_id() == unit_id && !row.printed_name().empty()) return row.printed_name();
  }
  return std::string(unit_id);
}

}  // namespace hemoledger

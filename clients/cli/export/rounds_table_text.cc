#include "clients/cli/export/rounds_table_text.h"

#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "clients/cli/export/plan_row_text.h"
#include "clients/cli/export/schedule_text.h"
#include "clients/cli/input/figures.h"
#include "clients/cli/input/rounds_table.h"
#include "clients/cli/input/text_forms.h"
#include "clients/cli/input/words.h"
#include "clients/cli/render/csv.h"
#include "clients/cli/render/say.h"
#include "proto/base/strings.h"
#include "services/domain/plan_form.h"
#include "services/domain/planned_time.h"

namespace hemoledger {
namespace {

using Cells = std::map<std::string_view, std::string>;

// The lines of one round; what a cell can not say makes `fits` false.
class RoundLines {
 public:
  RoundLines(const v1::Round& round, const PlanTexts& texts, Language language)
      : round_(round), texts_(texts), language_(language) {
    Cells first;
    first["id"] = round.round_id();
    Name(first, "label", round.label());
    if (round.has_time()) Time(first);
    if (round.status() != v1::ROUND_STATUS_UNSPECIFIED) {
      first["status"] = RoundStatusWords().WordOf(round.status(), language);
    }
    if (round.has_received()) Figure(first, "received", round.received());
    if (round.has_registered()) Figure(first, "registered", round.registered());
    first["host"] = round.host_unit_id();
    Name(first, "host_name", round.host_name());
    List(first, "partners", round.partners());
    List(first, "contributing", round.contributing_unit_ids());
    Name(first, "place", round.place());
    Name(first, "receiving_body", round.receiving_body());
    List(first, "campaigns", round.campaign_ids());
    List(first, "credited_to", round.credited_unit_ids());
    if (round.credit_inferred()) first["inferred"] = Yes();
    first["make_up_for"] = round.make_up_for_round_id();
    Notes(first);
    Units(std::move(first));
  }

  bool fits() const { return fits_; }
  const std::vector<Cells>& lines() const { return lines_; }
  int erased_notes() const { return erased_notes_; }

 private:
  std::string Yes() const { return std::string(YesNoWords().WordOf(1, language_)); }

  void Name(Cells& cells, std::string_view key, const std::string& text) {
    fits_ = fits_ && IsCellName(text);
    cells[key] = text;
  }

  // A time without a form may have its printed text alone.
  void Time(Cells& cells) {
    const v1::PlannedTime& time = round_.time();
    cells["time"] = PlannedTimeText(time, language_);
    Name(cells, "time_text", time.text());
    if (time.tentative()) cells["tentative"] = Yes();
    fits_ = fits_ &&
            (IsUnknown(time) ? time.tentative() || !time.text().empty() : !cells["time"].empty());
  }

  void Figure(Cells& cells, std::string_view key, const v1::Figure& figure) {
    const std::optional<std::string> text = FigureText(figure, FigureKind::kCount);
    fits_ = fits_ && text && TrimSpaces(*text) == *text;
    cells[key] = text.value_or("");
  }

  template <typename Texts>
  void List(Cells& cells, std::string_view key, const Texts& texts) {
    std::string list;
    for (const std::string& text : texts) {
      fits_ = fits_ && !text.empty() && IsCellName(text) && text.find('|') == std::string::npos;
      list += Concat(list.empty() ? "" : "|", text);
    }
    cells[key] = std::move(list);
  }

  void Notes(Cells& cells) {
    std::string list;
    for (const v1::Text& note : round_.notes()) {
      const std::optional<std::string> text = texts_.Find(note);
      if (!text) {
        ++erased_notes_;
        continue;
      }
      fits_ = fits_ && !text->empty() && TrimSpaces(*text) == *text &&
              text->find('\n') == std::string::npos;
      list += Concat(list.empty() ? "" : "\n", *text);
    }
    cells["notes"] = std::move(list);
  }

  // Without quotas the round is a line of its own.
  void Units(Cells first) {
    lines_.push_back(std::move(first));
    for (int i = 0; i < round_.quotas_size(); ++i) {
      const v1::RoundQuota& quota = round_.quotas(i);
      if (i > 0) lines_.push_back({{"id", round_.round_id()}});
      lines_.back()["unit_id"] = quota.unit_id();
      if (!quota.has_units()) continue;
      const std::optional<std::string> cell = FigureCell(quota.units(), kMaxQuotaUnits);
      fits_ = fits_ && cell.has_value();
      lines_.back()["units"] = cell.value_or("");
    }
  }

  const v1::Round& round_;
  const PlanTexts& texts_;
  const Language language_;
  bool fits_ = true;
  int erased_notes_ = 0;
  std::vector<Cells> lines_;
};

}  // namespace

std::string WriteRoundsTable(const v1::PlanIssued& plan, const PlanTexts& texts, Language language,
                             std::vector<std::string>& erased) {
  if (plan.rounds_size() < kRoundsOfATable) return "";
  std::vector<Cells> lines;
  std::vector<std::string> told;
  for (const v1::Round& round : plan.rounds()) {
    const RoundLines one(round, texts, language);
    if (!one.fits()) return "";
    lines.insert(lines.end(), one.lines().begin(), one.lines().end());
    for (int i = 0; i < one.erased_notes(); ++i) {
      told.push_back(Concat("rounds ", round.round_id(), ": ", Say(language, "ghi chú", "notes")));
    }
  }
  erased.insert(erased.end(), told.begin(), told.end());

  std::set<std::string_view> used = {"id", "label"};
  for (const Cells& line : lines) {
    for (const auto& [key, cell] : line) {
      if (!cell.empty()) used.insert(key);
    }
  }
  std::vector<std::string_view> keys;
  std::vector<std::string> headings;
  for (const ColumnSpec& column : RoundTableColumns()) {
    if (!used.contains(column.key)) continue;
    keys.push_back(column.key);
    headings.emplace_back(RoundColumnHeading(column.key, language));
  }
  Csv table(headings);
  for (const Cells& line : lines) {
    std::vector<std::string> cells;
    for (const std::string_view key : keys) {
      const auto cell = line.find(key);
      cells.push_back(cell == line.end() ? "" : cell->second);
    }
    table.AddRow(cells);
  }
  return "\xEF\xBB\xBF" + table.TakeText();
}

}  // namespace hemoledger

// What a plan schedules and wants, as tables of its header: campaigns, rounds, targets, tasks, and
// totals as printed. The reader is clients/cli/input/schedule_parts.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/export/plan_texts.h"
#include "clients/cli/export/toml_text.h"
#include "clients/cli/input/figures.h"
#include "hemoledger/v1/plans.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

// "key = value" with a line end; blank where the value is.
std::string TomlLine(std::string_view key, std::string_view value);

// A time in a cell or between quotes, without its printed text and "dự kiến"; blank: nothing says
// it so that it is read back.
std::string PlannedTimeText(const v1::PlannedTime& time, Language language);

// Keeps references.
class ScheduleWriter {
 public:
  // `erased` gets what was erased from the ledger ("tasks hop: notes").
  ScheduleWriter(const PlanTexts& texts, Language language, TomlText& toml,
                 std::vector<std::string>& erased)
      : texts_(texts), language_(language), toml_(toml), erased_(erased) {}

  // Each begins with its line [[…]] after a blank one.
  std::string Campaign(const v1::Campaign& campaign);
  std::string Round(const v1::Round& round);
  std::string Target(const v1::Target& target);
  std::string Task(const v1::Task& task);

  // The lines of [stated]; with the quota columns those of groups.
  std::vector<std::string> StatedTotals(const v1::StatedTotals& totals);

  // "notes = […]"; blank: there are none. `of` is told with erased ones.
  template <typename Notes>
  std::string NotesLine(const Notes& notes, std::string_view of) {
    return NotesLineOf({notes.begin(), notes.end()}, of);
  }

 private:
  std::string Text(std::string_view key, const std::string& text);
  template <typename Texts>
  std::string List(std::string_view key, const Texts& texts);
  std::string TimeLines(const v1::PlannedTime& time);
  std::string TimeTable(const v1::PlannedTime& time);
  std::string Figure(const v1::Figure& figure, FigureKind kind);
  std::string Quotas(const v1::Round& round);
  std::string Scope(const v1::TargetScope& scope);
  std::string NotesLineOf(const std::vector<v1::Text>& notes, std::string_view of);

  const PlanTexts& texts_;
  const Language language_;
  TomlText& toml_;
  std::vector<std::string>& erased_;
};

}  // namespace hemoledger

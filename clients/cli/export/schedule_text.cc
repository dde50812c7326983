#include "clients/cli/export/schedule_text.h"

#include <optional>

#include "absl/strings/str_format.h"
#include "clients/cli/input/words.h"
#include "clients/cli/render/say.h"
#include "google/protobuf/util/message_differencer.h"
#include "proto/base/strings.h"
#include "services/domain/civil_date.h"
#include "services/domain/planned_time.h"

namespace hemoledger {
namespace {

// "{ a = 1, b = 2 }".
std::string InlineTable(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += Concat(text.empty() ? "" : ", ", part);
  return text.empty() ? "{}" : Concat("{ ", text, " }");
}

std::string IntervalLines(const v1::Interval& interval) {
  if (interval.last_date() == 0) return TomlLine("date", TomlDate(interval.first_date()));
  return TomlLine("from", TomlDate(interval.first_date())) +
         TomlLine("to", TomlDate(interval.last_date()));
}

}  // namespace

std::string TomlLine(std::string_view key, std::string_view value) {
  return value.empty() ? "" : Concat(key, " = ", value, "\n");
}

std::string PlannedTimeText(const v1::PlannedTime& time, Language language) {
  v1::PlannedTime form = time;
  form.clear_text();
  form.clear_tentative();
  if (IsUnknown(form)) return "";
  std::string text = FormatPlannedTime(form, language);
  const std::optional<v1::PlannedTime> read = ParsePlannedTime(text);
  const bool same = read && google::protobuf::util::MessageDifferencer::Equals(*read, form);
  return same ? text : "";
}

std::string ScheduleWriter::Text(std::string_view key, const std::string& text) {
  return text.empty() ? "" : TomlLine(key, toml_.Quoted(text));
}

template <typename Texts>
std::string ScheduleWriter::List(std::string_view key, const Texts& texts) {
  return texts.empty() ? "" : TomlLine(key, toml_.List({texts.begin(), texts.end()}));
}

std::string ScheduleWriter::NotesLineOf(const std::vector<v1::Text>& notes, std::string_view of) {
  std::vector<std::string> plain;
  for (const v1::Text& note : notes) {
    if (const auto text = texts_.Find(note)) {
      plain.push_back(*text);
    } else {
      erased_.push_back(Concat(of, ": ", Say(language_, "ghi chú", "notes")));
    }
  }
  return List("notes", plain);
}

// The parts of a time, where no text says them.
std::string ScheduleWriter::TimeTable(const v1::PlannedTime& time) {
  std::vector<std::string> parts;
  std::string list;
  const auto add_to_list = [&](const std::string& value) {
    list += Concat(list.empty() ? "" : ", ", value);
  };
  switch (time.form_case()) {
    case v1::PlannedTime::kDates:
      for (const int32_t date : time.dates().dates()) add_to_list(TomlDate(date));
      parts.push_back(Concat("dates = [", list, "]"));
      break;
    case v1::PlannedTime::kRange:
      parts.push_back(Concat("from = ", TomlDate(time.range().first_date())));
      if (time.range().last_date() != 0) {
        parts.push_back(Concat("to = ", TomlDate(time.range().last_date())));
      }
      break;
    case v1::PlannedTime::kMonths:
      for (const int32_t month : time.months().months()) {
        add_to_list(absl::StrFormat("\"%04d-%02d\"", month / 100, month % 100));
      }
      parts.push_back(Concat("months = [", list, "]"));
      break;
    case v1::PlannedTime::kQuarter:
      parts.push_back(Concat("year = ", time.quarter().year()));
      parts.push_back(Concat("quarter = ", time.quarter().quarter()));
      break;
    case v1::PlannedTime::kDeadline:
      parts.push_back(Concat(time.deadline().inclusive() ? "by" : "before", " = ",
                             TomlDate(time.deadline().date())));
      break;
    case v1::PlannedTime::kAlternatives:
      for (const v1::PlannedTime& one : time.alternatives().times()) add_to_list(TimeTable(one));
      parts.push_back(Concat("alternatives = [", list, "]"));
      break;
    case v1::PlannedTime::FORM_NOT_SET:
      break;
  }
  return InlineTable(parts);
}

std::string ScheduleWriter::TimeLines(const v1::PlannedTime& time) {
  std::string lines;
  if (const std::string text = PlannedTimeText(time, language_); !text.empty()) {
    lines += Text("time", text);
  } else if (!IsUnknown(time) || (time.text().empty() && !time.tentative())) {
    // A time that says nothing is one all the same.
    lines += TomlLine("time", TimeTable(time));
  }
  lines += Text("time_text", time.text());
  if (time.tentative()) lines += TomlLine("tentative", "true");
  return lines;
}

std::string ScheduleWriter::Figure(const v1::Figure& figure, FigureKind kind) {
  if (const auto text = FigureText(figure, kind)) return toml_.Quoted(*text);
  std::vector<std::string> parts = {
      Concat("comparator = ", toml_.Quoted(ComparatorSign(figure.comparator())))};
  const auto add = [&](const v1::PrintedDecimal& number, std::string_view value_key,
                       std::string_view text_key) {
    if (number.has_unscaled()) {
      parts.push_back(Concat(value_key, " = ", toml_.Quoted(PlainDecimal(number))));
    }
    if (!number.text().empty()) {
      parts.push_back(Concat(text_key, " = ", toml_.Quoted(number.text())));
    }
  };
  add(figure.value(), "value", "text");
  if (figure.has_upper()) add(figure.upper(), "upper", "upper_text");
  return InlineTable(parts);
}

std::string ScheduleWriter::Campaign(const v1::Campaign& campaign) {
  std::string text =
      "\n[[campaigns]]\n" + Text("id", campaign.campaign_id()) + Text("label", campaign.label());
  if (campaign.has_time()) text += TimeLines(campaign.time());
  return text + Text("part_of", campaign.part_of_campaign_id());
}

std::string ScheduleWriter::Quotas(const v1::Round& round) {
  std::string list;
  for (const v1::RoundQuota& quota : round.quotas()) {
    std::vector<std::string> parts = {Concat("unit = ", toml_.Quoted(quota.unit_id()))};
    if (quota.has_units()) parts.push_back(Concat("units = ", toml_.Number(quota.units())));
    list += Concat("  ", InlineTable(parts), ",\n");
  }
  return list.empty() ? "" : TomlLine("quotas", Concat("[\n", list, "]"));
}

std::string ScheduleWriter::Round(const v1::Round& round) {
  std::string text = "\n[[rounds]]\n" + Text("id", round.round_id()) + Text("label", round.label());
  if (round.has_time()) text += TimeLines(round.time());
  if (round.status() != v1::ROUND_STATUS_UNSPECIFIED) {
    text += TomlLine("status", toml_.Quoted(RoundStatusWords().WordOf(round.status(), language_)));
  }
  if (round.has_received()) {
    text += TomlLine("received", Figure(round.received(), FigureKind::kCount));
  }
  if (round.has_registered()) {
    text += TomlLine("registered", Figure(round.registered(), FigureKind::kCount));
  }
  text += Quotas(round);
  text += Text("host", round.host_unit_id()) + Text("host_name", round.host_name());
  text += List("partners", round.partners());
  text += List("contributing", round.contributing_unit_ids());
  text += Text("place", round.place()) + Text("receiving_body", round.receiving_body());
  text += List("campaigns", round.campaign_ids());
  text += List("credited_to", round.credited_unit_ids());
  if (round.credit_inferred()) text += TomlLine("inferred", "true");
  text += Text("make_up_for", round.make_up_for_round_id());
  return text + NotesLine(round.notes(), Concat("rounds ", round.round_id()));
}

std::string ScheduleWriter::Scope(const v1::TargetScope& scope) {
  std::string text = List("units", scope.unit_ids());
  if (scope.each()) text += TomlLine("each", "true");
  text += Text("scope", scope.text()) + Text("campaign", scope.campaign_id()) +
          Text("round", scope.round_id());
  return scope.has_interval() ? text + IntervalLines(scope.interval()) : text;
}

std::string ScheduleWriter::Target(const v1::Target& target) {
  return "\n[[targets]]\n" + Text("id", target.target_id()) +
         TomlLine("metric", toml_.Quoted(TargetMetricWords().WordOf(target.metric(), language_))) +
         TomlLine("value", Figure(target.value(), KindOf(target.metric()))) +
         Text("text", target.text()) + Text("place", target.place()) + Scope(target.scope()) +
         Text("indicator", target.indicator());
}

std::string ScheduleWriter::Task(const v1::Task& task) {
  std::string text = "\n[[tasks]]\n" + Text("id", task.task_id());
  if (task.kind() != v1::TASK_KIND_UNSPECIFIED) {
    text += TomlLine("kind", toml_.Quoted(TaskKindWords().WordOf(task.kind(), language_)));
  }
  text += Text("label", task.label()) + Text("lead", task.lead());
  text += List("partners", task.partners()) + Text("place", task.place());
  if (task.has_time()) text += TimeLines(task.time());
  text += Text("campaign", task.campaign_id());
  return text + NotesLine(task.notes(), Concat("tasks ", task.task_id()));
}

std::vector<std::string> ScheduleWriter::StatedTotals(const v1::StatedTotals& totals) {
  std::vector<std::string> parts;
  const auto add = [&](std::string_view key, bool stated, const v1::PrintedNumber& number) {
    if (stated) parts.push_back(Concat(key, " = ", toml_.Number(number)));
  };
  const v1::Quota& quota = totals.quota();
  add("quota", quota.has_units(), quota.units());
  add("converted_quota", quota.has_converted_units(), quota.converted_units());
  if (totals.has_quota() && parts.empty()) parts.push_back("blank_quota = true");
  add("population", totals.has_population(), totals.population());
  for (const auto& [key, text] :
       {std::pair<std::string_view, const std::string*>("population_share",
                                                        &totals.population_share_text()),
        std::pair<std::string_view, const std::string*>(
            "converted_population_share", &totals.converted_population_share_text())}) {
    if (!text->empty()) parts.push_back(Concat(key, " = ", toml_.Quoted(*text)));
  }
  add("round_count", totals.has_round_count(), totals.round_count());
  std::string rounds;
  for (const v1::StatedRoundTotal& total : totals.rounds()) {
    std::vector<std::string> round = {Concat("round = ", toml_.Quoted(total.round_id()))};
    if (total.has_units()) round.push_back(Concat("units = ", toml_.Number(total.units())));
    rounds += Concat(rounds.empty() ? "" : ", ", InlineTable(round));
  }
  if (!rounds.empty()) parts.push_back(Concat("rounds = [", rounds, "]"));
  return parts;
}

}  // namespace hemoledger

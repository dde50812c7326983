#include "clients/cli/render/compare_view.h"

#include <vector>

#include "clients/cli/render/csv.h"
#include "clients/cli/render/moments.h"
#include "clients/cli/render/say.h"
#include "clients/cli/render/table.h"
#include "proto/base/strings.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

constexpr int kPercentDecimals = 1;

// "+150", "−20", "0".
std::string SignedCount(int64_t difference, Language language) {
  if (difference < 0) return "−" + FormatCount(-difference, language);
  return (difference > 0 ? "+" : "") + FormatCount(difference, language);
}

std::string ComparedQuota(const v1::ComparedFigures& figures, Language language) {
  return figures.has_quota_units() ? FormatCount(figures.quota_units(), language) : "";
}

std::string ComparedPercent(const v1::ComparedFigures& figures, Language language) {
  if (!figures.has_ratio_numerator() || figures.ratio_denominator() <= 0) return "";
  return FormatBarePercent(figures.ratio_numerator(), figures.ratio_denominator(), kPercentDecimals,
                           language);
}

std::vector<std::string> ComparedCells(const std::string& name, bool has_before,
                                       const v1::ComparedFigures& before, bool has_after,
                                       const v1::ComparedFigures& after, Language language) {
  const auto received = [&](bool has, const v1::ComparedFigures& figures) {
    return has ? FormatCount(figures.received_units(), language) : "";
  };
  const bool both = has_before && has_after;
  const bool quotas = both && before.has_quota_units() && after.has_quota_units();
  return {name,
          ComparedQuota(before, language),
          received(has_before, before),
          ComparedPercent(before, language),
          ComparedQuota(after, language),
          received(has_after, after),
          ComparedPercent(after, language),
          quotas ? SignedCount(after.quota_units() - before.quota_units(), language) : "",
          both ? SignedCount(after.received_units() - before.received_units(), language) : ""};
}

}  // namespace

std::string ComparisonText(const v1::ComparePlansResponse& answer, std::string_view before_plan_id,
                           std::string_view after_plan_id, Language language) {
  const std::string before = Say(language, "Trước\n", "Before\n");
  const std::string after = Say(language, "Sau\n", "After\n");
  const std::string quota = Say(language, "chỉ tiêu", "quota");
  const std::string received = Say(language, "tiếp nhận", "received");
  const std::string difference = Say(language, "Chênh lệch\n", "Difference\n");
  Table table({{Say(language, "Đơn vị", "Unit")},
               {before + quota, Align::kRight},
               {before + received, Align::kRight},
               {before + "%", Align::kRight},
               {after + quota, Align::kRight},
               {after + received, Align::kRight},
               {after + "%", Align::kRight},
               {difference + quota, Align::kRight},
               {difference + received, Align::kRight}});
  std::string carried_on;
  for (const v1::PlanComparison& holder : answer.holders()) {
    const bool other = !holder.predecessor_unit_id().empty();
    const std::string name = holder.name().empty() ? holder.unit_id() : holder.name();
    table.AddRow(ComparedCells(name + (other ? " *" : ""), holder.has_before(), holder.before(),
                               holder.has_after(), holder.after(), language));
    if (!other) continue;
    carried_on +=
        Concat("* ", name, " (", holder.unit_id(),
               "): ", Say(language, "ở kế hoạch trước là ", "in the earlier plan "),
               holder.predecessor_name().empty() ? holder.predecessor_unit_id()
                                                 : holder.predecessor_name(),
               " (", holder.predecessor_unit_id(), "); ",
               Say(language, "đơn vị này kế thừa đơn vị kia.\n", "one carries on the other.\n"));
  }
  table.AddRule();
  table.AddRow(ComparedCells(Say(language, "Tổng cộng", "Total"), true, answer.total_before(), true,
                             answer.total_after(), language));
  return Concat(
      Say(language, "Trước: ", "Before: "), answer.before_title(), " (", before_plan_id, ")\n",
      Say(language, "Sau:   ", "After:  "), answer.after_title(), " (", after_plan_id, ")\n",
      Say(language, "Số liệu tính bằng đơn vị máu (ĐVM); ô trống: kế hoạch đó không có.\n",
          "In blood units; a blank cell: that plan does not have it.\n"),
      "\n", table.ToText(), "\n", carried_on,
      Say(language, "Số liệu tính đến vị trí ", "As of position "),
      FormatCount(static_cast<int64_t>(answer.reflects().position()), language),
      Say(language, " của sổ, ghi lúc ", ", recorded "),
      FormatMoment(answer.reflects().record_time_micros(), language), ".\n");
}

std::string ComparisonCsv(const v1::ComparePlansResponse& answer) {
  Csv csv({"unit_id", "name", "predecessor_unit_id", "before_quota_units", "before_received_units",
           "before_percent", "after_quota_units", "after_received_units", "after_percent",
           "position"});
  const auto add = [&](const std::string& unit_id, const std::string& name,
                       const std::string& predecessor, bool has_before,
                       const v1::ComparedFigures& before, bool has_after,
                       const v1::ComparedFigures& after) {
    const auto quota = [](const v1::ComparedFigures& figures) {
      return figures.has_quota_units() ? std::to_string(figures.quota_units()) : std::string();
    };
    const auto received = [](bool has, const v1::ComparedFigures& figures) {
      return has ? std::to_string(figures.received_units()) : std::string();
    };
    const auto percent = [](const v1::ComparedFigures& figures) {
      return figures.has_ratio_numerator() && figures.ratio_denominator() > 0
                 ? PlainPercent(figures.ratio_numerator(), figures.ratio_denominator(),
                                kPercentDecimals)
                 : std::string();
    };
    csv.AddRow({unit_id, name, predecessor, quota(before), received(has_before, before),
                percent(before), quota(after), received(has_after, after), percent(after),
                std::to_string(answer.reflects().position())});
  };
  for (const v1::PlanComparison& holder : answer.holders()) {
    add(holder.unit_id(), holder.name(), holder.predecessor_unit_id(), holder.has_before(),
        holder.before(), holder.has_after(), holder.after());
  }
  add("total", "", "", true, answer.total_before(), true, answer.total_after());
  return csv.text();
}

}  // namespace hemoledger

#include "tests/bench/whole/measurement.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "absl/strings/str_format.h"
#include "proto/base/strings.h"

namespace hemoledger::bench {
namespace {

constexpr int kChartWidth = 900;
constexpr int kLabelWidth = 260;
constexpr int kBarStep = 34;
constexpr int kChartTop = 60;

std::string Number(double value) {
  return absl::StrFormat(value >= 100 ? "%.0f" : "%.3g", value);
}

std::string GoalOf(const Ratio& ratio, std::string_view at_most, std::string_view at_least) {
  if (!ratio.goal.has_value()) return "-";
  return Concat(ratio.at_most ? at_most : at_least, Number(*ratio.goal));
}

}  // namespace

double Seconds(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double RunFor(double seconds, int threads,
              const std::function<void(int thread, const std::atomic<bool>& stop)>& work) {
  std::atomic<bool> stop{false};
  std::atomic<int> running{threads};
  return Seconds([&] {
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    std::vector<std::thread> started;
    for (int i = 0; i < threads; ++i) {
      started.emplace_back([&, i] {
        work(i, stop);
        --running;
      });
    }
    while (running > 0 && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    stop = true;
    for (std::thread& thread : started) thread.join();
  });
}

void Die(const std::string& what) {
  std::cerr << "benchmark: " << what << std::endl;
  std::exit(1);
}

void Samples::Add(std::string_view name, double value) {
  const auto [values, is_new] = values_.try_emplace(std::string(name));
  if (is_new) names_.emplace_back(name);
  values->second.push_back(value);
}

const std::vector<double>& Samples::Of(std::string_view name) const {
  static const std::vector<double> kNone;
  const auto found = values_.find(name);
  return found == values_.end() ? kNone : found->second;
}

bool RatioResult::reached() const {
  if (!spread.has_value() || !ratio.goal.has_value()) return false;
  return ratio.at_most ? spread->median <= *ratio.goal : spread->median >= *ratio.goal;
}

double Percentile99(std::vector<double> values) {
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(values.size() * 99 / 100);
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

std::optional<RatioResult::Spread> SpreadOf(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  return RatioResult::Spread{values[values.size() / 2], values.front(), values.back()};
}

std::vector<RatioResult> Reckon(const Samples& samples, const std::vector<Ratio>& ratios) {
  std::vector<RatioResult> results;
  for (const Ratio& ratio : ratios) {
    const std::vector<double>& above = samples.Of(ratio.numerator);
    const std::vector<double>& below = samples.Of(ratio.denominator);
    // Run by run: what slows the machine for a while slows both.
    std::vector<double> values;
    for (size_t i = 0; i < std::min(above.size(), below.size()); ++i) {
      values.push_back(above[i] / below[i]);
    }
    results.push_back({ratio, SpreadOf(std::move(values))});
  }
  return results;
}

std::string FiguresTable(const Samples& samples) {
  std::string text = absl::StrFormat("%-58s %12s %12s %12s\n", "figure", "median", "min", "max");
  for (const std::string& name : samples.names()) {
    const auto spread = SpreadOf(samples.Of(name));
    text += absl::StrFormat("%-58s %12s %12s %12s\n", name, Number(spread->median),
                            Number(spread->min), Number(spread->max));
  }
  return text;
}

std::string RatiosTable(const std::vector<RatioResult>& results) {
  std::string text =
      absl::StrFormat("%-38s %9s %9s %9s %8s\n", "ratio", "median", "min", "max", "goal");
  for (const RatioResult& result : results) {
    const std::string goal = GoalOf(result.ratio, "<= ", ">= ");
    if (!result.spread.has_value()) {
      text += absl::StrFormat("%-38s %9s %9s %9s %8s\n", result.ratio.name, "-", "-", "-", goal);
      continue;
    }
    text += absl::StrFormat("%-38s %9s %9s %9s %8s  %s\n", result.ratio.name,
                            Number(result.spread->median), Number(result.spread->min),
                            Number(result.spread->max), goal, result.reached() ? "reached" : "");
  }
  return text;
}

std::string RatiosJson(const std::vector<RatioResult>& results) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const RatioResult& result : results) {
    nlohmann::ordered_json entry;
    entry["name"] = result.ratio.name;
    for (const char* key : {"median", "min", "max"}) entry[key] = nullptr;
    if (result.spread.has_value()) {
      entry["median"] = result.spread->median;
      entry["min"] = result.spread->min;
      entry["max"] = result.spread->max;
    }
    entry["goal"] = nullptr;
    if (result.ratio.goal.has_value()) entry["goal"] = *result.ratio.goal;
    list.push_back(std::move(entry));
  }
  return nlohmann::ordered_json{{"ratios", std::move(list)}}.dump(1) + "\n";
}

std::string RatiosSvg(const std::vector<RatioResult>& results, std::string_view caption) {
  // A ratio of the goal's own size stands at the middle; two powers of ten to each side.
  const auto place = [](double share_of_goal) {
    const double power = std::clamp(std::log10(std::max(share_of_goal, 1e-6)), -2.0, 2.0);
    return kLabelWidth + (power + 2.0) / 4.0 * (kChartWidth - kLabelWidth - 120);
  };
  const int height = kChartTop + kBarStep * static_cast<int>(results.size()) + 30;
  std::string svg = absl::StrFormat(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
      "font-family=\"sans-serif\" font-size=\"13\">\n<rect width=\"100%%\" height=\"100%%\" "
      "fill=\"white\"/>\n<text x=\"10\" y=\"22\">%s</text>\n",
      kChartWidth, height, std::string(caption));
  svg += absl::StrFormat(
      "<line x1=\"%.0f\" y1=\"%d\" x2=\"%.0f\" y2=\"%d\" stroke=\"#888\" "
      "stroke-dasharray=\"4\"/>\n<text x=\"%.0f\" y=\"%d\" fill=\"#555\">goal</text>\n",
      place(1), kChartTop - 8, place(1), height - 20, place(1) + 4, kChartTop - 10);
  for (size_t i = 0; i < results.size(); ++i) {
    const RatioResult& result = results[i];
    const int y = kChartTop + kBarStep * static_cast<int>(i) + 12;
    svg += absl::StrFormat("<text x=\"10\" y=\"%d\">%s</text>\n", y + 4, result.ratio.name);
    if (!result.spread.has_value()) {
      svg += absl::StrFormat("<text x=\"%d\" y=\"%d\" fill=\"#999\">not measured</text>\n",
                             kLabelWidth, y + 4);
      continue;
    }
    const double goal = result.ratio.goal.value_or(1);
    const char* color = !result.ratio.goal.has_value() ? "#555"
                        : result.reached()             ? "#2a7d4f"
                                                       : "#b3372f";
    // Better is to the right.
    const auto share = [&](double value) {
      return result.ratio.at_most ? goal / value : value / goal;
    };
    const double a = place(share(result.spread->min));
    const double b = place(share(result.spread->max));
    svg += absl::StrFormat(
        "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\" stroke-width=\"5\" "
        "stroke-opacity=\"0.4\"/>\n<circle cx=\"%.1f\" cy=\"%d\" r=\"6\" fill=\"%s\"/>\n<text "
        "x=\"%d\" y=\"%d\">%s %s</text>\n",
        std::min(a, b), y, std::max(a, b), y, color, place(share(result.spread->median)), y, color,
        kChartWidth - 130, y + 4, Number(result.spread->median),
        result.ratio.goal.has_value() ? Concat("(", GoalOf(result.ratio, "≤ ", "≥ "), ")") : "");
  }
  return svg + "</svg>\n";
}

void WriteFile(const std::string& path, const std::string& text) {
  if (path.empty()) return;
  std::ofstream file(path);
  file << text;
  file.flush();
  if (!file.good()) Die("can not write " + path);
}

}  // namespace hemoledger::bench

// Samples of interleaved runs, the ratios between them, and how they are told: table, JSON, chart.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hemoledger::bench {

double Seconds(const std::function<void()>& work);

// Runs `work` on threads of their own, numbered from 0, until each has returned; sets `stop` after
// `seconds`. Gives how long it took.
double RunFor(double seconds, int threads,
              const std::function<void(int thread, const std::atomic<bool>& stop)>& work);

// Ends the process: a figure that was not measured right is worse than none.
[[noreturn]] void Die(const std::string& what);

// Figures by name, one a run. A name that a run has no figure for (a peer that is not installed) is
// left out of that run.
class Samples {
 public:
  void Add(std::string_view name, double value);
  const std::vector<double>& Of(std::string_view name) const;
  // In the order of the first Add.
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::vector<std::string> names_;
  std::map<std::string, std::vector<double>, std::less<>> values_;
};

// The figure that 99 of 100 do not exceed. REQUIRES: not empty.
double Percentile99(std::vector<double> values);

// A ratio of two figures, taken run by run, with this project's goal (docs/performance.md).
struct Ratio {
  std::string name;
  std::string numerator;
  std::string denominator;
  // Absent: the ratio is told as it is.
  std::optional<double> goal;
  // The goal is reached from below: smaller is better.
  bool at_most = false;
};

struct RatioResult {
  Ratio ratio;
  // Absent: not measured.
  struct Spread {
    double median = 0;
    double min = 0;
    double max = 0;
  };
  std::optional<Spread> spread;
  bool reached() const;
};

std::optional<RatioResult::Spread> SpreadOf(std::vector<double> values);
std::vector<RatioResult> Reckon(const Samples& samples, const std::vector<Ratio>& ratios);

// For the terminal.
std::string FiguresTable(const Samples& samples);
std::string RatiosTable(const std::vector<RatioResult>& results);
// {"ratios":[{"name","median","min","max","goal"}, …]}; null where not measured, or without a goal.
std::string RatiosJson(const std::vector<RatioResult>& results);
// Bars from minimum to maximum with the median, against the goal (1 where there is none), on a
// logarithmic scale.
std::string RatiosSvg(const std::vector<RatioResult>& results, std::string_view caption);
// Nothing where `path` is empty. Ends the process where it can not be written.
void WriteFile(const std::string& path, const std::string& text);

}  // namespace hemoledger::bench

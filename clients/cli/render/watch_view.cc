#include "clients/cli/render/watch_view.h"

#include <algorithm>

#include "absl/strings/str_split.h"
#include "clients/cli/render/say.h"
#include "clients/cli/render/text_width.h"
#include "proto/base/check.h"
#include "proto/base/strings.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

std::string Difference(int64_t units, Language language) {
  return units > 0 ? "+" + FormatCount(units, language) : "−" + FormatCount(-units, language);
}

// `own` before `figures`: a row's own receipts are what came in.
std::string MarkOf(const v1::AttainmentLine& before, const v1::AttainmentLine& after,
                   Language language) {
  const int64_t own = after.own().received_units() - before.own().received_units();
  const int64_t credited = after.figures().received_units() - before.figures().received_units();
  if (own != 0) return Difference(own, language);
  return credited != 0 ? Difference(credited, language) : "≠";
}

std::vector<std::string> LinesOf(std::string_view text) {
  if (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  return absl::StrSplit(std::string(text), '\n');
}

bool IsRule(const std::string& line) {
  return line.starts_with("─");
}

}  // namespace

std::vector<std::string> ChangeMarks(const v1::GetAttainmentResponse& before,
                                     const v1::GetAttainmentResponse& after,
                                     const std::vector<uint32_t>& changed, Language language) {
  HL_CHECK(before.lines_size() == after.lines_size());
  std::vector<std::string> marks(static_cast<size_t>(after.lines_size()) + 1);
  for (const uint32_t index : changed) {
    const int line = static_cast<int>(index);
    marks[index] = MarkOf(before.lines(line), after.lines(line), language);
  }
  const int64_t total = after.total().received_units() - before.total().received_units();
  if (total != 0) marks.back() = Difference(total, language);
  return marks;
}

std::string FitToScreen(std::string_view text, const TerminalSize& size, Language language) {
  // The last row is left to the cursor.
  const size_t rows = static_cast<size_t>(std::max(size.rows - 1, 2));
  std::vector<std::string> lines = LinesOf(text);
  if (lines.size() > rows) {
    const auto rule = std::find_if(lines.rbegin(), lines.rend(), IsRule);
    const size_t below =
        static_cast<size_t>(rule - lines.rbegin()) + (rule != lines.rend() ? 1 : 0);
    const size_t tail = std::min(below, rows / 2);
    const size_t head = rows - tail - 1;
    const size_t hidden = lines.size() - tail - head;
    const std::string notice =
        "… " + FormatCount(static_cast<int64_t>(hidden), language) +
        Say(language, " dòng nữa (cửa sổ quá thấp)", " more lines (the window is too low)");
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(head),
                lines.end() - static_cast<std::ptrdiff_t>(tail));
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(head), notice);
  }
  std::string screen;
  for (const std::string& line : lines)
    screen += CutToWidth(line, std::max(size.columns, 1)) + "\n";
  return screen;
}

std::string DrawOver(std::string_view screen, bool first) {
  constexpr std::string_view kClear = "\x1b[2J";
  constexpr std::string_view kHome = "\x1b[H";
  constexpr std::string_view kClearToLineEnd = "\x1b[K";
  constexpr std::string_view kClearBelow = "\x1b[J";
  std::string drawn(first ? kClear : "");
  drawn += kHome;
  for (const std::string& line : LinesOf(screen)) drawn += Concat(line, kClearToLineEnd, "\n");
  drawn += kClearBelow;
  return drawn;
}

}  // namespace hemoledger

#include "clients/cli/commands/progress_bar.h"

#include <algorithm>
#include <utility>

#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

constexpr int64_t kMicrosBetweenDrawings = 100'000;
constexpr uint64_t kColumns = 24;
// Back to the line's beginning, and wipe it (ECMA-48 EL).
constexpr std::string_view kWipe = "\r\x1b[K";

}  // namespace

ProgressBar::ProgressBar(Context& context, std::string label, uint64_t total)
    : context_(context), label_(std::move(label)), total_(total) {}

ProgressBar::~ProgressBar() {
  Stop();
}

void ProgressBar::Stop() {
  MutexLock lock(mutex_);
  if (visible_) context_.err() << kWipe << std::flush;
  visible_ = false;
  stopped_ = true;
}

void ProgressBar::Update(uint64_t done) {
  if (!context_.err_is_terminal()) return;
  MutexLock lock(mutex_);
  if (stopped_) return;
  const int64_t now = context_.clock().BootMicros();
  if (visible_ && now - drawn_micros_ < kMicrosBetweenDrawings) return;
  drawn_micros_ = now;
  visible_ = true;
  std::string text(kWipe);
  text += label_ + "  ";
  const Language language = context_.language();
  if (total_ > 0) {
    const uint64_t shown = std::min(done, total_);
    const uint64_t filled = shown * kColumns / total_;
    for (uint64_t i = 0; i < kColumns; ++i) text += i < filled ? "━" : "─";
    text += "  " + std::to_string(shown * 100 / total_) + "%  " +
            FormatCount(static_cast<int64_t>(done), language) + "/" +
            FormatCount(static_cast<int64_t>(total_), language);
  } else {
    text += FormatCount(static_cast<int64_t>(done), language);
  }
  context_.err() << text << std::flush;
}

}  // namespace hemoledger

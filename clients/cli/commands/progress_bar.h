// A bar on a terminal for work that takes long; nothing elsewhere.
#pragma once

#include <cstdint>
#include <string>

#include "clients/cli/commands/context.h"
#include "proto/base/mutex.h"

namespace hemoledger {

// "Gửi phiếu  ━━━━━━━━━━──────────  50%  512/1.024". Drawn at most ten times a second, wiped when
// it goes. Thread-safe.
class ProgressBar {
 public:
  // `total` 0: not known, only the count is shown.
  ProgressBar(Context& context, std::string label, uint64_t total);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void Update(uint64_t done) EXCLUDES(mutex_);
  // Wipes it; it is not drawn again.
  void Stop() EXCLUDES(mutex_);

 private:
  Context& context_;
  const std::string label_;
  const uint64_t total_;
  Mutex mutex_;
  int64_t drawn_micros_ GUARDED_BY(mutex_) = 0;
  bool visible_ GUARDED_BY(mutex_) = false;
  bool stopped_ GUARDED_BY(mutex_) = false;
};

}  // namespace hemoledger

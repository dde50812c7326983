#include "services/rpc/read_call.h"

#include <algorithm>
#include <chrono>

#include "proto/base/errors.h"
#include "services/domain/civil_date.h"
#include "services/rpc/limits.h"

namespace hemoledger {
namespace {

// How much earlier than its caller a wait gives up: a tenth of the time, within these bounds.
constexpr std::chrono::milliseconds kMinAnswerMargin{50};
constexpr std::chrono::milliseconds kMaxAnswerMargin{1000};

}  // namespace

absl::Status CheckReadOptions(const v1::ReadOptions& read) {
  if (read.has_as_of()) return MakeError(ERROR_REASON_AS_OF_UNSUPPORTED);
  return OptionalDate("read.through_date", read.through_date());
}

Views::Deadline PositionDeadline(const CallScope& scope) {
  using Duration = std::chrono::system_clock::duration;
  // A deadline of gRPC is a time of the wall clock, and without one far out of what can be reckoned
  // with.
  const auto now = std::chrono::system_clock::now();
  Duration wait = kMaxPositionWait;
  if (scope.deadline < now + wait) {
    const Duration left = scope.deadline - now;
    wait = left - std::clamp<Duration>(left / 10, kMinAnswerMargin, kMaxAnswerMargin);
  }
  return std::chrono::steady_clock::now() +
         std::chrono::duration_cast<std::chrono::steady_clock::duration>(
             std::max(wait, Duration::zero()));
}

v1::ReadPosition ReflectedPosition(const View& view) {
  v1::ReadPosition reflects;
  reflects.set_position(view.next_position - 1);
  reflects.set_record_time_micros(view.record_time_micros);
  return reflects;
}

}  // namespace hemoledger

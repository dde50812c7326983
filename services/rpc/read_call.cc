#include "services/rpc/read_call.h"

#include <algorithm>
#include <chrono>

#include "proto/base/errors.h"
#include "services/domain/civil_date.h"
#include "services/rpc/limits.h"

namespace hemoledger {
namespace {

// How much earlier than its caller a wait gives up.
constexpr std::chrono::milliseconds kAnswerMargin{50};

}  // namespace

absl::Status CheckReadOptions(const v1::ReadOptions& read) {
  if (read.has_as_of()) return MakeError(ERROR_REASON_AS_OF_UNSUPPORTED);
  return OptionalDate("read.through_date", read.through_date());
}

Views::Deadline PositionDeadline(const CallScope& scope) {
  using std::chrono::steady_clock;
  // A deadline of gRPC is a time of the wall clock, and without one far out of what can be reckoned
  // with.
  const auto now = std::chrono::system_clock::now();
  const auto longest = std::chrono::system_clock::duration(kMaxPositionWait);
  auto wait = longest;
  if (scope.deadline < now + longest) wait = scope.deadline - now - kAnswerMargin;
  return steady_clock::now() + std::chrono::duration_cast<steady_clock::duration>(
                                   std::max(wait, std::chrono::system_clock::duration::zero()));
}

v1::ReadPosition ReflectedPosition(const View& view) {
  v1::ReadPosition reflects;
  reflects.set_position(view.next_position - 1);
  reflects.set_record_time_micros(view.record_time_micros);
  return reflects;
}

}  // namespace hemoledger

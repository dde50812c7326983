#include "clients/lib/attainment_watcher.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "clients/lib/internal/backoff.h"
#include "clients/lib/internal/wait.h"
#include "proto/base/errors.h"

namespace hemoledger {
namespace {

absl::Status Broken(const std::string& detail) {
  return MakeError(ERROR_REASON_INTERNAL, {{"detail", detail}});
}

// Tells a server's messages as answers.
class Fold {
 public:
  explicit Fold(const WatchOptions& options) : options_(options) {}

  // False: that was the last one, `fault` says whether by an error.
  bool Take(const v1::WatchAttainmentResponse& response) {
    switch (response.message_case()) {
      case v1::WatchAttainmentResponse::kWhole:
        return TakeWhole(response.whole());
      case v1::WatchAttainmentResponse::kChange:
        return TakeChange(response.change());
      case v1::WatchAttainmentResponse::kUnchanged:
        if (!answer_.has_value()) return true;
        *answer_->mutable_reflects() = response.unchanged();
        return !options_.on_unchanged || options_.on_unchanged(response.unchanged());
      case v1::WatchAttainmentResponse::MESSAGE_NOT_SET:
        return true;
    }
    return true;
  }
  const absl::Status& fault() const { return fault_; }
  // Where the answer told last stands; 0: none was.
  uint64_t position() const { return answer_.has_value() ? answer_->reflects().position() : 0; }

 private:
  bool TakeWhole(const v1::GetAttainmentResponse& whole) {
    std::vector<uint32_t> changed;
    if (answer_.has_value()) {
      v1::GetAttainmentResponse before = *std::exchange(answer_, whole);
      *before.mutable_reflects() = whole.reflects();
      // After a lost connection most often nothing has changed.
      if (before.SerializeAsString() == whole.SerializeAsString()) {
        return !options_.on_unchanged || options_.on_unchanged(whole.reflects());
      }
      changed = ChangedLines(before, whole);
    }
    answer_ = whole;
    return options_.on_answer(*answer_, changed);
  }
  bool TakeChange(const v1::AttainmentChange& change) {
    if (!answer_.has_value()) {
      fault_ = Broken("a change came before the whole answer");
      return false;
    }
    fault_ = ApplyAttainmentChange(change, *answer_);
    if (!fault_.ok()) return false;
    std::vector<uint32_t> changed;
    for (const v1::ChangedLine& line : change.lines()) changed.push_back(line.index());
    return options_.on_answer(*answer_, changed);
  }
  // Empty where the lines are not the same ones.
  static std::vector<uint32_t> ChangedLines(const v1::GetAttainmentResponse& before,
                                            const v1::GetAttainmentResponse& after) {
    std::vector<uint32_t> changed;
    if (before.lines_size() != after.lines_size()) return changed;
    for (int i = 0; i < after.lines_size(); ++i) {
      if (before.lines(i).key() != after.lines(i).key()) return {};
      if (before.lines(i).SerializeAsString() != after.lines(i).SerializeAsString()) {
        changed.push_back(static_cast<uint32_t>(i));
      }
    }
    return changed;
  }

  const WatchOptions& options_;
  std::optional<v1::GetAttainmentResponse> answer_;
  absl::Status fault_;
};

}  // namespace

absl::Status ApplyAttainmentChange(const v1::AttainmentChange& change,
                                   v1::GetAttainmentResponse& answer) {
  for (const v1::ChangedLine& line : change.lines()) {
    if (line.index() >= static_cast<uint32_t>(answer.lines_size())) {
      return Broken("a change names a line that the answer does not have");
    }
    *answer.mutable_lines(static_cast<int>(line.index())) = line.line();
  }
  *answer.mutable_reflects() = change.reflects();
  *answer.mutable_total() = change.total();
  answer.set_straddling_units(change.straddling_units());
  *answer.mutable_months() = change.months();
  answer.set_revision(change.revision());
  return absl::OkStatus();
}

absl::Status WatchAttainment(Connection& connection, const WatchOptions& options, Clock& clock,
                             Random& random) {
  internal::Backoff backoff(options.retry, clock, random);
  v1::WatchAttainmentRequest request;
  *request.mutable_query() = options.query;
  request.set_min_interval_millis(static_cast<uint32_t>(options.min_interval.count()));
  Fold fold(options);
  while (!options.stop.stop_requested()) {
    // A server that was restored from a copy must not show what was before as if it were now.
    v1::ReadOptions& read = *request.mutable_query()->mutable_read();
    read.set_min_position(std::max(options.query.read().min_position(), fold.position()));
    bool wanted = true;
    const absl::Status status = connection.WatchAttainment(
        request,
        [&](const v1::WatchAttainmentResponse& response) {
          backoff.Reset();
          wanted = fold.Take(response);
          return wanted;
        },
        options.stop);
    if (!wanted) return fold.fault();
    // However the call ended: what was cancelled here looks like a broken connection.
    if (options.stop.stop_requested()) break;
    // A server never ends the call with OK by itself; it would be called again without end.
    const absl::Status failure = status.ok()
                                     ? FromWire(static_cast<int>(absl::StatusCode::kUnavailable),
                                                "the server ended the watch", "")
                                     : status;
    const auto wait = backoff.Next(failure);
    if (!wait.has_value()) return failure;
    if (options.retry.on_wait) options.retry.on_wait(failure, *wait);
    internal::WaitUnlessStopped(*wait, options.stop);
  }
  return absl::OkStatus();
}

}  // namespace hemoledger

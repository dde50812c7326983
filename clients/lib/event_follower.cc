#include "clients/lib/event_follower.h"

#include "clients/lib/internal/backoff.h"
#include "clients/lib/internal/wait.h"
#include "hemoledger/v1/events.pb.h"
#include "proto/base/errors.h"

namespace hemoledger {

absl::Status FollowEvents(Connection& connection, const FollowOptions& options, Clock& clock,
                          Random& random) {
  internal::Backoff backoff(options.retry, clock, random);
  v1::SubscribeRequest request;
  *request.mutable_filter() = options.filter;
  // Where the next try begins. The request of the one under way is left as it is.
  v1::EventStart next = options.start;
  v1::Event event;
  // All up to this position was looked at.
  const auto looked_at = [&](uint64_t position, uint64_t head) {
    next.set_position(position + 1);
    if (!options.on_progress) return;
    v1::Progress progress;
    progress.set_position(position);
    progress.set_head_position(head);
    options.on_progress(progress);
  };
  while (!options.stop.stop_requested()) {
    bool wanted = true;
    bool unreadable = false;
    *request.mutable_start() = next;
    const absl::Status status = connection.Subscribe(
        request,
        [&](const v1::SubscribeResponse& response) {
          backoff.Reset();
          if (response.has_caught_up()) {
            looked_at(response.caught_up().position(), response.caught_up().head_position());
            wanted = !options.on_caught_up || options.on_caught_up(response.caught_up().position());
            return wanted;
          }
          if (response.has_progress()) {
            looked_at(response.progress().position(), response.progress().head_position());
          } else {
            for (const v1::RecordedEvent& recorded : response.batch().events()) {
              if (!event.ParseFromString(recorded.event())) {
                unreadable = true;
                return false;
              }
              next.set_position(event.position() + 1);
              wanted = options.on_event(recorded) && !options.stop.stop_requested();
              if (!wanted) return false;
            }
            if (response.batch().events_size() > 0) {
              looked_at(event.position(), response.batch().head_position());
            }
          }
          return true;
        },
        options.stop);
    if (unreadable)
      return MakeError(ERROR_REASON_INTERNAL,
                       {{"detail", "an event that can not be parsed was sent"}});
    // However the call ended: what was cancelled here looks like a broken connection.
    if (!wanted || options.stop.stop_requested()) break;
    // A server never ends the call with OK by itself; it would be called again without end.
    const absl::Status failure = status.ok()
                                     ? FromWire(static_cast<int>(absl::StatusCode::kUnavailable),
                                                "the server ended the subscription", "")
                                     : status;
    const auto wait = backoff.Next(failure);
    if (!wait.has_value()) return failure;
    if (options.retry.on_wait) options.retry.on_wait(failure, *wait);
    internal::WaitUnlessStopped(*wait, options.stop);
  }
  return absl::OkStatus();
}

}  // namespace hemoledger

#include "clients/lib/event_follower.h"

#include <thread>

#include "clients/lib/internal/backoff.h"
#include "hemoledger/v1/events.pb.h"
#include "proto/base/errors.h"

namespace hemoledger {

absl::Status FollowEvents(Connection& connection, const FollowOptions& options, Clock& clock,
                          Random& random) {
  internal::Backoff backoff(options.retry, clock, random);
  uint64_t next_position = options.from_position;
  v1::Event event;
  while (true) {
    v1::SubscribeRequest request;
    request.mutable_start()->set_position(next_position);
    for (const v1::EventType type : options.types) request.mutable_filter()->add_types(type);
    bool wanted = true;
    bool unreadable = false;
    const absl::Status status =
        connection.Subscribe(request, [&](const v1::SubscribeResponse& response) {
          backoff.Reset();
          if (response.has_caught_up()) {
            next_position = response.caught_up().position() + 1;
            if (options.on_caught_up) options.on_caught_up(response.caught_up().position());
          } else if (response.has_progress()) {
            next_position = response.progress().position() + 1;
          } else {
            for (const v1::RecordedEvent& recorded : response.batch().events()) {
              if (!event.ParseFromString(recorded.event())) {
                unreadable = true;
                return false;
              }
              next_position = event.position() + 1;
              wanted = options.on_event(recorded);
              if (!wanted) return false;
            }
          }
          return true;
        });
    if (unreadable)
      return MakeError(ERROR_REASON_INTERNAL,
                       {{"detail", "an event that can not be parsed was sent"}});
    if (!wanted) return absl::OkStatus();
    // A server never ends the call with OK by itself; it would be called again without end.
    const absl::Status failure = status.ok()
                                     ? FromWire(static_cast<int>(absl::StatusCode::kUnavailable),
                                                "the server ended the subscription", "")
                                     : status;
    const auto wait = backoff.Next(failure);
    if (!wait.has_value()) return failure;
    if (options.retry.on_wait) options.retry.on_wait(failure, *wait);
    std::this_thread::sleep_for(*wait);
  }
}

}  // namespace hemoledger

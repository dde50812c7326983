// Following the ledger as an object: a thread of its own keeps at it, and the events are told or
// taken.
//
//   Subscription events(client.connection(), {.start = from}, client.clock(), client.random());
//   while (true) {
//     absl::StatusOr<std::optional<v1::RecordedEvent>> event = events.Next();
//     if (!event.ok() || !event->has_value()) break;
//     ...
//   }
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <stop_token>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/lib/event_follower.h"
#include "proto/base/mutex.h"

namespace hemoledger {

// Thread-safe. Each event comes once, in the order of the ledger, also across broken connections
// (FollowEvents does it).
class Subscription {
 public:
  // Events that wait for Next at most; then the server is not read any further.
  static constexpr size_t kMaxWaiting = 1'024;

  // Begins at once. With `on_event` events are told in the thread of the subscription; without,
  // they wait for Next. The other callbacks run in that thread in both cases. Connection, clock and
  // random must outlive it. `options.stop` stops it as Stop does.
  Subscription(Connection& connection, FollowOptions options, Clock& clock, Random& random);
  // Stop and Wait. REQUIRES: not in a callback of its own.
  ~Subscription();
  Subscription(const Subscription&) = delete;
  Subscription& operator=(const Subscription&) = delete;

  // The next event; waits for it. Absent: it was stopped, or a callback ended it. An error: that
  // which ended it (FollowEvents). REQUIRES: there is no on_event.
  absl::StatusOr<std::optional<v1::RecordedEvent>> Next() EXCLUDES(mutex_);

  // Where to begin another time (EventStart.position): after the last event that Next gave or that
  // on_event returned from, and after what the filter left out since. Keep it once you are done
  // with that event. Absent: began with a time or `now`, and nothing came yet.
  std::optional<uint64_t> next_position() const EXCLUDES(mutex_);

  // Nothing more is told or given; what waits for Next is given up, and comes again when another
  // begins at next_position(). Returns at once; a callback that runs is not interrupted.
  void Stop() EXCLUDES(mutex_);

  // Until it has ended: OK where it was stopped or a callback ended it.
  absl::Status Wait() EXCLUDES(mutex_);

 private:
  struct Waiting {
    v1::RecordedEvent event;
    // next_position() once it was given.
    uint64_t then = 0;
  };

  void Run(FollowOptions options, Clock& clock, Random& random);
  // False: it was stopped meanwhile.
  bool Enqueue(const v1::RecordedEvent& event, uint64_t position) EXCLUDES(mutex_);
  // All below `position` is done with, or will be once what waits was given.
  void MoveOn(uint64_t position) EXCLUDES(mutex_);

  Connection& connection_;
  std::stop_source stop_;

  mutable Mutex mutex_;
  CondVar changed_;
  std::deque<Waiting> waiting_ GUARDED_BY(mutex_);
  std::optional<uint64_t> next_position_ GUARDED_BY(mutex_);
  bool ended_ GUARDED_BY(mutex_) = false;
  absl::Status end_ GUARDED_BY(mutex_);

  // After all that it uses.
  std::thread thread_;
};

}  // namespace hemoledger

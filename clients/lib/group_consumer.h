// One consumer of a group: events to work on, until told to stop; beginning again when the
// connection breaks.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "clients/lib/consumer_connection.h"
#include "clients/lib/retry_policy.h"

namespace hemoledger {

// What became of an event.
struct EventVerdict {
  // ACK, RETRY, PARK or SKIP. UNSPECIFIED, for a handler that is to end: nothing is said, so that
  // the event goes back to the group with the end of the stream, after a stop without having
  // counted as an attempt.
  v1::Verdict verdict = v1::VERDICT_ACK;
  // For RETRY and PARK, for people; cut at 1,024 bytes by the server.
  std::string reason = {};
  // For RETRY; 0: the group's backoff.
  std::chrono::milliseconds retry_after{0};
  // The consumer ends: nothing more is begun, what is under way is settled.
  bool stop = false;
};

struct ConsumeOptions {
  std::string group_id = {};
  // Name for people, at most 128 bytes; may be blank.
  std::string consumer = {};
  // Events worked on at once, each in a thread of its own; the credit. 1 to 256.
  int concurrency = 1;
  // `give_up_after` counts from the last message of the server.
  RetryPolicy retry = {};
  // Called from `concurrency` threads at once, never for two events of one key at once. The lease
  // is renewed while it runs. An event can come again (attempt, position): docs/queue.md.
  std::function<EventVerdict(const v1::DeliveredEvent&)> handler = {};
  // As EventVerdict::stop, from any thread: nothing more is begun, what handlers are at is settled.
  // A server that is away is not waited for then, so what they did in the last moment may be
  // delivered again; one that died without a word is found out by its connection (30 seconds).
  std::stop_token stop = {};
  // Told true when a stream has opened, before its first event, and false when it has ended, while
  // handlers may still be at its events: what they say then is heard no more, and the next stream
  // waits for them. For handlers that wait long. In the calling thread; may be empty.
  std::function<void(bool connected)> on_connected = {};
};

// Blocks until a handler says stop or one is requested (then OK, after all that was settled is
// durable, as far as the server is there), or until an error that trying again does not mend: as
// ConsumerService.Consume. Where the connection breaks, what handlers were still at is delivered
// again: only after they returned here.
absl::Status ConsumeGroup(ConsumerConnection& connection, const ConsumeOptions& options,
                          Clock& clock, Random& random);

}  // namespace hemoledger

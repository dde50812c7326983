// Where a program that uses Hemoledger begins: one server, and what can be done with it.
//
//   hemoledger::Client client({.server = "127.0.0.1:50551"});
//   client.connection().GetStatus({});                       any call of the contract
//   client.OpenSpool({.folder = "/var/lib/clinic/spool"});   record without a network, send later
//   client.Subscribe({.start = from});                       follow the ledger
//   client.Join({.group_id = "stock", .handler = Store});    share its events with others
//
// It gives calls their deadline, tries again what is UNAVAILABLE (retry_policy.h), and ends what
// runs long at a std::stop_token. Errors are absl::Status with a reason of ours (ReasonOf in
// proto/base/errors.h) and a message in Vietnamese and English. No type of gRPC or SQLite shows.
// How to use it: docs/client-library.md; programs to begin with: clients/examples.
#pragma once

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/lib/attainment_watcher.h"
#include "clients/lib/connection.h"
#include "clients/lib/consumer_connection.h"
#include "clients/lib/consumer_group.h"
#include "clients/lib/event_follower.h"
#include "clients/lib/sequence_streamer.h"
#include "clients/lib/spool.h"
#include "clients/lib/stream_types.h"
#include "clients/lib/subscription.h"
#include "proto/base/clock.h"
#include "proto/base/random.h"

namespace hemoledger {

// Thread-safe. Must outlive all that it gave.
class Client {
 public:
  // Connects at the first call; a server that is not there shows then.
  explicit Client(const ConnectionOptions& options = {});
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Every call of the contract but those of consumer groups, and those.
  Connection& connection() { return *connection_; }
  ConsumerConnection& consumers() { return *consumers_; }

  // Opens or creates a spool (spool.h); needs no server.
  absl::StatusOr<std::unique_ptr<Spool>> OpenSpool(const SpoolOptions& options);
  // Sends what waits in it, until all is answered (sequence_streamer.h). One at a time for a spool.
  absl::StatusOr<StreamProgress> Send(Spool& spool, const SequenceStreamerOptions& options = {});

  // Follows the ledger in a thread of its own (subscription.h). Blank options: everything from the
  // beginning, taken with Next.
  std::unique_ptr<Subscription> Subscribe(FollowOptions options = {});
  // Works a group's events off in threads of its own (consumer_group.h).
  std::unique_ptr<ConsumerGroup> Join(ConsumeOptions options);

  // Watches an answer about attainment in the calling thread, until a callback says false or
  // `options.stop` is requested (attainment_watcher.h).
  absl::Status Watch(const WatchOptions& options);

  // What the functions of this library ask for.
  Clock& clock() { return clock_; }
  Random& random() { return random_; }

 private:
  SystemClock clock_;
  SystemRandom random_;
  const std::unique_ptr<Connection> connection_;
  const std::unique_ptr<ConsumerConnection> consumers_;
};

}  // namespace hemoledger

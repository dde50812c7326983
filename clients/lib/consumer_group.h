// One consumer of a group as an object: works the group's events off in threads of its own.
//
//   ConsumerGroup group(client.consumers(), {.group_id = "kho", .handler = Store}, client.clock(),
//                       client.random());
//   ...
//   group.Stop();
//   absl::Status ended = group.Wait();
#pragma once

#include <stop_token>
#include <thread>

#include "absl/status/status.h"
#include "clients/lib/group_consumer.h"
#include "proto/base/mutex.h"

namespace hemoledger {

// Thread-safe. What is guaranteed, and how handlers are called: group_consumer.h.
class ConsumerGroup {
 public:
  // Begins at once. Connection, clock and random must outlive it. `options.stop` stops it as Stop
  // does. REQUIRES: a handler.
  ConsumerGroup(ConsumerConnection& connection, ConsumeOptions options, Clock& clock,
                Random& random);
  // Stop and Wait. REQUIRES: not in a handler of its own.
  ~ConsumerGroup();
  ConsumerGroup(const ConsumerGroup&) = delete;
  ConsumerGroup& operator=(const ConsumerGroup&) = delete;

  // Nothing more is begun; what handlers are at is settled. Returns at once.
  void Stop();

  // Until it has ended: OK where it or a handler stopped it and all that was settled is durable (as
  // far as the server was there), else the error that trying again does not mend.
  absl::Status Wait() EXCLUDES(mutex_);

 private:
  std::stop_source stop_;
  Mutex mutex_;
  CondVar changed_;
  bool ended_ GUARDED_BY(mutex_) = false;
  absl::Status end_ GUARDED_BY(mutex_);
  // After all that it uses.
  std::thread thread_;
};

}  // namespace hemoledger

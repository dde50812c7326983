// Accepts connections in gRPC's place, so that their number has a bound: gRPC 1.51 knows none, and
// stops listening for good when the process runs out of file descriptors.
//
// Up to `max_connections` are served. A few above it are taken in all the same, so that their calls
// can be told why they are refused (ConnectionGuard); what comes above these too is closed at once.
// A place is free again as soon as gRPC has closed a connection: the socket is then no longer
// behind its descriptor.
//
// Thread-safe. One thread of its own accepts.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "proto/base/mutex.h"

namespace hemoledger {

class ConnectionAcceptor {
 public:
  // Takes a connection over, to serve and to close it. From the accepting thread.
  using HandOver = std::function<void(int listener_fd, int fd)>;

  // Listens; nothing is accepted before Start. `address`: HOST:PORT, port 0: the system chooses
  // one. Errors: those of ListenFault.
  static absl::StatusOr<std::unique_ptr<ConnectionAcceptor>> Listen(const std::string& address,
                                                                    int max_connections);
  // As Stop.
  ~ConnectionAcceptor();
  ConnectionAcceptor(const ConnectionAcceptor&) = delete;
  ConnectionAcceptor& operator=(const ConnectionAcceptor&) = delete;

  // REQUIRES: called once.
  void Start(HandOver hand_over);
  // Listens no more; what was handed over stays.
  void Stop();

  int port() const { return port_; }
  int max_connections() const { return max_connections_; }

  // Whether the connection from `peer` (as gRPC names it: "ipv4:127.0.0.1:40000") is one of those
  // above the bound. Once others have left, one of these is served.
  bool IsAboveLimit(std::string_view peer);

 private:
  struct Open {
    // Tells this socket from another that has got its descriptor.
    ino_t inode = 0;
    int peer_port = 0;
    bool above_limit = false;
  };

  ConnectionAcceptor(int listener, int port, int max_connections);
  void Run();
  // False: nothing is waiting any more, or nothing can be accepted for now.
  bool AcceptOne();
  // Takes note of a connection; false: it must be closed.
  bool Enter(int fd, int peer_port);
  void ForgetClosed() REQUIRES(mutex_);

  const int max_connections_;
  const int port_;
  int listener_;
  // A pipe: written to once, to end the thread.
  int wake_[2] = {-1, -1};
  HandOver hand_over_;
  std::thread thread_;

  Mutex mutex_;
  // By descriptor.
  absl::flat_hash_map<int, Open> open_ GUARDED_BY(mutex_);
  // How many of them are above the limit; read without the lock, since it is nearly always none.
  std::atomic<int> above_limit_{0};
};

}  // namespace hemoledger

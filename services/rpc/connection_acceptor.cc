#include "services/rpc/connection_acceptor.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/strings.h"
#include "services/rpc/limits.h"
#include "services/rpc/listen_fault.h"
#include "services/rpc/socket_address.h"

namespace hemoledger {
namespace {

constexpr int kBacklog = 512;
// How long nothing is accepted when the process has no descriptor left.
constexpr int kNoDescriptorPauseMs = 100;

// Listening, without blocking; -1: it can not be.
int ListenOn(const SocketAddress& address) {
  const int fd = socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -1;
  // What is left of a connection that ended is no hindrance. Two servers never share a port: there
  // is no SO_REUSEPORT.
  const int on = 1;
  if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
      bind(fd, address.get(), address.size) == 0 && listen(fd, kBacklog) == 0) {
    return fd;
  }
  close(fd);
  return -1;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ConnectionAcceptor>> ConnectionAcceptor::Listen(
    const std::string& address, int max_connections) {
  const std::optional<SocketAddress> parsed = ParseSocketAddress(address);
  const int listener = parsed.has_value() ? ListenOn(*parsed) : -1;
  if (listener < 0) return ListenFault(address);
  SocketAddress bound;
  bound.size = sizeof(bound.bytes);
  HL_CHECK(getsockname(listener, reinterpret_cast<sockaddr*>(&bound.bytes), &bound.size) == 0);
  return std::unique_ptr<ConnectionAcceptor>(
      new ConnectionAcceptor(listener, PortOf(bound), max_connections));
}

ConnectionAcceptor::ConnectionAcceptor(int listener, int port, int max_connections)
    : max_connections_(max_connections), port_(port), listener_(listener) {
  HL_CHECK(pipe2(wake_, O_CLOEXEC) == 0);
}

ConnectionAcceptor::~ConnectionAcceptor() {
  Stop();
  close(wake_[0]);
  close(wake_[1]);
}

void ConnectionAcceptor::Start(HandOver hand_over) {
  HL_CHECK(!thread_.joinable());
  hand_over_ = std::move(hand_over);
  thread_ = std::thread([this] { Run(); });
}

void ConnectionAcceptor::Stop() {
  if (listener_ < 0) return;
  HL_CHECK(write(wake_[1], "", 1) == 1);
  if (thread_.joinable()) thread_.join();
  close(std::exchange(listener_, -1));
}

void ConnectionAcceptor::Run() {
  pollfd waits[2] = {{.fd = wake_[0], .events = POLLIN, .revents = 0},
                     {.fd = listener_, .events = POLLIN, .revents = 0}};
  while (true) {
    if (poll(waits, 2, -1) < 0) continue;
    if (waits[0].revents != 0) return;
    while (AcceptOne()) {
    }
  }
}

bool ConnectionAcceptor::AcceptOne() {
  SocketAddress peer;
  peer.size = sizeof(peer.bytes);
  const int fd = accept4(listener_, reinterpret_cast<sockaddr*>(&peer.bytes), &peer.size,
                         SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) {
    if (errno == EINTR || errno == ECONNABORTED) return true;
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      pollfd wake{.fd = wake_[0], .events = POLLIN, .revents = 0};
      poll(&wake, 1, kNoDescriptorPauseMs);
    }
    return false;
  }
  // As gRPC sets it where it accepts itself: small answers leave at once.
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  if (Enter(fd, PortOf(peer))) {
    hand_over_(listener_, fd);
  } else {
    close(fd);
  }
  return true;
}

bool ConnectionAcceptor::Enter(int fd, int peer_port) {
  struct stat status {};
  HL_CHECK(fstat(fd, &status) == 0);
  MutexLock lock(mutex_);
  // Its descriptor is free to be given anew only when the one before it is gone.
  if (const auto gone = open_.find(fd); gone != open_.end()) {
    if (gone->second.above_limit) --above_limit_;
    open_.erase(gone);
  }
  if (static_cast<int>(open_.size()) >= max_connections_) ForgetClosed();
  const int served = static_cast<int>(open_.size()) - above_limit_;
  const bool above_limit = served >= max_connections_;
  if (above_limit && above_limit_ >= kMaxConnectionsToldWhy) return false;
  open_[fd] = {.inode = status.st_ino, .peer_port = peer_port, .above_limit = above_limit};
  if (above_limit) ++above_limit_;
  return true;
}

void ConnectionAcceptor::ForgetClosed() {
  absl::erase_if(open_, [this](const auto& entry) {
    struct stat status {};
    const auto& [fd, open] = entry;
    const bool closed = fstat(fd, &status) != 0 || status.st_ino != open.inode;
    if (closed && open.above_limit) --above_limit_;
    return closed;
  });
}

bool ConnectionAcceptor::IsAboveLimit(std::string_view peer) {
  if (above_limit_.load(std::memory_order_acquire) == 0) return false;
  const std::optional<uint64_t> port = ParseUint64(peer.substr(peer.rfind(':') + 1));
  MutexLock lock(mutex_);
  ForgetClosed();
  for (auto& [fd, open] : open_) {
    if (!open.above_limit || !port.has_value() || open.peer_port != static_cast<int>(*port)) {
      continue;
    }
    const int served = static_cast<int>(open_.size()) - above_limit_;
    if (served >= max_connections_) return true;
    open.above_limit = false;
    --above_limit_;
    return false;
  }
  return false;
}

}  // namespace hemoledger

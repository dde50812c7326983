#include "clients/cli/commands/closed_output.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <utility>

#include "proto/base/check.h"

namespace hemoledger {
namespace {

void WatchOutput(int descriptor, int stop, const std::function<void()>& on_closed) {
  // No event asked for: the system reports errors and hang-ups by itself, and nothing else.
  pollfd watched[] = {{.fd = descriptor, .events = 0, .revents = 0},
                      {.fd = stop, .events = POLLIN, .revents = 0}};
  while (true) {
    constexpr int kNoTimeout = -1;
    if (poll(watched, 2, kNoTimeout) < 0) {
      if (errno == EINTR) continue;
      return;
    }
    if (watched[1].revents != 0) return;
    if ((watched[0].revents & (POLLERR | POLLHUP)) != 0) return on_closed();
    // POLLNVAL: the descriptor is none.
    if (watched[0].revents != 0) return;
  }
}

}  // namespace

ClosedOutputWatch::ClosedOutputWatch(int descriptor, std::function<void()> on_closed)
    : stop_(eventfd(0, EFD_CLOEXEC)) {
  HL_CHECK(stop_ >= 0) << "eventfd";
  thread_ = std::thread([descriptor, stop = stop_, on_closed = std::move(on_closed)] {
    WatchOutput(descriptor, stop, on_closed);
  });
}

ClosedOutputWatch::~ClosedOutputWatch() {
  const uint64_t one = 1;
  HL_CHECK(write(stop_, &one, sizeof(one)) == sizeof(one)) << "eventfd";
  thread_.join();
  close(stop_);
}

}  // namespace hemoledger

// Notices that nobody reads the output any more, without writing into it.
#pragma once

#include <functional>
#include <thread>

namespace hemoledger {

// Watches a pipe while it lives. A command that waits for something to print would else notice a
// reader that is gone (`hemo events --follow | head -1`) only when it prints again.
class ClosedOutputWatch {
 public:
  // `descriptor`: of the writing end; it must stay open. `on_closed` is called once at most, in a
  // thread of its own, when the last reader closes its end; never for what is no pipe or socket.
  ClosedOutputWatch(int descriptor, std::function<void()> on_closed);
  // Waits for `on_closed` if it runs.
  ~ClosedOutputWatch();
  ClosedOutputWatch(const ClosedOutputWatch&) = delete;
  ClosedOutputWatch& operator=(const ClosedOutputWatch&) = delete;

 private:
  // An eventfd that wakes the thread for its end.
  const int stop_;
  std::thread thread_;
};

}  // namespace hemoledger

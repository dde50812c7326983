#include "clients/cli/commands/interrupts.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <utility>

#include "proto/base/check.h"

namespace hemoledger {
namespace {

sigset_t InterruptSet() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  return set;
}

}  // namespace

Interrupts::Interrupts() {
  struct sigaction before {};
  HL_CHECK(sigaction(SIGINT, nullptr, &before) == 0) << "sigaction";
  if (before.sa_handler == SIG_IGN) return;
  const sigset_t set = InterruptSet();
  HL_CHECK(pthread_sigmask(SIG_BLOCK, &set, nullptr) == 0) << "pthread_sigmask";
  signals_ = signalfd(-1, &set, SFD_CLOEXEC);
  stop_ = eventfd(0, EFD_CLOEXEC);
  HL_CHECK(signals_ >= 0 && stop_ >= 0) << "signalfd, eventfd";
  thread_ = std::thread([this] { Wait(); });
}

Interrupts::~Interrupts() {
  if (signals_ < 0) return;
  const uint64_t one = 1;
  HL_CHECK(write(stop_, &one, sizeof(one)) == sizeof(one)) << "eventfd";
  thread_.join();
  close(stop_);
  close(signals_);
  const sigset_t set = InterruptSet();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void Interrupts::Set(std::function<void()> tell) {
  MutexLock lock(mutex_);
  tell_ = std::move(tell);
}

void Interrupts::Wait() {
  pollfd watched[] = {{.fd = signals_, .events = POLLIN, .revents = 0},
                      {.fd = stop_, .events = POLLIN, .revents = 0}};
  constexpr int kNoTimeout = -1;
  while (poll(watched, 2, kNoTimeout) < 0) HL_CHECK(errno == EINTR) << "poll";
  if (watched[0].revents == 0) return;
  // Kept to the end: nobody takes back what is being told.
  MutexLock lock(mutex_);
  if (tell_) tell_();
  // The process ends as one that SIGINT ended, which is what a shell looks at.
  signal(SIGINT, SIG_DFL);
  const sigset_t set = InterruptSet();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  raise(SIGINT);
}

}  // namespace hemoledger

#include "clients/cli/commands/interrupts.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <utility>

#include "proto/base/check.h"

namespace hemoledger {

Interrupts::Interrupts() {
  sigemptyset(&watched_);
  bool any = false;
  for (const int signal_number : {SIGINT, SIGTERM}) {
    struct sigaction before {};
    HL_CHECK(sigaction(signal_number, nullptr, &before) == 0) << "sigaction";
    if (before.sa_handler == SIG_IGN) continue;
    sigaddset(&watched_, signal_number);
    any = true;
  }
  if (!any) return;
  HL_CHECK(pthread_sigmask(SIG_BLOCK, &watched_, nullptr) == 0) << "pthread_sigmask";
  signals_ = signalfd(-1, &watched_, SFD_CLOEXEC);
  end_ = eventfd(0, EFD_CLOEXEC);
  HL_CHECK(signals_ >= 0 && end_ >= 0) << "signalfd, eventfd";
  thread_ = std::thread([this] { Wait(); });
}

Interrupts::~Interrupts() {
  if (signals_ < 0) return;
  const uint64_t one = 1;
  HL_CHECK(write(end_, &one, sizeof(one)) == sizeof(one)) << "eventfd";
  thread_.join();
  close(end_);
  close(signals_);
  pthread_sigmask(SIG_UNBLOCK, &watched_, nullptr);
}

void Interrupts::Set(std::function<void()> tell) {
  MutexLock lock(mutex_);
  tell_ = std::move(tell);
}

std::stop_token Interrupts::TakeOver() {
  MutexLock lock(mutex_);
  taken_over_ = true;
  return stop_source_.get_token();
}

void Interrupts::Wait() {
  pollfd watched[] = {{.fd = signals_, .events = POLLIN, .revents = 0},
                      {.fd = end_, .events = POLLIN, .revents = 0}};
  while (true) {
    constexpr int kNoTimeout = -1;
    while (poll(watched, 2, kNoTimeout) < 0) HL_CHECK(errno == EINTR) << "poll";
    if (watched[0].revents == 0) return;
    signalfd_siginfo info{};
    HL_CHECK(read(signals_, &info, sizeof(info)) == sizeof(info)) << "signalfd";
    if (!RequestedStop()) return EndProcess(static_cast<int>(info.ssi_signo));
  }
}

bool Interrupts::RequestedStop() {
  {
    MutexLock lock(mutex_);
    if (!taken_over_) return false;
  }
  // False the second time.
  return stop_source_.request_stop();
}

void Interrupts::EndProcess(int signal_number) {
  // Kept to the end: nobody takes back what is being told.
  MutexLock lock(mutex_);
  if (tell_ && signal_number == SIGINT) tell_();
  // The process ends as one that this signal ended, which is what a shell looks at.
  signal(signal_number, SIG_DFL);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal_number);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  raise(signal_number);
}

}  // namespace hemoledger

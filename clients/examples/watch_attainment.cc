// Prints a plan's attainment, and again whenever it changes, until it has reached UNITS or the
// program is told to end (Ctrl-C).
//
//   watch_attainment SERVER PLAN UNITS
#include <signal.h>

#include <cstdlib>
#include <iostream>
#include <stop_token>
#include <thread>
#include <vector>

#include "clients/lib/client.h"
#include "proto/base/errors.h"

namespace v1 = hemoledger::v1;

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "watch_attainment SERVER PLAN UNITS\n";
    return 2;
  }
  // Blocked in all threads; one waits for them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::stop_source stop;
  std::thread([signals, stop]() mutable {
    int signal_number = 0;
    sigwait(&signals, &signal_number);
    stop.request_stop();
  }).detach();

  hemoledger::Client client({.server = argv[1]});
  const int64_t enough = std::atoll(argv[3]);
  hemoledger::WatchOptions options;
  options.query.set_plan_id(argv[2]);
  options.query.set_scope(v1::ATTAINMENT_SCOPE_PLAN);
  options.query.set_grouping(v1::ATTAINMENT_GROUPING_ROW);
  options.query.set_basis(v1::ATTAINMENT_BASIS_ALL_CREDITED);
  options.retry.give_up_after = std::chrono::hours(24);
  options.stop = stop.get_token();
  options.on_answer = [enough](const v1::GetAttainmentResponse& answer,
                               const std::vector<uint32_t>& changed) {
    std::cout << "position " << answer.reflects().position() << ": "
              << answer.total().received_units() << " of " << answer.total().quota_units() << ", "
              << changed.size() << " lines changed" << std::endl;
    return answer.total().received_units() < enough;
  };
  // Blocks. OK: `on_answer` said that it is enough, or a signal came.
  const absl::Status ended = client.Watch(options);
  if (!ended.ok()) {
    std::cerr << hemoledger::MessageOf(ended, hemoledger::Language::kEnglish) << "\n";
    return 1;
  }
  std::cout << "done" << std::endl;
  return 0;
}

// Prints the events of a ledger, and where to begin another time.
//
//   follow_events SERVER FROM-POSITION COUNT
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>

#include "clients/lib/client.h"
#include "hemoledger/v1/events.pb.h"
#include "proto/base/errors.h"

namespace v1 = hemoledger::v1;

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "follow_events SERVER FROM-POSITION COUNT\n";
    return 2;
  }
  hemoledger::Client client({.server = argv[1]});

  hemoledger::FollowOptions options;
  options.start.set_position(std::strtoull(argv[2], nullptr, 10));
  // Wait a day for a server that is away.
  options.retry.give_up_after = std::chrono::hours(24);
  const auto events = client.Subscribe(options);

  for (int count = std::atoi(argv[3]); count > 0; --count) {
    // Waits for what comes next; nothing where another thread calls events->Stop().
    const absl::StatusOr<std::optional<v1::RecordedEvent>> next = events->Next();
    if (!next.ok()) {
      std::cerr << hemoledger::MessageOf(next.status(), hemoledger::Language::kEnglish) << "\n";
      return 1;
    }
    if (!next->has_value()) break;
    v1::Event event;
    v1::Submission submission;
    if (!event.ParseFromString((*next)->event())) return 1;
    if (!submission.ParseFromString(event.submission())) return 1;
    std::cout << event.position() << " body " << submission.body_case() << "\n";
  }
  // Keep it with what you made of the events, and begin there when the program starts again.
  std::cout << "next " << events->next_position().value_or(0) << std::endl;
  return 0;
}

// Shares a group's events with other consumers, until COUNT were worked off here.
//
//   consume_group SERVER GROUP COUNT
#include <atomic>
#include <cstdlib>
#include <iostream>
#include <memory>

#include "clients/lib/client.h"
#include "proto/base/errors.h"

namespace v1 = hemoledger::v1;

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "consume_group SERVER GROUP COUNT\n";
    return 2;
  }
  hemoledger::Client client({.server = argv[1]});

  // There already: the same group, or CONSUMER_GROUP_EXISTS where it was made otherwise.
  v1::CreateConsumerGroupRequest create;
  create.mutable_group()->set_group_id(argv[2]);
  create.mutable_group()->mutable_filter()->add_types(v1::EVENT_TYPE_RECEIPT_RECORDED);
  if (const auto made = client.consumers().CreateConsumerGroup(create);
      !made.ok() && !absl::IsAlreadyExists(made.status())) {
    std::cerr << hemoledger::MessageOf(made.status(), hemoledger::Language::kEnglish) << "\n";
    return 1;
  }

  std::atomic<int> left = std::atoi(argv[3]);
  hemoledger::ConsumeOptions options;
  options.group_id = argv[2];
  options.consumer = "example";
  options.retry.give_up_after = std::chrono::hours(24);
  options.handler = [&left](const v1::DeliveredEvent& event) {
    // One event may come twice: do what it asks together with writing down its position, once.
    std::cout << event.position() << " " << event.key() << " attempt " << event.attempt()
              << std::endl;
    hemoledger::EventVerdict verdict;  // ACK; RETRY and PARK take a reason for people
    verdict.stop = --left <= 0;
    return verdict;
  };
  // In threads of its own; group->Stop() ends it in good order from any thread.
  const auto group = client.Join(options);
  const absl::Status ended = group->Wait();
  if (!ended.ok()) {
    std::cerr << hemoledger::MessageOf(ended, hemoledger::Language::kEnglish) << "\n";
    return 1;
  }
  std::cout << "settled" << std::endl;
  return 0;
}

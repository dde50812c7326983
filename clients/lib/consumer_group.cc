#include "clients/lib/consumer_group.h"

#include <utility>

#include "proto/base/check.h"

namespace hemoledger {

ConsumerGroup::ConsumerGroup(ConsumerConnection& connection, ConsumeOptions options, Clock& clock,
                             Random& random) {
  HL_CHECK(options.handler) << "a consumer without a handler";
  thread_ =
      std::thread([this, &connection, options = std::move(options), &clock, &random]() mutable {
        const std::stop_callback chained(options.stop, [this] { Stop(); });
        options.stop = stop_.get_token();
        const absl::Status status = ConsumeGroup(connection, options, clock, random);
        {
          MutexLock lock(mutex_);
          ended_ = true;
          end_ = status;
        }
        changed_.NotifyAll();
      });
}

ConsumerGroup::~ConsumerGroup() {
  Stop();
  thread_.join();
}

void ConsumerGroup::Stop() {
  stop_.request_stop();
}

absl::Status ConsumerGroup::Wait() {
  MutexLock lock(mutex_);
  changed_.Wait(mutex_, [this] {
    mutex_.AssertHeld();
    return ended_;
  });
  return end_;
}

}  // namespace hemoledger

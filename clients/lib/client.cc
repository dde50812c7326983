#include "clients/lib/client.h"

#include <utility>

namespace hemoledger {

Client::Client(const ConnectionOptions& options)
    : connection_(MakeConnection(options, clock_, random_)),
      consumers_(MakeConsumerConnection(options, clock_, random_)) {}

absl::StatusOr<std::unique_ptr<Spool>> Client::OpenSpool(const SpoolOptions& options) {
  return Spool::Open(options, clock_);
}

absl::StatusOr<StreamProgress> Client::Send(Spool& spool, const SequenceStreamerOptions& options) {
  return SequenceStreamer(*connection_, spool, options, clock_, random_).Run();
}

std::unique_ptr<Subscription> Client::Subscribe(FollowOptions options) {
  return std::make_unique<Subscription>(*connection_, std::move(options), clock_, random_);
}

std::unique_ptr<ConsumerGroup> Client::Join(ConsumeOptions options) {
  return std::make_unique<ConsumerGroup>(*consumers_, std::move(options), clock_, random_);
}

absl::Status Client::Watch(const WatchOptions& options) {
  return WatchAttainment(*connection_, options, clock_, random_);
}

}  // namespace hemoledger

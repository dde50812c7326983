// One subscription of EventService, read in the caller's thread.
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <memory>
#include <string_view>

#include "hemoledger/v1/event_service.grpc.pb.h"

namespace hemoledger::bench {

// The position of a serialised Event. Ends the process where it is none.
uint64_t PositionOf(std::string_view event);

class Follower {
 public:
  // From now on, events of receipts in one province. Returns when the server says that it is live.
  Follower(std::shared_ptr<grpc::Channel> channel, uint32_t province);
  // Ends the subscription.
  ~Follower();
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  // The next events, never none; the answer holds until the next call. Ends the process where the
  // subscription ends.
  const v1::EventBatch& Next();

 private:
  std::unique_ptr<v1::EventService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::SubscribeResponse>> reader_;
  v1::SubscribeResponse response_;
};

}  // namespace hemoledger::bench

#include "tests/bench/queue/following.h"

#include <utility>

#include "hemoledger/v1/events.pb.h"
#include "services/domain/wire_cursor.h"
#include "tests/bench/whole/measurement.h"
#include "tests/bench/whole/workload.h"

namespace hemoledger::bench {

uint64_t PositionOf(std::string_view event) {
  // Field 1, a varint; only this is read, since a client shares the cores with the server.
  constexpr uint8_t kPositionTag = 1 << 3;
  WireCursor cursor(event);
  uint8_t tag = 0;
  uint64_t position = 0;
  if (event.empty() || !cursor.ReadTag(&tag) || tag != kPositionTag ||
      !cursor.ReadVarint(&position)) {
    Die("an event does not begin with its position");
  }
  return position;
}

Follower::Follower(std::shared_ptr<grpc::Channel> channel, uint32_t province)
    : stub_(v1::EventService::NewStub(std::move(channel))) {
  v1::SubscribeRequest request;
  request.mutable_start()->set_now(true);
  request.mutable_filter()->set_unit_id(Workload::ProvinceId(province));
  reader_ = stub_->Subscribe(&context_, request);
  if (!reader_->Read(&response_)) Die("Subscribe: " + reader_->Finish().error_message());
  if (!response_.has_caught_up()) Die("a subscription from now on began with events");
}

Follower::~Follower() {
  context_.TryCancel();
  while (reader_->Read(&response_)) {
  }
  static_cast<void>(reader_->Finish());
}

const v1::EventBatch& Follower::Next() {
  do {
    if (!reader_->Read(&response_))
      Die("a subscription ended: " + reader_->Finish().error_message());
  } while (response_.batch().events().empty());
  return response_.batch();
}

}  // namespace hemoledger::bench

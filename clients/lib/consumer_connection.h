// The calls of ConsumerService, as Connection has the others: no type of gRPC, errors as there.
//
// ConsumeGroup (group_consumer.h) stands on it; tests put a fake in its place. Thread-safe.
#pragma once

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/lib/connection.h"
#include "hemoledger/v1/consumer_service.pb.h"

namespace hemoledger {

// One open Consume call. One thread may write while another reads; Cancel is for any thread.
class ConsumeStream {
 public:
  virtual ~ConsumeStream() = default;
  // False: the stream has ended, Finish tells why.
  virtual bool Write(const v1::ConsumeRequest& request) = 0;
  // Nothing more will be written. False as with Write.
  virtual bool WritesDone() = 0;
  // False: the stream has ended.
  virtual bool Read(v1::ConsumeResponse& response) = 0;
  // Ends it now: pending reads and writes return false.
  virtual void Cancel() = 0;
  // How it ended. Once, after Read returned false and the last Write returned.
  virtual absl::Status Finish() = 0;
};

class ConsumerConnection {
 public:
  virtual ~ConsumerConnection() = default;

  // Delete, Replay and Drop are never tried again here: a second try of one that did happen finds
  // nothing.
  virtual absl::StatusOr<v1::ConsumerGroup> CreateConsumerGroup(
      const v1::CreateConsumerGroupRequest& request) = 0;
  virtual absl::StatusOr<v1::ConsumerGroup> GetConsumerGroup(
      const v1::GetConsumerGroupRequest& request) = 0;
  virtual absl::StatusOr<v1::ListConsumerGroupsResponse> ListConsumerGroups(
      const v1::ListConsumerGroupsRequest& request) = 0;
  virtual absl::StatusOr<v1::DeleteConsumerGroupResponse> DeleteConsumerGroup(
      const v1::DeleteConsumerGroupRequest& request) = 0;
  virtual absl::StatusOr<v1::ConsumerGroup> ResetConsumerGroup(
      const v1::ResetConsumerGroupRequest& request) = 0;
  virtual absl::StatusOr<v1::ListParkedEventsResponse> ListParkedEvents(
      const v1::ListParkedEventsRequest& request) = 0;
  virtual absl::StatusOr<v1::ReplayParkedEventsResponse> ReplayParkedEvents(
      const v1::ReplayParkedEventsRequest& request) = 0;
  virtual absl::StatusOr<v1::DropParkedEventsResponse> DropParkedEvents(
      const v1::DropParkedEventsRequest& request) = 0;

  // Never null. A server that can not be reached shows at the first Write or Read. Never tried
  // again here: ConsumeGroup does.
  virtual std::unique_ptr<ConsumeStream> OpenConsumeStream() = 0;
};

// Connects at the first call. `clock` and `random` (for jitter) must outlive it and be thread-safe.
std::unique_ptr<ConsumerConnection> MakeConsumerConnection(const ConnectionOptions& options,
                                                           Clock& clock, Random& random);

}  // namespace hemoledger

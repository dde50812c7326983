// All consumer groups of a server: created, found, changed; and the clock that ends leases.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hemoledger/v1/consumer_service.pb.h"
#include "services/rpc/consumer_group.h"

namespace hemoledger {

// Thread-safe. Answers of what changes something come when it is durable, from the committer's
// thread or the caller's.
class ConsumerGroups {
 public:
  template <typename Response>
  using Answer = std::function<void(absl::StatusOr<Response>)>;

  // `parts` without a committer; its `rows` is written from now on. Errors: STORE_DAMAGED.
  static absl::StatusOr<std::unique_ptr<ConsumerGroups>> Open(const ConsumerParts& parts);
  // As Stop.
  ~ConsumerGroups();
  ConsumerGroups(const ConsumerGroups&) = delete;
  ConsumerGroups& operator=(const ConsumerGroups&) = delete;

  // The contract of ConsumerService.
  void Create(const v1::CreateConsumerGroupRequest& request,
              const Answer<v1::ConsumerGroup>& answer);
  void Delete(const v1::DeleteConsumerGroupRequest& request,
              const Answer<v1::DeleteConsumerGroupResponse>& answer);
  void Reset(const v1::ResetConsumerGroupRequest& request, const Answer<v1::ConsumerGroup>& answer);
  absl::StatusOr<v1::ListConsumerGroupsResponse> List() const;
  absl::StatusOr<v1::ListParkedEventsResponse> ListParked(
      const v1::ListParkedEventsRequest& request) const;
  // Errors: FIELD_REQUIRED, ID_INVALID, CONSUMER_GROUP_NOT_FOUND.
  absl::StatusOr<std::shared_ptr<ServedGroup>> Find(std::string_view group_id) const;

  // Writes and answers all that was taken; nothing is written after it.
  void Stop();

 private:
  explicit ConsumerGroups(const ConsumerParts& parts);
  absl::Status Load();
  void Run();

  SettlementCommitter committer_;
  const ConsumerParts parts_;
  mutable Mutex mutex_;
  std::map<std::string, std::shared_ptr<ServedGroup>, std::less<>> groups_ GUARDED_BY(mutex_);
  CondVar wake_;
  bool stopping_ GUARDED_BY(mutex_) = false;
  // Last: it uses all of the above.
  std::thread ticker_;
};

}  // namespace hemoledger

// A ConsumerConnection without a server: a script of what each stream delivers, and what was
// written.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "clients/lib/consumer_connection.h"
#include "proto/base/mutex.h"
#include "tests/unit/client/fake_connection.h"

namespace hemoledger {

// Thread-safe, but for its script, which is set before.
class FakeConsumerServer : public ConsumerConnection {
 public:
  // Whether an opening is answered; else the stream stays silent.
  bool answers_openings = true;
  // What each stream delivers once it is open.
  std::vector<uint64_t> delivers;
  // Completes each event that is delivered; may be empty.
  std::function<void(v1::DeliveredEvent&)> completes;

  int streams() {
    const MutexLock lock(mutex_);
    return streams_;
  }
  // Settlements that were taken, RENEW not counted.
  std::vector<v1::SettledEvent> settled() {
    const MutexLock lock(mutex_);
    return settled_;
  }
  // Blocks until a stream was opened by the client (its opening may stay unanswered).
  void WaitForOpening() {
    const MutexLock lock(mutex_);
    changed_.Wait(mutex_, [this] {
      mutex_.AssertHeld();
      return streams_ > 0 && written_;
    });
  }
  // The connection goes down: the stream ends with UNAVAILABLE.
  void Cut() { End(TransportError(absl::StatusCode::kUnavailable, "cut")); }
  // The server ends the stream with this.
  void EndWith(const absl::Status& status) { End(status); }

  std::unique_ptr<ConsumeStream> OpenConsumeStream() override {
    const MutexLock lock(mutex_);
    ++streams_;
    written_ = false;
    ended_ = false;
    answers_.clear();
    return std::make_unique<Stream>(*this);
  }

  absl::StatusOr<v1::ConsumerGroup> CreateConsumerGroup(
      const v1::CreateConsumerGroupRequest&) override {
    return None();
  }
  absl::StatusOr<v1::ConsumerGroup> GetConsumerGroup(const v1::GetConsumerGroupRequest&) override {
    return None();
  }
  absl::StatusOr<v1::ListConsumerGroupsResponse> ListConsumerGroups(
      const v1::ListConsumerGroupsRequest&) override {
    return None();
  }
  absl::StatusOr<v1::DeleteConsumerGroupResponse> DeleteConsumerGroup(
      const v1::DeleteConsumerGroupRequest&) override {
    return None();
  }
  absl::StatusOr<v1::ConsumerGroup> ResetConsumerGroup(
      const v1::ResetConsumerGroupRequest&) override {
    return None();
  }
  absl::StatusOr<v1::ListParkedEventsResponse> ListParkedEvents(
      const v1::ListParkedEventsRequest&) override {
    return None();
  }
  absl::StatusOr<v1::ReplayParkedEventsResponse> ReplayParkedEvents(
      const v1::ReplayParkedEventsRequest&) override {
    return None();
  }
  absl::StatusOr<v1::DropParkedEventsResponse> DropParkedEvents(
      const v1::DropParkedEventsRequest&) override {
    return None();
  }

 private:
  class Stream : public ConsumeStream {
   public:
    explicit Stream(FakeConsumerServer& server) : server_(server) {}
    bool Write(const v1::ConsumeRequest& request) override { return server_.Take(request); }
    bool WritesDone() override {
      server_.End(absl::OkStatus());
      return true;
    }
    bool Read(v1::ConsumeResponse& response) override { return server_.Answer(response); }
    void Cancel() override {
      server_.End(TransportError(absl::StatusCode::kUnavailable, "cancelled"));
    }
    absl::Status Finish() override {
      const MutexLock lock(server_.mutex_);
      return server_.end_;
    }

   private:
    FakeConsumerServer& server_;
  };

  static absl::Status None() { return TransportError(absl::StatusCode::kUnimplemented, "fake"); }

  bool Take(const v1::ConsumeRequest& request) {
    {
      const MutexLock lock(mutex_);
      if (ended_) return false;
      written_ = true;
      if (request.has_open() && answers_openings) {
        constexpr uint32_t kLeaseMillis = 3'600'000;
        answers_.emplace_back().mutable_opened()->mutable_group()->set_lease_millis(kLeaseMillis);
        v1::Delivery& delivery = *answers_.emplace_back().mutable_delivery();
        for (const uint64_t position : delivers) {
          v1::DeliveredEvent& event = *delivery.add_events();
          event.set_position(position);
          if (completes) completes(event);
        }
      }
      if (request.has_settle()) {
        for (const v1::SettledEvent& event : request.settle().events()) {
          if (event.verdict() != v1::VERDICT_RENEW) settled_.push_back(event);
        }
        answers_.emplace_back().mutable_settled()->set_settlement_id(
            request.settle().settlement_id());
      }
    }
    changed_.NotifyAll();
    return true;
  }
  bool Answer(v1::ConsumeResponse& response) {
    const MutexLock lock(mutex_);
    changed_.Wait(mutex_, [this] {
      mutex_.AssertHeld();
      return ended_ || !answers_.empty();
    });
    if (answers_.empty()) return false;
    response = std::move(answers_.front());
    answers_.pop_front();
    return true;
  }
  void End(const absl::Status& status) {
    {
      const MutexLock lock(mutex_);
      if (!ended_) end_ = status;
      ended_ = true;
    }
    changed_.NotifyAll();
  }

  Mutex mutex_;
  CondVar changed_;
  int streams_ GUARDED_BY(mutex_) = 0;
  // Of the stream that is open.
  bool written_ GUARDED_BY(mutex_) = false;
  bool ended_ GUARDED_BY(mutex_) = false;
  absl::Status end_ GUARDED_BY(mutex_);
  std::deque<v1::ConsumeResponse> answers_ GUARDED_BY(mutex_);
  std::vector<v1::SettledEvent> settled_ GUARDED_BY(mutex_);
};

}  // namespace hemoledger

#include "clients/lib/group_consumer.h"

#include <deque>
#include <memory>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "clients/lib/internal/backoff.h"
#include "clients/lib/internal/wait.h"
#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/mutex.h"

namespace hemoledger {
namespace {

constexpr int kMaxConcurrency = 256;

// One stream: the calling thread reads, one thread writes, others handle.
class Session {
 public:
  Session(const ConsumeOptions& options, std::unique_ptr<ConsumeStream> stream)
      : options_(options), stream_(std::move(stream)) {}

  // How the stream ended.
  absl::Status Run(internal::Backoff& backoff) {
    const std::stop_callback on_stop(options_.stop, [this] { Stop(); });
    v1::ConsumeRequest open;
    open.mutable_open()->set_group_id(options_.group_id);
    open.mutable_open()->set_consumer(options_.consumer);
    open.mutable_open()->set_credit(static_cast<uint32_t>(options_.concurrency));
    v1::ConsumeResponse response;
    const bool answered = stream_->Write(open) && stream_->Read(response);
    if (!answered || !response.has_opened()) {
      // What came is of another kind: it must not go on. A refusal has ended already, and to cancel
      // it would hide its reason behind a connection that broke.
      if (answered) stream_->Cancel();
      while (stream_->Read(response)) {
      }
      return stream_->Finish();
    }
    {
      MutexLock lock(mutex_);
      opened_ = true;
    }
    backoff.Reset();
    renew_every_ = std::chrono::milliseconds(response.opened().group().lease_millis()) / 3;
    if (options_.on_connected) options_.on_connected(true);
    std::vector<std::thread> threads;
    threads.emplace_back([this] { Settle(); });
    for (int i = 0; i < options_.concurrency; ++i) threads.emplace_back([this] { Handle(); });
    while (stream_->Read(response)) {
      backoff.Reset();
      Take(response);
    }
    {
      MutexLock lock(mutex_);
      ended_ = true;
    }
    wake_.NotifyAll();
    if (options_.on_connected) options_.on_connected(false);
    for (std::thread& thread : threads) thread.join();
    return stream_->Finish();
  }

  // It was told to stop, and all was settled.
  bool is_done() {
    MutexLock lock(mutex_);
    return is_done_;
  }

 private:
  void Stop() {
    bool opened = false;
    {
      MutexLock lock(mutex_);
      stopping_ = true;
      opened = opened_;
    }
    wake_.NotifyAll();
    // Nothing was delivered yet, and a server that is away may never answer.
    if (!opened) stream_->Cancel();
  }

  void Take(v1::ConsumeResponse& response) {
    {
      MutexLock lock(mutex_);
      if (response.has_settled()) --unanswered_;
      if (response.has_delivery()) {
        for (v1::DeliveredEvent& event : *response.mutable_delivery()->mutable_events()) {
          held_.insert(event.position());
          queue_.push_back(std::move(event));
        }
      }
    }
    wake_.NotifyAll();
  }

  void Handle() {
    while (true) {
      v1::DeliveredEvent event;
      {
        MutexLock lock(mutex_);
        wake_.Wait(mutex_, [this] {
          mutex_.AssertHeld();
          return ended_ || stopping_ || !queue_.empty();
        });
        if (ended_ || stopping_) return;
        event = std::move(queue_.front());
        queue_.pop_front();
        ++running_;
      }
      const EventVerdict verdict = options_.handler(event);
      {
        MutexLock lock(mutex_);
        --running_;
        held_.erase(event.position());
        stopping_ = stopping_ || verdict.stop;
        if (verdict.verdict != v1::VERDICT_UNSPECIFIED) {
          v1::SettledEvent& settled = finished_.emplace_back();
          settled.set_position(event.position());
          settled.set_verdict(verdict.verdict);
          settled.set_reason(verdict.reason);
          settled.set_retry_after_millis(static_cast<uint32_t>(verdict.retry_after.count()));
        }
      }
      wake_.NotifyAll();
    }
  }

  // The only one that writes: what finished while one message was written goes into the next.
  void Settle() {
    while (true) {
      v1::ConsumeRequest request;
      uint32_t credit = 0;
      {
        MutexLock lock(mutex_);
        const bool woken = wake_.WaitFor(mutex_, renew_every_, [this] {
          mutex_.AssertHeld();
          return ended_ || !finished_.empty() || IsSettled();
        });
        if (ended_) return;
        if (IsSettled()) {
          is_done_ = true;
          break;
        }
        v1::Settlement& settle = *request.mutable_settle();
        settle.set_settlement_id(++last_settlement_);
        for (v1::SettledEvent& settled : finished_) *settle.add_events() = std::move(settled);
        if (!stopping_) credit = static_cast<uint32_t>(finished_.size());
        finished_.clear();
        if (!woken) {
          for (const uint64_t position : held_) {
            v1::SettledEvent& renewed = *settle.add_events();
            renewed.set_position(position);
            renewed.set_verdict(v1::VERDICT_RENEW);
          }
        }
        if (settle.events().empty()) continue;
        ++unanswered_;
      }
      bool open = stream_->Write(request);
      if (open && credit > 0) {
        request.mutable_credit()->set_events(credit);
        open = stream_->Write(request);
      }
      // The reader sees the end too, and tells.
      if (!open) return;
    }
    stream_->WritesDone();
  }

  bool IsSettled() const REQUIRES(mutex_) {
    return stopping_ && running_ == 0 && finished_.empty() && unanswered_ == 0;
  }

  const ConsumeOptions& options_;
  const std::unique_ptr<ConsumeStream> stream_;
  std::chrono::milliseconds renew_every_{0};

  Mutex mutex_;
  CondVar wake_;
  // Delivered and not begun.
  std::deque<v1::DeliveredEvent> queue_ GUARDED_BY(mutex_);
  // Delivered and not finished.
  std::set<uint64_t> held_ GUARDED_BY(mutex_);
  std::vector<v1::SettledEvent> finished_ GUARDED_BY(mutex_);
  int running_ GUARDED_BY(mutex_) = 0;
  int unanswered_ GUARDED_BY(mutex_) = 0;
  uint64_t last_settlement_ GUARDED_BY(mutex_) = 0;
  bool opened_ GUARDED_BY(mutex_) = false;
  // A handler or the caller said stop.
  bool stopping_ GUARDED_BY(mutex_) = false;
  bool ended_ GUARDED_BY(mutex_) = false;
  // Told to stop, and all is settled.
  bool is_done_ GUARDED_BY(mutex_) = false;
};

}  // namespace

absl::Status ConsumeGroup(ConsumerConnection& connection, const ConsumeOptions& options,
                          Clock& clock, Random& random) {
  HL_CHECK(options.concurrency >= 1 && options.concurrency <= kMaxConcurrency);
  internal::Backoff backoff(options.retry, clock, random);
  while (!options.stop.stop_requested()) {
    Session session(options, connection.OpenConsumeStream());
    const absl::Status status = session.Run(backoff);
    if (session.is_done()) break;
    // A server never ends the call with OK by itself.
    const absl::Status failure = status.ok()
                                     ? FromWire(static_cast<int>(absl::StatusCode::kUnavailable),
                                                "the server ended the stream", "")
                                     : status;
    // A server that is away is not waited for any more; what else is wrong is told all the same.
    if (options.stop.stop_requested() && absl::IsUnavailable(failure)) break;
    const auto wait = backoff.Next(failure);
    if (!wait.has_value()) return failure;
    if (options.retry.on_wait) options.retry.on_wait(failure, *wait);
    internal::WaitUnlessStopped(*wait, options.stop);
  }
  return absl::OkStatus();
}

}  // namespace hemoledger

#include "clients/relay/relay.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "clients/lib/group_consumer.h"
#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/mutex.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

using std::chrono::milliseconds;

class Relay {
 public:
  Relay(RelayTarget& target, const RelayOptions& options, Clock& clock, Random& random)
      : target_(target),
        options_(options),
        clock_(clock),
        random_(random),
        on_stop_(options.stop,
                 [this] {
                   { const MutexLock lock(mutex_); }
                   wake_.NotifyAll();
                 }),
        grace_([this] { KeepGrace(); }) {}

  ~Relay() {
    {
      MutexLock lock(mutex_);
      done_ = true;
    }
    wake_.NotifyAll();
    grace_.join();
  }
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  // OK also when it was stopped while the target was away.
  absl::Status Prepare() {
    SetConnected(true);
    for (int tries = 1; !options_.stop.stop_requested(); ++tries) {
      const absl::Status status = target_.Prepare();
      if (status.code() != absl::StatusCode::kUnavailable) return status;
      const milliseconds wait = BackoffAfter(tries);
      Tell({.position = std::nullopt, .reason = status.ToString(), .wait = wait});
      Wait(wait);
    }
    return absl::OkStatus();
  }

  absl::Status Consume(ConsumerConnection& connection) {
    ConsumeOptions consume;
    consume.group_id = options_.group_id;
    consume.consumer = options_.consumer;
    consume.concurrency = options_.concurrency;
    consume.retry = options_.retry;
    consume.stop = options_.stop;
    // A handler that waits for its target must not keep the others from a new stream.
    consume.on_connected = [this](bool connected) { SetConnected(connected); };
    consume.handler = [this](const v1::DeliveredEvent& delivered) { return Handle(delivered); };
    while (!options_.stop.stop_requested()) {
      const absl::Status status = ConsumeGroup(connection, consume, clock_, random_);
      if (ReasonOf(status) != ERROR_REASON_CONSUMER_GROUP_CHANGED) return status;
    }
    return absl::OkStatus();
  }

  // Why the target wants no more; OK: nothing of the kind.
  absl::Status end() {
    MutexLock lock(mutex_);
    return end_;
  }
  RelayCounts counts() {
    MutexLock lock(mutex_);
    return counts_;
  }

 private:
  EventVerdict Handle(const v1::DeliveredEvent& delivered) {
    const absl::StatusOr<CloudEvent> event =
        MakeCloudEvent(options_.ledger, delivered, options_.data, options_.json);
    if (!event.ok()) {
      return Park(delivered.position(), MessageOf(event.status(), Language::kEnglish));
    }
    const int64_t began_micros = clock_.BootMicros();
    for (int tries = 1; MayTry(); ++tries) {
      const Attempt attempt = target_.Send(*event, give_up_.get_token());
      switch (attempt.outcome) {
        case Attempt::Outcome::kDelivered:
          return Delivered();
        case Attempt::Outcome::kPark:
          return Park(delivered.position(), attempt.reason);
        case Attempt::Outcome::kEnd:
          return End(attempt.reason);
        case Attempt::Outcome::kRetry:
          break;
      }
      const milliseconds tried((clock_.BootMicros() - began_micros) / 1000);
      if (options_.park_after > milliseconds(0) && tried >= options_.park_after) {
        return Park(delivered.position(),
                    Concat(attempt.reason, " (tried for ", tried.count() / 1000, " s)"));
      }
      const milliseconds wait = std::max(BackoffAfter(tries), attempt.retry_after);
      if (MayTry())
        Tell({.position = delivered.position(), .reason = attempt.reason, .wait = wait});
      Wait(wait);
    }
    // Neither done nor failed: the group gives it to the next consumer.
    return {.verdict = v1::VERDICT_UNSPECIFIED, .reason = ""};
  }

  EventVerdict Delivered() {
    MutexLock lock(mutex_);
    ++counts_.delivered;
    return {};
  }

  EventVerdict Park(uint64_t position, const std::string& reason) {
    {
      MutexLock lock(mutex_);
      ++counts_.parked;
    }
    Tell({.position = position, .reason = reason, .parked = true});
    return {.verdict = v1::VERDICT_PARK, .reason = reason};
  }

  EventVerdict End(const std::string& reason) {
    {
      MutexLock lock(mutex_);
      end_ = MakeError(ERROR_REASON_FIELD_INVALID,
                       {{"field", "webhook.url"},
                        {"value", "…"},
                        {"expected", Concat("a receiver that takes events; ", reason)}});
    }
    wake_.NotifyAll();
    return {.verdict = v1::VERDICT_UNSPECIFIED, .reason = "", .stop = true};
  }

  milliseconds BackoffAfter(int tries) {
    constexpr int kMaxDoublings = 20;
    const int64_t longest =
        std::min(options_.max_backoff.count(), options_.min_backoff.count()
                                                   << std::min(tries - 1, kMaxDoublings));
    const uint64_t half = static_cast<uint64_t>(std::max<int64_t>(longest, 1)) / 2;
    return milliseconds(static_cast<int64_t>(half + random_.Below(half + 1)));
  }

  void Tell(const RelayTrouble& trouble) {
    if (options_.on_trouble) options_.on_trouble(trouble);
  }

  void SetConnected(bool connected) {
    {
      MutexLock lock(mutex_);
      connected_ = connected;
    }
    wake_.NotifyAll();
  }

  bool MayTryLocked() const REQUIRES(mutex_) {
    return connected_ && end_.ok() && !options_.stop.stop_requested();
  }
  bool MayTry() {
    MutexLock lock(mutex_);
    return MayTryLocked();
  }

  // Ends early where nothing is to be tried any more.
  void Wait(milliseconds wait) {
    MutexLock lock(mutex_);
    static_cast<void>(wake_.WaitFor(mutex_, wait, [this] {
      mutex_.AssertHeld();
      return !MayTryLocked();
    }));
  }

  // Gives up what is still under way some time after the stop.
  void KeepGrace() {
    {
      MutexLock lock(mutex_);
      wake_.Wait(mutex_, [this] {
        mutex_.AssertHeld();
        return done_ || options_.stop.stop_requested();
      });
      if (wake_.WaitFor(mutex_, options_.grace, [this] {
            mutex_.AssertHeld();
            return done_;
          })) {
        return;
      }
    }
    give_up_.request_stop();
  }

  RelayTarget& target_;
  const RelayOptions& options_;
  Clock& clock_;
  Random& random_;
  std::stop_source give_up_;

  Mutex mutex_;
  CondVar wake_;
  // The stream that the events came by lives.
  bool connected_ GUARDED_BY(mutex_) = false;
  bool done_ GUARDED_BY(mutex_) = false;
  absl::Status end_ GUARDED_BY(mutex_);
  RelayCounts counts_ GUARDED_BY(mutex_);
  std::stop_callback<std::function<void()>> on_stop_;
  std::thread grace_;
};

}  // namespace

absl::Status RunRelay(ConsumerConnection& connection, RelayTarget& target,
                      const RelayOptions& options, Clock& clock, Random& random,
                      RelayCounts& counts) {
  HL_CHECK(options.min_backoff.count() > 0 && options.max_backoff >= options.min_backoff);
  Relay relay(target, options, clock, random);
  absl::Status status = relay.Prepare();
  if (status.ok()) status = relay.Consume(connection);
  counts = relay.counts();
  if (!relay.end().ok()) return relay.end();
  return status;
}

}  // namespace hemoledger

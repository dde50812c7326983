#include "tests/bench/queue/consumers.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "hemoledger/v1/consumer_service.grpc.pb.h"
#include "proto/base/strings.h"
#include "tests/bench/queue/key_order.h"
#include "tests/bench/whole/measurement.h"

namespace hemoledger::bench {
namespace {

constexpr int kBatch = 1024;
// Months and components that a unit's receipts go round (Workload::RoundBatches).
constexpr uint32_t kCellsPerUnit = 24;
constexpr int kFirstChannel = 5000;
constexpr std::chrono::milliseconds kPollInterval{5};
// An event that trouble finds again and again is not parked.
constexpr uint32_t kMaxAttempts = 1000;

// One member of the group, which connects again when its connection broke.
class Consumer {
 public:
  Consumer(const Server& server, std::string group_id, uint32_t number, uint32_t credit,
           const Trouble& trouble, KeyOrder& order)
      : stub_(
            v1::ConsumerService::NewStub(server.Connect(kFirstChannel + static_cast<int>(number)))),
        group_id_(std::move(group_id)),
        name_(Concat("consumer-", number)),
        credit_(credit),
        trouble_(trouble),
        random_(trouble.seed + number),
        order_(order),
        thread_([this] {
          while (RunConnection()) {
          }
        }) {}

  void Stop() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
      if (context_ != nullptr) context_->TryCancel();
    }
    thread_.join();
  }
  // After Stop.
  uint64_t retries() const { return retries_; }
  uint64_t broken_connections() const { return broken_connections_; }

 private:
  using Stream = grpc::ClientReaderWriter<v1::ConsumeRequest, v1::ConsumeResponse>;

  // False: it was stopped.
  bool RunConnection() {
    {
      const std::lock_guard lock(mutex_);
      if (stopped_) return false;
      context_ = std::make_unique<grpc::ClientContext>();
    }
    const std::unique_ptr<Stream> stream = stub_->Consume(context_.get());
    uint64_t deliveries_left = UINT64_MAX;
    if (trouble_.deliveries_a_connection > 0) {
      const uint64_t half = trouble_.deliveries_a_connection / 2;
      deliveries_left = half + random_() % (half + 1);
    }
    v1::ConsumeRequest request;
    v1::ConsumeOpening& open = *request.mutable_open();
    open.set_group_id(group_id_);
    open.set_consumer(name_);
    open.set_credit(credit_);
    bool lives = stream->Write(request);
    v1::ConsumeResponse response;
    bool broke = false;
    while (lives && !broke && stream->Read(&response)) {
      if (!response.settled().not_held().empty()) Die("what is held is told as not held");
      if (!response.has_delivery()) continue;
      broke = !Settle(response.delivery(), deliveries_left, *stream, lives);
    }
    if (broke) context_->TryCancel();
    while (stream->Read(&response)) {
    }
    const grpc::Status status = stream->Finish();
    const std::lock_guard lock(mutex_);
    context_.reset();
    if (stopped_) return false;
    if (!broke) Die("a consumer's stream ended: " + status.error_message());
    ++broken_connections_;
    return true;
  }

  // False: the connection is to break now. `lives`: it still takes messages.
  bool Settle(const v1::Delivery& delivery, uint64_t& deliveries_left, Stream& stream,
              bool& lives) {
    v1::ConsumeRequest request;
    v1::Settlement& settlement = *request.mutable_settle();
    settlement.set_settlement_id(++settlements_);
    for (const v1::DeliveredEvent& event : delivery.events()) {
      if (deliveries_left-- == 0) return false;
      const uint32_t key = order_.Delivered(event.key(), event.position());
      v1::SettledEvent& settled = *settlement.add_events();
      settled.set_position(event.position());
      if (random_() % 1000 < trouble_.retries_per_mille) {
        settled.set_verdict(v1::VERDICT_RETRY);
        settled.set_reason("chưa được");
        ++retries_;
        continue;
      }
      order_.Acknowledging(key, event.position());
      settled.set_verdict(v1::VERDICT_ACK);
    }
    lives = stream.Write(request);
    request.mutable_credit()->set_events(static_cast<uint32_t>(delivery.events_size()));
    lives = lives && stream.Write(request);
    return true;
  }

  const std::unique_ptr<v1::ConsumerService::Stub> stub_;
  const std::string group_id_;
  const std::string name_;
  const uint32_t credit_;
  const Trouble trouble_;
  std::mt19937_64 random_;
  KeyOrder& order_;
  uint64_t settlements_ = 0;
  uint64_t retries_ = 0;
  uint64_t broken_connections_ = 0;
  std::mutex mutex_;
  // Guarded by `mutex_`; the connection's own thread alone replaces it.
  std::unique_ptr<grpc::ClientContext> context_;
  bool stopped_ = false;
  // Last: it uses the others.
  std::thread thread_;
};

v1::ConsumerGroup Create(v1::ConsumerService::Stub& stub, const std::string& group_id) {
  v1::CreateConsumerGroupRequest request;
  v1::ConsumerGroup& group = *request.mutable_group();
  group.set_group_id(group_id);
  group.mutable_filter()->add_types(v1::EVENT_TYPE_RECEIPT_RECORDED);
  group.set_key(v1::CONSUMER_KEY_CREDITED_UNIT);
  group.set_max_attempts(kMaxAttempts);
  group.set_min_backoff_millis(1);
  group.set_max_backoff_millis(1);
  grpc::ClientContext context;
  v1::ConsumerGroup created;
  const grpc::Status status = stub.CreateConsumerGroup(&context, request, &created);
  if (!status.ok()) Die(status.error_message());
  return created;
}

v1::ConsumerGroup Get(v1::ConsumerService::Stub& stub, const std::string& group_id) {
  v1::GetConsumerGroupRequest request;
  request.set_group_id(group_id);
  grpc::ClientContext context;
  v1::ConsumerGroup group;
  const grpc::Status status = stub.GetConsumerGroup(&context, request, &group);
  if (!status.ok()) Die(status.error_message());
  return group;
}

}  // namespace

uint64_t RecordRounds(const Server& server, uint32_t keys, uint64_t events) {
  const uint64_t each = events / kConsumers;
  std::vector<std::vector<SerializedBatch>> batches;
  for (uint32_t s = 0; s < kConsumers; ++s) {
    batches.push_back(
        Serialize(Workload::RoundBatches(s, kConsumers, keys * kCellsPerUnit, 1, each, kBatch)));
  }
  IngestAll(server, batches, each);
  return each * kConsumers;
}

ConsumersOutcome WorkOff(const Server& server, const std::string& group_id, uint32_t keys,
                         uint64_t events, uint32_t credit, const Trouble& trouble) {
  const auto stub = v1::ConsumerService::NewStub(server.Connect(1000));
  const uint64_t head = Create(*stub, group_id).head_position();
  KeyOrder order(keys, head);
  ConsumersOutcome outcome;
  std::vector<std::unique_ptr<Consumer>> consumers;
  const double seconds = Seconds([&] {
    for (uint32_t i = 0; i < kConsumers; ++i) {
      consumers.push_back(std::make_unique<Consumer>(server, group_id, i, credit, trouble, order));
    }
    while (Get(*stub, group_id).next_position() <= head) {
      std::this_thread::sleep_for(kPollInterval);
    }
  });
  for (const auto& consumer : consumers) {
    consumer->Stop();
    outcome.retries += consumer->retries();
    outcome.broken_connections += consumer->broken_connections();
  }
  outcome.redeliveries = order.redeliveries();
  if (order.acknowledged() != events) {
    Die(Concat("of ", events, " receipts ", order.acknowledged(), " were acknowledged"));
  }
  if (Get(*stub, group_id).parked() > 0) Die("an event was parked");
  outcome.acks_per_second = static_cast<double>(events) / seconds;
  return outcome;
}

}  // namespace hemoledger::bench

#include "tests/bench/queue/jet_stream.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>
#include <vector>

#include "proto/base/strings.h"
#include "tests/bench/queue/nats_client.h"
#include "tests/bench/whole/measurement.h"

namespace hemoledger::bench {
namespace {

constexpr char kBinary[] = "/usr/sbin/nats-server";
constexpr char kConsumer[] = "work";
constexpr int64_t kPatienceMillis = 60'000;
constexpr int64_t kFetchMillis = 200;
constexpr std::chrono::milliseconds kPollInterval{5};
// All that eight clients hold at their largest batch, and more.
constexpr int64_t kMaxAckPending = 20'000;
constexpr int kFillWindow = 4096;

std::string Subject(uint32_t number) {
  return Concat("receipts.", number);
}

// An ordered consumer of one subject: in order, each once, no acknowledgements.
class OrderedSubscriber {
 public:
  OrderedSubscriber(const std::string& url, uint32_t province, uint64_t expected)
      : client_(url), expected_(expected) {
    jsSubOptions options;
    CheckNats(jsSubOptions_Init(&options), "options");
    options.Ordered = true;
    natsSubscription* subscription = nullptr;
    jsErrCode code{};
    CheckNats(js_SubscribeSync(&subscription, client_.streams(), Subject(province).c_str(), nullptr,
                               &options, &code),
              "subscribing");
    subscription_.reset(subscription);
    CheckNats(natsSubscription_SetPendingLimits(subscription, -1, -1), "limits");
  }

  // All that is expected; seconds from `begin` to the last one.
  double Read(std::chrono::steady_clock::time_point begin) {
    for (uint64_t i = 0; i < expected_; ++i) {
      natsMsg* message = nullptr;
      CheckNats(natsSubscription_NextMsg(&message, subscription_.get(), kPatienceMillis),
                "a message of a subscription");
      const NatsMessage owner(message);
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }

 private:
  NatsClient client_;
  const uint64_t expected_;
  NatsSubscription subscription_;
};

// Fetches and acknowledges until `acknowledged` reaches `events`.
void PullAndAcknowledge(const std::string& url, int batch, uint64_t events, uint32_t naks_per_mille,
                        uint64_t seed, std::atomic<uint64_t>& acknowledged) {
  const NatsClient client(url);
  std::mt19937_64 random(seed);
  jsSubOptions options;
  CheckNats(jsSubOptions_Init(&options), "options");
  options.Stream = NatsClient::kStream;
  options.Consumer = kConsumer;
  natsSubscription* subscription = nullptr;
  jsErrCode code{};
  CheckNats(js_PullSubscribe(&subscription, client.streams(), "receipts.*", kConsumer, nullptr,
                             &options, &code),
            "subscribing");
  const NatsSubscription owner(subscription);
  while (acknowledged < events) {
    natsMsgList list{};
    const natsStatus status =
        natsSubscription_Fetch(&list, subscription, batch, kFetchMillis, &code);
    // Nothing there: others hold what is left.
    if (status != NATS_TIMEOUT) CheckNats(status, "fetching");
    for (int i = 0; i < list.Count; ++i) {
      if (random() % 1000 < naks_per_mille) {
        CheckNats(natsMsg_Nak(list.Msgs[i], nullptr), "nak");
        continue;
      }
      CheckNats(natsMsg_Ack(list.Msgs[i], nullptr), "ack");
      ++acknowledged;
    }
    natsMsgList_Destroy(&list);
  }
}

// Whether the server has the acknowledgements of all of `events`.
bool AllAcknowledged(const NatsClient& client, uint64_t events) {
  jsConsumerInfo* info = nullptr;
  jsErrCode code{};
  CheckNats(
      js_GetConsumerInfo(&info, client.streams(), NatsClient::kStream, kConsumer, nullptr, &code),
      "asking for the consumer");
  const bool all =
      info->NumPending == 0 && info->NumAckPending == 0 && info->AckFloor.Stream >= events;
  jsConsumerInfo_Destroy(info);
  return all;
}

}  // namespace

bool JetStream::IsInstalled() {
  return std::filesystem::exists(kBinary);
}

std::string JetStream::Durability() {
  return "JetStream (file storage): acknowledged when written to the file, synced every two "
         "minutes "
         "(this version has no sync_interval); Hemoledger: acknowledged when synced";
}

JetStream::JetStream(const std::filesystem::path& folder)
    : folder_(std::filesystem::absolute(folder)) {
  std::filesystem::remove_all(folder_);
  std::filesystem::create_directories(folder_);
  const std::string config = folder_ / "nats.conf";
  WriteFile(config,
            Concat("listen: \"127.0.0.1:-1\"\nports_file_dir: \"", folder_.string(),
                   "\"\nlog_file: \"", (folder_ / "log").string(), "\"\njetstream { store_dir: \"",
                   (folder_ / "data").string(), "\", max_mem: 1G, max_file: 64G }\n"));
  // Nothing but system calls between fork and exec: this process may have threads.
  pid_ = fork();
  if (pid_ == 0) {
    execl(kBinary, "nats-server", "-c", config.c_str(), nullptr);
    _exit(127);
  }
  const std::filesystem::path ports = folder_ / Concat("nats-server_", pid_, ".ports");
  while (url_.empty()) {
    if (waitpid(pid_, nullptr, WNOHANG) != 0) Die("nats-server ended; see " + folder_.string());
    std::ifstream file(ports);
    const auto parsed = nlohmann::json::parse(file, nullptr, /*allow_exceptions=*/false);
    if (parsed.is_object() && parsed.contains("nats")) url_ = parsed["nats"].at(0);
    std::this_thread::sleep_for(kPollInterval);
  }
}

JetStream::~JetStream() {
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
}

FanOutOutcome JetStream::FanOut(const FanOutWork& work, uint32_t subscribers, int window) const {
  NatsClient writer(url_, window);
  writer.MakeStream("receipts.*");
  std::vector<std::string> subjects;
  for (uint32_t i = 0; i < Workload::kProvinces; ++i) subjects.push_back(Subject(i));
  std::vector<std::unique_ptr<OrderedSubscriber>> live;
  std::vector<std::unique_ptr<OrderedSubscriber>> stopped;
  FanOutOutcome outcome;
  for (uint32_t i = 0; i < subscribers; ++i) {
    (IsStopped(i) ? stopped : live)
        .push_back(std::make_unique<OrderedSubscriber>(url_, i, work.of_province[i]));
    if (!IsStopped(i)) outcome.delivered += work.of_province[i];
  }
  outcome.memory_before = AnonymousBytes();
  std::vector<double> seconds(live.size());
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::thread> readers;
  for (size_t i = 0; i < live.size(); ++i) {
    readers.emplace_back([&, i] { seconds[i] = live[i]->Read(begin); });
  }
  const double writing = Seconds([&] {
    for (const FanOutWork::Message& message : work.messages) {
      writer.Publish(subjects[message.province], message.bytes);
    }
    writer.AwaitAcknowledgements();
  });
  for (std::thread& reader : readers) reader.join();
  outcome.memory_peak = AnonymousBytes();
  double whole = writing;
  for (const double one : seconds) whole = std::max(whole, one);
  const auto events = static_cast<double>(work.messages.size());
  outcome.writer_per_second = events / writing;
  outcome.whole_per_second = events / whole;
  return outcome;
}

double JetStream::Acks(uint64_t events, uint32_t keys, int batch, const Trouble& trouble) const {
  NatsClient client(url_, kFillWindow);
  client.MakeStream("receipts.*");
  // About as much as a receipt.
  const std::string text(100, 'x');
  for (uint64_t i = 0; i < events; ++i) {
    client.Publish(Subject(static_cast<uint32_t>(i % keys)), text);
  }
  client.AwaitAcknowledgements();
  jsConsumerConfig config;
  CheckNats(jsConsumerConfig_Init(&config), "options");
  config.Durable = kConsumer;
  config.AckPolicy = js_AckExplicit;
  config.MaxAckPending = kMaxAckPending;
  jsErrCode code{};
  CheckNats(js_AddConsumer(nullptr, client.streams(), NatsClient::kStream, &config, nullptr, &code),
            "making the consumer");
  std::atomic<uint64_t> acknowledged{0};
  std::vector<std::thread> threads;
  const double seconds = Seconds([&] {
    for (uint32_t i = 0; i < kConsumers; ++i) {
      threads.emplace_back([&, i] {
        PullAndAcknowledge(url_, batch, events, trouble.retries_per_mille, trouble.seed + i,
                           acknowledged);
      });
    }
    while (!AllAcknowledged(client, events)) std::this_thread::sleep_for(kPollInterval);
  });
  for (std::thread& thread : threads) thread.join();
  if (acknowledged < events) Die("JetStream has more acknowledgements than were given");
  return static_cast<double>(events) / seconds;
}

double JetStream::AnonymousBytes() const {
  std::ifstream status(Concat("/proc/", pid_, "/status"));
  for (std::string word; status >> word;) {
    double kibibytes = 0;
    if (word == "RssAnon:" && status >> kibibytes) return kibibytes * 1024;
  }
  Die("nats-server has no RssAnon in /proc");
}

}  // namespace hemoledger::bench

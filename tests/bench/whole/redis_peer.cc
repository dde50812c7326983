// Redis doing the same job in a script: one call for a run of a source's events.
#include <hiredis/hiredis.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "proto/base/strings.h"
#include "tests/bench/whole/measurement.h"
#include "tests/bench/whole/peers.h"

namespace hemoledger::bench {
namespace {

constexpr uint64_t kReceiptsAhead = 400'000;

// The event goes to a list, a mark a source drops what is there, totals stand in one hash.
constexpr char kScript[] = R"lua(
  local source = KEYS[1]
  local mark = tonumber(redis.call('HGET', 'marks', source) or '0')
  local events, totals, n = {}, {}, 0
  for i = 1, #ARGV, 4 do
    local sequence = tonumber(ARGV[i])
    if sequence > mark then
      mark = sequence
      n = n + 1
      events[n] = ARGV[i + 3]
      totals[ARGV[i + 1]] = (totals[ARGV[i + 1]] or 0) + tonumber(ARGV[i + 2])
    end
  end
  if n > 0 then
    redis.call('RPUSH', 'events', unpack(events))
    for key, units in pairs(totals) do redis.call('HINCRBY', 'totals', key, units) end
    redis.call('HSET', 'marks', source, mark)
  end
  return n
)lua";

class RedisConnection {
 public:
  explicit RedisConnection(const std::filesystem::path& folder) {
    for (int i = 0; i < 100; ++i) {
      context_ = redisConnectUnix((folder / "redis.sock").c_str());
      if (context_ != nullptr && context_->err == 0) return;
      if (context_ != nullptr) redisFree(context_);
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    Die("Redis does not answer");
  }
  ~RedisConnection() { redisFree(context_); }
  RedisConnection(const RedisConnection&) = delete;
  RedisConnection& operator=(const RedisConnection&) = delete;

  std::string Call(const std::vector<std::string>& arguments) {
    std::vector<const char*> values;
    std::vector<size_t> sizes;
    for (const std::string& argument : arguments) {
      values.push_back(argument.data());
      sizes.push_back(argument.size());
    }
    auto* reply = static_cast<redisReply*>(
        redisCommandArgv(context_, static_cast<int>(values.size()), values.data(), sizes.data()));
    if (reply == nullptr || reply->type == REDIS_REPLY_ERROR) {
      Die(Concat("Redis: ", reply == nullptr ? context_->errstr : reply->str));
    }
    std::string text = reply->str == nullptr ? "" : std::string(reply->str, reply->len);
    freeReplyObject(reply);
    return text;
  }

 private:
  redisContext* context_ = nullptr;
};

}  // namespace

bool Redis::IsInstalled() {
  return std::filesystem::exists("/usr/bin/redis-server");
}

Redis::Redis(const std::filesystem::path& folder) : folder_(std::filesystem::absolute(folder)) {
  std::filesystem::create_directories(folder_);
  pid_ = fork();
  if (pid_ == 0) {
    const std::string socket = folder_ / "redis.sock";
    const std::string log = folder_ / "log";
    execl("/usr/bin/redis-server", "redis-server", "--port", "0", "--unixsocket", socket.c_str(),
          "--dir", folder_.c_str(), "--appendonly", "yes", "--appendfsync", "always", "--save", "",
          "--logfile", log.c_str(), nullptr);
    _exit(127);
  }
  RedisConnection(folder_).Call({"PING"});
}

Redis::~Redis() {
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
}

double Redis::Batches(const Workload& workload, int connections, int batch, double seconds) const {
  RedisConnection setup(folder_);
  setup.Call({"FLUSHALL"});
  const std::string script = setup.Call({"SCRIPT", "LOAD", kScript});
  std::vector<std::vector<std::vector<std::string>>> calls(static_cast<size_t>(connections));
  for (int c = 0; c < connections; ++c) {
    const std::vector<FlatReceipt> receipts = workload.Flat(
        static_cast<uint32_t>(c), kReceiptsAhead / static_cast<uint64_t>(connections));
    for (const FlatReceipt& receipt : receipts) {
      auto& own = calls[static_cast<size_t>(c)];
      if (own.empty() || own.back().size() == static_cast<size_t>(4 + 4 * batch)) {
        own.push_back({"EVALSHA", script, "1", Workload::SourceId(receipt.source)});
      }
      std::vector<std::string>& call = own.back();
      call.push_back(Concat(receipt.sequence));
      call.push_back(
          Concat(receipt.unit, ":", receipt.date / 100, ":", static_cast<int>(receipt.component)));
      call.push_back(Concat(receipt.count));
      call.push_back(receipt.bytes);
    }
  }
  std::atomic<uint64_t> done{0};
  const double taken = RunFor(seconds, connections, [&](int thread, const std::atomic<bool>& stop) {
    RedisConnection connection(folder_);
    for (const std::vector<std::string>& call : calls[static_cast<size_t>(thread)]) {
      if (stop) return;
      connection.Call(call);
      done += (call.size() - 4) / 4;
    }
  });
  return static_cast<double>(done) / taken;
}

}  // namespace hemoledger::bench

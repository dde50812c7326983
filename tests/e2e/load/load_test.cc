// Back-pressure, whole: a server process under idle streams, subscribers that do not read and
// writers at full speed, all at once. Nothing of it may grow without bound:
//
// - every event is acknowledged and counted, idle streams still work afterwards, and who did not
//   read gets everything once it reads;
// - a connection has its share of streams, the server a number of them, each told by its name;
// - the server's anonymous memory keeps below a bound, and the same load a second time adds next to
//   nothing: the cells are the same, so what is kept does not depend on how much was written.
//
//   load_test HEMOLEDGERD [--idle N] [--readers N] [--writers N] [--events N] [--rounds N]
//             [--read-fully N] [--bound-mib N] [--growth-mib N] [--folder DIR]
//
// --events: of one writer in one round. --read-fully: how many of the readers read all in the end.
// The ledger's buffers are small here, so that they are full in the first round.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "proto/base/errors.h"
#include "proto/base/strings.h"
#include "tests/e2e/load/load_client.h"
#include "tests/support/server_process/server_process.h"
#include "tests/support/temp_dir.h"

namespace hemoledger::load {
namespace {

constexpr int kStreamsPerConnection = 100;
constexpr int64_t kMiB = 1 << 20;

using Numbers = std::map<std::string, int64_t>;
using Channels = std::vector<std::shared_ptr<grpc::Channel>>;

struct Load {
  std::string address;
  int idle = 0;
  int readers = 0;
  int writers = 0;
  uint64_t events = 0;
};

// As many connections as `streams` need when each has its share.
Channels ConnectFor(const std::string& address, int streams) {
  Channels channels;
  for (int i = 0; i < streams; i += kStreamsPerConnection) channels.push_back(Connect(address));
  return channels;
}

void RequireLimit(const absl::Status& status, const std::string& name, int limit) {
  Require(
      ReasonOf(status) == ERROR_REASON_LIMIT_REACHED && FieldOf(status, "name") == name &&
          FieldOf(status, "limit") == Concat(limit),
      Concat("expected ", name, " of ", limit, ", not: ", MessageOf(status, Language::kEnglish)));
}

std::vector<std::unique_ptr<Stream>> OpenIdle(const Load& load, const Channels& channels) {
  std::vector<std::unique_ptr<Stream>> idle;
  for (int i = 0; i < load.idle; ++i) {
    idle.push_back(std::make_unique<Stream>(channels[i / kStreamsPerConnection],
                                            Concat("benh-vien-", i), /*of_source=*/false));
    Require(idle.back()->opened(), "an idle stream was refused");
    if (i + 1 != kStreamsPerConnection) continue;
    Stream greedy(channels[0], "benh-vien-them", /*of_source=*/false);
    RequireLimit(greedy.Finish(), "max-streams-per-connection", kStreamsPerConnection);
  }
  return idle;
}

std::vector<std::unique_ptr<Subscriber>> OpenReaders(const Load& load, const Channels& channels) {
  std::vector<std::unique_ptr<Subscriber>> readers;
  for (int i = 0; i < load.readers; ++i) {
    readers.push_back(std::make_unique<Subscriber>(channels[i / kStreamsPerConnection]));
    readers.back()->WaitUntilBegun();
  }
  return readers;
}

// All writers, at full speed. Returns the most memory that was seen meanwhile.
int64_t WriteRound(const Load& load, const ServerProcess& server, int round) {
  std::atomic<bool> done{false};
  int64_t most = 0;
  std::thread watcher([&] {
    while (!done) {
      most = std::max(most, server.AnonymousBytes());
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  });
  std::vector<std::thread> writers;
  for (int i = 0; i < load.writers; ++i) {
    writers.emplace_back([&load, i, round] {
      WriteAll(Connect(load.address), Concat("may-", i),
               1 + static_cast<uint64_t>(round) * load.events, load.events);
    });
  }
  for (std::thread& writer : writers) writer.join();
  done = true;
  watcher.join();
  return most;
}

void UseIdle(std::vector<std::unique_ptr<Stream>>& idle) {
  for (auto& stream : idle) stream->Send(1, 1);
  for (auto& stream : idle) {
    Require(stream->ReadCreated() == 1, "an idle stream was not answered");
  }
  for (auto& stream : idle) {
    const absl::Status end = stream->Finish();
    Require(end.ok(), MessageOf(end, Language::kEnglish));
  }
}

Numbers Parse(int argc, char** argv, std::string* folder) {
  Numbers numbers = {{"--idle", 1000},     {"--readers", 200},  {"--writers", 8},
                     {"--events", 10'000}, {"--rounds", 2},     {"--read-fully", 10},
                     {"--bound-mib", 512}, {"--growth-mib", 32}};
  for (int i = 2; i + 1 < argc; i += 2) {
    const std::string flag = argv[i];
    if (flag == "--folder") {
      *folder = argv[i + 1];
      continue;
    }
    Require(numbers.contains(flag), "there is no flag " + flag);
    numbers[flag] = std::atoll(argv[i + 1]);
  }
  return numbers;
}

int Main(int argc, char** argv) {
  Require(argc > 1, "usage: load_test HEMOLEDGERD [flags]; see its source");
  const TempDir own_folder;
  std::string folder = own_folder.path();
  Numbers numbers = Parse(argc, argv, &folder);
  Load load{.address = {},
            .idle = static_cast<int>(numbers["--idle"]),
            .readers = static_cast<int>(numbers["--readers"]),
            .writers = static_cast<int>(numbers["--writers"]),
            .events = static_cast<uint64_t>(numbers["--events"])};
  const int streams = load.idle + load.writers;
  ServerProcess server(
      argv[1], folder,
      {"--min-free-bytes", "0", "--write-buffer-bytes", "2097152", "--block-cache-bytes", "8388608",
       "--max-receipt-streams", Concat(streams), "--max-subscriptions", Concat(load.readers),
       "--max-streams-per-connection", Concat(kStreamsPerConnection)});
  load.address = server.address();
  const auto control = Connect(load.address);
  Prepare(control, load.writers);
  const uint64_t before = StatusOf(control).head_position() + 1;

  const Channels idle_channels = ConnectFor(load.address, load.idle);
  const Channels reader_channels = ConnectFor(load.address, load.readers);
  std::vector<std::unique_ptr<Stream>> idle = OpenIdle(load, idle_channels);
  std::vector<std::unique_ptr<Subscriber>> readers = OpenReaders(load, reader_channels);
  RequireLimit(Subscriber(control).Finish(), "max-subscriptions", load.readers);
  {
    std::vector<std::unique_ptr<Stream>> rest;
    for (int i = 0; i < load.writers; ++i) {
      rest.push_back(std::make_unique<Stream>(control, Concat("may-", i), /*of_source=*/true));
      Require(rest.back()->opened(), "a stream within the limit was refused");
    }
    Stream one_more(control, "benh-vien-them", /*of_source=*/false);
    RequireLimit(one_more.Finish(), "max-receipt-streams", streams);
    for (auto& stream : rest) Require(stream->Finish().ok(), "a stream did not end well");
  }
  while (StatusOf(control).open_streams() != load.idle) std::this_thread::yield();

  const auto rounds = static_cast<int>(numbers["--rounds"]);
  int64_t most = 0;
  std::vector<int64_t> after;
  for (int round = 0; round < rounds; ++round) {
    most = std::max(most, WriteRound(load, server, round));
    while (StatusOf(control).open_streams() != load.idle) std::this_thread::yield();
    after.push_back(server.AnonymousBytes());
    std::cout << "round " << round + 1 << ": " << load.writers * load.events
              << " events, anonymous memory " << after.back() / kMiB << " MiB" << std::endl;
  }
  std::cout << "most at any time " << most / kMiB << " MiB" << std::endl;
  Require(most <= numbers["--bound-mib"] * kMiB, "the server's memory is above the bound");
  Require(after.back() - after.front() <= numbers["--growth-mib"] * kMiB,
          "the server's memory grows with what is written");

  UseIdle(idle);
  const uint64_t end = before + static_cast<uint64_t>(rounds * load.writers) * load.events +
                       static_cast<uint64_t>(load.idle);
  Require(StatusOf(control).head_position() + 1 == end, "not every event is accounted for");
  for (int i = 0; i < load.readers; ++i) {
    // The others: that they go on where they stood.
    readers[i]->ReadBelow(i < numbers["--read-fully"] ? end : std::min<uint64_t>(end, 2'000));
  }
  readers.clear();
  Require(server.Stop() == 0, "the server did not stop in good order");
  return 0;
}

}  // namespace
}  // namespace hemoledger::load

int main(int argc, char** argv) {
  return hemoledger::load::Main(argc, argv);
}

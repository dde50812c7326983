// Hemoledger whole: the server in a process of its own, and clients that stream and ask.
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/bench/whole/workload.h"
#include "tests/support/server_process/server_process.h"

namespace hemoledger::bench {

// hemoledgerd on a free port of loopback, with a ledger in `folder` / "data"; the same again opens
// it. Stopped at the end, as an operator does.
class Server {
 public:
  Server(const std::string& binary, const std::filesystem::path& folder);

  // A connection of its own for each `n`.
  std::shared_ptr<grpc::Channel> Connect(int n) const;
  // From start to the first answer, seconds.
  double start_seconds() const { return start_seconds_; }
  // Anonymous resident memory, bytes.
  int64_t anonymous_bytes() const { return process_->AnonymousBytes(); }

  // Opens the nation, the sources 0 … `sources` - 1, and the plan of 200 rows.
  void Load(const Workload& workload, int sources) const;

 private:
  std::optional<ServerProcess> process_;
  double start_seconds_ = 0;
};

// The wall clock, as events are dated by it: microseconds since 1970-01-01T00:00:00Z.
int64_t WallMicros();

// What one stream sent and got back.
struct StreamOutcome {
  uint64_t created = 0;
  // Retries that were already there.
  uint64_t existing = 0;
  // From the intended time of sending to the acknowledgement, seconds, one a batch.
  std::vector<double> latencies;
  // What was created and when that was acknowledged here, in the order of the answers.
  struct Run {
    uint64_t first_position = 0;
    uint64_t count = 0;
    // Microseconds since 1970-01-01T00:00:00Z.
    int64_t time_micros = 0;
  };
  std::vector<Run> runs;
};

// A StreamReceiptsRequest as it goes over the wire: made before the clock runs, as the calls to
// PostgreSQL and Redis are.
struct SerializedBatch {
  grpc::ByteBuffer bytes;
  uint64_t submissions = 0;
};
std::vector<SerializedBatch> Serialize(const std::vector<v1::StreamReceiptsRequest>& batches);

// Sends all batches of a source, at most eight unanswered; when `batches_per_second` is above 0, at
// that pace whatever the answers do (open loop). Returns when all are acknowledged. Ends the
// process if an outcome is another than CREATED or EXISTS.
StreamOutcome StreamAll(const Server& server, uint32_t source,
                        const std::vector<SerializedBatch>& batches, double batches_per_second = 0);

// Every receipt of `streams` sources, all at once; events a second, each counted once. Ends the
// process unless every event is accounted for.
double IngestAll(const Server& server, const std::vector<std::vector<SerializedBatch>>& all,
                 uint64_t events_each);

struct QueryOutcome {
  double calls_per_second = 0;
  double p50_seconds = 0;
  double p99_seconds = 0;
};
// What a caller does with an answer: keeps the bytes (as a proxy does, and as the empty call that
// it is compared with has nothing to read), or makes an object of its 200 rows, which is work of
// the caller's own.
enum class Answers : uint8_t { kAsBytes, kParsed };
// Asks for the attainment of the plan of 200 rows, one call at a time a thread. Every answer has
// all its rows: told by its size, equal or above that of the first, which is looked at.
QueryOutcome QueryPlan(const Server& server, int threads, double seconds, Answers answers);

}  // namespace hemoledger::bench

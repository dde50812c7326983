#include "tests/bench/queue/latency.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "hemoledger/v1/attainment_service.grpc.pb.h"
#include "hemoledger/v1/events.pb.h"
#include "proto/base/strings.h"
#include "tests/bench/queue/end_marks.h"
#include "tests/bench/queue/following.h"
#include "tests/bench/whole/measurement.h"

namespace hemoledger::bench {
namespace {

constexpr int kStreams = 8;
// Sends the end marks.
constexpr uint32_t kMarker = 2 * kStreams;
static_assert(kLatencySources == kMarker + 1);
constexpr int kBatch = 1024;
constexpr int kFirstChannel = 6000;
// The largest share of the receipts.
constexpr uint32_t kProvince = 0;
constexpr uint32_t kWatchIntervalMillis = 100;
constexpr double kMicrosPerSecond = 1e6;

// An event was seen by a reader.
struct Sighting {
  uint64_t position = 0;
  int64_t record_micros = 0;
  int64_t seen_micros = 0;
};

// Reads a subscription until the event after `last_position`.
std::vector<Sighting> Subscribe(Follower& follower, const std::atomic<uint64_t>& last_position) {
  std::vector<Sighting> sightings;
  v1::Event event;
  for (;;) {
    const v1::EventBatch& batch = follower.Next();
    const int64_t now = WallMicros();
    for (const v1::RecordedEvent& recorded : batch.events()) {
      if (!event.ParseFromString(recorded.event())) Die("an event can not be read");
      if (event.position() > last_position) return sightings;
      sightings.push_back({event.position(), event.record_time_micros(), now});
    }
  }
}

// A watch of the plan.
class Watch {
 public:
  Watch(const Server& server, int number, v1::AttainmentGrouping grouping)
      : stub_(v1::AttainmentService::NewStub(server.Connect(kFirstChannel + 1 + number))) {
    v1::WatchAttainmentRequest request;
    request.mutable_query()->set_plan_id(Workload::Plan200().plan_id());
    request.mutable_query()->set_grouping(grouping);
    request.set_min_interval_millis(kWatchIntervalMillis);
    reader_ = stub_->WatchAttainment(&context_, request);
    if (!reader_->Read(&response_) || !response_.has_whole()) Die("a watch does not begin");
  }

  void Read() {
    while (reader_->Read(&response_)) {
      const int64_t now = WallMicros();
      if (response_.has_unchanged()) continue;
      const v1::ReadPosition& reflects =
          response_.has_whole() ? response_.whole().reflects() : response_.change().reflects();
      if (!sightings_.empty() && reflects.position() < sightings_.back().position) {
        Die("a watch went back");
      }
      sightings_.push_back({reflects.position(), reflects.record_time_micros(), now});
    }
    const grpc::Status status = reader_->Finish();
    if (status.error_code() != grpc::StatusCode::CANCELLED) Die(status.error_message());
  }
  void Cancel() { context_.TryCancel(); }
  // After Read.
  const std::vector<Sighting>& sightings() const { return sightings_; }

 private:
  std::unique_ptr<v1::AttainmentService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchAttainmentResponse>> reader_;
  v1::WatchAttainmentResponse response_;
  std::vector<Sighting> sightings_;
};

// When each position was acknowledged to its writer.
class Acknowledgements {
 public:
  void Add(const std::vector<StreamOutcome::Run>& runs) {
    runs_.insert(runs_.end(), runs.begin(), runs.end());
  }
  // After the last Add, before the first Find.
  void Sort() {
    std::sort(runs_.begin(), runs_.end(),
              [](const auto& a, const auto& b) { return a.first_position < b.first_position; });
  }
  int64_t Find(uint64_t position) const {
    const auto after = std::upper_bound(
        runs_.begin(), runs_.end(), position,
        [](uint64_t value, const auto& run) { return value < run.first_position; });
    if (after == runs_.begin() || position >= (after - 1)->first_position + (after - 1)->count) {
      Die(Concat("position ", position, " was never acknowledged"));
    }
    return (after - 1)->time_micros;
  }

 private:
  std::vector<StreamOutcome::Run> runs_;
};

double P99(const std::vector<Sighting>& sightings,
           const std::function<int64_t(const Sighting&)>& since) {
  std::vector<double> seconds;
  for (const Sighting& sighting : sightings) {
    // Seen before its writer had the answer.
    const int64_t micros = std::max<int64_t>(sighting.seen_micros - since(sighting), 0);
    seconds.push_back(static_cast<double>(micros) / kMicrosPerSecond);
  }
  if (seconds.empty()) Die("nothing was seen");
  return Percentile99(std::move(seconds));
}

}  // namespace

LatencyOutcome MeasureLatency(const Server& server, const Workload& workload, uint64_t events,
                              double seconds) {
  const uint64_t each = events / kStreams;
  std::vector<std::vector<SerializedBatch>> batches;
  for (uint32_t s = 0; s < kStreams; ++s) {
    batches.push_back(Serialize(workload.Batches(s, each, kBatch)));
  }
  const double full = IngestAll(server, batches, each);
  const double batches_per_second = full / 2 / kStreams / kBatch;
  const auto paced = static_cast<uint64_t>(std::max(batches_per_second * seconds, 2.0)) * kBatch;
  for (uint32_t s = 0; s < kStreams; ++s) {
    batches[s] = Serialize(workload.Batches(kStreams + s, paced, kBatch));
  }

  Follower follower(server.Connect(kFirstChannel), kProvince);
  std::vector<std::unique_ptr<Watch>> watches;
  for (const v1::AttainmentGrouping grouping :
       {v1::ATTAINMENT_GROUPING_ROW, v1::ATTAINMENT_GROUPING_MONTH,
        v1::ATTAINMENT_GROUPING_COMPONENT, v1::ATTAINMENT_GROUPING_DONOR_CLASS}) {
    watches.push_back(std::make_unique<Watch>(server, static_cast<int>(watches.size()), grouping));
  }
  const uint64_t paced_after = HeadOf(server);
  std::atomic<uint64_t> last_position{UINT64_MAX};
  std::vector<Sighting> seen;
  std::thread subscriber([&] { seen = Subscribe(follower, last_position); });
  std::vector<std::thread> watchers;
  for (const auto& watch : watches) watchers.emplace_back([&watch] { watch->Read(); });
  std::vector<StreamOutcome> outcomes(kStreams);
  std::vector<std::thread> writers;
  for (uint32_t s = 0; s < kStreams; ++s) {
    writers.emplace_back(
        [&, s] { outcomes[s] = StreamAll(server, kStreams + s, batches[s], batches_per_second); });
  }
  for (std::thread& writer : writers) writer.join();
  for (const auto& watch : watches) watch->Cancel();
  for (std::thread& watcher : watchers) watcher.join();
  EndHere(server, kMarker, last_position);
  subscriber.join();

  Acknowledgements acknowledgements;
  for (const StreamOutcome& outcome : outcomes) acknowledgements.Add(outcome.runs);
  acknowledgements.Sort();
  std::vector<Sighting> told;
  for (const auto& watch : watches) {
    for (const Sighting& sighting : watch->sightings()) {
      if (sighting.position > paced_after) told.push_back(sighting);
    }
  }
  const auto recorded = [](const Sighting& sighting) { return sighting.record_micros; };
  const auto acknowledged = [&](const Sighting& sighting) {
    return acknowledgements.Find(sighting.position);
  };
  LatencyOutcome outcome;
  outcome.subscriber_recorded = P99(seen, recorded);
  outcome.subscriber_acknowledged = P99(seen, acknowledged);
  outcome.watcher_recorded = P99(told, recorded);
  outcome.watcher_acknowledged = P99(told, acknowledged);
  outcome.subscriber_samples = seen.size();
  outcome.watcher_samples = told.size();
  return outcome;
}

}  // namespace hemoledger::bench

// The sequencer alone, below gRPC: durable, deduplicated, counted and acknowledged receipts a
// second, next to a plain file with one fdatasync per 1024 of the same bytes, in one run on one
// machine.
//
//   sequencer_bench [--events N] [--sources N] [--batch N] [--runs N] [--folder DIR]
//   [--external-ids]
//
// Prints a table: median, minimum and maximum of N interleaved runs, and the ratio to the plain
// file. Batches are made before the clock runs; parsing and form checks (PrepareBatch) are inside,
// on the sources' own threads.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "proto/base/check.h"
#include "proto/base/clock.h"
#include "proto/base/mutex.h"
#include "proto/base/random.h"
#include "proto/base/strings.h"
#include "services/ledger/ledger.h"
#include "store/ledger_store.h"

namespace hemoledger {
namespace {

struct Parameters {
  uint64_t events = 2'000'000;
  int sources = 8;
  uint64_t batch = 1024;
  int runs = 3;
  std::string folder = "/tmp";
  bool external_ids = false;
};

constexpr int kUnits = 700;
constexpr size_t kUnansweredBatches = 8;

double Seconds(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::string UnitId(uint64_t i) {
  return Concat("xa-", 10000 + i % kUnits);
}

std::string Submission(const Parameters& parameters, const std::string& scope, uint64_t number) {
  v1::Submission submission;
  if (parameters.external_ids) {
    submission.mutable_feed()->set_feed(scope);
    submission.mutable_feed()->set_external_id(Concat("2021-", number));
  } else {
    submission.mutable_source()->set_source_id(scope);
    submission.mutable_source()->set_sequence(number);
  }
  v1::Receipt& receipt = *submission.mutable_receipt_recorded()->mutable_receipt();
  receipt.mutable_unit()->set_unit_id(UnitId(number * 7919));
  receipt.mutable_interval()->set_first_date(20210101 + static_cast<int32_t>(number % 28));
  receipt.set_component(v1::COMPONENT_WHOLE_BLOOD);
  receipt.set_donor_class(v1::DONOR_CLASS_VOLUNTARY);
  v1::BagCount& bag = *receipt.add_bags();
  bag.set_volume_ml(250 + 100 * (number % 3));
  bag.set_count(1 + number % 40);
  receipt.set_repeat_donors(static_cast<uint32_t>(number % 2));
  return submission.SerializeAsString();
}

// All batches of one source.
std::vector<v1::SubmissionBatch> Batches(const Parameters& parameters, const std::string& scope) {
  std::vector<v1::SubmissionBatch> batches;
  const uint64_t count = parameters.events / parameters.sources;
  for (uint64_t number = 1; number <= count; ++number) {
    if ((number - 1) % parameters.batch == 0) batches.emplace_back();
    batches.back().add_submissions(Submission(parameters, scope, number));
  }
  return batches;
}

// Hands batches in, a few unanswered at a time, as a stream does.
void Stream(Ledger& ledger, const StreamIdentity& stream,
            const std::vector<v1::SubmissionBatch>& batches) {
  Mutex mutex;
  CondVar changed;
  size_t unanswered = 0;
  uint64_t next_number = 1;
  for (const v1::SubmissionBatch& batch : batches) {
    const uint64_t first = next_number;
    next_number += static_cast<uint64_t>(batch.submissions_size());
    absl::StatusOr<StreamBatch> prepared =
        ledger.PrepareBatch(stream, first, ReceivedBatch::Of(batch));
    HL_CHECK_OK(prepared);
    {
      MutexLock lock(mutex);
      changed.Wait(mutex, [&] { return unanswered < kUnansweredBatches; });
      ++unanswered;
    }
    ledger.SubmitBatch(*std::move(prepared), [&](const BatchAnswer& answer) {
      HL_CHECK_OK(answer.status);
      for (const v1::OutcomeRun& run : answer.acknowledgement.runs()) {
        HL_CHECK(run.outcome() == v1::SUBMISSION_OUTCOME_CREATED);
      }
      MutexLock lock(mutex);
      --unanswered;
      changed.NotifyOne();
    });
  }
  MutexLock lock(mutex);
  changed.Wait(mutex, [&] { return unanswered == 0; });
}

double RunSequencer(const Parameters& parameters, const std::string& folder) {
  std::vector<std::vector<v1::SubmissionBatch>> batches;
  for (int s = 0; s < parameters.sources; ++s) {
    batches.push_back(Batches(parameters, Concat("s", s)));
  }
  StoreOptions store_options;
  store_options.path = folder + "/data";
  store_options.create_if_missing = true;
  auto store = LedgerStore::Open(std::move(store_options));
  HL_CHECK_OK(store);
  SystemClock clock;
  SystemRandom random;
  Ledger::Options options;
  options.store = store->get();
  options.clock = &clock;
  options.random = &random;
  auto ledger = Ledger::Open(std::move(options));
  HL_CHECK_OK(ledger);

  v1::ChangeUnitsRequest units;
  units.set_request_id("units");
  for (int i = 0; i < kUnits; ++i) {
    v1::UnitOpened& opened = *units.add_changes()->mutable_opened();
    opened.set_unit_id(UnitId(static_cast<uint64_t>(i)));
    opened.set_kind(v1::UNIT_KIND_COMMUNE);
    opened.set_name(Concat("Xã ", i));
  }
  Mutex mutex;
  CondVar changed;
  int due = 1;
  const auto answered = [&](const auto& response) {
    HL_CHECK_OK(response);
    MutexLock lock(mutex);
    --due;
    changed.NotifyOne();
  };
  (*ledger)->ChangeUnits("bench", units, answered);
  for (int s = 0; s < parameters.sources; ++s) {
    v1::OpenSourceRequest open;
    open.set_request_id(Concat("open-", s));
    open.mutable_source()->set_source_id(Concat("s", s));
    {
      MutexLock lock(mutex);
      ++due;
    }
    (*ledger)->OpenSource("bench", open, answered);
  }
  {
    MutexLock lock(mutex);
    changed.Wait(mutex, [&] { return due == 0; });
  }
  const StreamMode mode = parameters.external_ids ? StreamMode::kExternalId : StreamMode::kSequence;
  const double seconds = Seconds([&] {
    std::vector<std::thread> streams;
    for (int s = 0; s < parameters.sources; ++s) {
      streams.emplace_back([&, s] {
        Stream(**ledger, {mode, Concat("s", s), "bench"}, std::move(batches[s]));
      });
    }
    for (std::thread& stream : streams) stream.join();
  });
  (*ledger)->Stop();
  return seconds;
}

double RunPlainFile(const Parameters& parameters, const std::string& folder) {
  std::vector<std::string> blocks;
  for (uint64_t number = 1; number <= parameters.events; ++number) {
    if ((number - 1) % 1024 == 0) blocks.emplace_back();
    blocks.back() += Submission(parameters, "s0", number);
  }
  const int file = open((folder + "/plain").c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0644);
  HL_CHECK(file >= 0);
  const double seconds = Seconds([&] {
    for (const std::string& block : blocks) {
      HL_CHECK(write(file, block.data(), block.size()) == static_cast<ssize_t>(block.size()));
      HL_CHECK(fdatasync(file) == 0);
    }
  });
  close(file);
  return seconds;
}

void PrintRow(const char* name, const Parameters& parameters, std::vector<double> seconds,
              double baseline) {
  std::sort(seconds.begin(), seconds.end());
  const double events = static_cast<double>(parameters.events) / 1e6;
  const double median = events / seconds[seconds.size() / 2];
  std::printf("%-34s %8.2f %8.2f %8.2f   %5.2f\n", name, median, events / seconds.back(),
              events / seconds.front(), median / baseline);
}

int Main(int argc, char** argv) {
  Parameters parameters;
  for (int i = 1; i < argc; ++i) {
    const std::string flag = argv[i];
    if (flag == "--external-ids") {
      parameters.external_ids = true;
      continue;
    }
    if (i + 1 == argc) return std::fprintf(stderr, "%s needs a value\n", flag.c_str()), 2;
    const std::string value = argv[++i];
    if (flag == "--events") parameters.events = std::stoull(value);
    if (flag == "--sources") parameters.sources = std::stoi(value);
    if (flag == "--batch") parameters.batch = std::stoull(value);
    if (flag == "--runs") parameters.runs = std::stoi(value);
    if (flag == "--folder") parameters.folder = value;
  }
  std::vector<double> sequencer;
  std::vector<double> plain;
  for (int run = 0; run < parameters.runs; ++run) {
    const std::string folder = Concat(parameters.folder, "/sequencer_bench.", getpid(), ".", run);
    std::filesystem::create_directories(folder);
    plain.push_back(RunPlainFile(parameters, folder));
    sequencer.push_back(RunSequencer(parameters, folder));
    std::filesystem::remove_all(folder);
  }
  std::printf("%d sources, batches of %llu, %llu events, %d runs; million events a second\n",
              parameters.sources, static_cast<unsigned long long>(parameters.batch),
              static_cast<unsigned long long>(parameters.events), parameters.runs);
  std::printf("%-34s %8s %8s %8s   %5s\n", "", "median", "min", "max", "ratio");
  std::vector<double> sorted = plain;
  std::sort(sorted.begin(), sorted.end());
  const double baseline = static_cast<double>(parameters.events) / 1e6 / sorted[sorted.size() / 2];
  PrintRow("plain file, fdatasync per 1024", parameters, plain, baseline);
  PrintRow(parameters.external_ids ? "sequencer, EXTERNAL_ID" : "sequencer, SEQUENCE", parameters,
           sequencer, baseline);
  return 0;
}

}  // namespace
}  // namespace hemoledger

int main(int argc, char** argv) {
  return hemoledger::Main(argc, argv);
}

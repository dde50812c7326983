// A ledger in a temporary folder, with a clock, a disk and a proposer that the test moves, and
// blocking ways to write to it.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fake_proposer.h"
#include "proto/base/check.h"
#include "proto/base/mutex.h"
#include "proto/base/random.h"
#include "services/ledger/ledger.h"
#include "store/ledger_store.h"
#include "tests/support/builders.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace hemoledger {

// An answer that comes on another thread.
template <typename T>
class Promised {
 public:
  void Set(T value) {
    MutexLock lock(state_->mutex);
    ASSERT_FALSE(state_->value.has_value()) << "answered twice";
    state_->value.emplace(std::move(value));
    state_->set.NotifyAll();
  }
  // What a callback calls.
  std::function<void(T)> Setter() {
    return [copy = *this](T value) mutable { copy.Set(std::move(value)); };
  }
  bool is_set() const {
    MutexLock lock(state_->mutex);
    return state_->value.has_value();
  }
  T Get() {
    MutexLock lock(state_->mutex);
    const bool set = state_->set.WaitFor(state_->mutex, std::chrono::seconds(60), [this] {
      state_->mutex.AssertHeld();
      return state_->value.has_value();
    });
    HL_CHECK(set) << "no answer";
    return *state_->value;
  }

 private:
  struct State {
    Mutex mutex;
    CondVar set;
    std::optional<T> value;
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

class FakeDisk : public DiskSpace {
 public:
  int64_t FreeBytes() override { return free_bytes.load(); }
  std::atomic<int64_t> free_bytes{int64_t{1} << 50};
};

// One outcome, unfolded from the runs.
struct Outcome {
  uint64_t number = 0;
  v1::SubmissionOutcome outcome = v1::SUBMISSION_OUTCOME_UNSPECIFIED;
  uint64_t position = 0;
  v1::ErrorReason reason = v1::ERROR_REASON_UNSPECIFIED;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};
std::ostream& operator<<(std::ostream& out, const Outcome& outcome);
std::vector<Outcome> Unfold(const v1::Acknowledgement& acknowledgement);
Outcome Created(uint64_t number, uint64_t position);
Outcome Exists(uint64_t number, uint64_t position);
Outcome Different(uint64_t number, uint64_t position);
Outcome Rejected(uint64_t number, uint64_t position, v1::ErrorReason reason);

inline constexpr std::string_view kClerk = "anonymous";

class LedgerFixture : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  // Opens store and ledger on the folder; closes them.
  void OpenLedger();
  void CloseLedger();
  // Digest of a new fold of the store.
  std::string ReplayedDigest();

  // A nation "vn", a province "kien-giang", districts "rach-gia" and "ha-tien" under it, all since
  // ever.
  void OpenUnits();
  uint64_t OpenSource(std::string_view source_id);
  void IssuePlan(std::string_view plan_id);

  absl::StatusOr<v1::ChangeUnitsResponse> ChangeUnits(const v1::ChangeUnitsRequest& request);
  absl::StatusOr<v1::IssuePlanResponse> IssuePlan(const v1::IssuePlanRequest& request);
  absl::StatusOr<v1::AmendPlanResponse> AmendPlan(const v1::AmendPlanRequest& request);
  absl::StatusOr<v1::PutRecordResponse> PutRecord(const v1::PutRecordRequest& request);
  absl::StatusOr<v1::CorrectPlanEntryResponse> CorrectPlanEntry(
      const v1::CorrectPlanEntryRequest& request);
  absl::StatusOr<v1::OpenSourceResponse> OpenSource(const v1::OpenSourceRequest& request);
  absl::StatusOr<v1::ReceiptWriteResponse> Record(const v1::RecordReceiptRequest& request);
  absl::StatusOr<v1::ReceiptWriteResponse> Correct(const v1::CorrectReceiptRequest& request);
  absl::StatusOr<v1::ReceiptWriteResponse> Void(const v1::VoidReceiptRequest& request);

  // Streams. `submissions` are bytes.
  StreamBatch Prepare(const StreamIdentity& stream, const std::vector<std::string>& submissions,
                      uint64_t next_number = 0,
                      const std::vector<v1::AccompanyingText>& texts = {});
  Promised<BatchAnswer> Submit(StreamBatch batch);
  BatchAnswer Send(const StreamIdentity& stream, const std::vector<std::string>& submissions,
                   uint64_t next_number = 0, const std::vector<v1::AccompanyingText>& texts = {});

  uint64_t next_position() const { return store_->next_position(); }
  std::string StoredBytes(uint64_t position);
  v1::Submission StoredSubmission(uint64_t position);

  TempDir folder_;
  FakeClock clock_;
  SeededRandom random_{7};
  FakeDisk disk_;
  // Taken at the next opening.
  LedgerLimits limits_;
  std::atomic<int> fatals_{0};
  std::unique_ptr<LedgerStore> store_;
  std::unique_ptr<FakeProposer> proposer_;
  std::unique_ptr<Ledger> ledger_;
};

StreamIdentity SequenceStream(std::string_view source_id);
StreamIdentity FeedStream(std::string_view feed);
// Bytes of a plain receipt of "rach-gia".
std::string SourceReceipt(std::string_view source_id, uint64_t sequence, uint32_t count = 10);
std::string FeedReceipt(std::string_view feed, std::string_view id, uint32_t count = 10);

}  // namespace hemoledger

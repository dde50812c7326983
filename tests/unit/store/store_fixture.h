// A ledger on a file system in memory, with all that was acknowledged.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "store/fsck.h"
#include "store/ledger_store.h"
#include "store/testing/fault_env.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/store/ledger_builder.h"

namespace hemoledger {

class StoreFixture : public ::testing::Test {
 protected:
  static constexpr char kPath[] = "/data";

  StoreOptions Options() {
    return {.path = kPath,
            .env = faults_.env(),
            .create_if_missing = true,
            .block_cache_bytes = size_t{1} << 20,
            // Small, so that flushes happen.
            .write_buffer_bytes = size_t{1} << 20};
  }

  void Open() {
    auto opened = LedgerStore::Open(Options());
    ASSERT_OK(opened);
    store_ = *std::move(opened);
  }
  void Close() { store_.reset(); }
  void Reopen() {
    Close();
    Open();
  }

  // Appends a group of random items.
  void AppendRandom(int items) {
    builder_.Fill(group_, items);
    AppendGroup();
  }
  // Appends group_, which builder_ filled.
  void AppendGroup() {
    ASSERT_OK(store_->Append(group_));
    for (std::string& event : EventsOf(group_)) events_.push_back(std::move(event));
  }

  // All events, read one after the other, are those acknowledged.
  void ExpectAllEvents() {
    ASSERT_EQ(store_->next_position(), events_.size());
    EventCursor cursor = store_->ReadFrom(0);
    uint64_t position = 0;
    while (cursor.Next()) {
      ASSERT_EQ(cursor.position(), position);
      ASSERT_EQ(cursor.event(), events_[position]) << position;
      ++position;
    }
    ASSERT_OK(cursor.status());
    ASSERT_EQ(position, events_.size());
  }

  // Closes the store, checks it, and gives what fsck says.
  FsckReport RunFsck() {
    Close();
    auto report = Fsck({.path = kPath, .env = faults_.env()});
    EXPECT_OK(report);
    return report.ok() ? *std::move(report) : FsckReport{};
  }

  FaultEnv faults_{1};
  std::unique_ptr<LedgerStore> store_;
  LedgerBuilder builder_{1};
  Group group_;
  // All that was acknowledged.
  std::vector<std::string> events_;
};

// For a failed expectation: every problem, a line each.
inline std::string Problems(const FsckReport& report) {
  std::string lines;
  for (const FsckProblem& problem : report.problems) {
    lines += std::string(FsckWhatName(problem.what)) + " " + problem.key + ": " + problem.detail +
             " (" + problem.advice + ")\n";
  }
  return lines;
}

}  // namespace hemoledger

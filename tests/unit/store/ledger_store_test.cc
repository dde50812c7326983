#include "store/ledger_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "rocksdb/env.h"
#include "tests/support/builders.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/store/store_fixture.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

class LedgerStoreTest : public StoreFixture {};

TEST_F(LedgerStoreTest, NewLedgerIsEmpty) {
  Open();
  EXPECT_EQ(store_->next_position(), 0u);
  EventCursor cursor = store_->ReadFrom(0);
  EXPECT_FALSE(cursor.Next());
  EXPECT_OK(cursor.status());
  EXPECT_THAT(store_->ReadEvent(0), StatusIs(ERROR_REASON_POSITION_PAST_HEAD));
  EXPECT_THAT(store_->LastRun("may-1"), IsOkAndHolds(std::nullopt));
  EXPECT_THAT(store_->FindPositionAtTime(INT64_MAX), IsOkAndHolds(std::nullopt));
}

TEST_F(LedgerStoreTest, WhatWasAppendedIsReadBack) {
  Open();
  for (int i = 0; i < 20; ++i) AppendRandom(20);
  ExpectAllEvents();
  for (uint64_t position = 0; position < events_.size(); ++position) {
    ASSERT_THAT(store_->ReadEvent(position), IsOkAndHolds(events_[position]));
  }
  Reopen();
  ExpectAllEvents();
}

TEST_F(LedgerStoreTest, SurvivesManyFlushesAndRestarts) {
  for (int round = 0; round < 6; ++round) {
    Open();
    ExpectAllEvents();
    for (int i = 0; i < 40; ++i) AppendRandom(60);
    ExpectAllEvents();
    Close();
  }
  const FsckReport report = RunFsck();
  EXPECT_TRUE(report.clean()) << Problems(report);
  EXPECT_EQ(report.event_count, events_.size());
}

TEST_F(LedgerStoreTest, CursorBeginsAnywhere) {
  Open();
  for (int i = 0; i < 5; ++i) AppendRandom(30);
  for (uint64_t from = 0; from < events_.size() + 3; ++from) {
    EventCursor cursor = store_->ReadFrom(from);
    if (from < events_.size()) {
      ASSERT_TRUE(cursor.Next()) << from;
      ASSERT_EQ(cursor.position(), from);
      ASSERT_EQ(cursor.event(), events_[from]);
    } else {
      ASSERT_FALSE(cursor.Next()) << from;
    }
    ASSERT_OK(cursor.status());
  }
}

TEST_F(LedgerStoreTest, CursorSeesTheLedgerOfItsMoment) {
  Open();
  AppendRandom(10);
  const uint64_t before = store_->next_position();
  EventCursor cursor = store_->ReadFrom(0);
  AppendRandom(10);
  uint64_t count = 0;
  while (cursor.Next()) ++count;
  EXPECT_OK(cursor.status());
  EXPECT_EQ(count, before);
  EXPECT_FALSE(cursor.Next());
  EventCursor next = store_->ReadFrom(before);
  ASSERT_TRUE(next.Next());
  EXPECT_EQ(next.event(), events_[before]);
}

TEST_F(LedgerStoreTest, FindsRuns) {
  Open();
  builder_.Begin(group_);
  builder_.CreateLedger(group_);
  builder_.OpenSource(group_, "may-1");
  builder_.OpenSource(group_, "may-10");
  builder_.AddRun(group_, "may-1", 3);
  builder_.AddRun(group_, "may-10", 1);
  AppendGroup();
  builder_.Begin(group_);
  builder_.AddRun(group_, "may-1", 5);
  AppendGroup();

  const RunRow opening{.first_sequence = 0, .first_position = 1, .count = 1};
  const RunRow first{.first_sequence = 1, .first_position = 3, .count = 3};
  const RunRow second{.first_sequence = 4, .first_position = 7, .count = 5};
  EXPECT_THAT(store_->FindRun("may-1", 0), IsOkAndHolds(Optional(opening)));
  EXPECT_THAT(store_->FindRun("may-1", 1), IsOkAndHolds(Optional(first)));
  EXPECT_THAT(store_->FindRun("may-1", 3), IsOkAndHolds(Optional(first)));
  EXPECT_THAT(store_->FindRun("may-1", 4), IsOkAndHolds(Optional(second)));
  EXPECT_THAT(store_->FindRun("may-1", 8), IsOkAndHolds(Optional(second)));
  EXPECT_THAT(store_->FindRun("may-1", 9), IsOkAndHolds(std::nullopt));
  EXPECT_THAT(store_->LastRun("may-1"), IsOkAndHolds(Optional(second)));
  EXPECT_EQ(second.last_sequence(), 8u);
  EXPECT_THAT(store_->LastRun("may-10"),
              IsOkAndHolds(Optional(RunRow{.first_sequence = 1, .first_position = 6, .count = 1})));
  EXPECT_THAT(store_->LastRun("may-"), IsOkAndHolds(std::nullopt));
  EXPECT_THAT(store_->LastRun("may-2"), IsOkAndHolds(std::nullopt));
}

TEST_F(LedgerStoreTest, FindsIdsByScope) {
  Open();
  builder_.Begin(group_);
  builder_.CreateLedger(group_);
  builder_.AddFeed(group_, "tep", "1");
  builder_.AddFeed(group_, "tep1", "1");
  AppendGroup();
  EXPECT_THAT(store_->FindId(IdScope::kFeed, "tep", "1"), IsOkAndHolds(Optional(1u)));
  EXPECT_THAT(store_->FindId(IdScope::kFeed, "tep1", "1"), IsOkAndHolds(Optional(2u)));
  EXPECT_THAT(store_->FindId(IdScope::kFeed, "tep", "11"), IsOkAndHolds(std::nullopt));
  EXPECT_THAT(store_->FindId(IdScope::kPrincipal, "tep", "1"), IsOkAndHolds(std::nullopt));
}

TEST_F(LedgerStoreTest, FindsVersionsAndTheirTexts) {
  Open();
  builder_.Begin(group_);
  builder_.CreateLedger(group_);
  builder_.AddFeed(group_, "tep", "1");
  builder_.AddCorrection(group_, /*voids=*/false);
  AppendGroup();
  EXPECT_THAT(store_->FindVersion(1),
              IsOkAndHolds(Optional(VersionRow{.latest_position = 2, .version = 2})));
  builder_.Begin(group_);
  builder_.AddCorrection(group_, /*voids=*/true);
  AppendGroup();
  EXPECT_THAT(
      store_->FindVersion(1),
      IsOkAndHolds(Optional(VersionRow{.latest_position = 3, .version = 3, .voided = true})));
  EXPECT_THAT(store_->FindVersion(2), IsOkAndHolds(std::nullopt));

  ASSERT_OK_AND_ASSIGN(const auto text, store_->GetText(3, 0));
  ASSERT_TRUE(text.has_value());
  EXPECT_EQ(text->text, "ghi nhầm");
  EXPECT_EQ(text->salt.size(), 32u);
  EXPECT_FALSE(text->erased);
  EXPECT_THAT(store_->GetText(3, 1), IsOkAndHolds(std::nullopt));
  ASSERT_OK_AND_ASSIGN(const auto texts, store_->GetTexts(3));
  ASSERT_EQ(texts.size(), 1u);
  EXPECT_EQ(texts[0].ordinal, 0u);
  EXPECT_EQ(texts[0].row, *text);
}

TEST_F(LedgerStoreTest, ListsRevisions) {
  Open();
  builder_.Begin(group_);
  builder_.CreateLedger(group_);
  builder_.ChangeUnits(group_, 2);
  builder_.IssuePlan(group_, "kg-2021", 3);
  builder_.IssuePlan(group_, "kg-2021b", 1);
  builder_.AmendPlan(group_, "kg-2021");
  builder_.ChangeUnits(group_, 1);
  AppendGroup();
  const RevisionRow issued{.number = 1, .first_position = 3, .event_count = 3};
  const RevisionRow amended{.number = 2, .first_position = 7, .event_count = 1};
  EXPECT_THAT(store_->Revisions(RevisionSubject::kPlan, "kg-2021"),
              IsOkAndHolds(ElementsAre(issued, amended)));
  EXPECT_THAT(store_->Revisions(RevisionSubject::kPlan, "kg-2021", 2),
              IsOkAndHolds(ElementsAre(amended)));
  EXPECT_THAT(store_->Revisions(RevisionSubject::kPlan, "kg-2021", 0, 1),
              IsOkAndHolds(ElementsAre(issued)));
  EXPECT_THAT(store_->Revisions(RevisionSubject::kPlan, "kg"), IsOkAndHolds(ElementsAre()));
  EXPECT_THAT(
      store_->Revisions(RevisionSubject::kTree, ""),
      IsOkAndHolds(ElementsAre(RevisionRow{.number = 1, .first_position = 1, .event_count = 2},
                               RevisionRow{.number = 8, .first_position = 8, .event_count = 1})));
}

TEST_F(LedgerStoreTest, FindsPositionsByTime) {
  Open();
  std::vector<int64_t> times;
  for (int i = 0; i < 30; ++i) {
    AppendRandom(3);
    while (times.size() < events_.size()) times.push_back(builder_.record_time_micros());
  }
  for (int64_t time = times.front() - 1; time <= times.back() + 500; time += 500) {
    std::optional<uint64_t> expected;
    for (uint64_t position = 0; position < times.size(); ++position) {
      if (times[position] <= time) expected = position;
    }
    ASSERT_THAT(store_->FindPositionAtTime(time), IsOkAndHolds(expected)) << time;
  }
}

TEST_F(LedgerStoreTest, TakesNoGroupAboveTheLimitAndAllBelowIt) {
  Open();
  builder_.Begin(group_);
  builder_.CreateLedger(group_);
  AppendGroup();
  group_.Reset(1);
  while (true) {
    const Group::Mark mark = group_.mark();
    group_.AddEvent(std::string(60'000, 'x'));
    if (group_.size_bytes() > kMaxGroupBytes) {
      group_.Rewind(mark);
      break;
    }
  }
  EXPECT_EQ(group_.event_count(), 15u);
  EXPECT_OK(store_->Append(group_));
}

TEST_F(LedgerStoreTest, IsLockedForOthers) {
  Open();
  EXPECT_THAT(LedgerStore::Open(Options()), StatusIs(ERROR_REASON_DATA_FOLDER_IN_USE));
  Close();
  Open();
}

TEST_F(LedgerStoreTest, IsMadeOnlyWhenAskedFor) {
  StoreOptions options = Options();
  options.create_if_missing = false;
  EXPECT_THAT(LedgerStore::Open(options), StatusIs(ERROR_REASON_FILE_UNREADABLE));
  EXPECT_TRUE(faults_.Files().empty());
}

TEST_F(LedgerStoreTest, AnotherFormatIsRefusedAndLeftAlone) {
  Open();
  AppendRandom(5);
  Close();
  faults_.WriteFile("/data/FORMAT", "hemoledger 2\n");
  const auto files = faults_.Files();
  const uint64_t writes = faults_.count(FaultEnv::Operation::kWrite);
  const auto opened = LedgerStore::Open(Options());
  EXPECT_THAT(opened, StatusIs(ERROR_REASON_FORMAT_UNKNOWN));
  EXPECT_THAT(opened.status(), HasErrorField("found", "2"));
  EXPECT_THAT(opened.status(), HasErrorField("expected", "1"));
  EXPECT_EQ(faults_.Files(), files);
  EXPECT_EQ(faults_.count(FaultEnv::Operation::kWrite), writes);
}

TEST_F(LedgerStoreTest, AFolderOfAnotherProgramIsRefused) {
  ASSERT_TRUE(faults_.env() != nullptr);
  Open();
  Close();
  faults_.WriteFile("/data/FORMAT", "PostgreSQL\n");
  EXPECT_THAT(LedgerStore::Open(Options()), StatusIs(ERROR_REASON_FORMAT_UNKNOWN));
}

TEST_F(LedgerStoreTest, NoLedgerIsMadeAmongOtherFiles) {
  ASSERT_TRUE(faults_.env()->CreateDirIfMissing("/data").ok());
  faults_.WriteFile("/data/letter.doc", "x");
  EXPECT_THAT(LedgerStore::Open(Options()), StatusIs(ERROR_REASON_FILE_UNREADABLE));
  EXPECT_FALSE(faults_.env()->FileExists("/data/ledger").ok());
  ASSERT_TRUE(faults_.env()->DeleteFile("/data/letter.doc").ok());
  Open();
}

TEST_F(LedgerStoreTest, ALedgerThatIsGoneIsNotMadeAnew) {
  Open();
  AppendRandom(5);
  Close();
  for (const std::string& file : faults_.Files("/data/ledger/")) {
    ASSERT_TRUE(faults_.env()->DeleteFile(file).ok());
  }
  EXPECT_THAT(LedgerStore::Open(Options()), StatusIs(ERROR_REASON_STORE_DAMAGED));
}

TEST_F(LedgerStoreTest, EventsWithoutAFormatFileAreNotTakenForNew) {
  Open();
  AppendRandom(5);
  Close();
  ASSERT_TRUE(faults_.env()->DeleteFile("/data/FORMAT").ok());
  EXPECT_THAT(LedgerStore::Open(Options()), StatusIs(ERROR_REASON_STORE_DAMAGED));
}

TEST_F(LedgerStoreTest, ReadOnlyWritesNothing) {
  Open();
  for (int i = 0; i < 5; ++i) AppendRandom(20);
  Close();
  StoreOptions options = Options();
  options.create_if_missing = false;
  options.read_only = true;
  std::map<std::string, std::string> before;
  for (const std::string& file : faults_.Files()) before[file] = faults_.ReadFile(file);
  {
    auto opened = LedgerStore::Open(options);
    ASSERT_OK(opened);
    store_ = *std::move(opened);
    ExpectAllEvents();
    Close();
  }
  for (const auto& [file, bytes] : before) {
    // RocksDB's own log may be another one.
    if (file.find("/LOG") == std::string::npos) {
      EXPECT_EQ(faults_.ReadFile(file), bytes) << file;
    }
  }
}

TEST_F(LedgerStoreTest, TellsSizes) {
  Open();
  for (int i = 0; i < 10; ++i) AppendRandom(20);
  const StoreSizes sizes = store_->Sizes();
  ASSERT_EQ(sizes.kinds.size(), static_cast<size_t>(kRowKindCount));
  EXPECT_GT(sizes.wal_bytes, 0u);
  EXPECT_GE(sizes.total_bytes, sizes.wal_bytes);
  EXPECT_GT(sizes.kinds[0].row_count, 0u);
  faults_.SetFreeBytes(123);
  EXPECT_THAT(store_->FreeDiskBytes(), IsOkAndHolds(123u));
}

TEST_F(LedgerStoreTest, FailedSyncPoisons) {
  Open();
  AppendRandom(5);
  std::atomic<int> fatal{0};
  Close();
  StoreOptions options = Options();
  options.on_fatal = [&](const absl::Status& status) {
    EXPECT_FALSE(status.ok());
    ++fatal;
  };
  auto opened = LedgerStore::Open(options);
  ASSERT_OK(opened);
  store_ = *std::move(opened);
  faults_.FailOnce(FaultEnv::Operation::kSync, 1, FaultEnv::Fault::kIoError, ".log");
  builder_.Fill(group_, 5);
  const absl::Status failed = store_->Append(group_);
  EXPECT_THAT(failed, StatusIs(ERROR_REASON_FILE_UNREADABLE));
  EXPECT_TRUE(faults_.fault_came());
  // The disk works again; the store does not trust it.
  EXPECT_EQ(store_->Append(group_), failed);
  EXPECT_LE(fatal.load(), 1);
  // Reads go on, and do not see the group.
  ExpectAllEvents();
}

TEST_F(LedgerStoreTest, FullDiskPoisonsAlthoughSpaceComesBack) {
  Open();
  AppendRandom(5);
  faults_.FailOnce(FaultEnv::Operation::kWrite, 1, FaultEnv::Fault::kNoSpace, ".log");
  builder_.Fill(group_, 5);
  const absl::Status failed = store_->Append(group_);
  EXPECT_THAT(failed, StatusIs(ERROR_REASON_FILE_UNREADABLE));
  EXPECT_EQ(store_->Append(group_), failed);
  ExpectAllEvents();
}

TEST_F(LedgerStoreTest, FailedFlushIsFatal) {
  std::atomic<int> fatal{0};
  StoreOptions options = Options();
  options.on_fatal = [&](const absl::Status& status) {
    EXPECT_FALSE(status.ok());
    ++fatal;
  };
  auto opened = LedgerStore::Open(options);
  ASSERT_OK(opened);
  store_ = *std::move(opened);
  faults_.FailAfter(FaultEnv::Operation::kWrite, 1, FaultEnv::Fault::kNoSpace, ".sst");
  absl::Status status;
  for (int i = 0; i < 2'000 && status.ok(); ++i) {
    builder_.Fill(group_, 60);
    status = store_->Append(group_);
    if (status.ok()) {
      for (std::string& event : EventsOf(group_)) events_.push_back(std::move(event));
    }
  }
  EXPECT_FALSE(status.ok());
  EXPECT_EQ(fatal.load(), 1);
  Close();
  faults_.ClearFaults();
  Open();
  ExpectAllEvents();
}

TEST_F(LedgerStoreTest, ReadersSeeWholeGroupsWhileTheCommitterAppends) {
  Open();
  AppendRandom(10);
  std::atomic<bool> done{false};
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&, i] {
      uint64_t rounds = 0;
      while (!done.load() || rounds == 0) {
        const uint64_t next = store_->next_position();
        EventCursor cursor = store_->ReadFrom(next - 1 - (rounds * 7 + i) % next);
        while (cursor.Next()) {
        }
        ASSERT_OK(cursor.status());
        ASSERT_GE(cursor.position() + 1, next);
        ASSERT_OK(store_->ReadEvent(next - 1));
        ASSERT_OK(store_->LastRun("may-1"));
        ++rounds;
      }
    });
  }
  for (int i = 0; i < 100; ++i) {
    builder_.Fill(group_, 40);
    ASSERT_OK(store_->Append(group_));
  }
  done.store(true);
  for (std::thread& reader : readers) reader.join();
}

TEST_F(LedgerStoreTest, WorksOnTheMachinesFiles) {
  const TempDir folder;
  StoreOptions options{.path = folder.Join("data"), .create_if_missing = true};
  {
    auto opened = LedgerStore::Open(options);
    ASSERT_OK(opened);
    store_ = *std::move(opened);
    for (int i = 0; i < 5; ++i) AppendRandom(20);
    EXPECT_THAT(LedgerStore::Open(options), StatusIs(ERROR_REASON_DATA_FOLDER_IN_USE));
    ASSERT_OK_AND_ASSIGN(const uint64_t free_bytes, store_->FreeDiskBytes());
    EXPECT_GT(free_bytes, 0u);
    Close();
  }
  auto opened = LedgerStore::Open(options);
  ASSERT_OK(opened);
  store_ = *std::move(opened);
  ExpectAllEvents();
  Close();
  auto report = Fsck({.path = options.path});
  ASSERT_OK(report);
  EXPECT_TRUE(report->clean()) << Problems(*report);
}

using LedgerStoreDeathTest = LedgerStoreTest;

TEST_F(LedgerStoreDeathTest, AGroupForAnotherPositionAborts) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  Open();
  group_.Reset(7);
  group_.AddEvent("x");
  EXPECT_DEATH((void)store_->Append(group_), "a group for 7 at 0");
}

}  // namespace
}  // namespace hemoledger

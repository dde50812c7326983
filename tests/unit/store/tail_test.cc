// Torn and cut logs: what opens, what does not, and what repair-tail makes of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/codec.h"
#include "store/repair_tail.h"
#include "store/torn_tail.h"
#include "tests/unit/store/row_surgery.h"
#include "tests/unit/store/store_fixture.h"

namespace hemoledger {
namespace {

class TailTest : public StoreFixture {
 protected:
  // Ten groups in the WAL; remembers where each ends in it.
  void MakeLedger() {
    Open();
    for (int i = 0; i < 10; ++i) {
      AppendRandom(20);
      counts_.push_back(events_.size());
      wal_sizes_.push_back(faults_.ReadFile(Wal()).size());
    }
    Close();
    wal_ = faults_.ReadFile(Wal());
    ASSERT_EQ(wal_sizes_.back(), wal_.size());
  }
  // The log file that is written to.
  std::string Wal() const {
    std::string last;
    for (const std::string& file : faults_.Files("/data/ledger/")) {
      if (file.ends_with(".log")) last = file;
    }
    return last;
  }

  absl::StatusOr<RepairTailReport> Repair() {
    return RepairTail({.path = kPath, .env = faults_.env()});
  }
  void ExpectOpensWith(uint64_t count) {
    events_.resize(count);
    Open();
    ExpectAllEvents();
    const FsckReport report = RunFsck();
    EXPECT_TRUE(report.clean()) << Problems(report);
  }

  // Number of events, and size of the WAL, after each group.
  std::vector<uint64_t> counts_;
  std::vector<size_t> wal_sizes_;
  std::string wal_;
};

TEST_F(TailTest, ARecordCutShortIsDropped) {
  MakeLedger();
  const size_t middle = (wal_sizes_[8] + wal_sizes_[9]) / 2;
  faults_.WriteFile(Wal(), wal_.substr(0, middle));
  ExpectOpensWith(counts_[8]);
}

// Nothing in the folder can tell; FORMAT.md says so.
TEST_F(TailTest, ALogCutBetweenTwoRecordsLooksLikeAShorterLedger) {
  MakeLedger();
  faults_.WriteFile(Wal(), wal_.substr(0, wal_sizes_[7]));
  ExpectOpensWith(counts_[7]);
}

// A log file is closed when a family is flushed, and goes when all are.
TEST_F(TailTest, AClosedLogCutShortIsDamage) {
  Open();
  const auto logs = [&] {
    std::vector<std::string> paths;
    for (const std::string& file : faults_.Files("/data/ledger/")) {
      if (file.ends_with(".log")) paths.push_back(file);
    }
    return paths;
  };
  for (int i = 0; i < 2'000 && logs().size() < 2; ++i) AppendRandom(40);
  AppendRandom(1);
  Close();
  ASSERT_GE(logs().size(), 2u);
  const std::string closed = logs().front();
  const std::string bytes = faults_.ReadFile(closed);
  faults_.WriteFile(closed, bytes.substr(0, bytes.size() / 2));
  EXPECT_THAT(LedgerStore::Open(Options()), StatusIs(ERROR_REASON_STORE_DAMAGED));
  faults_.WriteFile(closed, bytes);
  Open();
  ExpectAllEvents();
}

TEST_F(TailTest, ARecordWithZerosIsTorn) {
  MakeLedger();
  std::string torn = wal_;
  std::fill(torn.begin() + static_cast<ptrdiff_t>(wal_sizes_[8]) + 40, torn.end(), '\0');
  faults_.WriteFile(Wal(), torn);
  const auto opened = LedgerStore::Open(Options());
  ASSERT_THAT(opened, StatusIs(ERROR_REASON_TAIL_TORN));
  EXPECT_THAT(MessageOf(opened.status(), Language::kEnglish),
              ::testing::HasSubstr("hemoledgerd repair-tail"));
  EXPECT_THAT(opened.status(), HasErrorField("path", kPath));

  auto report = Repair();
  ASSERT_OK(report);
  EXPECT_TRUE(report->repaired);
  EXPECT_EQ(report->new_next_position, counts_[8]);
  EXPECT_EQ(report->old_next_position, counts_[8]);
  // The torn log is kept as it was.
  EXPECT_EQ(report->copy_path, "/data/torn-wal-1");
  const auto copies = faults_.Files("/data/torn-wal-1/");
  EXPECT_THAT(copies, ::testing::Contains(::testing::EndsWith(".log")));
  EXPECT_EQ(faults_.ReadFile(faults_.Files("/data/torn-wal-1/0").back()), torn);
  ExpectOpensWith(counts_[8]);
}

TEST_F(TailTest, ABadRecordBeforeOthersIsNotSteppedOver) {
  MakeLedger();
  std::string damaged = wal_;
  damaged[(wal_sizes_[5] + wal_sizes_[6]) / 2] ^= 1;
  faults_.WriteFile(Wal(), damaged);
  EXPECT_THAT(LedgerStore::Open(Options()), StatusIs(ERROR_REASON_TAIL_TORN));
  auto report = Repair();
  ASSERT_OK(report);
  EXPECT_TRUE(report->repaired);
  // What stood behind it is told.
  EXPECT_EQ(report->old_next_position, counts_[9]);
  EXPECT_EQ(report->new_next_position, counts_[5]);
  ExpectOpensWith(counts_[5]);
}

TEST_F(TailTest, EveryByteOfTheLastRecordFlippedIsTorn) {
  MakeLedger();
  SeededRandom random(3);
  for (int i = 0; i < 20; ++i) {
    const size_t at = wal_sizes_[8] + random.Below(wal_sizes_[9] - wal_sizes_[8]);
    std::string damaged = wal_;
    damaged[at] ^= static_cast<char>(1 + random.Below(255));
    faults_.WriteFile(Wal(), damaged);
    const auto opened = LedgerStore::Open(Options());
    // A length that grew past the end looks like a record cut short.
    if (opened.ok()) {
      EXPECT_EQ((*opened)->next_position(), counts_[8]) << at;
      return;
    }
    EXPECT_THAT(opened, StatusIs(ERROR_REASON_TAIL_TORN)) << at;
  }
}

TEST_F(TailTest, ASoundLedgerIsLeftAlone) {
  MakeLedger();
  const auto files = faults_.Files();
  auto report = Repair();
  ASSERT_OK(report);
  EXPECT_FALSE(report->repaired);
  EXPECT_EQ(report->old_next_position, events_.size());
  EXPECT_EQ(report->new_next_position, events_.size());
  EXPECT_EQ(report->copy_path, "");
  EXPECT_EQ(faults_.ReadFile(Wal()), wal_);
}

TEST_F(TailTest, ALedgerInUseIsNotRepaired) {
  MakeLedger();
  Open();
  EXPECT_THAT(Repair(), StatusIs(ERROR_REASON_DATA_FOLDER_IN_USE));
}

TEST_F(TailTest, RepairedTwiceKeepsBothCopies) {
  MakeLedger();
  for (int n = 1; n <= 2; ++n) {
    Open();
    const size_t before = faults_.ReadFile(Wal()).size();
    LedgerBuilder lost = builder_;
    lost.Fill(group_, 5);
    ASSERT_OK(store_->Append(group_));
    Close();
    std::string torn = faults_.ReadFile(Wal());
    ASSERT_GT(torn.size(), before + 20);
    torn[before + 20] ^= 1;
    faults_.WriteFile(Wal(), torn);
    auto report = Repair();
    ASSERT_OK(report);
    EXPECT_EQ(report->copy_path, "/data/torn-wal-" + std::to_string(n));
  }
}

TEST_F(TailTest, AHoleInTheTailIsDamage) {
  MakeLedger();
  const auto frames = RowSurgery(kPath, faults_.env()).All(RowKind::kFrame);
  RowSurgery(kPath, faults_.env()).Delete(RowKind::kFrame, frames[4].first);
  EXPECT_THAT(LedgerStore::Open(Options()), StatusIs(ERROR_REASON_STORE_DAMAGED));
}

TEST_F(TailTest, AMissingRowOfTheTailIsDamage) {
  MakeLedger();
  for (const RowKind kind :
       {RowKind::kRun, RowKind::kId, RowKind::kVersion, RowKind::kRevision, RowKind::kText}) {
    SCOPED_TRACE(RowKindName(kind));
    // The row that was written last has the highest position in its value or key.
    const auto rows = RowSurgery(kPath, faults_.env()).All(kind);
    ASSERT_FALSE(rows.empty());
    int refused = 0;
    for (const auto& [key, value] : rows) {
      RowSurgery(kPath, faults_.env()).Delete(kind, key);
      const absl::Status opened = LedgerStore::Open(Options()).status();
      if (!opened.ok()) {
        EXPECT_THAT(opened, StatusIs(ERROR_REASON_STORE_DAMAGED));
        ++refused;
      }
      RowSurgery(kPath, faults_.env()).Put(kind, key, value);
      if (refused > 0) break;
    }
    EXPECT_GT(refused, 0);
  }
  Open();
}

TEST_F(TailTest, ATornManifestIsMended) {
  MakeLedger();
  Reopen();  // Its start wrote records into the MANIFEST.
  Close();
  const std::string manifest = faults_.Files("/data/ledger/MANIFEST-").back();
  const std::string bytes = faults_.ReadFile(manifest);
  faults_.WriteFile(manifest, bytes + std::string("\x01\x02\x03\x04\x09\x00\x01garbage..", 16));
  ASSERT_THAT(LedgerStore::Open(Options()), StatusIs(ERROR_REASON_TAIL_TORN));
  auto report = Repair();
  ASSERT_OK(report);
  EXPECT_TRUE(report->repaired);
  EXPECT_EQ(report->new_next_position, events_.size());
  ExpectOpensWith(events_.size());
}

TEST_F(TailTest, AManifestDamagedInItsMiddleIsNotMended) {
  MakeLedger();
  Reopen();
  Close();
  const std::string manifest = faults_.Files("/data/ledger/MANIFEST-").back();
  std::string bytes = faults_.ReadFile(manifest);
  bytes[10] ^= 1;
  faults_.WriteFile(manifest, bytes);
  EXPECT_THAT(LedgerStore::Open(Options()), StatusIs(ERROR_REASON_STORE_DAMAGED));
  EXPECT_THAT(Repair(), StatusIs(ERROR_REASON_STORE_DAMAGED));
}

TEST(WholeRecordsEndTest, EndsAfterTheLastWholeRecord) {
  EXPECT_EQ(internal::WholeRecordsEnd(""), 0u);
  EXPECT_EQ(internal::WholeRecordsEnd("abc"), 3u);
  EXPECT_EQ(internal::WholeRecordsEnd(std::string(20, '\0')), 0u);
}

}  // namespace
}  // namespace hemoledger

// Starts from snapshots: taken when they are due, used when they are right, told when they are not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "ledger_fixture.h"
#include "proto/base/sha256.h"
#include "services/domain/projection_version.h"
#include "services/ledger/snapshot_load.h"
#include "store/snapshots.h"

namespace hemoledger {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SnapshotsTest : public LedgerFixture {
 protected:
  void SetUp() override {
    limits_.snapshot_events = 20;
    limits_.min_free_disk_bytes = 1000;
    OpenWithSnapshots();
  }
  void TearDown() override { Close(); }

  void OpenWithSnapshots() {
    log_lines_.clear();
    StoreOptions store_options;
    store_options.path = data();
    store_options.create_if_missing = true;
    store_options.block_cache_bytes = 8 << 20;
    auto store = LedgerStore::Open(std::move(store_options));
    ASSERT_OK(store);
    store_ = *std::move(store);
    auto snapshots = SnapshotStore::Open(data());
    ASSERT_OK(snapshots);
    snapshots_ = *std::move(snapshots);
    Ledger::Options options;
    options.store = store_.get();
    options.snapshots = snapshots_.get();
    options.clock = &clock_;
    options.random = &random_;
    options.disk = &disk_;
    options.limits = limits_;
    options.log = [this](LogLevel level, std::string_view line) {
      MutexLock lock(log_mutex_);
      log_lines_.push_back(Concat(level == LogLevel::kWarning ? "warning: " : "", line));
    };
    auto ledger = Ledger::Open(std::move(options));
    ASSERT_OK(ledger);
    ledger_ = *std::move(ledger);
  }
  void Close() {
    CloseLedger();
    snapshots_.reset();
  }
  void Reopen() {
    Close();
    OpenWithSnapshots();
  }

  std::string data() const { return folder_.Join("data"); }
  std::string PathOf(const std::string& name) const { return Concat(data(), "/snapshots/", name); }
  std::vector<std::string> LogLines() {
    MutexLock lock(log_mutex_);
    return log_lines_;
  }
  std::vector<uint64_t> Positions() {
    std::vector<uint64_t> positions;
    const auto files = SnapshotStore::OpenToRead(data())->List();
    EXPECT_OK(files);
    for (const SnapshotStore::File& file : *files) positions.push_back(file.next_position);
    return positions;
  }
  // Receipts of a feed, one a group, until there are so many events; units before, where none are.
  void FillTo(uint64_t next_position) {
    if (store_->next_position() == 1) OpenUnits();
    while (store_->next_position() < next_position) {
      const std::string id = Concat("id-", store_->next_position());
      const auto count = static_cast<uint32_t>(1 + store_->next_position() % 90);
      const BatchAnswer answer = Send(FeedStream("feed"), {FeedReceipt("feed", id, count)});
      ASSERT_OK(answer.status);
      ASSERT_THAT(Unfold(answer.acknowledgement),
                  ElementsAre(Created(1, store_->next_position() - 1)));
    }
  }
  // The background's: it is asked until it says so.
  void AwaitSnapshotAt(uint64_t position) {
    while (ledger_->status().snapshot_position < position) std::this_thread::yield();
  }
  void AwaitFailures(uint64_t count) {
    while (ledger_->status().snapshot_failures < count) std::this_thread::yield();
  }
  // Units, a source, a plan: 7 events; then receipts to 20, of which a snapshot is taken.
  void FirstSnapshot() {
    OpenUnits();
    OpenSource("s1");
    IssuePlan("kg-2021");
    ASSERT_EQ(next_position(), 7);
    FillTo(20);
    AwaitSnapshotAt(20);
  }
  void ExpectReplayedState() { EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest()); }
  static std::string ReadBytes(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static void WriteBytes(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }
  static std::string NameAt(uint64_t position) {
    std::string digits = std::to_string(position);
    return digits.insert(0, 20 - digits.size(), '0') + ".snapshot";
  }
  // Makes a snapshot's digest right again after `change` of its bytes.
  static void Forge(const std::string& path, const std::function<void(std::string&)>& change) {
    std::string bytes = ReadBytes(path);
    bytes.resize(bytes.size() - 32);
    change(bytes);
    WriteBytes(path, bytes + ToBytes(Sha256(bytes)));
  }

  std::unique_ptr<SnapshotStore> snapshots_;
  Mutex log_mutex_;
  std::vector<std::string> log_lines_;
};

// Where fields stand in the file (FORMAT.md).
constexpr size_t kVersionAt = sizeof("hemoledger snapshot 1\n") - 1;
constexpr size_t kLedgerIdAt = kVersionAt + 4;
constexpr size_t kEpochAt = kLedgerIdAt + 16;
constexpr size_t kLastEventAt = kEpochAt + 4 + 8 + 8;

TEST_F(SnapshotsTest, OneIsTakenAfterSoManyEventsAndTheStartReplaysTheRestOnly) {
  FirstSnapshot();
  FillTo(21);
  EXPECT_THAT(Positions(), ElementsAre(20));
  const std::string digest = ledger_->StateDigest();
  Reopen();
  EXPECT_THAT(LogLines(), Contains(HasSubstr("snapshot at position 20, 1 events replayed")));
  EXPECT_EQ(ledger_->StateDigest(), digest);
  ExpectReplayedState();
  // Views are whole, and the ledger goes on: sources, plans and duplicates are known.
  const std::shared_ptr<const View> view = ledger_->views().Pin();
  EXPECT_EQ(view->next_position, 21);
  EXPECT_EQ(view->plans->size(), 1);
  EXPECT_EQ(view->sources.size(), 1);
  EXPECT_EQ(Unfold(Send(SequenceStream("s1"), {SourceReceipt("s1", 1)}).acknowledgement),
            std::vector{Created(1, 21)});
  EXPECT_OK(ledger_->status().write_status);
  ExpectReplayedState();
}

TEST_F(SnapshotsTest, ADocumentAfterARestoreIsInTheNextSnapshot) {
  FirstSnapshot();
  Reopen();
  IssuePlan("kg-2022");
  OpenSource("s2");
  FillTo(40);
  AwaitSnapshotAt(40);
  Reopen();
  EXPECT_THAT(LogLines(), Contains(HasSubstr("snapshot at position 40, 0 events replayed")));
  EXPECT_EQ(ledger_->views().Pin()->plans->size(), 2);
  ExpectReplayedState();
}

TEST_F(SnapshotsTest, ThreeAreKept) {
  FirstSnapshot();
  for (const uint64_t position : {40, 60, 80, 100}) {
    FillTo(position);
    AwaitSnapshotAt(position);
  }
  Close();
  EXPECT_THAT(Positions(), ElementsAre(100, 80, 60));
}

TEST_F(SnapshotsTest, AStopTakesOneWhereEnoughCameSince) {
  FirstSnapshot();
  // An eighth of 20 is 2.
  FillTo(21);
  Reopen();
  EXPECT_THAT(Positions(), ElementsAre(20));
  FillTo(22);
  Reopen();
  EXPECT_THAT(Positions(), ElementsAre(22, 20));
  EXPECT_THAT(LogLines(), Contains(HasSubstr("snapshot at position 22, 0 events replayed")));
  ExpectReplayedState();
}

TEST_F(SnapshotsTest, OffMeansThatNoneIsTaken) {
  Close();
  limits_.snapshot_events = 0;
  OpenWithSnapshots();
  FillTo(60);
  Close();
  EXPECT_THAT(Positions(), IsEmpty());
}

TEST_F(SnapshotsTest, ABadOneIsToldAndTheNextOlderUsed) {
  FirstSnapshot();
  FillTo(40);
  AwaitSnapshotAt(40);
  FillTo(60);
  AwaitSnapshotAt(60);
  Close();
  const std::string newest = PathOf(NameAt(60));
  std::filesystem::resize_file(newest, std::filesystem::file_size(newest) / 2);
  std::string flipped = ReadBytes(PathOf(NameAt(40)));
  flipped[flipped.size() / 2] ^= 1;
  WriteBytes(PathOf(NameAt(40)), flipped);
  OpenWithSnapshots();
  const std::vector<std::string> lines = LogLines();
  EXPECT_THAT(lines, Contains(HasSubstr(Concat("warning: snapshot ", NameAt(60), " is not used"))));
  EXPECT_THAT(lines, Contains(HasSubstr(Concat("warning: snapshot ", NameAt(40), " is not used"))));
  EXPECT_THAT(lines, Contains(HasSubstr("snapshot at position 20, 40 events replayed")));
  ExpectReplayedState();
}

TEST_F(SnapshotsTest, WithoutAUsableOneTheWholeLogIsReplayed) {
  FirstSnapshot();
  Close();
  WriteBytes(PathOf(NameAt(20)), "");
  OpenWithSnapshots();
  EXPECT_THAT(LogLines(), Contains(HasSubstr("no snapshot, 20 events replayed")));
  ExpectReplayedState();
  Close();
  std::filesystem::remove_all(Concat(data(), "/snapshots"));
  OpenWithSnapshots();
  EXPECT_THAT(LogLines(), Contains(HasSubstr("no snapshot, 20 events replayed")));
  // It is due at once.
  AwaitSnapshotAt(20);
}

TEST_F(SnapshotsTest, AnotherVersionLedgerEpochOrHistoryIsToldAndNotUsed) {
  FirstSnapshot();
  const std::string path = PathOf(NameAt(20));
  const std::string sound = ReadBytes(path);
  struct Case {
    size_t at;
    std::string_view why;
  };
  for (const Case& wrong :
       {Case{kVersionAt + 3, "projection version"}, Case{kLedgerIdAt, "of the ledger"},
        Case{kEpochAt + 3, "epoch"}, Case{kLastEventAt, "another history"}}) {
    Close();
    WriteBytes(path, sound);
    Forge(path, [&wrong](std::string& bytes) { bytes[wrong.at] ^= 0x40; });
    OpenWithSnapshots();
    EXPECT_THAT(LogLines(), Contains(HasSubstr("warning: snapshot"))) << wrong.why;
    EXPECT_THAT(LogLines(), Contains(HasSubstr(std::string(wrong.why))));
    EXPECT_THAT(LogLines(), Contains(HasSubstr("no snapshot, 20 events replayed"))) << wrong.why;
    ExpectReplayedState();
    AwaitSnapshotAt(20);
  }
}

TEST_F(SnapshotsTest, OneBeyondTheHeadIsToldAndGoesWithTheNext) {
  OpenUnits();
  Close();
  // A backup, of 5 events and their snapshot; then what came after it.
  ASSERT_THAT(Positions(), ElementsAre(5));
  std::filesystem::copy(Concat(data(), "/ledger"), folder_.Join("backup"),
                        std::filesystem::copy_options::recursive);
  OpenWithSnapshots();
  FillTo(40);
  AwaitSnapshotAt(25);
  Close();
  ASSERT_THAT(Positions(), ElementsAre(40, 25, 5));
  std::filesystem::remove_all(Concat(data(), "/ledger"));
  std::filesystem::rename(folder_.Join("backup"), Concat(data(), "/ledger"));
  OpenWithSnapshots();
  EXPECT_THAT(LogLines(), Contains(HasSubstr("was an older backup restored?")));
  EXPECT_THAT(LogLines(), Contains(HasSubstr("snapshot at position 5, 0 events replayed")));
  ExpectReplayedState();
  // The history goes on otherwise, and past a position of the lost one without a snapshot there.
  clock_.Advance(1000);
  FillTo(19);
  Close();
  EXPECT_THAT(Positions(), ElementsAre(19, 5));
  OpenWithSnapshots();
  EXPECT_THAT(LogLines(), Contains(HasSubstr("snapshot at position 19, 0 events replayed")));
  ExpectReplayedState();
}

TEST_F(SnapshotsTest, AStateThatIsImpossibleIsTold) {
  FirstSnapshot();
  Close();
  // The count of documents, behind the header.
  Forge(PathOf(NameAt(20)), [](std::string& bytes) { bytes[kLastEventAt + 32 + 7] ^= 1; });
  OpenWithSnapshots();
  EXPECT_THAT(LogLines(), Contains(HasSubstr("warning: snapshot")));
  ExpectReplayedState();
}

TEST_F(SnapshotsTest, WithLittleRoomNoneIsTakenAndWritingGoesOn) {
  // Enough to write events, too little for the one counter's 87 bytes besides.
  disk_.free_bytes = 1050;
  FillTo(20);
  AwaitFailures(1);
  EXPECT_THAT(LogLines(), Contains(HasSubstr("warning: no snapshot at position 20")));
  FillTo(39);
  EXPECT_EQ(ledger_->status().snapshot_failures, 1);
  disk_.free_bytes = int64_t{1} << 50;
  FillTo(40);
  AwaitSnapshotAt(40);
  EXPECT_EQ(fatals_, 0);
  EXPECT_THAT(Positions(), ElementsAre(40));
}

TEST_F(SnapshotsTest, AFolderThatCanNotBeWrittenIsAWarning) {
  std::filesystem::remove_all(Concat(data(), "/snapshots"));
  WriteBytes(Concat(data(), "/snapshots"), "a file");
  FillTo(20);
  AwaitFailures(1);
  FillTo(30);
  EXPECT_EQ(fatals_, 0);
  EXPECT_EQ(ledger_->status().write_state, v1::WRITE_STATE_WRITABLE);
}

// A clock whose every look takes a minute: the time of a stop is over before anything is written.
TEST_F(SnapshotsTest, AStopDoesNotWaitForEver) {
  class HurriedClock : public FakeClock {
   public:
    int64_t BootMicros() override {
      if (hurried) Advance(60'000'000);
      return FakeClock::BootMicros();
    }
    std::atomic<bool> hurried{false};
  };
  Close();
  std::filesystem::remove_all(data());
  HurriedClock clock;
  auto store = LedgerStore::Open({.path = data(), .create_if_missing = true});
  ASSERT_OK(store);
  store_ = *std::move(store);
  ASSERT_OK_AND_ASSIGN(snapshots_, SnapshotStore::Open(data()));
  Ledger::Options options;
  options.store = store_.get();
  options.snapshots = snapshots_.get();
  options.clock = &clock;
  options.random = &random_;
  options.disk = &disk_;
  options.limits = limits_;
  auto ledger = Ledger::Open(std::move(options));
  ASSERT_OK(ledger);
  ledger_ = *std::move(ledger);
  FillTo(15);
  clock.hurried = true;
  ledger_->Stop();
  EXPECT_EQ(ledger_->status().snapshot_failures, 1);
  EXPECT_TRUE(std::filesystem::is_empty(Concat(data(), "/snapshots")));
}

// The history grows while snapshots are taken at every few events, from a stream and documents at
// once; whenever the ledger is closed, the next start comes to the same state.
TEST_F(SnapshotsTest, AnyOfManySnapshotsLeadsToTheSameState) {
  limits_.snapshot_events = 3;
  Reopen();
  OpenUnits();
  for (int life = 0; life < 8; ++life) {
    const std::string source = Concat("s", life);
    OpenSource(source);
    std::vector<std::string> batch;
    for (uint64_t i = 1; i <= 50; ++i) batch.push_back(SourceReceipt(source, i, 1 + i % 9));
    Promised<BatchAnswer> answer = Submit(Prepare(SequenceStream(source), batch, 1));
    IssuePlan(Concat("kg-", life));
    ASSERT_OK(answer.Get().status);
    const std::string digest = ledger_->StateDigest();
    Reopen();
    ASSERT_THAT(LogLines(), Contains(HasSubstr("startup: snapshot at position")));
    ASSERT_EQ(ledger_->StateDigest(), digest);
    ExpectReplayedState();
  }
}

}  // namespace
}  // namespace hemoledger

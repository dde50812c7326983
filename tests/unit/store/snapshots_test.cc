// Snapshot files: whole and durable under their name, or not there; whatever is wrong is told.
#include "store/snapshots.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/base/strings.h"
#include "store/ledger_store.h"
#include "store/testing/fault_env.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kPath[] = "/data";
constexpr uint64_t kPosition = 4711;

SnapshotHeader HeaderAt(uint64_t next_position) {
  SnapshotHeader header;
  header.projection_version = 7;
  header.ledger_id = std::string(16, 'L');
  header.epoch = 2;
  header.next_position = next_position;
  header.record_time_micros = 1'649'116'800'000'000;
  header.last_event_sha256 = Sha256("event");
  return header;
}

std::string PathAt(uint64_t next_position) {
  std::string digits = std::to_string(next_position);
  digits.insert(0, 20 - digits.size(), '0');
  return Concat(kPath, "/snapshots/", digits, ".snapshot");
}

class SnapshotsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK(LedgerStore::Open({.path = kPath, .env = faults_.env(), .create_if_missing = true}));
    Open();
  }
  void Open() {
    store_.reset();
    auto opened = SnapshotStore::Open(kPath, faults_.env());
    ASSERT_OK(opened);
    store_ = *std::move(opened);
  }
  absl::Status Write(uint64_t next_position, const std::vector<std::string>& pieces) {
    auto writer = store_->Begin(HeaderAt(next_position));
    if (!writer.ok()) return writer.status();
    for (const std::string& piece : pieces) {
      if (absl::Status added = (*writer)->Add(piece); !added.ok()) return added;
    }
    return (*writer)->Commit();
  }
  // What Read says of the file at kPosition, blank: it is read.
  std::string WhyNot() {
    const auto reader = store_->Read({FileName(kPosition), kPosition});
    if (reader.ok()) return "";
    EXPECT_EQ(ReasonOf(reader.status()), ERROR_REASON_STORE_DAMAGED) << reader.status();
    return FieldOf(reader.status(), "detail");
  }
  static std::string FileName(uint64_t next_position) {
    const std::string path = PathAt(next_position);
    return path.substr(path.rfind('/') + 1);
  }
  std::vector<uint64_t> Positions() {
    auto files = store_->List();
    EXPECT_OK(files);
    std::vector<uint64_t> positions;
    for (const SnapshotStore::File& file : *files) {
      EXPECT_EQ(file.name, FileName(file.next_position));
      positions.push_back(file.next_position);
    }
    return positions;
  }

  FaultEnv faults_{3};
  std::unique_ptr<SnapshotStore> store_;
};

TEST_F(SnapshotsTest, AFileIsReadBackAsItWasWritten) {
  // More than a piece that is written at once, and than what is synced at once.
  const std::vector<std::string> pieces = {"abc", std::string(9 << 20, 'x'), "",
                                           std::string(1 << 20, 'y')};
  std::string all;
  for (const std::string& piece : pieces) all += piece;
  ASSERT_OK(Write(kPosition, pieces));
  EXPECT_THAT(Positions(), ElementsAre(kPosition));
  ASSERT_OK_AND_ASSIGN(const auto reader, store_->Read({FileName(kPosition), kPosition}));
  EXPECT_EQ(reader->header(), HeaderAt(kPosition));
  ASSERT_EQ(reader->state_bytes(), all.size());
  std::string bytes;
  std::string read;
  while (read.size() < all.size()) {
    ASSERT_OK(reader->Next(std::min<size_t>(1'000'003, all.size() - read.size()), bytes));
    read += bytes;
  }
  EXPECT_TRUE(read == all);
  EXPECT_THAT(reader->Next(1, bytes), StatusIs(ERROR_REASON_STORE_DAMAGED));
}

TEST_F(SnapshotsTest, AStateOfNoBytesIsOne) {
  ASSERT_OK(Write(kPosition, {}));
  ASSERT_OK_AND_ASSIGN(const auto reader, store_->Read({FileName(kPosition), kPosition}));
  EXPECT_EQ(reader->state_bytes(), 0);
}

// The file that FORMAT.md shows, byte by byte.
TEST_F(SnapshotsTest, TheBytesAreThoseOfTheFormat) {
  ASSERT_OK(Write(258, {"z"}));
  const std::string bytes = faults_.ReadFile(PathAt(258));
  std::string expected = "hemoledger snapshot 1\n";
  expected += std::string("\0\0\0\7", 4) + std::string(16, 'L') + std::string("\0\0\0\2", 4);
  expected += std::string("\0\0\0\0\0\0\1\2", 8);
  expected += std::string("\x00\x05\xdb\xdc\xed\x0e\xa0\x00", 8);
  expected += ToBytes(Sha256("event"));
  expected += "z";
  expected += ToBytes(Sha256(expected));
  EXPECT_EQ(Hex(bytes), Hex(expected));
}

TEST_F(SnapshotsTest, EveryTruncationAndEveryFlippedByteIsTold) {
  ASSERT_OK(Write(kPosition, {"some state"}));
  const std::string path = PathAt(kPosition);
  const std::string sound = faults_.ReadFile(path);
  for (size_t size = 0; size < sound.size(); ++size) {
    faults_.WriteFile(path, std::string_view(sound).substr(0, size));
    EXPECT_NE(WhyNot(), "") << size << " bytes";
  }
  const size_t version_digit = std::string_view("hemoledger snapshot ").size();
  for (size_t i = 0; i < sound.size(); ++i) {
    // Another version is told as such, below.
    if (i == version_digit || i == version_digit + 1) continue;
    std::string flipped = sound;
    flipped[i] = static_cast<char>(flipped[i] ^ 0x10);
    faults_.WriteFile(path, flipped);
    EXPECT_NE(WhyNot(), "") << "byte " << i;
  }
  faults_.WriteFile(path, sound + "x");
  EXPECT_THAT(WhyNot(), HasSubstr("SHA-256"));
  faults_.WriteFile(path, sound);
  EXPECT_EQ(WhyNot(), "");
}

TEST_F(SnapshotsTest, AnotherFormatVersionIsToldAsSuch) {
  ASSERT_OK(Write(kPosition, {"some state"}));
  std::string bytes = faults_.ReadFile(PathAt(kPosition));
  bytes.replace(0, std::string_view("hemoledger snapshot 1\n").size(), "hemoledger snapshot 2\n");
  faults_.WriteFile(PathAt(kPosition), bytes);
  const auto reader = store_->Read({FileName(kPosition), kPosition});
  ASSERT_THAT(reader, StatusIs(ERROR_REASON_FORMAT_UNKNOWN));
  EXPECT_EQ(FieldOf(reader.status(), "found"), "2");
}

TEST_F(SnapshotsTest, AFileUnderAnotherPositionsNameIsTold) {
  ASSERT_OK(Write(12, {"state"}));
  faults_.WriteFile(PathAt(kPosition), faults_.ReadFile(PathAt(12)));
  EXPECT_THAT(WhyNot(), HasSubstr("of position 12"));
}

TEST_F(SnapshotsTest, ThreeAreKeptAndWhatIsBeyondTheNewestGoes) {
  for (const uint64_t position : {10, 20, 30, 40, 99}) ASSERT_OK(Write(position, {"state"}));
  EXPECT_THAT(Positions(), ElementsAre(99, 40, 30, 20, 10));
  ASSERT_OK(store_->RemoveOld(40));
  EXPECT_THAT(Positions(), ElementsAre(40, 30, 20));
  ASSERT_OK(store_->RemoveOld(40));
  EXPECT_THAT(Positions(), ElementsAre(40, 30, 20));
}

TEST_F(SnapshotsTest, OtherFilesAreLeftAlone) {
  const std::string folder = Concat(kPath, "/snapshots/");
  for (const char* name : {"1.snapshot", "notes.txt", "00000000000000000001.snapshot.bak"}) {
    faults_.WriteFile(folder + name, "x");
  }
  ASSERT_OK(Write(5, {"state"}));
  EXPECT_THAT(Positions(), ElementsAre(5));
  ASSERT_OK(store_->RemoveOld(5));
  Open();
  EXPECT_EQ(faults_.Files("/snapshots/").size(), 4);
}

TEST_F(SnapshotsTest, ADroppedWriterLeavesNothingAndAKilledOneGoesAtTheNextStart) {
  {
    auto writer = store_->Begin(HeaderAt(5));
    ASSERT_OK(writer);
    ASSERT_OK((*writer)->Add("state"));
  }
  EXPECT_THAT(faults_.Files("/snapshots/"), IsEmpty());
  ASSERT_OK(Write(4, {"state"}));
  auto writer = store_->Begin(HeaderAt(5));
  ASSERT_OK(writer);
  ASSERT_OK((*writer)->Add(std::string(2 << 20, 'x')));
  faults_.Stop();
  writer->reset();
  faults_.Restart();
  EXPECT_EQ(faults_.Files(".part").size(), 1);
  EXPECT_THAT(Positions(), ElementsAre(4));
  Open();
  EXPECT_THAT(faults_.Files(".part"), IsEmpty());
  EXPECT_THAT(Positions(), ElementsAre(4));
}

// The machine loses power at every write and every sync of a snapshot: afterwards the new file is
// whole or not there, and the old one is whole.
TEST_F(SnapshotsTest, APowerCutAnywhereLeavesWholeFilesOnly) {
  ASSERT_OK(Write(10, {"old"}));
  const std::vector<std::string> pieces(3, std::string(5 << 20, 's'));
  bool finished = false;
  for (const auto operation : {FaultEnv::Operation::kWrite, FaultEnv::Operation::kSync}) {
    finished = false;
    for (uint64_t n = 1; !finished; ++n) {
      ASSERT_LT(n, 100u);
      faults_.FailAfter(operation, n, FaultEnv::Fault::kIoError, "/snapshots");
      const absl::Status written = Write(20, pieces);
      finished = !faults_.fault_came();
      EXPECT_EQ(written.ok(), finished) << written;
      faults_.PowerCut();
      Open();
      EXPECT_THAT(faults_.Files(".part"), IsEmpty());
      for (const uint64_t position : Positions()) {
        EXPECT_OK(store_->Read({FileName(position), position})) << "cut at " << n;
      }
      EXPECT_EQ(Positions().back(), 10);
      if (finished) {
        EXPECT_THAT(Positions(), ElementsAre(20, 10));
      }
      ASSERT_OK(store_->RemoveOld(10));
    }
  }
}

TEST_F(SnapshotsTest, AFullDiskIsAnErrorAndLeavesNothing) {
  faults_.FailAfter(FaultEnv::Operation::kWrite, 1, FaultEnv::Fault::kNoSpace, "/snapshots");
  EXPECT_THAT(Write(20, {std::string(5 << 20, 's')}), StatusIs(ERROR_REASON_FILE_UNREADABLE));
  faults_.ClearFaults();
  EXPECT_THAT(faults_.Files("/snapshots/"), IsEmpty());
}

TEST_F(SnapshotsTest, AFolderThatIsNotThereHoldsNothing) {
  const auto none = SnapshotStore::OpenToRead("/nowhere", faults_.env());
  ASSERT_OK_AND_ASSIGN(const auto files, none->List());
  EXPECT_THAT(files, IsEmpty());
}

}  // namespace
}  // namespace hemoledger

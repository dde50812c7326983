// The life of a file that is dropped into a feed's folder.
#include "clients/cli/commands/feed_folder.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "proto/base/errors.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int64_t kSecond = 1'000'000;
constexpr int32_t kDate = 20211125;

class FeedFolderTest : public testing::Test {
 protected:
  FeedFolderTest() { Open(); }

  void Open() {
    folder_.reset();
    absl::StatusOr<std::unique_ptr<FeedFolder>> folder =
        FeedFolder::Open(dir_.path(), std::chrono::seconds(5), clock_, random_);
    EXPECT_OK(folder.status());
    folder_ = *std::move(folder);
  }

  void Drop(const std::string& name, const std::string& content = "x") {
    WriteFile(dir_.Join(name), content);
  }

  std::vector<std::string> Finished() {
    const absl::StatusOr<FeedLook> look = folder_->Look();
    EXPECT_OK(look.status());
    std::vector<std::string> names;
    for (const DroppedFile& file : look->finished) names.push_back(file.name);
    return names;
  }

  // The one finished file.
  DroppedFile Take() {
    EXPECT_OK(folder_->Look().status());
    clock_.Advance(5 * kSecond);
    const absl::StatusOr<FeedLook> look = folder_->Look();
    EXPECT_OK(look.status());
    EXPECT_EQ(look->finished.size(), 1u);
    return look->finished.at(0);
  }

  TempDir dir_;
  FakeClock clock_;
  SeededRandom random_{3};
  std::unique_ptr<FeedFolder> folder_;
};

TEST_F(FeedFolderTest, AFileIsFinishedWhenItStoppedChanging) {
  Drop("a.csv");
  EXPECT_THAT(Finished(), IsEmpty());
  clock_.Advance(5 * kSecond - 1);
  EXPECT_THAT(Finished(), IsEmpty());
  Drop("a.csv", "more");
  clock_.Advance(1);
  EXPECT_THAT(Finished(), IsEmpty());
  EXPECT_THAT(folder_->Look()->growing, ElementsAre("a.csv"));
  clock_.Advance(5 * kSecond);
  // The wall clock does not matter.
  clock_.Jump(-3'600 * kSecond);
  EXPECT_THAT(Finished(), ElementsAre("a.csv"));
}

TEST_F(FeedFolderTest, OnlyTablesThatAreNotUnderWayAreTaken) {
  for (const char* name : {".a.csv", "b.csv.part", "c.csv.tmp", "~$d.xlsx", "e.csv~"}) Drop(name);
  Drop("f.XLSX");
  Drop("g.pdf");
  std::filesystem::create_directory(dir_.Join("h.csv"));
  std::filesystem::create_symlink("g.pdf", dir_.Join("i.csv"));
  EXPECT_THAT(Finished(), IsEmpty());
  clock_.Advance(5 * kSecond);
  EXPECT_THAT(Finished(), ElementsAre("f.XLSX"));
  EXPECT_THAT(folder_->Look()->strange, ElementsAre("g.pdf"));
}

TEST_F(FeedFolderTest, TheOldestComesFirst) {
  for (const char* name : {"c.csv", "b.csv", "a.csv"}) Drop(name);
  const auto time = std::filesystem::file_time_type::clock::now();
  std::filesystem::last_write_time(dir_.Join("a.csv"), time);
  std::filesystem::last_write_time(dir_.Join("b.csv"), time);
  std::filesystem::last_write_time(dir_.Join("c.csv"), time - std::chrono::hours(1));
  EXPECT_THAT(Finished(), IsEmpty());
  clock_.Advance(5 * kSecond);
  EXPECT_THAT(Finished(), ElementsAre("c.csv", "a.csv", "b.csv"));
}

TEST_F(FeedFolderTest, ASecondFileOfANameIsArchivedBesideTheFirst) {
  for (const char* content : {"one", "two", "three"}) {
    Drop("a.csv", content);
    ASSERT_OK(folder_->Archive(Take(), kDate).status());
  }
  EXPECT_EQ(ReadFile(dir_.Join("da-nhap/2021-11-25/a.csv")), "one");
  EXPECT_EQ(ReadFile(dir_.Join("da-nhap/2021-11-25/a-2.csv")), "two");
  EXPECT_EQ(ReadFile(dir_.Join("da-nhap/2021-11-25/a-3.csv")), "three");
  EXPECT_FALSE(std::filesystem::exists(dir_.Join("a.csv")));
}

TEST_F(FeedFolderTest, AFileDroppedAgainIsWatchedFromTheBeginning) {
  Drop("a.csv");
  ASSERT_OK(folder_->Archive(Take(), kDate).status());
  Drop("a.csv");
  EXPECT_THAT(Finished(), IsEmpty());
}

TEST_F(FeedFolderTest, RefusedRowsAreNamedAfterTheContent) {
  Drop("a.csv");
  const DroppedFile file = Take();
  ASSERT_OK_AND_ASSIGN(const std::string path,
                       folder_->KeepRefusedRows(file, "0123456789ab", "rows"));
  EXPECT_EQ(path, "tu-choi/a-0123456789ab.reject.csv");
  ASSERT_OK(folder_->KeepRefusedRows(file, "0123456789ab", "the same rows").status());
  EXPECT_EQ(ReadFile(dir_.Join(path)), "the same rows");
  // Dropped again, mended, it does not gather names.
  std::filesystem::rename(dir_.Join("a.csv"), dir_.Join("a-0123456789ab.reject.csv"));
  ASSERT_OK_AND_ASSIGN(const std::string again,
                       folder_->KeepRefusedRows(Take(), "ba9876543210", "row"));
  EXPECT_EQ(again, "tu-choi/a-ba9876543210.reject.csv");
  // Another attempt at the same content, of which none is refused any more.
  ASSERT_OK(folder_->KeepRefusedRows(file, "0123456789ab", "").status());
  EXPECT_FALSE(std::filesystem::exists(dir_.Join(path)));
}

TEST_F(FeedFolderTest, AFileThatIsPutAsideStandsBesideItsReason) {
  Drop("a.csv", "?");
  ASSERT_OK_AND_ASSIGN(const std::string path,
                       folder_->PutAside(Take(), "0123456789ab", "no table"));
  EXPECT_EQ(path, "tu-choi/a-0123456789ab.csv");
  EXPECT_EQ(ReadFile(dir_.Join(path)), "?");
  EXPECT_EQ(ReadFile(dir_.Join(path + ".reason.txt")), "no table");
  EXPECT_THAT(Finished(), IsEmpty());
}

TEST_F(FeedFolderTest, AFileThatIsWrittenToMeanwhileIsNoticed) {
  Drop("a.csv");
  const DroppedFile file = Take();
  EXPECT_TRUE(folder_->IsUnchanged(file));
  Drop("a.csv", "xy");
  EXPECT_FALSE(folder_->IsUnchanged(file));
  std::filesystem::remove(dir_.Join("a.csv"));
  EXPECT_FALSE(folder_->IsUnchanged(file));
}

TEST_F(FeedFolderTest, AFolderBelongsToOneProcess) {
  EXPECT_EQ(
      ReasonOf(FeedFolder::Open(dir_.path(), std::chrono::seconds(5), clock_, random_).status()),
      ERROR_REASON_DATA_FOLDER_IN_USE);
  Open();
  EXPECT_EQ(
      ReasonOf(
          FeedFolder::Open(dir_.Join("none"), std::chrono::seconds(5), clock_, random_).status()),
      ERROR_REASON_FILE_UNREADABLE);
}

TEST_F(FeedFolderTest, HalfWrittenFilesOfAKilledRunGo) {
  Drop("tu-choi/a-0123456789ab.reject.csv.00ff.tmp");
  Drop("tu-choi/a-0123456789ab.csv.reason.txt.00ff.tmp");
  Drop("tu-choi/of-a-person.tmp");
  Open();
  EXPECT_FALSE(std::filesystem::exists(dir_.Join("tu-choi/a-0123456789ab.reject.csv.00ff.tmp")));
  EXPECT_FALSE(
      std::filesystem::exists(dir_.Join("tu-choi/a-0123456789ab.csv.reason.txt.00ff.tmp")));
  EXPECT_TRUE(std::filesystem::exists(dir_.Join("tu-choi/of-a-person.tmp")));
}

TEST_F(FeedFolderTest, AFolderThatIsGoneIsAnErrorAndComesBack) {
  std::filesystem::rename(dir_.path(), dir_.path() + "-away");
  EXPECT_FALSE(folder_->Look().ok());
  std::filesystem::rename(dir_.path() + "-away", dir_.path());
  EXPECT_OK(folder_->Look().status());
}

}  // namespace
}  // namespace hemoledger

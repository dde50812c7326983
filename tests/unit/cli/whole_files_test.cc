#include "clients/cli/commands/whole_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "proto/base/errors.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace hemoledger {
namespace {

class WholeFilesTest : public testing::Test {
 protected:
  absl::Status Write(const std::string& name, const std::string& bytes) {
    return WriteWholeFiles({{.path = folder_.Join(name), .bytes = bytes}}, /*replace=*/true,
                           random_);
  }
  std::string Content(const std::string& name) {
    std::ifstream file(folder_.Join(name), std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
  }
  int FilesInFolder() {
    int count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder_.path()))
      ++count;
    return count;
  }

  TempDir folder_;
  SeededRandom random_{7};
};

TEST_F(WholeFilesTest, WritesAndReplaces) {
  ASSERT_OK(Write("a.csv", "một"));
  EXPECT_EQ(Content("a.csv"), "một");
  ASSERT_OK(Write("a.csv", "hai"));
  EXPECT_EQ(Content("a.csv"), "hai");
  EXPECT_EQ(FilesInFolder(), 1);
}

TEST_F(WholeFilesTest, AFailureLeavesWhatWasThere) {
  ASSERT_OK(Write("a.csv", "một"));
  const absl::Status failed = WriteWholeFile(
      folder_.Join("a.csv"), /*replace=*/true, random_, [](const std::string& temporary) {
        std::ofstream(temporary) << "half";
        return MakeError(ERROR_REASON_FILE_UNREADABLE, {{"path", temporary}, {"detail", "full"}});
      });
  EXPECT_THAT(failed, StatusIs(ERROR_REASON_FILE_UNREADABLE));
  EXPECT_EQ(Content("a.csv"), "một");
  EXPECT_EQ(FilesInFolder(), 1);
}

TEST_F(WholeFilesTest, NoFolderOrAFolderInItsPlace) {
  EXPECT_THAT(Write("no/a.csv", "x"), HasErrorField("path", folder_.Join("no/a.csv")));
  ASSERT_EQ(mkdir(folder_.Join("taken").c_str(), 0700), 0);
  EXPECT_THAT(Write("taken", "x"), StatusIs(ERROR_REASON_FILE_UNREADABLE));
  EXPECT_EQ(FilesInFolder(), 1);
}

TEST_F(WholeFilesTest, AWriterThatMadeNoFileIsAnError) {
  EXPECT_THAT(WriteWholeFile(folder_.Join("a.csv"), /*replace=*/true, random_,
                             [](const std::string&) { return absl::OkStatus(); }),
              StatusIs(ERROR_REASON_FILE_UNREADABLE));
  EXPECT_EQ(FilesInFolder(), 0);
}

}  // namespace
}  // namespace hemoledger

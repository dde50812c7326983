#include "clients/cli/report/output_file.h"

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

class OutputFileTest : public testing::Test {
 protected:
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

TEST_F(OutputFileTest, WritesAndReplaces) {
  ASSERT_OK(ReplaceFileWith(folder_.Join("a.csv"), "một", random_));
  EXPECT_EQ(Content("a.csv"), "một");
  ASSERT_OK(ReplaceFileWith(folder_.Join("a.csv"), "hai", random_));
  EXPECT_EQ(Content("a.csv"), "hai");
  EXPECT_EQ(FilesInFolder(), 1);
}

TEST_F(OutputFileTest, AFailureLeavesWhatWasThere) {
  ASSERT_OK(ReplaceFileWith(folder_.Join("a.csv"), "một", random_));
  const absl::Status failed =
      ReplaceFile(folder_.Join("a.csv"), random_, [](const std::string& temporary) {
        std::ofstream(temporary) << "half";
        return MakeError(ERROR_REASON_FILE_UNREADABLE, {{"path", temporary}, {"detail", "full"}});
      });
  EXPECT_THAT(failed, StatusIs(ERROR_REASON_FILE_UNREADABLE));
  EXPECT_EQ(Content("a.csv"), "một");
  EXPECT_EQ(FilesInFolder(), 1);
}

TEST_F(OutputFileTest, NoFolderOrAFolderInItsPlace) {
  EXPECT_THAT(ReplaceFileWith(folder_.Join("no/a.csv"), "x", random_),
              StatusIs(ERROR_REASON_FILE_UNREADABLE));
  ASSERT_EQ(mkdir(folder_.Join("taken").c_str(), 0700), 0);
  EXPECT_THAT(ReplaceFileWith(folder_.Join("taken"), "x", random_),
              StatusIs(ERROR_REASON_FILE_UNREADABLE));
  EXPECT_EQ(FilesInFolder(), 1);
}

TEST_F(OutputFileTest, AWriterThatMadeNoFileIsAnError) {
  EXPECT_THAT(ReplaceFile(folder_.Join("a.csv"), random_,
                          [](const std::string&) { return absl::OkStatus(); }),
              StatusIs(ERROR_REASON_FILE_UNREADABLE));
  EXPECT_EQ(FilesInFolder(), 0);
}

}  // namespace
}  // namespace hemoledger

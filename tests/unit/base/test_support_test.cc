// The helpers that other tests rest on can fail too.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace hemoledger {
namespace {

using ::testing::Not;

TEST(StatusMatchersTest, TellStatusesApart) {
  const absl::Status missing = MakeError(ERROR_REASON_PLAN_NOT_FOUND, {{"plan_id", "x"}});
  EXPECT_THAT(absl::OkStatus(), IsOk());
  EXPECT_THAT(missing, Not(IsOk()));
  EXPECT_THAT(missing, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(missing, Not(StatusIs(ERROR_REASON_UNIT_NOT_FOUND)));
  EXPECT_THAT(missing, Not(HasErrorField("plan_id", "y")));
  EXPECT_THAT(missing, Not(HasErrorField("unit_id", "x")));
  // The right code alone is not the reason.
  EXPECT_THAT(absl::Status(absl::StatusCode::kNotFound, "x"),
              Not(StatusIs(ERROR_REASON_PLAN_NOT_FOUND)));
  const absl::StatusOr<int> failed = missing;
  EXPECT_THAT(failed, StatusIs(ERROR_REASON_PLAN_NOT_FOUND));
  EXPECT_THAT(failed, Not(IsOkAndHolds(1)));
  EXPECT_THAT(absl::StatusOr<int>(1), IsOkAndHolds(1));
  EXPECT_THAT(absl::StatusOr<int>(2), Not(IsOkAndHolds(1)));
  ASSERT_OK_AND_ASSIGN(const int value, absl::StatusOr<int>(3));
  EXPECT_EQ(value, 3);
}

TEST(TempDirTest, IsNewAndGoesAwayWithWhatIsInIt) {
  std::string path;
  {
    TempDir first;
    TempDir second;
    EXPECT_NE(first.path(), second.path());
    path = first.path();
    WriteFile(first.Join("f"), "nội dung");
    EXPECT_EQ(ReadFile(first.Join("f")), "nội dung");
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(BuildersTest, SubmissionsSayWhatTheyAreAskedTo) {
  const v1::Submission submission =
      SourceSubmission("may-1", 7, MakeReceipt("rach-gia", 20210405, 12, 350));
  EXPECT_EQ(submission.source().sequence(), 7u);
  const v1::Receipt& receipt = submission.receipt_recorded().receipt();
  EXPECT_EQ(receipt.unit().unit_id(), "rach-gia");
  EXPECT_EQ(receipt.interval().first_date(), 20210405);
  EXPECT_EQ(receipt.bags(0).count(), 12u);
  EXPECT_EQ(receipt.bags(0).volume_ml(), 350u);
  EXPECT_FALSE(HolderRow("r1", "u", std::nullopt).has_quota());
  EXPECT_TRUE(HolderRow("r1", "u", 0).quota().units().has_value());
}

}  // namespace
}  // namespace hemoledger

// The example of docs/input-files.md, read from the page itself: what the page shows is what works.
#include <gmock/gmock.h>

#include <filesystem>

#include "services/domain/plan_book.h"
#include "services/domain/receipt_rules.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/input/input_fixture.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

// Writes every fenced block that names a file ("```toml ke-hoach.toml") into `dir`; answers with
// the names.
std::vector<std::string> WriteExamples(const std::string& page, const TempDir& dir) {
  std::vector<std::string> names;
  size_t at = 0;
  while ((at = page.find("\n```", at)) != std::string::npos) {
    const size_t line_end = page.find('\n', at + 1);
    const std::string fence = page.substr(at + 1, line_end - at - 1);
    const size_t close = page.find("\n```\n", line_end);
    if (close == std::string::npos) break;
    if (const size_t blank = fence.find(' '); blank != std::string::npos) {
      names.push_back(fence.substr(blank + 1));
      WriteFile(dir.Join(names.back()), page.substr(line_end + 1, close - line_end));
    }
    at = close + 4;
  }
  return names;
}

class DocumentedExampleTest : public InputTest {
 protected:
  void SetUp() override {
    names_ = WriteExamples(ReadFile(SourcePath("docs/input-files.md")), dir_);
    ASSERT_OK_AND_ASSIGN(const UnitsFile units,
                         ReadUnitsFile(dir_.Join("don-vi.toml"), random_, problems_));
    ApplyUnits(units, example_tree_);
  }

  OrgTree example_tree_;
  TreeResolver example_resolver_{example_tree_};
  std::vector<std::string> names_;
};

TEST_F(DocumentedExampleTest, HoldsAFileOfEveryKind) {
  EXPECT_THAT(names_, ElementsAre("don-vi.toml", "don-vi.csv", "ke-hoach.toml", "ke-hoach.csv",
                                  "cac-dot.tsv", "dieu-chinh.toml", "dieu-chinh.tsv",
                                  "sua-nhap.toml", "so-lieu.toml", "so-lieu.tsv", "ket-qua.toml",
                                  "ket-qua.tsv", "chi-so.toml", "tiep-nhan.toml", "tiep-nhan.csv"));
  EXPECT_EQ(example_tree_.size(), 5);
  EXPECT_EQ(example_tree_.NameOn(example_tree_.Find("tinh-a-truong"), kNewestDate),
            "Trường Cao đẳng \"A\"");
  EXPECT_THAT(example_tree_.Describe(example_tree_.Find("tinh-a-huyen-c"), kNewestDate).aliases(),
              UnorderedElementsAre("Huyện Xê", "H. Cê"));
}

TEST_F(DocumentedExampleTest, PlanAndAmendmentFollowEachOther) {
  const absl::StatusOr<PlanFile> plan =
      ReadPlanFile(dir_.Join("ke-hoach.toml"), example_resolver_, random_, problems_);
  ASSERT_THAT(Lines(problems_), ElementsAre());
  ASSERT_OK(plan);
  EXPECT_EQ(plan->plan.rows_size(), 5);
  EXPECT_EQ(plan->plan.rows(0).quota().converted_units().text(), "1,120");
  EXPECT_EQ(plan->plan.rows(1).notes_size(), 2);
  EXPECT_EQ(plan->plan.rows(2).selector().round_id(), "tinh-a-2021-dot-1");
  ASSERT_EQ(plan->plan.rounds_size(), 3);
  EXPECT_EQ(plan->plan.rounds(0).quotas(0).units().value(), 700);
  EXPECT_FALSE(plan->plan.rounds(0).quotas(1).has_units());
  EXPECT_EQ(plan->plan.rounds(1).time().alternatives().times_size(), 2);
  EXPECT_EQ(plan->plan.rounds(1).quotas_size(), 2);
  EXPECT_TRUE(plan->plan.rounds(2).time().has_deadline());
  EXPECT_EQ(plan->plan.targets(0).value().comparator(), v1::COMPARATOR_MORE_THAN);
  EXPECT_EQ(plan->plan.tasks(0).kind(), v1::TASK_KIND_LIST_SUBMISSION);
  PlanBook book;
  ASSERT_OK(book.CheckIssue(plan->plan, example_tree_));
  PlanDocumentRecord record;
  record.revision = 1;
  record.position = 1;
  record.issued = plan->plan;
  book.Apply(record, example_tree_);

  const absl::StatusOr<AmendmentFile> amendment =
      ReadAmendmentFile(dir_.Join("dieu-chinh.toml"), example_resolver_, random_, problems_);
  ASSERT_THAT(Lines(problems_), ElementsAre());
  ASSERT_OK(amendment);
  EXPECT_EQ(amendment->amendment.changes_size(), 6);
  EXPECT_EQ(amendment->amendment.changes(1).round_set().round().status(),
            v1::ROUND_STATUS_CANCELLED);
  EXPECT_OK(book.CheckAmend(amendment->amendment, example_tree_));
}

TEST_F(DocumentedExampleTest, EntryCorrectionsAndRecordsAreRead) {
  const absl::StatusOr<EntryCorrectionFile> correction =
      ReadEntryCorrectionFile(dir_.Join("sua-nhap.toml"), example_resolver_, random_, problems_);
  ASSERT_THAT(Lines(problems_), ElementsAre());
  ASSERT_OK(correction);
  EXPECT_EQ(correction->correction.fixes_size(), 2);
  EXPECT_EQ(correction->correction.fixes(0).row().quota().units().value(), 510);
  int statements[2] = {};
  for (const auto& [index, name] : {std::pair<int, const char*>(0, "so-lieu.toml"),
                                    std::pair<int, const char*>(1, "ket-qua.toml")}) {
    const absl::StatusOr<RecordFile> record =
        ReadRecordFile(dir_.Join(name), example_resolver_, random_, problems_);
    ASSERT_THAT(Lines(problems_), ElementsAre());
    ASSERT_OK(record);
    statements[index] = record->record.statements().statements_size();
  }
  EXPECT_EQ(statements[0], 5);
  // TX B has cells in three months, Huyện Xê in one, the line of totals in three; all have a total
  // and a percentage.
  EXPECT_EQ(statements[1], 3 + 1 + 3 + 3 * 2);
  const absl::StatusOr<RecordFile> indicators =
      ReadRecordFile(dir_.Join("chi-so.toml"), example_resolver_, random_, problems_);
  ASSERT_THAT(Lines(problems_), ElementsAre());
  ASSERT_OK(indicators);
  EXPECT_EQ(indicators->record.indicators().values(0).of().unscaled(), 15);
}

TEST_F(DocumentedExampleTest, ReceiptsAreFit) {
  const absl::StatusOr<ReceiptsFile> file =
      ReadReceiptsFile(dir_.Join("tiep-nhan.toml"), &example_resolver_, random_, problems_);
  ASSERT_THAT(Lines(problems_), ElementsAre());
  ASSERT_OK(file);
  ASSERT_EQ(file->receipts.size(), 3u);
  for (const InputReceipt& input : file->receipts) {
    EXPECT_OK(CheckReceiptForm(input.receipt)) << input.external_id;
  }
  EXPECT_EQ(file->receipts[1].receipt.bags(0).count(), 1163u);
}

}  // namespace
}  // namespace hemoledger

// What the tests of the demo's files share: its units as a tree, and its plans and receipts as
// read.
#pragma once

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "services/domain/plan_book.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/input/input_fixture.h"

namespace hemoledger {

// The units files of deploy/demo, in the order in which demo.sh loads them.
inline constexpr const char* kDemoUnitsFiles[] = {"1-viet-nam", "2-kien-giang",   "3-quang-tri",
                                                  "4-hue-2025", "5-an-thi",       "6-lao-cai",
                                                  "7-ngoc-hoi", "8-vinpearl-2022"};

// Has read all units of the demo before each test. A file with a problem fails the test that reads
// it.
class DemoFilesTest : public InputTest {
 protected:
  void SetUp() override {
    for (const char* const name : kDemoUnitsFiles) {
      const absl::StatusOr<UnitsFile> file =
          ReadUnitsFile(Demo(std::string("units/") + name + ".toml"), random_, problems_);
      ASSERT_THAT(Lines(problems_), ::testing::IsEmpty());
      ASSERT_OK(file);
      ApplyUnits(*file, demo_tree_);
    }
  }

  static std::string Demo(const std::string& path) { return SourcePath("deploy/demo/" + path); }

  v1::PlanIssued ReadPlan(const std::string& name) {
    const absl::StatusOr<PlanFile> file =
        ReadPlanFile(Demo("plans/" + name + ".toml"), demo_resolver_, random_, problems_);
    EXPECT_THAT(Lines(problems_), ::testing::IsEmpty());
    EXPECT_OK(file);
    return file.ok() ? file->plan : v1::PlanIssued();
  }

  ReceiptsFile ReadReceipts() {
    const absl::StatusOr<ReceiptsFile> file = ReadReceiptsFile(
        Demo("receipts/kien-giang-2021.toml"), &demo_resolver_, random_, problems_);
    EXPECT_THAT(Lines(problems_), ::testing::IsEmpty());
    EXPECT_OK(file);
    return file.ok() ? *file : ReceiptsFile();
  }

  void Issue(const v1::PlanIssued& plan, PlanBook& book) {
    ASSERT_OK(book.CheckIssue(plan, demo_tree_));
    PlanDocumentRecord record;
    record.revision = 1;
    record.position = static_cast<uint64_t>(book.size()) + 1000;
    record.issued = plan;
    book.Apply(record, demo_tree_);
  }

  // Quotas in blood units, row by row; -1: none.
  static std::vector<int64_t> Quotas(const v1::PlanIssued& plan) {
    std::vector<int64_t> quotas;
    for (const v1::PlanRow& row : plan.rows()) {
      quotas.push_back(row.quota().has_units() ? row.quota().units().value() : -1);
    }
    return quotas;
  }

  // Sum of what there is.
  static int64_t Sum(const std::vector<int64_t>& figures) {
    int64_t sum = 0;
    for (const int64_t figure : figures) sum += std::max<int64_t>(figure, 0);
    return sum;
  }

  OrgTree demo_tree_;
  TreeResolver demo_resolver_{demo_tree_};
};

}  // namespace hemoledger

// hemo plan export
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "proto/base/text_commitment.h"
#include "tests/support/builders.h"
#include "tests/unit/cli/hemo_runner.h"

namespace hemoledger {
namespace {

class PlanExportTest : public HemoTest {
 protected:
  PlanExportTest() {
    v1::PlanIssued& plan = *answer_.mutable_plan()->mutable_plan();
    plan = MakePlan("tinh-a-2021", "tinh-a", 20210101, 20211231);
    *plan.add_rows() = HolderRow("r01", "xa-b", 500);
    answer_.mutable_plan()->set_revision(2);
    answer_.mutable_plan()->mutable_revision_document()->set_number("12/QĐ-BCĐ");
    answer_.mutable_reflects()->set_position(41);
    connection_.get_plan =
        [this](const v1::GetPlanRequest& request) -> absl::StatusOr<v1::GetPlanResponse> {
      requests_.push_back(request);
      if (request.plan_id() == "tinh-a-2021" || request.plan_id() == "lie") return answer_;
      return MakeError(ERROR_REASON_PLAN_NOT_FOUND, {{"plan_id", request.plan_id()}});
    };
    out_folder_ = dir_.Join("out/deeper");
  }

  std::vector<std::string> Names() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(out_folder_)) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  v1::GetPlanResponse answer_;
  std::vector<v1::GetPlanRequest> requests_;
  std::string out_folder_;
};

TEST_F(PlanExportTest, WritesTwoFilesThatAreReadAgain) {
  EXPECT_EQ(Hemo({"plan", "export", "tinh-a-2021", "--directory", out_folder_, "--through",
                  "30/6/2021", "--min-position", "40"}),
            0)
      << err_;
  EXPECT_EQ(requests_[0].read().through_date(), 20210630);
  EXPECT_EQ(requests_[0].read().min_position(), 40u);
  EXPECT_EQ(Names(), (std::vector<std::string>{"tinh-a-2021.csv", "tinh-a-2021.toml"}));
  EXPECT_TRUE(OutHas("bản 2, 1 dòng")) << out_;
  const std::string header = ReadFile(out_folder_ + "/tinh-a-2021.toml");
  EXPECT_NE(header.find("# Kế hoạch tinh-a-2021, bản 2 (12/QĐ-BCĐ)\n"), std::string::npos)
      << header;
  EXPECT_NE(header.find("30/6/2021"), std::string::npos) << header;

  KnowUnits({{"tinh-a", "Tỉnh A"}, {"xa-b", "Xã B"}});
  v1::IssuePlanRequest imported;
  connection_.issue_plan = [&](const v1::IssuePlanRequest& request) {
    imported = request;
    v1::IssuePlanResponse response;
    response.set_outcome(v1::WRITE_OUTCOME_EXISTS);
    return response;
  };
  EXPECT_EQ(Hemo({"plan", "import", out_folder_ + "/tinh-a-2021.toml"}), 0) << err_;
  EXPECT_EQ(imported.plan().SerializeAsString(), answer_.plan().plan().SerializeAsString())
      << imported.plan().DebugString();
}

TEST_F(PlanExportTest, NeverWritesOverAFileUnlessToldTo) {
  std::filesystem::create_directories(out_folder_);
  const std::string csv = out_folder_ + "/tinh-a-2021.csv";
  WriteFile(csv, "my own work");
  EXPECT_EQ(Hemo({"plan", "export", "tinh-a-2021", "--directory", out_folder_}), 2);
  EXPECT_TRUE(ErrHas(csv) && ErrHas("--force")) << err_;
  EXPECT_EQ(ReadFile(csv), "my own work");
  EXPECT_EQ(Names(), (std::vector<std::string>{"tinh-a-2021.csv"}));
  EXPECT_EQ(Hemo({"plan", "export", "tinh-a-2021", "--directory", out_folder_, "--force"}), 0);
  EXPECT_NE(ReadFile(csv).find("xa-b"), std::string::npos);
  EXPECT_EQ(Names().size(), 2u);
  EXPECT_EQ(Hemo({"plan", "export", "tinh-a-2021", "--directory", out_folder_}), 2);
}

TEST_F(PlanExportTest, ErasedTextsAreToldAndLeftOut) {
  MadeText note = MakeText(0, "ghi chú bị xóa", random_);
  *answer_.mutable_plan()->mutable_plan()->mutable_rows(0)->add_notes() = note.text;
  answer_.mutable_plan()->add_texts()->set_erased(true);
  EXPECT_EQ(Hemo({"plan", "export", "tinh-a-2021", "--directory", out_folder_}), 0);
  EXPECT_TRUE(ErrHas("r01")) << err_;
  const std::string header = ReadFile(out_folder_ + "/tinh-a-2021.toml");
  EXPECT_NE(header.find("\n# Đã bị xóa khỏi sổ, không xuất được: r01: ghi chú\n"),
            std::string::npos)
      << header;
}

TEST_F(PlanExportTest, FormsForPrograms) {
  EXPECT_EQ(Hemo({"plan", "export", "tinh-a-2021", "--directory", out_folder_, "--format", "csv"}),
            0);
  EXPECT_EQ(out_, "plan_id,revision,file\ntinh-a-2021,2," + out_folder_ +
                      "/tinh-a-2021.csv\ntinh-a-2021,2," + out_folder_ + "/tinh-a-2021.toml\n");
  EXPECT_EQ(Hemo({"plan", "export", "tinh-a-2021", "--directory", out_folder_, "--force",
                  "--format", "json"}),
            0);
  EXPECT_TRUE(OutHas("\"revision\": 2") && OutHas("tinh-a-2021.toml")) << out_;
}

TEST_F(PlanExportTest, WhatCanNotBeWrittenIsAnErrorAndLeavesNothing) {
  EXPECT_EQ(Hemo({"plan", "export", "none", "--directory", out_folder_}), 1);
  EXPECT_FALSE(std::filesystem::exists(out_folder_));
  const std::string file = File("file", "");
  EXPECT_EQ(Hemo({"plan", "export", "tinh-a-2021", "--directory", file + "/x"}), 2);
  EXPECT_TRUE(ErrHas(file)) << err_;
  // A server whose plan has another name than an id can not choose where it is written.
  answer_.mutable_plan()->mutable_plan()->set_plan_id("../../escape");
  EXPECT_EQ(Hemo({"plan", "export", "lie", "--directory", out_folder_}), 1);
  EXPECT_FALSE(std::filesystem::exists(dir_.Join("escape.toml")));
  if (geteuid() == 0) return;  // root writes everywhere.
  answer_.mutable_plan()->mutable_plan()->set_plan_id("tinh-a-2021");
  std::filesystem::create_directories(out_folder_);
  ASSERT_EQ(chmod(out_folder_.c_str(), 0500), 0);
  EXPECT_EQ(Hemo({"plan", "export", "tinh-a-2021", "--directory", out_folder_}), 2);
  ASSERT_EQ(chmod(out_folder_.c_str(), 0700), 0);
  EXPECT_TRUE(Names().empty());
}

}  // namespace
}  // namespace hemoledger

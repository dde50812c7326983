// hemo report: what is asked of the server, where the report goes, what is refused.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/unit/cli/hemo_runner.h"

namespace hemoledger {
namespace {

class ReportCommandTest : public HemoTest {
 protected:
  ReportCommandTest() {
    connection_.get_plan = [this](const v1::GetPlanRequest& request) {
      plan_asked_ = request;
      v1::GetPlanResponse response;
      response.mutable_plan()->set_revision(plan_revision_++);
      response.mutable_plan()->mutable_plan()->set_plan_id(request.plan_id());
      response.mutable_plan()->mutable_plan()->mutable_document()->set_place("Kiên Giang");
      return response;
    };
    connection_.get_attainment = [this](const v1::GetAttainmentRequest& request) {
      asked_ = request;
      v1::GetAttainmentResponse response;
      response.set_basis(request.basis());
      response.set_revision(2);
      response.mutable_reflects()->set_position(9);
      response.mutable_reflects()->set_record_time_micros(1'649'116'800'000'000);
      response.mutable_total()->set_received_units(1163);
      if (request.with_months()) {
        v1::MonthCell& month = *response.add_months();
        month.set_key("2021-04");
        month.set_received_units(1163);
      }
      return response;
    };
  }

  std::string Content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
  }

  uint32_t plan_revision_ = 2;
  v1::GetPlanRequest plan_asked_;
  v1::GetAttainmentRequest asked_;
};

TEST_F(ReportCommandTest, AsksForWhatWasSaid) {
  EXPECT_EQ(Hemo({"report", "p", "--basis", "holders", "--order", "attainment", "--through",
                  "30/6/2021", "--min-position", "4"}),
            0)
      << err_;
  EXPECT_EQ(asked_.plan_id(), "p");
  EXPECT_EQ(asked_.scope(), v1::ATTAINMENT_SCOPE_PLAN);
  EXPECT_EQ(asked_.basis(), v1::ATTAINMENT_BASIS_HOLDERS_ONLY);
  EXPECT_EQ(asked_.order(), v1::ATTAINMENT_ORDER_ATTAINMENT);
  EXPECT_TRUE(asked_.with_months());
  EXPECT_EQ(asked_.read().through_date(), 20210630);
  EXPECT_EQ(asked_.read().min_position(), 4u);
  EXPECT_EQ(plan_asked_.read().through_date(), 20210630);
  EXPECT_TRUE(OutHas("Tháng")) << out_;
  EXPECT_TRUE(OutHas("1.163")) << out_;
  EXPECT_TRUE(OutHas("Kiên Giang, ngày")) << out_;
}

TEST_F(ReportCommandTest, AnAmendmentBetweenTheTwoQuestionsIsAskedAgain) {
  plan_revision_ = 1;
  EXPECT_EQ(Hemo({"report", "p", "--no-months"}), 0) << err_;
  EXPECT_EQ(plan_asked_.read().min_position(), 9u);
  EXPECT_FALSE(asked_.with_months());
  EXPECT_FALSE(OutHas("Tháng")) << out_;
  // Never the same: told, not printed.
  plan_revision_ = 10;
  EXPECT_EQ(Hemo({"report", "p"}), 1);
  EXPECT_EQ(out_, "");
}

TEST_F(ReportCommandTest, FilesAreWrittenInTheFormOfTheirName) {
  const std::string xlsx = dir_.Join("bao-cao.xlsx");
  EXPECT_EQ(Hemo({"report", "p", "--output", xlsx}), 0) << err_;
  EXPECT_TRUE(Content(xlsx).starts_with("PK"));
  EXPECT_EQ(out_, "Đã ghi " + xlsx + "\n");
  plan_revision_ = 2;
  const std::string csv = dir_.Join("bao-cao.csv");
  EXPECT_EQ(Hemo({"report", "p", "--output", csv, "--lang", "en"}), 0) << err_;
  EXPECT_TRUE(Content(csv).starts_with("unit_id,kind,key,"));
  EXPECT_EQ(out_, "Written: " + csv + "\n");
  plan_revision_ = 2;
  const std::string text = dir_.Join("bao-cao.txt");
  EXPECT_EQ(Hemo({"report", "p", "--output", text}), 0) << err_;
  EXPECT_NE(Content(text).find("NGƯỜI LẬP BIỂU"), std::string::npos);
  plan_revision_ = 2;
  EXPECT_EQ(Hemo({"report", "p", "--format", "table", "--output", csv}), 0) << err_;
  EXPECT_NE(Content(csv).find("NGƯỜI LẬP BIỂU"), std::string::npos) << "--format wins";
}

TEST_F(ReportCommandTest, WhatCanNotBeIsRefusedBeforeAnythingIsAsked) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> faults = {
      {{"report"}, "Thiếu PLAN"},
      {{"report", "p", "--format", "xlsx"}, "--output"},
      {{"report", "p", "--format", "pdf"}, "table, csv, xlsx"},
      {{"report", "p", "--by-month", "--no-months"}, "không dùng cùng"},
      {{"report", "p", "--by-month", "--basis", "converted"}, "chưa quy đổi"},
      {{"--format", "json", "report", "p"}, "json"},
      {{"report", "p", "--output", dir_.Join("no/a.xlsx")}, "không có thư mục"},
  };
  for (const auto& [arguments, expected] : faults) {
    asked_.Clear();
    EXPECT_EQ(Hemo(arguments), 2) << expected;
    EXPECT_TRUE(err_.starts_with("Lỗi: ")) << err_;
    EXPECT_TRUE(ErrHas(expected)) << err_ << "\nwanted: " << expected;
    EXPECT_EQ(asked_.plan_id(), "");
  }
  EXPECT_EQ(Hemo({"report", "p", "--format", "xlsx", "--lang", "en"}), 2);
  EXPECT_TRUE(ErrHas("add --output report.xlsx")) << err_;
}

TEST_F(ReportCommandTest, AnErrorOfTheServerWritesNothing) {
  connection_.get_attainment = [](const v1::GetAttainmentRequest&) {
    return TransportError(absl::StatusCode::kUnavailable, "x");
  };
  EXPECT_EQ(Hemo({"report", "p", "--output", dir_.Join("a.xlsx")}), 3);
  EXPECT_TRUE(std::filesystem::is_empty(dir_.path()));
}

TEST_F(ReportCommandTest, NamesComeFromTheConfigurationFile) {
  ASSERT_EQ(mkdir(dir_.Join("hemoledger").c_str(), 0700), 0);
  variables_["XDG_CONFIG_HOME"] = dir_.path();
  File("hemoledger/hemo.toml",
       "[report]\nannex = \"Phụ lục 1\"\nplace = \"Rạch Giá\"\nprepared_by = \"Nguyễn Văn A\"\n"
       "signed_title = \"KT. TRƯỞNG BAN\\nPHÓ TRƯỞNG BAN\"\nsigned_name = \"Trần Thị B\"\n");
  EXPECT_EQ(Hemo({"report", "p"}), 0) << err_;
  for (const char* text : {"Phụ lục 1", "Rạch Giá, ngày", "Nguyễn Văn A", "TM. BAN CHỈ ĐẠO",
                           "KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "Trần Thị B"}) {
    EXPECT_TRUE(OutHas(text)) << text << "\n" << out_;
  }
  for (const char* content : {"[report]\nsigner = \"x\"\n", "[report]\nannex = 1\n",
                              "report = \"x\"\n", "[report.annex]\nx = \"y\"\n"}) {
    File("hemoledger/hemo.toml", content);
    EXPECT_EQ(Hemo({"report", "p"}), 2) << content;
    EXPECT_TRUE(ErrHas("hemo.toml")) << err_;
  }
}

}  // namespace
}  // namespace hemoledger

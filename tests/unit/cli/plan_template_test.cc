// hemo plan template
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/support/builders.h"
#include "tests/unit/cli/hemo_runner.h"

namespace hemoledger {
namespace {

class PlanTemplateCommandTest : public HemoTest {
 protected:
  PlanTemplateCommandTest() {
    KnowUnits({{"tinh-a", "Tỉnh A"}, {"huyen-b", "Huyện B"}});
    connection_.list_units =
        [this](const v1::ListUnitsRequest& request) -> absl::StatusOr<v1::ListUnitsResponse> {
      lists_.push_back(request);
      v1::ListUnitsResponse response;
      for (const char* id : {"tinh-a", "huyen-b", "huyen-c"}) {
        v1::Unit& unit = *response.add_units();
        unit.set_unit_id(id);
        unit.set_name(std::string("Đơn vị ") + id);
      }
      return response;
    };
    connection_.get_plan = [](const v1::GetPlanRequest&) -> absl::StatusOr<v1::GetPlanResponse> {
      v1::GetPlanResponse response;
      *response.mutable_plan()->mutable_plan() = MakePlan("cu", "tinh-a", 20210101, 20211231);
      *response.mutable_plan()->mutable_plan()->add_rows() = HolderRow("r01", "huyen-c", 5);
      return response;
    };
    output_ = dir_.Join("2026.xlsx");
  }

  std::vector<v1::ListUnitsRequest> lists_;
  std::string output_;
};

TEST_F(PlanTemplateCommandTest, AsksForTheTerritoryAndLeavesOutTheIssuer) {
  EXPECT_EQ(Hemo({"plan", "template", "--issuer", "Tỉnh A", "--year", "2026", "--kind", "district",
                  "--date", "05/01/2026", "--output", output_}),
            0)
      << err_;
  ASSERT_EQ(lists_.size(), 1u);
  EXPECT_EQ(lists_[0].under_unit_id(), "tinh-a");
  EXPECT_EQ(lists_[0].kind(), v1::UNIT_KIND_DISTRICT);
  EXPECT_EQ(lists_[0].date(), 20260105);
  EXPECT_TRUE(OutHas("2 dòng") && OutHas("hemo plan import " + output_)) << out_;
  EXPECT_EQ(ReadFile(output_).substr(0, 2), "PK");
  // Nothing else is left beside it.
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir_.path()), {}), 1);
}

TEST_F(PlanTemplateCommandTest, APlanNeedsNoIssuer) {
  EXPECT_EQ(Hemo({"plan", "template", "--from", "cu", "--output", output_, "--format", "json"}), 0)
      << err_;
  EXPECT_TRUE(OutHas("\"rows\": 1")) << out_;
  EXPECT_EQ(lists_[0].under_unit_id(), "tinh-a");
}

TEST_F(PlanTemplateCommandTest, FaultsWriteNothing) {
  EXPECT_EQ(Hemo({"plan", "template", "--output", output_}), 2);
  EXPECT_TRUE(ErrHas("--issuer")) << err_;
  EXPECT_EQ(Hemo({"plan", "template", "--issuer", "tinh-x", "--output", output_}), 1);
  EXPECT_EQ(Hemo({"plan", "template", "--issuer", "tinh-a", "--id", "Mã Sai", "--output", output_}),
            1);
  EXPECT_FALSE(std::filesystem::exists(output_));
  EXPECT_EQ(Hemo({"plan", "template", "--issuer", "tinh-a", "--output", dir_.Join("no/x.xlsx")}),
            2);
  WriteFile(output_, "my own work");
  EXPECT_EQ(Hemo({"plan", "template", "--issuer", "tinh-a", "--output", output_}), 2);
  EXPECT_EQ(ReadFile(output_), "my own work");
  EXPECT_EQ(Hemo({"plan", "template", "--issuer", "tinh-a", "--output", output_, "--force"}), 0);
  EXPECT_EQ(ReadFile(output_).substr(0, 2), "PK");
}

}  // namespace
}  // namespace hemoledger

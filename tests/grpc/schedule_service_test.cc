#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/grpc/in_process_server.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using Stub = v1::ScheduleService::Stub;

// Kiên Giang 2022 with three rounds, a campaign, tasks and targets.
class ScheduleServiceTest : public testing::Test {
 protected:
  void SetUp() override {
    server_.LoadUnits();
    server_.LoadPlan();
    v1::IssuePlanRequest request;
    request.set_request_id("ke-hoach-2022");
    v1::PlanIssued& plan = *request.mutable_plan();
    plan = MakePlan("kien-giang-2022", "kien-giang", 20211201, 20221130);
    *plan.add_rows() = HolderRow("1", "tan-hiep", 100);
    plan.add_campaigns()->set_campaign_id("xuan-hong-2022");
    plan.mutable_campaigns(0)->set_label("Lễ hội Xuân hồng");
    const int32_t kDays[] = {20220601, 20220215, 20220901};
    for (int i = 0; i < 3; ++i) {
      *plan.add_rounds() = MakeRound(Concat("dot-", i + 1));
      v1::Round& round = *plan.mutable_rounds(i);
      round.mutable_time()->mutable_dates()->add_dates(kDays[i]);
      round.add_quotas()->set_unit_id("tan-hiep");
      round.mutable_quotas(0)->mutable_units()->set_value(30);
    }
    plan.mutable_rounds(1)->add_campaign_ids("xuan-hong-2022");
    for (const char* id : {"hop", "bao-cao"}) {
      v1::Task& task = *plan.add_tasks();
      task.set_task_id(id);
      task.set_label(id);
      task.mutable_time()->mutable_months()->add_months(plan.tasks_size() == 1 ? 202212 : 202203);
    }
    v1::Target& target = *plan.add_targets();
    target.set_target_id("1");
    target.set_metric(v1::TARGET_METRIC_UNITS);
    target.set_text("100 đơn vị máu");
    target.mutable_value()->set_comparator(v1::COMPARATOR_AT_LEAST);
    target.mutable_value()->mutable_value()->set_unscaled(100);
    ASSERT_OK(server_.Call(&v1::PlanService::Stub::IssuePlan, server_.plans(), request));
  }
  void Record(const std::string& request_id, uint32_t units, const std::string& round_id,
              const std::string& campaign_id = "") {
    v1::RecordReceiptRequest request;
    request.set_request_id(request_id);
    *request.mutable_receipt() = MakeReceipt("tan-hiep", 20220215, units);
    request.mutable_receipt()->set_round_id(round_id);
    request.mutable_receipt()->set_campaign_id(campaign_id);
    ASSERT_OK(server_.Call(&v1::ReceiptService::Stub::RecordReceipt, server_.receipts(), request));
  }
  absl::StatusOr<v1::ListRoundsResponse> Rounds(const v1::ListRoundsRequest& request) {
    return server_.Call(&Stub::ListRounds, server_.schedule(), request);
  }
  absl::StatusOr<v1::ListTasksResponse> Tasks(const v1::ListTasksRequest& request) {
    return server_.Call(&Stub::ListTasks, server_.schedule(), request);
  }
  static std::vector<std::string> Ids(const v1::ListRoundsResponse& response) {
    std::vector<std::string> ids;
    for (const v1::RoundView& view : response.rounds()) ids.push_back(view.round().round_id());
    return ids;
  }

  InProcessServer server_;
};

TEST_F(ScheduleServiceTest, RoundsOfAllPlansWithWhatTheyReceived) {
  Record("r-1", 25, "dot-2");
  v1::ListRoundsRequest request;
  request.set_today(20220602);
  ASSERT_OK_AND_ASSIGN(const auto response, Rounds(request));
  EXPECT_THAT(Ids(response), ElementsAre("dot-2", "dot-1", "dot-3"));
  const v1::RoundView& first = response.rounds(0);
  EXPECT_EQ(first.plan_id(), "kien-giang-2022");
  EXPECT_EQ(first.status(), v1::ROUND_STATUS_PLANNED);
  EXPECT_EQ(first.first_date(), 20220215);
  EXPECT_EQ(first.last_date(), 20220215);
  EXPECT_EQ(first.received_units(), 25);
  EXPECT_EQ(first.receipts(), 1);
  EXPECT_EQ(first.quota_units(), 30);
  EXPECT_TRUE(first.due());
  EXPECT_FALSE(first.late());
  EXPECT_TRUE(first.short_of_quota());
  EXPECT_FALSE(first.has_report());
  EXPECT_TRUE(response.rounds(1).late());
  EXPECT_FALSE(response.rounds(2).due());
  EXPECT_EQ(response.reflects().position(), server_.head());
  request.set_only_late(true);
  ASSERT_OK_AND_ASSIGN(const auto late, Rounds(request));
  EXPECT_THAT(Ids(late), ElementsAre("dot-1"));
}

TEST_F(ScheduleServiceTest, RoundsByFilter) {
  v1::ListRoundsRequest request;
  request.set_campaign_id("xuan-hong-2022");
  ASSERT_OK_AND_ASSIGN(const auto of_campaign, Rounds(request));
  EXPECT_THAT(Ids(of_campaign), ElementsAre("dot-2"));
  request.Clear();
  request.set_unit_id("go-quao");
  ASSERT_OK_AND_ASSIGN(const auto of_unit, Rounds(request));
  EXPECT_EQ(of_unit.rounds_size(), 0);
  request.Clear();
  request.set_plan_id("kien-giang-2022");
  request.set_issuer_unit_id("kien-giang");
  request.set_unit_id("kien-giang");
  request.set_from_date(20220301);
  request.set_to_date(20220831);
  ASSERT_OK_AND_ASSIGN(const auto in_span, Rounds(request));
  EXPECT_THAT(Ids(in_span), ElementsAre("dot-1"));
}

TEST_F(ScheduleServiceTest, PagesShowOneState) {
  v1::ListRoundsRequest request;
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto first, Rounds(request));
  EXPECT_THAT(Ids(first), ElementsAre("dot-2"));
  Record("r-1", 25, "dot-1");
  request.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, Rounds(request));
  EXPECT_THAT(Ids(second), ElementsAre("dot-1"));
  EXPECT_EQ(second.rounds(0).received_units(), 0) << "the first page's state";
  request.set_page_token(second.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto third, Rounds(request));
  EXPECT_THAT(Ids(third), ElementsAre("dot-3"));
  EXPECT_EQ(third.next_page_token(), "");
  // A token of one question is none of another.
  request.set_today(20220101);
  EXPECT_THAT(Rounds(request), StatusIs(ERROR_REASON_PAGE_TOKEN_INVALID));
}

TEST_F(ScheduleServiceTest, WhatDoesNotFitIsRefused) {
  v1::ListRoundsRequest request;
  request.set_plan_id("khong-co");
  EXPECT_THAT(Rounds(request), StatusIs(ERROR_REASON_PLAN_NOT_FOUND));
  request.Clear();
  request.set_unit_id("khong-co");
  EXPECT_THAT(Rounds(request), StatusIs(ERROR_REASON_UNIT_NOT_FOUND));
  request.Clear();
  request.set_issuer_unit_id("khong-co");
  EXPECT_THAT(Rounds(request), StatusIs(ERROR_REASON_UNIT_NOT_FOUND));
  request.Clear();
  request.set_campaign_id("khong-co");
  EXPECT_THAT(Rounds(request), StatusIs(ERROR_REASON_CAMPAIGN_NOT_FOUND));
  request.Clear();
  request.set_only_late(true);
  EXPECT_THAT(Rounds(request),
              AllOf(StatusIs(ERROR_REASON_FIELD_REQUIRED), HasErrorField("field", "today")));
  request.set_today(20220231);
  EXPECT_THAT(Rounds(request), StatusIs(ERROR_REASON_DATE_INVALID));
  request.Clear();
  request.set_from_date(20220302);
  request.set_to_date(20220301);
  EXPECT_THAT(Rounds(request), StatusIs(ERROR_REASON_INTERVAL_REVERSED));
  request.Clear();
  request.set_page_size(1001);
  EXPECT_THAT(Rounds(request), StatusIs(ERROR_REASON_FIELD_INVALID));
  request.Clear();
  request.set_page_token("AAAA");
  EXPECT_THAT(Rounds(request), StatusIs(ERROR_REASON_PAGE_TOKEN_INVALID));
  request.Clear();
  request.mutable_read()->mutable_as_of()->set_position(1);
  EXPECT_THAT(Rounds(request), StatusIs(ERROR_REASON_AS_OF_UNSUPPORTED));
  EXPECT_THAT(server_.Call(&Stub::ListTargets, server_.schedule(), v1::ListTargetsRequest()),
              StatusIs(ERROR_REASON_FIELD_REQUIRED));
}

TEST_F(ScheduleServiceTest, Tasks) {
  v1::ListTasksRequest request;
  request.set_today(20220401);
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto first, Tasks(request));
  ASSERT_EQ(first.tasks_size(), 1);
  EXPECT_EQ(first.tasks(0).task().task_id(), "bao-cao");
  EXPECT_EQ(first.tasks(0).first_date(), 20220301);
  EXPECT_EQ(first.tasks(0).last_date(), 20220331);
  EXPECT_TRUE(first.tasks(0).late());
  request.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, Tasks(request));
  ASSERT_EQ(second.tasks_size(), 1);
  EXPECT_EQ(second.tasks(0).task().task_id(), "hop");
  EXPECT_FALSE(second.tasks(0).due());
  EXPECT_EQ(second.next_page_token(), "");
}

TEST_F(ScheduleServiceTest, Targets) {
  Record("r-1", 25, "dot-2");
  v1::ListTargetsRequest request;
  request.set_plan_id("kien-giang-2022");
  ASSERT_OK_AND_ASSIGN(const auto response,
                       server_.Call(&Stub::ListTargets, server_.schedule(), request));
  ASSERT_EQ(response.targets_size(), 1);
  EXPECT_EQ(response.targets(0).target().target_id(), "1");
  EXPECT_EQ(response.targets(0).reached_numerator(), 25);
  EXPECT_EQ(response.targets(0).state(), v1::TARGET_STATE_NOT_REACHED);
  EXPECT_EQ(response.targets(0).source(), "receipts");
  EXPECT_EQ(response.reflects().position(), server_.head());
}

TEST_F(ScheduleServiceTest, AttainmentByRoundAndCampaignWithThePace) {
  Record("r-1", 25, "dot-2");
  Record("r-2", 10, "", "xuan-hong-2022");
  v1::GetAttainmentRequest request;
  request.set_plan_id("kien-giang-2022");
  request.set_grouping(v1::ATTAINMENT_GROUPING_CAMPAIGN);
  request.set_pace_date(20220215);
  ASSERT_OK_AND_ASSIGN(
      const auto response,
      server_.Call(&v1::AttainmentService::Stub::GetAttainment, server_.attainment(), request));
  ASSERT_EQ(response.lines_size(), 1);
  EXPECT_EQ(response.lines(0).key(), "xuan-hong-2022");
  EXPECT_EQ(response.lines(0).name(), "Lễ hội Xuân hồng");
  EXPECT_EQ(response.lines(0).figures().received_units(), 35);
  EXPECT_EQ(response.lines(0).figures().quota_units(), 30);
  EXPECT_EQ(response.lines(0).figures().pace(), v1::PACE_AHEAD);
  EXPECT_EQ(response.total().expected_numerator(), 30);
  EXPECT_EQ(response.pace_date(), 20220215);
  EXPECT_EQ(response.through_date(), 20220215);
  // Nobody knows this campaign.
  v1::RecordReceiptRequest unknown;
  unknown.set_request_id("r-3");
  *unknown.mutable_receipt() = MakeReceipt("tan-hiep", 20220215, 1);
  unknown.mutable_receipt()->set_campaign_id("khong-co");
  EXPECT_THAT(server_.Call(&v1::ReceiptService::Stub::RecordReceipt, server_.receipts(), unknown),
              StatusIs(ERROR_REASON_CAMPAIGN_NOT_FOUND));
}

}  // namespace
}  // namespace hemoledger

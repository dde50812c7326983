#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/grpc/in_process_server.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

using Stub = v1::AttainmentService::Stub;

class AttainmentServiceTest : public testing::Test {
 protected:
  void SetUp() override {
    server_.LoadUnits();
    server_.LoadPlan();
    server_.Record("r-1", 150);
  }
  absl::StatusOr<v1::GetAttainmentResponse> Get(const v1::GetAttainmentRequest& request) {
    return server_.Call(&Stub::GetAttainment, server_.attainment(), request);
  }
  static v1::GetAttainmentRequest OfPlan() {
    v1::GetAttainmentRequest request;
    request.set_plan_id("kien-giang-2021");
    return request;
  }

  InProcessServer server_;
};

TEST_F(AttainmentServiceTest, OfAPlanByRow) {
  ASSERT_OK_AND_ASSIGN(const auto response, Get(OfPlan()));
  ASSERT_EQ(response.lines_size(), 2);
  EXPECT_EQ(response.lines(0).figures().received_units(), 150);
  EXPECT_EQ(response.lines(0).figures().quota_units(), 100);
  EXPECT_EQ(response.lines(1).figures().received_units(), 0);
  EXPECT_EQ(response.total().received_units(), 150);
  EXPECT_EQ(response.total().quota_units(), 300);
  EXPECT_EQ(response.revision(), 1u);
  EXPECT_EQ(response.basis(), v1::ATTAINMENT_BASIS_ALL_CREDITED);
  EXPECT_EQ(response.reflects().position(), server_.head());
}

TEST_F(AttainmentServiceTest, AKeptAnswerIsTheSameAndGoesWithItsState) {
  const v1::GetAttainmentRequest request = OfPlan();
  ASSERT_OK_AND_ASSIGN(const auto first, Get(request));
  v1::GetAttainmentRequest waiting = request;
  waiting.mutable_read()->set_min_position(server_.head());
  ASSERT_OK_AND_ASSIGN(const auto again, Get(waiting));
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  v1::GetAttainmentRequest by_class = request;
  by_class.set_grouping(v1::ATTAINMENT_GROUPING_DONOR_CLASS);
  ASSERT_OK_AND_ASSIGN(const auto other, Get(by_class));
  EXPECT_NE(other.lines(0).key(), first.lines(0).key());
  server_.Record("r-2", 10);
  ASSERT_OK_AND_ASSIGN(const auto later, Get(request));
  EXPECT_EQ(later.lines(0).figures().received_units(), 160);
  EXPECT_EQ(later.reflects().position(), server_.head());
}

TEST_F(AttainmentServiceTest, ARequestThatCanNotBeReadIsRefused) {
  EXPECT_THAT(
      CallRaw(server_.NewChannel(), "hemoledger.v1.AttainmentService/GetAttainment", "\xff"),
      StatusIs(ERROR_REASON_FIELD_INVALID));
}

TEST_F(AttainmentServiceTest, OfAUnitAndOfItsChildren) {
  v1::GetAttainmentRequest request = OfPlan();
  *request.mutable_unit() = UnitByName("huyện Tân Hiệp");
  ASSERT_OK_AND_ASSIGN(const auto unit, Get(request));
  EXPECT_EQ(unit.total().received_units(), 150);
  EXPECT_EQ(unit.total().quota_units(), 100);
  request.set_scope(v1::ATTAINMENT_SCOPE_CHILDREN);
  *request.mutable_unit() = UnitById("kien-giang");
  ASSERT_OK_AND_ASSIGN(const auto children, Get(request));
  ASSERT_EQ(children.lines_size(), 2);
  EXPECT_EQ(children.total().quota_units(), 300);
}

TEST_F(AttainmentServiceTest, ThroughLeavesOutWhatCameLater) {
  v1::GetAttainmentRequest request = OfPlan();
  request.mutable_read()->set_through_date(20210404);
  ASSERT_OK_AND_ASSIGN(const auto before, Get(request));
  EXPECT_EQ(before.total().received_units(), 0);
  EXPECT_EQ(before.through_date(), 20210404);
}

TEST_F(AttainmentServiceTest, PagesShowOneState) {
  v1::GetAttainmentRequest request = OfPlan();
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto first, Get(request));
  ASSERT_EQ(first.lines_size(), 1);
  EXPECT_EQ(first.lines(0).unit_id(), "tan-hiep");
  server_.Record("r-2", 7);
  request.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, Get(request));
  ASSERT_EQ(second.lines_size(), 1);
  EXPECT_EQ(second.lines(0).unit_id(), "go-quao");
  EXPECT_EQ(second.next_page_token(), "");
  EXPECT_EQ(second.total().received_units(), 150) << "the total of the first page's state";
  EXPECT_EQ(second.reflects().position(), first.reflects().position());
}

TEST_F(AttainmentServiceTest, MonthsOfEveryPageAreOfOneState) {
  v1::GetAttainmentRequest request = OfPlan();
  request.set_with_months(true);
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto first, Get(request));
  ASSERT_EQ(first.lines_size(), 1);
  ASSERT_EQ(first.lines(0).months_size(), 1);
  EXPECT_EQ(first.lines(0).months(0).key(), "2021-04");
  EXPECT_EQ(first.lines(0).months(0).received_units(), 150);
  server_.Record("r-2", 7);
  request.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, Get(request));
  ASSERT_EQ(second.lines_size(), 1);
  EXPECT_EQ(second.lines(0).months_size(), 0) << "go-quao received nothing";
  ASSERT_EQ(second.months_size(), 1);
  EXPECT_EQ(second.months(0).received_units(), 150) << "the months of the first page's state";
  // A token of a question with months is none of the question without.
  request.set_with_months(false);
  EXPECT_THAT(Get(request), StatusIs(ERROR_REASON_PAGE_TOKEN_INVALID));
}

TEST_F(AttainmentServiceTest, AfterARestartATokenOfAnotherStateIsRefused) {
  v1::GetAttainmentRequest request = OfPlan();
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto first, Get(request));
  server_.Restart();
  request.set_page_token(first.next_page_token());
  EXPECT_OK(Get(request)) << "nothing was recorded since: the same state";
  server_.Record("r-2", 7);
  EXPECT_OK(Get(request)) << "the state is kept since the last page";
  server_.Restart();
  EXPECT_THAT(Get(request), StatusIs(ERROR_REASON_PAGE_TOKEN_INVALID));
}

TEST_F(AttainmentServiceTest, WhatDoesNotFitIsRefused) {
  v1::GetAttainmentRequest request = OfPlan();
  request.set_scope(v1::ATTAINMENT_SCOPE_UNIT);
  EXPECT_THAT(Get(request), StatusIs(ERROR_REASON_FIELD_REQUIRED));
  request.set_scope(v1::ATTAINMENT_SCOPE_PLAN);
  *request.mutable_unit() = UnitById("tan-hiep");
  EXPECT_THAT(Get(request), StatusIs(ERROR_REASON_FIELD_INVALID));
  request.set_scope(v1::ATTAINMENT_SCOPE_UNIT);
  *request.mutable_unit() = UnitById("khong-co");
  EXPECT_THAT(Get(request), StatusIs(ERROR_REASON_UNIT_NOT_FOUND));
  request = OfPlan();
  request.set_plan_id("khong-co");
  EXPECT_THAT(Get(request), StatusIs(ERROR_REASON_PLAN_NOT_FOUND));
  request = OfPlan();
  request.set_with_months(true);
  request.set_grouping(v1::ATTAINMENT_GROUPING_MONTH);
  EXPECT_THAT(Get(request), StatusIs(ERROR_REASON_FIELD_INVALID));
  request = OfPlan();
  request.set_basis(static_cast<v1::AttainmentBasis>(77));
  EXPECT_THAT(Get(request), StatusIs(ERROR_REASON_FIELD_INVALID));
}

}  // namespace
}  // namespace hemoledger

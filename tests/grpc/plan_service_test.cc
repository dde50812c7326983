#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/base/random.h"
#include "proto/base/text_commitment.h"
#include "tests/grpc/in_process_server.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

using Stub = v1::PlanService::Stub;

class PlanServiceTest : public testing::Test {
 protected:
  void SetUp() override {
    server_.LoadUnits();
    server_.LoadPlan();
  }

  // tan-hiep from 100 to `units`, from July on, by document 02/KH-BCĐ.
  v1::AmendPlanRequest Amendment(const std::string& request_id, uint32_t against, int64_t units) {
    v1::AmendPlanRequest request;
    request.set_request_id(request_id);
    v1::PlanAmended& amended = *request.mutable_amendment();
    amended.set_plan_id("kien-giang-2021");
    amended.set_against_revision(against);
    amended.mutable_authority()->set_number("02/KH-BCĐ");
    amended.mutable_authority()->set_signed_date(20210601);
    const MadeText reason = MakeText(0, "Tăng chỉ tiêu", random_);
    const MadeText approver = MakeText(1, "Nguyễn Văn B", random_);
    *amended.mutable_reason() = reason.text;
    *amended.mutable_approver() = approver.text;
    *request.add_texts() = reason.accompanying;
    *request.add_texts() = approver.accompanying;
    amended.set_valid_from_date(20210701);
    v1::QuotaSet& set = *amended.add_changes()->mutable_quota_set();
    set.set_holder_unit_id("tan-hiep");
    *set.mutable_quota() = UnitsQuota(units);
    return request;
  }
  absl::StatusOr<v1::AmendPlanResponse> Amend(const v1::AmendPlanRequest& request) {
    return server_.Call(&Stub::AmendPlan, server_.plans(), request);
  }

  SystemRandom random_;
  InProcessServer server_;
};

TEST_F(PlanServiceTest, GetPlanShowsWhatHoldsWithItsTexts) {
  v1::GetPlanRequest request;
  request.set_plan_id("kien-giang-2021");
  ASSERT_OK_AND_ASSIGN(const auto response, server_.Call(&Stub::GetPlan, server_.plans(), request));
  EXPECT_EQ(response.plan().revision(), 1u);
  EXPECT_EQ(response.plan().total_quota_units(), 300);
  EXPECT_EQ(response.plan().plan().rows_size(), 2);
  ASSERT_EQ(response.plan().texts_size(), 1);
  const v1::AccompanyingText& signatory = response.plan().texts(0);
  EXPECT_EQ(signatory.text(), "Nguyễn Văn A");
  EXPECT_TRUE(MatchesCommitment(response.plan().plan().document().signatory().commitment(),
                                signatory.salt(), signatory.text()));
  EXPECT_EQ(response.reflects().position(), server_.head());
}

TEST_F(PlanServiceTest, TwoPlansAreComparedHolderByHolder) {
  v1::IssuePlanRequest issue;
  issue.set_request_id("plan of 2022");
  *issue.mutable_plan() = MakePlan("kien-giang-2022", "kien-giang", 20220101, 20221231);
  *issue.mutable_plan()->add_rows() = HolderRow("r1", "go-quao", 220);
  ASSERT_OK(server_.Call(&Stub::IssuePlan, server_.plans(), issue));
  const uint64_t position = server_.Record("r-1", 25);  // of tan-hiep, 5 April 2021
  v1::ComparePlansRequest request;
  const auto compare = [&] { return server_.Call(&Stub::ComparePlans, server_.plans(), request); };
  EXPECT_THAT(compare(), testing::AllOf(StatusIs(ERROR_REASON_FIELD_REQUIRED),
                                        HasErrorField("field", "before_plan_id")));
  request.set_before_plan_id("kien-giang-2021");
  EXPECT_THAT(compare(), HasErrorField("field", "after_plan_id"));
  request.set_after_plan_id("kien-giang-2023");
  EXPECT_THAT(compare(), StatusIs(ERROR_REASON_PLAN_NOT_FOUND));
  request.set_after_plan_id("kien-giang-2022");
  request.mutable_read()->set_min_position(position);
  ASSERT_OK_AND_ASSIGN(const auto response, compare());
  EXPECT_GE(response.reflects().position(), position);
  ASSERT_EQ(response.holders_size(), 2);
  EXPECT_EQ(response.holders(0).unit_id(), "go-quao");
  EXPECT_EQ(response.holders(0).before().quota_units(), 200);
  EXPECT_EQ(response.holders(0).after().quota_units(), 220);
  EXPECT_EQ(response.holders(1).unit_id(), "tan-hiep");
  EXPECT_EQ(response.holders(1).before().received_units(), 25);
  EXPECT_FALSE(response.holders(1).has_after());
  EXPECT_EQ(response.total_before().received_units(), 25);
  EXPECT_EQ(response.total_after().quota_units(), 220);
}

TEST_F(PlanServiceTest, UnknownPlan) {
  v1::GetPlanRequest request;
  request.set_plan_id("nowhere-2021");
  EXPECT_THAT(server_.Call(&Stub::GetPlan, server_.plans(), request),
              StatusIs(ERROR_REASON_PLAN_NOT_FOUND));
  request.clear_plan_id();
  EXPECT_THAT(server_.Call(&Stub::GetPlan, server_.plans(), request),
              StatusIs(ERROR_REASON_FIELD_REQUIRED));
}

TEST_F(PlanServiceTest, AsOfIsRefusedUntilItWorks) {
  v1::GetPlanRequest request;
  request.set_plan_id("kien-giang-2021");
  request.mutable_read()->mutable_as_of()->set_position(1);
  EXPECT_THAT(server_.Call(&Stub::GetPlan, server_.plans(), request),
              StatusIs(ERROR_REASON_AS_OF_UNSUPPORTED));
}

TEST_F(PlanServiceTest, AThroughDateThatDoesNotExistIsRefused) {
  v1::GetPlanRequest request;
  request.set_plan_id("kien-giang-2021");
  request.mutable_read()->set_through_date(20210230);
  EXPECT_THAT(server_.Call(&Stub::GetPlan, server_.plans(), request),
              StatusIs(ERROR_REASON_DATE_INVALID));
}

TEST_F(PlanServiceTest, ThroughShowsThePlanBeforeAnAmendmentHolds) {
  ASSERT_OK(Amend(Amendment("a", 1, 120)));
  v1::GetPlanRequest request;
  request.set_plan_id("kien-giang-2021");
  request.mutable_read()->set_through_date(20210630);
  ASSERT_OK_AND_ASSIGN(const auto before, server_.Call(&Stub::GetPlan, server_.plans(), request));
  EXPECT_EQ(before.plan().total_quota_units(), 300);
  request.mutable_read()->set_through_date(20210701);
  ASSERT_OK_AND_ASSIGN(const auto after, server_.Call(&Stub::GetPlan, server_.plans(), request));
  EXPECT_EQ(after.plan().total_quota_units(), 320);
}

TEST_F(PlanServiceTest, AStaleAmendmentTellsTheCurrentRevisionAndItsDocument) {
  ASSERT_OK_AND_ASSIGN(const auto amended, Amend(Amendment("a", 1, 120)));
  EXPECT_EQ(amended.revision(), 2u);
  EXPECT_EQ(amended.outcome(), v1::WRITE_OUTCOME_CREATED);
  const auto stale = Amend(Amendment("b", 1, 130));
  EXPECT_THAT(stale, StatusIs(ERROR_REASON_PLAN_REVISION_STALE));
  EXPECT_EQ(stale.status().code(), absl::StatusCode::kAborted);
  EXPECT_THAT(stale, HasErrorField("current", 2));
  EXPECT_THAT(stale, HasErrorField("stated", 1));
  EXPECT_THAT(FieldOf(stale.status(), "document"), testing::HasSubstr("02/KH-BCĐ"));
  EXPECT_THAT(MessageOf(stale.status(), Language::kVietnamese), testing::Not(testing::IsEmpty()));
}

TEST_F(PlanServiceTest, ARequestIdUsedForAnotherContentIsRefused) {
  ASSERT_OK(Amend(Amendment("a", 1, 120)));
  EXPECT_THAT(Amend(Amendment("a", 2, 130)), StatusIs(ERROR_REASON_REQUEST_ID_REUSED));
}

TEST_F(PlanServiceTest, AWrongTextIsRefused) {
  v1::AmendPlanRequest request = Amendment("a", 1, 120);
  request.mutable_texts(0)->set_text("một nẻo");
  EXPECT_THAT(Amend(request), StatusIs(ERROR_REASON_TEXT_COMMITMENT_MISMATCH));
}

TEST_F(PlanServiceTest, HistoryTellsWhoChangedWhatByWhichDocument) {
  ASSERT_OK(Amend(Amendment("a", 1, 120)));
  v1::ListPlanHistoryRequest request;
  request.set_plan_id("kien-giang-2021");
  request.set_holder_unit_id("tan-hiep");
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto first,
                       server_.Call(&Stub::ListPlanHistory, server_.plans(), request));
  ASSERT_EQ(first.revisions_size(), 1);
  EXPECT_EQ(first.revisions(0).revision(), 1u);
  EXPECT_EQ(first.revisions(0).approver(), "Nguyễn Văn A");
  ASSERT_EQ(first.revisions(0).quota_changes_size(), 1);
  EXPECT_FALSE(first.revisions(0).quota_changes(0).has_units_before());
  EXPECT_EQ(first.revisions(0).quota_changes(0).units_after(), 100);

  request.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second,
                       server_.Call(&Stub::ListPlanHistory, server_.plans(), request));
  ASSERT_EQ(second.revisions_size(), 1);
  const v1::PlanRevision& revision = second.revisions(0);
  EXPECT_EQ(revision.authority().number(), "02/KH-BCĐ");
  EXPECT_EQ(revision.reason(), "Tăng chỉ tiêu");
  EXPECT_EQ(revision.approver(), "Nguyễn Văn B");
  EXPECT_EQ(revision.principal(), "anonymous");
  EXPECT_EQ(revision.valid_from_date(), 20210701);
  EXPECT_GT(revision.record_time_micros(), 0);
  EXPECT_EQ(revision.quota_changes(0).units_before(), 100);
  EXPECT_EQ(revision.quota_changes(0).units_after(), 120);
  EXPECT_EQ(revision.quota_changes(0).holder_name(), "Huyện Tân Hiệp");
  EXPECT_EQ(second.next_page_token(), "");

  request.set_holder_unit_id("go-quao");
  request.clear_page_token();
  ASSERT_OK_AND_ASSIGN(const auto untouched,
                       server_.Call(&Stub::ListPlanHistory, server_.plans(), request));
  EXPECT_EQ(untouched.revisions_size(), 1) << "the amendment did not touch it";
}

TEST_F(PlanServiceTest, ASlipOfEntryIsMendedAndTold) {
  v1::CorrectPlanEntryRequest request;
  request.set_request_id("mend");
  v1::PlanEntryCorrected& correction = *request.mutable_correction();
  correction.set_plan_id("kien-giang-2021");
  correction.set_revision(1);
  correction.set_against_version(1);
  const MadeText reason = MakeText(0, "gõ nhầm 110 thành 100", random_);
  const MadeText note = MakeText(1, "theo bản scan", random_);
  *correction.mutable_reason() = reason.text;
  v1::PlanRow& row = *correction.add_fixes()->mutable_row();
  row = HolderRow("r1", "tan-hiep", 110);
  *row.add_notes() = note.text;
  *request.add_texts() = reason.accompanying;
  *request.add_texts() = note.accompanying;
  ASSERT_OK_AND_ASSIGN(const auto created,
                       server_.Call(&Stub::CorrectPlanEntry, server_.plans(), request));
  EXPECT_EQ(created.outcome(), v1::WRITE_OUTCOME_CREATED);
  EXPECT_EQ(created.entry_version(), 2u);
  EXPECT_EQ(created.position(), server_.head());

  v1::GetPlanRequest get;
  get.set_plan_id("kien-giang-2021");
  ASSERT_OK_AND_ASSIGN(const auto plan, server_.Call(&Stub::GetPlan, server_.plans(), get));
  EXPECT_EQ(plan.plan().revision(), 1u);
  EXPECT_EQ(plan.plan().entry_version(), 2u);
  EXPECT_EQ(plan.plan().total_quota_units(), 310);
  // The texts of both events, numbered through the plan that is shown.
  ASSERT_EQ(plan.plan().texts_size(), 2);
  EXPECT_EQ(plan.plan().texts(0).text(), "Nguyễn Văn A");
  EXPECT_EQ(plan.plan().texts(1).text(), "theo bản scan");
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(plan.plan().texts(i).ordinal(), static_cast<uint32_t>(i));
    EXPECT_EQ(plan.plan().texts(i).submission_index(), 0u);
  }
  const TextsBySubmission texts(plan.plan().texts());
  EXPECT_OK(VerifyTexts(plan.plan().plan(), texts.Of(0)));

  v1::ListPlanHistoryRequest list;
  list.set_plan_id("kien-giang-2021");
  ASSERT_OK_AND_ASSIGN(const auto history,
                       server_.Call(&Stub::ListPlanHistory, server_.plans(), list));
  ASSERT_EQ(history.revisions_size(), 1);
  ASSERT_EQ(history.revisions(0).entry_corrections_size(), 1);
  const v1::EntryCorrection& told = history.revisions(0).entry_corrections(0);
  EXPECT_EQ(told.version(), 2u);
  EXPECT_EQ(told.position(), created.position());
  EXPECT_EQ(told.reason(), "gõ nhầm 110 thành 100");
  EXPECT_EQ(told.principal(), "anonymous");
  EXPECT_EQ(told.fixes(0).row().row_id(), "r1");

  request.set_request_id("again");
  request.mutable_correction()->mutable_fixes(0)->mutable_row()->set_label("01");
  const auto stale = server_.Call(&Stub::CorrectPlanEntry, server_.plans(), request);
  EXPECT_THAT(stale, StatusIs(ERROR_REASON_ENTRY_VERSION_STALE));
  EXPECT_EQ(stale.status().code(), absl::StatusCode::kAborted);
}

TEST_F(PlanServiceTest, APlanTellsWhatWasReportedOfItsRoundsAndTasks) {
  v1::IssuePlanRequest issue;
  issue.set_request_id("ngoc-hoi");
  v1::PlanIssued& plan = *issue.mutable_plan();
  plan = MakePlan("ngoc-hoi-2020", "kien-giang", 20200101, 20201231);
  *plan.add_rounds() = MakeRound("ngoc-hoi-2020-1");
  *plan.add_rounds() = MakeRound("ngoc-hoi-2020-2");
  plan.add_tasks()->set_task_id("phat-dong");
  plan.mutable_tasks(0)->set_label("Lễ phát động");
  ASSERT_OK(server_.Call(&Stub::IssuePlan, server_.plans(), issue));
  v1::PutRecordRequest report;
  report.set_request_id("report");
  report.mutable_record()->set_plan_id("ngoc-hoi-2020");
  report.mutable_record()->set_record_id("dot-2");
  report.mutable_record()->mutable_progress()->set_round_id("ngoc-hoi-2020-2");
  report.mutable_record()->mutable_progress()->set_round_status(v1::ROUND_STATUS_HELD);
  ASSERT_OK(server_.Call(&v1::RecordService::Stub::PutRecord, server_.records(), report));
  v1::GetPlanRequest request;
  request.set_plan_id("ngoc-hoi-2020");
  ASSERT_OK_AND_ASSIGN(const auto response, server_.Call(&Stub::GetPlan, server_.plans(), request));
  ASSERT_EQ(response.plan().progress_size(), 1);
  EXPECT_EQ(response.plan().progress(0).report().round_id(), "ngoc-hoi-2020-2");
  EXPECT_EQ(response.plan().progress(0).report().round_status(), v1::ROUND_STATUS_HELD);
  EXPECT_EQ(response.plan().progress(0).record_id(), "dot-2");
  EXPECT_GT(response.plan().progress(0).record_time_micros(), 0);
}

TEST_F(PlanServiceTest, ListsByIdPageByPage) {
  for (const char* id : {"b-2022", "a-2022", "c-2022"}) {
    v1::IssuePlanRequest request;
    request.set_request_id(id);
    *request.mutable_plan() = MakePlan(id, "kien-giang", 20220101, 20221231);
    *request.mutable_plan()->add_rows() = HolderRow("r1", "tan-hiep", 10);
    ASSERT_OK(server_.Call(&Stub::IssuePlan, server_.plans(), request));
  }
  v1::ListPlansRequest request;
  request.set_page_size(2);
  std::vector<std::string> ids;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, server_.Call(&Stub::ListPlans, server_.plans(), request));
    for (const v1::PlanSummary& plan : page.plans()) ids.push_back(plan.plan_id());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(ids, testing::ElementsAre("a-2022", "b-2022", "c-2022", "kien-giang-2021"));
  request.set_issuer_unit_id("tan-hiep");
  ASSERT_OK_AND_ASSIGN(const auto none, server_.Call(&Stub::ListPlans, server_.plans(), request));
  EXPECT_EQ(none.plans_size(), 0);
}

TEST_F(PlanServiceTest, IssuedTwiceExistsAndWithOtherContentIsRefused) {
  v1::IssuePlanRequest request;
  request.set_request_id("x");
  *request.mutable_plan() = MakePlan("p-2022", "kien-giang", 20220101, 20221231);
  *request.mutable_plan()->add_rows() = HolderRow("r1", "tan-hiep", 10);
  ASSERT_OK_AND_ASSIGN(const auto created,
                       server_.Call(&Stub::IssuePlan, server_.plans(), request));
  request.set_request_id("y");
  ASSERT_OK_AND_ASSIGN(const auto again, server_.Call(&Stub::IssuePlan, server_.plans(), request));
  EXPECT_EQ(again.outcome(), v1::WRITE_OUTCOME_EXISTS);
  EXPECT_EQ(again.position(), created.position());
  request.set_request_id("z");
  request.mutable_plan()->mutable_rows(0)->mutable_quota()->mutable_units()->set_value(11);
  EXPECT_THAT(server_.Call(&Stub::IssuePlan, server_.plans(), request),
              StatusIs(ERROR_REASON_PLAN_EXISTS));
}

}  // namespace
}  // namespace hemoledger

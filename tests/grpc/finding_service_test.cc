// Findings, statements and indicators over the wire.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "proto/base/random.h"
#include "proto/base/text_commitment.h"
#include "tests/grpc/in_process_server.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Stub = v1::RecordService::Stub;

constexpr char kPlan[] = "kien-giang-2021";

class FindingServiceTest : public testing::Test {
 protected:
  void SetUp() override {
    server_.LoadUnits();
    server_.LoadPlan();
  }

  v1::PutRecordRequest Request(const std::string& request_id, const std::string& record_id) {
    v1::PutRecordRequest request;
    request.set_request_id(request_id);
    request.mutable_record()->set_plan_id(kPlan);
    request.mutable_record()->set_record_id(record_id);
    return request;
  }
  absl::StatusOr<v1::PutRecordResponse> Put(const v1::PutRecordRequest& request) {
    return server_.Call(&Stub::PutRecord, server_.records(), request);
  }
  // Says that tan-hiep received so many units, as version `replaces` + 1.
  void Say(int64_t units, uint32_t replaces = 0) {
    v1::PutRecordRequest request = Request(Concat("say-", units, "-", replaces), "bao-cao");
    request.mutable_record()->set_replaces_version(replaces);
    if (replaces > 0) AddReason(request);
    v1::Statement& statement = *request.mutable_record()->mutable_statements()->add_statements();
    statement.set_statement_id("tan-hiep");
    statement.set_place("II.2");
    statement.set_fact(v1::STATEMENT_FACT_RECEIVED_UNITS);
    statement.set_unit_id("tan-hiep");
    statement.mutable_value()->set_comparator(v1::COMPARATOR_EQUAL);
    statement.mutable_value()->mutable_value()->set_unscaled(units);
    ASSERT_OK(Put(request));
  }
  void AddReason(v1::PutRecordRequest& request) {
    const MadeText made = MakeText(0, "đã đối chiếu với phiếu", random_);
    *request.mutable_record()->mutable_reason() = made.text;
    *request.add_texts() = made.accompanying;
  }
  v1::PutRecordRequest Verdict(const std::string& record_id, const v1::Finding& finding) {
    v1::PutRecordRequest request = Request(Concat("verdict-", record_id), record_id);
    AddReason(request);
    v1::FindingVerdict& verdict = *request.mutable_record()->mutable_verdict();
    verdict.set_finding_id(finding.finding_id());
    verdict.set_fingerprint(finding.fingerprint());
    verdict.set_state(v1::FINDING_STATE_ACCEPTED);
    return request;
  }
  v1::ListFindingsResponse Findings(bool only_open = false) {
    v1::ListFindingsRequest request;
    request.set_plan_id(kPlan);
    request.set_only_open(only_open);
    const auto response = server_.Call(&Stub::ListFindings, server_.records(), request);
    EXPECT_OK(response);
    return response.ok() ? *response : v1::ListFindingsResponse();
  }
  absl::StatusOr<v1::ListStatementsResponse> Statements(const v1::ListStatementsRequest& request) {
    return server_.Call(&Stub::ListStatements, server_.records(), request);
  }

  SystemRandom random_;
  InProcessServer server_;
};

TEST_F(FindingServiceTest, AFindingIsAcceptedAndOpenAgainWhenTheFigureChanges) {
  EXPECT_THAT(Findings().findings(), IsEmpty());
  Say(20);
  // No receipt yet: silence is not zero.
  EXPECT_THAT(Findings().findings(), IsEmpty());
  server_.Record("a", 19);
  const v1::ListFindingsResponse open = Findings();
  ASSERT_EQ(open.findings_size(), 1);
  EXPECT_EQ(open.reflects().position(), server_.head());
  EXPECT_EQ(open.open_count(), 1);
  const v1::Finding& finding = open.findings(0);
  EXPECT_EQ(finding.kind(), v1::FINDING_KIND_RESULT);
  EXPECT_EQ(finding.places(0).id(), "bao-cao/tan-hiep");
  EXPECT_EQ(finding.stated().figure().value().unscaled(), 20);
  EXPECT_EQ(finding.computed().figure().value().unscaled(), 19);

  ASSERT_OK(Put(Verdict("ket-luan", finding)));
  const v1::ListFindingsResponse accepted = Findings();
  ASSERT_EQ(accepted.findings_size(), 1);
  EXPECT_EQ(accepted.findings(0).state(), v1::FINDING_STATE_ACCEPTED);
  EXPECT_EQ(accepted.findings(0).verdict_reason(), "đã đối chiếu với phiếu");
  EXPECT_EQ(accepted.findings(0).verdict_principal(), "anonymous");
  EXPECT_EQ(accepted.findings(0).verdict_record_id(), "ket-luan");
  EXPECT_EQ(accepted.accepted_count(), 1);
  EXPECT_EQ(accepted.open_count(), 0);
  EXPECT_THAT(Findings(/*only_open=*/true).findings(), IsEmpty());

  Say(21, 1);
  const v1::ListFindingsResponse again = Findings(/*only_open=*/true);
  ASSERT_EQ(again.findings_size(), 1);
  EXPECT_EQ(again.findings(0).finding_id(), finding.finding_id());
  EXPECT_TRUE(again.findings(0).verdict_lapsed());
  // Mended: gone.
  Say(19, 2);
  EXPECT_THAT(Findings().findings(), IsEmpty());
  // The same verdict again is there, whatever became of the finding.
  const v1::PutRecordRequest unknown = Verdict("khac", finding);
  EXPECT_THAT(Put(unknown), StatusIs(ERROR_REASON_FINDING_NOT_FOUND));
}

TEST_F(FindingServiceTest, AVerdictSentAgainExistsWhenItsFindingIsGone) {
  Say(20);
  server_.Record("a", 19);
  const v1::PutRecordRequest verdict = Verdict("ket-luan", Findings().findings(0));
  ASSERT_OK(Put(verdict));
  Say(19, 1);
  ASSERT_OK_AND_ASSIGN(const v1::PutRecordResponse again, Put(verdict));
  EXPECT_EQ(again.outcome(), v1::WRITE_OUTCOME_EXISTS);
}

TEST_F(FindingServiceTest, AWithdrawnVerdictSaysNothing) {
  Say(20);
  server_.Record("a", 19);
  ASSERT_OK(Put(Verdict("ket-luan", Findings().findings(0))));
  v1::PutRecordRequest withdrawn = Request("withdraw", "ket-luan");
  withdrawn.mutable_record()->set_replaces_version(1);
  withdrawn.mutable_record()->mutable_withdrawn();
  AddReason(withdrawn);
  ASSERT_OK(Put(withdrawn));
  EXPECT_EQ(Findings().findings(0).state(), v1::FINDING_STATE_OPEN);
  EXPECT_FALSE(Findings().findings(0).verdict_lapsed());
}

TEST_F(FindingServiceTest, StatementsAreComparedPageByPage) {
  v1::PutRecordRequest request = Request("r", "bao-cao");
  for (const int64_t units : {19, 20, 21}) {
    v1::Statement& statement = *request.mutable_record()->mutable_statements()->add_statements();
    statement.set_statement_id(Concat("s", units));
    statement.set_place("II");
    statement.set_fact(units == 21 ? v1::STATEMENT_FACT_REGISTERED_PEOPLE
                                   : v1::STATEMENT_FACT_RECEIVED_UNITS);
    statement.mutable_value()->set_comparator(v1::COMPARATOR_EQUAL);
    statement.mutable_value()->mutable_value()->set_unscaled(units);
  }
  ASSERT_OK(Put(request));
  server_.Record("a", 19);
  v1::ListStatementsRequest list;
  list.set_plan_id(kPlan);
  list.set_page_size(2);
  ASSERT_OK_AND_ASSIGN(const v1::ListStatementsResponse first, Statements(list));
  ASSERT_EQ(first.statements_size(), 2);
  EXPECT_EQ(first.statements(0).record_id(), "bao-cao");
  EXPECT_EQ(first.statements(0).comparison(), v1::STATEMENT_COMPARISON_EQUAL);
  EXPECT_EQ(first.statements(1).comparison(), v1::STATEMENT_COMPARISON_DIFFERENT);
  EXPECT_EQ(first.statements(1).computed().figure().value().unscaled(), 19);
  ASSERT_NE(first.next_page_token(), "");
  // More is recorded between the pages: the second shows the state of the first.
  server_.Record("b", 5);
  list.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const v1::ListStatementsResponse second, Statements(list));
  ASSERT_EQ(second.statements_size(), 1);
  EXPECT_EQ(second.statements(0).comparison(), v1::STATEMENT_COMPARISON_NOT_CHECKABLE);
  EXPECT_FALSE(second.statements(0).has_computed());
  EXPECT_EQ(second.next_page_token(), "");
  EXPECT_EQ(second.reflects().position(), first.reflects().position());
}

TEST_F(FindingServiceTest, IndicatorsByUnitAndName) {
  const auto put = [&](const std::string& record_id, const char* unit, const char* indicator) {
    v1::PutRecordRequest request = Request(record_id, record_id);
    v1::IndicatorValue& value = *request.mutable_record()->mutable_indicators()->add_values();
    value.set_unit_id(unit);
    value.set_indicator(indicator);
    value.set_label(indicator);
    value.mutable_value()->set_comparator(v1::COMPARATOR_EQUAL);
    value.mutable_value()->mutable_value()->set_unscaled(11);
    ASSERT_OK(Put(request));
  };
  put("b", "tan-hiep", "clubs");
  put("a", "kien-giang", "organ-registrations");
  put("c", "kien-giang", "clubs");
  v1::ListIndicatorsRequest request;
  const auto list = [&] {
    std::vector<std::string> told;
    const auto response = server_.Call(&Stub::ListIndicators, server_.records(), request);
    EXPECT_OK(response);
    if (!response.ok()) return told;
    for (const v1::IndicatorView& view : response->indicators()) {
      told.push_back(Concat(view.plan_id(), " ", view.record_id(), " ", view.value().unit_id(), " ",
                            view.value().indicator(), " v", view.version()));
    }
    return told;
  };
  EXPECT_THAT(list(), ElementsAre("kien-giang-2021 c kien-giang clubs v1",
                                  "kien-giang-2021 a kien-giang organ-registrations v1",
                                  "kien-giang-2021 b tan-hiep clubs v1"));
  request.set_unit_id("kien-giang");
  request.set_indicator("clubs");
  request.set_plan_id(kPlan);
  EXPECT_THAT(list(), ElementsAre("kien-giang-2021 c kien-giang clubs v1"));
}

TEST_F(FindingServiceTest, Refusals) {
  v1::ListFindingsRequest findings;
  EXPECT_THAT(server_.Call(&Stub::ListFindings, server_.records(), findings),
              StatusIs(ERROR_REASON_FIELD_REQUIRED));
  findings.set_plan_id("none");
  EXPECT_THAT(server_.Call(&Stub::ListFindings, server_.records(), findings),
              StatusIs(ERROR_REASON_PLAN_NOT_FOUND));
  v1::ListStatementsRequest statements;
  statements.set_plan_id(kPlan);
  statements.set_record_id("none");
  EXPECT_THAT(Statements(statements), StatusIs(ERROR_REASON_RECORD_NOT_FOUND));
  statements.clear_record_id();
  statements.set_page_size(5001);
  EXPECT_THAT(Statements(statements), StatusIs(ERROR_REASON_FIELD_INVALID));
  statements.clear_page_size();
  statements.set_page_token("x");
  EXPECT_THAT(Statements(statements), StatusIs(ERROR_REASON_PAGE_TOKEN_INVALID));
  v1::ListIndicatorsRequest indicators;
  indicators.set_plan_id("none");
  EXPECT_THAT(server_.Call(&Stub::ListIndicators, server_.records(), indicators),
              StatusIs(ERROR_REASON_PLAN_NOT_FOUND));
  v1::Finding nothing;
  nothing.set_finding_id("total-000000000000");
  nothing.set_fingerprint(std::string(32, 'x'));
  EXPECT_THAT(Put(Verdict("ket-luan", nothing)), StatusIs(ERROR_REASON_FINDING_NOT_FOUND));
}

}  // namespace
}  // namespace hemoledger

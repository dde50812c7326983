#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/base/random.h"
#include "proto/base/strings.h"
#include "proto/base/text_commitment.h"
#include "tests/grpc/in_process_server.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

using testing::ElementsAre;
using Stub = v1::UnitService::Stub;

class UnitServiceTest : public testing::Test {
 protected:
  absl::StatusOr<v1::ChangeUnitsResponse> Change(const v1::ChangeUnitsRequest& request) {
    return server_.Call(&Stub::ChangeUnits, server_.units(), request);
  }
  std::vector<std::string> List(const v1::ListUnitsRequest& request) {
    std::vector<std::string> ids;
    const auto response = server_.Call(&Stub::ListUnits, server_.units(), request);
    EXPECT_OK(response);
    if (response.ok()) {
      for (const v1::Unit& unit : response->units()) ids.push_back(unit.unit_id());
    }
    return ids;
  }

  InProcessServer server_;
};

TEST_F(UnitServiceTest, RecordsOnceAndSaysExistsAfterwards) {
  v1::ChangeUnitsRequest request;
  request.set_request_id("a");
  *request.add_changes() = OpenUnit("vn", v1::UNIT_KIND_NATION, "Việt Nam");
  *request.add_changes() = OpenUnit("kg", v1::UNIT_KIND_PROVINCE, "Tỉnh Kiên Giang", "vn");
  ASSERT_OK_AND_ASSIGN(const auto created, Change(request));
  ASSERT_EQ(created.results_size(), 2);
  EXPECT_EQ(created.results(0).outcome(), v1::WRITE_OUTCOME_CREATED);
  EXPECT_EQ(created.results(1).position(), created.results(0).position() + 1);

  ASSERT_OK_AND_ASSIGN(const auto again, Change(request));
  EXPECT_EQ(again.results(0).outcome(), v1::WRITE_OUTCOME_EXISTS);
  EXPECT_EQ(again.results(1).position(), created.results(1).position());
  // The same content under another request id.
  request.set_request_id("b");
  ASSERT_OK_AND_ASSIGN(const auto other, Change(request));
  EXPECT_EQ(other.results(1).outcome(), v1::WRITE_OUTCOME_EXISTS);
  EXPECT_EQ(server_.head(), created.results(1).position());
}

TEST_F(UnitServiceTest, ASuccessionWithItsReasonIsRecordedOnceAndShown) {
  server_.LoadUnits();
  SystemRandom random;
  v1::ChangeUnitsRequest request;
  request.set_request_id("succession");
  *request.add_changes() = SucceedUnit("tan-hiep", "go-quao", 20220101);
  const MadeText reason = MakeText(0, "Hai tên của một đơn vị", random);
  *request.mutable_changes(0)->mutable_reason() = reason.text;
  EXPECT_THAT(Change(request), StatusIs(ERROR_REASON_TEXT_COMMITMENT_MISMATCH));
  *request.add_texts() = reason.accompanying;
  ASSERT_OK_AND_ASSIGN(const auto created, Change(request));
  EXPECT_EQ(created.results(0).outcome(), v1::WRITE_OUTCOME_CREATED);
  request.set_request_id("succession again");
  ASSERT_OK_AND_ASSIGN(const auto again, Change(request));
  EXPECT_EQ(again.results(0).outcome(), v1::WRITE_OUTCOME_EXISTS);
  EXPECT_EQ(again.results(0).position(), created.results(0).position());

  v1::GetUnitRequest get;
  *get.mutable_unit() = UnitById("tan-hiep");
  ASSERT_OK_AND_ASSIGN(auto shown, server_.Call(&Stub::GetUnit, server_.units(), get));
  EXPECT_EQ(shown.unit().successor_unit_id(), "go-quao");
  get.set_date(20211231);
  ASSERT_OK_AND_ASSIGN(shown, server_.Call(&Stub::GetUnit, server_.units(), get));
  EXPECT_EQ(shown.unit().successor_unit_id(), "");
  v1::ListUnitsRequest list;
  list.set_under_unit_id("go-quao");
  ASSERT_OK_AND_ASSIGN(const auto listed, server_.Call(&Stub::ListUnits, server_.units(), list));
  ASSERT_EQ(listed.units_size(), 1);
  EXPECT_THAT(listed.units(0).predecessor_unit_ids(), ElementsAre("tan-hiep"));

  request.set_request_id("back");
  request.clear_changes();
  *request.add_changes() = SucceedUnit("go-quao", "tan-hiep", 20230101);
  *request.mutable_changes(0)->mutable_reason() = reason.text;
  EXPECT_THAT(Change(request), StatusIs(ERROR_REASON_UNIT_CHANGE_CONFLICT));
  request.mutable_changes(0)->clear_reason();
  request.clear_texts();
  EXPECT_THAT(Change(request), StatusIs(ERROR_REASON_FIELD_REQUIRED));
}

TEST_F(UnitServiceTest, ValidateOnlyRecordsNothing) {
  v1::ChangeUnitsRequest request;
  request.set_request_id("a");
  request.set_validate_only(true);
  *request.add_changes() = OpenUnit("vn", v1::UNIT_KIND_NATION, "Việt Nam");
  const uint64_t head = server_.head();
  ASSERT_OK_AND_ASSIGN(const auto response, Change(request));
  EXPECT_EQ(response.results(0).outcome(), v1::WRITE_OUTCOME_VALID);
  EXPECT_EQ(response.results(0).position(), 0u);
  EXPECT_EQ(server_.head(), head);
}

TEST_F(UnitServiceTest, AllOrNothing) {
  v1::ChangeUnitsRequest request;
  request.set_request_id("a");
  *request.add_changes() = OpenUnit("vn", v1::UNIT_KIND_NATION, "Việt Nam");
  *request.add_changes() = OpenUnit("kg", v1::UNIT_KIND_PROVINCE, "Tỉnh Kiên Giang", "nowhere");
  EXPECT_THAT(Change(request), StatusIs(ERROR_REASON_UNIT_NOT_FOUND));
  EXPECT_EQ(server_.head(), 0u);
}

TEST_F(UnitServiceTest, EveryProblemOfFormIsReportedWithItsPlace) {
  v1::ChangeUnitsRequest request;
  request.set_request_id("a");
  *request.add_changes() = OpenUnit("Việt", v1::UNIT_KIND_NATION, "Việt Nam");
  *request.add_changes() = OpenUnit("kg", v1::UNIT_KIND_PROVINCE, "");
  const auto response = Change(request);
  ASSERT_THAT(response, StatusIs(absl::StatusCode::kInvalidArgument));
  const auto violations = ViolationsOf(response.status());
  ASSERT_EQ(violations.size(), 2u);
  EXPECT_THAT(violations[0].field(), testing::HasSubstr("changes[0]"));
  EXPECT_THAT(violations[1].field(), testing::HasSubstr("changes[1]"));
}

TEST_F(UnitServiceTest, FindsByNameAndSuggestsWhenThereIsNone) {
  server_.LoadUnits();
  v1::GetUnitRequest request;
  *request.mutable_unit() = UnitByName("BCĐ. huyện Tân Hiệp");
  ASSERT_OK_AND_ASSIGN(const auto found, server_.Call(&Stub::GetUnit, server_.units(), request));
  EXPECT_EQ(found.unit().unit_id(), "tan-hiep");
  EXPECT_THAT(found.unit().ancestor_names(), ElementsAre("Tỉnh Kiên Giang", "Việt Nam"));
  EXPECT_EQ(found.reflects().position(), server_.head());
  EXPECT_GT(found.reflects().record_time_micros(), 0);

  *request.mutable_unit() = UnitByName("Tan Hiep");
  const auto missing = server_.Call(&Stub::GetUnit, server_.units(), request);
  EXPECT_THAT(missing, StatusIs(ERROR_REASON_UNIT_NOT_FOUND));
  EXPECT_THAT(FieldOf(missing.status(), "suggestions"), testing::HasSubstr("Tân Hiệp"));
}

TEST_F(UnitServiceTest, ListsInTheOrderOfTheTreePageByPage) {
  server_.LoadUnits();
  v1::ListUnitsRequest request;
  EXPECT_THAT(List(request), ElementsAre("vn", "kien-giang", "tan-hiep", "go-quao"));
  request.set_kind(v1::UNIT_KIND_DISTRICT);
  EXPECT_THAT(List(request), ElementsAre("tan-hiep", "go-quao"));
  request.clear_kind();
  request.set_under_unit_id("vn");
  request.set_depth(1);
  EXPECT_THAT(List(request), ElementsAre("vn", "kien-giang"));

  request.Clear();
  request.set_page_size(1);
  std::vector<std::string> ids;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, server_.Call(&Stub::ListUnits, server_.units(), request));
    ASSERT_EQ(page.units_size(), 1);
    ids.push_back(page.units(0).unit_id());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(ids, ElementsAre("vn", "kien-giang", "tan-hiep", "go-quao"));
}

TEST_F(UnitServiceTest, PagesOfAListShowOneState) {
  server_.LoadUnits();
  v1::ListUnitsRequest request;
  request.set_page_size(3);
  ASSERT_OK_AND_ASSIGN(const auto first, server_.Call(&Stub::ListUnits, server_.units(), request));
  v1::ChangeUnitsRequest change;
  change.set_request_id("later");
  *change.add_changes() =
      OpenUnit("an-bien", v1::UNIT_KIND_DISTRICT, "Huyện An Biên", "kien-giang", "999");
  ASSERT_OK(Change(change));
  request.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, server_.Call(&Stub::ListUnits, server_.units(), request));
  ASSERT_EQ(second.units_size(), 1);
  EXPECT_EQ(second.units(0).unit_id(), "go-quao");
  EXPECT_EQ(second.next_page_token(), "") << "the unit opened in between is not part of this list";
  EXPECT_EQ(second.reflects().position(), first.reflects().position());
}

TEST_F(UnitServiceTest, ABadPageTokenIsRefused) {
  server_.LoadUnits();
  v1::ListUnitsRequest request;
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto page, server_.Call(&Stub::ListUnits, server_.units(), request));
  request.set_page_token("nonsense");
  EXPECT_THAT(server_.Call(&Stub::ListUnits, server_.units(), request),
              StatusIs(ERROR_REASON_PAGE_TOKEN_INVALID));
  // One that was given for another query.
  request.set_page_token(page.next_page_token());
  request.set_kind(v1::UNIT_KIND_DISTRICT);
  EXPECT_THAT(server_.Call(&Stub::ListUnits, server_.units(), request),
              StatusIs(ERROR_REASON_PAGE_TOKEN_INVALID));
}

TEST_F(UnitServiceTest, ARequestOverTheLimitGetsOurOwnRefusal) {
  v1::ChangeUnitsRequest request;
  request.set_request_id("a");
  for (int i = 0; i < 45000; ++i) {
    *request.add_changes() =
        OpenUnit(Concat("unit-", i), v1::UNIT_KIND_COMMUNE, std::string(100, 'x'), "vn");
  }
  ASSERT_GT(request.ByteSizeLong(), size_t{5} << 20);
  EXPECT_THAT(Change(request), StatusIs(ERROR_REASON_SUBMISSION_TOO_LARGE));
}

}  // namespace
}  // namespace hemoledger

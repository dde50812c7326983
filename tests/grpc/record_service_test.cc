#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/base/random.h"
#include "proto/base/text_commitment.h"
#include "tests/grpc/in_process_server.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using Stub = v1::RecordService::Stub;

class RecordServiceTest : public testing::Test {
 protected:
  void SetUp() override {
    server_.LoadUnits();
    server_.LoadPlan();
  }

  // So many clubs of Kiên Giang, with a reason.
  v1::PutRecordRequest Clubs(std::string_view request_id, std::string_view record_id, int64_t clubs,
                             uint32_t replaces_version = 0) {
    v1::PutRecordRequest request;
    request.set_request_id(std::string(request_id));
    v1::PlanRecorded& record = *request.mutable_record();
    record.set_plan_id("kien-giang-2021");
    record.set_record_id(std::string(record_id));
    record.set_replaces_version(replaces_version);
    record.mutable_source()->set_number("120/BC-BCĐ");
    const MadeText made = MakeText(0, "báo cáo năm", random_);
    *record.mutable_reason() = made.text;
    *request.add_texts() = made.accompanying;
    v1::IndicatorValue& value = *record.mutable_indicators()->add_values();
    value.set_unit_id("kien-giang");
    value.set_indicator("clubs");
    value.set_label("Câu lạc bộ hiến máu dự bị");
    value.mutable_value()->set_comparator(v1::COMPARATOR_EQUAL);
    value.mutable_value()->mutable_value()->set_unscaled(clubs);
    return request;
  }
  absl::StatusOr<v1::PutRecordResponse> Put(const v1::PutRecordRequest& request) {
    return server_.Call(&Stub::PutRecord, server_.records(), request);
  }
  absl::StatusOr<v1::ListRecordsResponse> List(const std::string& plan_id, int32_t page_size = 0,
                                               const std::string& page_token = "") {
    v1::ListRecordsRequest request;
    request.set_plan_id(plan_id);
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return server_.Call(&Stub::ListRecords, server_.records(), request);
  }

  SystemRandom random_;
  InProcessServer server_;
};

TEST_F(RecordServiceTest, ARecordIsListedWithItsTextsAndVersions) {
  ASSERT_OK_AND_ASSIGN(const auto first, Put(Clubs("a", "cau-lac-bo", 11)));
  EXPECT_EQ(first.outcome(), v1::WRITE_OUTCOME_CREATED);
  EXPECT_EQ(first.version(), 1u);
  v1::PutRecordRequest more = Clubs("b", "cau-lac-bo", 12, 1);
  more.clear_texts();
  const MadeText made = MakeText(0, "đếm thiếu một câu lạc bộ", random_);
  *more.mutable_record()->mutable_reason() = made.text;
  *more.add_texts() = made.accompanying;
  ASSERT_OK_AND_ASSIGN(const auto second, Put(more));

  ASSERT_OK_AND_ASSIGN(const auto listed, List("kien-giang-2021"));
  EXPECT_EQ(listed.reflects().position(), server_.head());
  ASSERT_EQ(listed.records_size(), 1);
  const v1::RecordView& view = listed.records(0);
  EXPECT_EQ(Bytes(view.record()), Bytes(more.record()));
  EXPECT_EQ(view.version(), 2u);
  EXPECT_EQ(view.position(), second.position());
  EXPECT_EQ(view.principal(), "anonymous");
  EXPECT_GT(view.record_time_micros(), 0);
  ASSERT_EQ(view.texts_size(), 1);
  EXPECT_EQ(view.texts(0).text(), "đếm thiếu một câu lạc bộ");
  EXPECT_TRUE(MatchesCommitment(view.record().reason().commitment(), view.texts(0).salt(),
                                view.texts(0).text()));
  ASSERT_EQ(view.versions_size(), 2);
  EXPECT_EQ(view.versions(0).version(), 1u);
  EXPECT_EQ(view.versions(0).position(), first.position());
  EXPECT_EQ(view.versions(0).reason(), "báo cáo năm");
  EXPECT_EQ(view.versions(1).reason(), "đếm thiếu một câu lạc bộ");
  EXPECT_FALSE(view.versions(1).withdrawn());
}

TEST_F(RecordServiceTest, AWithdrawnRecordIsListed) {
  ASSERT_OK(Put(Clubs("a", "cau-lac-bo", 11)));
  v1::PutRecordRequest request = Clubs("b", "cau-lac-bo", 11, 1);
  request.mutable_record()->mutable_withdrawn();
  ASSERT_OK(Put(request));
  ASSERT_OK_AND_ASSIGN(const auto listed, List("kien-giang-2021"));
  ASSERT_EQ(listed.records_size(), 1);
  EXPECT_TRUE(listed.records(0).record().has_withdrawn());
  EXPECT_FALSE(listed.records(0).versions(0).withdrawn());
  EXPECT_TRUE(listed.records(0).versions(1).withdrawn());
}

TEST_F(RecordServiceTest, PagesAreOfOneState) {
  for (const char* id : {"c", "a", "d", "b"}) {
    ASSERT_OK(Put(Clubs(Concat("put-", id), id, 1)));
  }
  std::vector<std::string> ids;
  std::string token;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, List("kien-giang-2021", 2, token));
    EXPECT_LE(page.records_size(), 2);
    for (const v1::RecordView& view : page.records()) ids.push_back(view.record().record_id());
    token = page.next_page_token();
    // Recorded between two pages: not in this list.
    ASSERT_OK(Put(Clubs("between", "bb", 1)));
  } while (!token.empty());
  EXPECT_THAT(ids, ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(List("kien-giang-2021", 2, "x"), StatusIs(ERROR_REASON_PAGE_TOKEN_INVALID));
  EXPECT_THAT(List("kien-giang-2021", 1'001), StatusIs(ERROR_REASON_FIELD_INVALID));
}

TEST_F(RecordServiceTest, APageEndsBeforeItIsTooLarge) {
  // Each record about 50 KiB: 41 of them are more than 2 MiB.
  for (int i = 0; i < 45; ++i) {
    v1::PutRecordRequest request = Clubs(Concat("put-", i), Concat("r", i + 10), 1);
    v1::IndicatorList& list = *request.mutable_record()->mutable_indicators();
    list.mutable_values(0)->set_label(std::string(256, 'x'));
    list.mutable_values(0)->set_place(std::string(250, 'x'));
    for (int k = 0; k < 95; ++k) *list.add_values() = list.values(0);
    ASSERT_OK(Put(request));
  }
  ASSERT_OK_AND_ASSIGN(const auto first, List("kien-giang-2021"));
  EXPECT_LT(first.records_size(), 45);
  EXPECT_LT(first.ByteSizeLong(), size_t{3} << 20);
  ASSERT_FALSE(first.next_page_token().empty());
  ASSERT_OK_AND_ASSIGN(const auto second, List("kien-giang-2021", 0, first.next_page_token()));
  EXPECT_EQ(first.records_size() + second.records_size(), 45);
}

TEST_F(RecordServiceTest, Refusals) {
  EXPECT_THAT(List("nowhere-2021"), StatusIs(ERROR_REASON_PLAN_NOT_FOUND));
  EXPECT_THAT(List(""), StatusIs(ERROR_REASON_FIELD_REQUIRED));
  v1::ListRecordsRequest as_of;
  as_of.set_plan_id("kien-giang-2021");
  as_of.mutable_read()->mutable_as_of()->set_position(1);
  EXPECT_THAT(server_.Call(&Stub::ListRecords, server_.records(), as_of),
              StatusIs(ERROR_REASON_AS_OF_UNSUPPORTED));
  EXPECT_THAT(Put({}), StatusIs(ERROR_REASON_FIELD_REQUIRED));
  v1::PutRecordRequest elsewhere = Clubs("a", "cau-lac-bo", 11);
  elsewhere.mutable_record()->set_plan_id("nowhere-2021");
  EXPECT_THAT(Put(elsewhere), StatusIs(ERROR_REASON_PLAN_NOT_FOUND));
  // A scan's bytes come first, so it has its own service.
  v1::PutRecordRequest scan = Clubs("a", "ban-quet", 11);
  scan.mutable_record()->mutable_attachment()->set_file_name("01.pdf");
  EXPECT_THAT(Put(scan), StatusIs(ERROR_REASON_FIELD_INVALID));
  EXPECT_EQ(List("kien-giang-2021")->records_size(), 0);
}

TEST_F(RecordServiceTest, SentAgainItExistsAndTriedItIsNotThere) {
  v1::PutRecordRequest request = Clubs("a", "cau-lac-bo", 11);
  request.set_validate_only(true);
  EXPECT_EQ(Put(request)->outcome(), v1::WRITE_OUTCOME_VALID);
  EXPECT_EQ(List("kien-giang-2021")->records_size(), 0);
  request.set_validate_only(false);
  EXPECT_EQ(Put(request)->outcome(), v1::WRITE_OUTCOME_CREATED);
  EXPECT_EQ(Put(request)->outcome(), v1::WRITE_OUTCOME_EXISTS);
  EXPECT_THAT(Put(Clubs("b", "cau-lac-bo", 12)), StatusIs(ERROR_REASON_RECORD_EXISTS));
  server_.Restart();
  EXPECT_EQ(Put(request)->outcome(), v1::WRITE_OUTCOME_EXISTS);
  EXPECT_EQ(List("kien-giang-2021")->records_size(), 1);
}

}  // namespace
}  // namespace hemoledger

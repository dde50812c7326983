#include "services/rpc/page_token.h"

#include <gtest/gtest.h>

#include "hemoledger/v1/plan_service.pb.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

TEST(PageTokenTest, ComesBackAsItWasGiven) {
  const std::string key("kien-giang\0x", 12);
  const std::string token = EncodePageToken("query", {.position = 0x0102030405060708, .key = key});
  ASSERT_OK_AND_ASSIGN(const PageCursor cursor, DecodePageToken("query", token));
  EXPECT_EQ(cursor.position, 0x0102030405060708u);
  EXPECT_EQ(cursor.key, key);
}

TEST(PageTokenTest, IsRefusedForAnotherQuery) {
  const std::string token = EncodePageToken("query", {.position = 7, .key = "a"});
  EXPECT_THAT(DecodePageToken("Query", token), StatusIs(ERROR_REASON_PAGE_TOKEN_INVALID));
}

TEST(PageTokenTest, IsRefusedWhenAnyByteIsChangedOrCut) {
  const std::string token = EncodePageToken("query", {.position = 7, .key = "plan-a"});
  for (size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_THAT(DecodePageToken("query", changed), StatusIs(ERROR_REASON_PAGE_TOKEN_INVALID)) << i;
    EXPECT_THAT(DecodePageToken("query", token.substr(0, i)),
                StatusIs(ERROR_REASON_PAGE_TOKEN_INVALID))
        << i;
  }
  EXPECT_THAT(DecodePageToken("query", token + "A"), StatusIs(ERROR_REASON_PAGE_TOKEN_INVALID));
  EXPECT_THAT(DecodePageToken("query", token + "="), StatusIs(ERROR_REASON_PAGE_TOKEN_INVALID));
  EXPECT_THAT(DecodePageToken("query", std::string(100000, 'A')),
              StatusIs(ERROR_REASON_PAGE_TOKEN_INVALID));
}

TEST(PageTokenTest, QueryLeavesOutWhatMayChangeFromPageToPage) {
  v1::ListPlansRequest request;
  request.set_issuer_unit_id("kien-giang");
  request.mutable_read()->set_through_date(20211130);
  v1::ListPlansRequest next = request;
  next.set_page_token("t");
  next.set_page_size(5);
  next.mutable_read()->set_min_position(9);
  EXPECT_EQ(PageQuery("m", request), PageQuery("m", next));
  EXPECT_NE(PageQuery("m", request), PageQuery("n", request));
  next.mutable_read()->set_through_date(20211201);
  EXPECT_NE(PageQuery("m", request), PageQuery("m", next));
  next = request;
  next.set_issuer_unit_id("an-giang");
  EXPECT_NE(PageQuery("m", request), PageQuery("m", next));
}

TEST(PageTokenTest, PageSizesAreBounded) {
  EXPECT_THAT(CheckedPageSize(0, 100, 1000), IsOkAndHolds(100));
  EXPECT_THAT(CheckedPageSize(1000, 100, 1000), IsOkAndHolds(1000));
  EXPECT_THAT(CheckedPageSize(1001, 100, 1000), StatusIs(ERROR_REASON_FIELD_INVALID));
  EXPECT_THAT(CheckedPageSize(-1, 100, 1000), StatusIs(ERROR_REASON_FIELD_INVALID));
}

}  // namespace
}  // namespace hemoledger

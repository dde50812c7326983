#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "proto/base/random.h"
#include "proto/base/sha256.h"
#include "proto/base/strings.h"
#include "proto/base/text_commitment.h"
#include "tests/grpc/in_process_server.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

using Stub = v1::ReceiptService::Stub;

class ReceiptServiceTest : public testing::Test {
 protected:
  void SetUp() override { server_.LoadUnits(); }

  absl::StatusOr<v1::ReceiptWriteResponse> Correct(const std::string& request_id, uint64_t position,
                                                   const std::string& leaf_hash, uint32_t version,
                                                   const v1::Receipt& receipt) {
    v1::CorrectReceiptRequest request;
    request.set_request_id(request_id);
    v1::ReceiptCorrected& correction = *request.mutable_correction();
    correction.mutable_target()->set_position(position);
    correction.mutable_target()->set_leaf_hash(leaf_hash);
    correction.set_replaces_version(version);
    *correction.mutable_receipt() = receipt;
    const MadeText reason = MakeText(0, "Ghi nhầm số lượng", random_);
    *correction.mutable_reason() = reason.text;
    *request.add_texts() = reason.accompanying;
    return server_.Call(&Stub::CorrectReceipt, server_.receipts(), request);
  }
  absl::StatusOr<v1::ReceiptWriteResponse> Void(const std::string& request_id, uint64_t position,
                                                const std::string& leaf_hash, uint32_t version) {
    v1::VoidReceiptRequest request;
    request.set_request_id(request_id);
    v1::ReceiptVoided& voided = *request.mutable_void_();
    voided.mutable_target()->set_position(position);
    voided.mutable_target()->set_leaf_hash(leaf_hash);
    voided.set_replaces_version(version);
    const MadeText reason = MakeText(0, "Nhập hai lần", random_);
    *voided.mutable_reason() = reason.text;
    *request.add_texts() = reason.accompanying;
    return server_.Call(&Stub::VoidReceipt, server_.receipts(), request);
  }
  absl::StatusOr<v1::GetReceiptResponse> Get(uint64_t position, const std::string& leaf_hash) {
    v1::GetReceiptRequest request;
    request.mutable_receipt()->set_position(position);
    request.mutable_receipt()->set_leaf_hash(leaf_hash);
    return server_.Call(&Stub::GetReceipt, server_.receipts(), request);
  }
  // Units of each receipt listed, over all pages.
  std::vector<uint32_t> List(v1::ListReceiptsRequest request) {
    std::vector<uint32_t> units;
    do {
      const auto page = server_.Call(&Stub::ListReceipts, server_.receipts(), request);
      EXPECT_OK(page);
      if (!page.ok()) break;
      for (const v1::ReceiptView& receipt : page->receipts()) {
        units.push_back(receipt.receipt().bags(0).count());
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return units;
  }

  SystemRandom random_;
  InProcessServer server_;
};

TEST_F(ReceiptServiceTest, RecordsOnceByRequestId) {
  v1::RecordReceiptRequest request;
  request.set_request_id("r-1");
  *request.mutable_receipt() = MakeReceipt("tan-hiep", 20210405, 10, 350);
  ASSERT_OK_AND_ASSIGN(const auto created,
                       server_.Call(&Stub::RecordReceipt, server_.receipts(), request));
  EXPECT_EQ(created.outcome(), v1::WRITE_OUTCOME_CREATED);
  EXPECT_EQ(created.version(), 1u);
  EXPECT_EQ(created.leaf_hash().size(), 32u);
  ASSERT_OK_AND_ASSIGN(const auto again,
                       server_.Call(&Stub::RecordReceipt, server_.receipts(), request));
  EXPECT_EQ(again.outcome(), v1::WRITE_OUTCOME_EXISTS);
  EXPECT_EQ(again.position(), created.position());
  EXPECT_EQ(again.leaf_hash(), created.leaf_hash());
  request.mutable_receipt()->mutable_bags(0)->set_count(11);
  EXPECT_THAT(server_.Call(&Stub::RecordReceipt, server_.receipts(), request),
              StatusIs(ERROR_REASON_REQUEST_ID_REUSED));
}

TEST_F(ReceiptServiceTest, ARefusalBindsNothing) {
  v1::RecordReceiptRequest request;
  request.set_request_id("r-1");
  *request.mutable_receipt() = MakeReceipt("khong-co", 20210405, 10);
  EXPECT_THAT(server_.Call(&Stub::RecordReceipt, server_.receipts(), request),
              StatusIs(ERROR_REASON_UNIT_NOT_FOUND));
  *request.mutable_receipt() = MakeReceipt("tan-hiep", 20210231, 10);
  EXPECT_THAT(server_.Call(&Stub::RecordReceipt, server_.receipts(), request),
              StatusIs(ERROR_REASON_DATE_INVALID));
  *request.mutable_receipt() = MakeReceipt("tan-hiep", 20210405, 0);
  EXPECT_THAT(server_.Call(&Stub::RecordReceipt, server_.receipts(), request),
              StatusIs(ERROR_REASON_COUNT_OUT_OF_RANGE));
  *request.mutable_receipt() = MakeReceipt("tan-hiep", 20210405, 10);
  ASSERT_OK_AND_ASSIGN(const auto created,
                       server_.Call(&Stub::RecordReceipt, server_.receipts(), request));
  EXPECT_EQ(created.outcome(), v1::WRITE_OUTCOME_CREATED);
}

TEST_F(ReceiptServiceTest, ValidateOnlyRecordsNothing) {
  v1::RecordReceiptRequest request;
  request.set_request_id("r-1");
  request.set_validate_only(true);
  *request.mutable_receipt() = MakeReceipt("tan-hiep", 20210405, 10);
  const uint64_t head = server_.head();
  ASSERT_OK_AND_ASSIGN(const auto valid,
                       server_.Call(&Stub::RecordReceipt, server_.receipts(), request));
  EXPECT_EQ(valid.outcome(), v1::WRITE_OUTCOME_VALID);
  EXPECT_EQ(server_.head(), head);
}

TEST_F(ReceiptServiceTest, AReceiptsLife) {
  v1::RecordReceiptRequest request;
  request.set_request_id("r-1");
  v1::Receipt receipt = MakeReceipt("tan-hiep", 20210405, 10);
  *receipt.mutable_unit() = UnitByName("Tân Hiệp", "kien-giang");
  const MadeText note = MakeText(0, "Đợt sáng", random_);
  *receipt.mutable_note() = note.text;
  *request.mutable_receipt() = receipt;
  *request.add_texts() = note.accompanying;
  ASSERT_OK_AND_ASSIGN(const auto created,
                       server_.Call(&Stub::RecordReceipt, server_.receipts(), request));
  const uint64_t position = created.position();
  const std::string& hash = created.leaf_hash();
  ASSERT_OK_AND_ASSIGN(const auto corrected,
                       Correct("c-1", position, hash, 1, MakeReceipt("go-quao", 20210406, 12)));
  EXPECT_EQ(corrected.version(), 2u);
  EXPECT_THAT(Correct("c-2", position, hash, 1, MakeReceipt("go-quao", 20210406, 13)),
              StatusIs(ERROR_REASON_RECEIPT_VERSION_STALE));
  EXPECT_THAT(Void("v-0", position, std::string(32, 'x'), 2),
              StatusIs(ERROR_REASON_RECEIPT_HASH_MISMATCH));
  ASSERT_OK_AND_ASSIGN(const auto voided, Void("v-1", position, hash, 2));
  EXPECT_EQ(voided.version(), 3u);
  EXPECT_THAT(Void("v-2", position, hash, 3), StatusIs(ERROR_REASON_RECEIPT_VOIDED));

  ASSERT_OK_AND_ASSIGN(const auto response, Get(position, hash));
  const v1::ReceiptView& view = response.receipt();
  EXPECT_EQ(view.position(), position);
  EXPECT_EQ(view.leaf_hash(), hash);
  EXPECT_EQ(view.request().request_id(), "r-1");
  EXPECT_TRUE(view.voided());
  EXPECT_EQ(view.version(), 3u);
  EXPECT_EQ(view.receipt().unit().unit_id(), "go-quao") << "as it stood before it was voided";
  EXPECT_EQ(view.unit_name(), "Huyện Gò Quao");
  ASSERT_EQ(view.versions_size(), 3);
  EXPECT_EQ(view.versions(0).receipt().unit().unit_id(), "tan-hiep")
      << "the id that the name meant";
  EXPECT_EQ(view.versions(0).note(), "Đợt sáng");
  EXPECT_EQ(view.versions(0).principal(), "anonymous");
  EXPECT_EQ(view.versions(1).reason(), "Ghi nhầm số lượng");
  EXPECT_EQ(view.versions(1).receipt().bags(0).count(), 12u);
  EXPECT_EQ(view.versions(1).leaf_hash(), corrected.leaf_hash());
  EXPECT_EQ(view.versions(2).reason(), "Nhập hai lần");
  EXPECT_FALSE(view.versions(2).has_receipt());
  EXPECT_EQ(view.versions(2).position(), voided.position());
}

TEST_F(ReceiptServiceTest, UnknownReceipts) {
  EXPECT_THAT(Get(9999, std::string(32, 'x')), StatusIs(ERROR_REASON_RECEIPT_NOT_FOUND));
  v1::GetReceiptRequest request;
  *request.mutable_receipt()->mutable_source() = SourceId("may-01", 3);
  EXPECT_THAT(server_.Call(&Stub::GetReceipt, server_.receipts(), request),
              StatusIs(ERROR_REASON_RECEIPT_NOT_FOUND));
}

TEST_F(ReceiptServiceTest, ListsEachReceiptOnceInItsCurrentVersion) {
  std::vector<v1::ReceiptWriteResponse> written;
  for (uint32_t i = 1; i <= 5; ++i) {
    v1::RecordReceiptRequest request;
    request.set_request_id(Concat("r-", i));
    *request.mutable_receipt() = MakeReceipt(i == 3 ? "go-quao" : "tan-hiep", 20210400 + i, i);
    ASSERT_OK_AND_ASSIGN(const auto response,
                         server_.Call(&Stub::RecordReceipt, server_.receipts(), request));
    written.push_back(response);
  }
  ASSERT_OK(Correct("c-1", written[0].position(), written[0].leaf_hash(), 1,
                    MakeReceipt("go-quao", 20210401, 100)));
  ASSERT_OK(Void("v-1", written[1].position(), written[1].leaf_hash(), 1));

  v1::ListReceiptsRequest request;
  EXPECT_THAT(List(request), testing::ElementsAre(100, 3, 4, 5));
  request.set_include_voided(true);
  request.set_page_size(2);
  EXPECT_THAT(List(request), testing::ElementsAre(100, 2, 3, 4, 5));
  request.Clear();
  request.set_unit_id("go-quao");
  EXPECT_THAT(List(request), testing::ElementsAre(100, 3)) << "by what the correction says";
  request.set_unit_id("kien-giang");
  EXPECT_THAT(List(request), testing::ElementsAre(100, 3, 4, 5));
  *request.mutable_inside() = DateRange(20210403, 20210404);
  EXPECT_THAT(List(request), testing::ElementsAre(3, 4));
  request.Clear();
  request.set_feed("benh-vien");
  EXPECT_THAT(List(request), testing::IsEmpty());
  request.set_unit_id("khong-co");
  EXPECT_THAT(server_.Call(&Stub::ListReceipts, server_.receipts(), request),
              StatusIs(ERROR_REASON_UNIT_NOT_FOUND));
}

TEST_F(ReceiptServiceTest, SourcesAreOpenedOnceAndTold) {
  server_.OpenSource("may-01");
  v1::OpenSourceRequest request;
  request.set_request_id("another");
  request.mutable_source()->set_source_id("may-01");
  ASSERT_OK_AND_ASSIGN(const auto again,
                       server_.Call(&Stub::OpenSource, server_.receipts(), request));
  EXPECT_EQ(again.outcome(), v1::WRITE_OUTCOME_EXISTS);
  EXPECT_EQ(again.next_sequence(), 1u);
  request.set_request_id("yet-another");
  request.mutable_source()->set_label("Máy khác");
  EXPECT_THAT(server_.Call(&Stub::OpenSource, server_.receipts(), request),
              StatusIs(ERROR_REASON_SOURCE_EXISTS));

  v1::GetSourceRequest get;
  get.set_source_id("may-01");
  ASSERT_OK_AND_ASSIGN(const auto source, server_.Call(&Stub::GetSource, server_.receipts(), get));
  EXPECT_EQ(source.next_sequence(), 1u);
  EXPECT_EQ(source.position(), again.position());
  get.set_source_id("may-02");
  EXPECT_THAT(server_.Call(&Stub::GetSource, server_.receipts(), get),
              StatusIs(ERROR_REASON_SOURCE_NOT_FOUND));
}

TEST_F(ReceiptServiceTest, RejectionsOfASourceAreListedPageByPage) {
  server_.OpenSource("may-01");
  {
    TestStream stream(server_.receipts(), TestStream::OfSource("may-01"));
    stream.Opened();
    std::vector<v1::Submission> batch;
    for (uint64_t n = 1; n <= 30; ++n) {
      batch.push_back(SourceSubmission(
          "may-01", n, MakeReceipt(n % 3 == 0 ? "khong-co" : "tan-hiep", 20210405, 1)));
    }
    stream.Send(batch);
    stream.CloseAndRead();
    ASSERT_OK(stream.Finish());
  }
  v1::ListRejectionsRequest request;
  request.set_source_id("may-01");
  request.set_after_sequence(3);
  request.set_page_size(4);
  std::vector<uint64_t> numbers;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page,
                         server_.Call(&Stub::ListRejections, server_.receipts(), request));
    for (const v1::Rejection& rejection : page.rejections()) {
      numbers.push_back(rejection.sequence());
      EXPECT_EQ(rejection.refusal().reason(), v1::ERROR_REASON_UNIT_NOT_FOUND);
      EXPECT_NE(rejection.refusal().message_vi(), "");
      EXPECT_EQ(rejection.submission_sha256(),
                ToBytes(Sha256(Bytes(SourceSubmission("may-01", rejection.sequence(),
                                                      MakeReceipt("khong-co", 20210405, 1))))));
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(numbers, testing::ElementsAre(6, 9, 12, 15, 18, 21, 24, 27, 30));
}

}  // namespace
}  // namespace hemoledger

#include <gtest/gtest.h>

#include "clients/cli/render/error_view.h"
#include "clients/cli/render/message_json.h"
#include "clients/cli/render/moments.h"
#include "clients/cli/render/receipt_id.h"
#include "hemoledger/v1/attainment_service.pb.h"
#include "hemoledger/v1/receipt_service.pb.h"
#include "proto/base/errors.h"

namespace hemoledger {
namespace {

constexpr Language kVi = Language::kVietnamese;
constexpr Language kEn = Language::kEnglish;

TEST(MomentsTest, AreInVietnam) {
  // 2022-04-05T23:30:00Z is the next morning in Asia/Ho_Chi_Minh.
  const int64_t micros = 1'649'201'400'123'456;
  EXPECT_EQ(FormatMoment(micros, kVi), "06:30:00 ngày 06/4/2022");
  EXPECT_EQ(FormatMoment(micros, kEn), "2022-04-06 06:30:00");
  EXPECT_EQ(IsoMoment(micros), "2022-04-05T23:30:00.123456Z");
  EXPECT_EQ(FormatMoment(0, kVi), "");
}

TEST(MomentsTest, SpansAndSizes) {
  EXPECT_EQ(FormatDuration(0, kVi), "0 giây");
  EXPECT_EQ(FormatDuration(59, kEn), "59 s");
  EXPECT_EQ(FormatDuration(3600, kVi), "1 giờ");
  EXPECT_EQ(FormatDuration(93784, kVi), "1 ngày 2 giờ");
  EXPECT_EQ(FormatDuration(93784, kEn), "1 d 2 h");
  EXPECT_EQ(FormatBytes(512, kVi), "512 B");
  EXPECT_EQ(FormatBytes(1536, kVi), "1,5 KiB");
  EXPECT_EQ(FormatBytes(3LL << 40, kEn), "3.0 TiB");
}

TEST(MomentsTest, PercentsForPrograms) {
  EXPECT_EQ(PlainPercent(19979, 19116, 0), "105");
  EXPECT_EQ(PlainPercent(18693, 19116, 1), "97.8");
  EXPECT_EQ(PlainPercent(2'000'000, 1, 1), "200000000.0");
}

TEST(ReceiptIdTest, HasFourForms) {
  const auto feed = ParseReceiptId("kien-giang-2021-report/pl1-01-2");
  ASSERT_TRUE(feed.has_value());
  EXPECT_EQ(feed->feed().feed(), "kien-giang-2021-report");
  EXPECT_EQ(feed->feed().external_id(), "pl1-01-2");
  const auto slashes = ParseReceiptId("feed/a/b#c:1");
  ASSERT_TRUE(slashes.has_value());
  EXPECT_EQ(slashes->feed().external_id(), "a/b#c:1");
  const auto source = ParseReceiptId("may-a#12");
  ASSERT_TRUE(source.has_value());
  EXPECT_EQ(source->source().sequence(), 12u);
  const auto position = ParseReceiptId("158:" + std::string(64, 'a'));
  ASSERT_TRUE(position.has_value());
  EXPECT_EQ(position->position(), 158u);
  EXPECT_EQ(position->leaf_hash().size(), 32u);
  const auto alone = ParseReceiptId("158");
  ASSERT_TRUE(alone.has_value());
  EXPECT_TRUE(alone->leaf_hash().empty());
  for (const char* bad :
       {"", "x", "may-a#", "may-a#0", "may-a#x", "Máy/1", "feed/", "158:", "158:abc", "-1"}) {
    EXPECT_FALSE(ParseReceiptId(bad).has_value()) << bad;
  }
}

TEST(ReceiptIdTest, OfAUnaryReceiptIsPositionAndHash) {
  v1::ReceiptView view;
  view.set_position(7);
  view.set_leaf_hash(std::string(32, '\x0f'));
  view.mutable_request()->set_request_id("r");
  const std::string id = ReceiptIdOf(view);
  EXPECT_EQ(id.substr(0, 6), "7:0f0f");
  EXPECT_EQ(ParseReceiptId(id)->leaf_hash(), view.leaf_hash());
}

TEST(MessageJsonTest, IsWhatProgramsExpect) {
  v1::ReceiptView view;
  view.set_position(5);
  view.set_leaf_hash("\x01\xff");
  view.mutable_feed()->set_feed("f");
  v1::Receipt& receipt = *view.mutable_receipt();
  receipt.mutable_unit()->set_unit_id("kien-giang");
  receipt.mutable_interval()->set_first_date(20210405);
  receipt.set_component(v1::COMPONENT_WHOLE_BLOOD);
  const Json json = ToJson(view);
  EXPECT_EQ(json["position"], 5);
  EXPECT_EQ(json["leaf_hash"], "01ff");
  EXPECT_EQ(json["feed"]["feed"], "f");
  EXPECT_FALSE(json.contains("source")) << "the member of a oneof that is not set";
  EXPECT_EQ(json["receipt"]["interval"]["first_date"], "2021-04-05");
  EXPECT_TRUE(json["receipt"]["interval"]["last_date"].is_null());
  EXPECT_EQ(json["receipt"]["component"], "whole-blood");
  EXPECT_TRUE(json["receipt"]["donor_class"].is_null());
  EXPECT_TRUE(json["receipt"]["repeat_donors"].is_null()) << "not stated is not zero";
  EXPECT_TRUE(json["receipt"]["note"].is_null());
  EXPECT_TRUE(json["versions"].is_array());
  EXPECT_EQ(json["voided"], false);

  v1::GetAttainmentResponse answer;
  answer.mutable_reflects()->set_record_time_micros(1'649'201'400'123'456);
  answer.mutable_total()->set_received_units(9'007'199'254'740'993);
  const Json attainment = ToJson(answer);
  EXPECT_EQ(attainment["reflects"]["record_time"], "2022-04-05T23:30:00.123456Z");
  EXPECT_EQ(attainment["total"]["received_units"].dump(), "9007199254740993");
}

TEST(MessageJsonTest, AnEnumOfANewerServerIsItsNumber) {
  v1::Receipt receipt;
  receipt.set_component(static_cast<v1::Component>(77));
  EXPECT_EQ(ToJson(receipt)["component"], 77);
}

TEST(ErrorViewTest, SaysWhatWhereAndTheCode) {
  const absl::Status status = MakeError(
      ERROR_REASON_PLAN_REVISION_STALE,
      {{"plan_id", "kien-giang-2021"}, {"stated", 1}, {"current", 2}, {"document", "12/QĐ"}});
  const std::string vi = RenderError(status, "s", kVi);
  EXPECT_TRUE(vi.starts_with("Lỗi: ")) << vi;
  EXPECT_NE(vi.find("kien-giang-2021"), std::string::npos) << vi;
  EXPECT_NE(vi.find("Mã lỗi: PLAN_REVISION_STALE (ABORTED)\n"), std::string::npos) << vi;
  const std::string en = RenderError(status, "s", kEn);
  EXPECT_TRUE(en.starts_with("Error: ")) << en;
  EXPECT_NE(en.find("Code: PLAN_REVISION_STALE (ABORTED)\n"), std::string::npos) << en;
}

TEST(ErrorViewTest, ListsEveryPlaceOfABatch) {
  Violations violations;
  violations.Add("changes[0]", MakeError(ERROR_REASON_UNIT_NOT_FOUND,
                                         {{"field", "x"}, {"value", "a"}, {"suggestions", ""}}));
  violations.Add("changes[4]",
                 MakeError(ERROR_REASON_QUOTA_NEGATIVE, {{"holder_id", "b"}, {"computed", -3}}));
  const std::string text = RenderError(violations.ToStatus(), "s", kEn);
  EXPECT_NE(text.find("\n  changes[0]: "), std::string::npos) << text;
  EXPECT_NE(text.find("\n  changes[4]: "), std::string::npos) << text;
  EXPECT_EQ(text.find(" | "), std::string::npos) << text;
}

TEST(ErrorViewTest, AServerThatIsNotThereIsTold) {
  const absl::Status status = FromWire(14, "failed to connect to all addresses", "");
  const std::string text = RenderError(status, "127.0.0.1:50551", kVi);
  EXPECT_NE(text.find("Không kết nối được với máy chủ 127.0.0.1:50551"), std::string::npos) << text;
  EXPECT_NE(text.find("UNAVAILABLE"), std::string::npos) << text;
}

}  // namespace
}  // namespace hemoledger

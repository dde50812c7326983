#include "proto/base/errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/json_util.h"
#include "proto/base/strings.h"
#include "proto/base/utf8.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

absl::Status GapError() {
  return MakeError(ERROR_REASON_SEQUENCE_GAP,
                   {{"source_id", "may-1"}, {"expected", 5}, {"actual", 7}});
}

TEST(ErrorsTest, AStatusHasCodeReasonFieldsAndBothMessages) {
  const absl::Status status = GapError();
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_THAT(status, StatusIs(ERROR_REASON_SEQUENCE_GAP));
  EXPECT_THAT(FieldsOf(status),
              ElementsAre(ErrorDetail("source_id", "may-1"), ErrorDetail("expected", "5"),
                          ErrorDetail("actual", 7)));
  EXPECT_EQ(FieldOf(status, "expected"), "5");
  EXPECT_EQ(FieldOf(status, "other"), "");
  EXPECT_EQ(MessageOf(status, Language::kVietnamese),
            "Nguồn “may-1” bị hụt số: cần số 5 nhưng nhận được 7. Hãy gửi lại từ số 5.");
  EXPECT_EQ(
      MessageOf(status, Language::kEnglish),
      "A number of the source “may-1” is missing: expected 5, received 7. Send again from 5.");
  EXPECT_EQ(status.message(), MessageOf(status, Language::kEnglish));
}

TEST(ErrorsTest, EveryReasonMakesAStatusThatIsReadBack) {
  const google::protobuf::EnumDescriptor* reasons = v1::ErrorReason_descriptor();
  for (int i = 0; i < reasons->value_count(); ++i) {
    const auto reason = static_cast<ErrorReason>(reasons->value(i)->number());
    if (reason == ERROR_REASON_UNSPECIFIED) continue;
    const absl::Status status = MakeError(reason, {{"field", "x"}});
    EXPECT_THAT(status, StatusIs(reason));
    EXPECT_FALSE(status.ok());
    EXPECT_EQ(ReasonFromName(ReasonName(reason)), reason);
  }
}

TEST(ErrorsTest, LongValuesAreCutAtACharacterAndBadBytesReplaced) {
  std::string long_value(511, 'x');
  long_value += "đ";  // its two bytes would end at 513
  const absl::Status status =
      MakeError(ERROR_REASON_FIELD_INVALID, {{"field", "a\xFFz"}, {"value", long_value}});
  EXPECT_EQ(FieldOf(status, "value"), std::string(511, 'x'));
  EXPECT_EQ(FieldOf(status, "field"), "a\uFFFDz");
  EXPECT_TRUE(IsValidUtf8(MessageOf(status, Language::kVietnamese)));
}

TEST(ErrorsTest, AForeignStatusHasNoReasonAndKeepsItsMessage) {
  const absl::Status foreign(absl::StatusCode::kUnavailable, "connection refused");
  EXPECT_EQ(ReasonOf(foreign), ERROR_REASON_UNSPECIFIED);
  EXPECT_THAT(FieldsOf(foreign), IsEmpty());
  EXPECT_EQ(MessageOf(foreign, Language::kVietnamese), "connection refused");
  EXPECT_EQ(DetailsBytes(foreign), "");
  EXPECT_THAT(ViolationsOf(foreign), IsEmpty());
  EXPECT_EQ(ReasonOf(absl::OkStatus()), ERROR_REASON_UNSPECIFIED);
}

TEST(ErrorsTest, TheWireFormGivesTheSameStatusAgain) {
  const absl::Status sent = GapError();
  const absl::Status received =
      FromWire(static_cast<int>(sent.code()), ToStd(sent.message()), DetailsBytes(sent));
  EXPECT_EQ(received, sent);
  EXPECT_THAT(received, StatusIs(ERROR_REASON_SEQUENCE_GAP));
}

TEST(ErrorsTest, WireDetailsThatCanNotBeReadOrDoNotFitAreIgnored) {
  const std::string details = DetailsBytes(GapError());
  EXPECT_EQ(ReasonOf(FromWire(10, "m", "\xFF\xFF garbage")), ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonOf(FromWire(14, "m", details)), ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(FromWire(14, "m", details).code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(FromWire(99, "m", "").code(), absl::StatusCode::kUnknown);
  EXPECT_EQ(FromWire(-1, "m", "").code(), absl::StatusCode::kUnknown);
  EXPECT_OK(FromWire(0, "", ""));
}

TEST(ErrorsTest, AReasonOfANewerServerKeepsItsMessages) {
  v1::ErrorStatus wire;
  wire.set_code(9);
  wire.set_message("new");
  v1::ErrorInfo info;
  info.set_reason("OF_TOMORROW");
  info.set_domain("hemoledger.v1");
  wire.add_details()->set_type_url("type.googleapis.com/google.rpc.ErrorInfo");
  wire.mutable_details(0)->set_value(info.SerializeAsString());
  v1::LocalizedMessage message;
  message.set_locale("vi");
  message.set_message("mới");
  wire.add_details()->set_type_url("type.googleapis.com/google.rpc.LocalizedMessage");
  wire.mutable_details(1)->set_value(message.SerializeAsString());
  const absl::Status status = FromWire(9, "new", wire.SerializeAsString());
  EXPECT_EQ(ReasonOf(status), ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(MessageOf(status, Language::kVietnamese), "mới");
  EXPECT_EQ(MessageOf(status, Language::kEnglish), "new");
}

TEST(ErrorsTest, AnInfoOfAnotherDomainIsNotOurs) {
  v1::ErrorStatus wire;
  wire.set_code(9);
  v1::ErrorInfo info;
  info.set_reason("SEQUENCE_GAP");
  info.set_domain("somebody.else");
  wire.add_details()->set_type_url("type.googleapis.com/google.rpc.ErrorInfo");
  wire.mutable_details(0)->set_value(info.SerializeAsString());
  EXPECT_EQ(ReasonOf(FromWire(9, "m", wire.SerializeAsString())), ERROR_REASON_UNSPECIFIED);
}

// The messages of google/rpc/{status,error_details}.proto, as googleapis has them.
constexpr char kGoogleRpc[] = R"pb(
  name: "google_rpc.proto"
  package: "google.rpc"
  syntax: "proto3"
  message_type {
    name: "Any"
    field { name: "type_url" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
    field { name: "value" number: 2 type: TYPE_BYTES label: LABEL_OPTIONAL }
  }
  message_type {
    name: "Status"
    field { name: "code" number: 1 type: TYPE_INT32 label: LABEL_OPTIONAL }
    field { name: "message" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
    field {
      name: "details"
      number: 3
      type: TYPE_MESSAGE
      type_name: ".google.rpc.Any"
      label: LABEL_REPEATED
    }
  }
  message_type {
    name: "ErrorInfo"
    field { name: "reason" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
    field { name: "domain" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
    field {
      name: "metadata"
      number: 3
      type: TYPE_MESSAGE
      type_name: ".google.rpc.ErrorInfo.MetadataEntry"
      label: LABEL_REPEATED
    }
    nested_type {
      name: "MetadataEntry"
      field { name: "key" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
      field { name: "value" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
      options { map_entry: true }
    }
  }
  message_type {
    name: "LocalizedMessage"
    field { name: "locale" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
    field { name: "message" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
  }
  message_type {
    name: "BadRequest"
    field {
      name: "field_violations"
      number: 1
      type: TYPE_MESSAGE
      type_name: ".google.rpc.BadRequest.FieldViolation"
      label: LABEL_REPEATED
    }
    nested_type {
      name: "FieldViolation"
      field { name: "field" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
      field { name: "description" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
    }
  }
)pb";

// Reads our bytes by Google's definitions.
class GoogleRpc {
 public:
  GoogleRpc() {
    google::protobuf::FileDescriptorProto file;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kGoogleRpc, &file));
    EXPECT_NE(pool_.BuildFile(file), nullptr);
  }

  std::string Json(const std::string& type, const std::string& bytes) {
    const google::protobuf::Descriptor* descriptor =
        pool_.FindMessageTypeByName("google.rpc." + type);
    std::unique_ptr<google::protobuf::Message> message(factory_.GetPrototype(descriptor)->New());
    EXPECT_TRUE(message->ParseFromString(bytes)) << type;
    EXPECT_EQ(message->GetReflection()->GetUnknownFields(*message).field_count(), 0) << type;
    std::string json;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(*message, &json).ok());
    return json;
  }

 private:
  google::protobuf::DescriptorPool pool_;
  google::protobuf::DynamicMessageFactory factory_{&pool_};
};

TEST(ErrorsTest, DetailsAreWireCompatibleWithGoogleRpc) {
  const absl::Status status = MakeBatchError({{"rows[3]", GapError()}});
  v1::ErrorStatus wire;
  ASSERT_TRUE(wire.ParseFromString(DetailsBytes(status)));
  ASSERT_THAT(wire.details(), SizeIs(4));
  GoogleRpc google;
  EXPECT_THAT(google.Json("Status", DetailsBytes(status)),
              HasSubstr(R"({"code":10,"message":"rows[3]: A number)"));
  const auto detail = [&](int i) {
    constexpr std::string_view kPrefix = "type.googleapis.com/google.rpc.";
    EXPECT_TRUE(wire.details(i).type_url().starts_with(kPrefix));
    return google.Json(wire.details(i).type_url().substr(kPrefix.size()), wire.details(i).value());
  };
  const std::string info = detail(0);
  EXPECT_THAT(info, HasSubstr(R"({"reason":"SEQUENCE_GAP","domain":"hemoledger.v1","metadata":{)"));
  // A map has no order.
  EXPECT_THAT(info, HasSubstr(R"("source_id":"may-1")"));
  EXPECT_THAT(info, HasSubstr(R"("expected":"5")"));
  EXPECT_THAT(info, HasSubstr(R"("actual":"7")"));
  EXPECT_THAT(detail(1), HasSubstr(R"({"locale":"vi","message":"rows[3]: Nguồn)"));
  EXPECT_THAT(detail(2), HasSubstr(R"({"locale":"en","message":"rows[3]: A number)"));
  EXPECT_THAT(
      detail(3),
      HasSubstr(R"({"fieldViolations":[{"field":"rows[3]","description":"SEQUENCE_GAP | Nguồn)"));
}

TEST(ErrorsTest, ABatchErrorListsEveryPlaceInOrder) {
  Violations violations;
  EXPECT_OK(violations.ToStatus());
  violations.Add("a", absl::OkStatus());
  EXPECT_TRUE(violations.empty());
  violations.Add("rows[3].row_id", MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "row_id"}}));
  violations.Add("rows[9]", MakeError(ERROR_REASON_UNIT_NOT_FOUND,
                                      {{"field", "unit"}, {"value", "Rạch Gía"}}));
  const absl::Status status = violations.ToStatus();
  EXPECT_THAT(status, StatusIs(ERROR_REASON_FIELD_REQUIRED));
  EXPECT_THAT(status, HasErrorField("field", "row_id"));
  EXPECT_EQ(MessageOf(status, Language::kVietnamese),
            "rows[3].row_id: Thiếu “row_id”. Hãy điền vào. (Và 1 lỗi khác.)");
  EXPECT_EQ(MessageOf(status, Language::kEnglish),
            "rows[3].row_id: “row_id” is missing. Fill it in. (And 1 more.)");
  const std::vector<v1::BadRequest::FieldViolation> listed = ViolationsOf(status);
  ASSERT_THAT(listed, SizeIs(2));
  EXPECT_EQ(listed[0].field(), "rows[3].row_id");
  EXPECT_EQ(listed[0].description(),
            "FIELD_REQUIRED | Thiếu “row_id”. Hãy điền vào. | “row_id” is missing. Fill it in.");
  EXPECT_EQ(listed[1].field(), "rows[9]");
  EXPECT_THAT(listed[1].description(),
              HasSubstr("UNIT_NOT_FOUND | Không có đơn vị nào mang tên hoặc mã “Rạch Gía”"));
}

TEST(ErrorsTest, ABatchErrorListsAtMostAHundredPlacesAndCountsAll) {
  Violations violations;
  for (int i = 0; i < 250; ++i)
    violations.Add(Concat("r", i), MakeError(ERROR_REASON_SUBMISSION_UNREADABLE));
  EXPECT_THAT(ViolationsOf(violations.ToStatus()), SizeIs(100));
  EXPECT_THAT(MessageOf(violations.ToStatus(), Language::kVietnamese),
              HasSubstr("(Và 249 lỗi khác.)"));
}

TEST(ErrorsTest, ARefusalHoldsAllAndGivesTheStatusAgain) {
  const v1::Refusal refusal = ToRefusal(GapError());
  EXPECT_EQ(refusal.reason(), ERROR_REASON_SEQUENCE_GAP);
  EXPECT_THAT(refusal.fields(), SizeIs(3));
  EXPECT_THAT(refusal.message_vi(), HasSubstr("bị hụt số"));
  EXPECT_THAT(refusal.message_en(), HasSubstr("is missing"));
  EXPECT_EQ(FromRefusal(refusal), GapError());
}

TEST(ErrorsTest, AForeignStatusBecomesAnInternalRefusal) {
  const v1::Refusal refusal = ToRefusal(absl::Status(absl::StatusCode::kUnavailable, "gone"));
  EXPECT_EQ(refusal.reason(), ERROR_REASON_INTERNAL);
  EXPECT_THAT(refusal.message_en(), HasSubstr("UNAVAILABLE: gone"));
}

TEST(ErrorsTest, AnUnknownReasonOfARefusalIsInternal) {
  v1::Refusal refusal;
  refusal.set_reason(static_cast<ErrorReason>(999));
  EXPECT_THAT(FromRefusal(refusal), StatusIs(ERROR_REASON_INTERNAL));
  EXPECT_THAT(FromRefusal(refusal), HasErrorField("detail", "unknown reason 999"));
  refusal.set_reason(ERROR_REASON_DUPLICATE);
  refusal.add_fields();  // a key that is blank is no field
  EXPECT_THAT(FromRefusal(refusal), StatusIs(ERROR_REASON_DUPLICATE));
}

TEST(ErrorsTest, MessagesOfOptionalFieldsReadWellWithAndWithoutThem) {
  EXPECT_EQ(
      MessageOf(MakeError(ERROR_REASON_UNIT_NOT_FOUND,
                          {{"field", "unit"}, {"value", "Rach Gia"}, {"suggestions", "Rạch Giá"}}),
                Language::kVietnamese),
      "Không có đơn vị nào mang tên hoặc mã “Rach Gia” (ở “unit”). Có phải là: Rạch Giá? Hãy kiểm "
      "tra lại "
      "tên, hoặc dùng mã đơn vị.");
  EXPECT_EQ(
      MessageOf(MakeError(ERROR_REASON_UNIT_NOT_FOUND,
                          {{"field", "unit"}, {"value", "Rach Gia"}, {"suggestions", ""}}),
                Language::kEnglish),
      "No unit has the name or id “Rach Gia” (in “unit”). Check the name, or use the unit's id.");
  EXPECT_EQ(MessageOf(MakeError(ERROR_REASON_INPUT_FILE_INVALID, {{"file", "rows.csv"},
                                                                  {"line", 12},
                                                                  {"column", 3},
                                                                  {"value", "1.14"},
                                                                  {"expected", "1163, 1.163"}}),
                      Language::kVietnamese),
            "rows.csv, dòng 12, cột 3: không đọc chắc chắn được “1.14” (cần: 1163, 1.163). Hãy sửa "
            "lại trong tệp.");
  EXPECT_EQ(MessageOf(MakeError(ERROR_REASON_INPUT_FILE_INVALID, {{"file", "rows.csv"}}),
                      Language::kEnglish),
            "rows.csv: can not be read with certainty. Mend it in the file.");
}

TEST(ErrorsDeathTest, AnUnspecifiedReasonAborts) {
  EXPECT_DEATH((void)MakeError(ERROR_REASON_UNSPECIFIED), "check failed");
  EXPECT_DEATH((void)MakeBatchError({}), "check failed");
}

}  // namespace
}  // namespace hemoledger

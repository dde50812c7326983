// CloudEvents of each form, against the shapes of the specification's examples.
#include "clients/relay/cloud_event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "clients/relay/nats_target.h"
#include "hemoledger/v1/events.pb.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

const LedgerIdentity kLedger = {.ledger_id = std::string("\x01\xab", 2), .epoch = 3};

absl::StatusOr<std::string> SomeJson(const v1::RecordedEvent&) {
  return std::string("{\"position\":17}\n");
}

v1::DeliveredEvent Delivered(const v1::Submission& submission, const v1::Resolved& resolved = {}) {
  v1::Event event;
  event.set_position(17);
  // 2021-04-05T06:07:08.000009Z.
  event.set_record_time_micros(1'617'602'828'000'009);
  event.set_submission(submission.SerializeAsString());
  *event.mutable_resolved() = resolved;
  v1::DeliveredEvent delivered;
  delivered.set_position(17);
  delivered.set_key("unit:tan-hiep");
  delivered.mutable_event()->set_event(event.SerializeAsString());
  return delivered;
}

v1::Submission Receipt(const std::string& unit_id) {
  v1::Submission submission;
  submission.mutable_receipt_recorded()->mutable_receipt()->mutable_unit()->set_unit_id(unit_id);
  return submission;
}

CloudEvent Made(const v1::DeliveredEvent& delivered, EventData data) {
  const absl::StatusOr<CloudEvent> event = MakeCloudEvent(kLedger, delivered, data, SomeJson);
  EXPECT_OK(event.status());
  return event.value_or(CloudEvent());
}

TEST(CloudEventTest, StructuredWithJson) {
  const EncodedEvent encoded =
      Encode(Made(Delivered(Receipt("tan-hiep")), EventData::kJson), EventForm::kStructured);
  EXPECT_EQ(encoded.content_type, "application/cloudevents+json");
  EXPECT_TRUE(encoded.headers.empty());
  EXPECT_EQ(json::parse(encoded.body), json::parse(R"({
    "specversion": "1.0", "id": "17", "source": "urn:hemoledger:01ab:3",
    "type": "vn.hemoledger.receipt-recorded", "subject": "tan-hiep",
    "time": "2021-04-05T06:07:08.000009Z", "partitionkey": "unit:tan-hiep",
    "datacontenttype": "application/json", "data": {"position": 17}})"));
}

TEST(CloudEventTest, StructuredWithProtobuf) {
  const v1::DeliveredEvent delivered = Delivered(Receipt("tan-hiep"));
  const EncodedEvent encoded =
      Encode(Made(delivered, EventData::kProtobuf), EventForm::kStructured);
  const json body = json::parse(encoded.body);
  EXPECT_FALSE(body.contains("data"));
  EXPECT_EQ(body["datacontenttype"], "application/protobuf");
  EXPECT_EQ(body["dataschema"], "urn:hemoledger:proto:hemoledger.v1.RecordedEvent");
  std::string data;
  ASSERT_TRUE(absl::Base64Unescape(body["data_base64"].get<std::string>(), &data));
  v1::RecordedEvent recorded;
  ASSERT_TRUE(recorded.ParseFromString(data));
  EXPECT_EQ(recorded.event(), delivered.event().event()) << "the stored bytes as they are";
}

TEST(CloudEventTest, BinaryWithJson) {
  const EncodedEvent encoded =
      Encode(Made(Delivered(Receipt("tan-hiep")), EventData::kJson), EventForm::kBinary);
  EXPECT_EQ(encoded.content_type, "application/json");
  EXPECT_EQ(encoded.body, "{\"position\":17}");
  EXPECT_THAT(encoded.headers,
              UnorderedElementsAre(Pair("ce-specversion", "1.0"), Pair("ce-id", "17"),
                                   Pair("ce-source", "urn:hemoledger:01ab:3"),
                                   Pair("ce-type", "vn.hemoledger.receipt-recorded"),
                                   Pair("ce-subject", "tan-hiep"),
                                   Pair("ce-time", "2021-04-05T06:07:08.000009Z"),
                                   Pair("ce-partitionkey", "unit:tan-hiep")));
}

// The HTTP binding's own example: "Euro € 😀" is Euro%20%E2%82%AC%20%F0%9F%98%80.
TEST(CloudEventTest, HeadersArePercentEncoded) {
  v1::DeliveredEvent delivered = Delivered(Receipt("tan-hiep"));
  delivered.set_key("Euro € 😀 \"%\"\r\n");
  const EncodedEvent encoded = Encode(Made(delivered, EventData::kProtobuf), EventForm::kBinary);
  const std::map<std::string, std::string> headers(encoded.headers.begin(), encoded.headers.end());
  EXPECT_EQ(headers.at("ce-partitionkey"), "Euro%20%E2%82%AC%20%F0%9F%98%80%20%22%25%22%0D%0A");
  EXPECT_EQ(headers.at("ce-dataschema"), "urn:hemoledger:proto:hemoledger.v1.RecordedEvent");
  EXPECT_EQ(encoded.content_type, "application/protobuf");
}

TEST(CloudEventTest, TheDedupeIdNamesLedgerEpochAndPosition) {
  EXPECT_EQ(Made(Delivered(Receipt("a")), EventData::kJson).dedupe_id, "01ab-3-17");
}

TEST(CloudEventTest, TheSubjectIsTheUnitThatIsCredited) {
  const auto unit = [](const v1::Submission& submission, const v1::Resolved& resolved) {
    return Made(Delivered(submission, resolved), EventData::kJson).unit_id;
  };
  v1::Resolved resolved;
  resolved.set_unit_id("by-name");
  v1::Submission submission;
  submission.mutable_receipt_recorded()
      ->mutable_receipt()
      ->mutable_unit()
      ->mutable_name()
      ->set_name("Tân Hiệp");
  EXPECT_EQ(unit(submission, resolved), "by-name");
  submission.mutable_receipt_recorded()->mutable_receipt()->mutable_credited_to()->set_unit_id(
      "credited");
  EXPECT_EQ(unit(submission, resolved), "credited");
  v1::Submission corrected;
  corrected.mutable_receipt_corrected()->mutable_receipt()->mutable_unit()->set_unit_id("new");
  EXPECT_EQ(unit(corrected, {}), "new");
  v1::Submission voided;
  voided.mutable_receipt_voided()->set_replaces_version(1);
  v1::Resolved replaced;
  replaced.mutable_replaced()->mutable_receipt()->mutable_unit()->set_unit_id("was");
  EXPECT_EQ(unit(voided, replaced), "was");
  v1::Submission changed;
  changed.mutable_unit_changed();
  EXPECT_EQ(unit(changed, {}), "tan-hiep") << "that of the key";
}

TEST(CloudEventTest, WithoutAUnitThereIsNoSubject) {
  v1::Submission opened;
  opened.mutable_source_opened();
  v1::DeliveredEvent delivered = Delivered(opened);
  delivered.set_key("type:source_opened");
  const CloudEvent event = Made(delivered, EventData::kJson);
  for (const auto& [name, value] : event.attributes) EXPECT_NE(name, "subject") << value;
  EXPECT_EQ(SubjectOf("hemoledger.{type}.{unit}", event), "hemoledger.source-opened.-");
}

TEST(CloudEventTest, WhatOnlyANewerVersionKnowsIsAnError) {
  EXPECT_THAT(MakeCloudEvent(kLedger, Delivered(v1::Submission()), EventData::kProtobuf, SomeJson)
                  .status()
                  .ToString(),
              HasSubstr("newer version"));
  v1::DeliveredEvent broken;
  broken.mutable_event()->set_event("\xff");
  EXPECT_FALSE(MakeCloudEvent(kLedger, broken, EventData::kJson, SomeJson).ok());
}

TEST(NatsSubjectTest, FromTheTemplate) {
  const CloudEvent event = Made(Delivered(Receipt("tan-hiep")), EventData::kJson);
  EXPECT_EQ(SubjectOf("hemoledger.{type}.{unit}", event), "hemoledger.receipt-recorded.tan-hiep");
  EXPECT_EQ(SubjectOf("mau", event), "mau");
  EXPECT_EQ(SubjectFilterOf("hemoledger.{type}.{unit}"), "hemoledger.*.*");
  EXPECT_EQ(SubjectFilterOf("a.x-{type}.b"), "a.*.b");
  EXPECT_EQ(SubjectFilterOf("mau"), "mau");
}

TEST(NatsOptionsTest, FaultsAreTold) {
  NatsOptions good;
  good.servers = {"nats://127.0.0.1:1"};
  good.stream = "MAU";
  EXPECT_OK(MakeNatsTarget(good).status());
  for (const char* subject : {"", ".a", "a.", "a..b", "a.*", "a.>", "a b", "$JS.a", "a.{plan}"}) {
    NatsOptions options = good;
    options.subject = subject;
    EXPECT_FALSE(MakeNatsTarget(options).ok()) << subject;
  }
  for (const char* stream : {"", "a.b", "a b", "a/b"}) {
    NatsOptions options = good;
    options.stream = stream;
    EXPECT_FALSE(MakeNatsTarget(options).ok()) << stream;
  }
  NatsOptions nowhere = good;
  nowhere.servers.clear();
  EXPECT_FALSE(MakeNatsTarget(nowhere).ok());
  NatsOptions file = good;
  file.credentials_file = "/does/not/exist";
  EXPECT_FALSE(MakeNatsTarget(file).ok());
}

}  // namespace
}  // namespace hemoledger

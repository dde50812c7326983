#include "clients/relay/cloud_event.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

#include "absl/strings/escaping.h"
#include "absl/time/time.h"
#include "hemoledger/v1/events.pb.h"
#include "proto/base/errors.h"
#include "proto/base/sha256.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

constexpr std::string_view kProtobufSchema = "urn:hemoledger:proto:hemoledger.v1.RecordedEvent";
constexpr std::string_view kUnitKey = "unit:";

// "receipt-recorded"; blank: of a newer version.
std::string TypeWord(const v1::Submission& submission) {
  if (submission.body_case() == v1::Submission::BODY_NOT_SET) return "";
  std::string word =
      v1::Submission::descriptor()->FindFieldByNumber(submission.body_case())->name();
  std::replace(word.begin(), word.end(), '_', '-');
  return word;
}

// Whose quota a receipt is for, by what it says itself.
std::string CreditedUnit(const v1::Receipt& receipt, const v1::Resolved& resolved) {
  if (receipt.has_credited_to()) {
    return receipt.credited_to().has_unit_id() ? receipt.credited_to().unit_id()
                                               : resolved.credited_to_id();
  }
  return receipt.unit().has_unit_id() ? receipt.unit().unit_id() : resolved.unit_id();
}

std::string UnitOf(const v1::Event& event, const v1::Submission& submission,
                   const std::string& key) {
  switch (submission.body_case()) {
    case v1::Submission::kReceiptRecorded:
      return CreditedUnit(submission.receipt_recorded().receipt(), event.resolved());
    case v1::Submission::kReceiptCorrected:
      return CreditedUnit(submission.receipt_corrected().receipt(), event.resolved());
    case v1::Submission::kReceiptVoided:
      return CreditedUnit(event.resolved().replaced().receipt(), v1::Resolved());
    default:
      return std::string_view(key).starts_with(kUnitKey) ? key.substr(kUnitKey.size()) : "";
  }
}

// The HTTP binding, 3.1.3.2: printable ASCII but blank, quote and percent sign as it is.
std::string PercentEncoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    if (c > ' ' && c < '\x7f' && c != '"' && c != '%') {
      encoded += c;
    } else {
      encoded += '%' + absl::AsciiStrToUpper(Hex(std::string_view(&c, 1)));
    }
  }
  return encoded;
}

std::string StructuredJson(const CloudEvent& event) {
  nlohmann::ordered_json envelope = nlohmann::ordered_json::object();
  for (const auto& [name, value] : event.attributes) envelope[name] = value;
  if (!event.is_json) envelope["data_base64"] = absl::Base64Escape(event.data);
  std::string text =
      envelope.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  // The data is JSON already: it is put in, not parsed and written again.
  if (event.is_json) {
    text.pop_back();
    text += ",\"data\":" + event.data + "}";
  }
  return text;
}

}  // namespace

absl::StatusOr<CloudEvent> MakeCloudEvent(const LedgerIdentity& ledger,
                                          const v1::DeliveredEvent& delivered, EventData data,
                                          const EventJsonWriter& json) {
  v1::Event event;
  v1::Submission submission;
  if (!event.ParseFromString(delivered.event().event()) ||
      !submission.ParseFromString(event.submission())) {
    return MakeError(ERROR_REASON_INTERNAL,
                     {{"detail", "an event that can not be parsed was sent"}});
  }
  CloudEvent made;
  made.type_word = TypeWord(submission);
  if (made.type_word.empty()) {
    return MakeError(
        ERROR_REASON_INTERNAL,
        {{"detail", "the event is of a newer version: bring hemo up to date, then replay it"}});
  }
  made.position = delivered.position();
  made.unit_id = UnitOf(event, submission, delivered.key());
  const std::string id = Hex(ledger.ledger_id);
  made.dedupe_id = Concat(id, "-", ledger.epoch, "-", made.position);
  made.is_json = data == EventData::kJson;
  made.data_content_type = made.is_json ? "application/json" : "application/protobuf";
  if (made.is_json) {
    ASSIGN_OR_RETURN(made.data, json(delivered.event()));
    made.data = std::string(TrimBlanks(made.data));
  } else {
    made.data = delivered.event().SerializeAsString();
  }
  const auto add = [&](std::string_view name, std::string value) {
    made.attributes.emplace_back(std::string(name), std::move(value));
  };
  add("specversion", "1.0");
  add("id", Concat(made.position));
  add("source", Concat("urn:hemoledger:", id, ":", ledger.epoch));
  add("type", "vn.hemoledger." + made.type_word);
  if (!made.unit_id.empty()) add("subject", made.unit_id);
  add("time",
      absl::FormatTime("%Y-%m-%d%ET%H:%M:%E6SZ", absl::FromUnixMicros(event.record_time_micros()),
                       absl::UTCTimeZone()));
  if (!delivered.key().empty()) add("partitionkey", delivered.key());
  add("datacontenttype", made.data_content_type);
  if (!made.is_json) add("dataschema", std::string(kProtobufSchema));
  return made;
}

EncodedEvent Encode(const CloudEvent& event, EventForm form) {
  EncodedEvent encoded;
  if (form == EventForm::kStructured) {
    encoded.content_type = "application/cloudevents+json";
    encoded.body = StructuredJson(event);
    return encoded;
  }
  encoded.content_type = event.data_content_type;
  encoded.body = event.data;
  for (const auto& [name, value] : event.attributes) {
    if (name != "datacontenttype")
      encoded.headers.emplace_back("ce-" + name, PercentEncoded(value));
  }
  return encoded;
}

}  // namespace hemoledger

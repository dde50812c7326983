// A recorded event as a CloudEvent 1.0 (https://github.com/cloudevents/spec), for organisations
// that take events from the broker or web server that they have.
//
//   id               the position, in decimal digits
//   source           "urn:hemoledger:<ledger id>:<epoch>": within it an id never names another
//   event type             "vn.hemoledger.receipt-recorded" subject          the unit whose event
//   it is; left out where there is none time             when the ledger recorded it, RFC 3339 in
//   UTC partitionkey     what the events of the group are in order within: "unit:tan-hiep"
//   datacontenttype  "application/json" or "application/protobuf"
//   dataschema       of protobuf: "urn:hemoledger:proto:hemoledger.v1.RecordedEvent"
//
// All functions are pure and thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "hemoledger/v1/consumer_service.pb.h"

namespace hemoledger {

// Whose positions they are.
struct LedgerIdentity {
  // 16 bytes.
  std::string ledger_id;
  uint32_t epoch = 1;
};

// How attributes and data travel: together in one JSON object, or the attributes as headers beside
// the data.
enum class EventForm { kStructured, kBinary };
// What the data is: the JSON that `hemo events --format json` prints, or a serialised RecordedEvent
// (stored bytes as they are, and the texts).
enum class EventData { kJson, kProtobuf };

// Makes the JSON of an event, one object in UTF-8.
using EventJsonWriter = std::function<absl::StatusOr<std::string>(const v1::RecordedEvent&)>;

struct CloudEvent {
  uint64_t position = 0;
  // Attribute and value, in the order of the list above, "specversion" first; all are there once.
  std::vector<std::pair<std::string, std::string>> attributes;
  std::string data_content_type;
  std::string data;
  bool is_json = false;
  // "<ledger id>-<epoch>-<position>": one a ledger's event, also among several ledgers.
  std::string dedupe_id;
  // "receipt-recorded", and the subject or blank.
  std::string type_word;
  std::string unit_id;
};

// `json` is called for EventData::kJson alone. Errors: INTERNAL: the bytes are none of an event, or
// of a kind that only a newer version of this program knows; errors of `json`.
absl::StatusOr<CloudEvent> MakeCloudEvent(const LedgerIdentity& ledger,
                                          const v1::DeliveredEvent& delivered, EventData data,
                                          const EventJsonWriter& json);

// A message as it is sent.
struct EncodedEvent {
  // "application/cloudevents+json" or that of the data.
  std::string content_type;
  // Binary form: "ce-id" and so on, values percent-encoded as the HTTP binding says, without
  // datacontenttype. Structured: none.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};
EncodedEvent Encode(const CloudEvent& event, EventForm form);

}  // namespace hemoledger

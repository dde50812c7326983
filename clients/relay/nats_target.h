// Publishes events to a stream of NATS JetStream. An event counts as delivered when the broker has
// acknowledged it, which it does when the stream has stored it.
//
// Every message carries Nats-Msg-Id (the dedupe id): sent again within the stream's duplicate
// window it is stored once. In binary form all attributes travel as headers ("ce-id",
// "ce-datacontenttype"), in structured form Content-Type says application/cloudevents+json, as the
// CloudEvents binding for NATS has it.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/relay/relay_target.h"

namespace hemoledger {

struct NatsOptions {
  // "nats://host:4222", "tls://host:4222"; one or more of a cluster. May hold user and password.
  std::vector<std::string> servers;
  // {type} becomes "receipt-recorded", {unit} the unit's id or "-".
  std::string subject = "hemoledger.{type}.{unit}";
  // Where the messages must be stored; another stream is refused.
  std::string stream;
  // Makes the stream where there is none: files, the template's subjects, a duplicate window of an
  // hour.
  bool create_stream = false;
  EventForm form = EventForm::kBinary;
  // Each may be blank.
  std::string user;
  std::string password;
  std::string token;
  // File of a user's JWT and seed (.creds).
  std::string credentials_file;
  // PEM file of the authorities to trust; blank: the system's.
  std::string ca_file;
  // For connecting, and for one acknowledgement. > 0.
  std::chrono::milliseconds timeout{5'000};
};

// The subject of an event; the template's subject for all events, "hemoledger.*.*".
std::string SubjectOf(std::string_view subject_template, const CloudEvent& event);
std::string SubjectFilterOf(std::string_view subject_template);

// Connects in Prepare, and again by itself whenever the connection is lost. Prepare's errors:
// UNAVAILABLE, FIELD_INVALID (no such stream, or it can not be made). Errors: FIELD_REQUIRED,
// FIELD_INVALID, FILE_UNREADABLE.
absl::StatusOr<std::unique_ptr<RelayTarget>> MakeNatsTarget(const NatsOptions& options);

}  // namespace hemoledger

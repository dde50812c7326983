// Sends events as HTTP POST requests, signed (signature.h).
//
// Headers of a request: those of the event's form, webhook-id (the dedupe id), webhook-timestamp
// (Unix seconds of this attempt), webhook-signature, and the configured ones. In binary form the
// signature covers the data and webhook-id, not the ce-* headers.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/relay/relay_target.h"
#include "clients/relay/signature.h"
#include "proto/base/clock.h"

namespace hemoledger {

struct WebhookOptions {
  // "https://host[:port]/path", or http://. No user and password in it.
  std::string url;
  EventForm form = EventForm::kStructured;
  // See WebhookSigner.
  std::vector<std::string> secrets;
  // Beside the relay's own; a value may be a secret.
  std::vector<std::pair<std::string, std::string>> headers;
  // PEM file of the authorities to trust; blank: the system's.
  std::string ca_file;
  // For one attempt from connecting to the end of the answer, however slowly it drips. > 0.
  std::chrono::milliseconds timeout{15'000};
};

// Keeps a connection for each Send under way. Certificates are verified, redirects not followed,
// answers read up to 64 KiB and thrown away. `clock` must outlive it. Errors: FIELD_REQUIRED,
// FIELD_INVALID, FILE_UNREADABLE (ca_file).
absl::StatusOr<std::unique_ptr<RelayTarget>> MakeWebhookTarget(const WebhookOptions& options,
                                                               Clock& clock);

}  // namespace hemoledger

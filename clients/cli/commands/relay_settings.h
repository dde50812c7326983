// The configuration file of `hemo relay`. docs/relay.md tells it to people.
//
//   group = "bao-tin"                 # required
//   form = "structured"               # structured, binary
//   data = "json"                     # json, protobuf
//   [webhook]                         # or [nats], one of both
//   url = "https://example.vn/hemoledger"
//   secret = "whsec_…"                # left out: the variable HEMOLEDGER_WEBHOOK_SECRET
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/commands/settings.h"
#include "clients/relay/nats_target.h"
#include "clients/relay/relay.h"
#include "clients/relay/webhook_target.h"

namespace hemoledger {

struct RelaySettings {
  std::string group_id;
  std::string consumer;
  int concurrency = 8;
  EventData data = EventData::kJson;
  std::chrono::seconds park_after{0};
  // One of both.
  std::optional<WebhookOptions> webhook;
  std::optional<NatsOptions> nats;
  // A secret stands in the file, and others than its owner may read it.
  bool secret_is_exposed = false;
};

// Secrets that the file leaves out are taken from HEMOLEDGER_WEBHOOK_SECRET (several with blanks
// between), HEMOLEDGER_NATS_PASSWORD and HEMOLEDGER_NATS_TOKEN. Relative paths in the file begin at
// its folder. Errors: FILE_UNREADABLE, INPUT_FILE_INVALID (with line and column), FIELD_REQUIRED;
// never with a secret in it.
absl::StatusOr<RelaySettings> LoadRelaySettings(const std::string& path,
                                                const EnvironmentVariables& variables);

}  // namespace hemoledger

// Records a receipt where there may be no network, then sends what waits.
//
//   record_and_send SERVER FOLDER UNIT-ID YYYYMMDD BLOOD-UNITS
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <span>
#include <string>

#include "clients/lib/client.h"
#include "proto/base/errors.h"

using hemoledger::Client;
namespace v1 = hemoledger::v1;

namespace {

int Tell(const absl::Status& error) {
  std::cerr << hemoledger::MessageOf(error, hemoledger::Language::kVietnamese) << "\n"
            << hemoledger::MessageOf(error, hemoledger::Language::kEnglish) << "\n";
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::cerr << "record_and_send SERVER FOLDER UNIT-ID YYYYMMDD BLOOD-UNITS\n";
    return 2;
  }
  Client client({.server = argv[1]});

  // One folder, one machine, one source: its id is this machine's for ever.
  auto spool = client.OpenSpool({.folder = argv[2], .source_id = "example-machine-1"});
  if (!spool.ok()) return Tell(spool.status());

  hemoledger::SpoolDraft draft;
  v1::Receipt& receipt = *draft.submission.mutable_receipt_recorded()->mutable_receipt();
  receipt.mutable_unit()->set_unit_id(argv[3]);
  receipt.mutable_interval()->set_first_date(std::atoi(argv[4]));
  receipt.add_bags()->set_count(static_cast<uint32_t>(std::atoi(argv[5])));

  const auto recorded = (*spool)->Record(std::span(&draft, 1));
  if (!recorded.ok()) return Tell(recorded.status());
  // On disk: from here on it is not lost, whatever happens.
  std::cout << "recorded " << recorded->front().sequence << "\n";

  // Tried again for a minute where the server can not be reached; then it waits for another time.
  const auto sent = client.Send(**spool, {.label = "an example"});
  if (absl::IsUnavailable(sent.status())) {
    std::cout << "no network; waiting: " << (*spool)->state().waiting() << "\n";
    return 0;
  }
  if (!sent.ok()) return Tell(sent.status());
  std::cout << "created " << sent->created << ", rejected " << sent->rejected << "\n";

  // What the server refused stays here, with the reason, until a person mends it.
  const auto refusals = (*spool)->Refusals();
  if (!refusals.ok()) return Tell(refusals.status());
  for (const hemoledger::SpoolRefusal& refusal : *refusals) {
    std::cout << "refused " << refusal.sequence << ": " << refusal.refusal.message_en() << "\n";
  }
  return 0;
}

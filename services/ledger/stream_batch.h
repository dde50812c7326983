// A run of submissions of one stream, on its way to the sequencer: parsed and checked for form
// where it arrived, in parallel.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/arena.h"
#include "hemoledger/v1/events.pb.h"
#include "hemoledger/v1/receipt_service.pb.h"
#include "proto/base/text_commitment.h"
#include "services/domain/facts.h"
#include "services/ledger/receipt_lookup.h"
#include "services/ledger/received_batch.h"
#include "services/ledger/rule_books.h"

namespace hemoledger {

enum class StreamMode : uint8_t { kSequence, kExternalId };

// What a stream was opened as.
struct StreamIdentity {
  StreamMode mode = StreamMode::kSequence;
  // Id of the source, or name of the feed.
  std::string scope;
  // Who streams; recorded with each event.
  std::string principal;
};

// One submission of a batch.
struct PreparedSubmission {
  // The client's bytes; they live as long as the batch.
  std::string_view bytes;
  // The same, parsed, on the batch's arena; nullptr: they can not be parsed, or it is ordinary.
  const v1::Submission* message = nullptr;
  // An ordinary receipt (receipt_scan.h): its form is right, and `facts` are what it comes to under
  // StreamBatch::books. Under others it must be parsed and decided (StreamBatch::Parse).
  bool ordinary = false;
  ReceiptFacts facts;
  // EXTERNAL_ID: as far as it could be read.
  std::string_view external_id;
  // SEQUENCE: its number. EXTERNAL_ID: its place in the stream, from 1.
  uint64_t number = 0;
  // OK, or why it is refused unless it is already there: form, then texts.
  absl::Status form;
  // Its accompanying texts, by ordinal.
  std::span<const v1::AccompanyingText* const> texts;
  // Of a correction or void: what it names, looked up in advance; nullptr: not found then. A hint:
  // the decision looks again.
  std::unique_ptr<const ReceiptTarget> target;
};

// Owns all that its submissions point to. Movable. Made by Ledger::PrepareBatch.
struct StreamBatch {
  StreamIdentity stream;
  std::vector<PreparedSubmission> submissions;
  // What `facts` of ordinary receipts rest on.
  RuleBooks books;
  // Bytes of submissions and texts, for back-pressure.
  size_t byte_size = 0;

  // What `submissions` point into.
  std::unique_ptr<const ReceivedBatch> received;
  std::unique_ptr<google::protobuf::Arena> arena;
  std::unique_ptr<TextsBySubmission> texts;

  // Parses one that is not parsed yet onto the arena. One thread at a time. Null: it can not be.
  const v1::Submission* Parse(PreparedSubmission& submission);
};

// The answer to a batch. `acknowledgement` covers the submissions from the first on; where `status`
// is not OK it may cover fewer than all, even none, and the stream ends with `status` after the
// acknowledgement was written.
struct BatchAnswer {
  v1::Acknowledgement acknowledgement;
  // OK, or: SEQUENCE_GAP (source_id, expected, actual), SOURCE_NOT_FOUND, DISK_NEARLY_FULL,
  // CLOCK_STOPPED, SERVER_STOPPING, OVERLOADED, OUTCOME_UNKNOWN, STORE_DAMAGED.
  absl::Status status;
};
using BatchDone = std::function<void(BatchAnswer)>;

}  // namespace hemoledger

// Streams submissions in EXTERNAL_ID mode: under a named feed, each with the id that its origin
// gave it. For files and for systems that keep their own records: nothing is stored here, so a run
// that ends half-way is repeated whole, and what is there already is answered with EXISTS.
//
//   ReceiptStreamer streamer(connection, {.feed = "benh-vien-da-khoa", .on_answer = Print}, clock,
//   random); absl::StatusOr<StreamProgress> done = streamer.Run(next);
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/lib/connection.h"
#include "clients/lib/stream_types.h"
#include "hemoledger/v1/events.pb.h"

namespace hemoledger {

// One submission of a feed.
struct FeedItem {
  // 1 to 128 bytes.
  std::string external_id;
  // Its body: receipt_recorded, receipt_corrected or receipt_voided. The identity is filled in
  // here.
  v1::Submission submission;
  // Salt and text of its Texts.
  std::vector<v1::AccompanyingText> texts;
};

struct ReceiptStreamerOptions {
  std::string feed = {};
  // What is known of the ledger, from an earlier answer; blank and 0: nothing yet.
  std::string ledger_id = {};
  uint32_t epoch = 0;
  StreamTuning tuning = {};
  // The answer for the item with this index (0, 1, … in the order of `next`); in that order, but
  // those refused here (larger than kMaxSubmissionBytes, never sent) may come earlier. One call at
  // a time, from any thread; may be empty.
  std::function<void(uint64_t index, const std::string& external_id,
                     const SubmissionAnswer& answer)>
      on_answer = {};
};

class ReceiptStreamer {
 public:
  // Keeps references to connection, clock and random.
  ReceiptStreamer(Connection& connection, ReceiptStreamerOptions options, Clock& clock,
                  Random& random);

  // Sends all that `next` gives (absent: no more), in the calling thread, until every one is
  // answered. OK also when some were refused: see the counts. Errors: those of StreamReceipts that
  // trying again does not mend (UNAVAILABLE once the time is up), and an error of `next`. Once.
  absl::StatusOr<StreamProgress> Run(
      const std::function<absl::StatusOr<std::optional<FeedItem>>()>& next);

  // What was counted so far, also when Run gave an error.
  const StreamProgress& progress() const { return progress_; }

 private:
  Connection& connection_;
  const ReceiptStreamerOptions options_;
  Clock& clock_;
  Random& random_;
  StreamProgress progress_;
};

}  // namespace hemoledger

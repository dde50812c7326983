#include "services/rpc/event_reader.h"

#include <algorithm>
#include <utility>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "proto/base/text_commitment.h"
#include "services/rpc/follow_limits.h"
#include "services/rpc/limits.h"
#include "services/rpc/receipt_reader.h"
#include "services/rpc/recorded_event.h"

namespace hemoledger {

namespace {

using RecordedEvents = google::protobuf::RepeatedPtrField<v1::RecordedEvent>;

// What is wanted, with its texts, as far as a batch goes.
class BatchFiller {
 public:
  BatchFiller(const LedgerStore& store, const EventScan& scan, RecordedEvents* events)
      : store_(store),
        max_size_(events->size() + scan.max_events),
        max_bytes_(scan.max_bytes),
        events_(*events) {}

  bool full() const { return events_.size() >= max_size_; }
  // False: it did not fit, and is not in.
  absl::StatusOr<bool> Add(uint64_t position, std::string_view event, bool has_texts) {
    v1::RecordedEvent recorded;
    recorded.set_event(event.data(), event.size());
    if (has_texts) RETURN_IF_ERROR(AddTexts(store_, position, recorded));
    const size_t size = recorded.ByteSizeLong();
    // The first one always fits: an event and its texts are far below the limit, but for very many
    // texts.
    if (bytes_ > 0 && bytes_ + size > max_bytes_) return false;
    bytes_ += size;
    *events_.Add() = std::move(recorded);
    return true;
  }

 private:
  const LedgerStore& store_;
  const int max_size_;
  const size_t max_bytes_;
  RecordedEvents& events_;
  size_t bytes_ = 0;
};

absl::Status LogEnds(uint64_t position) {
  return MakeError(ERROR_REASON_STORE_DAMAGED,
                   {{"detail", Concat("the log ends before position ", position)}});
}

// Reads the log itself. `tree` and `plans` may be null where `wanted` needs no traits.
absl::StatusOr<uint64_t> ScanInto(const LedgerStore& store, EventMatcher& wanted,
                                  const OrgTree* tree, const PlanBook* plans, uint64_t begin,
                                  uint64_t end, BatchFiller& batch) {
  uint64_t next = begin;
  v1::Event event;
  v1::Submission submission;
  EventSketch sketch;
  EventCursor cursor = store.ReadFrom(begin);
  while (next < end && !batch.full() && cursor.Next()) {
    const std::string_view bytes = cursor.event();
    if (!SketchEvent(bytes, sketch)) {
      return MakeError(ERROR_REASON_STORE_DAMAGED,
                       {{"detail", Concat("the event at position ", next, " can not be parsed")}});
    }
    if (wanted.MayMatch(sketch)) {
      EventTraits traits;
      bool has_texts = false;
      if (!wanted.needs_traits() || !ScanTraits(bytes, *tree, *plans, &traits)) {
        RETURN_IF_ERROR(ParseStored(bytes, &event, &submission));
        has_texts = !CollectTexts(submission).empty();
        if (wanted.needs_traits()) traits = TraitsOf(event, submission, *tree, *plans);
      }
      if (wanted.Matches(next, traits)) {
        ASSIGN_OR_RETURN(const bool added, batch.Add(next, bytes, has_texts));
        if (!added) return next;
      }
    }
    ++next;
  }
  RETURN_IF_ERROR(cursor.status());
  if (next == begin && next < end && !batch.full()) return LogEnds(next);
  return next;
}

// Reads what all who follow share.
absl::StatusOr<uint64_t> ReadTailInto(const LedgerStore& store, EventTail& tail,
                                      const ViewHead& head, EventMatcher& wanted, uint64_t begin,
                                      uint64_t end, BatchFiller& batch) {
  uint64_t next = begin;
  while (next < end && !batch.full()) {
    ASSIGN_OR_RETURN(const auto piece, tail.Find(store, head, next));
    const uint64_t piece_end = std::min(end, piece->next_position());
    for (; next < piece_end && !batch.full(); ++next) {
      const size_t index = next - piece->first_position;
      if (!wanted.MayMatch(piece->plain[index])) continue;
      const TailPiece::Entry& entry = piece->entries[index];
      if (!wanted.MayMatch(entry.sketch) || !wanted.Matches(next, entry.traits)) continue;
      ASSIGN_OR_RETURN(const bool added, batch.Add(next, piece->EventOf(entry), entry.has_texts));
      if (!added) return next;
    }
  }
  return next;
}

}  // namespace

absl::StatusOr<uint64_t> ReadEventsInto(const LedgerStore& store, const EventTypes& types,
                                        const EventScan& scan, RecordedEvents* events) {
  EventMatcher wanted(types);
  BatchFiller batch(store, scan, events);
  const uint64_t end = std::min(scan.end, scan.begin + kMaxScanEvents);
  return ScanInto(store, wanted, nullptr, nullptr, scan.begin, end, batch);
}

absl::StatusOr<uint64_t> ReadMatchesInto(const LedgerStore& store, EventTail& tail,
                                         const ViewHead& head, EventMatcher& wanted,
                                         const EventScan& scan, RecordedEvents* events) {
  wanted.MoveTo(head.books.tree, head.books.plans);
  BatchFiller batch(store, scan, events);
  const uint64_t end = std::min(scan.end, scan.begin + kMaxScanEvents);
  if (scan.begin + kTailEvents < head.next_position) {
    return ScanInto(store, wanted, head.books.tree.get(), head.books.plans.get(), scan.begin, end,
                    batch);
  }
  return ReadTailInto(store, tail, head, wanted, scan.begin, end, batch);
}

}  // namespace hemoledger

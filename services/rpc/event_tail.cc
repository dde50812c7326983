#include "services/rpc/event_tail.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "proto/base/text_commitment.h"
#include "services/rpc/follow_limits.h"
#include "services/rpc/receipt_reader.h"

namespace hemoledger {
namespace {

absl::Status Damaged(uint64_t position, std::string_view what) {
  return MakeError(ERROR_REASON_STORE_DAMAGED,
                   {{"detail", Concat("position ", position, ": ", what)}});
}

// Events from `begin` to before `end`, or to kTailPieceBytes.
absl::StatusOr<std::shared_ptr<const TailPiece>> MakePiece(const LedgerStore& store,
                                                           const ViewHead& head, uint64_t begin,
                                                           uint64_t end) {
  auto piece = std::make_shared<TailPiece>();
  piece->first_position = begin;
  piece->entries.reserve(end - begin);
  piece->plain.reserve(end - begin);
  v1::Event event;
  v1::Submission submission;
  EventCursor cursor = store.ReadFrom(begin);
  while (piece->next_position() < end && piece->bytes.size() < kTailPieceBytes && cursor.Next()) {
    TailPiece::Entry& entry = piece->entries.emplace_back();
    entry.offset = static_cast<uint32_t>(piece->bytes.size());
    entry.size = static_cast<uint32_t>(cursor.event().size());
    if (!ScanTraits(cursor.event(), *head.books.tree, *head.books.plans, &entry.traits)) {
      RETURN_IF_ERROR(ParseStored(cursor.event(), &event, &submission));
      entry.has_texts = !CollectTexts(submission).empty();
      entry.traits = TraitsOf(event, submission, *head.books.tree, *head.books.plans);
    }
    piece->plain.push_back(PlainReceiptOf(entry.traits));
    piece->bytes += cursor.event();
  }
  RETURN_IF_ERROR(cursor.status());
  if (piece->entries.empty()) return Damaged(begin, "the log ends before it");
  piece->bytes.shrink_to_fit();
  piece->entries.shrink_to_fit();
  piece->plain.shrink_to_fit();
  // Only now do the bytes stay where they are.
  for (TailPiece::Entry& entry : piece->entries) {
    if (!SketchEvent(piece->EventOf(entry), entry.sketch)) {
      return Damaged(piece->first_position, "an event can not be read");
    }
  }
  return piece;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const TailPiece>> EventTail::Find(const LedgerStore& store,
                                                                 const ViewHead& head,
                                                                 uint64_t position) {
  HL_CHECK(position < head.next_position);
  const MutexLock lock(mutex_);
  const auto after = pieces_.upper_bound(position);
  if (after != pieces_.begin()) {
    const auto& before = std::prev(after)->second;
    if (position < before->next_position()) return before;
  }
  uint64_t end = std::min(head.next_position, position + kTailPieceEvents);
  if (after != pieces_.end()) end = std::min(end, after->first);
  ASSIGN_OR_RETURN(std::shared_ptr<const TailPiece> piece, MakePiece(store, head, position, end));
  ++pieces_made_;
  bytes_ += piece->size_bytes();
  pieces_.emplace(position, piece);
  DropOldest();
  return piece;
}

void EventTail::DropOldest() {
  while (bytes_ > max_bytes_) {
    bytes_ -= pieces_.begin()->second->size_bytes();
    pieces_.erase(pieces_.begin());
  }
}

uint64_t EventTail::pieces_made() const {
  const MutexLock lock(mutex_);
  return pieces_made_;
}

}  // namespace hemoledger

#include "clients/cli/render/receipt_id.h"

#include "proto/base/ids.h"
#include "proto/base/sha256.h"
#include "proto/base/strings.h"

namespace hemoledger {

std::optional<v1::ReceiptReference> ParseReceiptId(std::string_view text) {
  v1::ReceiptReference reference;
  // The feed is an id, without '/'; the external id may hold anything.
  if (const size_t slash = text.find('/'); slash != std::string_view::npos) {
    const std::string_view feed = text.substr(0, slash);
    if (IsValidId(feed) && slash + 1 < text.size()) {
      reference.mutable_feed()->set_feed(std::string(feed));
      reference.mutable_feed()->set_external_id(std::string(text.substr(slash + 1)));
      return reference;
    }
    return std::nullopt;
  }
  if (const size_t hash = text.find('#'); hash != std::string_view::npos) {
    const std::string_view source = text.substr(0, hash);
    const std::optional<uint64_t> sequence = ParseUint64(text.substr(hash + 1));
    if (!IsValidId(source) || !sequence.has_value() || *sequence == 0) return std::nullopt;
    reference.mutable_source()->set_source_id(std::string(source));
    reference.mutable_source()->set_sequence(*sequence);
    return reference;
  }
  const size_t colon = text.find(':');
  const std::optional<uint64_t> position = ParseUint64(text.substr(0, colon));
  if (!position.has_value()) return std::nullopt;
  reference.set_position(*position);
  if (colon != std::string_view::npos) {
    const std::optional<std::string> leaf_hash = UnHex(text.substr(colon + 1));
    if (!leaf_hash.has_value() || leaf_hash->size() != sizeof(Hash256)) return std::nullopt;
    reference.set_leaf_hash(*leaf_hash);
  }
  return reference;
}

std::string ReceiptIdOf(const v1::ReceiptView& receipt) {
  switch (receipt.identity_case()) {
    case v1::ReceiptView::kFeed:
      return Concat(receipt.feed().feed(), "/", receipt.feed().external_id());
    case v1::ReceiptView::kSource:
      return Concat(receipt.source().source_id(), "#", receipt.source().sequence());
    default:
      return Concat(receipt.position(), ":", Hex(receipt.leaf_hash()));
  }
}

}  // namespace hemoledger

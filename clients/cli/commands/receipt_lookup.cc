#include "clients/cli/commands/receipt_lookup.h"

#include <optional>

#include "clients/cli/render/receipt_id.h"
#include "proto/base/errors.h"
#include "proto/base/sha256.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

// A position alone is for looking only.
bool IsPositionAlone(const v1::ReceiptReference& reference) {
  return reference.by_case() == v1::ReceiptReference::kPosition && reference.leaf_hash().empty();
}

}  // namespace

Option AddReceiptId(Command& command, std::string& id, bool for_writing) {
  Context& context = command.context();
  const std::string forms =
      for_writing
          ? context.Say("FEED/MÃ, NGUỒN#SỐ hoặc VỊ-TRÍ:BĂM", "FEED/ID, SOURCE#N or POSITION:HASH")
          : context.Say("FEED/MÃ, NGUỒN#SỐ, VỊ-TRÍ:BĂM, hoặc chỉ vị trí",
                        "FEED/ID, SOURCE#N, POSITION:HASH, or a position alone");
  const auto read = [&id, &context, forms, for_writing](const std::string& text) -> std::string {
    const std::optional<v1::ReceiptReference> reference = ParseReceiptId(text);
    if (!reference.has_value() || (for_writing && IsPositionAlone(*reference))) {
      return context.Say("\"" + text + "\" không phải là mã phiếu; viết ",
                         "\"" + text + "\" names no receipt; write ") +
             forms;
    }
    id = text;
    return "";
  };
  return command.AddRead("RECEIPT", read, context.Say("mã phiếu: ", "the receipt: ") + forms)
      .Required()
      .TypeName("");
}

absl::StatusOr<v1::ReceiptReference> ResolveReceipt(Context& context, const std::string& id,
                                                    bool for_writing) {
  std::optional<v1::ReceiptReference> reference = ParseReceiptId(id);
  const bool position_alone = reference.has_value() && IsPositionAlone(*reference);
  if (!reference.has_value() || (position_alone && for_writing)) {
    return MakeError(ERROR_REASON_FIELD_INVALID,
                     {{"field", "RECEIPT"},
                      {"value", id},
                      {"expected", for_writing ? "FEED/ID, SOURCE#N, POSITION:HASH"
                                               : "FEED/ID, SOURCE#N, POSITION:HASH, POSITION"}});
  }
  if (!position_alone) return *std::move(reference);
  v1::ReadEventsRequest request;
  request.set_from_position(reference->position());
  request.set_page_size(1);
  ASSIGN_OR_RETURN(const v1::ReadEventsResponse events, context.connection().ReadEvents(request));
  if (events.events().empty()) {
    return MakeError(ERROR_REASON_POSITION_PAST_HEAD,
                     {{"position", reference->position()}, {"head", events.head_position()}});
  }
  reference->set_leaf_hash(ToBytes(LeafHash(events.events(0).event())));
  return *std::move(reference);
}

absl::StatusOr<v1::GetReceiptResponse> FetchReceipt(Context& context,
                                                    const v1::ReceiptReference& reference,
                                                    const v1::ReadOptions& read) {
  v1::GetReceiptRequest request;
  *request.mutable_receipt() = reference;
  *request.mutable_read() = read;
  return context.connection().GetReceipt(request);
}

}  // namespace hemoledger

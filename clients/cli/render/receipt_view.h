// Receipts in a list, one receipt with its versions, and what was refused.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "hemoledger/v1/receipt_service.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

// All bags together.
int64_t BloodUnits(const v1::Receipt& receipt);
// "10 × 250 ml, 3 × 350 ml"; blank when no volume is known.
std::string BagWords(const v1::Receipt& receipt);

// Which unit a reference of a receipt names: its id, or the name as given.
std::string UnitWords(const v1::UnitReference& reference);

std::string ReceiptsText(std::span<const v1::ReceiptView> receipts, Language language);
std::string ReceiptsCsv(std::span<const v1::ReceiptView> receipts);

// With every version, and what each changed.
std::string ReceiptText(const v1::ReceiptView& receipt, Language language);

std::string RejectionsText(std::span<const v1::Rejection> rejections, const std::string& source_id,
                           Language language);
std::string RejectionsCsv(std::span<const v1::Rejection> rejections, const std::string& source_id);

}  // namespace hemoledger

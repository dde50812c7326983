// How a receipt is named on the command line and in the first column of lists.
//
//   kien-giang-2021-report/pl1-01-2      feed and external id
//   may-thanh-loc#12                     source and number
//   158:3f0a…                            position and leaf hash (64 hexadecimal digits), for
//   receipts of unary calls 158                                  position alone: only for looking,
//   since positions may differ after a restore
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hemoledger/v1/receipt_service.pb.h"
#include "hemoledger/v1/values.pb.h"

namespace hemoledger {

// Absent: it has none of the four forms. A position alone comes without a leaf hash.
std::optional<v1::ReceiptReference> ParseReceiptId(std::string_view text);

std::string ReceiptIdOf(const v1::ReceiptView& receipt);

}  // namespace hemoledger

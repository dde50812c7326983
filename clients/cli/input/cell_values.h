// Reading single values, of cells as of headers alike. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "hemoledger/v1/values.pb.h"

namespace hemoledger {

// A count as a document prints it (services/domain/numbers.h): its `text` is kept where it is not
// the usual Vietnamese form. Absent: it can not be read with certainty.
std::optional<v1::PrintedNumber> ReadPrintedCount(std::string_view text);

// What is expected where a date or an interval can not be read.
inline constexpr std::string_view kDateExpected = "05/4/2021, 2021-04-05";
inline constexpr std::string_view kIntervalExpected = "05/4/2021, 4/2021, 01/12/2020 – 30/11/2021";

}  // namespace hemoledger

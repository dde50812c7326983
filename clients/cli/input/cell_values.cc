#include "clients/cli/input/cell_values.h"

#include "services/domain/numbers.h"

namespace hemoledger {

std::optional<v1::PrintedNumber> ReadPrintedCount(std::string_view text) {
  const std::optional<int64_t> value = ReadCount(text);
  if (!value) return std::nullopt;
  v1::PrintedNumber number;
  number.set_value(*value);
  if (FormatCount(*value, Language::kVietnamese) != text) number.set_text(std::string(text));
  return number;
}

}  // namespace hemoledger

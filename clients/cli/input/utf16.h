// Text in UTF-16, as Excel's "Unicode text" and Notepad write it.
#pragma once

#include <string>
#include <string_view>

#include "clients/cli/input/problems.h"

namespace hemoledger {

// `bytes`, which follow a byte order mark, as UTF-8. Surrogates without their other half and half a
// character at the end are problems with the line, and with the byte counted from the beginning of
// the file; at most 100 are told. They are replaced by U+FFFD.
std::string DecodeUtf16(std::string_view bytes, bool big_endian, const std::string& file,
                        Problems& problems);

}  // namespace hemoledger

// Whole text files in memory.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/input/problems.h"

namespace hemoledger {

// Largest file that is read, in bytes: some ten times what a document of the largest size needs.
inline constexpr size_t kMaxInputFileBytes = 64 << 20;

// Content of a UTF-8 file without its byte order mark; line ends as they are. Lines that are not
// UTF-8 are problems (at most 100), and so is a file in UTF-16; the content is then not to be used.
// FILE_UNREADABLE: it can not be opened or read, or is too large.
absl::StatusOr<std::string> ReadTextFile(const std::string& path, Problems& problems);

}  // namespace hemoledger

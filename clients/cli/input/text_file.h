// Whole input files in memory, and texts in whatever encoding they were saved.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/input/problems.h"

namespace hemoledger {

// Largest file that is read, in bytes: some ten times what a document of the largest size needs.
inline constexpr size_t kMaxInputFileBytes = 64 << 20;

// Content of a file as it is. FILE_UNREADABLE: it can not be opened or read, or is too large.
absl::StatusOr<std::string> ReadInputFile(const std::string& path);

// `bytes` of a file as UTF-8 without byte order mark; line ends as they are. UTF-16 with a byte
// order mark is decoded. What is neither UTF-8 nor that is told by line (at most 100), and the
// answer is then not to be used.
std::string DecodeTextFile(std::string bytes, const std::string& path, Problems& problems);

// Both.
absl::StatusOr<std::string> ReadTextFile(const std::string& path, Problems& problems);

}  // namespace hemoledger

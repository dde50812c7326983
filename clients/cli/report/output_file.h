// Writing a file whole or not at all.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "proto/base/random.h"

namespace hemoledger {

// Calls `write` with the path of a new file beside `path`, syncs it and puts it in the place of
// `path`: whoever opens `path` finds the old content or the new one, also after a power cut. Where
// anything fails nothing is left behind. `random` makes the new file's name.
//
// Errors: FILE_UNREADABLE (the folder is not there, or may not be written; `path` is a folder), and
// those of `write`.
absl::Status ReplaceFile(const std::string& path, Random& random,
                         const std::function<absl::Status(const std::string&)>& write);

// The same, of a text.
absl::Status ReplaceFileWith(const std::string& path, std::string_view content, Random& random);

}  // namespace hemoledger

// Writes files for people whole or not at all: nobody ever sees half of one, and what stood there
// before is only replaced when that is asked for.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "proto/base/random.h"

namespace hemoledger {

struct WholeFile {
  std::string path;
  std::string bytes;
};

// Writes the files, in their order: first each beside its place under another name, synced, then
// all are given their names. The last is there only when all before it are. With `replace` a file
// of a name that is taken is replaced, else that is an error, and none of the files is left behind.
// Folders are not made. `random` names the files under way. Errors: FILE_UNREADABLE with the path
// and why.
absl::Status WriteWholeFiles(const std::vector<WholeFile>& files, bool replace, Random& random);

// The same for one file that something else writes: `write` is given the path under which it is on
// its way. An error of `write` is passed on, and nothing is left behind.
absl::Status WriteWholeFile(const std::string& path, bool replace, Random& random,
                            const std::function<absl::Status(const std::string& path)>& write);

}  // namespace hemoledger

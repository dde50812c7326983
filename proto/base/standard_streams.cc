#include "proto/base/standard_streams.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>

namespace hemoledger {

void OccupyStandardStreams() {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
    if (fcntl(descriptor, F_GETFD) != -1) continue;
    // The lowest free descriptor is this one. The wrong way round, so that a lost output is
    // noticed.
    const int flags = descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY;
    if (open("/dev/null", flags) != descriptor) std::abort();
  }
}

}  // namespace hemoledger

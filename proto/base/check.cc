#include "proto/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace hemoledger::internal {

CheckFailure::CheckFailure(const char* file, int line, const char* condition) {
  stream_ << file << ":" << line << ": check failed: " << condition << " ";
}

CheckFailure::~CheckFailure() {
  // stdio, not the log: whatever is broken, this must get out.
  std::fprintf(stderr, "%s\n", stream_.str().c_str());
  std::fflush(stderr);
  std::abort();
}

}  // namespace hemoledger::internal

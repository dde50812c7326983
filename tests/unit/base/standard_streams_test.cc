#include "proto/base/standard_streams.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

namespace hemoledger {
namespace {

// Runs `check` in a child in which the given descriptors are closed; whether it held.
template <typename Check>
bool HoldsWithout(std::initializer_list<int> closed, Check check) {
  const pid_t child = fork();
  if (child == 0) {
    for (const int descriptor : closed) close(descriptor);
    OccupyStandardStreams();
    _exit(check() ? 0 : 1);
  }
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(StandardStreamsTest, NoFileOpenedLaterTakesAClosedStream) {
  EXPECT_TRUE(HoldsWithout({0, 1, 2}, [] { return open("/dev/null", O_RDWR) > STDERR_FILENO; }));
  EXPECT_TRUE(HoldsWithout({2}, [] { return open("/dev/null", O_RDWR) > STDERR_FILENO; }));
}

TEST(StandardStreamsTest, WritingToAClosedStreamStillFails) {
  EXPECT_TRUE(HoldsWithout({1}, [] { return write(1, "x", 1) == -1 && errno == EBADF; }));
  EXPECT_TRUE(HoldsWithout({0, 2}, [] { return write(2, "x", 1) == -1 && errno == EBADF; }));
}

TEST(StandardStreamsTest, OpenStreamsStayAsTheyAre) {
  EXPECT_TRUE(HoldsWithout({}, [] {
    int ends[2];
    if (pipe(ends) != 0 || dup2(ends[1], 1) != 1) return false;
    OccupyStandardStreams();
    char byte = 0;
    return write(1, "x", 1) == 1 && read(ends[0], &byte, 1) == 1 && byte == 'x';
  }));
}

}  // namespace
}  // namespace hemoledger

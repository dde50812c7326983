// Loaded before a program (LD_PRELOAD): shifts the wall clock that it sees by CLOCK_SHIFT_SECONDS.
// Other clocks stay.
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec* now) {
  const long result = syscall(SYS_clock_gettime, clock, now);
  const char* const shift = getenv("CLOCK_SHIFT_SECONDS");
  if (result == 0 && clock == CLOCK_REALTIME && shift != NULL) now->tv_sec += atol(shift);
  return (int)result;
}

/* Preloaded into a program: kills it at its n-th system call that changes a file of one folder.
 *
 * KILL_FOLDER is the folder (without a link in its path), KILL_AT counts from 1; 0 or unset: never. A write is done by half before the
 * program dies, all else not at all: the power may go in the middle of a write. A file that is made shows at the first write into it.
 * KILL_COUNT_FILE, if set, is given the number of calls when the program ends by itself.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls;

static int in_folder(const char* path) {
  const char* folder = getenv("KILL_FOLDER");
  return folder != NULL && path != NULL && strncmp(path, folder, strlen(folder)) == 0;
}

static int of_folder(int fd) {
  char link[64];
  char path[PATH_MAX];
  snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof(path) - 1);
  if (length < 0) return 0;
  path[length] = '\0';
  return in_folder(path);
}

/* Whether this call is the one. */
static int is_due(void) {
  const char* at = getenv("KILL_AT");
  long number = atomic_fetch_add(&calls, 1) + 1;
  return at != NULL && atol(at) == number;
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

__attribute__((destructor)) static void tell(void) {
  const char* file = getenv("KILL_COUNT_FILE");
  if (file == NULL) return;
  FILE* out = fopen(file, "w");
  if (out == NULL) return;
  fprintf(out, "%ld\n", atomic_load(&calls));
  fclose(out);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void* bytes, size_t size) {
  if (of_folder(fd) && is_due()) {
    REAL(write)(fd, bytes, size / 2);
    die();
  }
  return REAL(write)(fd, bytes, size);
}

ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t offset) {
  if (of_folder(fd) && is_due()) {
    REAL(pwrite64)(fd, bytes, size / 2, offset);
    die();
  }
  return REAL(pwrite64)(fd, bytes, size, offset);
}

ssize_t pwrite(int fd, const void* bytes, size_t size, off_t offset) {
  if (of_folder(fd) && is_due()) {
    REAL(pwrite)(fd, bytes, size / 2, offset);
    die();
  }
  return REAL(pwrite)(fd, bytes, size, offset);
}

int fsync(int fd) {
  if (of_folder(fd) && is_due()) die();
  return REAL(fsync)(fd);
}

int fdatasync(int fd) {
  if (of_folder(fd) && is_due()) die();
  return REAL(fdatasync)(fd);
}

int ftruncate64(int fd, off64_t size) {
  if (of_folder(fd) && is_due()) die();
  return REAL(ftruncate64)(fd, size);
}

int ftruncate(int fd, off_t size) {
  if (of_folder(fd) && is_due()) die();
  return REAL(ftruncate)(fd, size);
}

int unlink(const char* path) {
  if (in_folder(path) && is_due()) die();
  return REAL(unlink)(path);
}

int rename(const char* from, const char* to) {
  if (in_folder(to) && is_due()) die();
  return REAL(rename)(from, to);
}

int mkdir(const char* path, mode_t mode) {
  if (in_folder(path) && is_due()) die();
  return REAL(mkdir)(path, mode);
}

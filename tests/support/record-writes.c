/*
 * Preloaded into a store's process, this appends to the file RECORD_WRITES_TO what the process writes to data.mdb and
 * when it was flushed, so that the file can be made as a power cut at any moment would have left it.
 *
 * A record: kind (1 byte), sequence of a flush (4 bytes), offset (8), length (8), the bytes of a write. Kinds: W a
 * write, D a write that is on the disk when it returns (O_DSYNC), T a truncation to the offset, B the beginning of a
 * flush, E its end. Only what was written before B is on the disk after E.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int record_fd = -1;
static uint32_t flushes = 0;

static void *next(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (found == NULL) abort();
  return found;
}

static int is_data_file(int fd) {
  static const char name[] = "/data.mdb";
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  size_t size = sizeof name - 1;
  return length >= (ssize_t)size && memcmp(path + length - size, name, size) == 0;
}

static void put(const void *bytes, size_t length) {
  static ssize_t (*real)(int, const void *, size_t);
  if (real == NULL) real = next("write");
  for (const char *at = bytes; length > 0;) {
    ssize_t done = real(record_fd, at, length);
    if (done < 0) abort();
    at += done;
    length -= (size_t)done;
  }
}

static void record(char kind, uint32_t sequence, uint64_t offset, const void *bytes, uint64_t length) {
  if (record_fd < 0) {
    const char *path = getenv("RECORD_WRITES_TO");
    record_fd = path == NULL ? -1 : open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (record_fd < 0) abort();
  }
  char *whole = malloc(21 + length);
  if (whole == NULL) abort();
  whole[0] = kind;
  memcpy(whole + 1, &sequence, 4);
  memcpy(whole + 5, &offset, 8);
  memcpy(whole + 13, &length, 8);
  if (length > 0) memcpy(whole + 21, bytes, length);
  put(whole, 21 + length);
  free(whole);
}

static char kind_of(int fd) { return (fcntl(fd, F_GETFL) & O_DSYNC) == O_DSYNC ? 'D' : 'W'; }

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
  static ssize_t (*real)(int, const void *, size_t, off64_t);
  if (real == NULL) real = next("pwrite64");
  if (!is_data_file(fd)) return real(fd, bytes, length, offset);
  pthread_mutex_lock(&lock);
  ssize_t done = real(fd, bytes, length, offset);
  if (done > 0) record(kind_of(fd), 0, (uint64_t)offset, bytes, (uint64_t)done);
  pthread_mutex_unlock(&lock);
  return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
  return pwrite64(fd, bytes, length, offset);
}

ssize_t write(int fd, const void *bytes, size_t length) {
  static ssize_t (*real)(int, const void *, size_t);
  if (real == NULL) real = next("write");
  if (!is_data_file(fd)) return real(fd, bytes, length);
  pthread_mutex_lock(&lock);
  ssize_t done = real(fd, bytes, length);
  /* Known only now, for a file that is appended to. */
  off_t offset = lseek(fd, 0, SEEK_CUR) - done;
  if (done > 0) record(kind_of(fd), 0, (uint64_t)offset, bytes, (uint64_t)done);
  pthread_mutex_unlock(&lock);
  return done;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  static ssize_t (*real)(int, const struct iovec *, int);
  if (real == NULL) real = next("writev");
  if (!is_data_file(fd)) return real(fd, parts, count);
  pthread_mutex_lock(&lock);
  ssize_t done = real(fd, parts, count);
  off_t offset = lseek(fd, 0, SEEK_CUR) - done;
  ssize_t left = done;
  for (int i = 0; i < count && left > 0; i++) {
    size_t length = parts[i].iov_len < (size_t)left ? parts[i].iov_len : (size_t)left;
    record(kind_of(fd), 0, (uint64_t)offset, parts[i].iov_base, length);
    offset += (off_t)length;
    left -= (ssize_t)length;
  }
  pthread_mutex_unlock(&lock);
  return done;
}

static int flush(int fd, int (*real)(int)) {
  if (!is_data_file(fd)) return real(fd);
  pthread_mutex_lock(&lock);
  uint32_t sequence = ++flushes;
  record('B', sequence, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  int failed = real(fd);
  pthread_mutex_lock(&lock);
  if (failed == 0) record('E', sequence, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return failed;
}

int fdatasync(int fd) {
  static int (*real)(int);
  if (real == NULL) real = next("fdatasync");
  return flush(fd, real);
}

int fsync(int fd) {
  static int (*real)(int);
  if (real == NULL) real = next("fsync");
  return flush(fd, real);
}

int ftruncate64(int fd, off64_t length) {
  static int (*real)(int, off64_t);
  if (real == NULL) real = next("ftruncate64");
  if (!is_data_file(fd)) return real(fd, length);
  pthread_mutex_lock(&lock);
  int failed = real(fd, length);
  if (failed == 0) record('T', 0, (uint64_t)length, NULL, 0);
  pthread_mutex_unlock(&lock);
  return failed;
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

/* Would flush what nothing here has seen written: the store must not write through a map. */
int msync(void *address, size_t length, int flags) {
  (void)address;
  (void)length;
  (void)flags;
  abort();
}

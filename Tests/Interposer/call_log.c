// Writes every call that is looked at into a file, in the order in which they were made: a `struct interposer_entry`, the
// path and the bytes.
#include "interposer.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static int log_descriptor = -1;

bool log_is_wanted(void) { return log_descriptor >= 0; }

void log_open(void) {
  const char *path = getenv("TORTURE_LOG");
  if (!path) return;
  int opened = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  // Out of the way of the numbers that the program gets.
  log_descriptor = fcntl(opened, F_DUPFD_CLOEXEC, 900);
  close(opened);
}

void log_call(const struct call *call, unsigned number, long result, int error) {
  size_t path_count = call->path ? strlen(call->path) : 0;
  size_t other_count = call->other_path ? strlen(call->other_path) + 1 : 0;
  bool has_data = call->data && result > 0 && (call->kind == INTERPOSER_WRITE || call->kind == INTERPOSER_TELL);
  struct interposer_entry entry = {
      .number = number,
      .kind = (uint16_t)call->kind,
      .error = (uint16_t)error,
      .inode = call->inode,
      .offset = call->offset,
      .result = result,
      .descriptor = call->descriptor,
      .path_count = (uint32_t)(path_count + other_count),
      .data_count = has_data ? (uint32_t)result : 0,
  };
  // A path's own NUL stands between it and the other one.
  struct iovec parts[] = {
      {&entry, sizeof entry},
      {(void *)call->path, other_count ? path_count + 1 : path_count},
      {(void *)call->other_path, other_count ? other_count - 1 : 0},
      {(void *)call->data, entry.data_count},
  };
  // A log with holes would prove nothing.
  size_t whole = sizeof entry + path_count + other_count + entry.data_count;
  if (syscall(SYS_writev, log_descriptor, parts, 4) != (long)whole) abort();
}

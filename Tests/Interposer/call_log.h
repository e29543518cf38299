// The interposer stands between a program and the kernel (LD_PRELOAD) and lets one call of it go wrong. Nothing of it is in
// the product, which is not changed and does not know. How it is steered stands in fate.c; this is what it writes down.
#pragma once
#include <stdint.h>

/// What a call does, as a log names it. Only calls that change a file below TORTURE_ROOT, talk to a server, or tell
/// something on standard output or standard error are looked at.
enum interposer_kind {
  INTERPOSER_CREATE = 1, // open(2) that made the file
  INTERPOSER_WRITE,
  INTERPOSER_SYNC,     // fsync(2)
  INTERPOSER_DATASYNC, // fdatasync(2)
  INTERPOSER_TRUNCATE,
  INTERPOSER_ALLOCATE,
  INTERPOSER_UNLINK,
  INTERPOSER_RENAME,
  INTERPOSER_MKDIR,
  INTERPOSER_CHMOD,
  INTERPOSER_TELL,
  INTERPOSER_CONNECT,
  INTERPOSER_SEND,
  INTERPOSER_RECEIVE,
};

/// One call in a log; `path_count` bytes of its path and `data_count` bytes of what was written follow. A rename has both
/// paths, with a NUL between.
struct interposer_entry {
  uint32_t number;
  uint16_t kind;
  /// 0, or the error that the program saw.
  uint16_t error;
  /// Of the file, 0 for a path alone.
  uint64_t inode;
  /// Where it was written, or the new length, or the mode.
  int64_t offset;
  /// What the call returned.
  int64_t result;
  int32_t descriptor;
  uint32_t path_count;
  uint32_t data_count;
  uint32_t reserved;
};

#pragma once
#define _GNU_SOURCE 1
#include "call_log.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/// A call that is looked at, before it is made.
struct call {
  enum interposer_kind kind;
  long system_call;
  long arguments[6];
  /// Which argument says how many bytes; -1 when none does, or half of them makes no sense.
  int count_argument;
  int descriptor;
  /// What it is about: a path, or for a rename two.
  const char *path, *other_path;
  const void *data;
  int64_t offset;
  uint64_t inode;
};

/// Makes the call, unless its fate is another one. Returns as syscall(2) does.
long settle(struct call *call);

bool log_is_wanted(void);
void log_open(void);
void log_call(const struct call *call, unsigned number, long result, int error);

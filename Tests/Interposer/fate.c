// Which call goes wrong, and how. The environment says it:
//
//   TORTURE_ROOT    the folder whose files count
//   TORTURE_CALL    the number of the call, from 1, among all that are looked at
//   TORTURE_KIND    only calls of this kind are counted, by its number in call_log.h
//   TORTURE_FATE    before, within, after: the process is killed there; within means that half of the bytes went.
//                   short: half of the bytes go, and the call says so.
//                   error: the call is not made and gives TORTURE_ERROR.
//                   full: from this call on the disk is full, until the program gives room back. It says so by
//                   TORTURE_ERROR, or by ENOSPC.
//                   starved: as full, and somebody else takes what is given back.
//   TORTURE_ERROR   the number of an errno
//   TORTURE_SIGNAL  what to kill with; SIGKILL without it
//   TORTURE_LOG     a file for every call, see call_log.c
#include "interposer.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum fate { NONE, BEFORE, WITHIN, AFTER, SHORT, ERROR, FULL, STARVED };

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static unsigned calls;
static unsigned counted;
static unsigned chosen;
static int chosen_kind;
static enum fate fate;
static int chosen_error;
static int chosen_signal = SIGKILL;
static int64_t room;

__attribute__((constructor)) static void read_environment(void) {
  static const char *const names[] = {"", "before", "within", "after", "short", "error", "full", "starved"};
  const char *text = getenv("TORTURE_FATE");
  for (int i = BEFORE; text && i <= STARVED; i++) {
    if (strcmp(text, names[i]) == 0) fate = (enum fate)i;
  }
  if ((text = getenv("TORTURE_CALL"))) chosen = (unsigned)strtoul(text, NULL, 10);
  if ((text = getenv("TORTURE_KIND"))) chosen_kind = (int)strtol(text, NULL, 10);
  if ((text = getenv("TORTURE_ERROR"))) chosen_error = (int)strtol(text, NULL, 10);
  if ((text = getenv("TORTURE_SIGNAL"))) chosen_signal = (int)strtol(text, NULL, 10);
  log_open();
}

static void die(void) {
  // Threads of the product block every signal; the one of a real crash comes through all the same.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, chosen_signal);
  pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
  // On this thread, so that a handler for a crash would see the stack of the call.
  syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), chosen_signal);
  for (;;) pause();
}

static long make(const struct call *call, long count) {
  long a[6];
  memcpy(a, call->arguments, sizeof a);
  if (call->count_argument >= 0) a[call->count_argument] = count;
  return syscall(call->system_call, a[0], a[1], a[2], a[3], a[4], a[5]);
}

/// The 4 KiB blocks that a file of this size needs, in bytes.
static int64_t blocks(int64_t size) { return (size + 4095) & ~(int64_t)4095; }

static int64_t size_of(const struct call *call) {
  struct stat facts;
  int code = call->path ? stat(call->path, &facts) : fstat(call->descriptor, &facts);
  return code == 0 && S_ISREG(facts.st_mode) ? blocks(facts.st_size) : 0;
}

/// On a full disk: how much more room the call needs, or gives back when it is negative.
static int64_t room_needed(const struct call *call, long count) {
  switch (call->kind) {
  case INTERPOSER_CREATE:
  case INTERPOSER_MKDIR: return 4096;
  case INTERPOSER_WRITE:
  case INTERPOSER_ALLOCATE: {
    int64_t growth = blocks(call->offset + count) - size_of(call);
    return growth > 0 ? growth : 0;
  }
  case INTERPOSER_TRUNCATE: return blocks(call->offset) - size_of(call);
  case INTERPOSER_UNLINK: return -size_of(call) - 4096;
  default: return 0;
  }
}

long settle(struct call *call) {
  pthread_mutex_lock(&one_at_a_time);
  unsigned number = ++calls;
  long count = call->count_argument >= 0 ? call->arguments[call->count_argument] : 0;
  if (chosen_kind == 0 || (int)call->kind == chosen_kind) counted++;
  bool is_full = fate == FULL || fate == STARVED;
  bool is_struck = chosen > 0 && (is_full ? counted >= chosen : counted == chosen);
  if (chosen_kind != 0 && (int)call->kind != chosen_kind) is_struck = is_struck && is_full;
  int error = 0;
  long result = 0;
  if (is_struck && fate == BEFORE) die();
  if (is_struck && fate == WITHIN) {
    if (count > 1) make(call, count / 2);
    die();
  }
  if (is_struck && fate == ERROR) {
    error = chosen_error;
  } else if (is_struck && is_full) {
    int64_t needed = room_needed(call, count);
    if (needed > room) error = chosen_error ? chosen_error : ENOSPC;
    else if (needed > 0 || fate == FULL) room -= needed;
  }
  if (error == 0) {
    result = make(call, is_struck && fate == SHORT && count > 1 ? count / 2 : count);
    if (result < 0) error = errno;
  } else {
    result = -1;
  }
  if (log_is_wanted()) log_call(call, number, result, error);
  if (is_struck && fate == AFTER) die();
  pthread_mutex_unlock(&one_at_a_time);
  if (result < 0) errno = error;
  return result;
}

// What keeps a terminal usable however the process ends: see signal-safety(7) for what a handler may call.
#define _GNU_SOURCE 1
#include "CSystem.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static const int fatal_signals[] = {SIGSEGV, SIGABRT, SIGTRAP, SIGILL, SIGBUS, SIGFPE};
enum { fatal_signal_count = sizeof fatal_signals / sizeof fatal_signals[0], bytes_limit = 256, stack_size = 65536 };

static struct {
  volatile sig_atomic_t is_armed;
  int descriptor;
  struct termios modes;
  char bytes[bytes_limit];
  size_t count;
} guard;

static char handler_stack[stack_size];

static void give_back(void) {
  if (!guard.is_armed) return;
  guard.is_armed = 0;
  const char *rest = guard.bytes;
  size_t count = guard.count;
  while (count > 0) {
    ssize_t written = write(guard.descriptor, rest, count);
    if (written <= 0) break;
    rest += written;
    count -= (size_t)written;
  }
  tcsetattr(guard.descriptor, TCSANOW, &guard.modes);
}

// SA_RESETHAND has put the default action back, so raising the signal again ends the process as it would have ended.
static void on_fatal_signal(int signal_number) {
  give_back();
  raise(signal_number);
}

static int install_handlers(void) {
  const stack_t stack = {.ss_sp = handler_stack, .ss_size = sizeof handler_stack};
  if (sigaltstack(&stack, NULL) != 0) return -1;
  struct sigaction action = {.sa_handler = on_fatal_signal, .sa_flags = (int)(SA_ONSTACK | SA_RESETHAND | SA_NODEFER)};
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < fatal_signal_count; i++)
    if (sigaction(fatal_signals[i], &action, NULL) != 0) return -1;
  return atexit(give_back) == 0 ? 0 : -1;
}

int csystem_guard_terminal(int descriptor) {
  static int is_installed = 0;
  if (tcgetattr(descriptor, &guard.modes) != 0) return -1;
  guard.descriptor = descriptor;
  if (!is_installed && install_handlers() != 0) return -1;
  is_installed = 1;
  guard.is_armed = 1;
  return 0;
}

int csystem_guard_writes(const void *bytes, size_t count) {
  if (count > bytes_limit) return errno = EINVAL, -1;
  // Emptied first: a signal in between then writes nothing rather than half of it.
  guard.count = 0;
  memcpy(guard.bytes, bytes, count);
  guard.count = count;
  return 0;
}

void csystem_release_terminal(void) { guard.is_armed = 0; }

int csystem_window_size(int descriptor, int *columns, int *rows) {
  struct winsize window;
  if (ioctl(descriptor, TIOCGWINSZ, &window) != 0) return -1;
  *columns = window.ws_col;
  *rows = window.ws_row;
  return 0;
}

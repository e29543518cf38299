// What keeps a terminal usable however the process ends: see signal-safety(7) for what a handler may call.
#define _GNU_SOURCE 1
#include "CTerminal.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static const int fatal_signals[] = {SIGSEGV, SIGABRT, SIGTRAP, SIGILL, SIGBUS, SIGFPE};
enum { fatal_signal_count = sizeof fatal_signals / sizeof fatal_signals[0], bytes_limit = 256, stack_size = 65536 };

struct guard {
  volatile sig_atomic_t is_armed;
  int descriptor;
  struct termios modes;
  char bytes[bytes_limit];
  size_t count;
};

// Behind a guardian the guard lies in memory that both share, so that the guardian can use it when the worker is gone.
static struct guard own_guard;
static struct guard *guard = &own_guard;

static char handler_stack[stack_size];

static void give_back(void) {
  if (!guard->is_armed) return;
  guard->is_armed = 0;
  const char *rest = guard->bytes;
  size_t count = guard->count;
  while (count > 0) {
    ssize_t written = write(guard->descriptor, rest, count);
    if (written <= 0) break;
    rest += written;
    count -= (size_t)written;
  }
  tcsetattr(guard->descriptor, TCSANOW, &guard->modes);
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

int cterminal_guard(int descriptor) {
  static int is_installed = 0;
  if (guard->is_armed) return 0;
  if (tcgetattr(descriptor, &guard->modes) != 0) return -1;
  guard->descriptor = descriptor;
  if (!is_installed && install_handlers() != 0) return -1;
  is_installed = 1;
  guard->is_armed = 1;
  return 0;
}

int cterminal_guard_writes(const void *bytes, size_t count) {
  if (count > bytes_limit) return errno = EINVAL, -1;
  // Emptied first: a signal in between then writes nothing rather than half of it.
  guard->count = 0;
  memcpy(guard->bytes, bytes, count);
  guard->count = count;
  return 0;
}

void cterminal_release(void) { guard->is_armed = 0; }

int cterminal_window_size(int descriptor, int *columns, int *rows) {
  struct winsize window;
  if (ioctl(descriptor, TIOCGWINSZ, &window) != 0) return -1;
  *columns = window.ws_col;
  *rows = window.ws_row;
  return 0;
}

// --- The guardian ---

// A signal that the kernel sent went to the whole foreground group, so the worker has it already.
static void pass_on(pid_t worker, const siginfo_t *facts) {
  if (facts->si_code <= 0) kill(worker, facts->si_signo);
}

// Ends as the worker ended, so that a shell sees the same status.
static void end_like(int status) {
  if (!WIFSIGNALED(status)) _exit(WEXITSTATUS(status));
  const struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  signal(WTERMSIG(status), SIG_DFL);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, WTERMSIG(status));
  sigprocmask(SIG_UNBLOCK, &set, NULL);
  raise(WTERMSIG(status));
  _exit(128 + WTERMSIG(status));
}

static void watch(pid_t worker, const sigset_t *set) {
  while (1) {
    siginfo_t facts;
    if (sigwaitinfo(set, &facts) < 0) continue;
    if (facts.si_signo != SIGCHLD) {
      pass_on(worker, &facts);
      continue;
    }
    int status;
    while (waitpid(worker, &status, WNOHANG | WUNTRACED) > 0) {
      if (WIFSTOPPED(status)) {
        // Somebody may have stopped it from outside. A terminal that is another group's now is left alone.
        if (tcgetpgrp(guard->descriptor) == getpgrp()) give_back();
        // The shell waits for this process: it has to stop too, and whoever continues it continues both.
        raise(SIGSTOP);
        kill(worker, SIGCONT);
        continue;
      }
      give_back();
      end_like(status);
    }
  }
}

// Forks off the program, and stays behind as its guardian. A process that is not at a terminal has none; nor has one whose
// guardian cannot be started, which works all the same.
static void stay_as_guardian(void) {
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) return;
  void *page = mmap(NULL, sizeof(struct guard), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return;
  // The fatal ones too: sent to this process, they are meant for the program.
  const int watched[] = {SIGCHLD, SIGTERM, SIGHUP, SIGINT,  SIGQUIT, SIGUSR1, SIGUSR2,
                         SIGALRM, SIGSEGV, SIGABRT, SIGTRAP, SIGILL,  SIGBUS,  SIGFPE};
  sigset_t set, before;
  sigemptyset(&set);
  for (size_t i = 0; i < sizeof watched / sizeof watched[0]; i++) sigaddset(&set, watched[i]);
  if (sigprocmask(SIG_BLOCK, &set, &before) != 0) return;
  const pid_t guardian = getpid();
  const pid_t worker = fork();
  if (worker >= 0) guard = page;
  if (worker > 0) {
    // A background process that sets the modes of its terminal is stopped otherwise.
    signal(SIGTTOU, SIG_IGN);
    watch(worker, &set);
  }
  if (worker == 0) {
    // Without its guardian the worker ends as it does when the terminal goes.
    prctl(PR_SET_PDEATHSIG, SIGHUP);
    if (getppid() != guardian) raise(SIGHUP);
  }
  sigprocmask(SIG_SETMASK, &before, NULL);
}

// Run before the constructor of any library. Swift's runtime keeps the number of the main thread from its constructors on,
// and its locks go by that number: forked later, the child would hold a number that is its parent's, and two threads that
// meet at one lock would wait for each other for ever.
__attribute__((section(".preinit_array"), used, retain)) static void (*const before_all_libraries)(void) = stay_as_guardian;

#define _GNU_SOURCE 1
#include "CPty.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <unistd.h>
#include <wchar.h>

int cpty_open(int rows, int columns, int *master, int *slave) {
  const int flags = O_RDWR | O_NOCTTY | O_CLOEXEC;
  char name[64];
  int end = posix_openpt(flags | O_NONBLOCK);
  if (end < 0) return -1;
  if (grantpt(end) == 0 && unlockpt(end) == 0 && ptsname_r(end, name, sizeof name) == 0) {
    int other = open(name, flags);
    if (other >= 0 && cpty_resize(end, rows, columns) == 0) {
      *master = end;
      *slave = other;
      return 0;
    }
    if (other >= 0) close(other);
  }
  close(end);
  return -1;
}

int cpty_pipe(int ends[2]) {
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  return fcntl(ends[0], F_SETFL, O_NONBLOCK);
}

int cpty_resize(int master, int rows, int columns) {
  const struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
  return ioctl(master, TIOCSWINSZ, &size);
}

int cpty_unread(int slave) {
  int count;
  return ioctl(slave, FIONREAD, &count) == 0 ? count : -1;
}

// Between fork and exec only what signal-safety(7) lists may be called, since the parent has other threads.
static void become(const char *program, char *const arguments[], char *const environment[], const char *directory,
                   const int descriptors[3], int owns_terminal) {
  if (owns_terminal && (setsid() < 0 || ioctl(descriptors[0], TIOCSCTTY, 0) != 0)) return;
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  if (sigprocmask(SIG_SETMASK, &none, NULL) != 0) return;
  for (int target = 0; target < 3; target++)
    if (dup2(descriptors[target], target) < 0) return;
  if (close_range(3, ~0U, 0) != 0 || chdir(directory) != 0) return;
  execve(program, arguments, environment);
}

pid_t cpty_start(const char *program, char *const arguments[], char *const environment[], const char *directory,
                 const int descriptors[3], int owns_terminal) {
  for (int i = 0; i < 3; i++)
    if (descriptors[i] < 3) return errno = EINVAL, -1;
  pid_t process = fork();
  if (process == 0) {
    become(program, arguments, environment, directory, descriptors, owns_terminal);
    _exit(127);
  }
  return process;
}

int cpty_watch(pid_t process) { return pidfd_open(process, 0); }

static locale_t utf8;
static void load_utf8(void) { utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0); }

int cpty_columns(uint32_t scalar) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load_utf8);
  locale_t before = uselocale(utf8);
  int columns = wcwidth((wchar_t)scalar);
  uselocale(before);
  return columns;
}

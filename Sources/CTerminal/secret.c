// A line that is typed and not shown.
#define _GNU_SOURCE 1
#include "CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const int ways_out[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
enum { ways_out_count = sizeof ways_out / sizeof ways_out[0] };

static volatile sig_atomic_t caught;

static void note(int signal_number) { caught = signal_number; }

// Up to the end of the line, which is not part of it. Returns how many bytes, or -1 with errno.
static ptrdiff_t read_line(int terminal, char *line, size_t size) {
  size_t count = 0;
  char byte;
  while (!caught) {
    ssize_t got = read(terminal, &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -1;
    if (got == 0) return count > 0 ? (ptrdiff_t)count : (errno = ECANCELED, -1);
    if (byte == '\n') return (ptrdiff_t)count;
    // Half of one would open nothing, so a line that is too long is a wrong one as a whole.
    if (count < size) line[count] = byte;
    if (count <= size) count++;
    explicit_bzero(&byte, 1);
    if (count > size) {
      explicit_bzero(line, size);
      return errno = EMSGSIZE, -1;
    }
  }
  explicit_bzero(line, size);
  return errno = EINTR, -1;
}

// Asks once. A signal that would end or stop the process finds the terminal as it was.
static ptrdiff_t ask(int terminal, const char *question, char *answer, size_t size) {
  struct termios shown;
  if (tcgetattr(terminal, &shown) != 0) return -1;
  struct sigaction before[ways_out_count];
  // Without SA_RESTART, so that read(2) comes back.
  const struct sigaction noting = {.sa_handler = note};
  caught = 0;
  for (int i = 0; i < ways_out_count; i++) sigaction(ways_out[i], &noting, &before[i]);
  struct termios hidden = shown;
  hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
  hidden.c_lflag |= ICANON | ISIG;
  ptrdiff_t count = -1;
  // TCSAFLUSH: what was typed before the question is no answer to it.
  if (tcsetattr(terminal, TCSAFLUSH, &hidden) == 0) {
    if (write(terminal, question, strlen(question)) >= 0) count = read_line(terminal, answer, size);
    const int problem = errno;
    tcsetattr(terminal, TCSAFLUSH, &shown);
    if (write(terminal, "\n", 1) < 0) { /* It is gone; whoever reads next is told. */
    }
    errno = problem;
  }
  const int problem = errno;
  for (int i = 0; i < ways_out_count; i++) sigaction(ways_out[i], &before[i], NULL);
  if (caught) raise(caught);
  return errno = problem, count;
}

ptrdiff_t cterminal_ask_secret(const char *question, char *answer, size_t size) {
  if (!isatty(STDIN_FILENO)) return errno = ENOTTY, -1;
  const int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal < 0) return -1;
  // Against what cannot be caught.
  const int is_guarded = cterminal_guard(STDIN_FILENO) == 0;
  ptrdiff_t count;
  do count = ask(terminal, question, answer, size);
  while (count < 0 && errno == EINTR);
  if (is_guarded) cterminal_release();
  close(terminal);
  return count;
}

// Keeps a terminal usable, however the program at it ends.
//
// A program that is linked with this, with standard input and output at a terminal, starts as two processes: before
// anything else is initialised it goes on in a child, with the first process as its guardian. However the child ends,
// SIGKILL included, the guardian gives the terminal back and ends with the same status. Signals are passed on, and both
// stop and continue together.
#pragma once
#include <stddef.h>

/// ioctl(2) TIOCGWINSZ. Returns 0, or -1 with errno.
int cterminal_window_size(int descriptor, int *columns, int *rows);

/// From now on, whatever ends the process short of SIGKILL (a trap, abort(3), exit(3)) gives the terminal back its
/// modes as they are now. Returns 0, or -1 with errno.
int cterminal_guard(int descriptor);
/// What the guard writes to the terminal before; `count` is at most 256. Returns 0, or -1 with errno.
int cterminal_guard_writes(const void *bytes, size_t count);
/// The terminal has been given back in the ordinary way.
void cterminal_release(void);

/// Asks on the controlling terminal for a line that is not shown while it is typed; `question` stands before it. Blocks,
/// and gives the terminal back on every way out. Call it before the first other thread starts. Returns how many bytes
/// `answer` holds, without the end of the line, or -1 with errno: ENOTTY when standard input is no terminal, ECANCELED
/// when nothing was typed, EMSGSIZE for more than `size` bytes.
ptrdiff_t cterminal_ask_secret(const char *question, char *answer, size_t size);

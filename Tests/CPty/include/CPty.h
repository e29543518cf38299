// What a test needs of Linux to start programs on a terminal of their own, and Swift cannot say: fork(2), variadic
// ioctl(2), locale objects.
#pragma once
#include <stdint.h>
#include <sys/types.h>

/// posix_openpt(3) and its companions. Both ends are closed on exec, and the master does not block. Returns 0, or -1
/// with errno.
int cpty_open(int rows, int columns, int *master, int *slave);
/// pipe2(2): both ends are closed on exec, and the one to read from does not block. Returns 0, or -1 with errno.
int cpty_pipe(int ends[2]);
/// ioctl(2) TIOCSWINSZ, which sends SIGWINCH to the program in the foreground. Returns 0, or -1 with errno.
int cpty_resize(int master, int rows, int columns);
/// ioctl(2) FIONREAD: how many bytes wait for whoever reads from the slave, or -1 with errno.
int cpty_unread(int slave);

/// fork(2) and execve(2): `descriptors` become standard input, output and error, nothing else stays open, and every
/// signal has its default action. With `owns_terminal` the program leads a session whose terminal is its standard
/// input. Returns the process, or -1 with errno; a program that cannot be executed ends with status 127.
pid_t cpty_start(const char *program, char *const arguments[], char *const environment[], const char *directory,
                 const int descriptors[3], int owns_terminal);
/// pidfd_open(2): readable once the process has ended. Returns a descriptor, or -1 with errno.
int cpty_watch(pid_t process);

/// wcwidth(3) under C.UTF-8: the columns that terminals give a character, or -1 for one that cannot be drawn.
int cpty_columns(uint32_t scalar);

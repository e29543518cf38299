// Linux calls that Swift's Glibc module cannot import: variadic functions and macros.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// prctl(2) PR_SET_DUMPABLE 0 and setrlimit(2) RLIMIT_CORE 0: no core file may hold a key. Returns 0 or errno.
int csystem_forbid_core_dumps(void);
/// explicit_bzero(3).
void csystem_wipe(void *bytes, size_t count);
/// clock_gettime(2) CLOCK_BOOTTIME, in milliseconds: goes on while the machine sleeps.
int64_t csystem_boot_time_ms(void);
/// open(2) with its variadic mode argument. Returns a descriptor, or -1 with errno.
int csystem_open(const char *path, int flags, unsigned mode);
/// statfs(2) f_type of the file system that holds `path`, or -1.
int64_t csystem_file_system_type(const char *path);
/// syslog(3) of one line as LOG_AUTHPRIV. Returns 0, or errno where no log listens and the line is lost.
int csystem_log_authpriv(const char *line);
/// 0 when a system log listens on this machine, else errno. Nothing is written to it.
int csystem_log_listens(void);
/// memfd_create(2), closed on exec. Returns a descriptor, or -1 with errno.
int csystem_memory_file(void);
/// dup3(2) with O_CLOEXEC: what is written to `descriptor` goes where `other` leads. Returns 0, or -1 with errno.
int csystem_lead_to(int descriptor, int other);

/// eventfd(2), non-blocking, closed on exec. Returns a descriptor, or -1 with errno.
int csystem_eventfd(void);
/// Adds one to an eventfd, which makes it readable.
void csystem_eventfd_raise(int descriptor);
/// Takes everything out of an eventfd, so that it is readable no more.
void csystem_eventfd_clear(int descriptor);

/// Blocks `count` signals on the calling thread and gives back a signalfd(2) on which they arrive instead. Call it
/// before the first other thread starts, which inherits the mask. Returns a descriptor, or -1 with errno.
int csystem_signalfd(const int *signals, size_t count);
/// The next signal that waits on a signalfd, or 0.
int csystem_signalfd_next(int descriptor);

/// Takes out of the environment what would steer the libraries below us: proxies, TLS key logs, foreign configuration.
/// Call it before the first other thread starts.
void csystem_clean_environment(void);
/// mallopt(3) M_ARENA_MAX 1: threads that are mostly asleep need no heap each. Call it before the first of them starts.
void csystem_share_one_heap(void);

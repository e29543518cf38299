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

#define _GNU_SOURCE 1
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <paths.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

int csystem_forbid_core_dumps(void) {
  const struct rlimit none = {0, 0};
  if (setrlimit(RLIMIT_CORE, &none) != 0) return errno;
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return errno;
  return 0;
}

void csystem_wipe(void *bytes, size_t count) { explicit_bzero(bytes, count); }

int64_t csystem_boot_time_ms(void) {
  struct timespec now;
  if (clock_gettime(CLOCK_BOOTTIME, &now) != 0) return -1;
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int csystem_open(const char *path, int flags, unsigned mode) { return open(path, flags, mode); }

int64_t csystem_file_system_type(const char *path) {
  struct statfs facts;
  return statfs(path, &facts) == 0 ? (int64_t)facts.f_type : -1;
}

// %m and %s have no meaning in a text from outside, which is why it is an argument.
// syslog(3) itself does not say whether anybody took the line.
int csystem_log_listens(void) {
  static const int kinds[] = {SOCK_DGRAM, SOCK_STREAM};
  int problem = 0;
  for (size_t i = 0; i < 2; i++) {
    int descriptor = socket(AF_UNIX, kinds[i] | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return errno;
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = _PATH_LOG};
    problem = connect(descriptor, (struct sockaddr *)&address, sizeof address) == 0 ? 0 : errno;
    close(descriptor);
    if (problem != EPROTOTYPE) break;
  }
  return problem;
}

int csystem_log_authpriv(const char *line) {
  int problem = csystem_log_listens();
  syslog(LOG_AUTHPRIV | LOG_NOTICE, "%s", line);
  return problem;
}

void csystem_clean_environment(void) {
  static const char *const names[] = {
      "SSLKEYLOGFILE", "OPENSSL_CONF",  "OPENSSL_CONF_INCLUDE", "OPENSSL_ENGINES", "OPENSSL_MODULES", "SSL_CERT_FILE",
      "SSL_CERT_DIR",  "CURL_CA_BUNDLE", "CURL_HOME",           "http_proxy",      "https_proxy",     "HTTPS_PROXY",
      "ALL_PROXY",     "all_proxy",     "NO_PROXY",             "no_proxy",        "LD_PRELOAD",      "LD_LIBRARY_PATH",
      "LD_AUDIT",      "SQLITE_TMPDIR", "MALLOC_TRACE",
  };
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) unsetenv(names[i]);
  // libcurl's RTMP brings GnuTLS along, which nobody here calls; it would initialise itself for milliseconds.
  setenv("GNUTLS_NO_IMPLICIT_INIT", "1", 1);
}

void csystem_share_one_heap(void) { (void)mallopt(M_ARENA_MAX, 1); }

int csystem_memory_file(void) { return memfd_create("coupon-tui", MFD_CLOEXEC); }

int csystem_lead_to(int descriptor, int other) { return dup3(other, descriptor, O_CLOEXEC) < 0 ? -1 : 0; }

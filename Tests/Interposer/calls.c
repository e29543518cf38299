// The calls themselves, under the names by which libc, SQLite, libcurl and Swift ask for them.
#include "interposer.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *root;
static size_t root_count;

__attribute__((constructor)) static void read_root(void) {
  root = getenv("TORTURE_ROOT");
  root_count = root ? strlen(root) : 0;
}

static bool is_below_root(const char *path) {
  return root_count > 0 && strncmp(path, root, root_count) == 0 && (path[root_count] == '/' || path[root_count] == 0);
}

/// Whether the descriptor is a file or folder below the root; then its path and its inode are known too.
static bool names_file(struct call *call, char path[PATH_MAX]) {
  struct stat facts;
  if (root_count == 0 || fstat(call->descriptor, &facts) != 0) return false;
  if (!S_ISREG(facts.st_mode) && !S_ISDIR(facts.st_mode)) return false;
  char link[32];
  snprintf(link, sizeof link, "/proc/self/fd/%d", call->descriptor);
  long count = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
  if (count <= 0) return false;
  path[count] = 0;
  if (!is_below_root(path)) return false;
  call->path = path;
  call->inode = facts.st_ino;
  return true;
}

static bool is_server(int descriptor) {
  int domain = 0;
  socklen_t length = sizeof domain;
  return getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &length) == 0 && (domain == AF_INET || domain == AF_INET6);
}

// MARK: Files, by their descriptor

static long on_file(struct call call) {
  char path[PATH_MAX];
  if (names_file(&call, path)) return settle(&call);
  const long *a = call.arguments;
  return syscall(call.system_call, a[0], a[1], a[2], a[3], a[4], a[5]);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
  return on_file((struct call){
      .kind = INTERPOSER_WRITE, .system_call = SYS_pwrite64, .descriptor = descriptor, .data = bytes, .offset = offset,
      .arguments = {descriptor, (long)bytes, (long)count, offset}, .count_argument = 2});
}
ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
  return pwrite64(descriptor, bytes, count, offset);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
  struct call call = {.kind = INTERPOSER_WRITE, .system_call = SYS_write, .descriptor = descriptor, .data = bytes,
                      .arguments = {descriptor, (long)bytes, (long)count}, .count_argument = 2};
  if (descriptor == STDOUT_FILENO || descriptor == STDERR_FILENO) {
    call.kind = INTERPOSER_TELL;
    call.count_argument = -1;
    return settle(&call);
  }
  if (is_server(descriptor)) {
    call.kind = INTERPOSER_SEND;
    return settle(&call);
  }
  call.offset = syscall(SYS_lseek, descriptor, 0, SEEK_CUR);
  return on_file(call);
}

int fsync(int descriptor) {
  return (int)on_file((struct call){.kind = INTERPOSER_SYNC, .system_call = SYS_fsync, .descriptor = descriptor,
                                    .arguments = {descriptor}, .count_argument = -1});
}
int fdatasync(int descriptor) {
  return (int)on_file((struct call){.kind = INTERPOSER_DATASYNC, .system_call = SYS_fdatasync, .descriptor = descriptor,
                                    .arguments = {descriptor}, .count_argument = -1});
}
int ftruncate64(int descriptor, off64_t length) {
  return (int)on_file((struct call){.kind = INTERPOSER_TRUNCATE, .system_call = SYS_ftruncate, .offset = length,
                                    .descriptor = descriptor, .arguments = {descriptor, length}, .count_argument = -1});
}
int ftruncate(int descriptor, off_t length) { return ftruncate64(descriptor, length); }
int fchmod(int descriptor, mode_t mode) {
  return (int)on_file((struct call){.kind = INTERPOSER_CHMOD, .system_call = SYS_fchmod, .offset = mode,
                                    .descriptor = descriptor, .arguments = {descriptor, mode}, .count_argument = -1});
}
// Gives the error back instead of setting errno.
int posix_fallocate64(int descriptor, off64_t offset, off64_t length) {
  long result = on_file((struct call){
      .kind = INTERPOSER_ALLOCATE, .system_call = SYS_fallocate, .offset = offset + length, .descriptor = descriptor,
      .arguments = {descriptor, 0, offset, length}, .count_argument = -1});
  return result == 0 ? 0 : errno;
}
int posix_fallocate(int descriptor, off_t offset, off_t length) {
  return posix_fallocate64(descriptor, offset, length);
}

// MARK: Files, by their path

static long on_path(struct call call) {
  if (is_below_root(call.path)) return settle(&call);
  const long *a = call.arguments;
  return syscall(call.system_call, a[0], a[1], a[2], a[3], a[4], a[5]);
}

int unlink(const char *path) {
  return (int)on_path((struct call){.kind = INTERPOSER_UNLINK, .system_call = SYS_unlinkat, .path = path,
                                    .arguments = {AT_FDCWD, (long)path, 0}, .count_argument = -1});
}
int mkdir(const char *path, mode_t mode) {
  return (int)on_path((struct call){.kind = INTERPOSER_MKDIR, .system_call = SYS_mkdirat, .path = path, .offset = mode,
                                    .arguments = {AT_FDCWD, (long)path, mode}, .count_argument = -1});
}
int rename(const char *old, const char *new) {
  return (int)on_path((struct call){
      .kind = INTERPOSER_RENAME, .system_call = SYS_renameat, .path = old, .other_path = new,
      .arguments = {AT_FDCWD, (long)old, AT_FDCWD, (long)new}, .count_argument = -1});
}
int chmod(const char *path, mode_t mode) {
  return (int)on_path((struct call){.kind = INTERPOSER_CHMOD, .system_call = SYS_fchmodat, .path = path, .offset = mode,
                                    .arguments = {AT_FDCWD, (long)path, mode}, .count_argument = -1});
}

static int open_file(const char *path, int flags, mode_t mode) {
  struct stat facts;
  bool makes = (flags & O_CREAT) && is_below_root(path) && fstatat(AT_FDCWD, path, &facts, AT_SYMLINK_NOFOLLOW) != 0;
  if (!makes) return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
  mode_t mask = umask(0);
  umask(mask);
  return (int)settle(&(struct call){
      .kind = INTERPOSER_CREATE, .system_call = SYS_openat, .path = path, .offset = mode & ~mask, .descriptor = -1,
      .arguments = {AT_FDCWD, (long)path, flags, mode}, .count_argument = -1});
}

#define MODE_OF_LAST_ARGUMENT                                                                                          \
  mode_t mode = 0;                                                                                                     \
  if (flags & O_CREAT) {                                                                                               \
    va_list rest;                                                                                                      \
    va_start(rest, flags);                                                                                             \
    mode = va_arg(rest, mode_t);                                                                                       \
    va_end(rest);                                                                                                      \
  }

int open(const char *path, int flags, ...) {
  MODE_OF_LAST_ARGUMENT
  return open_file(path, flags, mode);
}
int open64(const char *path, int flags, ...) {
  MODE_OF_LAST_ARGUMENT
  return open_file(path, flags, mode);
}

// MARK: The network

static long on_server(struct call call) {
  if (is_server(call.descriptor)) return settle(&call);
  const long *a = call.arguments;
  return syscall(call.system_call, a[0], a[1], a[2], a[3], a[4], a[5]);
}

int connect(int descriptor, const struct sockaddr *address, socklen_t length) {
  return (int)on_server((struct call){
      .kind = INTERPOSER_CONNECT, .system_call = SYS_connect, .descriptor = descriptor,
      .arguments = {descriptor, (long)address, (long)length}, .count_argument = -1});
}
ssize_t sendto(
    int descriptor, const void *bytes, size_t count, int flags, const struct sockaddr *address, socklen_t length) {
  return on_server((struct call){
      .kind = INTERPOSER_SEND, .system_call = SYS_sendto, .descriptor = descriptor,
      .arguments = {descriptor, (long)bytes, (long)count, flags, (long)address, (long)length}, .count_argument = 2});
}
ssize_t send(int descriptor, const void *bytes, size_t count, int flags) {
  return sendto(descriptor, bytes, count, flags, NULL, 0);
}
ssize_t recv(int descriptor, void *bytes, size_t count, int flags) {
  long arguments[] = {descriptor, (long)bytes, (long)count, flags};
  char first;
  // Asking in vain is no event: how often it happens is a matter of timing, and would make two runs count differently.
  bool is_vain = syscall(SYS_recvfrom, descriptor, &first, 1, MSG_PEEK | MSG_DONTWAIT, NULL, NULL) < 0 && errno == EAGAIN;
  if (is_vain) return syscall(SYS_recvfrom, arguments[0], arguments[1], arguments[2], arguments[3], NULL, NULL);
  return on_server((struct call){
      .kind = INTERPOSER_RECEIVE, .system_call = SYS_recvfrom, .descriptor = descriptor,
      .arguments = {arguments[0], arguments[1], arguments[2], arguments[3]}, .count_argument = 2});
}

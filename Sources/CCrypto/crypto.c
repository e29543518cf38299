#include "CCrypto.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct ccrypto functions;

static void *found(void *function) {
  if (function) return function;
  fputs("coupon-tui: libcrypto.so.3 is missing or too old (package libssl3).\n"
        "coupon-tui：缺少 libcrypto.so.3 或版本过旧（软件包 libssl3）。\n",
        stderr);
  _exit(EX_UNAVAILABLE);
}

static void load(void) {
  void *library = found(dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL));
#define FIND(name) functions.name = (__typeof__(&name))found(dlsym(library, #name));
  CCRYPTO_FUNCTIONS(FIND)
  (void)functions.OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
}

const struct ccrypto *ccrypto_loaded(void) {
  (void)pthread_once(&once, load);
  return &functions;
}

#include "CCrypto.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct ccrypto functions;
static int is_missing;

// Behind all that `exit` calls, and so once the terminal has been given back.
__attribute__((destructor)) static void tell(void) {
  if (is_missing)
    fputs("libcrypto.so.3 is missing or too old; install the package libssl3. Nothing was sent.\n"
          "缺少 libcrypto.so.3，或其版本过旧，请安装软件包 libssl3。未提交任何内容。\n",
          stderr);
}

static void *found(void *function) {
  if (function) return function;
  is_missing = 1;
  exit(EX_CONFIG);
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

#define _GNU_SOURCE 1
#include "CCurl.h"

#include <dlfcn.h>
#include <pthread.h>

#define FUNCTIONS(X)                                                                                                   \
  X(curl_global_init)                                                                                                  \
  X(curl_easy_init)                                                                                                    \
  X(curl_easy_cleanup)                                                                                                 \
  X(curl_easy_strerror)                                                                                                \
  X(curl_easy_setopt)                                                                                                  \
  X(curl_easy_getinfo)                                                                                                 \
  X(curl_slist_append)                                                                                                 \
  X(curl_slist_free_all)                                                                                               \
  X(curl_multi_init)                                                                                                   \
  X(curl_multi_add_handle)                                                                                             \
  X(curl_multi_remove_handle)                                                                                          \
  X(curl_multi_perform)                                                                                                \
  X(curl_multi_poll)                                                                                                   \
  X(curl_multi_wakeup)                                                                                                 \
  X(curl_multi_setopt)                                                                                                 \
  X(curl_multi_info_read)                                                                                              \
  X(curl_multi_cleanup)

#define DECLARE(name) static __typeof__(&name) p_##name;
FUNCTIONS(DECLARE)

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *problem;

static void load(void) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    problem = "libcurl.so.4 is not installed (package libcurl4)";
    return;
  }
#define FIND(name)                                                                                                     \
  p_##name = (__typeof__(&name))dlsym(library, #name);                                                                 \
  if (!p_##name) {                                                                                                     \
    problem = "libcurl.so.4 is too old: it has no " #name;                                                             \
    return;                                                                                                            \
  }
  FUNCTIONS(FIND)
  if (p_curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) problem = "libcurl.so.4 cannot be initialised";
}

const char *ccurl_load(void) {
  pthread_once(&once, load);
  return problem;
}

CURL *ccurl_easy_init(void) { return p_curl_easy_init(); }
void ccurl_easy_cleanup(CURL *easy) { p_curl_easy_cleanup(easy); }
const char *ccurl_easy_strerror(CURLcode code) { return p_curl_easy_strerror(code); }

CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) { return p_curl_easy_setopt(easy, option, value); }
CURLcode ccurl_set_text(CURL *easy, CURLoption option, const char *value) {
  return p_curl_easy_setopt(easy, option, value);
}
CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
  return p_curl_easy_setopt(easy, option, value);
}
CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return p_curl_easy_setopt(easy, option, value);
}
CURLcode ccurl_set_body(CURL *easy, const void *bytes, size_t count) {
  CURLcode code = p_curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
  return code != CURLE_OK ? code : p_curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, bytes);
}
CURLcode ccurl_set_sink(CURL *easy, CURLoption option, size_t (*sink)(char *, size_t, size_t, void *)) {
  return p_curl_easy_setopt(easy, option, sink);
}

long ccurl_get_long(CURL *easy, CURLINFO info) {
  long value = 0;
  p_curl_easy_getinfo(easy, info, &value);
  return value;
}
long long ccurl_get_offset(CURL *easy, CURLINFO info) {
  curl_off_t value = 0;
  p_curl_easy_getinfo(easy, info, &value);
  return value;
}

struct curl_slist *ccurl_slist_append(struct curl_slist *list, const char *line) {
  return p_curl_slist_append(list, line);
}
void ccurl_slist_free_all(struct curl_slist *list) { p_curl_slist_free_all(list); }

CURLM *ccurl_multi_init(void) { return p_curl_multi_init(); }
CURLMcode ccurl_multi_cleanup(CURLM *multi) { return p_curl_multi_cleanup(multi); }
CURLMcode ccurl_multi_add(CURLM *multi, CURL *easy) { return p_curl_multi_add_handle(multi, easy); }
CURLMcode ccurl_multi_remove(CURLM *multi, CURL *easy) { return p_curl_multi_remove_handle(multi, easy); }
CURLMcode ccurl_multi_perform(CURLM *multi, int *running) { return p_curl_multi_perform(multi, running); }
CURLMcode ccurl_multi_poll(CURLM *multi, int timeout_ms) {
  return p_curl_multi_poll(multi, NULL, 0, timeout_ms, NULL);
}
CURLMcode ccurl_multi_wakeup(CURLM *multi) { return p_curl_multi_wakeup(multi); }
CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return p_curl_multi_setopt(multi, option, value);
}

bool ccurl_multi_next_done(CURLM *multi, CURL **easy, CURLcode *result) {
  int left = 0;
  const CURLMsg *message;
  while ((message = p_curl_multi_info_read(multi, &left))) {
    if (message->msg != CURLMSG_DONE) continue;
    *easy = message->easy_handle;
    *result = message->data.result;
    return true;
  }
  return false;
}

// libcurl for Swift, loaded when it is first needed: linking it would cost every start of the program some six
// milliseconds for the thirty libraries behind it. Options are variadic in C; here each kind of argument has a function.
#pragma once
#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

/// Loads libcurl.so.4 and initialises it, once per process. Returns NULL, or a sentence that says what is wrong.
const char *ccurl_load(void);

CURL *ccurl_easy_init(void);
void ccurl_easy_cleanup(CURL *easy);
const char *ccurl_easy_strerror(CURLcode code);
CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value);
CURLcode ccurl_set_text(CURL *easy, CURLoption option, const char *value);
CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value);
CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value);
/// CURLOPT_POSTFIELDSIZE_LARGE and CURLOPT_COPYPOSTFIELDS.
CURLcode ccurl_set_body(CURL *easy, const void *bytes, size_t count);
/// CURLOPT_WRITEFUNCTION or CURLOPT_HEADERFUNCTION.
CURLcode ccurl_set_sink(CURL *easy, CURLoption option, size_t (*sink)(char *, size_t, size_t, void *));
long ccurl_get_long(CURL *easy, CURLINFO info);
/// An `offset` info, in bytes or microseconds.
long long ccurl_get_offset(CURL *easy, CURLINFO info);

struct curl_slist *ccurl_slist_append(struct curl_slist *list, const char *line);
void ccurl_slist_free_all(struct curl_slist *list);

CURLM *ccurl_multi_init(void);
CURLMcode ccurl_multi_cleanup(CURLM *multi);
CURLMcode ccurl_multi_add(CURLM *multi, CURL *easy);
CURLMcode ccurl_multi_remove(CURLM *multi, CURL *easy);
CURLMcode ccurl_multi_perform(CURLM *multi, int *running);
CURLMcode ccurl_multi_poll(CURLM *multi, int timeout_ms);
CURLMcode ccurl_multi_wakeup(CURLM *multi);
CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value);
/// The next finished transfer and its result, or false.
bool ccurl_multi_next_done(CURLM *multi, CURL **easy, CURLcode *result);

// libevent's HTTP server over OpenSSL for Swift: what the importer cannot say (macros) as inline functions.
#pragma once
// Before libevent's own configuration, which defines _GNU_SOURCE: with it, glibc spells the members of `fd_set`
// differently, and Clang refuses two spellings of one type in one build.
#include <sys/select.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>
#include <openssl/ssl.h>

static inline int cevent_require_tls12(SSL_CTX *context) {
  return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
}

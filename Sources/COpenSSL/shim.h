// OpenSSL 3 EVP for Swift: what the importer cannot say (function-like macros) as inline functions.
#pragma once
#define OPENSSL_API_COMPAT 30000
#define OPENSSL_NO_DEPRECATED 1
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static inline void copenssl_free(void *pointer) { OPENSSL_free(pointer); }
static inline long copenssl_bio_data(BIO *bio, char **data) { return BIO_get_mem_data(bio, data); }

// libcrypto for Swift, loaded when it is first needed: linking it would cost every start of the program a millisecond,
// before its first frame, which needs none of it.
#pragma once
#define OPENSSL_API_COMPAT 30000
#define OPENSSL_NO_DEPRECATED 1
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

/// What is called of it. The headers give each its type.
#define CCRYPTO_FUNCTIONS(X)                                                                                           \
  X(ASN1_INTEGER_to_BN)                                                                                                \
  X(ASN1_TIME_diff)                                                                                                    \
  X(ASN1_TIME_free)                                                                                                    \
  X(ASN1_TIME_set)                                                                                                     \
  X(BIO_free)                                                                                                          \
  X(BIO_new_mem_buf)                                                                                                   \
  X(BN_bn2binpad)                                                                                                      \
  X(BN_free)                                                                                                           \
  X(CRYPTO_free)                                                                                                       \
  X(ERR_clear_error)                                                                                                   \
  X(EVP_CIPHER_CTX_ctrl)                                                                                               \
  X(EVP_CIPHER_CTX_free)                                                                                               \
  X(EVP_CIPHER_CTX_new)                                                                                                \
  X(EVP_DecryptFinal_ex)                                                                                               \
  X(EVP_DecryptInit_ex)                                                                                                \
  X(EVP_DecryptUpdate)                                                                                                 \
  X(EVP_Digest)                                                                                                        \
  X(EVP_DigestFinal_ex)                                                                                                \
  X(EVP_DigestInit_ex)                                                                                                 \
  X(EVP_DigestSign)                                                                                                    \
  X(EVP_DigestSignInit)                                                                                                \
  X(EVP_DigestUpdate)                                                                                                  \
  X(EVP_DigestVerify)                                                                                                  \
  X(EVP_DigestVerifyInit)                                                                                              \
  X(EVP_EncryptFinal_ex)                                                                                               \
  X(EVP_EncryptInit_ex)                                                                                                \
  X(EVP_EncryptUpdate)                                                                                                 \
  X(EVP_MD_CTX_free)                                                                                                   \
  X(EVP_MD_CTX_new)                                                                                                    \
  X(EVP_PKEY_eq)                                                                                                       \
  X(EVP_PKEY_free)                                                                                                     \
  X(EVP_PKEY_get_base_id)                                                                                              \
  X(EVP_PKEY_get_bits)                                                                                                 \
  X(EVP_PKEY_get_size)                                                                                                 \
  X(EVP_Q_mac)                                                                                                         \
  X(EVP_aes_256_gcm)                                                                                                   \
  X(EVP_sha256)                                                                                                        \
  X(OPENSSL_init_crypto)                                                                                               \
  X(PEM_read_bio)                                                                                                      \
  X(PEM_read_bio_PUBKEY)                                                                                               \
  X(PEM_read_bio_PrivateKey)                                                                                           \
  X(PEM_read_bio_X509)                                                                                                 \
  X(RAND_bytes)                                                                                                        \
  X(X509_free)                                                                                                         \
  X(X509_get0_notAfter)                                                                                                \
  X(X509_get0_serialNumber)                                                                                            \
  X(X509_get_pubkey)

struct ccrypto {
#define CCRYPTO_FIELD(name) __typeof__(&name) _Nonnull name;
  CCRYPTO_FUNCTIONS(CCRYPTO_FIELD)
#undef CCRYPTO_FIELD
};

/// libcrypto.so.3, which stays as it is until the process ends: `exit` does not take its tables down, since the thread of
/// libcurl may still be using them. A machine without it can prove nothing and send nothing: the process says so and ends.
const struct ccrypto *_Nonnull ccrypto_loaded(void);

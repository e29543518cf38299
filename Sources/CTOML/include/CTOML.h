// toml++ for Swift: a document that was parsed, and what its nodes hold.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A value of a document. It lives as long as the root that ctoml_parse() gave.
typedef struct ctoml_node ctoml_node;

typedef enum {
  CTOML_TEXT,
  CTOML_INTEGER,
  CTOML_FLAG,
  CTOML_ARRAY,
  CTOML_TABLE,
  /// Numbers with a fraction, dates and times.
  CTOML_OTHER,
} ctoml_kind;

/// UTF-8 without an end mark; it lives as long as the root.
typedef struct {
  const char *bytes;
  size_t count;
} ctoml_text;

/// A value of a table or an array; only a table's have a key.
typedef struct {
  ctoml_text key;
  const ctoml_node *value;
} ctoml_entry;

/// Why a document is none. `line` counts from 1; `detail` is cut to its room and ends with NUL.
typedef struct {
  uint32_t line;
  char detail[256];
} ctoml_mistake;

/// The root table, to be given to ctoml_free(); NULL when `bytes` are not TOML, and `mistake` says why.
ctoml_node *ctoml_parse(const char *bytes, size_t count, ctoml_mistake *mistake);
void ctoml_free(ctoml_node *root);

ctoml_kind ctoml_kind_of(const ctoml_node *node);
/// Of a table or an array: how many entries it has. ctoml_entries() fills as many; those of a table are sorted by key.
size_t ctoml_count(const ctoml_node *node);
void ctoml_entries(const ctoml_node *node, ctoml_entry *entries);

/// Each of a node of its own kind.
ctoml_text ctoml_text_of(const ctoml_node *node);
int64_t ctoml_integer_of(const ctoml_node *node);
bool ctoml_flag_of(const ctoml_node *node);

#ifdef __cplusplus
}
#endif

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

/// Why a document is none. `line` counts from 1; `detail` is cut to its room and ends with NUL.
typedef struct {
  uint32_t line;
  char detail[256];
} ctoml_mistake;

/// The root table, to be given to ctoml_free(); NULL when `bytes` are not TOML, and `mistake` says why.
ctoml_node *ctoml_parse(const char *bytes, size_t count, ctoml_mistake *mistake);
void ctoml_free(ctoml_node *root);

ctoml_kind ctoml_kind_of(const ctoml_node *node);
/// Of a table or an array: how many entries it has, and the one at a place. A table's are sorted by key.
size_t ctoml_count(const ctoml_node *node);
const ctoml_node *ctoml_entry(const ctoml_node *node, size_t place);
/// Of a table: the key at a place.
ctoml_text ctoml_key(const ctoml_node *node, size_t place);

/// Each of a node of its own kind.
ctoml_text ctoml_text_of(const ctoml_node *node);
int64_t ctoml_integer_of(const ctoml_node *node);
bool ctoml_flag_of(const ctoml_node *node);

#ifdef __cplusplus
}
#endif

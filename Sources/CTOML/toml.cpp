#include "CTOML.h"

// Nothing is written as TOML here.
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <string_view>

namespace {

const toml::node &value(const ctoml_node *node) { return *reinterpret_cast<const toml::node *>(node); }

ctoml_node *handle(const toml::node *node) {
  return reinterpret_cast<ctoml_node *>(const_cast<toml::node *>(node));
}

ctoml_text text(std::string_view view) { return {view.data(), view.size()}; }

void tell(ctoml_mistake *mistake, uint32_t line, std::string_view detail) {
  const size_t count = std::min(detail.size(), sizeof mistake->detail - 1);
  mistake->line = line;
  std::memcpy(mistake->detail, detail.data(), count);
  mistake->detail[count] = '\0';
}

}  // namespace

ctoml_node *ctoml_parse(const char *bytes, size_t count, ctoml_mistake *mistake) {
  try {
    return handle(new toml::table(toml::parse(std::string_view(bytes, count))));
  } catch (const toml::parse_error &error) {
    tell(mistake, error.source().begin.line, error.description());
  } catch (const std::exception &error) {
    tell(mistake, 0, error.what());
  }
  return nullptr;
}

void ctoml_free(ctoml_node *root) { delete reinterpret_cast<toml::node *>(root); }

ctoml_kind ctoml_kind_of(const ctoml_node *node) {
  switch (value(node).type()) {
    case toml::node_type::string: return CTOML_TEXT;
    case toml::node_type::integer: return CTOML_INTEGER;
    case toml::node_type::boolean: return CTOML_FLAG;
    case toml::node_type::array: return CTOML_ARRAY;
    case toml::node_type::table: return CTOML_TABLE;
    default: return CTOML_OTHER;
  }
}

size_t ctoml_count(const ctoml_node *node) {
  const toml::table *table = value(node).as_table();
  return table ? table->size() : value(node).as_array()->size();
}

void ctoml_entries(const ctoml_node *node, ctoml_entry *entries) {
  if (const toml::table *table = value(node).as_table()) {
    for (auto &&[key, entry] : *table) *entries++ = {text(key.str()), handle(&entry)};
  } else {
    for (auto &&entry : *value(node).as_array()) *entries++ = {{nullptr, 0}, handle(&entry)};
  }
}

ctoml_text ctoml_text_of(const ctoml_node *node) { return text(value(node).as_string()->get()); }
int64_t ctoml_integer_of(const ctoml_node *node) { return value(node).as_integer()->get(); }
bool ctoml_flag_of(const ctoml_node *node) { return value(node).as_boolean()->get(); }

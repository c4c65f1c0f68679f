// SPDX-License-Identifier: Apache-2.0
#include "schema/names.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

#include "schema/old_names.hpp"

namespace signalbox::schema {
namespace {

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
char to_lower(char c) {
  return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}
char to_upper(char c) {
  return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
}

// C11 6.4.1, C++20 [lex.key] and [lex.digraph], and what GNU C and errno.h define as macros.
constexpr auto reserved_words = std::to_array<std::string_view>({
    "alignas",     "alignof",
    "and",         "and_eq",
    "asm",         "auto",
    "bitand",      "bitor",
    "bool",        "break",
    "case",        "catch",
    "char",        "char16_t",
    "char32_t",    "char8_t",
    "class",       "co_await",
    "co_return",   "co_yield",
    "compl",       "concept",
    "const",       "const_cast",
    "consteval",   "constexpr",
    "constinit",   "continue",
    "decltype",    "default",
    "delete",      "do",
    "double",      "dynamic_cast",
    "else",        "enum",
    "errno",       "explicit",
    "export",      "extern",
    "false",       "float",
    "for",         "friend",
    "goto",        "i386",
    "if",          "inline",
    "int",         "linux",
    "long",        "mutable",
    "namespace",   "new",
    "noexcept",    "not",
    "not_eq",      "nullptr",
    "operator",    "or",
    "or_eq",       "private",
    "protected",   "public",
    "register",    "reinterpret_cast",
    "requires",    "restrict",
    "return",      "short",
    "signed",      "sizeof",
    "static",      "static_assert",
    "static_cast", "struct",
    "switch",      "template",
    "this",        "thread_local",
    "throw",       "true",
    "try",         "typedef",
    "typeid",      "typename",
    "typeof",      "union",
    "unix",        "unsigned",
    "using",       "virtual",
    "void",        "volatile",
    "wchar_t",     "while",
    "xor",         "xor_eq",
});

constexpr auto own_parameters =
    std::to_array<std::string_view>({"cb", "errp", "event", "handle", "host", "opaque", "sess"});

bool is_lower_case_name(std::string_view name) {
  if (name.empty() || name.back() == '-' || name.front() == '-') return false;
  if (name.find("--") != std::string_view::npos) return false;
  return std::ranges::all_of(name, [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
}

std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= from.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t substituted = diagonal + (from[i - 1] == to[j - 1] ? 0U : 1U);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row.back();
}

}  // namespace

std::string snake_case(std::string_view camel) {
  std::string result;
  for (std::size_t i = 0; i < camel.size(); ++i) {
    const bool follows_lower = i > 0 && !is_upper(camel[i - 1]);
    const bool leads_lower = i > 0 && i + 1 < camel.size() && is_lower(camel[i + 1]);
    if (is_upper(camel[i]) && (follows_lower || leads_lower)) result += '_';
    result += to_lower(camel[i]);
  }
  return result;
}

std::string camel_case(std::string_view hyphenated) {
  std::string result;
  bool first = true;
  for (const char c : hyphenated) {
    const bool separates = c == '-' || c == '_';
    if (!separates) result += first ? to_upper(c) : c;
    first = separates;
  }
  return result;
}

std::string upper_case(std::string_view name) {
  std::string result;
  for (const char c : name) result += c == '-' ? '_' : to_upper(c);
  return result;
}

std::string capitals(std::string_view camel) {
  std::string result;
  std::ranges::copy_if(camel, std::back_inserter(result), is_upper);
  return result;
}

std::string c_name(std::string_view name) {
  std::string result(name);
  std::ranges::replace(result, '-', '_');
  if (std::ranges::find(reserved_words, result) != reserved_words.end()) result += '_';
  return result;
}

std::string c_parameter(std::string_view name) {
  std::string result = c_name(name);
  if (std::ranges::find(own_parameters, result) != own_parameters.end()) result += '_';
  return result;
}

bool is_camel_case(std::string_view name) {
  return !name.empty() && is_upper(name.front()) && std::ranges::all_of(name, [](char c) {
    return is_lower(c) || is_upper(c) || is_digit(c);
  });
}

bool is_hyphenated(std::string_view name) {
  return is_old_name(name) || (is_lower_case_name(name) && !is_digit(name.front()));
}

bool is_upper_case(std::string_view name) {
  return !name.empty() && is_upper(name.front()) && name.back() != '_' &&
         std::ranges::all_of(name, [](char c) { return is_upper(c) || is_digit(c) || c == '_'; });
}

bool is_enum_value(std::string_view name) {
  return is_lower_case_name(name);
}

std::string_view nearest(std::string_view name, std::span<const std::string> known) {
  std::string_view best;
  std::size_t best_distance = name.size() / 3 + 2;
  for (const std::string& candidate : known) {
    if (candidate.size() >= name.size() + best_distance) continue;
    if (name.size() >= candidate.size() + best_distance) continue;
    const std::size_t distance = edit_distance(name, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace signalbox::schema

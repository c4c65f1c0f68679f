// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace signalbox::schema {

// Pieces of C as clang-format would lay them out: four columns, lines of 100.

// `text` with each @KEY@ replaced by its value.
std::string expanded(std::string_view text,
                     std::initializer_list<std::pair<std::string_view, std::string>> values);

// `head`, the items with commas between, `tail`: on one line, or filled and aligned behind `head`.
std::string filled(const std::string& head, const std::vector<std::string>& items,
                   const std::string& tail);

// The same for a list of values: on one line, or in columns.
std::string columns(const std::string& head, const std::vector<std::string>& items,
                    const std::string& tail);

// A comment of the schema as one of C's, with its line feed; nothing for none.
std::string c_comment(const std::string& text, int indent);

// A string literal.
std::string c_string(std::string_view text);

// The same over as many lines as `text` has, each indented by four.
std::string c_string_lines(std::string_view text);

// "#ifndef BLOCK_QMP_TYPES_H" and what surrounds every header of C.
std::string c_header(const std::string& plugin, const std::string& file,
                     const std::string& schema_file, std::vector<std::string> includes,
                     const std::string& body);

// The first lines of every file.
std::string first_lines(const std::string& schema_file);

}  // namespace signalbox::schema

// SPDX-License-Identifier: Apache-2.0
#include "schema/output_file.hpp"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

namespace signalbox::schema {
namespace {

bool holds(const std::filesystem::path& path, const std::string& text) {
  std::ifstream file(path, std::ios::binary);
  return file.is_open() && std::string{std::istreambuf_iterator<char>(file), {}} == text;
}

// Blanks of a path are escaped as make wants them.
std::string escaped(const std::string& path) {
  std::string result;
  for (const char c : path) {
    if (c == ' ' || c == '#') result += '\\';
    if (c == '$') result += '$';
    result += c;
  }
  return result;
}

}  // namespace

void write_if_changed(const std::filesystem::path& path, const std::string& text) {
  if (holds(path, text)) return;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path());
  errno = 0;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) {
    throw std::system_error(errno == 0 ? EIO : errno, std::generic_category(), path.string());
  }
}

std::string dependencies_of(const std::filesystem::path& target, const Sources& sources) {
  std::string text = escaped(target.string()) + ":";
  for (const Source& source : sources) text += " \\\n  " + escaped(source.path);
  return text + '\n';
}

}  // namespace signalbox::schema

// SPDX-License-Identifier: Apache-2.0
#include "compat/lasting_path.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace signalbox {
namespace {

// Directories for temporary files, wherever they are: /var/tmp, a user's own tmp.
constexpr std::string_view kTemporary[] = {"/tmp/", "/temp/", "/dev/shm/", "/run/user/"};

constexpr std::size_t kShortestHash = 6;        // hexadecimal digits, as of a short commit
constexpr std::size_t kShortestRandom = 20;     // letters and digits, as of /nix/store
constexpr std::string_view kMarks = "-_.@+~:";  // they stand between the words of a name

bool is_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

bool is_hexadecimal(char c) {
  return std::isxdigit(static_cast<unsigned char>(c)) != 0;
}

// The form of a UUID: x is a hexadecimal digit.
constexpr std::string_view kUuidForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

bool is_serial(std::string_view word) {
  const std::string_view number = word.starts_with('v') ? word.substr(1) : word;
  if (!number.empty() && std::all_of(number.begin(), number.end(), is_digit)) return true;
  if (std::none_of(word.begin(), word.end(), is_digit)) return false;
  return word.size() >= kShortestRandom ||
         (word.size() >= kShortestHash && std::all_of(word.begin(), word.end(), is_hexadecimal));
}

bool is_uuid(std::string_view text) {
  return text.size() == kUuidForm.size() &&
         std::equal(text.begin(), text.end(), kUuidForm.begin(),
                    [](char c, char form) { return form == 'x' ? is_hexadecimal(c) : c == form; });
}

// Appends one part of a path. Serials that follow each other, as in 2.1.0, are one.
void add_part(std::string_view part, std::string& path) {
  bool was_serial = false;
  while (!part.empty()) {
    std::size_t end = part.find_first_of(kMarks);
    if (is_uuid(part.substr(0, kUuidForm.size()))) end = kUuidForm.size();
    end = std::min(end, part.size());
    const std::string_view word = part.substr(0, end);
    const bool serial = is_serial(word) || is_uuid(word);
    if (serial && was_serial) {
      path.pop_back();  // the mark between them
    } else {
      path += serial ? "*" : std::string(word);
    }
    was_serial = serial;
    if (end < part.size()) path += part[end];
    part.remove_prefix(std::min(end + 1, part.size()));
  }
}

// The length of what is above a path's temporary files, with its '/'; 0: it lies elsewhere.
std::size_t above_temporary(std::string_view path) {
  std::size_t length = 0;
  for (const std::string_view each : kTemporary) {
    const std::size_t at = path.find(each);
    if (at == std::string_view::npos) continue;
    length = length == 0 ? at + each.size() : std::min(length, at + each.size());
  }
  return length;
}

std::string with_lasting_parts(std::string_view path) {
  std::string lasting;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    add_part(path.substr(0, end), lasting);
    if (end < path.size()) lasting += '/';
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return lasting;
}

}  // namespace

std::string lasting_path(std::string_view path) {
  const std::size_t above = above_temporary(path);
  if (above == 0) return with_lasting_parts(path);
  return with_lasting_parts(path.substr(0, above)) + "*/" +
         with_lasting_parts(path.substr(path.rfind('/') + 1));
}

}  // namespace signalbox

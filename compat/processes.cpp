// SPDX-License-Identifier: Apache-2.0
#include "compat/processes.hpp"

#include <pwd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string_view>
#include <system_error>

namespace signalbox {
namespace {

std::string text_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string target_of(const std::string& link) {
  std::error_code error;
  return std::filesystem::read_symlink(link, error).string();
}

// An upgraded program's file is gone from under it; it is the same program.
std::string without_deleted(std::string exe) {
  constexpr std::string_view kMark = " (deleted)";
  if (exe.ends_with(kMark)) exe.resize(exe.size() - kMark.size());
  return exe;
}

std::vector<std::string> split(const std::string& text, char end) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, end);) parts.push_back(part);
  return parts;
}

// Lines are "ID:CONTROLLERS:PATH"; the unified hierarchy has no controllers here.
std::string cgroup_path(const std::string& text) {
  std::string unified;
  for (const std::string& line : split(text, '\n')) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    if (controllers == "name=systemd") return line.substr(second + 1);
    if (controllers.empty()) unified = line.substr(second + 1);
  }
  return unified;
}

// proc(5): "PID (NAME) STATE PPID …", with the start time as the 22nd field. The name may hold
// blanks and parentheses.
bool read_stat(const std::string& text, Process& process) {
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return false;
  std::istringstream rest(text.substr(name_end + 1));
  std::string field;
  for (int number = 3; rest >> field; ++number) {
    if (number == 4) process.parent = std::stoll(field);
    if (number != 22) continue;
    process.started = std::stoull(field);
    return true;
  }
  return false;
}

}  // namespace

std::optional<Process> SystemProcesses::process(std::int64_t pid) const {
  const std::string folder = "/proc/" + std::to_string(pid);
  Process process;
  if (!read_stat(text_of_file(folder + "/stat"), process)) return std::nullopt;
  process.exe = without_deleted(target_of(folder + "/exe"));
  process.arguments = split(text_of_file(folder + "/cmdline"), '\0');
  process.folder = target_of(folder + "/cwd");
  process.cgroup = cgroup_path(text_of_file(folder + "/cgroup"));

  // Read twice: in between the number may have gone to another process.
  Process again;
  if (!read_stat(text_of_file(folder + "/stat"), again)) return std::nullopt;
  if (again.started != process.started) return std::nullopt;
  return process;
}

std::string SystemProcesses::user(std::int64_t uid) const {
  std::array<char, 16384> buffer;
  passwd entry{};
  passwd* found = nullptr;
  getpwuid_r(static_cast<uid_t>(uid), &entry, buffer.data(), buffer.size(), &found);
  return found == nullptr ? std::to_string(uid) : std::string(found->pw_name);
}

}  // namespace signalbox

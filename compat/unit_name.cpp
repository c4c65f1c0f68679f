// SPDX-License-Identifier: Apache-2.0
#include "compat/unit_name.hpp"

#include <algorithm>
#include <cctype>

namespace signalbox {
namespace {

bool is_unit(std::string_view part) {
  return part.ends_with(".service") || part.ends_with(".scope");
}

// The innermost part of the path that is a unit; user@1000.service only holds others.
std::string_view innermost_unit(std::string_view cgroup) {
  std::string_view found;
  while (!cgroup.empty()) {
    const std::size_t slash = cgroup.find('/');
    const std::string_view part = cgroup.substr(0, slash);
    if (is_unit(part)) found = part;
    if (slash == std::string_view::npos) break;
    cgroup.remove_prefix(slash + 1);
  }
  return found;
}

std::string_view container_runtime(std::string_view cgroup) {
  struct Mark {
    std::string_view part;
    std::string_view runtime;
  };
  static constexpr Mark kMarks[] = {
      {"kubepods", "kubernetes"}, {"docker-", "docker"}, {"/docker/", "docker"},
      {"libpod-", "podman"},      {"/lxc/", "lxc"},      {"lxc.payload", "lxc"},
      {"crio-", "cri-o"},         {"nspawn", "nspawn"},  {"cri-containerd-", "containerd"}};
  for (const Mark& mark : kMarks) {
    if (cgroup.find(mark.part) != std::string_view::npos) return mark.runtime;
  }
  return {};
}

// What a desktop or snap puts at the end to make a scope's name unique: "-4711", "-<uuid>".
std::string_view without_serial(std::string_view stem) {
  while (true) {
    const std::size_t mark = stem.find_last_of("-.");
    if (mark == std::string_view::npos || mark == 0 || mark + 1 == stem.size()) return stem;
    const std::string_view last = stem.substr(mark + 1);
    const bool is_number = std::all_of(last.begin(), last.end(),
                                       [](unsigned char c) { return std::isxdigit(c) != 0; }) &&
                           last.find_first_of("0123456789") != std::string_view::npos;
    if (!is_number) return stem;
    stem = stem.substr(0, mark);
  }
}

}  // namespace

std::string unit_name(std::string_view cgroup, std::string_view user, std::string_view command) {
  const std::string_view runtime = container_runtime(cgroup);
  if (!runtime.empty()) return "container:" + std::string(runtime);

  const std::string_view unit = innermost_unit(cgroup);
  if (unit.empty()) return {};
  if (unit.starts_with("session-") || unit.starts_with("user@") || unit == "init.scope") {
    return unit == "init.scope" ? std::string() : "login:" + std::string(user);
  }
  if (unit.starts_with("run-")) return "run:" + std::string(command);

  const std::size_t dot = unit.rfind('.');
  const std::string_view stem = unit.substr(0, dot);
  const std::string suffix(unit.substr(dot));
  const std::size_t instance = stem.find('@');
  if (instance != std::string_view::npos) return std::string(stem.substr(0, instance + 1)) + suffix;
  if (suffix == ".service") return std::string(unit);
  if (stem.starts_with("machine-")) {
    return std::string(stem.substr(0, stem.find('\\'))) + suffix;
  }
  return std::string(without_serial(stem)) + suffix;
}

}  // namespace signalbox

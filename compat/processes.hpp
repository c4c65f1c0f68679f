// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace signalbox {

// What the kernel tells about one process.
struct Process {
  std::uint64_t started = 0;  // clock ticks since boot: with the pid it names one process
  std::int64_t parent = 0;    // 0: none in this pid namespace
  std::string exe;            // empty: not readable
  std::vector<std::string> arguments;
  std::string folder;  // the current one; empty: not readable
  std::string cgroup;  // path in the unified hierarchy, or systemd's own: "/system.slice/a.service"
};

// The table of processes, as an interface so that tests can be tables.
class Processes {
 public:
  virtual ~Processes() = default;

  virtual std::optional<Process> process(std::int64_t pid) const = 0;

  // A login name, or the number where there is none.
  virtual std::string user(std::int64_t uid) const = 0;
};

// /proc and the system's users. [any thread]
class SystemProcesses final : public Processes {
 public:
  std::optional<Process> process(std::int64_t pid) const override;
  std::string user(std::int64_t uid) const override;
};

}  // namespace signalbox

// SPDX-License-Identifier: Apache-2.0
#include "host/machine_directory.hpp"

#include <exception>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "host/host.hpp"
#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/trusted_path.hpp"

namespace signalbox {

MachineDirectory::MachineDirectory(Host& host, const std::filesystem::path& directory)
    : host_(host), watch_(host.inotify(), {directory}, ".info", [this] { changed(); }) {
  const std::string why = untrusted_because(directory);
  if (!why.empty()) throw ConfigError("machine-dir " + directory.string() + ": " + why);
}

void MachineDirectory::start_all() {
  for (const std::filesystem::path& file : watch_.files()) added(file);
}

// What goes makes room for what comes: a file may have been renamed.
void MachineDirectory::changed() {
  const std::vector<FileChange> changes = watch_.read();
  for (const FileChange& each : changes) {
    if (each.kind == FileChange::Kind::removed) removed(each.file);
  }
  for (const FileChange& each : changes) {
    if (each.kind != FileChange::Kind::removed) added(each.file);
  }
}

void MachineDirectory::added(const std::filesystem::path& file) {
  const std::size_t count = started_.size() + (started_.contains(file) ? 0 : 1);
  const std::string why = host_.limits().refusal(Limit::machine_files, count, file.string());
  if (!why.empty()) return log_error(file.string() + ": is refused: " + why);
  try {
    const MachineConfig machine = read_machine_config(file);
    const auto before = started_.find(file);
    if (before != started_.end()) {
      const Machine* const present = host_.machine(before->second.config.name);
      const bool serves = present != nullptr && !present->is_ending();
      if ((serves || before->second.is_coming) && before->second.config == machine) return;
      removed(file);
    }
    start(file, machine);
  } catch (const std::exception& error) {
    log_error(error.what());
  }
}

void MachineDirectory::removed(const std::filesystem::path& file) {
  std::erase_if(next_, [&file](const auto& each) { return each.second.first == file; });
  const auto entry = started_.find(file);
  if (entry == started_.end()) return;
  if (Machine* const machine = host_.machine(entry->second.config.name)) machine->end();
  started_.erase(entry);
}

void MachineDirectory::start(const std::filesystem::path& file, const MachineConfig& machine) {
  if (!is_free(file, machine)) return;
  const std::uint64_t number = ++last_number_;
  started_.insert_or_assign(file, Started{machine, number});
  host_.add_machine(
      machine, [this, file, number] { return is_wanted(file, number); },
      [this, file, name = machine.name](const std::string& why_not) {
        if (why_not.empty()) return;
        started_.erase(file);
        log_error(file.string() + ": machine '" + name + "' cannot start: " + why_not);
      });
}

// The file may have gone or changed while its plugins were opened, and its name may be taken. A
// file that has gone is noticed here even where inotify's report of it is still to be read. A file
// that starts nothing is forgotten: its end must not end the machine that has its name.
bool MachineDirectory::is_wanted(const std::filesystem::path& file, std::uint64_t number) {
  const auto entry = started_.find(file);
  if (entry == started_.end() || entry->second.number != number) return false;
  std::error_code cannot_look;
  if (std::filesystem::exists(file, cannot_look) && is_free(file, entry->second.config)) {
    entry->second.is_coming = false;
    return true;
  }
  started_.erase(entry);
  return false;
}

// Returns whether a machine of this name may start. If not, it waits for one that ends, or the log
// says so.
bool MachineDirectory::is_free(const std::filesystem::path& file, const MachineConfig& machine) {
  const Machine* const present = host_.machine(machine.name);
  if (present == nullptr) return true;
  if (present->is_ending()) {
    next_.insert_or_assign(machine.name, std::pair(file, machine));
  } else {
    log_error(file.string() + ": there is a machine '" + machine.name +
              "' already; give this one another name");
  }
  return false;
}

void MachineDirectory::ended(const std::string& machine) {
  std::erase_if(started_, [&machine](const auto& each) {
    return each.second.config.name == machine && !each.second.is_coming;
  });
  const auto waits = next_.find(machine);
  if (waits == next_.end()) return;
  const auto [file, config] = std::move(waits->second);
  next_.erase(waits);
  start(file, config);
}

}  // namespace signalbox

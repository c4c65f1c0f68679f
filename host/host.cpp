// SPDX-License-Identifier: Apache-2.0
#include "host/host.hpp"

#include <filesystem>
#include <stdexcept>
#include <utility>

#include "host/connection.hpp"
#include "host/emission_accessor.hpp"
#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/observer.hpp"
#include "host/plugin_file.hpp"
#include "host/plugin_refused.hpp"
#include "host/plugin_search.hpp"
#include "host/session.hpp"
#include "host/version.hpp"

namespace signalbox {

namespace {

const std::string kAdminName = "admin";

// systemd kills what has not ended after 90 s (DefaultTimeoutStopSec).
constexpr std::chrono::seconds kPatience{10};

// More are a mistake of a program that makes them: each has threads of its own.
constexpr std::size_t kMostMachines = 4096;

}  // namespace

Host::Host(Loop& loop, HostConfig config, std::vector<Observer*> observers, DeliveryPolicy* policy)
    : loop_(loop),
      config_(std::move(config)),
      own_files_(config_),
      inotify_(loop),
      observers_(std::move(observers)),
      policy_(policy),
      name_lookups_(loop),
      greeting_(make_greeting()) {}

Host::~Host() = default;

void Host::start() {
  for (const MachineConfig& each : config_.machines) {
    try {
      start_machine(each, false);
    } catch (const std::exception& error) {
      throw std::runtime_error("machine '" + each.name + "' cannot start: " + error.what());
    }
  }
  if (config_.admin) {
    MachineConfig admin;
    admin.name = kAdminName;
    admin.listeners = config_.admin->listeners;
    start_machine(std::move(admin), true);
  }
  if (config_.machine_dir) directory_.emplace(*this, *config_.machine_dir).start_all();
}

void Host::add_machine(MachineConfig config) {
  start_machine(std::move(config), false);
}

void Host::start_machine(MachineConfig config, bool is_admin) {
  if (machines_.size() >= kMostMachines && !is_admin) {
    throw std::runtime_error("machine '" + config.name + "' is refused: the host has " +
                             std::to_string(kMostMachines) + " machines already");
  }
  own_files_.add(config);
  Machine& machine =
      *machines_.emplace_back(std::make_unique<Machine>(*this, std::move(config), is_admin));
  if (is_admin) admin_ = &machine;
  for (Observer* const each : observers_) each->machine_started(machine);
  try {
    if (is_admin) machine.offer(emission_accessor(*this));
    load_plugins(machine);
    machine.listen();
  } catch (...) {
    machine.end();
    throw;
  }
}

// Those that the configuration asks for by name: a host that starts without one would look
// healthy and not be, so that one is nowhere is an error; that it is refused is logged.
void Host::load_plugins(Machine& machine) {
  std::vector<std::filesystem::path> directories = machine.config().plugin_dirs;
  for (std::filesystem::path& each : shipped_plugin_directories()) directories.push_back(each);
  for (const PluginConfig& each : machine.config().plugins) {
    const std::filesystem::path file = find_plugin(each.name, directories);
    machine.call(MachineThread::Place::loop, nullptr, [&machine, &file] {
      try {
        machine.load(PluginFile(file));
      } catch (const PluginRefused& refused) {
        log_error(refused.what());
      }
    });
  }
}

void Host::stop() {
  stopping_ = true;
  directory_.reset();
  patience_.emplace(loop_, kPatience, [this] { leave_behind(); });
  for (const auto& each : machines_) each->end();
  stop_if_done();
}

Machine* Host::machine(std::string_view name) const {
  Machine* found = nullptr;
  for (const auto& each : machines_) {
    if (each.get() == admin_ || (!name.empty() && each->name() != name)) continue;
    if (found != nullptr) return nullptr;
    found = each.get();
  }
  return found;
}

std::string Host::new_tag() {
  return "signal-" + std::to_string(++last_tag_);
}

void Host::ask_policy() {
  for (const auto& machine : machines_) {
    for (const auto& [id, session] : machine->sessions()) {
      for (Connection* const each : session->connections())
        machine->switchboard().ask_policy(*each);
    }
  }
}

void Host::update_rooms() {
  for (const auto& each : machines_) {
    if (each.get() != admin_) each->update_room();
  }
}

std::size_t Host::congested_admins() const {
  return admin_ == nullptr ? 0 : admin_->congested();
}

void Host::backlog_changed(std::size_t before, std::size_t now) {
  total_backlog_ += now - before;
  if (total_backlog_ <= config_.total_backlog_bytes) return;
  Session* largest = nullptr;
  for (const auto& machine : machines_) {
    for (const auto& [id, session] : machine->sessions()) {
      if (session->listener().management || !session->close_reason().empty()) continue;
      if (largest == nullptr || session->backlog() > largest->backlog()) largest = session.get();
    }
  }
  if (largest == nullptr || largest->backlog() == 0) return;
  log_of_client(LogLevel::warning, largest->log_name(),
                largest->machine().name() + ": all clients together are " +
                    std::to_string(total_backlog_) +
                    " bytes behind, which is above total-backlog; the slowest is disconnected");
  largest->fail("backlog");
}

void Host::ended(Machine& machine) {
  loop_.post([this, &machine] {
    if (&machine == admin_) admin_ = nullptr;
    const std::string name = machine.name();
    machines_.remove_if([&machine](const auto& each) { return each.get() == &machine; });
    if (directory_) directory_->ended(name);
    stop_if_done();
  });
}

void Host::leave_behind() {
  for (const auto& each : machines_) {
    log_error(each->name() + ": cannot be ended" + each->stuck_in() + "; the host ends without it");
  }
  loop_.stop();
}

// The host ends with its last machine, unless machines can still come.
void Host::stop_if_done() {
  const bool only_admin_left = machines_.size() == 1 && admin_ != nullptr;
  const bool waits_for_more = admin_ != nullptr || config_.machine_dir.has_value();
  if (machines_.empty() && (stopping_ || !waits_for_more)) loop_.stop();
  if (stopping_ && only_admin_left) admin_->end();
}

}  // namespace signalbox

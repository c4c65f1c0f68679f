// SPDX-License-Identifier: Apache-2.0
#include "host/host.hpp"

#include <algorithm>
#include <exception>
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
#include "host/thrown.hpp"
#include "host/version.hpp"

namespace signalbox {

namespace {

const std::string kAdminName = "admin";

// systemd kills what has not ended after 90 s (DefaultTimeoutStopSec).
constexpr std::chrono::seconds kPatience{10};

// Between two looks at an observer that is behind: it writes on another thread.
constexpr std::chrono::milliseconds kLook{10};

}  // namespace

Host::Host(Loop& loop, HostConfig config, std::vector<Observer*> observers, DeliveryPolicy* policy)
    : loop_(loop),
      config_(std::move(config)),
      limits_(config_.limits),
      accounts_(limits_, config_.total_backlog_bytes),
      own_files_(config_),
      inotify_(loop),
      observers_(std::move(observers)),
      policy_(policy),
      name_lookups_(loop),
      greeting_(make_greeting()),
      large_messages_(loop),
      coming_(loop) {}

Host::~Host() = default;

void Host::start() {
  for (const MachineConfig& each : config_.machines) {
    try {
      start_machine(each, false, open_plugins(each));
    } catch (...) {
      throw std::runtime_error("machine '" + each.name + "' cannot start: " + thrown_text());
    }
  }
  if (config_.admin) {
    MachineConfig admin;
    admin.name = kAdminName;
    admin.listeners = config_.admin->listeners;
    start_machine(std::move(admin), true, {});
  }
  if (config_.machine_dir) directory_.emplace(*this, *config_.machine_dir).start_all();
}

void Host::add_machine(MachineConfig config, std::function<bool()> is_wanted,
                       std::function<void(const std::string& why_not)> done) {
  struct Coming {
    MachineConfig config;
    OpenedPlugins plugins;
    std::string why_not;
  };
  const auto coming = std::make_shared<Coming>();
  coming->config = std::move(config);
  coming_.run(
      [coming] {
        try {
          coming->plugins = open_plugins(coming->config);
        } catch (...) {
          coming->why_not = thrown_text();
        }
      },
      [this, coming, is_wanted = std::move(is_wanted), done = std::move(done)] {
        if (stopping_ || !is_wanted()) return;
        if (!coming->why_not.empty()) return done(coming->why_not);
        try {
          start_machine(std::move(coming->config), false, std::move(coming->plugins));
        } catch (...) {
          return done(thrown_text());
        }
        done({});
      });
}

// A machine's start, of which each step is a call of the machine's: what a plugin's create() asks
// for may come between two of them, and take long.
struct Host::Start {
  std::exception_ptr failure;
  bool is_left_alone = false;  // whoever asked for the start hears of no failure any more
};

void Host::start_machine(MachineConfig config, bool is_admin, OpenedPlugins plugins) {
  const std::size_t count = machines_.size() + 1 - (admin_ == nullptr ? 0 : 1);
  if (!is_admin) check_limit(Limit::machines, count, "machine '" + config.name + "'");
  own_files_.add(config);
  Machine& machine =
      *machines_.emplace_back(std::make_unique<Machine>(*this, std::move(config), is_admin));
  if (is_admin) admin_ = &machine;
  for (Observer* const each : observers_) each->machine_started(machine);
  const auto start = std::make_shared<Start>();
  try {
    if (is_admin) machine.offer(emission_accessor(*this));
    for (const std::shared_ptr<PluginFile>& each : plugins) {
      take_step(machine, start, [&machine, each] { machine.load(std::move(*each)); });
    }
    take_step(machine, start, [&machine] { machine.listen(); });
    start->is_left_alone = true;
    if (start->failure != nullptr) std::rethrow_exception(start->failure);
  } catch (...) {
    machine.end();
    throw;
  }
}

void Host::check_limit(Limit limit, std::uint64_t amount, const std::string& who) {
  const std::string why = limits_.refusal(limit, amount, who);
  if (!why.empty()) throw std::runtime_error(who + " is refused: " + why);
}

void Host::take_step(Machine& machine, const std::shared_ptr<Start>& start,
                     std::function<void()> step) {
  machine.settle();
  machine.call(MachineThread::Place::loop, nullptr, [this, &machine, start, step] {
    if (start->failure != nullptr || machine.is_ending()) return;
    try {
      step();
    } catch (...) {
      start->failure = std::current_exception();
      if (start->is_left_alone) cannot_start(machine, thrown_text());
    }
  });
}

// A host that goes on without one of its own machines would look healthy and not be.
void Host::cannot_start(Machine& machine, const std::string& why) {
  log_error("machine '" + machine.name() + "' cannot start: " + why);
  machine.end();
  const bool is_own =
      std::any_of(config_.machines.begin(), config_.machines.end(),
                  [&machine](const MachineConfig& each) { return each.name == machine.name(); });
  if (!is_own) return;
  has_failed_ = true;
  stop();
}

// Those that the configuration asks for by name.
Host::OpenedPlugins Host::open_plugins(const MachineConfig& config) {
  std::vector<std::filesystem::path> directories = config.plugin_dirs;
  for (std::filesystem::path& each : shipped_plugin_directories()) directories.push_back(each);
  OpenedPlugins opened;
  for (const PluginConfig& each : config.plugins) {
    opened.push_back(std::make_shared<PluginFile>(find_plugin(each.name, directories)));
  }
  return opened;
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

Machine* Host::owing(ReplyId reply) const {
  for (const auto& each : machines_) {
    if (each->owes(reply)) return each.get();
  }
  return nullptr;
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

Session* Host::session(SessionId id) const {
  for (const auto& machine : machines_) {
    if (Session* const found = machine->session(id)) return found;
  }
  return nullptr;
}

void Host::use_changed(Session& session, const MemoryUse& before, const MemoryUse& now) {
  const ClientAccount& account = session.account();
  accounts_.use_changed(session.account(), session.id(), before, now);
  if (now.output > before.output) {
    if (const auto slowest = accounts_.slowest(account)) disconnect_slow(*slowest);
  }
  if (now.total() <= before.total()) return;
  while (const auto largest = accounts_.largest(account)) {
    Session& ended = *this->session(*largest);
    limits_.reached(Limit::total_memory,
                    ended.log_name() + " has " + std::to_string(ended.use().total()) + " bytes");
    ended.fail("memory");
  }
}

void Host::wait_for_observers() {
  if (!observers_timer_) look_at_observers();
}

void Host::look_at_observers() {
  observers_timer_.reset();
  const bool is_any_behind = std::any_of(observers_.begin(), observers_.end(),
                                         [](const Observer* each) { return each->is_behind(); });
  if (is_any_behind) {
    observers_timer_.emplace(loop_, kLook, [this] { look_at_observers(); });
    return;
  }
  for (const auto& machine : machines_) machine->go_on();
}

void Host::disconnect_slow(SessionId id) {
  Session& slow = *session(id);
  log_of_client(LogLevel::warning, slow.log_name(),
                slow.log_name() + ": the clients of its account are " +
                    std::to_string(slow.account().use.output) +
                    " bytes behind, all clients together " +
                    std::to_string(accounts_.use().output) +
                    ", which is above total-backlog or half of what others leave of it; the "
                    "slowest is disconnected");
  slow.fail("backlog");
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

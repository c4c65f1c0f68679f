// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/background.hpp"
#include "host/client_accounts.hpp"
#include "host/config.hpp"
#include "host/inotify.hpp"
#include "host/limits.hpp"
#include "host/loop.hpp"
#include "host/machine_directory.hpp"
#include "host/name_lookups.hpp"
#include "host/own_commands.hpp"
#include "host/own_files.hpp"
#include "host/reply.hpp"

namespace signalbox {

class DeliveryPolicy;
class Machine;
class Observer;
class PluginFile;
class Session;

// All machines of one process, and the admin endpoint. [loop]
class Host {
 public:
  // `observers` and `policy`, which may be null, outlive it. Nothing is opened yet: others may add
  // their commands first.
  Host(Loop& loop, HostConfig config, std::vector<Observer*> observers,
       DeliveryPolicy* policy = nullptr);
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  Limits& limits() { return limits_; }  // [any thread]
  const Limits& limits() const { return limits_; }
  OwnCommands& own_commands() { return own_commands_; }
  NameLookups& name_lookups() { return name_lookups_; }

  // Loads the plugins and opens the sockets. Throws ListenError, and PluginRefused for a plugin
  // that the configuration names and that is nowhere or refused. What is wrong with a file of the
  // machine-dir is logged.
  void start();

  // A plugin was refused, or a socket could not be had, only when start() had returned: the host
  // has stopped for it.
  bool has_failed() const { return has_failed_; }

  // One more machine. What takes long is done beside the loop: its plugin files are found, tried
  // and mapped there. Then `is_wanted` is asked whether it may still start; `done` is told why it
  // could not, or nothing. Neither is called any more once the host has ended.
  void add_machine(MachineConfig config, std::function<bool()> is_wanted,
                   std::function<void(const std::string& why_not)> done);

  // Ends all machines: what is pending is written for a while, then the loop is stopped. A machine
  // whose plugin does not return is left behind after 10 s, and stays in machines().
  void stop();

  Loop& loop() const { return loop_; }
  Inotify& inotify() { return inotify_; }
  const OwnFiles& own_files() const { return own_files_; }  // [any thread]
  const HostConfig& config() const { return config_; }
  const std::vector<Observer*>& observers() const { return observers_; }
  DeliveryPolicy* policy() const { return policy_; }  // null: nothing is withheld
  const std::string& greeting() const { return greeting_; }
  const std::list<std::unique_ptr<Machine>>& machines() const { return machines_; }

  // By name; with an empty name the only one there is. Null: none, or not the only one.
  Machine* machine(std::string_view name) const;

  // Where large messages are read, and all that is large is freed.
  Background& large_messages() { return large_messages_; }

  SessionId new_session_id() { return ++last_session_; }
  ReplyId new_reply_id() { return ++last_reply_; }
  InstanceId new_instance_id() { return ++last_instance_; }

  // The machine that owes it. Null: nobody does any more.
  Machine* owing(ReplyId reply) const;

  // A weak handle, for callbacks that may run after the end of the host.
  std::weak_ptr<Host* const> weak() const { return self_; }

  // Unique within this run of the host, at most 32 characters.
  std::string new_tag();

  // The policy has changed its mind.
  void ask_policy();

  // A session of any machine; null: gone.
  Session* session(SessionId id) const;

  ClientAccounts& accounts() { return accounts_; }
  const ClientAccounts& accounts() const { return accounts_; }

  // The memory that a session uses has changed. If it is too much, the session that ClientAccounts
  // names fails.
  void use_changed(Session& session, const MemoryUse& before, const MemoryUse& now);

  // Clients of the admin endpoint that read slowly, and what all machines do about it.
  std::size_t congested_admins() const;
  void update_rooms();

  // An observer is behind. Commands that are no queries wait in their sessions, which are read no
  // further, until none is.
  void wait_for_observers();
  bool waits_for_observers() const { return observers_timer_.has_value(); }

  // Called by a machine that has ended; it is destroyed after this turn.
  void ended(Machine& machine);

 private:
  // Throws std::runtime_error, which names `who` and the limit.
  void check_limit(Limit limit, std::uint64_t amount, const std::string& who);

  using OpenedPlugins = std::vector<std::shared_ptr<PluginFile>>;

  // Throws PluginRefused for one that is nowhere or refused. [any thread]
  static OpenedPlugins open_plugins(const MachineConfig& config);

  void start_machine(MachineConfig config, bool is_admin, OpenedPlugins plugins);
  struct Start;
  void take_step(Machine& machine, const std::shared_ptr<Start>& start, std::function<void()> step);
  void cannot_start(Machine& machine, const std::string& why);
  void disconnect_slow(SessionId id);
  void look_at_observers();
  void stop_if_done();
  void leave_behind();

  Loop& loop_;
  const HostConfig config_;
  Limits limits_;
  ClientAccounts accounts_;
  OwnFiles own_files_;
  Inotify inotify_;
  const std::vector<Observer*> observers_;
  DeliveryPolicy* const policy_;
  OwnCommands own_commands_;
  NameLookups name_lookups_;
  const std::string greeting_;
  SessionId last_session_ = 0;
  ReplyId last_reply_ = 0;
  InstanceId last_instance_ = 0;
  std::uint64_t last_tag_ = 0;
  bool stopping_ = false;
  bool has_failed_ = false;
  std::optional<Timer> patience_;         // while it is stopping
  std::optional<Timer> observers_timer_;  // while one of them is behind
  Background large_messages_;             // outlives the machines, which leave memory to it
  std::list<std::unique_ptr<Machine>> machines_;
  Machine* admin_ = nullptr;  // one of machines_
  std::optional<MachineDirectory> directory_;
  const std::shared_ptr<Host* const> self_ = std::make_shared<Host* const>(this);
  Background coming_;  // where plugin files of machines that come are opened
};

}  // namespace signalbox

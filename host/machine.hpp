// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "host/config.hpp"
#include "host/fifo.hpp"
#include "host/introspection.hpp"
#include "host/listener.hpp"
#include "host/listenings.hpp"
#include "host/loop.hpp"
#include "host/machine_thread.hpp"
#include "host/observer.hpp"
#include "host/plugin_directories.hpp"
#include "host/registry.hpp"
#include "host/reply.hpp"
#include "host/room.hpp"
#include "host/switchboard.hpp"

namespace signalbox {

class Host;
class PluginFile;
class PluginInstance;
class Session;
struct Request;

// One QMP endpoint: its plugins, what they offer, and its clients. [loop, but where it says so]
class Machine {
 public:
  // `is_admin`: the host's own endpoint, where only administration is offered.
  Machine(Host& host, MachineConfig config, bool is_admin);
  ~Machine();
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  const std::string& name() const { return config_.name; }
  const MachineConfig& config() const { return config_; }
  bool is_admin() const { return is_admin_; }
  Host& host() const { return host_; }
  Loop& loop() const;
  Registry& registry() { return registry_; }
  const Registry& registry() const { return registry_; }
  Introspection& introspection() { return introspection_; }
  const Introspection& introspection() const { return introspection_; }
  Switchboard& switchboard() { return switchboard_; }
  Listenings& listenings() { return listenings_; }
  Fifo& fifo() { return fifo_; }  // [any thread]
  Room& room() { return room_; }  // [any thread]

  // --- plugins -----------------------------------------------------------------------------

  // A plugin file that was opened on the worker, or why it was not.
  struct Opened {
    std::shared_ptr<PluginFile> file;  // null: refused
    std::string why_not;
  };

  // Opens a file, which takes a while, on the worker, and calls `done` on the machine thread.
  void open_plugin(const std::filesystem::path& file, std::function<void(Opened)> done);

  // Makes an instance and offers what it adds, or puts it in the place of the one that was loaded
  // from the same file: connections go over. Throws PluginRefused; all is as before then.
  // [machine thread]
  void load(PluginFile file);

  // Ends its connections, destroys and unmaps it, and fails what it has not answered.
  // [machine thread]
  void unload(PluginInstance& plugin);

  PluginInstance* plugin(std::string_view name) const;  // null: not loaded
  PluginInstance* plugin_from(const std::filesystem::path& file) const;
  const std::list<std::unique_ptr<PluginInstance>>& plugins() const { return plugins_; }

  // --- clients -----------------------------------------------------------------------------

  // Opens the sockets of the configuration and follows its plugin directories. Throws ListenError
  // and std::system_error.
  void listen();

  // Takes over a connected socket; `listener` must outlive the machine's sessions.
  void accept(int fd, const ListenerConfig& listener);

  Session* session(SessionId id) const;  // null: gone
  const std::unordered_map<SessionId, std::unique_ptr<Session>>& sessions() const {
    return sessions_;
  }

  // What a session reports during a turn: see turn().
  void readable(Session& session);
  void writable(Session& session);
  void ready(Session& session);
  void dirty(Session& session);

  // --- commands ----------------------------------------------------------------------------

  // Calls the command, or answers with the error that it is not to be had.
  void execute(Session& session, Request request);

  // The same for a plugin of this machine: `done` gets the answer. [machine thread]
  void execute(std::string command, std::string arguments,
               std::function<void(std::string_view value, Error* error)> done);

  // The ids, as JSON text, of what a session has asked and is not answered; empty: no id.
  std::vector<std::string> unanswered_ids(SessionId session) const;

  // Answers. [any thread]
  void answer(Reply& reply, std::string_view value);
  void answer_error(Reply& reply, std::string_view error_class, std::string_view description);
  void answer_error(Reply& reply, Error* error);  // takes the error over

  // Queues a call into a plugin, or, with a null owner, of the host's own.
  void call(MachineThread::Place place, const PluginInstance* owner, std::function<void()> run);

  // --- emissions ---------------------------------------------------------------------------

  signalbox_emission new_emission(std::uint64_t cause);  // [any thread]

  // --- observers ---------------------------------------------------------------------------

  template <typename Tell>
  void tell(Tell tell) {
    for (Observer* const each : observers_) tell(*each);
  }

  // The reply waits for each observer that `ask` is called with.
  void held_by_observers(Reply& reply,
                         const std::function<void(Observer& observer, Proceed proceed)>& ask);

  // --- the end -----------------------------------------------------------------------------

  // Writes what is pending, closes the sessions and destroys the plugins; host().ended() follows.
  void end();
  bool is_ending() const { return ending_; }

  // Asks for end() behind what was emitted and answered so far. [any thread]
  void ask_end();

 private:
  void wake();
  void turn();
  void drain(std::size_t count);
  void handle(FifoItem& item);
  void hand_on(Reply& reply);
  void flush_dirty();
  void close(Session& session);
  void check_backlog(Session& session);
  void replace(PluginInstance& old, PluginFile file);
  void take_over(Registry next, PluginInstance& plugin);
  void discard(PluginInstance& plugin);
  void destroy(PluginInstance& plugin);
  PluginConfig config_of(const std::string& plugin) const;
  void finish();
  Reply& new_reply(SessionId session, const std::string& command);
  void submit(const OfferedCommand& command, Reply& reply, std::string arguments);
  void submit_connect(const std::shared_ptr<const OfferedAccessor>& connects,
                      const std::shared_ptr<const OfferedAccessor>& disconnects, Reply& reply,
                      std::string arguments);
  void call_command(const OfferedCommand& command, Reply& reply, const std::string& arguments);
  void answered(Reply& reply);

  Host& host_;
  const std::vector<Observer*>& observers_;
  const MachineConfig config_;
  const bool is_admin_;
  // Tells callbacks that outlive the machine.
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);

  std::atomic<std::uint64_t> last_emission_ = 0;
  Fifo fifo_;
  Room room_;
  Registry registry_;
  Introspection introspection_;
  std::list<std::unique_ptr<PluginInstance>> plugins_;
  std::unordered_map<SessionId, std::unique_ptr<Session>> sessions_;
  std::list<Reply> unanswered_;
  Switchboard switchboard_;
  Listenings listenings_;

  std::vector<FifoItem> items_;  // kept to save its memory
  bool draining_ = false;
  bool in_turn_ = false;
  std::vector<Session*> dirty_;
  std::vector<Session*> ready_;
  std::size_t pending_ = 0;    // bytes that wait in all outboxes
  std::size_t congested_ = 0;  // clients above Room::kMaxClientBytes
  std::list<Listener> listeners_;
  std::optional<PluginDirectories> directories_;
  bool ending_ = false;
  bool finished_ = false;
  std::optional<Timer> farewell_;

  MachineThread thread_;  // last: its worker is joined before anything else goes
};

}  // namespace signalbox

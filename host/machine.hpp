// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "host/barriers.hpp"
#include "host/config.hpp"
#include "host/delivery_policy.hpp"
#include "host/emission_watch.hpp"
#include "host/fifo.hpp"
#include "host/introspection.hpp"
#include "host/listener.hpp"
#include "host/listenings.hpp"
#include "host/loop.hpp"
#include "host/machine_thread.hpp"
#include "host/observer.hpp"
#include "host/outbox_memory.hpp"
#include "host/plugin_directories.hpp"
#include "host/ready_set.hpp"
#include "host/registry.hpp"
#include "host/reply.hpp"
#include "host/rest.hpp"
#include "host/room.hpp"
#include "host/session_queue.hpp"
#include "host/switchboard.hpp"
#include "host/turn_budget.hpp"

namespace signalbox {

class Descriptors;
class Host;
class OwnedText;
class PluginFile;
class PluginInstance;
class Session;
struct LeavingPlugin;
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

  // Clients above Room::kMaxClientBytes.
  std::size_t congested() const { return congested_; }

  // The number of those has changed, here or at the admin endpoint, or who follows the emissions.
  void update_room();
  OutboxMemory& outbox_memory() { return outbox_memory_; }
  ReadySet& ready_sockets() { return ready_sockets_; }

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

  // Ends its connections. When it has answered what it was asked, or 5 s have passed, it is
  // destroyed and unmapped, what it still owes fails, and `done` is called. [machine thread]
  void unload(
      PluginInstance& plugin, std::function<void()> done = [] {});

  // One more accessor of a plugin that is loaded, or one less. Empty: added; else the owner of the
  // name. [machine thread, on the loop]
  std::string offer(std::shared_ptr<const OfferedAccessor> accessor);
  void withdraw(const OfferedAccessor& accessor, const std::string& reason);

  // Returns whether the server that it stands in front of is lost, or was never there.
  bool is_suspended() const { return is_suspended_; }

  // Who answers what nobody else does.
  const Rest& rest() const { return rest_; }

  PluginInstance* plugin(std::string_view name) const;  // null: not loaded
  PluginInstance* instance(InstanceId id) const;        // also one that leaves; null: gone
  PluginInstance* plugin_from(const std::filesystem::path& file) const;
  const std::list<std::unique_ptr<PluginInstance>>& plugins() const { return plugins_; }

  // --- clients -----------------------------------------------------------------------------

  // Opens the sockets of the configuration and follows its plugin directories. Throws ListenError
  // and std::system_error.
  void listen();

  // One more listener, under a run label; throws ListenError. Those of a label are closed, and so
  // are their sessions, behind what waits for them; false: there are none.
  void add_listener(ListenerConfig listener);
  bool remove_listeners(const std::string& label);

  // For the plugin that answers the rest: clients are let in and greeted with `greeting`, JSON
  // text; or those that are there are closed behind what waits for them, and nobody is let in,
  // unless the machine holds its clients.
  void serve(std::string greeting);
  void suspend(std::string reason);

  // What plugins watch for this session, 0: for all, is not to be read: a management client lags
  // too far behind, and has to read first. One with a watch of its own holds up only that, until
  // half of total-backlog waits for it.
  bool has_to_wait(SessionId owner) const;

  // What plugins watch is read again, where it has not to wait any longer.
  void read_on();

  // Bytes that wait in all outboxes.
  std::size_t backlog() const { return pending_; }

  // Takes over a connected socket.
  void accept(int fd, std::shared_ptr<const ListenerConfig> listener);

  Session* session(SessionId id) const;  // null: gone
  const std::unordered_map<SessionId, std::unique_ptr<Session>>& sessions() const {
    return sessions_;
  }

  // Returns whether the turn that is under way, if there is one, has used up its time.
  bool is_turn_over() const { return in_turn_ && budget_.is_over(); }

  // Reports of a session: see make_turn().
  void readable(Session& session);
  void writable(Session& session);
  void hung_up(Session& session);
  void ready(Session& session);

  // Reads the message of a session beside the loop, and gives it back by take_large().
  void read_elsewhere(const Session& session, std::shared_ptr<const OwnedText> text,
                      bool oob_enabled);

  void dirty(Session& session);

  // Sessions with a delay. count_delayed(): there is one more, or one less.
  std::size_t delayed_sessions() const { return delayed_sessions_; }
  void count_delayed(bool is_more) { is_more ? ++delayed_sessions_ : --delayed_sessions_; }

  // Commands that waited for observers may be executed.
  void go_on();

  // --- commands ----------------------------------------------------------------------------

  // Calls the command, or answers with the error that it is not to be had.
  void execute(Session& session, Request request, Descriptors descriptors);

  // The same for a plugin of this machine: `done` gets the answer, on the loop.
  void execute(std::string command, std::string arguments,
               std::function<void(std::string_view value, Error* error)> done);

  // The ids, as JSON text, of what a session has asked and is not answered; empty: no id.
  std::vector<std::string> unanswered_ids(SessionId session) const;

  // Answers. Nothing happens when somebody has answered already, or nobody waits any more; of a
  // plugin, `by`, that is logged. [any thread]
  void answer(ReplyId reply, std::string_view value, const std::string& by = {});
  void answer_error(ReplyId reply, std::string_view error_class, std::string_view description,
                    const std::string& by = {});
  void answer_error(ReplyId reply, Error* error, const std::string& by = {});  // takes it over

  // The session that waits for it. Null: none does any more.
  Session* asking(ReplyId reply) const;

  // It is not answered, or the answer has not left.
  bool owes(ReplyId reply) const { return unanswered_.contains(reply); }

  // Handles what was emitted and posted so far, for a machine that serves no client yet. [loop]
  void settle();

  // Queues a call into a plugin, or, with a null owner, of the host's own. It is run at once where
  // nothing is ahead of it; what is in the FIFO is never handled in here.
  void call(MachineThread::Place place, const PluginInstance* owner, std::function<void()> run,
            MachineThread::Order order = MachineThread::Order::behind_posted);

  // The rest of the call that is running, on the worker, with nothing between the two.
  bool go_on_on_worker(const PluginInstance& owner, std::function<void()> run);

  // A call is running on this very thread. [any thread]
  bool is_in_call() const { return thread_.is_inside(); }

  // --- emissions ---------------------------------------------------------------------------

  signalbox_emission new_emission(std::uint64_t cause);           // [any thread]
  std::uint64_t last_emission() const { return last_emission_; }  // its number [any thread]

  // Who follows emissions, and who waits for sessions; both made when they are first asked for.
  EmissionWatch& emission_watch();
  Barriers& barriers();

  // --- observers ---------------------------------------------------------------------------

  template <typename Tell>
  void tell(Tell tell) {
    for (Observer* const each : observers_) tell(*each);
  }

  // The reply waits for each observer that `ask` is called with, at once.
  void held_by_observers(ReplyId reply,
                         const std::function<void(Observer& observer, Proceed proceed)>& ask);

  // --- the end -----------------------------------------------------------------------------

  // Writes what is pending, closes the sessions and destroys the plugins; host().ended() follows.
  void end();
  bool is_ending() const { return ending_; }

  // As MachineThread::stuck_in().
  std::string stuck_in() const { return thread_.stuck_in(); }

  // Asks for end() behind what was emitted and answered so far. [any thread]
  void ask_end();

 private:
  void wake();
  void turn();
  void turn_in_its_place();
  void turn_for_client();
  void make_turn(std::size_t deliveries);
  void make_parts(std::size_t deliveries);
  void read_waiting();
  void process_ready();
  void let_overtake();
  bool may_overtake(const Reply& reply) const;
  void drain(std::size_t count);
  void drain_all();
  void drain_for_turn();
  void drain_on();
  std::size_t items_of_turn() const;
  bool may_drain_on();
  bool may_run_own();
  void call_for_client(const PluginInstance* owner, std::function<void()> run,
                       MachineThread::Order order = MachineThread::Order::behind_posted);
  void dispatch(Session& session, Request request, Descriptors& descriptors);
  void handle(FifoItem& item);
  std::size_t handle_next(std::size_t count);
  void begin_round(std::span<const FifoItem> frames);
  bool fan_out();
  void hand_on(FifoItem& item);
  void hand_on(ReplyId reply);
  void put_out(Reply& reply);
  void flush_dirty();
  void close_some();
  void close(Session& session);
  void dequeue(Session& session);
  void check_backlog(Session& session);
  void check_overdue(const Session& session, bool is_overdue);
  void replace(PluginInstance& old, PluginFile file);
  void take_over(Registry next, PluginInstance& plugin);
  void tell_added(const OfferedAccessor& accessor);
  void tell_removed(const OfferedAccessor& accessor);
  void discard(PluginInstance& plugin);
  void dismiss(std::unique_ptr<PluginInstance> plugin, std::function<void()> done);
  void retire();
  bool owes(const PluginInstance& plugin) const;
  void destroy(PluginInstance& plugin);
  PluginConfig config_of(const std::string& plugin) const;
  void give_up_rest();
  void finish();
  void dismiss_all();
  void finish_plugins();
  Reply& new_reply(SessionId session, const std::string& command);
  Reply* reply(ReplyId number);
  Reply* wanted(ReplyId number);
  void forget(ReplyId reply);
  void free_large(Reply& reply);
  void one_less_is_owed();
  void submit(const OfferedCommand& command, ReplyId reply, std::string arguments);
  void call_in_turn(const std::string& name, ReplyId reply, std::string arguments);
  void not_found(ReplyId reply, const std::string& command);
  void submit_connect(const std::string& accessor, ReplyId reply, std::string arguments);
  void submit_disconnect(const std::string& accessor, ReplyId reply, std::string arguments);
  void connect_in_turn(const std::string& accessor, ReplyId reply, const std::string& arguments);
  void disconnect_in_turn(const std::string& accessor, ReplyId reply, const std::string& arguments);
  void call_command(const OfferedCommand& command, Reply& reply, const std::string& arguments);
  std::optional<DeliveryPolicy::Refusal> refused_by_policy(const Session& session,
                                                           const Request& request) const;
  bool is_for_rest(const Session& session, const std::string& command, bool is_offered) const;
  void call_rest(Reply& reply, const Request& request, const Descriptors& descriptors,
                 bool management);
  void open_listeners();
  void log_hidden_commands() const;
  Listener& open(Entrance& entrance);
  std::string greeting_for(const ListenerConfig& listener) const;
  void answered(ReplyId reply, Answer answer);
  Reply* keep(ReplyId reply, Answer answer);
  void put(ReplyId reply, std::unique_ptr<Answer> answer);
  void hand_on_at_once();
  void watch_answers();
  void give_up_overdue();
  void give_up(Reply& reply);

  Host& host_;
  const std::vector<Observer*>& observers_;
  const MachineConfig config_;
  const bool is_admin_;
  // Tells callbacks that outlive the machine.
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);

  std::atomic<std::uint64_t> last_emission_ = 0;
  Wakeup wakeup_;
  Fifo fifo_;
  Room room_;
  Registry registry_;
  Introspection introspection_;
  std::list<std::unique_ptr<PluginInstance>> plugins_;
  // Plugins that are offered no more and still owe answers.
  std::list<LeavingPlugin> leaving_;
  Rest rest_;
  std::string greeting_;       // of the server that we stand in front of; empty: our own
  bool is_suspended_ = false;  // nobody is let in
  bool is_listening_ = false;  // listen() was called
  OutboxMemory outbox_memory_;
  ReadySet ready_sockets_;
  std::unordered_map<SessionId, std::unique_ptr<Session>> sessions_;
  std::map<ReplyId, Reply> unanswered_;  // in the order in which they were asked
  Switchboard switchboard_;
  Listenings listenings_;

  std::shared_ptr<EmissionWatch> emission_watch_;  // null: nobody has asked
  std::unique_ptr<Barriers> barriers_;             // the same

  std::vector<ReplyId> at_once_;  // answered with nothing ahead of them
  bool in_dispatch_ = false;
  bool draining_ = false;
  bool in_turn_ = false;
  TurnBudget budget_;
  std::size_t unlooked_ = 0;      // deliveries since the budget was looked at; see may_drain_on()
  bool is_behind_ = false;        // the last full turn has left something in the FIFO
  bool is_flush_behind_ = false;  // the last turn has not flushed all that it made dirty
  std::size_t left_of_turn_ = 0;  // deliveries and other items that it may still handle
  std::size_t last_reach_ = 0;    // clients that the last event went to
  // The events at the front of the FIFO that are being fanned out; none: zero.
  struct {
    std::size_t frames = 0;
    std::size_t bytes_of_each = 0;  // on average
  } round_;
  std::optional<std::uint64_t> own_call_behind_;  // what is put in; see may_run_own()
  bool is_clients_call_ = false;                  // may_run_own() is asked for a client's command
  // Those that wait for their turn; a session that is closed is taken out.
  SessionQueue unread_;
  SessionQueue ready_;
  SessionQueue dirty_;
  SessionQueue closing_;
  std::size_t pending_ = 0;    // backlog()
  std::size_t congested_ = 0;  // clients above Room::kMaxClientBytes
  std::size_t delayed_sessions_ = 0;
  std::set<SessionId> overdue_;  // management clients above client-backlog
  std::list<Entrance> entrances_;
  std::optional<PluginDirectories> directories_;
  bool ending_ = false;
  bool finished_ = false;
  bool is_emptying_ = false;  // its sessions are being closed; then its plugins go
  std::optional<Timer> farewell_;
  std::optional<Timer> answer_timer_;  // for the oldest of unanswered_

  MachineThread thread_;  // last: its worker is joined before anything else goes
};

}  // namespace signalbox

// SPDX-License-Identifier: Apache-2.0
//
// The part of Machine that finds the command of a request and calls it.

#include <exception>
#include <memory>
#include <utility>

#include "host/call.hpp"
#include "host/coarse_now.hpp"
#include "host/command_names.hpp"
#include "host/connect_request.hpp"
#include "host/descriptors.hpp"
#include "host/host.hpp"
#include "host/host_calls.hpp"
#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/new_thread.hpp"
#include "host/observer_commands.hpp"
#include "host/plugin_instance.hpp"
#include "host/session.hpp"
#include "host/thrown.hpp"
#include "wire/request.hpp"
#include "wire/value.hpp"

namespace signalbox {

namespace {

// The prefix by which every name of ours can be reached too (protocol.md: QMP's rule for
// downstream names).
constexpr std::string_view kPrefix = "__org.signalbox_";

constexpr std::string_view kNegotiate = "qmp_capabilities";

// What a request turns out to ask for: exactly one of these, or none. Kept by nobody: a call that
// waits for its turn looks it up by name again then.
struct Target {
  const OfferedCommand* command = nullptr;
  std::shared_ptr<const OfferedAccessor> connects;
  std::shared_ptr<const OfferedAccessor> disconnects;

  explicit operator bool() const {
    return command != nullptr || connects != nullptr || disconnects != nullptr;
  }
};

Target find_as_is(const Registry& registry, std::string_view name) {
  Target target;
  target.command = registry.command(name);
  if (target.command != nullptr) return target;
  target.connects = registry.connected_by(name);
  if (target.connects == nullptr) target.disconnects = registry.disconnected_by(name);
  return target;
}

// The prefix counts once: clients choose the name, and its length must not cost more than that.
Target find(const Registry& registry, std::string_view name) {
  Target target = find_as_is(registry, name);
  if (target || !name.starts_with(kPrefix)) return target;
  return find_as_is(registry, name.substr(kPrefix.size()));
}

// Why a session may not use what it asked for: to it, it is not there. Empty: it may. QEMU's words
// where it has any.
std::string refusal(const Session& session, const Target& target, const std::string& name) {
  const bool negotiating = session.mode() == Session::Mode::negotiation;
  const unsigned scope = target.command != nullptr ? target.command->scope : kMachine | kObserver;
  if (negotiating && (!target || (scope & kNegotiation) == 0)) {
    return "Expecting capabilities negotiation with 'qmp_capabilities'";
  }
  if (!target) return "The command " + name + " has not been found";
  if (session.listener().role == Role::observer && !is_for_observers(target.command, scope)) {
    return "The command " + name + " is not permitted for role observer";
  }
  return {};
}

// Known in command mode too, as in QEMU: what is wrong with the request otherwise is said first.
// qmp_capabilities refuses by itself, behind what is wrong with its arguments.
bool is_too_late(const Session& session, const Target& target) {
  if (target.command == nullptr || session.mode() != Session::Mode::command) return false;
  return (target.command->scope & kMachine) == kNegotiation && target.command->name != kNegotiate;
}

// What only asks need not wait for what others are to hear.
MachineThread::Order order_of(const OfferedCommand& command) {
  return command.name.starts_with("query-") ? MachineThread::Order::any
                                            : MachineThread::Order::behind_posted;
}

// A plugin decodes its large arguments on the worker. One that has callbacks on the loop beside its
// calls, as the bridge has, counts on the loop for its own; and the host's own commands and
// connections have no use for them.
bool takes_large_arguments(const OfferedCommand* command) {
  return command != nullptr && command->owner != nullptr &&
         !command->owner->is_called_beside_calls();
}

// Behind a call that had to wait: its client may have left, and the loop not have told yet.
void notice_end(Session* session) {
  if (session != nullptr && session->has_hung_up()) session->fail("client closed");
}

// Calls a command. An exception that leaves it is its answer, a GenericError. [machine thread]
void call_safely(const signalbox_command& command, const signalbox_context& context,
                 const std::string& arguments, signalbox_reply* reply) {
  try {
    command.call(&context, arguments.c_str(), reply);
  } catch (...) {
    const std::string name = command.name;
    const std::string thrown = thrown_text();
    log_of_plugin(LogLevel::error, name, "the command " + name + " has failed: " + thrown);
    Error* error = nullptr;
    error_set(&error, "GenericError", "The command %s has failed: %s", command.name,
              thrown.c_str());
    context.host->reply_error(context.host->self, reply, error);
  }
}

std::uint32_t flags_of(const Target& target) {
  return target.command == nullptr ? 0 : target.command->command->flags;
}

}  // namespace

Reply& Machine::new_reply(SessionId session, const std::string& command) {
  const ReplyId number = host_.new_reply_id();
  Reply& reply = unanswered_[number];
  reply.number = number;
  reply.session = session;
  reply.command = command;
  reply.asked = coarse_now();
  return reply;
}

Reply* Machine::reply(ReplyId number) {
  const auto found = unanswered_.find(number);
  return found == unanswered_.end() ? nullptr : &found->second;
}

// Null, too, if the client that asked has left while the call waited: what is not under way then is
// not begun, as in QEMU.
Reply* Machine::wanted(ReplyId number) {
  Reply* const found = reply(number);
  if (found == nullptr || found->done) return found;
  const Session* const own = session(found->session);
  if (own != nullptr && own->close_reason().empty()) return found;
  forget(number);
  return nullptr;
}

void Machine::execute(Session& session, Request request, Descriptors descriptors) {
  in_dispatch_ = true;
  try {
    dispatch(session, std::move(request), descriptors);
  } catch (...) {
    in_dispatch_ = false;
    throw;
  }
  in_dispatch_ = false;
  if (!descriptors.empty()) session.take_back(std::move(descriptors));
  hand_on_at_once();
  if (in_turn_) drain_on();
}

// Empties `descriptors` where they go with the command to the machine behind this one.
void Machine::dispatch(Session& session, Request request, Descriptors& descriptors) {
  Reply& reply = new_reply(session.id(), request.command);
  reply.oob = request.oob;
  reply.bytes = request.bytes();
  const ReplyId number = reply.number;
  tell([&](Observer& each) { each.requested(session, request, number); });
  reply.id = std::move(request.id);
  if (finished_) return answer_error(number, "GenericError", "The machine is ending");
  if (const auto refused = refused_by_policy(session, request)) {
    return answer_error(number, refused->error_class, refused->description);
  }
  const Target target = find(registry_, request.command);
  if (is_for_rest(session, request.command, bool(target))) {
    if (session.listener().advertise) reply.more = additions(session, request.command);
    reply.descriptors = descriptors.size();
    return call_rest(reply, request, std::exchange(descriptors, {}), session.listener().management);
  }
  const std::string why = refusal(session, target, request.command);
  if (!why.empty()) {
    answer_error(number, "CommandNotFound", why);
  } else if (request.oob && (flags_of(target) & SIGNALBOX_OOB) == 0) {
    answer_error(number, "GenericError",
                 "The command " + request.command + " does not support OOB");
  } else if (is_too_late(session, target)) {
    answer_error(number, "CommandNotFound",
                 "The command " + request.command + " is permitted only before 'qmp_capabilities'");
  } else if (request.is_large() && !takes_large_arguments(target.command)) {
    answer_error(number, "GenericError",
                 "The arguments of " + request.command + " may have at most " +
                     std::to_string(kLargeRequest) + " bytes");
  } else if (request.oob && !request.is_large()) {
    call_command(*target.command, reply, request.arguments);
  } else if (target.command != nullptr) {
    submit(*target.command, number, std::move(request.arguments));
  } else if (target.connects != nullptr) {
    submit_connect(target.connects->name, number, std::move(request.arguments));
  } else {
    submit_disconnect(target.disconnects->name, number, std::move(request.arguments));
  }
}

std::optional<DeliveryPolicy::Refusal> Machine::refused_by_policy(const Session& session,
                                                                  const Request& request) const {
  DeliveryPolicy* const policy = host_.policy();
  if (policy == nullptr || session.mode() != Session::Mode::command) return std::nullopt;
  return policy->refusal(session, request);
}

// What negotiation is about stays ours, and so does what an observer may not do.
bool Machine::is_for_rest(const Session& session, const std::string& command,
                          bool is_offered) const {
  if (!rest_ || session.mode() != Session::Mode::command || command == kNegotiate) return false;
  if (session.listener().role == Role::observer) {
    return is_harmless(command) && rest_.calls->has(&rest_.owner->context(), command.c_str());
  }
  return !is_offered || rest_.calls->has(&rest_.owner->context(), command.c_str());
}

// At once, also while the worker is busy: a call that blocks may wait for the answer.
void Machine::call_rest(Reply& reply, const Request& request, const Descriptors& descriptors,
                        bool management) {
  reply.owner = rest_.owner->id();
  reply.has_limit = false;  // how long it takes is that server's affair
  const signalbox_request passed{
      .command = request.command.c_str(),
      .arguments = request.arguments == "{}" ? nullptr : request.arguments.c_str(),
      .session = reply.session,
      .oob = request.oob,
      .management = management,
      .descriptors = descriptors.data(),
      .descriptor_count = descriptors.size()};
  rest_.calls->call(&rest_.owner->context(), &passed, handle_of(reply.number));
}

void Machine::execute(std::string command, std::string arguments,
                      std::function<void(std::string_view value, Error* error)> done) {
  Reply& reply = new_reply(0, command);
  reply.done = std::move(done);
  if (rest_ && rest_.calls->has(&rest_.owner->context(), command.c_str())) {
    Request request;
    request.command = std::move(command);
    request.arguments = std::move(arguments);
    return call_rest(reply, request, {}, false);
  }
  const OfferedCommand* const found = registry_.command(command);
  if (found == nullptr || found->owner == nullptr) {
    return not_found(reply.number, command);
  }
  submit(*found, reply.number, std::move(arguments));
}

void Machine::submit(const OfferedCommand& command, ReplyId reply, std::string arguments) {
  call_for_client(
      command.owner,
      [this, waits = !thread_.is_idle(), name = command.name, reply,
       arguments = std::move(arguments)]() mutable {
        if (waits) notice_end(asking(reply));
        call_in_turn(name, reply, std::move(arguments));
      },
      order_of(command));
}

// On the loop, or from here on on the worker, as what blocks and what has large arguments. When the
// turn comes, nobody may wait for the answer any more, and the plugin may have gone or been
// replaced.
void Machine::call_in_turn(const std::string& name, ReplyId number, std::string arguments) {
  Reply* const reply = wanted(number);
  if (reply == nullptr) {
    auto unused = std::make_unique<std::string>(std::move(arguments));
    if (unused->size() > kLargeRequest) host_.large_messages().destroy(std::move(unused));
    return;
  }
  const OfferedCommand* const command = registry_.command(name);
  if (command == nullptr) return not_found(number, name);
  const PluginInstance* const owner = command->owner;
  const bool is_blocking = (command->command->flags & SIGNALBOX_BLOCKS) != 0;
  const bool is_large = arguments.size() > kLargeRequest && takes_large_arguments(command);
  if (owner == nullptr || !(is_blocking || is_large)) {
    return call_command(*command, *reply, arguments);
  }
  reply->owner = owner->id();
  const bool is_called =
      go_on_on_worker(*owner, [called = command->command, context = &owner->context(), number,
                               arguments = std::move(arguments)] {
        call_safely(*called, *context, arguments, handle_of(number));
      });
  if (!is_called) {
    answer_error(number, "GenericError",
                 "The command " + name + " may take long: " + std::string(kNoThread));
  }
}

bool Machine::go_on_on_worker(const PluginInstance& owner, std::function<void()> run) {
  if (!thread_.has_worker()) return false;
  thread_.go_on_on_worker(owner.name(), std::move(run));
  return true;
}

void Machine::not_found(ReplyId reply, const std::string& command) {
  answer_error(reply, "CommandNotFound", "The command " + command + " has not been found");
}

void Machine::call_command(const OfferedCommand& command, Reply& reply,
                           const std::string& arguments) {
  if (command.owner != nullptr) {
    reply.owner = command.owner->id();
    return call_safely(*command.command, command.owner->context(), arguments,
                       handle_of(reply.number));
  }
  Call call{host_, *this, *session(reply.session), reply.number};
  const signalbox_context context{&host_.own_commands().calls(), &call, nullptr};
  call_safely(*command.command, context, arguments, OwnCommands::handle_of(call));
}

void Machine::submit_connect(const std::string& accessor, ReplyId reply, std::string arguments) {
  call_for_client(nullptr, [this, waits = !thread_.is_idle(), accessor, reply,
                            arguments = std::move(arguments)] {
    if (waits) notice_end(asking(reply));
    if (wanted(reply) != nullptr) connect_in_turn(accessor, reply, arguments);
  });
}

void Machine::submit_disconnect(const std::string& accessor, ReplyId reply, std::string arguments) {
  call_for_client(nullptr, [this, accessor, reply, arguments = std::move(arguments)] {
    if (wanted(reply) != nullptr) disconnect_in_turn(accessor, reply, arguments);
  });
}

// The accessor may have gone meanwhile, or its plugin have been replaced.
void Machine::connect_in_turn(const std::string& accessor, ReplyId number,
                              const std::string& arguments) {
  const auto offered = registry_.accessor(accessor);
  if (offered == nullptr) return not_found(number, reply(number)->command);
  WhereRequest asked =
      read_where(offered->is_by_data() ? arguments : "{}", "{}", offered->event, introspection_);
  if (!asked.error.empty()) return answer_error(number, "GenericError", asked.error);
  switchboard_.connect({offered, canonical(arguments), std::move(asked.where)}, number);
}

void Machine::disconnect_in_turn(const std::string& accessor, ReplyId number,
                                 const std::string& arguments) {
  const DisconnectRequest asked = read_disconnect(arguments);
  if (!asked.error.empty()) return answer_error(number, "GenericError", asked.error);
  Session& own = *session(reply(number)->session);
  if (switchboard_.disconnect(own, asked.tag, accessor, asked.arguments)) {
    return answer(number, "{}");
  }
  answer_error(number, "GenericError", "Tag '" + asked.tag + "' is not connected");
}

std::vector<std::string> Machine::unanswered_ids(SessionId session) const {
  std::vector<std::string> ids;
  for (const auto& [number, each] : unanswered_) {
    if (each.session == session) ids.push_back(each.id);
  }
  return ids;
}

}  // namespace signalbox

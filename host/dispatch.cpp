// SPDX-License-Identifier: Apache-2.0
//
// The part of Machine that finds the command of a request and calls it.

#include <stdexcept>
#include <utility>

#include "host/call.hpp"
#include "host/coarse_now.hpp"
#include "host/command_names.hpp"
#include "host/connect_request.hpp"
#include "host/descriptors.hpp"
#include "host/host.hpp"
#include "host/machine.hpp"
#include "host/observer_commands.hpp"
#include "host/plugin_instance.hpp"
#include "host/session.hpp"
#include "wire/request.hpp"
#include "wire/value.hpp"

namespace signalbox {

namespace {

// The prefix by which every name of ours can be reached too (protocol.md: QMP's rule for
// downstream names).
constexpr std::string_view kPrefix = "__org.signalbox_";

constexpr std::string_view kNegotiate = "qmp_capabilities";

// A JSON list with elements put in before its last bracket.
std::string joined(std::string_view list, const std::string& more) {
  if (!list.ends_with(']')) return std::string(list);
  list.remove_suffix(1);
  return std::string(list) + (list.ends_with('[') ? "" : ", ") + more + "]";
}

// What a request turns out to ask for: exactly one of these, or none.
struct Target {
  const OfferedCommand* command = nullptr;
  std::shared_ptr<const OfferedAccessor> connects;
  std::shared_ptr<const OfferedAccessor> disconnects;

  explicit operator bool() const {
    return command != nullptr || connects != nullptr || disconnects != nullptr;
  }
};

Target find(const Registry& registry, std::string_view name) {
  Target target;
  target.command = registry.command(name);
  if (target.command != nullptr) return target;
  target.connects = registry.connected_by(name);
  if (target.connects == nullptr) target.disconnects = registry.disconnected_by(name);
  if (target || !name.starts_with(kPrefix)) return target;
  return find(registry, name.substr(kPrefix.size()));
}

// Why a session may not use what it asked for; empty: it may. QEMU's words where it has any.
std::string refusal(const Session& session, const Target& target, const std::string& name) {
  const bool negotiating = session.mode() == Session::Mode::negotiation;
  const unsigned scope = target.command != nullptr ? target.command->scope : kMachine | kObserver;
  if (negotiating && (!target || (scope & kNegotiation) == 0)) {
    return "Expecting capabilities negotiation with 'qmp_capabilities'";
  }
  if (!target) return "The command " + name + " has not been found";
  if (!negotiating && (scope & kMachine) == kNegotiation) {
    return name == kNegotiate
               ? "Capabilities negotiation is already complete, command ignored"
               : "The command " + name + " is permitted only before 'qmp_capabilities'";
  }
  if (session.listener().role == Role::observer && !is_for_observers(target.command, scope)) {
    return "The command " + name + " is not permitted for role observer";
  }
  return {};
}

// Whether who offered something has left since; the host itself (no owner) never does.
bool has_gone(bool is_alive, const PluginInstance* owner) {
  return !is_alive || (owner != nullptr && owner->is_leaving());
}

// What only asks need not wait for what others are to hear.
MachineThread::Order order_of(const OfferedCommand& command) {
  return command.name.starts_with("query-") ? MachineThread::Order::any
                                            : MachineThread::Order::behind_posted;
}

std::uint32_t flags_of(const Target& target) {
  return target.command == nullptr ? 0 : target.command->command->flags;
}

}  // namespace

Reply& Machine::new_reply(SessionId session, const std::string& command) {
  Reply& reply = unanswered_.emplace_back();
  reply.place = std::prev(unanswered_.end());
  reply.machine = this;
  reply.session = session;
  reply.command = command;
  reply.asked = coarse_now();
  return reply;
}

void Machine::execute(Session& session, Request request, Descriptors descriptors) {
  in_dispatch_ = true;
  dispatch(session, std::move(request), descriptors);
  in_dispatch_ = false;
  hand_on_at_once();
  if (in_turn_) drain_for_turn(0);
}

void Machine::dispatch(Session& session, Request request, const Descriptors& descriptors) {
  Reply& reply = new_reply(session.id(), request.command);
  reply.id = request.id;
  reply.oob = request.oob;
  tell([&](Observer& each) { each.requested(session, request, reply); });
  if (const auto refused = refused_by_policy(session, request)) {
    return answer_error(reply, refused->error_class, refused->description);
  }
  const Target target = find(registry_, request.command);
  if (is_for_rest(session, request.command, bool(target))) {
    if (session.listener().advertise) reply.more = additions(session, request.command);
    return call_rest(reply, request, descriptors, session.listener().management);
  }
  const std::string why = refusal(session, target, request.command);
  if (!why.empty()) {
    answer_error(reply, "CommandNotFound", why);
  } else if (request.oob && (flags_of(target) & SIGNALBOX_OOB) == 0) {
    answer_error(reply, "GenericError", "The command " + request.command + " does not support OOB");
  } else if (request.oob) {
    call_command(*target.command, reply, request.arguments);
  } else if (target.command != nullptr) {
    submit(*target.command, reply, std::move(request.arguments));
  } else {
    submit_connect(target.connects, target.disconnects, reply, std::move(request.arguments));
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
  reply.owner = rest_.owner;
  reply.has_limit = false;  // how long it takes is that server's affair
  const signalbox_request passed{
      .command = request.command.c_str(),
      .arguments = request.arguments == "{}" ? nullptr : request.arguments.c_str(),
      .session = reply.session,
      .oob = request.oob,
      .management = management,
      .descriptors = descriptors.data(),
      .descriptor_count = descriptors.size()};
  rest_.calls->call(&rest_.owner->context(), &passed, &reply);
}

void Machine::execute(std::string command, std::string arguments,
                      std::function<void(std::string_view value, Error* error)> done) {
  Reply& reply = new_reply(0, command);
  reply.done = std::move(done);
  if (rest_ && rest_.calls->has(&rest_.owner->context(), command.c_str())) {
    return call_rest(reply, {command, std::move(arguments), {}, false}, {}, false);
  }
  const OfferedCommand* const found = registry_.command(command);
  if (found == nullptr || found->owner == nullptr) {
    return answer_error(reply, "CommandNotFound", "The command " + command + " has not been found");
  }
  submit(*found, reply, std::move(arguments));
}

// Calls in turn, on the loop or on the worker; the plugin may have gone when the turn comes, and
// its next version may be there.
void Machine::submit(const OfferedCommand& command, Reply& reply, std::string arguments) {
  const bool blocks = (command.command->flags & SIGNALBOX_BLOCKS) != 0;
  reply.owner = command.owner;
  call(
      blocks ? MachineThread::Place::worker : MachineThread::Place::loop, command.owner,
      [this, command, &reply, arguments = std::move(arguments)] {
        if (reply.given_up) return answer(reply, "{}");
        if (command.owner != nullptr && has_gone(*command.alive, command.owner)) {
          const OfferedCommand* const next = registry_.command(command.name);
          if (next != nullptr) return submit(*next, reply, arguments);
          return answer_error(reply, "CommandNotFound",
                              "The command " + command.name + " has not been found");
        }
        call_command(command, reply, arguments);
      },
      order_of(command));
}

void Machine::call_command(const OfferedCommand& command, Reply& reply,
                           const std::string& arguments) {
  if (command.owner != nullptr) {
    reply.owner = command.owner;
    return command.command->call(&command.owner->context(), arguments.c_str(), &reply);
  }
  Session* const own = session(reply.session);
  if (own == nullptr) return answer(reply, "{}");  // nobody waits for it any more
  Call call{host_, *this, *own, reply};
  const signalbox_context context{&host_.own_commands().calls(), &call, nullptr};
  command.command->call(&context, arguments.c_str(), &reply);
}

void Machine::submit_connect(const std::shared_ptr<const OfferedAccessor>& connects,
                             const std::shared_ptr<const OfferedAccessor>& disconnects,
                             Reply& reply, std::string arguments) {
  call(MachineThread::Place::loop, nullptr,
       [this, connects, disconnects, &reply, arguments = std::move(arguments)] {
         const OfferedAccessor& accessor = connects != nullptr ? *connects : *disconnects;
         Session* const own = session(reply.session);
         if (own == nullptr || reply.given_up) return answer(reply, "{}");
         if (has_gone(*accessor.alive, accessor.owner)) {
           const auto next = registry_.accessor(accessor.name);
           if (next != nullptr) {
             return submit_connect(connects != nullptr ? next : nullptr,
                                   disconnects != nullptr ? next : nullptr, reply, arguments);
           }
           return answer_error(reply, "CommandNotFound",
                               "The command " + reply.command + " has not been found");
         }
         if (connects != nullptr) {
           WhereRequest asked = read_where(accessor.is_by_data() ? arguments : "{}", "{}",
                                           accessor.event, introspection_);
           if (!asked.error.empty()) return answer_error(reply, "GenericError", asked.error);
           return switchboard_.connect({connects, canonical(arguments), std::move(asked.where)},
                                       reply);
         }
         const DisconnectRequest asked = read_disconnect(arguments);
         if (!asked.error.empty()) return answer_error(reply, "GenericError", asked.error);
         if (switchboard_.disconnect(*own, asked.tag, accessor.name, asked.arguments)) {
           return answer(reply, "{}");
         }
         answer_error(reply, "GenericError", "Tag '" + asked.tag + "' is not connected");
       });
}

std::vector<std::string> Machine::unanswered_ids(SessionId session) const {
  std::vector<std::string> ids;
  for (const Reply& each : unanswered_) {
    if (each.session == session && !each.given_up) ids.push_back(each.id);
  }
  return ids;
}

// --- answers -------------------------------------------------------------------------------------

void Machine::answer(Reply& reply, std::string_view value) {
  reply.value = reply.more.empty() ? std::string(value) : joined(value, reply.more);
  answered(reply);
}

void Machine::answer_error(Reply& reply, std::string_view error_class,
                           std::string_view description) {
  reply.error_class = error_class;
  reply.error_description = description;
  answered(reply);
}

void Machine::answer_error(Reply& reply, Error* error) {
  answer_error(reply, error_class(error), error_description(error));
  error_free(error);
}

void Machine::answered(Reply& reply) {
  reply.answered = true;
  if (!loop().is_this_thread()) return put(reply);
  reply.may_overtake = true;
  if (in_dispatch_ && !draining_ && fifo_.empty()) {
    at_once_.push_back(&reply);
  } else {
    put(reply);
  }
}

// What comes into the FIFO meanwhile is behind these.
void Machine::hand_on_at_once() {
  for (std::size_t i = 0; i < at_once_.size(); ++i) hand_on(*at_once_[i]);
  at_once_.clear();
}

void Machine::put(Reply& reply) {
  FifoItem item;
  item.kind = FifoItem::Kind::reply;
  item.reply = &reply;
  fifo_.put(std::move(item));
}

void Machine::held_by_observers(
    Reply& reply, const std::function<void(Observer& observer, Proceed proceed)>& ask) {
  for (Observer* const each : observers_) {
    ++reply.holds;
    ask(*each, [this, alive = alive_, &reply] {
      if (!*alive) return;
      if (--reply.holds == 0 && std::exchange(reply.waits, false)) put(reply);
    });
  }
}

// The answer has come to the front: it leaves, unless an observer wants something first. Then it
// comes here again when that is done.
void Machine::hand_on(Reply& reply) {
  if (reply.holds > 0) {
    reply.waits = true;
    return;
  }
  if (!reply.has_overtaken && !reply.given_up) put_out(reply);
  (reply.has_overtaken ? overtaken_ : unanswered_).erase(reply.place);
  if (!leaving_.empty()) call(MachineThread::Place::loop, nullptr, [this] { retire(); });
}

void Machine::put_out(Reply& reply) {
  if (reply.done) {
    Error* error = nullptr;
    if (!reply.error_class.empty()) {
      error_set(&error, reply.error_class.c_str(), "%s", reply.error_description.c_str());
    }
    reply.done(reply.value, error);
  } else if (Session* const own = session(reply.session)) {
    tell([&](Observer& each) { each.answered(*own, reply); });
    own->answer(reply);
  }
}

}  // namespace signalbox

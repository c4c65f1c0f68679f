// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/bridge.hpp"

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <utility>

#include <boost/json/value.hpp>

#include "wire/print.hpp"
#include "wire/value.hpp"

namespace {

// What QEMU says to getfd and add-fd without a descriptor (monitor/fds.c).
constexpr const char* kNoDescriptor = "No file descriptor supplied via SCM_RIGHTS";

constexpr const char* kStatus = "query-status";
constexpr const char* kRunning = "running";
constexpr std::string_view kDeleteNode = "blockdev-del";

// What a machine that moves is in without an event that says when it is over (qapi/run-state.json),
// and how often to look.
constexpr std::string_view kMigrating = "finish-migrate";
constexpr std::uint64_t kMigratingMs = 100;

// The run state that a machine is in once it has gone elsewhere (qapi/run-state.json).
constexpr std::string_view kMigrated = "postmigrate";

// How long the monitors of one QEMU may end one after the other.
constexpr std::uint64_t kLingerMs = 1000;

// What a server wrote as JSON; null if it is none, for a server may be anything.
boost::json::value json_of(std::string_view text) {
  try {
    return signalbox::to_value(text);
  } catch (const std::invalid_argument&) {
    return {};
  }
}

// A member that is a string; empty: there is none.
std::string text_of(const boost::json::value& object, std::string_view name) {
  const boost::json::value* const member =
      object.is_object() ? object.get_object().if_contains(name) : nullptr;
  return member != nullptr && member->is_string() ? std::string(member->get_string()) : "";
}

}  // namespace

const signalbox_rest Bridge::rest = {
    .has = &Bridge::has, .call = &Bridge::call, .left = &Bridge::left};

Bridge::Bridge(const signalbox_host& host, std::vector<UpstreamAddress> monitors)
    : host_(host), events_(host) {
  Monitor::Owner& owner = *this;
  for (UpstreamAddress& each : monitors) {
    lines_.push_back({std::make_unique<Monitor>(host, std::move(each), owner), 0, {}});
  }
}

Bridge::~Bridge() {
  for (signalbox_timer* const each : {linger_, look_again_}) {
    if (each != nullptr) host_.disarm_timer(host_.self, each);
  }
}

void Bridge::start() {
  for (const Line& each : lines_) each.monitor->start();
}

// --- what the host asks ------------------------------------------------------------------------

bool Bridge::has(const signalbox_context* context, const char* command) {
  return static_cast<Bridge*>(context->instance)->commands_.contains(command);
}

void Bridge::call(const signalbox_context* context, const signalbox_request* request,
                  signalbox_reply* reply) {
  static_cast<Bridge*>(context->instance)->call(*request, reply);
}

void Bridge::left(const signalbox_context* context, std::uint64_t session) {
  static_cast<Bridge*>(context->instance)->left(session);
}

void Bridge::call(const signalbox_request& request, signalbox_reply* reply) {
  const std::string arguments = request.arguments == nullptr ? "" : request.arguments;
  Line& line = line_for(request);
  if (!is_up_ || !line.monitor->is_ready()) {
    return refuse(reply, "The machine's QEMU is gone at the moment (" +
                             line.monitor->address().text + "); try again when it is back");
  }
  if (request.oob && !line.monitor->has_oob()) {
    return refuse(reply, std::string("The command ") + request.command + " does not support OOB");
  }
  const bool about_descriptors = DescriptorNames::concerns(request.command);
  if (about_descriptors) {
    // On a monitor that others use too, QEMU might have one of theirs at hand.
    const std::string_view command = request.command;
    const bool needs_one = command == "getfd" || command == "add-fd";
    if (needs_one && request.descriptor_count == 0 && is_shared(line)) {
      return refuse(reply, kNoDescriptor);
    }
    const std::string why = line.descriptors.refusal(request.session, command, arguments);
    if (!why.empty()) return refuse(reply, why);
  }
  line.monitor->send({.name = request.command,
                      .arguments = arguments,
                      .oob = request.oob,
                      .descriptors = request.descriptors,
                      .descriptor_count = request.descriptor_count},
                     [this, reply, &line, about_descriptors, session = request.session,
                      command = std::string(request.command), arguments](const UpstreamLine* said) {
                       const bool done =
                           said != nullptr && said->kind == UpstreamLine::Kind::success;
                       if (about_descriptors && done) {
                         line.descriptors.done(session, command, arguments, said->value);
                       }
                       if (done) told(command, arguments, *said);
                       answer(reply, said);
                     });
}

// What a client's command that has succeeded says about the machine.
void Bridge::told(const std::string& command, const std::string& arguments,
                  const UpstreamLine& said) {
  if (command == kStatus) return take_status(said.value);
  if (command != kDeleteNode) return;
  const std::string node = text_of(json_of(arguments), "node-name");
  blockdev_deleted_event_signal(&own_events_.blockdev_deleted, node.c_str());
}

// The monitor that a session has for itself, or gets now; else the one that all share.
Bridge::Line& Bridge::line_for(const signalbox_request& request) {
  for (Line& each : lines_) {
    if (each.session == request.session && request.session != 0) return each;
  }
  const bool wants_its_own = request.management || request.descriptor_count > 0;
  if (request.session == 0 || !wants_its_own) return lines_.front();
  for (Line& each : lines_) {
    if (is_shared(each) || each.session != 0 || !each.monitor->is_ready()) continue;
    each.session = request.session;
    return each;
  }
  return lines_.front();
}

void Bridge::left(std::uint64_t session) {
  for (Line& each : lines_) {
    if (each.session == session) each.session = 0;
    for (auto& [command, arguments] : each.descriptors.left(session)) {
      if (!each.monitor->is_ready()) continue;
      each.monitor->send({.name = command, .arguments = arguments}, [](const UpstreamLine*) {});
    }
  }
}

void Bridge::refuse(signalbox_reply* reply, const std::string& description) const {
  Error* error = nullptr;
  error_set(&error, "GenericError", "%s", description.c_str());
  host_.reply_error(host_.self, reply, error);
}

void Bridge::answer(signalbox_reply* reply, const UpstreamLine* line) const {
  if (line == nullptr) return refuse(reply, "The machine's QEMU went before it answered");
  if (line->kind == UpstreamLine::Kind::success) {
    return host_.reply_return(host_.self, reply, std::string(line->value).c_str());
  }
  const boost::json::value said = json_of(line->value);
  Error* error = nullptr;
  error_set(&error, text_of(said, "class").c_str(), "%s", text_of(said, "desc").c_str());
  host_.reply_error(host_.self, reply, error);
}

// --- what the monitors tell ----------------------------------------------------------------------

std::size_t Bridge::index_of(const Monitor& monitor) const {
  const auto found = std::find_if(lines_.begin(), lines_.end(), [&monitor](const Line& each) {
    return each.monitor.get() == &monitor;
  });
  return static_cast<std::size_t>(found - lines_.begin());
}

void Bridge::ready(Monitor& monitor) {
  if (index_of(monitor) != 0) return;
  if (is_up_) end();  // it is back before its other monitors were seen to end
  ask_commands();
}

void Bridge::event(Monitor& monitor, const UpstreamLine& event) {
  if (lines_.size() > 1 && !merge_.is_new(index_of(monitor), event.text)) return;
  events_.emit(event);
  if (!is_up_) return;
  if (event.name == "STOP") ask_status();
  if (event.name == "RESUME" && !status_.empty()) status_ = kRunning;
}

// Of several monitors of a QEMU that dies, each still brings what QEMU had written to it: the
// machine is down with the last of them.
void Bridge::lost(Monitor& monitor) {
  const std::size_t index = index_of(monitor);
  merge_.forget(index);
  lines_[index].descriptors.clear();
  if (index == 0) has_read_ = false;
  if (std::none_of(lines_.begin(), lines_.end(),
                   [](const Line& each) { return each.is_ready(); })) {
    return down();
  }
  if (linger_ == nullptr) linger_ = host_.arm_timer(host_.self, kLingerMs, &Bridge::judge, this);
}

// Not all monitors have ended: either only some were closed, or the shared one has ended and others
// hang.
void Bridge::judge(void* opaque) {
  Bridge& bridge = *static_cast<Bridge*>(opaque);
  bridge.linger_ = nullptr;
  if (!bridge.lines_.front().is_ready()) return bridge.end();
  for (Line& each : bridge.lines_) {
    if (!each.is_ready()) free(each);
  }
}

void Bridge::end() {
  for (Line& each : lines_) {
    if (!is_shared(each)) each.monitor->drop();
  }
  down();
}

void Bridge::free(Line& line) {
  line.session = 0;
  for (const Monitor::Answered& waits : line.monitor->take_unanswered()) waits(nullptr);
}

// --- up and down ---------------------------------------------------------------------------------

void Bridge::ask(const std::string& command, std::function<void(const std::string& value)> told) {
  Monitor& monitor = *lines_.front().monitor;
  monitor.send({.name = command},
               [this, command, told = std::move(told)](const UpstreamLine* said) {
                 if (said == nullptr) return;
                 if (said->kind == UpstreamLine::Kind::success) {
                   return told(std::string(said->value));
                 }
                 const std::string line = command + " failed: " + std::string(said->value);
                 host_.log(host_.self, SIGNALBOX_LOG_ERROR, line.c_str());
               });
}

void Bridge::ask_commands() {
  ask("query-commands", [this](const std::string& value) {
    const boost::json::value list = json_of(value);
    commands_.clear();
    if (list.is_array()) {
      for (const auto& each : list.get_array()) commands_.insert(text_of(each, "name"));
    }
    ask_schema();
  });
}

void Bridge::ask_schema() {
  ask("query-qmp-schema", [this](const std::string& value) {
    try {
      const signalbox::EventSchema schema = signalbox::read_event_schema(value);
      Error* error = nullptr;
      if (!host_.describe(host_.self, schema.introspection.c_str(), &error)) {
        const std::string why = error_description(error);
        error_free(error);
        throw std::invalid_argument(why);
      }
      read_ = schema.events;
      has_read_ = true;
    } catch (const std::exception& error) {
      const std::string line = std::string("its introspection cannot be read: ") + error.what();
      host_.log(host_.self, SIGNALBOX_LOG_ERROR, line.c_str());
      return;
    }
    host_.post(host_.self, &Bridge::offer, this);
  });
}

// Accessors come and go in a turn of the machine's calls. QEMU may have gone again by then.
void Bridge::offer(void* opaque) {
  Bridge& bridge = *static_cast<Bridge*>(opaque);
  if (!std::exchange(bridge.has_read_, false)) return;
  bridge.events_.update(bridge.read_);
  if (bridge.commands_.contains(kStatus)) bridge.ask_status();
  bridge.up();
  upstream_read_event_signal(&bridge.own_events_.upstream_read);
}

// Once for all the reasons that there are while nothing has been answered: each costs QEMU as much
// as a client's command.
void Bridge::ask_status() {
  if (std::exchange(is_asking_status_, true)) {
    is_status_stale_ = true;
    return;
  }
  ask(kStatus, [this](const std::string& value) {
    is_asking_status_ = false;
    take_status(value);
    if (std::exchange(is_status_stale_, false)) ask_status();
  });
}

void Bridge::take_status(std::string_view value) {
  const std::string before = std::exchange(status_, text_of(json_of(value), "status"));
  if (before.empty() && !status_before_.empty()) announce_gap();
  if (status_ != kMigrating || look_again_ != nullptr) return;
  look_again_ = host_.arm_timer(host_.self, kMigratingMs, &Bridge::look_again, this);
}

void Bridge::look_again(void* opaque) {
  Bridge& bridge = *static_cast<Bridge*>(opaque);
  bridge.look_again_ = nullptr;
  if (bridge.is_up_) bridge.ask_status();
}

void Bridge::up() {
  const Monitor& monitor = *lines_.front().monitor;
  is_up_ = true;
  const std::string line = "serves what is at " + monitor.address().text;
  host_.log(host_.self, SIGNALBOX_LOG_INFO, line.c_str());
  host_.serve(host_.self, monitor.greeting().c_str());
}

void Bridge::down() {
  if (linger_ != nullptr) host_.disarm_timer(host_.self, std::exchange(linger_, nullptr));
  is_asking_status_ = is_status_stale_ = false;
  if (std::exchange(is_up_, false)) {
    status_before_ = std::exchange(status_, {});
    lost_at_ = Clock::now();
    host_.suspend(host_.self, status_before_ == kMigrated ? "migrated" : "upstream-lost");
  }
  for (Line& each : lines_) free(each);
}

// QEMU repeats nothing: what it said while nobody held its monitor is gone.
void Bridge::announce_gap() {
  const std::chrono::duration<double> gap = Clock::now() - lost_at_;
  const std::string data = "{\"seconds\": " + signalbox::reprint(std::to_string(gap.count())) +
                           ", \"status-before\": " + signalbox::quote(status_before_) +
                           ", \"status-after\": " + signalbox::quote(status_) + "}";
  host_.announce(host_.self, "SIGNAL_GAP", data.c_str());
}

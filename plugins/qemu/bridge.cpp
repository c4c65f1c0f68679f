// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/bridge.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <boost/json/value.hpp>

#include "plugins/qemu/server_json.hpp"
#include "plugins/qemu/upstream_error.hpp"
#include "wire/print.hpp"

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

// Arguments above this are not looked at: json_of() reads no more.
constexpr std::size_t kMostNoted = std::size_t{64} * 1024;

// How long the monitors of one QEMU may end one after the other.
constexpr std::uint64_t kLingerMs = 1000;

// Bytes of events that wait for their accessors.
constexpr std::size_t kMostLate = std::size_t{64} << 20;

// How often to look whether QEMU still answers. One that hangs is in the log after at most four
// looks: one in which it says nothing, one to ask, two without an answer.
constexpr std::uint64_t kLookMs = 3000;

}  // namespace

const signalbox_rest Bridge::rest = {
    .has = &Bridge::has, .call = &Bridge::call, .left = &Bridge::left};

Bridge::Bridge(const signalbox_host& host, std::vector<UpstreamAddress> monitors,
               Monitor::Limits limits)
    : host_(host), events_(host) {
  Monitor::Owner& owner = *this;
  for (UpstreamAddress& each : monitors) {
    lines_.push_back({std::make_unique<Monitor>(host, std::move(each), limits, owner), {}});
  }
}

Bridge::~Bridge() {
  for (signalbox_timer* const each : {linger_, look_again_, look_}) {
    if (each != nullptr) host_.disarm_timer(host_.self, each);
  }
}

void Bridge::start() {
  for (const Line& each : lines_) each.monitor->start();
  look(this);
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
  const std::string_view arguments = request.arguments == nullptr ? "" : request.arguments;
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
  // The arguments that the reply is understood by; others, of many MiB perhaps, are not copied.
  const bool is_noted = about_descriptors || request.command == kDeleteNode;
  const bool is_kept = is_noted && arguments.size() <= kMostNoted;
  line.monitor->send({.name = request.command,
                      .arguments = arguments,
                      .oob = request.oob,
                      .session = request.session,
                      .descriptors = request.descriptors,
                      .descriptor_count = request.descriptor_count},
                     [this, reply, &line, about_descriptors, session = request.session,
                      command = std::string(request.command),
                      noted = std::string(is_kept ? arguments : "")](const UpstreamLine* said) {
                       const bool done =
                           said != nullptr && said->kind == UpstreamLine::Kind::success;
                       if (about_descriptors && done) {
                         line.descriptors.done(session, command, noted, said->value);
                       }
                       if (done) told(command, noted, *said);
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
    if (each.monitor->session() == request.session && request.session != 0) return each;
  }
  const bool wants_its_own = request.management || request.descriptor_count > 0;
  if (request.session == 0 || !wants_its_own) return lines_.front();
  for (Line& each : lines_) {
    if (is_shared(each) || each.monitor->session() != 0 || !each.is_ready()) continue;
    each.monitor->set_session(request.session);
    return each;
  }
  return lines_.front();
}

void Bridge::left(std::uint64_t session) {
  for (Line& each : lines_) {
    std::vector<Monitor::Answered> unsent = each.monitor->take_back(session);
    std::move(unsent.begin(), unsent.end(), std::back_inserter(dropped_));
    if (each.monitor->session() == session) each.monitor->set_session(0);
    for (auto& [command, arguments] : each.descriptors.left(session)) {
      if (!each.monitor->is_ready()) continue;
      each.monitor->send({.name = command, .arguments = arguments}, [](const UpstreamLine*) {});
    }
  }
  if (!dropped_.empty()) host_.post(host_.self, &Bridge::refuse_dropped, this);
}

// Not inside left(): the host is about to forget the session.
void Bridge::refuse_dropped(void* opaque) {
  Bridge& bridge = *static_cast<Bridge*>(opaque);
  for (const Monitor::Answered& waits : std::exchange(bridge.dropped_, {})) waits(nullptr);
}

void Bridge::refuse(signalbox_reply* reply, const std::string& description) const {
  Error* error = nullptr;
  error_set(&error, "GenericError", "%s", description.c_str());
  host_.reply_error(host_.self, reply, error);
}

void Bridge::answer(signalbox_reply* reply, const UpstreamLine* line) const {
  if (line == nullptr) return refuse(reply, "The machine's QEMU went before it answered");
  if (line->kind == UpstreamLine::Kind::success) {
    const std::string copy(line->is_terminated ? std::string_view() : line->value);
    return host_.reply_return(host_.self, reply,
                              line->is_terminated ? line->value.data() : copy.c_str());
  }
  const UpstreamError said = read_upstream_error(line->value);
  Error* error = nullptr;
  error_set(&error, said.error_class.c_str(), "%s", said.description.c_str());
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
  const std::size_t index = index_of(monitor);
  merge_.joined(index);
  if (index != 0) {
    monitor.settled();
    return free(lines_[index]);  // what its last connection did not answer
  }
  if (is_up_) end();  // it is back before its other monitors were seen to end
  ask_commands();
}

void Bridge::event(Monitor& monitor, const UpstreamLine& event) {
  const std::int64_t time = event.seconds * 1'000'000 + event.microseconds;
  if (lines_.size() > 1 && !merge_.is_new(index_of(monitor), event.text, time)) return;
  if (is_up_ && is_gap_due_) announce_gap();
  if (!late_.empty() || (is_up_ && !has_schema_ && events_.could_offer(event.name))) {
    wait_for_accessor(monitor, event.text);
  } else {
    events_.emit(event);
  }
  if (!is_up_) return;
  if (event.name == "STOP") ask_status();
  if (event.name == "RESUME" && !status_.empty()) status_ = kRunning;
}

// Lines that have not ended, and events that wait.
bool Bridge::charge() {
  std::size_t bytes = late_bytes_;
  for (const Line& each : lines_) bytes += each.monitor->held_bytes();
  return host_.charge(host_.self, bytes);
}

bool Bridge::held(Monitor& /*monitor*/) {
  return charge();
}

// So much may wait while a call of another plugin's blocks the machine's turn.
void Bridge::wait_for_accessor(Monitor& monitor, std::string_view event) {
  late_bytes_ += event.size();
  if (late_bytes_ > kMostLate || !charge()) {
    late_bytes_ -= event.size();
    charge();
    return monitor.say(SIGNALBOX_LOG_ERROR, "too many events wait; one is left out");
  }
  if (late_.empty()) host_.post(host_.self, &Bridge::emit_late, this);
  late_.emplace_back(event);
}

// Accessors come in a turn of the machine's calls, and the events of a server that does not say
// what it has wait for theirs, with all that follow.
void Bridge::emit_late(void* opaque) {
  Bridge& bridge = *static_cast<Bridge*>(opaque);
  bridge.late_bytes_ = 0;
  bridge.charge();
  for (const std::string& text : std::exchange(bridge.late_, {})) {
    const std::optional<UpstreamLine> event = read_upstream_line(text);
    bridge.events_.offer(event->name);
    bridge.events_.emit(*event);
  }
}

// Of several monitors of a QEMU that dies, each still brings what QEMU had written to it: the
// machine is down with the last of them.
void Bridge::lost(Monitor& monitor) {
  const std::size_t index = index_of(monitor);
  lines_[index].descriptors.clear();
  if (index == 0) is_reading_ = false;
  if (std::none_of(lines_.begin(), lines_.end(),
                   [](const Line& each) { return each.is_ready(); })) {
    return down();
  }
  if (linger_ == nullptr)
    linger_ = host_.arm_prompt_timer(host_.self, kLingerMs, &Bridge::judge, this);
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
  line.monitor->set_session(0);
  for (const Monitor::Answered& waits : line.monitor->take_unanswered()) waits(nullptr);
}

// --- up and down ---------------------------------------------------------------------------------

// Once for all the reasons that there are while nothing has been answered: each costs QEMU as much
// as a client's command.
void Bridge::ask_status() {
  if (std::exchange(is_asking_status_, true)) {
    is_status_stale_ = true;
    return;
  }
  ask(kStatus, [this](std::optional<std::string_view> value) {
    is_asking_status_ = false;
    take_status(value.value_or(std::string_view()));
    if (std::exchange(is_status_stale_, false)) ask_status();
  });
}

void Bridge::take_status(std::string_view value) {
  status_ = text_of(json_of(value), "status");
  if (is_gap_due_) announce_gap();
  if (status_ != kMigrating || look_again_ != nullptr) return;
  look_again_ = host_.arm_prompt_timer(host_.self, kMigratingMs, &Bridge::look_again, this);
}

void Bridge::look_again(void* opaque) {
  Bridge& bridge = *static_cast<Bridge*>(opaque);
  bridge.look_again_ = nullptr;
  if (bridge.is_up_) bridge.ask_status();
}

void Bridge::up() {
  Monitor& monitor = *lines_.front().monitor;
  is_up_ = true;
  monitor.say(SIGNALBOX_LOG_INFO, "serves what is at " + monitor.address().text);
  monitor.settled();
  host_.serve(host_.self, monitor.greeting().c_str());
}

void Bridge::down() {
  if (linger_ != nullptr) host_.disarm_timer(host_.self, std::exchange(linger_, nullptr));
  is_asking_status_ = is_status_stale_ = false;
  if (std::exchange(is_up_, false)) {
    status_before_ = std::exchange(status_, {});
    lost_at_ = Clock::now();
    is_gap_due_ = true;
    host_.suspend(host_.self, status_before_ == kMigrated ? "migrated" : "upstream-lost");
  }
  for (Line& each : lines_) free(each);
}

// QEMU repeats nothing: what it said while nobody held its monitor is gone.
void Bridge::announce_gap() {
  is_gap_due_ = false;
  const std::chrono::duration<double> gap = Clock::now() - lost_at_;
  std::string data = "{\"seconds\": " + signalbox::reprint(std::to_string(gap.count()));
  if (!status_before_.empty()) data += ", \"status-before\": " + signalbox::quote(status_before_);
  if (!status_.empty()) data += ", \"status-after\": " + signalbox::quote(status_);
  host_.announce(host_.self, "SIGNAL_GAP", (data + "}").c_str());
}

// --- what is seen from outside -------------------------------------------------------------------

void Bridge::look(void* opaque) {
  Bridge& bridge = *static_cast<Bridge*>(opaque);
  bridge.look_ = bridge.host_.arm_prompt_timer(bridge.host_.self, kLookMs, &Bridge::look, opaque);
  std::chrono::duration<double> longest{0};
  std::uint64_t skipped = 0;
  std::uint64_t pauses = 0;
  for (const Line& each : bridge.lines_) {
    each.monitor->look(&each == &bridge.lines_.front());
    longest = std::max(longest, each.monitor->silence());
    skipped += each.monitor->skipped_lines();
    pauses += each.monitor->event_pauses();
  }
  const auto set = [&host = bridge.host_](const char* name, const char* help, double value) {
    host.set_figure(host.self, name, help, value);
  };
  set("upstream_silence_seconds",
      "How long QEMU has not answered what it was asked; 0: it owes nothing.", longest.count());
  set("upstream_skipped_lines_total", "Lines of QEMU's that were too long.",
      static_cast<double>(skipped));
  set("upstream_event_pauses_total", "How often QEMU was not read for a while: too many events.",
      static_cast<double>(pauses));
}

// SPDX-License-Identifier: Apache-2.0
#include "plugins/replay/replay.hpp"

#include <exception>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "wire/value.hpp"

using signalbox::RecordedEvent;

namespace {

// What an emission was caused by came just before it.
constexpr std::size_t kMaxNumbers = 1024;

// What a server greets with that did not greet in its recording.
constexpr const char* kGreeting =
    R"({"QMP": {"version": {"qemu": {"micro": 0, "minor": 0, "major": 0}, )"
    R"("package": "a recording without a greeting"}, "capabilities": ["oob"]}})";

std::string text_of(const boost::json::value& object, std::string_view name) {
  const boost::json::value* const member =
      object.is_object() ? object.get_object().if_contains(name) : nullptr;
  return member != nullptr && member->is_string() ? std::string(member->get_string()) : "";
}

}  // namespace

const signalbox_rest Replay::rest = {
    .has = &Replay::has, .call = &Replay::call, .left = &Replay::left};

Replay::Replay(const signalbox_host& host, Options options)
    : host_(host),
      options_(std::move(options)),
      session_(read_recorded_session(options_.file)),
      source_(options_.file, options_.pace, *this) {
  for (const RecordedSession::Signal& each : session_.signals) {
    auto& signal = signals_[each.name];
    signal = std::make_unique<ReplayedSignal>(each, [this] { connected(); });
    if (each.legacy) defaults_[each.event] = signal.get();
  }
}

Replay::~Replay() {
  source_.stop();
  replay_ended_event_close(&ended_event_);
}

bool Replay::offer(Error** errp) {
  for (const auto& [name, signal] : signals_) {
    if (!signal->offer(host_, errp)) return false;
  }
  return true;
}

void Replay::serve() {
  Error* error = nullptr;
  if (!host_.describe(host_.self, session_.introspection.c_str(), &error)) {
    host_.log(host_.self, SIGNALBOX_LOG_ERROR, error_description(error));
    error_free(error);
  }
  is_serving_ = true;
  host_.serve(host_.self, session_.greeting.empty() ? kGreeting : session_.greeting.c_str());
}

// --- what the host asks --------------------------------------------------------------------------

bool Replay::has(const signalbox_context* context, const char* command) {
  return static_cast<Replay*>(context->instance)->session_.replies.has(command);
}

void Replay::call(const signalbox_context* context, const signalbox_request* request,
                  signalbox_reply* reply) {
  static_cast<Replay*>(context->instance)->call(*request, reply);
}

void Replay::left(const signalbox_context* /*context*/, std::uint64_t /*session*/) {}

// Answers as the server did at this point of the recording.
void Replay::call(const signalbox_request& request, signalbox_reply* reply) {
  const std::string command = request.command;
  if (command == "quit") {  // a server that goes on would not be one that was told to quit
    host_.reply_return(host_.self, reply, "{}");
    return host_.end_machine(host_.self);
  }
  if (!session_.replies.has(command)) {
    return refuse(reply, "CommandNotFound", "The command " + command + " has not been found");
  }
  const RecordedReplies::Reply* const recorded = session_.replies.find(
      command, request.arguments == nullptr ? "{}" : request.arguments, source_.emitted());
  if (recorded == nullptr) {
    return refuse(reply, "GenericError",
                  "The recording has no answer to " + command + " with these arguments");
  }
  if (!recorded->is_error) {
    return host_.reply_return(host_.self, reply, recorded->value.c_str());
  }
  const boost::json::value said = signalbox::to_value(recorded->value);
  refuse(reply, text_of(said, "class"), text_of(said, "desc"));
}

void Replay::refuse(signalbox_reply* reply, const std::string& name, const std::string& why) const {
  Error* error = nullptr;
  error_set(&error, name.c_str(), "%s", why.c_str());
  host_.reply_error(host_.self, reply, error);
}

// All connections of a client are made in one go: what is posted comes behind them.
void Replay::connected() {
  if (!is_serving_ || !options_.starts_when_connected || start_is_posted_) return;
  start_is_posted_ = true;
  host_.post(
      host_.self, [](void* opaque) { static_cast<Replay*>(opaque)->start(); }, this);
}

// --- what the source says, on its thread ---------------------------------------------------------

void Replay::wait_for_room() {
  host_.wait_for_room(host_.self);
}

// Null: nothing of this recording is called so.
ReplayedSignal* Replay::signal_of(const RecordedEvent& event, std::string& arguments) {
  if (event.tag.empty()) {
    const auto found = defaults_.find(event.name);
    return found == defaults_.end() ? nullptr : found->second;
  }
  const auto connection = session_.connections.find(event.tag);
  if (connection == session_.connections.end()) return nullptr;
  arguments = connection->second.arguments;
  const auto found = signals_.find(connection->second.signal);
  return found == signals_.end() ? nullptr : found->second.get();
}

std::uint64_t Replay::cause_of(const RecordedEvent& event) const {
  const auto found = numbers_.find(event.cause);
  return found == numbers_.end() ? 0 : found->second;
}

void Replay::event(const RecordedEvent& event) {
  std::string arguments;
  ReplayedSignal* const signal = signal_of(event, arguments);
  if (signal == nullptr) return;
  signalbox_emission emission{};
  host_.begin_emission(host_.self, cause_of(event), &emission);
  if (options_.keeps_timestamps) {
    emission.seconds = event.seconds;
    emission.microseconds = event.microseconds;
  }
  if (event.number != 0) {
    numbers_[event.number] = emission.number;
    if (numbers_.size() > kMaxNumbers) numbers_.erase(numbers_.begin());
  }
  signal->emit(arguments, emission, event.data);
}

void Replay::ended(std::uint64_t events) {
  numbers_.clear();
  replay_ended_event_signal(&ended_event_, events);
}

void Replay::failed(const std::string& why) {
  host_.log(host_.self, SIGNALBOX_LOG_ERROR, why.c_str());
}

// SPDX-License-Identifier: Apache-2.0
#include "cli/scenario_player.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include <boost/json/value.hpp>

#include "wire/value.hpp"

namespace signalbox::cli {

namespace json = boost::json;
using Clock = std::chrono::steady_clock;

namespace {

// Any request will do, where a rule makes it fail: the first sector.
constexpr int sector_bytes = 512;

// What a step says of itself when it fails.
struct StepFailed : std::runtime_error {
  using runtime_error::runtime_error;
};

// Whether an event is what is waited for: it may have more members.
bool fits(const json::object& event, const AwaitEvent& wanted) {
  if (event.at("event") != json::value(wanted.event)) return false;
  const json::value* const data = event.if_contains("data");
  return std::all_of(wanted.data.begin(), wanted.data.end(), [data](const auto& each) {
    const json::value* const member =
        data == nullptr ? nullptr : data->as_object().if_contains(each.key());
    return member != nullptr && *member == each.value();
  });
}

}  // namespace

ScenarioPlayer::ScenarioPlayer(const Scenario& scenario, const Sockets& sockets,
                               std::chrono::milliseconds patience)
    : scenario_(scenario),
      machine_name_(sockets.machine_name),
      patience_(patience),
      machine_(sockets.machine) {
  machine_.set_patience(patience_ + kDefaultPatience);  // that of a step, and some to hear of it
  if (scenario.needs_admin && sockets.admin.empty()) {
    throw ScenarioFailed(scenario.file + ": it needs the admin listener of the host");
  }
  if (scenario.needs_guest && sockets.guest.empty()) {
    throw ScenarioFailed(scenario.file + ": it needs the serial line of the guest");
  }
  machine_.negotiate(scenario.awaits_events);
  if (scenario.needs_admin) {
    admin_.emplace(sockets.admin).negotiate(false);
    admin_->set_patience(patience_ +
                         kDefaultPatience);  // the host ends a barrier itself, and says so
  }
  if (scenario.needs_guest) guest_.emplace(sockets.guest);
}

void ScenarioPlayer::play() {
  play(scenario_.steps);
}

void ScenarioPlayer::play(const std::vector<ScenarioStep>& steps) {
  for (const ScenarioStep& each : steps) {
    if (told_) told_(each);
    try {
      std::visit([this](const auto& step) { run(step); }, each.what);
    } catch (const StepFailed& failed) {
      throw ScenarioFailed(scenario_.file + ":" + std::to_string(each.line) + ": " + each.text +
                           ": " + failed.what());
    } catch (const CommandRefused& refused) {
      throw ScenarioFailed(scenario_.file + ":" + std::to_string(each.line) + ": " + each.text +
                           ": " + refused.error_class + ": " + refused.what());
    }
    ++steps_done_;
  }
}

void ScenarioPlayer::run(const RunCommand& step) {
  try {
    if (step.on_admin) {
      admin_->call(step.command, step.arguments);
    } else {
      machine_.call(step.command, step.arguments);
    }
  } catch (const CommandRefused&) {
    if (step.must_fail) return;
    throw;
  }
  if (step.must_fail) throw StepFailed("it did not fail");
}

// Under the policy `ignore` the client is told that it was done.
void ScenarioPlayer::run(const FailRequest& step) {
  machine_.call("block-fault-add", {{"device", step.device},
                                    {"operation", step.operation},
                                    {"errno", step.error},
                                    {"times", 1}});
  json::object request{{"device", step.device}};
  if (step.operation != "flush") {
    request["offset"] = 0;
    request["length"] = sector_bytes;
  }
  try {
    machine_.call("block-" + step.operation, request);
  } catch (const CommandRefused&) {
  }
}

void ScenarioPlayer::run(const InjectEvent& step) {
  json::object arguments{{"event", step.event}};
  if (!step.data.empty()) arguments["data"] = step.data;
  if (!step.arguments.empty()) arguments["arguments"] = step.arguments;
  call_admin("inject-event", std::move(arguments));
}

void ScenarioPlayer::run(const AwaitEvent& step) {
  const auto deadline = Clock::now() + patience_;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    const auto event = machine_.next_event(std::max(left, std::chrono::milliseconds(0)));
    if (event && fits(*event, step)) return;
    if (!event && Clock::now() >= deadline) throw StepFailed("it did not come");
  }
}

void ScenarioPlayer::run(const AwaitBarrier& /*step*/) {
  call_admin("emission-barrier", {{"timeout-ms", patience_.count()}});
}

void ScenarioPlayer::run(const AskGuest& step) {
  if (step.word == "!") {
    if (!guest_->await_boot(patience_)) throw StepFailed("the guest is not up");
    return;
  }
  for (std::size_t i = 0; i < step.word.size(); ++i) {
    if (guest_->owes_answer() && !guest_->answer(patience_)) {
      throw StepFailed("the guest still has something to answer");
    }
    guest_->ask(step.word[i]);
    const std::string wanted = i + 1 == step.word.size() ? step.answer : "K";
    if (wanted == "nothing") return;
    const std::optional<std::string> answer = guest_->answer(patience_);
    if (answer && answer->starts_with(wanted)) continue;
    std::string failure = "to '";
    failure.append(1, step.word[i]).append("' the guest answered ");
    if (answer) throw StepFailed(failure.append("'").append(*answer).append("'"));
    throw StepFailed(failure.append("nothing"));
  }
}

void ScenarioPlayer::run(const Repeat& step) {
  for (std::uint64_t i = 0; i < step.times; ++i) play(step.steps);
}

void ScenarioPlayer::call_admin(const std::string& command, json::object arguments) {
  if (!machine_name_.empty()) arguments["machine"] = machine_name_;
  admin_->call(command, arguments);
}

}  // namespace signalbox::cli

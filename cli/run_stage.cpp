// SPDX-License-Identifier: Apache-2.0
#include "cli/run_stage.hpp"

#include <filesystem>
#include <stdexcept>
#include <utility>

#include <boost/json.hpp>

#include "cli/host_connection.hpp"

namespace signalbox::cli {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

std::string quoted(const std::string& word) {
  std::string text = "'";
  for (const char each : word) text += each == '\'' ? "'\\''" : std::string(1, each);
  return text + "'";
}

SuiteOrder player_of(const Place& place, const RunSetting& setting) {
  SuiteOrder player;
  player.name = "scenario";
  player.command = "exec " + quoted(fs::read_symlink("/proc/self/exe").string()) +
                   " scenario run " + quoted(setting.scenario) + " --socket " +
                   quoted(place.drive) + " --admin " + quoted(place.admin) +
                   (place.machine.empty() ? "" : " --machine " + quoted(place.machine));
  player.directory = setting.directory;
  player.timeout = setting.timeout;
  player.output = setting.directory / "scenario";
  return player;
}

}  // namespace

RunStage::RunStage(RunLoop& loop, const Place& place, const RunSetting& setting)
    : loop_(loop), place_(place), setting_(setting), admin_(loop, place.admin) {}

RunStage::~RunStage() {
  for (const std::string& label : listening_) {
    try {
      admin_.call("listener-remove", with_machine({{"label", label}}));
    } catch (const std::exception&) {  // the host has gone, or we are to end at once
    }
  }
}

json::object RunStage::with_machine(json::object arguments) const {
  if (!place_.machine.empty()) arguments["machine"] = place_.machine;
  return arguments;
}

void RunStage::add_listener(const SuiteSide& side) {
  admin_.call("listener-add",
              with_machine({{"address", "unix:" + side.socket()}, {"label", side.order().label}}));
  listening_.insert(side.order().label);
}

void RunStage::remove_listener(const SuiteSide& side) {
  if (listening_.erase(side.order().label) == 0) return;
  admin_.call("listener-remove", with_machine({{"label", side.order().label}}));
}

void RunStage::wait_for(const std::function<bool()>& is_so) {
  std::string death;
  loop_.until([&] {
    death = place_.death ? place_.death() : "";
    return is_so() || !death.empty();
  });
  if (!death.empty()) throw std::runtime_error(death);
}

std::string RunStage::barrier() {
  try {
    admin_.call("emission-barrier", with_machine({{"timeout-ms", setting_.patience.count()}}));
    return {};
  } catch (const CommandRefused& refused) {
    return refused.what();
  }
}

void RunStage::await_connection(const SuiteSide& side, const std::string& signal) {
  json::object arguments{{"label", side.order().label}, {"timeout-ms", setting_.patience.count()}};
  if (!signal.empty()) arguments["signal"] = signal;
  AdminClient waiting(loop_, place_.admin);
  try {
    waiting.call_unless([&side] { return side.has_ended(); }, "listener-wait",
                        with_machine(std::move(arguments)));
  } catch (const CommandRefused& refused) {
    setting_.show("", side.order().name + ": " + refused.what());
  }
}

std::string RunStage::play(const std::vector<const SuiteSide*>& sides) {
  Suite playing(
      loop_.io(), player_of(place_, setting_),
      [this](std::string_view line) { setting_.show("scenario", line); }, [] {});
  wait_for([&playing] { return playing.outcome().has_value(); });
  std::string not_drained = barrier();
  for (const SuiteSide* const each : sides) remove_listener(*each);
  if (playing.outcome()->passed()) return not_drained;
  throw ScenarioFailed("the scenario '" + setting_.scenario +
                       "' has failed: " + text_of(*playing.outcome()));
}

}  // namespace signalbox::cli

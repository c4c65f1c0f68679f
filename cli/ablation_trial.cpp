// SPDX-License-Identifier: Apache-2.0
#include "cli/ablation_trial.hpp"

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string_view>

#include <SQLiteCpp/SQLiteCpp.h>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "cli/host_connection.hpp"
#include "cli/ledger_options.hpp"
#include "cli/private_host.hpp"
#include "cli/run_stage.hpp"
#include "compat/ledger_file.hpp"
#include "compat/ledger_view.hpp"

namespace signalbox::cli {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

constexpr std::chrono::seconds kPatienceWithDeath{2};

// Nothing: it is muted, until the stage's connection ends.
std::string mute(RunStage& stage, const TrialOrder& order, const std::string& event,
                 const AblatedClient* only) {
  json::object arguments{
      {"event", event}, {"label", order.suite.label}, {"suite", order.suite.command}};
  if (only != nullptr) arguments["client"] = only->fingerprint();
  try {
    stage.admin().call("mute-event", stage.with_machine(std::move(arguments)));
    return {};
  } catch (const CommandRefused& refused) {
    return refused.what();
  }
}

// False: the scenario has failed.
bool play_to(RunStage& stage, const SuiteSide& side, const TrialOrder& order, bool is_control) {
  stage.await_connection(side, "");
  try {
    const std::string not_drained = stage.play({&side});
    if (!not_drained.empty()) order.setting.show("", not_drained);
    return true;
  } catch (const ScenarioFailed& failure) {
    if (is_control) throw;
    order.setting.show("", failure.what());
    return false;
  }
}

void run_on(RunStage& stage, RunLoop& loop, const TrialOrder& order, Trial& trial,
            const AblatedClient* only) {
  AblationRun& run = trial.run;
  SuiteSide side(order.suite, order.setting);
  stage.add_listener(side);
  if (!run.is_control()) trial.refusal = mute(stage, order, run.muted, only);
  if (!trial.refusal.empty()) return;
  const auto begin = std::chrono::steady_clock::now();
  side.start(loop, side.socket());
  const bool is_played =
      order.setting.scenario.empty() || play_to(stage, side, order, run.is_control());
  stage.wait_for([&side] { return side.has_ended(); });
  if (order.setting.scenario.empty()) stage.barrier();
  stage.remove_listener(side);
  run.duration = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begin);
  const SuiteFacts facts = side.facts();
  run.passed = facts.passed && is_played;
  run.ending = is_played ? facts.ending : facts.ending + ", and the scenario failed";
  run.tests = facts.tests.size();
}

}  // namespace

Trial run_trial(RunLoop& loop, const TrialOrder& order, const std::string& event,
                const AblatedClient* only) {
  Trial trial;
  trial.run.muted = event;
  trial.run.started = seconds_now();
  PrivateHost::Order wanted;
  wanted.program = order.program;
  wanted.config = order.config;
  wanted.machine = order.machine;
  wanted.directory = order.setting.directory / "host";
  wanted.ledger = order.setting.directory / "host.db";
  wanted.disposable = true;
  fs::create_directories(wanted.directory);
  if (only != nullptr) add_client(*open_ledger(*wanted.ledger), *only, trial.run.started);
  PrivateHost host(loop, wanted, [&order](std::string_view line) {
    const bool is_worth_it = line.find("[info]") == std::string_view::npos &&
                             line.find("[debug]") == std::string_view::npos;
    if (is_worth_it) order.setting.show("host", line);
  });
  const Place place{host.admin(), host.machine(), host.drive(), [&host] { return host.death(); }};
  try {
    RunStage stage(loop, place, order.setting);
    run_on(stage, loop, order, trial, only);
  } catch (const ConnectionLost& lost) {
    // The host has most likely ended: then that is what is to be told.
    loop.until([&host] { return !host.death().empty(); }, kPatienceWithDeath);
    throw std::runtime_error(host.death().empty() ? lost.what() : host.death());
  }
  host.stop();
  if (trial.refusal.empty()) {
    trial.visits = read_visits(*view_ledger(*wanted.ledger), order.suite.label);
  }
  return trial;
}

}  // namespace signalbox::cli

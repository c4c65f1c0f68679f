// SPDX-License-Identifier: Apache-2.0
#include "cli/side_by_side.hpp"

#include <filesystem>
#include <fstream>
#include <utility>

#include "cli/emission_log.hpp"
#include "cli/known_events.hpp"
#include "compat/emission_comparison.hpp"

namespace signalbox::cli {

namespace fs = std::filesystem;

namespace {

// One run against a host that tells of emissions.
class Run {
 public:
  Run(RunLoop& loop, const Place& place, const RunOrder& order)
      : loop_(loop),
        place_(place),
        order_(order),
        old_(order.old, order),
        new_(order.fresh, order),
        stage_(loop, place, order) {}

  RunResult run() {
    RunResult result;
    EventMap map = order_.map;
    if (!place_.drive.empty()) result.known_events = add_known_events(place_.drive, map);
    const fs::path file = order_.directory / "emissions.jsonl";
    EmissionLog log(loop_, place_.admin, place_.machine, file);
    for (SuiteSide* const each : {&old_, &new_}) stage_.add_listener(*each);
    stage_.admin().call("emission-barrier", stage_.with_machine({}));
    for (SuiteSide* const each : {&old_, &new_}) each->start(loop_, each->socket());
    if (!order_.scenario.empty()) result.run.not_drained = play();
    stage_.wait_for([this] { return old_.has_ended() && new_.has_ended(); });
    if (order_.scenario.empty()) result.run.not_drained = stage_.barrier();
    for (const SuiteSide* const each : {&old_, &new_}) stage_.remove_listener(*each);
    log.finish();
    order_.show("", std::to_string(log.count()) + " emissions");

    result.run.old = old_.facts();
    result.run.fresh = new_.facts();
    ComparisonOrder comparison;
    comparison.old = old_.client();
    comparison.fresh = new_.client();
    comparison.map = std::move(map);
    comparison.events = order_.events;
    comparison.whole_run = !order_.scenario.empty();
    result.run.emissions =
        compare_emissions([&file] { return emissions_of(file.string()); }, comparison);
    return result;
  }

 private:
  // The scenario begins when both clients are connected to something, or will not be.
  std::string play() {
    stage_.await_connection(old_, "");
    stage_.await_connection(new_, "");
    for (const std::string& each : order_.ready) stage_.await_connection(new_, each);
    return stage_.play({&old_, &new_});
  }

  RunLoop& loop_;
  const Place& place_;
  const RunOrder& order_;
  SuiteSide old_;
  SuiteSide new_;
  RunStage stage_;
};

// Without a host that tells of emissions: tests alone.
RunResult run_apart(RunLoop& loop, const Place& place, const RunOrder& order) {
  SuiteSide old(order.old, order);
  SuiteSide fresh(order.fresh, order);
  old.start(loop, place.drive);
  fresh.start(loop, place.drive);
  loop.until([&] { return old.has_ended() && fresh.has_ended(); });
  RunResult result;
  result.run.old = old.facts();
  result.run.fresh = fresh.facts();
  return result;
}

}  // namespace

RunResult run_side_by_side(RunLoop& loop, const Place& place, const RunOrder& order) {
  if (place.admin.empty()) return run_apart(loop, place, order);
  return Run(loop, place, order).run();
}

}  // namespace signalbox::cli

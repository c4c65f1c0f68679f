// SPDX-License-Identifier: Apache-2.0
#include "cli/suite_side.hpp"

#include <cstdlib>
#include <fstream>
#include <memory>
#include <utility>

#include "cli/suite_results.hpp"

namespace signalbox::cli {

namespace fs = std::filesystem;

SuiteSide::SuiteSide(SideOrder order, const RunSetting& setting)
    : order_(std::move(order)),
      setting_(setting),
      directory_(setting.directory / order_.name),
      socket_((setting.directory / (order_.name + ".sock")).string()) {
  fs::create_directories(directory_ / "results");
}

void SuiteSide::start(RunLoop& loop, const std::string& socket) {
  const char* const addopts = std::getenv("PYTEST_ADDOPTS");
  SuiteOrder suite;
  suite.name = order_.name;
  suite.command = order_.command;
  suite.directory = setting_.here ? setting_.start : directory_;
  suite.timeout = setting_.timeout;
  suite.output = directory_ / "output";
  suite.environment = {
      {"QMP_SOCKET", socket},
      {"SIGNALBOX_LABEL", order_.label},
      {"SIGNALBOX_DIRECTORY", directory_.string()},
      {"SIGNALBOX_SEEN", handled().string()},
      {"GTEST_OUTPUT", "xml:" + (directory_ / "results").string() + "/"},
      {"PYTEST_ADDOPTS", (addopts == nullptr ? std::string() : addopts + std::string(" ")) +
                             "--junitxml=" + (directory_ / "results/pytest.xml").string()},
      {"OLDPWD", setting_.start.string()}};
  if (!setting_.scenario.empty()) suite.environment["SIGNALBOX_SCENARIO"] = setting_.scenario;
  suite_.emplace(
      loop.io(), suite, [this](std::string_view line) { setting_.show(order_.name, line); },
      [this] { setting_.show("", order_.name + ": " + text_of(*suite_->outcome())); });
}

SuiteFacts SuiteSide::facts() const {
  const SuiteOutcome& outcome = *suite_->outcome();
  SuiteFacts facts;
  facts.label = order_.label;
  facts.ending = text_of(outcome);
  if (outcome.end == SuiteOutcome::End::exited && outcome.code == 127 && !setting_.here) {
    facts.ending += " (not found? it runs in a directory of its own, see --here)";
  }
  facts.passed = outcome.passed();
  facts.tells = tells();
  facts.left_behind = outcome.left_behind;
  facts.tests = suite_results(directory_, directory_ / "output");
  return facts;
}

ComparedClient SuiteSide::client() const {
  ComparedClient client;
  client.label = order_.label;
  if (!tells()) return client;
  client.handled = [file = handled()] {
    return std::make_unique<std::ifstream>(file, std::ios::binary);
  };
  return client;
}

}  // namespace signalbox::cli

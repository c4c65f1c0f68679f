// SPDX-License-Identifier: Apache-2.0
#include "cli/private_config.hpp"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

namespace signalbox::cli {
namespace {

std::string made(const std::string& text, PrivateConfig& config) {
  return private_config_of(text, "/etc/signalbox/vm.info", config);
}

TEST(PrivateConfig, StandsApartFromTheOneThatItIsMadeOf) {
  PrivateConfig config{"", "/run/drive.sock", "fd:5", std::nullopt, false};

  const std::string text = made(
      "ledger { path l.db }\naudit { path audit }\nadmin { listen unix:admin.sock }\n"
      "machine vm { listen unix:qmp.sock { role observer }\n listen tcp:localhost:4444\n"
      " plugin-dir plugins\n plugin legacy\n plugin block { drive { id disk0 } } }\n",
      config);

  EXPECT_EQ(config.machine, "vm");
  for (const char* const gone : {"l.db", "audit", "qmp.sock", "4444", "admin.sock"}) {
    EXPECT_EQ(text.find(gone), std::string::npos) << gone << " in\n" << text;
  }
  for (const char* const there : {"listen unix:/run/drive.sock", "listen fd:5", "id disk0",
                                  "plugin-dir /etc/signalbox/plugins", "plugin legacy"}) {
    EXPECT_NE(text.find(there), std::string::npos) << there << " not in\n" << text;
  }
}

TEST(PrivateConfig, PluginsFindTheirServersWhereTheyWere) {
  PrivateConfig config{"vm", "/d", "fd:5", "/l.db", false};

  const std::string text = made(
      "machine vm { plugin qemu { monitor unix:vm/one\n monitor unix:/vm/two\n"
      " monitor accept:unix:vm/three\n monitor tcp:localhost:1 } }\nmachine other { }\n",
      config);

  const std::string here = std::filesystem::current_path().string();
  for (const std::string& there : {"unix:" + here + "/vm/one", std::string("monitor unix:/vm/two"),
                                   "accept:unix:" + here + "/vm/three",
                                   std::string("tcp:localhost:1"), std::string("/l.db")}) {
    EXPECT_NE(text.find(there), std::string::npos) << there << " not in\n" << text;
  }
}

TEST(PrivateConfig, SparesAMachineThatSomebodyElseDependsOn) {
  PrivateConfig config{"vm", "/d", "fd:5", "/l.db", false};
  const std::string text = "machine vm { plugin legacy }\nmachine other { plugin qemu { } }\n";

  EXPECT_EQ(made(text, config).find("disposable"), std::string::npos);

  config.disposable = true;
  const std::string disposable = made(text, config);
  EXPECT_LT(disposable.find("disposable true"), disposable.find("machine other"));
  EXPECT_EQ(disposable.find("disposable", disposable.find("machine other")), std::string::npos);
}

TEST(PrivateConfig, SaysWhatCannotBeUsed) {
  const std::pair<const char*, const char*> cases[] = {
      {"machine a { }\nmachine b { }", "several machines in it; --machine says which: a, b"},
      {"ledger { path x }", "no machine in it"},
      {"machine a {", "line "}};
  for (const auto& [text, error] : cases) {
    PrivateConfig config;
    try {
      made(text, config);
      ADD_FAILURE() << text;
    } catch (const ConfigUnusable& failure) {
      EXPECT_NE(std::string(failure.what()).find(error), std::string::npos) << failure.what();
    }
  }
}

}  // namespace
}  // namespace signalbox::cli

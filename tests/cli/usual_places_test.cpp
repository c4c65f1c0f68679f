// SPDX-License-Identifier: Apache-2.0
#include "cli/usual_places.hpp"

#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/compat/temporary_directory.hpp"

namespace signalbox::cli {
namespace {

// A configuration in a directory of its own, which is also the current one; nothing is in the
// environment.
class UsualPlaces : public testing::Test {
 protected:
  UsualPlaces() : before_(std::filesystem::current_path()) {
    std::filesystem::current_path(std::filesystem::path(folder / "."));
    unsetenv("SIGNALBOX_SOCKET");
    unsetenv("SIGNALBOX_LEDGER");
  }
  ~UsualPlaces() override { std::filesystem::current_path(before_); }

  void configure(const std::string& text) { std::ofstream(configuration) << text; }

  TemporaryDirectory folder;
  const std::string configuration = folder / "signalbox.info";

 private:
  const std::filesystem::path before_;
};

TEST_F(UsualPlaces, TheEnvironmentComesFirst) {
  configure("ledger { path c.db }\nmachine m { listen unix:c.sock }\n");
  std::ofstream("signalbox.db") << "";
  setenv("SIGNALBOX_SOCKET", "e.sock", 1);
  setenv("SIGNALBOX_LEDGER", "e.db", 1);

  EXPECT_EQ(usual_socket(configuration).path, "e.sock");
  EXPECT_EQ(usual_ledger(configuration).path, "e.db");
  EXPECT_EQ(usual_ledger(configuration).source, "as SIGNALBOX_LEDGER says");

  setenv("SIGNALBOX_LEDGER", "", 1);
  EXPECT_EQ(usual_ledger(configuration).path, "signalbox.db") << "an empty value names nothing";
}

TEST_F(UsualPlaces, TheConfigurationComesNext) {
  configure(
      "ledger { path /var/l.db }\nmachine a { listen tcp:localhost:1 }\n"
      "machine b { listen unix:q.sock }\n");

  EXPECT_EQ(usual_socket(configuration).path, folder / "q.sock") << "beside the configuration";
  EXPECT_EQ(usual_socket(configuration).source, "as " + configuration + " says");
  EXPECT_EQ(usual_ledger(configuration).path, "/var/l.db");
}

TEST_F(UsualPlaces, AConfigurationThatCannotBeReadNamesNothing) {
  configure("machine { { {\n");

  EXPECT_NE(usual_socket(configuration).source, "as " + configuration + " says");
  EXPECT_NE(usual_ledger(configuration).path, "");
}

}  // namespace
}  // namespace signalbox::cli

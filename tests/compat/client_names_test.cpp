// SPDX-License-Identifier: Apache-2.0
#include "compat/client_names.hpp"

#include <string>

#include <gtest/gtest.h>

#include "compat/client_infos.hpp"
#include "compat/ledger.hpp"
#include "compat/processes.hpp"
#include "compat/visitors.hpp"

namespace signalbox {
namespace {

TEST(ClientNames, AreThoseOfTheLedgerAndTheLastThatCame) {
  const ClientInfos infos;
  const SystemProcesses processes;
  const Visitors visitors(infos, processes);
  ClientNames names({{"of-the-ledger", "kept"}}, visitors);
  const auto come = [&names](int number) {
    names.add("fingerprint-" + std::to_string(number), "client-" + std::to_string(number));
  };

  for (int i = 0; i < kMaxClients; ++i) come(i);
  EXPECT_EQ(names.name_of("fingerprint-0"), "client-0");
  come(kMaxClients - 1);  // again
  EXPECT_EQ(names.name_of("fingerprint-0"), "client-0");
  come(kMaxClients);

  EXPECT_EQ(names.name_of("fingerprint-0"), "");
  EXPECT_EQ(names.name_of("fingerprint-1"), "client-1");
  EXPECT_EQ(names.find("client-" + std::to_string(kMaxClients)).error, "");
  EXPECT_EQ(names.name_of("of-the-ledger"), "kept");
}

}  // namespace
}  // namespace signalbox

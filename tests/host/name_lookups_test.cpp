// SPDX-License-Identifier: Apache-2.0
#include "host/name_lookups.hpp"

#include <netdb.h>

#include <vector>

#include <gtest/gtest.h>

#include "host/loop.hpp"
#include "tests/host/no_threads.hpp"

namespace signalbox {
namespace {

TEST(NameLookups, FailWhereNoThreadCanBeMade) {
  Loop loop;
  NameLookups lookups(loop);
  std::vector<int> errors;
  loop.post([&] {
    const NoThreads limit;
    const auto found = [&](const addrinfo* addresses, int error) {
      EXPECT_EQ(addresses, nullptr);
      errors.push_back(error);
      if (errors.size() == 2) loop.stop();
    };
    lookups.start("127.0.0.1", "1", found);
    lookups.start("127.0.0.1", "1", found);
    EXPECT_TRUE(errors.empty());
  });
  loop.run();

  EXPECT_EQ(errors, (std::vector<int>{EAI_AGAIN, EAI_AGAIN}));
}

}  // namespace
}  // namespace signalbox

// SPDX-License-Identifier: Apache-2.0
#include "host/http_host.hpp"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

const std::vector<std::string> kNames = {"monitor.example", "192.0.2.7", "2001:db8::7"};

TEST(HttpHost, IsLoopbackOrANameThatWasGiven) {
  for (const char* each :
       {"localhost", "LOCALHOST:80", "127.0.0.1", "127.9.8.7:9100", "[::1]", "[::1]:80",
        "monitor.example", "Monitor.Example:80", "192.0.2.7:80", "[2001:db8::7]:80"}) {
    EXPECT_TRUE(is_for_us(each, kNames)) << each;
  }
}

TEST(HttpHost, IsNoOtherName) {
  for (const char* each :
       {"", ":80", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example",
        "evil.example:127.0.0.1", "192.0.2.8", "[::2]", "[::2", "monitor.example."}) {
    EXPECT_FALSE(is_for_us(each, kNames)) << each;
  }
}

}  // namespace
}  // namespace signalbox

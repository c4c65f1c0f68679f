// SPDX-License-Identifier: Apache-2.0
#include "host/http_opening.hpp"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

// Returns whether a text is found to be HTTP when it comes in one piece, and byte by byte.
void expect(bool is_http, const std::string& text) {
  EXPECT_EQ(HttpOpening().feed(text), is_http) << text;
  HttpOpening slowly;
  bool found = false;
  for (const char each : text) found = found || slowly.feed({&each, 1});
  EXPECT_EQ(found, is_http) << text;
}

TEST(HttpOpening, KnowsEachMethod) {
  for (const char* method :
       {"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "PRI"}) {
    expect(true, std::string(method) + " / HTTP/1.1\r\n");
    expect(false, std::string(method) + "x / HTTP/1.1\r\n");
  }
}

TEST(HttpOpening, LetsClientsOfQmpIn) {
  expect(false, R"({"execute": "qmp_capabilities"})");
  expect(false, "\r\n {}");
  expect(false, "");
  expect(false, "[GET ");
}

TEST(HttpOpening, LooksAtTheFirstBytesOnly) {
  expect(false, "{}POST / HTTP/1.1");
}

}  // namespace
}  // namespace signalbox

// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/upstream_address.hpp"

#include <gtest/gtest.h>

namespace {

using Kind = UpstreamAddress::Kind;

TEST(UpstreamAddress, IsASocketsPathATcpPortADescriptorOrAPathToBeConnectedTo) {
  const auto unix_path = parse_upstream_address("unix:/run/vm1/qmp");
  ASSERT_TRUE(unix_path);
  EXPECT_EQ(unix_path->kind, Kind::unix_path);
  EXPECT_EQ(unix_path->path, "/run/vm1/qmp");

  const auto tcp = parse_upstream_address("tcp:[::1]:4444");
  ASSERT_TRUE(tcp);
  EXPECT_EQ(tcp->kind, Kind::tcp);
  EXPECT_EQ(tcp->host, "::1");
  EXPECT_EQ(tcp->port, "4444");

  const auto descriptor = parse_upstream_address("fd:7");
  ASSERT_TRUE(descriptor);
  EXPECT_EQ(descriptor->kind, Kind::descriptor);
  EXPECT_EQ(descriptor->descriptor, 7);

  const auto accept = parse_upstream_address("accept:unix:up");
  ASSERT_TRUE(accept);
  EXPECT_EQ(accept->kind, Kind::accept_unix);
  EXPECT_EQ(accept->path, "up");
}

TEST(UpstreamAddress, IsNothingElse) {
  for (const char* text :
       {"", "unix:", "/run/qmp", "tcp:", "tcp:host", "tcp:host:", "fd:", "fd:x", "fd:-1", "fd:7x",
        "accept:", "accept:unix:", "accept:tcp:a:1", "exec:true"}) {
    EXPECT_FALSE(parse_upstream_address(text)) << text;
  }
}

}  // namespace

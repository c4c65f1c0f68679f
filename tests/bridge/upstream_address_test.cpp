// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/upstream_address.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <utility>

namespace {

using Kind = UpstreamAddress::Kind;

// A path of so many bytes.
std::string path_of(std::size_t size) {
  return "/" + std::string(size - 1, 's');
}

UpstreamAddress parsed(const std::string& text) {
  std::string why;
  const auto address = parse_upstream_address(text, why);
  EXPECT_TRUE(address) << text << ": " << why;
  EXPECT_EQ(why, "");
  return address.value_or(UpstreamAddress());
}

TEST(UpstreamAddress, IsASocketsPathATcpPortADescriptorOrAPathToBeConnectedTo) {
  const UpstreamAddress unix_path = parsed("unix:/run/vm1/qmp");
  EXPECT_EQ(unix_path.kind, Kind::unix_path);
  EXPECT_EQ(unix_path.path, "/run/vm1/qmp");
  EXPECT_EQ(parsed("unix:" + path_of(107)).path, path_of(107));
  EXPECT_EQ(parsed("unix:./@file").path, "./@file");

  const UpstreamAddress tcp = parsed("tcp:[::1]:4444");
  EXPECT_EQ(tcp.kind, Kind::tcp);
  EXPECT_EQ(tcp.host, "::1");
  EXPECT_EQ(tcp.port, "4444");

  const UpstreamAddress descriptor = parsed("fd:7");
  EXPECT_EQ(descriptor.kind, Kind::descriptor);
  EXPECT_EQ(descriptor.descriptor, 7);

  const UpstreamAddress accept = parsed("accept:unix:up");
  EXPECT_EQ(accept.kind, Kind::accept_unix);
  EXPECT_EQ(accept.path, "up");
}

TEST(UpstreamAddress, IsRefusedWithTheReasonWhereNoConnectionCanComeAbout) {
  const std::pair<std::string, const char*> rows[] = {
      {"", "an address is"},
      {"/run/qmp", "an address is"},
      {"accept:", "an address is"},
      {"accept:tcp:a:1", "an address is"},
      {"exec:true", "an address is"},
      {"unix:", "the path is missing"},
      {"accept:unix:", "the path is missing"},
      {"unix:" + path_of(108), "the path has 108 bytes, and a socket's may have 107"},
      {"accept:unix:" + path_of(108), "the path has 108 bytes, and a socket's may have 107"},
      {"unix:@qmp", "an abstract socket"},
      {"accept:unix:@qmp", "an abstract socket"},
      {"tcp:", "tcp needs HOST:PORT"},
      {"tcp:host", "tcp needs HOST:PORT"},
      {"tcp::1", "tcp needs HOST:PORT"},
      {"tcp:[]:1", "tcp needs HOST:PORT"},
      {"tcp:host:", "a port is a number"},
      {"tcp:host:0", "a port is a number"},
      {"tcp:host:65536", "a port is a number"},
      {"tcp:host:qmp", "a port is a number"},
      {"fd:", "the number of an open descriptor"},
      {"fd:x", "the number of an open descriptor"},
      {"fd:-1", "the number of an open descriptor"},
      {"fd:7x", "the number of an open descriptor"},
  };
  for (const auto& [text, reason] : rows) {
    std::string why;
    EXPECT_FALSE(parse_upstream_address(text, why)) << text;
    EXPECT_NE(why.find(reason), std::string::npos) << text << ": " << why;
  }
}

TEST(UpstreamAddress, NeedsNoLookUpWhereTheHostIsANumber) {
  EXPECT_EQ(names_of(parsed("tcp:127.0.0.1:1")).size(), 1u);
  EXPECT_EQ(names_of(parsed("tcp:[::1]:1")).size(), 1u);
  EXPECT_EQ(names_of(parsed("unix:up")).size(), 1u);
  EXPECT_TRUE(names_of(parsed("tcp:localhost:1")).empty());
}

TEST(UpstreamAddress, IsConnectedToWithKeepalive) {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in name = {};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof name;
  ASSERT_EQ(::bind(listener, reinterpret_cast<const sockaddr*>(&name), size), 0);
  ASSERT_EQ(::listen(listener, 1), 0);
  ASSERT_EQ(::getsockname(listener, reinterpret_cast<sockaddr*>(&name), &size), 0);

  const auto names = names_of(parsed("tcp:127.0.0.1:" + std::to_string(ntohs(name.sin_port))));
  bool connecting = false;
  const int fd = connect_to(names.at(0), connecting);
  ASSERT_GE(fd, 0);
  const auto option = [fd](int level, int which) {
    int value = -1;
    socklen_t length = sizeof value;
    ::getsockopt(fd, level, which, &value, &length);
    return value;
  };
  EXPECT_EQ(option(SOL_SOCKET, SO_KEEPALIVE), 1);
  EXPECT_EQ(option(IPPROTO_TCP, TCP_KEEPIDLE), 30);
  EXPECT_EQ(option(IPPROTO_TCP, TCP_USER_TIMEOUT), 0);
  ::close(fd);
  ::close(listener);
}

}  // namespace

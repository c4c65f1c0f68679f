// SPDX-License-Identifier: Apache-2.0
#include "cli/secrets.hpp"

#include <gtest/gtest.h>

namespace signalbox::cli {
namespace {

TEST(Secrets, OfRequestsAreDropped) {
  const struct {
    const char* message;
    const char* kept;
  } cases[] = {
      {R"({"execute": "set_password", "arguments": {"protocol": "vnc", "password": "s3"}, "id": 1})",
       R"({"execute": "set_password", "arguments": {"protocol": "vnc", "password": "[dropped]"}, "id": 1})"},
      {R"({"execute": "human-monitor-command", "arguments": {"command-line": "change vnc password s3"}})",
       R"({"execute": "human-monitor-command", "arguments": "[dropped]"})"},
      {R"({"exec-oob": "x", "arguments": {"a": [{"Key-Secret": {"b": 1}, "c": 2}]}})",
       R"({"exec-oob": "x", "arguments": {"a": [{"Key-Secret": "[dropped]", "c": 2}]}})"},
      {R"({"execute": "object-add", "arguments": {"id": "d", "data": "s3"}})",
       R"({"execute": "object-add", "arguments": {"id": "d", "data": "[dropped]"}})"},
      {R"({"execute": "migrate", "arguments": {"uri": "tcp://ann:s3@host:1/x"}})",
       R"({"execute": "migrate", "arguments": {"uri": "tcp://host:1/x"}})"},
      {R"({"event": "E", "data": {"file": "https://ann:s3@host/a@b", "mail": "a@b"}})",
       R"({"event": "E", "data": {"file": "https://host/a@b", "mail": "a@b"}})"},
      {R"({"execute": "stop"})", R"({"execute": "stop"})"},
      {"no JSON nbd://u@h", "no JSON nbd://h"},
  };
  for (const auto& each : cases) EXPECT_EQ(without_secrets(each.message), each.kept);
}

TEST(Secrets, OfLinesAreDropped) {
  const struct {
    const char* line;
    const char* kept;
  } cases[] = {
      {"set_password protocol=vnc password=s3", "set_password protocol=vnc password="},
      {"human-monitor-command command-line='change vnc password s3'", "human-monitor-command"},
      {"object-add props.data:='\"s3\"' id='a b'", "object-add props.data= 'id=a b'"},
      {"blockdev-add filename=https://ann:s3@host/x", "blockdev-add filename=https://host/x"},
      {R"({"execute": "x", "arguments": {"secret": 1}})",
       R"({"execute": "x", "arguments": {"secret": "[dropped]"}})"},
      {R"({"execute": "x", "arguments": {"secret": )", ""},
      {"set_password password='s3", ""},
      {"stop", "stop"},
  };
  for (const auto& each : cases) EXPECT_EQ(line_without_secrets(each.line), each.kept);
}

}  // namespace
}  // namespace signalbox::cli

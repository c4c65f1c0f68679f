// SPDX-License-Identifier: Apache-2.0
// What it costs to take commands off the wire, beside Boost.JSON's own parser on the same text.
#include <string>
#include <variant>

#include <benchmark/benchmark.h>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "wire/message_reader.hpp"
#include "wire/request.hpp"
#include "wire/value.hpp"

namespace {

using signalbox::MessageReader;

const std::string small_command =
    R"({"execute": "block-device-event-connect", "arguments": {"device": "disk0"}, "id": 7})"
    "\n";

// A command of about 1 MiB with an ordinary mix of names, numbers and texts.
std::string large_command() {
  std::string text = R"({"execute": "x", "arguments": {"devices": [)";
  for (int i = 0; text.size() < (1 << 20); ++i) {
    text += i ? ", " : "";
    text += R"({"device": "disk)" + std::to_string(i) + R"(", "size": )" +
            std::to_string(i * 4096L) + R"(, "path": "/var/lib/images/disk-)" + std::to_string(i) +
            R"(.qcow2", "ro": false, "ratio": 0.25})";
  }
  return text + "]}}\n";
}

// One object with as many members as fit 1 MiB.
std::string many_members() {
  std::string text = "{";
  for (int i = 0; text.size() < (1 << 20); ++i) {
    text += (i ? ",\"k" : "\"k") + std::to_string(i) + "\":0";
  }
  return text + "}\n";
}

const std::string large = large_command();
const std::string members = many_members();
const std::string one_string = '"' + std::string(1 << 20, 'x') + '"';

void read_messages(benchmark::State& state, const std::string& text) {
  MessageReader reader;
  for (auto _ : state) {
    reader.feed(text);
    while (auto message = reader.next()) benchmark::DoNotOptimize(message->text.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

void read_requests(benchmark::State& state, const std::string& text) {
  MessageReader reader;
  for (auto _ : state) {
    reader.feed(text);
    while (auto message = reader.next()) {
      auto request = signalbox::read_request(message->text, false);
      benchmark::DoNotOptimize(std::get<signalbox::Request>(request).command.data());
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

void boost_parse(benchmark::State& state, const std::string& text) {
  for (auto _ : state) benchmark::DoNotOptimize(boost::json::parse(text));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

void our_value(benchmark::State& state, const std::string& text) {
  for (auto _ : state) benchmark::DoNotOptimize(signalbox::to_value(text));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

BENCHMARK_CAPTURE(read_messages, small, small_command);
BENCHMARK_CAPTURE(read_requests, small, small_command);
BENCHMARK_CAPTURE(boost_parse, small, small_command);
BENCHMARK_CAPTURE(read_messages, large, large);
BENCHMARK_CAPTURE(read_requests, large, large);
BENCHMARK_CAPTURE(our_value, large, large);
BENCHMARK_CAPTURE(boost_parse, large, large);
BENCHMARK_CAPTURE(read_messages, members, members);
BENCHMARK_CAPTURE(boost_parse, members, members);
BENCHMARK_CAPTURE(read_messages, string, one_string);
BENCHMARK_CAPTURE(boost_parse, string, one_string);

}  // namespace

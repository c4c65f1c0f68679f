// SPDX-License-Identifier: Apache-2.0
// What it costs to take commands off the wire, beside Boost.JSON's own parser on the same texts.
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "wire/json_tree.hpp"
#include "wire/message_reader.hpp"
#include "wire/request.hpp"

namespace {

using signalbox::MessageReader;
using Clock = std::chrono::steady_clock;

struct Text {
  const char* name;
  std::string bytes;
};

constexpr std::size_t mebi = 1 << 20;

std::string small_command() {
  return R"({"execute": "block-device-event-connect", "arguments": {"device": "disk0"}, "id": 7})"
         "\n";
}

// A command whose arguments are an array of what `item` gives, about 1 MiB of it.
std::string large_command(const std::function<std::string(int)>& item) {
  std::string text = R"({"execute": "x", "arguments": {"list": [)" + item(0);
  for (int i = 1; text.size() < mebi; ++i) text += ", " + item(i);
  return text + "]}}\n";
}

std::string device(int i) {
  return R"({"device": "disk)" + std::to_string(i) + R"(", "size": )" + std::to_string(i * 4096L) +
         R"(, "path": "/var/lib/images/disk-)" + std::to_string(i) +
         R"(.qcow2", "ro": false, "ratio": 0.25})";
}

// A command whose arguments are one object with as many members as fit 1 MiB.
std::string many_members() {
  std::string text = R"({"execute": "x", "arguments": {"k":0)";
  for (int i = 0; text.size() < mebi; ++i) text += ",\"k" + std::to_string(i) + "\":0";
  return text + "}}\n";
}

std::string one_string() {
  return R"({"execute": "x", "id": ")" + std::string(mebi, 'x') + "\"}\n";
}

// Feeds as a session does, 64 KiB at a time, and hands each message to `use`.
template <typename Use>
void read_messages(MessageReader& reader, std::string_view bytes, Use use) {
  constexpr std::size_t read_size = 64 * 1024;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(read_size, bytes.size()))) {
    reader.feed(bytes.substr(0, read_size));
    while (const auto message = reader.next()) use(*message);
  }
}

void expect(bool good) {
  if (!good) std::abort();
}

// Nanoseconds of a run, on the average of those that fit 10 ms.
template <typename Run>
double time_once(Run run) {
  const auto begin = Clock::now();
  std::chrono::duration<double, std::nano> spent{};
  long runs = 0;
  do {
    run();
    ++runs;
    spent = Clock::now() - begin;
  } while (spent < std::chrono::milliseconds(10));
  return spent.count() / static_cast<double>(runs);
}

// What is compared; Boost.JSON is the measure.
enum What { boost_json, message, request, tree };
constexpr const char* names[] = {"Boost.JSON", "message", "request", "tree"};

void run(What what, MessageReader& reader, const std::string& bytes) {
  switch (what) {
    case boost_json: boost::json::parse(bytes); return;
    case message:
      read_messages(reader, bytes, [](const auto& each) { expect(each.error.empty()); });
      return;
    case request:
      read_messages(reader, bytes, [](const auto& each) {
        const auto read = signalbox::read_request(each.text, false);
        expect(std::holds_alternative<signalbox::Request>(read));
      });
      return;
    case tree: expect(signalbox::JsonTree(bytes).kind(0) == WIRE_JSON_OBJECT); return;
  }
}

void compare(const Text& text) {
  MessageReader reader;
  double best[] = {1e18, 1e18, 1e18, 1e18};
  for (int round = 0; round < 30; ++round) {  // in turn, so that noise meets all of them
    for (const What what : {boost_json, message, request, tree}) {
      best[what] = std::min(best[what], time_once([&] { run(what, reader, text.bytes); }));
    }
  }
  const auto size = static_cast<double>(text.bytes.size());
  for (const What what : {boost_json, message, request, tree}) {
    std::printf("%-8s %9.0f  %-10s %11.0f %7.0f %7.2f\n", text.name, size, names[what], best[what],
                1e3 * size / best[what], best[what] / best[boost_json]);
  }
}

}  // namespace

// message: cut from the stream and checked; request: and taken apart, with its id printed; tree:
// what a plugin then makes of a text.
int main() {
  ::mallopt(M_MMAP_THRESHOLD, 32 << 20);  // parsing is timed, not the faults of fresh pages
  ::mallopt(M_TRIM_THRESHOLD, 512 << 20);
  std::puts("text         bytes  read as             ns    MB/s   times");
  const Text texts[] = {
      {"small", small_command()},
      {"devices", large_command(device)},
      {"numbers", large_command([](int i) { return std::to_string(i % 10); })},
      {"members", many_members()},
      {"string", one_string()},
  };
  for (const Text& text : texts) compare(text);
}

// SPDX-License-Identifier: Apache-2.0
#include "wire/request.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "wire/message_reader.hpp"
#include "wire/print.hpp"

// A request's arguments are an object of their own; an id prints as itself.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  signalbox::MessageReader reader;
  reader.feed({reinterpret_cast<const char*>(data), size});
  while (const auto message = reader.next()) {
    if (!message->error.empty()) continue;
    const auto read = signalbox::read_request(message->text, size % 2);
    const auto* request = std::get_if<signalbox::Request>(&read);
    if (!request) continue;
    if (signalbox::reprint(request->arguments).front() != '{') std::abort();
    const bool is_json = !request->id.empty() && request->id.find("inf") == std::string::npos;
    if (is_json && signalbox::reprint(request->id) != request->id) std::abort();
  }
  return 0;
}

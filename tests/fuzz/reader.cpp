// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "wire/message_reader.hpp"
#include "wire/print.hpp"

// Whatever the reader gives can be printed, and from the second printing on, printing twice more
// changes nothing. (Once may: members that share a bucket of QEMU's dictionary come out in reverse,
// as they do there. The first printing may: -0.0 prints as -0, which is the integer 0.)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  signalbox::MessageReader reader;
  reader.feed({reinterpret_cast<const char*>(data), size});
  while (const auto message = reader.next()) {
    if (!message->error.empty()) continue;
    const std::string printed = signalbox::reprint(message->text);
    if (printed.find("inf") != std::string::npos) continue;  // a number too great is no JSON
    const std::string again = signalbox::reprint(printed);
    if (signalbox::reprint(signalbox::reprint(again)) != again) std::abort();
  }
  return 0;
}

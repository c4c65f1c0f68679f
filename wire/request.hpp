// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace signalbox {

// A command as a client sends it.
struct Request {
  std::string command;
  std::string arguments;  // a JSON object in QEMU's dialect; "{}" if there were none
  std::string id;         // as QEMU prints it back; empty: there was none
  bool oob = false;       // came as exec-oob

  std::size_t bytes() const { return command.size() + arguments.size() + id.size(); }
};

// What QEMU answers a message that is no request.
struct RequestError {
  std::string error_class;
  std::string description;
  std::string id;    // as in Request
  bool oob = false;  // QEMU answers it out of band
};

// Reads a value that a MessageReader gave. Makes QEMU's checks in QEMU's order, which goes by its
// dictionary and not by the text. Whether the command exists is another's business.
std::variant<Request, RequestError> read_request(std::string_view text, bool oob_enabled);

}  // namespace signalbox

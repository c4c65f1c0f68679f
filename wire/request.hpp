// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace signalbox {

// Bytes of a message, or of the arguments of a request, above which it is large: the host reads,
// decodes and frees it beside its loop. To read and decode 1 MiB of numbers takes 18 ms
// (bench/robustness.py), and a unit of work on the loop may take 5.
inline constexpr std::size_t kLargeRequest = 256 * 1024;

// A command as a client sends it.
struct Request {
  std::string command;
  std::string arguments;  // a JSON object in QEMU's dialect; "{}" if there were none
  std::string excerpt;    // of large arguments, see shown(); empty: they are not large
  std::string id;         // as QEMU prints it back; empty: there was none
  bool oob = false;       // came as exec-oob

  bool is_large() const { return arguments.size() > kLargeRequest; }

  std::size_t bytes() const { return command.size() + arguments.size() + id.size(); }

  // The arguments for a reader that wants the names of members and small values alone: an object of
  // 64 KiB and a little at most, from which long strings, containers' contents and the last of very
  // many members are left out.
  const std::string& shown() const { return excerpt.empty() ? arguments : excerpt; }
};

// What QEMU answers a message that is no request.
struct RequestError {
  std::string error_class;
  std::string description;
  std::string id;    // as in Request
  bool oob = false;  // QEMU answers it out of band
};

// Reads a value that a MessageReader gave. Makes QEMU's checks in QEMU's order, which goes by its
// dictionary and not by the text. Whether the command exists is another's business. A name of a
// command or of an unexpected member above 64 KiB is cut, which no name that exists is.
std::variant<Request, RequestError> read_request(std::string_view text, bool oob_enabled);

}  // namespace signalbox

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace signalbox {

class Session;
struct Connection;
struct OfferedAccessor;
struct Request;

// Decides what sessions get of what they ask for and are connected to. The host does not know who
// decides. [loop]
class DeliveryPolicy {
 public:
  virtual ~DeliveryPolicy() = default;

  // Whether the connection's events are withheld, and counted as muted. Asked when it starts; the
  // answer is kept, so that sending costs one branch: who changes its mind calls
  // Host::ask_policy().
  virtual bool withholds(const Session&, const Connection&) { return false; }

  // Whether the session may connect to the accessor; else it has not been found.
  virtual bool offers(const Session&, const OfferedAccessor&) { return true; }

  // Why a command in command mode is not called; nullopt: it is.
  struct Refusal {
    std::string error_class;
    std::string description;
  };
  virtual std::optional<Refusal> refusal(const Session&, const Request&) { return std::nullopt; }
};

}  // namespace signalbox

// SPDX-License-Identifier: Apache-2.0
#include "tests/conversations/runner/poke.hpp"

#include <sstream>
#include <stdexcept>

namespace signalbox::conversation {

namespace {

std::string request(const std::string& command, const std::string& arguments) {
  return "{\"execute\": \"" + command + "\"" +
         (arguments.empty() ? "" : ", \"arguments\": " + arguments) + "}";
}

std::string request_of_device(const std::string& operation, const std::string& device) {
  const std::string name = "\"device\": \"" + device + "\"";
  if (operation == "flush") return request("block-flush", "{" + name + "}");
  return request("block-" + operation, "{" + name + ", \"offset\": 0, \"length\": 512}");
}

}  // namespace

std::vector<PokeRequest> poke_requests(const std::string& command, const std::string& arguments) {
  if (command != "fail") return {{.text = request(command, arguments)}};
  std::istringstream words(arguments);
  std::string device;
  std::string operation;
  std::string error;
  if (!(words >> device >> operation >> error)) {
    throw std::runtime_error("expected !! fail DEVICE OPERATION ERRNO");
  }
  return {{.text = request("block-fault-add", "{\"device\": \"" + device + "\", \"operation\": \"" +
                                                  operation + "\", \"errno\": \"" + error +
                                                  "\", \"times\": 1}")},
          {.text = request_of_device(operation, device), .may_fail = true}};
}

}  // namespace signalbox::conversation

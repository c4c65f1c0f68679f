// SPDX-License-Identifier: Apache-2.0
#include "host/connection.hpp"

#include "host/tap.hpp"
#include "host/where.hpp"

namespace signalbox {

Connection::Connection() = default;
Connection::~Connection() = default;

const std::string& Connection::accessor() const {
  return tap->accessor().name;
}
const std::string& Connection::arguments() const {
  return tap->arguments();
}
const std::string& Connection::event() const {
  return tap->accessor().event;
}

}  // namespace signalbox

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
  return narrowed_by.empty() ? tap->arguments() : narrowed_by;
}
const std::string& Connection::event() const {
  return tap->accessor().event;
}

}  // namespace signalbox

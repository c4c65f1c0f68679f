// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include "client/error.hpp"
#include "client/session.hpp"
#include "client/value.hpp"

using signalbox::client::Deadline;
using signalbox::client::write_text;

bool QmpSession::open(const QmpOptions& options, Error** errp) {
  is_open_ = take_greeting(errp) && introduce(options, errp);
  return is_open_;
}

bool QmpSession::negotiate(Error** errp) {
  return call("qmp_capabilities", "", errp).has_value();
}

bool QmpSession::take_greeting(Error** errp) {
  const Deadline deadline(timeout_ms_);
  for (;;) {
    sort_messages();
    if (greeting_) return true;
    if (!is_up(errp)) return false;
    if (!channel_.wait(deadline)) {
      error_set(errp, "GenericError", "Timed out after %d ms waiting for the greeting",
                timeout_ms_);
      return false;
    }
    channel_.transfer();
  }
}

bool QmpSession::introduce(const QmpOptions& options, Error** errp) {
  if (options.client_name != nullptr) {
    std::string arguments = "{\"name\": " + write_text(options.client_name);
    if (options.client_version != nullptr) {
      arguments += ", \"version\": " + write_text(options.client_version);
    }
    if (!call_if_known("client-info", arguments + "}", errp)) return false;
  }
  if (is_plain_ || options.keep_default_signals) return true;
  return call_if_known("disconnect-default-signals", "", errp);
}

// A server that knows signals but keeps no old behaviour has nobody to tell and nothing to opt
// out of. A server that knows signals may greet as the QEMU that it stands in front of: so it is
// asked, and a plain QMP server is who does not know the command.
bool QmpSession::call_if_known(const std::string& command, const std::string& arguments,
                               Error** errp) {
  Error* error = nullptr;
  if (call(command, arguments, &error)) return true;
  if (strcmp(error_class(error), "CommandNotFound") == 0) {
    error_free(error);
    is_plain_ = !greeting_->signals;
    return true;
  }
  error_propagate(errp, error);
  return false;
}

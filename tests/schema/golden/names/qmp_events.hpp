// SPDX-License-Identifier: Apache-2.0
// Made by qmpc from names.json; changes are lost.
#pragma once

#include <utility>

#include "names/qmp_events.h"
#include "signalbox/scoped_connection.hpp"

// The events of C as objects. Slots may be lambdas; an event closes itself. [any thread]
namespace names {

// Members that generated code uses for its own parameters and variables.
class ArgumentEvent {
 public:
  ArgumentEvent() = default;
  ArgumentEvent(const ArgumentEvent&) = delete;
  ArgumentEvent& operator=(const ArgumentEvent&) = delete;
  ~ArgumentEvent() { close(); }

  // Calls `slot` until the connection goes, which may outlive the event.
  template <typename Slot>
  [[nodiscard]] signalbox::ScopedConnection connect(Slot slot) {
    return signalbox::connect_scoped<const char*, const char*, const char*, const char*,
                                     const char*, const char*, const char*, const char*>(
        &body_.connections, std::move(slot));
  }
  void signal(const char* event_, const char* opaque_, const char* data, const char* arguments,
              const char* cb_, const char* in, const char* result, const char* text) {
    argument_event_signal(&body_, event_, opaque_, data, arguments, cb_, in, result, text);
  }
  void close() { argument_event_close(&body_); }

  // What an accessor returns, and what the functions of C take.
  ::ArgumentEvent* c_event() { return &body_; }

 private:
  ::ArgumentEvent body_ = {};
};

class X509CertEvent {
 public:
  X509CertEvent() = default;
  X509CertEvent(const X509CertEvent&) = delete;
  X509CertEvent& operator=(const X509CertEvent&) = delete;
  ~X509CertEvent() { close(); }

  // Calls `slot` until the connection goes, which may outlive the event.
  template <typename Slot>
  [[nodiscard]] signalbox::ScopedConnection connect(Slot slot) {
    return signalbox::connect_scoped<HTTPStatusKind, bool, int64_t, int64_t>(&body_.connections,
                                                                             std::move(slot));
  }
  void signal(HTTPStatusKind default_, bool has_class, int64_t class_, int64_t errno_) {
    x509_cert_event_signal(&body_, default_, has_class, class_, errno_);
  }
  void close() { x509_cert_event_close(&body_); }

  // What an accessor returns, and what the functions of C take.
  ::X509CertEvent* c_event() { return &body_; }

 private:
  ::X509CertEvent body_ = {};
};

}  // namespace names

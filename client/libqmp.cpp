// SPDX-License-Identifier: Apache-2.0
#include "client/libqmp.h"

#include <cstring>
#include <memory>

#include "client/deadline.hpp"
#include "client/error.hpp"
#include "client/json.hpp"
#include "client/session.hpp"
#include "client/unix_socket.hpp"

using signalbox::client::connect_unix_socket;
using signalbox::client::Json;
using signalbox::client::timeout_or_default;

namespace {

constexpr QmpOptions default_options = {};

}  // namespace

QmpSession* qmp_session_connect(const char* path, const QmpOptions* options, Error** errp) {
  const int timeout_ms = timeout_or_default(options == nullptr ? 0 : options->timeout_ms);
  const int fd = connect_unix_socket(path, timeout_ms, errp);
  if (fd < 0) return nullptr;
  std::unique_ptr<QmpSession> session(qmp_session_open(fd, options, errp));
  if (session == nullptr || !session->negotiate(errp)) return nullptr;
  return session.release();
}

QmpSession* qmp_session_open(int fd, const QmpOptions* options, Error** errp) {
  if (options == nullptr) options = &default_options;
  auto session = std::make_unique<QmpSession>(fd, *options);
  return session->open(*options, errp) ? session.release() : nullptr;
}

bool qmp_session_negotiate(QmpSession* session, Error** errp) {
  return session->negotiate(errp);
}

void qmp_session_free(QmpSession* session) {
  delete session;
}

int qmp_session_fd(const QmpSession* session) {
  return session->fd();
}

short qmp_session_events(const QmpSession* session) {
  return session->events();
}

bool qmp_session_process(QmpSession* session, Error** errp) {
  return session->process(errp);
}

int qmp_session_wait(QmpSession* session, int timeout_ms, Error** errp) {
  return session->wait(timeout_ms, errp);
}

// The arguments are read here already: a server cannot say which request it is that is not JSON.
char* qmp_session_call(QmpSession* session, const char* command, const char* arguments,
                       Error** errp) {
  std::string text;
  if (arguments != nullptr) {
    std::string refusal;
    const auto json = Json::read(arguments, &refusal);
    if (!json) {
      error_set(errp, "GenericError", "%s", refusal.c_str());
      return nullptr;
    }
    text = json->value().text();
  }
  const auto value = session->call(command, text, errp);
  return value ? strdup(value->c_str()) : nullptr;
}

void qmp_session_on_event(QmpSession* session, QmpEventFunc* callback, void* opaque) {
  session->on_event(callback, opaque);
}

void qmp_session_on_disconnected(QmpSession* session, QmpDisconnectedFunc* callback, void* opaque) {
  session->on_disconnected(callback, opaque);
}

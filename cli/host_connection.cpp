// SPDX-License-Identifier: Apache-2.0
#include "cli/host_connection.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include <boost/json.hpp>

#include "wire/value.hpp"

namespace signalbox::cli {

namespace json = boost::json;

namespace {

[[noreturn]] void lose(const std::string& path, int error) {
  if (error == EAGAIN) {
    throw ConnectionLost(path + ": the server takes nothing: it may be stopped, or busy");
  }
  throw ConnectionLost(path + ": " + std::generic_category().message(error));
}

std::string text_of(const json::value& value) {
  return std::string(value.as_string());
}

}  // namespace

int connect_to_socket(const std::string& path, std::chrono::milliseconds patience) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) lose(path, ENAMETOOLONG);
  path.copy(address.sun_path, path.size());
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval limit = {patience.count() / 1000, patience.count() % 1000 * 1000};
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const int error = errno;
    close(fd);
    lose(path, error);
  }
  return fd;
}

void send_all(int fd, const std::string& path, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
    if (count < 0 && errno != EINTR) lose(path, errno);
    if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
  }
}

HostConnection::HostConnection(const std::string& path, std::chrono::milliseconds patience)
    : path_(path), patience_(patience), fd_(connect_to_socket(path, patience)) {
  try {
    AnswerWait wait(path_, fd_, "the greeting", patience_);
    json::object first = wait_for_message(wait);
    while (first.contains("event")) {  // QEMU may say one before it greets
      events_.push_back(std::move(first));
      first = wait_for_message(wait);
    }
    const json::value* const greeting = first.if_contains("QMP");
    if (greeting == nullptr || !greeting->is_object()) {
      throw ConnectionLost(path + ": who answers there does not speak QMP");
    }
    greeting_ = greeting->get_object();
  } catch (const ConnectionLost&) {
    close(fd_);
    throw;
  }
}

HostConnection::~HostConnection() {
  close(fd_);
}

bool HostConnection::advertises_signals() const {
  const json::value* const offered = greeting_.if_contains("capabilities");
  if (offered == nullptr || !offered->is_array()) return false;
  const json::array& list = offered->get_array();
  return std::find(list.begin(), list.end(), json::value("signals")) != list.end();
}

void HostConnection::negotiate(bool defaults) {
  json::object arguments;
  if (!defaults && advertises_signals()) arguments["enable"] = json::array{"signals"};
  knows_signals_ = advertises_signals() || (!defaults && opts_out());
  call("qmp_capabilities", arguments);
}

// A listener in front of a QEMU greets as that QEMU does, and knows the command all the same.
bool HostConnection::opts_out() {
  try {
    call("disconnect-default-signals");
    return true;
  } catch (const CommandRefused& refused) {
    if (refused.error_class == "CommandNotFound") return false;
    throw;
  }
}

json::value HostConnection::call(std::string_view command, const json::object& arguments) {
  json::object request{{"execute", command}};
  if (!arguments.empty()) request["arguments"] = arguments;
  send(print(request));
  return take_answer("the answer to " + std::string(command));
}

json::value HostConnection::take_answer(const std::string& owed) {
  AnswerWait wait(path_, fd_, owed, patience_, interrupts_);
  for (;;) {
    json::object message = wait_for_message(wait);
    if (message.contains("event")) {
      events_.push_back(std::move(message));
    } else if (const json::value* const error = message.if_contains("error")) {
      throw CommandRefused(text_of(error->at("class")), text_of(error->at("desc")));
    } else if (json::value* const result = message.if_contains("return")) {
      return std::move(*result);
    }
  }
}

std::optional<json::object> HostConnection::next_event(std::chrono::milliseconds patience) {
  while (events_.empty()) {
    if (std::optional<json::object> message = next_message()) {
      if (message->contains("event")) events_.push_back(*std::move(message));
      continue;
    }
    pollfd waiting = {fd_, POLLIN, 0};
    const int ready = poll(&waiting, 1, static_cast<int>(std::max<long>(patience.count(), -1)));
    if (ready == 0 || (ready < 0 && errno == EINTR)) return std::nullopt;
    receive();
  }
  json::object event = std::move(events_.front());
  events_.pop_front();
  return event;
}

void HostConnection::send(std::string_view text) {
  send_all(fd_, path_, std::string(text) + '\n');
}

void HostConnection::receive() {
  char bytes[1 << 16];
  const ssize_t count = recv(fd_, bytes, sizeof bytes, 0);
  if (count == 0) throw ConnectionLost(path_ + ": the host has closed the connection");
  if (count < 0 && errno != EINTR) lose(path_, errno);
  if (count > 0) reader_.feed({bytes, static_cast<std::size_t>(count)});
}

std::optional<std::string_view> HostConnection::next_text() {
  const std::optional<Message> message = reader_.next();
  if (!message) return std::nullopt;
  if (!message->error.empty()) throw ConnectionLost(path_ + ": " + message->error);
  return message->text;
}

// Passes over answers that nobody waits for any more.
std::optional<json::object> HostConnection::next_message() {
  for (;;) {
    const std::optional<std::string_view> text = next_text();
    if (!text) return std::nullopt;
    json::value value = to_value(*text);
    if (!value.is_object()) throw ConnectionLost(path_ + ": a message that is no object came");
    if (abandoned_ == 0 || value.get_object().contains("event")) {
      return std::move(value.get_object());
    }
    --abandoned_;
  }
}

json::object HostConnection::wait_for_message() {
  AnswerWait wait(path_, fd_, "the answer", patience_, interrupts_);
  return wait_for_message(wait);
}

json::object HostConnection::wait_for_message(AnswerWait& wait) {
  for (;;) {
    if (std::optional<json::object> message = next_message()) return *std::move(message);
    try {
      wait.until_readable();
    } catch (const Abandoned&) {
      ++abandoned_;
      throw;
    }
    receive();
  }
}

}  // namespace signalbox::cli

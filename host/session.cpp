// SPDX-License-Identifier: Apache-2.0
#include "host/session.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <system_error>
#include <utility>

#include "host/config.hpp"
#include "host/connection.hpp"
#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/peer_name.hpp"
#include "host/switchboard.hpp"
#include "host/where.hpp"
#include "wire/reply.hpp"

namespace signalbox {

namespace {

// In-band commands that a session with out-of-band keeps, the running one included; it reads no
// further then. QEMU: QMP_REQ_QUEUE_LEN_MAX in monitor/monitor-internal.h.
constexpr std::size_t kQueueLength = 8;

// Read at a time; shared by all sessions, as only one reads at any moment.
constexpr std::size_t kReadSize = 64 * 1024;

// So much is worth a send of its own before the turn ends, while it is in the cache.
constexpr std::size_t kFullSend = 4 * 1024;

std::string text_of(int error) {
  return std::generic_category().message(error);
}

}  // namespace

Session::Session(Machine& machine, SessionId id, int fd, const ListenerConfig& listener)
    : machine_(machine), id_(id), fd_(fd), listener_(listener), outbox_(machine.outbox_memory()) {
  if (!is_unix_socket(fd)) opening_ = std::make_unique<HttpOpening>();
}

Session::~Session() {
  assert(connections_.empty());
  readiness_.reset();
  ::close(fd_);
}

std::string Session::log_name() const {
  return machine_.name() + ": client " + peer_name(fd_) + " on " + listener_.address;
}

void Session::start(std::string_view greeting) {
  readiness_.emplace(
      machine_.loop(), fd_, [this] { machine_.readable(*this); },
      [this] { machine_.writable(*this); });
  send(greeting);
  readiness_->want_read();
}

void Session::read() {
  static thread_local std::vector<char> buffer(kReadSize);
  Descriptors descriptors;
  const ssize_t length = machine_.rest() ? receive(fd_, buffer, descriptors)
                                         : ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (length == 0) return fail("client closed");
  if (length < 0) {
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) return fail(text_of(errno));
    return readiness_->want_read();
  }
  if (is_http({buffer.data(), static_cast<std::size_t>(length)})) return fail("HTTP");
  taken_in_ += static_cast<std::size_t>(length);
  if (!descriptors.empty()) arrivals_.push_back({taken_in_ - 1, std::move(descriptors)});
  reader_.feed({buffer.data(), static_cast<std::size_t>(length)});
  machine_.ready(*this);
}

// A session that begins like HTTP ends before anything of it is executed.
bool Session::is_http(std::string_view bytes) {
  if (opening_ == nullptr || !opening_->feed(bytes)) return false;
  log_of_client(LogLevel::warning, log_name(),
                log_name() + " sends an HTTP request to a QMP port; it is disconnected");
  return true;
}

// What came in front of the end of the message that was just read; of several, as in QEMU, the
// last.
Descriptors Session::arrived() {
  Descriptors last;
  const std::uint64_t end = arrivals_.empty() ? 0 : taken_in_ - reader_.buffered_bytes();
  for (; !arrivals_.empty() && arrivals_.front().offset < end; arrivals_.pop_front()) {
    last = std::move(arrivals_.front().descriptors);
  }
  return last;
}

// As QEMU: without out-of-band one message at a time; with it up to a full queue, so that what
// is out of band can be seen behind what waits.
bool Session::may_take_more() const {
  if (!close_reason_.empty() || !leaving_.empty()) return false;
  if (!oob_enabled_) return queue_.empty() && !busy_;
  return queue_.size() + (busy_ ? 1 : 0) < kQueueLength;
}

bool Session::process(std::size_t count) {
  for (;;) {
    take_messages();
    if (busy_ || queue_.empty() || !close_reason_.empty() || !leaving_.empty()) return true;
    if (count-- == 0) return false;
    Input input = std::move(queue_.front());
    queue_.pop_front();
    if (const auto* error = std::get_if<RequestError>(&input.message)) {
      refuse(*error);
    } else {
      execute(std::move(std::get<Request>(input.message)), std::move(input.descriptors));
    }
  }
}

// Takes in what is there, as far as the queue reaches: what is out of band is executed at once.
void Session::take_messages() {
  while (may_take_more()) {
    std::optional<Message> message = reader_.next();
    if (!message) return readiness_->want_read();
    take(std::move(*message));
  }
}

void Session::take(Message message) {
  if (!message.error.empty()) {
    queue_.push_back({RequestError{"GenericError", std::move(message.error), {}}, {}});
    return;
  }
  auto read = read_request(message.text, oob_enabled_);
  if (auto* error = std::get_if<RequestError>(&read)) {
    if (error->oob) return refuse(*error);
    queue_.push_back({std::move(*error), {}});
    return;
  }
  Request& request = std::get<Request>(read);
  if (request.oob) return execute(std::move(request), arrived());
  queue_.push_back({std::move(request), arrived()});
}

void Session::refuse(const RequestError& error) {
  std::string text;
  append_error(text, error.error_class, error.description, error.id);
  send(text);
}

void Session::execute(Request request, Descriptors descriptors) {
  if (!request.oob) busy_ = true;
  machine_.execute(*this, std::move(request), std::move(descriptors));
}

void Session::answer(const Reply& reply) {
  static thread_local std::string text;  // keeps its memory, unless that is large
  if (!leaving_.empty()) return;
  text.clear();
  const Answer& answer = reply.answer;
  if (answer.error_class.empty()) {
    append_success(text, answer.value, reply.id);
  } else {
    append_error(text, answer.error_class, answer.error_description, reply.id);
  }
  send(text);
  if (text.capacity() > kReadSize) std::string().swap(text);
  if (reply.oob) return;
  busy_ = false;
  if (agreed_oob_) {
    mode_ = Mode::command;
    oob_enabled_ = *std::exchange(agreed_oob_, std::nullopt);
  }
  if (has_inactive_ && mode_ == Mode::command) activate_connections();
  machine_.ready(*this);
}

void Session::send(std::string_view text) {
  outbox_.append(text);
  machine_.dirty(*this);
}

void Session::send_event(std::string_view body, const Connection& connection) {
  outbox_.append_event(body, connection.tail, connection.account);
  machine_.dirty(*this);
}

void Session::set_delay(std::chrono::milliseconds delay) {
  const auto before = delay_ == nullptr ? std::chrono::milliseconds(0) : delay_->length;
  if (delay == before) return;
  delay_ = delay.count() == 0 ? nullptr : std::make_unique<Delay>(delay);
  machine_.dirty(*this);
}

bool Session::is_held() {
  if (delay_ == nullptr || delay_->is_over || outbox_.empty()) return false;
  if (!delay_->until) {
    delay_->until.emplace(machine_.loop(), delay_->length, [this] {
      delay_->until.reset();
      delay_->is_over = true;
      machine_.dirty(*this);
    });
  }
  return true;
}

void Session::relieve() {
  if (outbox_.size() >= kFullSend && close_reason_.empty()) flush();
}

bool Session::flush() {
  if (writing_ || is_held()) return close_reason_.empty();  // it is told when to go on
  switch (outbox_.write(fd_)) {
    case Outbox::Written::all:
      if (delay_ != nullptr) delay_->is_over = false;
      break;
    case Outbox::Written::some:
      writing_ = true;
      readiness_->want_write();
      break;
    case Outbox::Written::failed: fail(text_of(errno)); break;
  }
  if (!leaving_.empty() && outbox_.empty()) fail(leaving_);
  return close_reason_.empty();
}

bool Session::has_hung_up() const {
  pollfd state{fd_, 0, 0};
  return ::poll(&state, 1, 0) > 0 && (state.revents & (POLLHUP | POLLERR)) != 0;
}

void Session::leave(std::string reason) {
  if (!leaving_.empty()) return;
  leaving_ = std::move(reason);
  machine_.dirty(*this);
}

void Session::fail(std::string reason) {
  if (!close_reason_.empty()) return;
  close_reason_ = std::move(reason);
  machine_.dirty(*this);
}

Connection& Session::add(std::unique_ptr<Connection> connection) {
  has_inactive_ = has_inactive_ || !connection->active;
  connections_.push_back(std::move(connection));
  return *connections_.back();
}

Connection* Session::tagged(std::string_view tag) {
  if (tag.empty()) return nullptr;
  const auto found = std::find_if(connections_.begin(), connections_.end(),
                                  [tag](const auto& each) { return each->tag == tag; });
  return found == connections_.end() ? nullptr : found->get();
}

Connection* Session::default_of(std::string_view accessor) {
  const auto found = std::find_if(
      connections_.begin(), connections_.end(),
      [accessor](const auto& each) { return each->is_default() && each->accessor() == accessor; });
  return found == connections_.end() ? nullptr : found->get();
}

void Session::remove(Connection& connection) {
  std::erase_if(connections_,
                [&connection](const auto& each) { return each.get() == &connection; });
}

bool Session::hears(const Tap& tap) const {
  return std::any_of(connections_.begin(), connections_.end(),
                     [&tap](const auto& each) { return each->tap.get() == &tap; });
}

std::vector<Connection*> Session::connections() const {
  std::vector<Connection*> all;
  for (const auto& each : connections_) all.push_back(each.get());
  return all;
}

// What waited for the answer that ends negotiation, or that makes a connection, starts.
void Session::activate_connections() {
  has_inactive_ = false;
  for (Connection* const connection : connections()) {
    if (connection->active) continue;
    if (connection->ended.empty()) {
      machine_.switchboard().start(*connection);
    } else {
      machine_.switchboard().announce_end(*connection);
    }
  }
}

SessionRecord Session::record() const {
  SessionRecord record;
  record.is_negotiated = mode_ == Mode::command;
  record.oob_enabled = oob_enabled_;
  for (const auto& each : connections_) {
    if (each->is_default()) {
      record.defaults.push_back(each->accessor());
      continue;
    }
    record.tags.push_back({each->tag, each->accessor(), each->arguments(),
                           each->where == nullptr ? "" : each->where->text()});
  }
  record.in_flight = machine_.unanswered_ids(id_);
  for (const Input& each : queue_) record.queued.push_back(each.message);
  record.unread = reader_.unread();
  record.unsent = outbox_.unsent();
  return record;
}

void Session::shut() {
  outbox_.fail_rest();
  readiness_.reset();
}

}  // namespace signalbox

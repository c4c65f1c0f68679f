// SPDX-License-Identifier: Apache-2.0
#include "host/session.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <system_error>
#include <tuple>
#include <utility>

#include "host/config.hpp"
#include "host/connection.hpp"
#include "host/host.hpp"
#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/peer_name.hpp"
#include "host/where.hpp"
#include "wire/json_tree.hpp"
#include "wire/reply.hpp"

namespace signalbox {

namespace {

// Read at a time; shared by all sessions, as only one reads at any moment.
constexpr std::size_t kReadSize = 64 * 1024;

// So much is worth a send of its own before the turn ends, while it is in the cache.
constexpr std::size_t kFullSend = 4 * 1024;

std::size_t bytes_of(const RequestError& error) {
  return error.description.size() + error.id.size();
}

std::string text_of(int error) {
  return std::generic_category().message(error);
}

}  // namespace

Session::Session(Machine& machine, SessionId id, int fd,
                 std::shared_ptr<const ListenerConfig> listener,
                 std::shared_ptr<ClientAccount> account)
    : machine_(machine),
      id_(id),
      fd_(fd),
      listener_(std::move(listener)),
      account_(std::move(account)),
      outbox_(machine.outbox_memory()) {
  if (listener_->role == Role::observer) {
    reader_.limit_message(machine_.host().limits()[Limit::observer_message]);
  }
  if (!is_unix_socket(fd)) opening_ = std::make_unique<HttpOpening>();
}

Session::~Session() {
  assert(connections_.empty());
  readiness_.reset();
  ::close(fd_);
}

std::string Session::log_name() const {
  return machine_.name() + ": client " + peer_name(fd_) + " on " + listener_->address;
}

void Session::start(std::string_view greeting) {
  readiness_.emplace(
      machine_.ready_sockets(), fd_, [this] { machine_.readable(*this); },
      [this] { machine_.writable(*this); }, [this] { machine_.hung_up(*this); });
  send(greeting);
  readiness_->want_hang_up();
  readiness_->want_read();
}

void Session::read() {
  static thread_local std::vector<char> buffer(kReadSize);
  Descriptors descriptors;
  // Where no command can take descriptors, recv() leaves them to the system, which closes them.
  const bool may_use_them = machine_.rest() && listener_->role != Role::observer;
  const std::size_t most = machine_.host().limits()[Limit::command_descriptors];
  const ssize_t length = may_use_them ? receive(fd_, buffer, most, descriptors)
                                      : ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (length == 0) return end_of_input();
  if (length < 0) {
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) return fail(text_of(errno));
    return readiness_->want_read();
  }
  if (is_http({buffer.data(), static_cast<std::size_t>(length)})) return fail("HTTP");
  taken_in_ += static_cast<std::size_t>(length);
  if (!descriptors.empty()) keep(std::move(descriptors));
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

// The descriptors that came in front of the end of the message that was just read.
Descriptors Session::arrived() {
  if (arrival_.descriptors.empty()) return {};
  if (arrival_.offset >= taken_in_ - reader_.buffered_bytes()) return {};
  return std::exchange(arrival_.descriptors, {});
}

// As QEMU: without out-of-band one message at a time; with it up to a full queue, so that what
// is out of band can be seen behind what waits.
bool Session::may_take_more() const {
  if (!close_reason_.empty() || !leaving_.empty() || held_oob_ || being_read_ != nullptr) {
    return false;
  }
  if (!oob_enabled_) return queue_.empty() && !busy_;
  const Limits& limits = machine_.host().limits();
  return queue_.size() + (busy_ ? 1 : 0) < limits[Limit::in_band_requests] &&
         oob_requests_ < limits[Limit::oob_requests];
}

bool Session::process(std::size_t count) {
  if (!process_input(count)) return false;
  if (closed_ != Closed::nothing) leave_with_client();
  return true;
}

bool Session::process_input(std::size_t count) {
  waits_for_observers_ = false;
  for (;;) {
    if (held_oob_ && !must_wait(std::get<Request>(held_oob_->message))) {
      Input input = *std::exchange(held_oob_, std::nullopt);
      execute(std::move(std::get<Request>(input.message)), std::move(input.descriptors));
    }
    if (!take_messages(count)) return false;
    if (busy_ || queue_.empty() || !close_reason_.empty() || !leaving_.empty()) return true;
    if (reads_an_answer()) return true;
    const auto* const next = std::get_if<Request>(&queue_.front().message);
    if (next != nullptr && must_wait(*next)) return true;
    if (count-- == 0) return false;
    Input input = std::move(queue_.front());
    queue_.pop_front();
    if (auto* const error = std::get_if<RequestError>(&input.message)) {
      done_with(bytes_of(*error), 0, false);
      refuse(std::move(*error));
    } else {
      execute(std::move(std::get<Request>(input.message)), std::move(input.descriptors));
    }
    if (machine_.is_turn_over()) return false;
  }
}

// Takes in what is there, as far as the queue reaches: what is out of band is executed at once, and
// counted. False: more may be left, but not for this turn.
bool Session::take_messages(std::size_t& count) {
  while (may_take_more()) {
    if (count == 0) return false;
    std::optional<Message> message = reader_.next();
    if (!message) {
      read_on();
      return true;
    }
    if (take(std::move(*message))) continue;
    --count;
    if (machine_.is_turn_over()) return false;
  }
  return true;
}

// True: it waits in the queue, or is read elsewhere. False: it was out of band, and that is done.
bool Session::take(Message message) {
  if (!message.error.empty()) {
    return take(RequestError{"GenericError", named(std::move(message.error)), {}});
  }
  if (message.text.size() <= kLargeRequest) return take(read_request(message.text, oob_enabled_));
  being_read_ = reader_.take_text();
  under_way_ += being_read_->view().size();
  machine_.read_elsewhere(*this, being_read_, oob_enabled_);
  return true;
}

bool Session::take(std::variant<Request, RequestError> read) {
  if (auto* error = std::get_if<RequestError>(&read)) {
    if (error->oob) {
      refuse(std::move(*error));
      return false;
    }
    under_way_ += bytes_of(*error);
    queue_.push_back({std::move(*error), {}});
    return true;
  }
  Request& request = std::get<Request>(read);
  under_way_ += request.bytes();
  if (request.oob) {
    count_oob();
    if (must_wait(request)) {
      held_oob_.emplace(Input{std::move(request), arrived()});
      return true;
    }
    execute(std::move(request), arrived());
    return false;
  }
  queue_.push_back({std::move(request), arrived()});
  return true;
}

// Nothing behind it was taken meanwhile.
void Session::take_large(std::variant<Request, RequestError> read) {
  under_way_ -= std::exchange(being_read_, nullptr)->view().size();
  take(std::move(read));
  machine_.ready(*this);
}

void Session::refuse(RequestError error) {
  if (error.id.size() > kLargeRequest) {
    return send_answer(error_in_pieces(error.error_class, error.description, std::move(error.id)));
  }
  std::string text;
  append_error(text, error.error_class, error.description, error.id);
  send_answer(text);
}

void Session::execute(Request request, Descriptors descriptors) {
  if (!request.oob) busy_ = true;
  machine_.execute(*this, std::move(request), std::move(descriptors));
}

void Session::answer(Reply& reply) {
  static thread_local std::string text;  // keeps its memory, unless that is large
  if (!leaving_.empty()) return;
  text.clear();
  Answer& answer = reply.answer;
  const bool is_large = answer.value.size() + reply.id.size() > kLargeRequest;
  if (is_large && answer.error_class.empty()) {
    send_answer(success_in_pieces(std::move(answer.value), std::move(reply.id)));
  } else if (is_large) {
    send_answer(error_in_pieces(answer.error_class, answer.error_description, std::move(reply.id)));
  } else if (answer.error_class.empty()) {
    append_success(text, answer.value, reply.id);
  } else {
    append_error(text, answer.error_class, answer.error_description, reply.id);
  }
  if (!is_large) send_answer(text);
  if (text.capacity() > kReadSize) std::string().swap(text);
  done_with(reply.bytes, reply.descriptors, reply.oob);
  if (reply.oob) return;
  busy_ = false;
  if (agreed_oob_) {
    mode_ = Mode::command;
    oob_enabled_ = *std::exchange(agreed_oob_, std::nullopt);
  }
  if (has_inactive_ && mode_ == Mode::command) activate_connections();
  machine_.ready(*this);
}

void Session::send_answer(std::string_view text) {
  if (text.size() >= unread_answer()) {
    answer_ = {outbox_.queued_bytes(), outbox_.queued_bytes() + text.size()};
  }
  send(text);
}

void Session::send_answer(std::vector<std::string> pieces) {
  const std::uint64_t begin = outbox_.queued_bytes();
  for (std::string& each : pieces) outbox_.append_whole(std::move(each));
  if (outbox_.queued_bytes() - begin >= unread_answer()) answer_ = {begin, outbox_.queued_bytes()};
  machine_.dirty(*this);
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
  if ((delay.count() == 0) != (before.count() == 0)) machine_.count_delayed(delay.count() != 0);
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
    case Outbox::Written::enough: machine_.dirty(*this); break;
    case Outbox::Written::failed: fail(text_of(errno)); break;
  }
  if (!leaving_.empty() && outbox_.empty()) fail(leaving_);
  if (waits_for_reader_ && !reads_an_answer()) machine_.ready(*this);
  return close_reason_.empty();
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
  if (held_oob_) record.queued.push_back(held_oob_->message);
  for (const Input& each : queue_) record.queued.push_back(each.message);
  record.unread = reader_.unread();
  if (being_read_ != nullptr) record.unread.bytes.insert(0, being_read_->view());
  record.unsent = outbox_.unsent();
  return record;
}

void Session::shut() {
  outbox_.fail_rest();
  readiness_.reset();
  set_delay({});
  uncount();
  done_with(under_way_, descriptors_, false);
  arrival_.descriptors = {};
  if (input_bytes() > kLargeRequest) free_input();
}

// Frees input that will not be executed.
void Session::free_input() {
  machine_.host().large_messages().destroy(std::tuple(std::exchange(reader_, MessageReader()),
                                                      std::exchange(queue_, {}),
                                                      std::exchange(held_oob_, std::nullopt)));
}

}  // namespace signalbox

// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/monitor.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "wire/print.hpp"

namespace {

// Between two attempts to connect; doubled each time.
constexpr std::uint64_t kFirstPauseMs = 20;
constexpr std::uint64_t kLongestPauseMs = 1000;

// A server that is connected and says nothing for so long is worth a line in the log.
constexpr std::uint64_t kGreetingMs = 5000;

// One that has greeted and does not answer is tried again. Who connects while QEMU 7.2 starts may
// be served by its monitor's thread while its main thread waits in accept(2) for one more client,
// and so for ever: seen twice in about 1,000 starts on a busy machine. The next attempt frees it.
constexpr std::uint64_t kNegotiationMs = 2000;

// Out of band is for a server whose main loop does not get on: so long it waits for a command that
// has descriptors, see Monitor::send_next().
constexpr std::uint64_t kHoldMs = 100;

constexpr std::size_t kReadSize = std::size_t{64} * 1024;

// QEMU ends each line with CR LF; the line feed is what cannot be inside one.
constexpr char kLineEnd = '\n';

std::string text_of(int error) {
  return std::generic_category().message(error);
}

}  // namespace

Monitor::Monitor(const signalbox_host& host, UpstreamAddress address, Owner& owner)
    : host_(host), address_(std::move(address)), owner_(owner), pause_ms_(kFirstPauseMs) {}

Monitor::~Monitor() {
  unwatch();
  disarm();
  if (fd_ >= 0) ::close(fd_);
  if (listener_ < 0) return;
  ::close(listener_);
  ::unlink(address_.path.c_str());
}

// --- coming and going ----------------------------------------------------------------------------

void Monitor::start() {
  connect();
}

void Monitor::connect() {
  switch (address_.kind) {
    case UpstreamAddress::Kind::descriptor: {
      const int flags = ::fcntl(address_.descriptor, F_GETFL);
      if (flags < 0 || ::fcntl(address_.descriptor, F_SETFL, flags | O_NONBLOCK) != 0) {
        return log(SIGNALBOX_LOG_ERROR, address_.text + " cannot be used: " + text_of(errno));
      }
      ::fcntl(address_.descriptor, F_SETFD, FD_CLOEXEC);
      return watch(address_.descriptor, State::greeting);
    }
    case UpstreamAddress::Kind::accept_unix:
      if (listener_ < 0) listener_ = listen_at(address_);
      if (listener_ < 0) return lose(text_of(errno));
      return watch(listener_, State::listening);
    case UpstreamAddress::Kind::unix_path:
    case UpstreamAddress::Kind::tcp: break;
  }
  bool connecting = false;
  const int fd = connect_to(address_, connecting);
  if (fd < 0) return lose(text_of(errno));
  watch(fd, connecting ? State::connecting : State::greeting);
}

void Monitor::watch(int fd, State state) {
  unwatch();
  state_ = state;
  if (state != State::listening) fd_ = fd;
  watch_ = host_.watch(host_.self, fd, readable, writable, this);
  if (state == State::connecting) host_.want_write(host_.self, watch_);
  if (state == State::greeting) {
    timer_ = host_.arm_timer(host_.self, kGreetingMs, missed, this);
  }
}

void Monitor::accept() {
  const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd >= 0) watch(fd, State::greeting);
}

void Monitor::connected() {
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return lose(text_of(error));
  watch(fd_, State::greeting);
}

void Monitor::missed(void* opaque) {
  Monitor& monitor = *static_cast<Monitor*>(opaque);
  monitor.timer_ = nullptr;
  if (monitor.state_ == State::negotiating) {
    return monitor.lose("it does not answer qmp_capabilities");
  }
  monitor.log(
      SIGNALBOX_LOG_WARNING,
      monitor.address_.text +
          " is connected and sends no greeting: a QMP monitor serves one client at a time, so "
          "another may have it (give QEMU one more -qmp for Signalbox)");
}

void Monitor::drop() {
  if (fd_ >= 0) lose("dropped");
}

void Monitor::lose(const std::string& why) {
  const bool was_ready = state_ == State::ready;
  unwatch();
  disarm();
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  state_ = State::idle;
  input_.clear();
  outgoing_.clear();
  held_.clear();
  if (was_ready) {
    log(SIGNALBOX_LOG_WARNING, address_.text + " is lost: " + why);
  } else if (why != said_) {
    log(SIGNALBOX_LOG_INFO, "waits for a QMP server at " + address_.text + ": " + why);
  }
  said_ = was_ready ? std::string() : why;
  if (was_ready) owner_.lost(*this);
  retry_later();
}

// A descriptor that was handed over cannot be had again.
void Monitor::retry_later() {
  if (address_.kind == UpstreamAddress::Kind::descriptor) return;
  timer_ = host_.arm_timer(host_.self, pause_ms_, retry, this);
  pause_ms_ = std::min(pause_ms_ * 2, kLongestPauseMs);
}

void Monitor::retry(void* opaque) {
  Monitor& monitor = *static_cast<Monitor*>(opaque);
  monitor.timer_ = nullptr;
  monitor.connect();
}

void Monitor::unwatch() {
  if (watch_ != nullptr) host_.unwatch(host_.self, std::exchange(watch_, nullptr));
}

void Monitor::disarm() {
  for (signalbox_timer** const timer : {&timer_, &hold_}) {
    if (*timer != nullptr) host_.disarm_timer(host_.self, std::exchange(*timer, nullptr));
  }
}

void Monitor::log(signalbox_log_level level, const std::string& line) const {
  host_.log(host_.self, level, line.c_str());
}

// --- input ---------------------------------------------------------------------------------------

void Monitor::readable(void* opaque) {
  Monitor& monitor = *static_cast<Monitor*>(opaque);
  if (monitor.state_ == State::listening) return monitor.accept();
  if (monitor.state_ != State::connecting) monitor.read();
}

void Monitor::read() {
  std::array<char, kReadSize> buffer;
  const ssize_t length = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (length < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (length <= 0) return lose(length == 0 ? "the server closed it" : text_of(errno));
  const std::string_view piece(buffer.data(), static_cast<std::size_t>(length));
  if (input_.empty() && piece.back() == kLineEnd) return take_lines(piece);
  const std::size_t last = piece.rfind(kLineEnd);
  if (last == std::string_view::npos) {
    input_ += piece;
    return;
  }
  std::string lines = std::exchange(input_, std::string(piece.substr(last + 1)));
  lines += piece.substr(0, last + 1);
  take_lines(lines);
}

void Monitor::take_lines(std::string_view lines) {
  while (!lines.empty() && fd_ >= 0) {
    const std::size_t end = lines.find(kLineEnd);
    std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) take(line);
  }
}

void Monitor::take(std::string_view line) {
  const std::optional<UpstreamLine> read = read_upstream_line(line);
  if (!read) {
    log(SIGNALBOX_LOG_ERROR,
        address_.text + " sent a line that is no QMP (a monitor with pretty=on cannot be used)");
    return lose("no QMP");
  }
  if (read->kind == UpstreamLine::Kind::greeting) return negotiate(*read);
  if (read->kind != UpstreamLine::Kind::event) return answered(*read);
  if (state_ == State::ready) owner_.event(*this, *read);
}

void Monitor::negotiate(const UpstreamLine& greeting) {
  if (state_ != State::greeting) return;
  disarm();
  timer_ = host_.arm_timer(host_.self, kNegotiationMs, missed, this);
  greeting_ = greeting.text;
  has_oob_ = greeting_.find("\"oob\"") != std::string::npos;
  state_ = State::negotiating;
  outgoing_.add(has_oob_ ? R"({"execute":"qmp_capabilities","arguments":{"enable":["oob"]}})"
                         : R"({"execute":"qmp_capabilities"})",
                {});
  write();
}

void Monitor::answered(const UpstreamLine& reply) {
  if (state_ == State::negotiating) {
    if (reply.kind == UpstreamLine::Kind::error) return lose("it refuses qmp_capabilities");
    disarm();
    state_ = State::ready;
    pause_ms_ = kFirstPauseMs;
    said_.clear();
    return owner_.ready(*this);
  }
  const auto out_of_band = out_of_band_.find(reply.id);
  if (out_of_band != out_of_band_.end()) {
    const Answered waits = std::move(out_of_band->second);
    out_of_band_.erase(out_of_band);
    return waits(&reply);
  }
  if (in_flight_.empty()) return lose("it sent a reply that nobody asked for");
  const Answered waits = std::move(in_flight_.front().answered);
  in_flight_.pop_front();
  send_next();
  waits(&reply);
}

// --- output --------------------------------------------------------------------------------------

// What goes in band has no id: replies to it come in order, and QEMU takes 10 us for each byte.
void Monitor::send(Command command, Answered answered) {
  std::string text = command.oob ? R"({"exec-oob":)" : R"({"execute":)";
  text += signalbox::quote(command.name);
  if (!command.arguments.empty()) text += ",\"arguments\":" + command.arguments;
  if (command.oob) {
    const std::string id = '"' + std::to_string(++last_id_) + '"';
    text += ",\"id\":" + id;
    out_of_band_.emplace(id, std::move(answered));
  }
  text += '}';
  Descriptors descriptors;
  if (!descriptors.duplicate(command.descriptors, command.descriptor_count)) {
    log(SIGNALBOX_LOG_ERROR,
        "descriptors are not passed on to " + address_.text + ": " + text_of(errno));
  }
  if (command.oob) {
    held_.push_back({std::move(text), std::move(descriptors)});
    if (!is_carrying()) return release();
    if (hold_ == nullptr) hold_ = host_.arm_timer(host_.self, kHoldMs, held_long, this);
    return;
  }
  waiting_.push_back({std::move(text), std::move(descriptors), std::move(answered)});
  send_next();
}

bool Monitor::is_carrying() const {
  return std::any_of(in_flight_.begin(), in_flight_.end(),
                     [](const InFlight& each) { return each.has_descriptors; });
}

void Monitor::held_long(void* opaque) {
  Monitor& monitor = *static_cast<Monitor*>(opaque);
  monitor.hold_ = nullptr;
  monitor.release();
}

void Monitor::release() {
  if (hold_ != nullptr) host_.disarm_timer(host_.self, std::exchange(hold_, nullptr));
  for (Held& each : held_) outgoing_.add(std::move(each.text), std::move(each.descriptors));
  held_.clear();
  write();
}

// QEMU keeps only the descriptors that came last, until a command takes them. And QEMU 7.2 crashes
// where its monitor's thread receives anything in the moment in which its main thread takes them
// (seen: a null pointer in its tcp_chr_recv, about once in 2,000 such commands). So nothing is sent
// until a command that has some is answered.
void Monitor::send_next() {
  if (!held_.empty() && !is_carrying()) release();
  while (!waiting_.empty() && in_flight_.size() < kMaxInFlight && !is_carrying()) {
    Waiting& next = waiting_.front();
    in_flight_.push_back({!next.descriptors.empty(), std::move(next.answered)});
    outgoing_.add(std::move(next.text), std::move(next.descriptors));
    waiting_.pop_front();
  }
  write();
}

// A failed write is no loss yet: what the server sent before it died is still to be read.
void Monitor::write() {
  if (outgoing_.write(fd_) == Outgoing::Written::some) host_.want_write(host_.self, watch_);
}

void Monitor::writable(void* opaque) {
  Monitor& monitor = *static_cast<Monitor*>(opaque);
  if (monitor.state_ == State::connecting) return monitor.connected();
  monitor.write();
}

std::vector<Monitor::Answered> Monitor::take_unanswered() {
  std::vector<Answered> all;
  for (InFlight& each : in_flight_) all.push_back(std::move(each.answered));
  for (Waiting& each : waiting_) all.push_back(std::move(each.answered));
  for (auto& [id, answered] : out_of_band_) all.push_back(std::move(answered));
  in_flight_.clear();
  waiting_.clear();
  out_of_band_.clear();
  return all;
}

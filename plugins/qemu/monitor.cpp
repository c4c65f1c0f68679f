// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/monitor.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "wire/keep_alive.hpp"

namespace {

// A server that is connected and says nothing for so long is worth a line in the log.
constexpr std::uint64_t kGreetingMs = 5000;

// One that has greeted and does not answer is waited for. But who connects while QEMU 7.2 starts
// may be served by its monitor's thread while its main thread waits in accept(2) for one more
// client, and so for ever: seen twice in about 1,000 starts on a busy machine. Connecting anew
// frees it, and costs one that is only slow nothing. So it is connected to anew after the first of
// these times, then after twice that, and so on.
constexpr std::uint64_t kFirstPatienceMs = 10'000;
constexpr std::uint64_t kLongestPatienceMs = 600'000;

// Out of band is for a server whose main loop does not get on: so long it waits for a command that
// has descriptors.
constexpr std::uint64_t kHoldMs = 100;

// A reply that comes later than this is late: it is worth a line in the log.
constexpr std::chrono::seconds kSilence{6};

// A server that has answered nothing for so long, and whose computer has not acknowledged a packet
// that was repeated so often, is out of reach. The packet is repeated after 0.2 s or more, and
// after twice the time before each further time: seven take 25 s at the least.
constexpr std::chrono::seconds kUnanswered{150};
constexpr unsigned kUnansweredAttempts = 7;

constexpr std::size_t kReadSize = std::size_t{64} * 1024;

// The longest line that is_plain_json() reads: the limit of wire's reader.
constexpr std::size_t kMostToCheck = std::size_t{64} << 20;

// Events are counted in windows of this length, of which a second has kWindows.
constexpr std::chrono::milliseconds kWindow{100};
constexpr std::size_t kWindows = std::chrono::seconds(1) / kWindow;

// QEMU's greetings have about 200 bytes; each client gets it.
constexpr std::size_t kMostOfGreeting = std::size_t{64} * 1024;

std::string text_of(int error) {
  return std::generic_category().message(error);
}

LineReader::Most most_of(std::size_t line_bytes) {
  const std::size_t times =
      std::min<std::size_t>(4, SIZE_MAX / std::max<std::size_t>(line_bytes, 1));
  return {.line = std::min(line_bytes, kMostToCheck), .reply = times * line_bytes};
}

}  // namespace

Monitor::Monitor(const signalbox_host& host, UpstreamAddress address, Limits limits, Owner& owner)
    : host_(host),
      owner_(owner),
      connector_(host, std::move(address), *this),
      patience_ms_(kFirstPatienceMs),
      most_events_((limits.events_a_second + kWindows - 1) / kWindows),
      reader_(most_of(limits.line_bytes)) {}

Monitor::~Monitor() {
  unwatch();
  disarm();
  if (fd_ >= 0) ::close(fd_);
}

// --- coming and going ----------------------------------------------------------------------------

void Monitor::connected(int fd) {
  fd_ = fd;
  state_ = State::greeting;
  is_settled_ = cannot_write_ = is_silent_ = has_heard_ = false;
  watch();
  timer_ = host_.arm_prompt_timer(host_.self, kGreetingMs, missed, this);
}

void Monitor::unreachable(const std::string& why) {
  await(why);
}

void Monitor::watch() {
  watch_ = host_.watch(host_.self, fd_, readable, writable, this);
  if (session_ != 0) host_.set_owner(host_.self, watch_, session_);
}

void Monitor::set_session(std::uint64_t session) {
  if (std::exchange(session_, session) == session || watch_ == nullptr) return;
  host_.set_owner(host_.self, watch_, session);
}

void Monitor::missed(void* opaque) {
  Monitor& monitor = *static_cast<Monitor*>(opaque);
  monitor.timer_ = nullptr;
  const std::string& name = monitor.address().text;
  if (monitor.state_ == State::greeting) {
    return monitor.say(
        SIGNALBOX_LOG_WARNING,
        name +
            " is connected and sends no greeting: a QMP monitor serves one client at a time, so "
            "another may have it (give QEMU one more -qmp for Signalbox)");
  }
  const UpstreamAddress::Kind kind = monitor.address().kind;
  if (kind == UpstreamAddress::Kind::unix_path || kind == UpstreamAddress::Kind::tcp) {
    monitor.patience_ms_ = std::min(monitor.patience_ms_ * 2, kLongestPatienceMs);
    return monitor.lose("it does not answer qmp_capabilities; it is connected to anew");
  }
  monitor.await("it does not answer qmp_capabilities yet");
}

void Monitor::drop() {
  if (fd_ >= 0) lose("dropped");
}

void Monitor::settled() {
  is_settled_ = true;
  said_.clear();
  connector_.settled();
}

void Monitor::lose(const std::string& why) {
  const bool was_ready = state_ == State::ready;
  unwatch();
  disarm();
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  state_ = State::idle;
  reader_.reset();
  count_held();
  commands_.stop();
  if (std::exchange(is_settled_, false)) {
    say(SIGNALBOX_LOG_WARNING, address().text + " is lost: " + why);
  } else {
    await(why);
  }
  connector_.again();
  if (connector_.has_ended()) {
    say(SIGNALBOX_LOG_ERROR, address().text +
                                 " was handed over and cannot be connected anew; start Signalbox "
                                 "again with a new descriptor");
  }
  if (was_ready) owner_.lost(*this);
}

// Says why the server is not served, if that was not said last.
void Monitor::await(const std::string& why) {
  if (std::exchange(said_, why) == why) return;
  say(SIGNALBOX_LOG_INFO, "waits for a QMP server at " + address().text + ": " + why);
}

void Monitor::unwatch() {
  if (watch_ != nullptr) host_.unwatch(host_.self, std::exchange(watch_, nullptr));
}

void Monitor::disarm() {
  for (signalbox_timer** const timer : {&timer_, &hold_, &pause_}) {
    if (*timer != nullptr) host_.disarm_timer(host_.self, std::exchange(*timer, nullptr));
  }
}

void Monitor::say(signalbox_log_level level, const std::string& line) {
  const std::optional<std::uint64_t> left_out = budget_.take(Clock::now());
  if (!left_out) return;
  const std::string more =
      *left_out == 0 ? "" : " (" + std::to_string(*left_out) + " lines before it left out)";
  host_.log(host_.self, level, (line + more).c_str());
}

// --- input ---------------------------------------------------------------------------------------

void Monitor::readable(void* opaque) {
  static_cast<Monitor*>(opaque)->read();
}

void Monitor::read() {
  std::array<char, kReadSize> buffer;
  const ssize_t length = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (length < 0 && errno == EINTR) return;
  if (length < 0 && errno == EAGAIN) {
    return cannot_write_ ? lose("it takes no commands any more") : void();
  }
  if (length == 0 || (length < 0 && errno == ECONNRESET)) return lose("the server closed it");
  if (length < 0) return lose(text_of(errno));
  has_heard_ = true;
  reader_.add({buffer.data(), static_cast<std::size_t>(length)});
  take_lines();
  if (fd_ < 0) return;
  count_held();
  count_events(Clock::now());
}

// A line that there is no memory for is as one that is too long.
void Monitor::count_held() {
  if (reader_.held_bytes() / kReadSize == held_bytes_ / kReadSize) return;
  held_bytes_ = reader_.held_bytes();
  if (owner_.held(*this)) return;
  reader_.cut();
  count_held();
}

void Monitor::take_lines() {
  while (const std::optional<LineReader::Line> line = reader_.next()) {
    if (line->is_cut) {
      take_cut(*line);
    } else if (!line->text.empty()) {
      take(line->text);
    }
  }
}

void Monitor::take(std::string_view line) {
  std::optional<UpstreamLine> read = read_upstream_line(line);
  if (!read || (read->kind == UpstreamLine::Kind::greeting && line.size() > kMostOfGreeting)) {
    return take_bad(line);
  }
  switch (read->kind) {
    case UpstreamLine::Kind::greeting: return negotiate(*read);
    case UpstreamLine::Kind::event:
      ++events_read_;
      return state_ == State::ready ? owner_.event(*this, *read) : void();
    case UpstreamLine::Kind::success:
      read->is_terminated = read->value.size() > kReadSize && reader_.terminate(read->value);
      return answered(*read);
    case UpstreamLine::Kind::error: return answered(*read);
  }
}

// A line that is no QMP ends the connection, since nothing behind it can be believed. Where the
// line was a reply, the client that waits for it gets an error first.
void Monitor::take_bad(std::string_view line) {
  std::optional<UpstreamLine> reply = read_cut_line(line, line);
  if (state_ == State::ready && reply && reply->kind == UpstreamLine::Kind::error) {
    reply->value = R"({"class": "GenericError", "desc": "QEMU's reply is no JSON"})";
    if (const Answered waits = commands_.take(*reply)) waits(&*reply);
  }
  lose("it sent a line that is no QMP (a monitor with pretty=on cannot be used)");
}

// A line that is too long to be kept. Where it was a reply, who waits for it hears that it was.
void Monitor::take_cut(const LineReader::Line& line) {
  ++skipped_lines_;
  const std::optional<UpstreamLine> read = read_cut_line(line.text, line.end);
  if (!read) return lose("it sent a line that is too long and may be anybody's reply");
  say(SIGNALBOX_LOG_ERROR, address().text + " sent a line that is too long; it is skipped");
  if (read->kind == UpstreamLine::Kind::error) answered(*read);
}

// Leaves the server unread until the window ends, if it has sent more events than it may in one.
void Monitor::count_events(Clock::time_point now) {
  if (now - window_began_ >= kWindow) {
    window_began_ = now;
    events_in_window_ = 0;
  }
  events_in_window_ += std::exchange(events_read_, 0);
  if (most_events_ == 0 || events_in_window_ < most_events_) return;
  if (event_pauses_++ == 0) {
    say(SIGNALBOX_LOG_WARNING,
        address().text + " sends more events than event-limit allows; it is not read beyond");
  }
  unwatch();
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(window_began_ + kWindow - now);
  arm(pause_, static_cast<std::uint64_t>(left.count()), read_on);  // which reads the rest, too
}

void Monitor::read_on(void* opaque) {
  Monitor& monitor = *static_cast<Monitor*>(opaque);
  monitor.pause_ = nullptr;
  monitor.events_in_window_ = 0;
  monitor.window_began_ = Clock::now();
  monitor.watch();
  if (monitor.cannot_write_) return read_rest(opaque);
  monitor.write();
}

void Monitor::negotiate(const UpstreamLine& greeting) {
  if (state_ != State::greeting) return;
  arm(timer_, patience_ms_, missed);
  greeted_at_ = Clock::now();
  greeting_ = greeting.text;
  has_oob_ = greeting_.find("\"oob\"") != std::string::npos;
  state_ = State::negotiating;
  commands_.add_text(has_oob_ ? R"({"execute":"qmp_capabilities","arguments":{"enable":["oob"]}})"
                              : R"({"execute":"qmp_capabilities"})");
  write();
}

void Monitor::negotiated(const UpstreamLine& reply) {
  if (reply.kind == UpstreamLine::Kind::error) return lose("it refuses qmp_capabilities");
  if (timer_ != nullptr) host_.disarm_timer(host_.self, std::exchange(timer_, nullptr));
  patience_ms_ = kFirstPatienceMs;
  state_ = State::ready;
  owner_.ready(*this);
}

void Monitor::answered(const UpstreamLine& reply) {
  if (state_ == State::negotiating) return negotiated(reply);
  if (state_ != State::ready) return lose("it sent a reply before its greeting");
  const Answered waits = commands_.take(reply);
  if (!waits) return lose("it sent a reply that nobody asked for");
  write();
  waits(&reply);
}

// --- output --------------------------------------------------------------------------------------

void Monitor::send(Command command, Answered answered) {
  if (!commands_.add(std::move(command), std::move(answered))) {
    say(SIGNALBOX_LOG_ERROR,
        "descriptors are not passed on to " + address().text + ": " + text_of(errno));
  }
  if (commands_.is_holding() && hold_ == nullptr) arm(hold_, kHoldMs, held_long);
  write();
}

std::vector<Monitor::Answered> Monitor::take_back(std::uint64_t session) {
  std::vector<Answered> all = commands_.take_back(session);
  if (!all.empty()) write();
  return all;
}

void Monitor::held_long(void* opaque) {
  Monitor& monitor = *static_cast<Monitor*>(opaque);
  monitor.hold_ = nullptr;
  monitor.commands_.release();
  monitor.write();
}

// A failed write is no loss yet: what the server sent before it died is still to be read.
void Monitor::write() {
  if (fd_ < 0 || cannot_write_) return;
  const Outgoing::Written written = commands_.write(fd_);
  if (written == Outgoing::Written::some && watch_ != nullptr) {
    host_.want_write(host_.self, watch_);
  }
  if (written != Outgoing::Written::failed) return;
  cannot_write_ = true;
  if (pause_ == nullptr) pause_ = host_.arm_prompt_timer(host_.self, 0, read_rest, this);
}

// Reads what is there, a piece at a time; read() finds the end of it.
void Monitor::read_rest(void* opaque) {
  Monitor& monitor = *static_cast<Monitor*>(opaque);
  monitor.pause_ = nullptr;
  monitor.read();
  if (monitor.fd_ < 0 || monitor.pause_ != nullptr) return;
  monitor.pause_ = monitor.host_.arm_prompt_timer(monitor.host_.self, 0, read_rest, &monitor);
}

void Monitor::writable(void* opaque) {
  static_cast<Monitor*>(opaque)->write();
}

// --- silence -------------------------------------------------------------------------------------

void Monitor::look(bool is_to_ask) {
  if (silence() >= kUnanswered && signalbox::is_unanswered(fd_, kUnansweredAttempts)) {
    return lose("its computer does not answer any more");
  }
  const bool has_heard = std::exchange(has_heard_, false);
  if (state_ == State::ready && is_to_ask && !has_heard && !commands_.oldest()) {
    send({.name = "query-version"}, [](const UpstreamLine*) {});
  }
  const bool is_silent = silence() >= kSilence;
  if (state_ == State::ready && is_silent != is_silent_) {
    const std::string seconds = std::to_string(static_cast<int>(silence().count()));
    say(SIGNALBOX_LOG_WARNING, is_silent ? address().text + " has not answered " +
                                               commands_.oldest()->name + " for " + seconds +
                                               " s: QEMU may hang"
                                         : address().text + " answers again");
    is_silent_ = is_silent;
  }
  if (budget_.owes(Clock::now())) {
    say(SIGNALBOX_LOG_INFO, address().text + (is_settled_ ? " is served" : " is not served"));
  }
}

std::chrono::duration<double> Monitor::silence() const {
  if (state_ == State::negotiating) return Clock::now() - greeted_at_;
  if (state_ != State::ready || has_unread()) return {};
  const std::optional<Commands::Oldest> oldest = commands_.oldest();
  return oldest ? Clock::now() - oldest->since : Clock::duration();
}

// Returns whether bytes of the server wait to be read, since a client has to read first.
bool Monitor::has_unread() const {
  char byte = 0;
  return ::recv(fd_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

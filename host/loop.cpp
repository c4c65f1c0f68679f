// SPDX-License-Identifier: Apache-2.0
#include "host/loop.hpp"

#include <atomic>
#include <cassert>
#include <cstddef>
#include <exception>
#include <string>
#include <utility>

#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "host/log.hpp"
#include "host/reactor.hpp"
#include "host/thrown.hpp"

namespace signalbox {

namespace asio = boost::asio;
using asio::posix::stream_descriptor;
using boost::system::error_code;

// What is started before run() is on the loop too: whoever makes it has it to itself until then.
Loop::Loop(std::function<Clock::time_point()> now)
    : now_(std::move(now)), reactor_(std::make_unique<Reactor>()) {
  reactor_->thread = std::this_thread::get_id();
}
Loop::~Loop() = default;

void Loop::run() {
  reactor_->thread = std::this_thread::get_id();
  while (!run_until_failure()) {
  }
}

// False: a function has thrown, and those behind it are still to run.
bool Loop::run_until_failure() {
  try {
    reactor_->io.run();
    return true;
  } catch (...) {
    log_error("a function on the loop has failed and is left out: " + thrown_text());
    return false;
  }
}

void Loop::stop() {
  reactor_->io.stop();
}

void Loop::post(std::function<void()> function) {
  asio::post(reactor_->io, std::move(function));
}

bool Loop::is_this_thread() const {
  return reactor_->thread == std::this_thread::get_id();
}

// Outlives the Readiness while a wait is still queued in the reactor.
struct Readiness::State : std::enable_shared_from_this<State> {
  State(asio::io_context& io, int fd, std::function<void()> on_readable,
        std::function<void()> on_writable)
      : descriptor(io, fd), readable(std::move(on_readable)), writable(std::move(on_writable)) {}

  void wait(stream_descriptor::wait_type type, bool& asked, const std::function<void()>& ready) {
    if (asked) return;
    asked = true;
    descriptor.async_wait(type,
                          [self = shared_from_this(), type, &asked, &ready](error_code error) {
                            asked = false;
                            if (error || !self->alive) return;
                            try {
                              ready();
                            } catch (...) {
                              if (self->alive)
                                self->wait(type, asked, ready);  // a listener must not become deaf
                              throw;
                            }
                          });
  }

  stream_descriptor descriptor;
  const std::function<void()> readable;
  const std::function<void()> writable;
  bool read_asked = false;
  bool write_asked = false;
  bool alive = true;
};

Readiness::Readiness(Loop& loop, int fd, std::function<void()> readable,
                     std::function<void()> writable)
    : state_(std::make_shared<State>(loop.reactor_->io, fd, std::move(readable),
                                     std::move(writable))) {}

Readiness::~Readiness() {
  state_->alive = false;
  state_->descriptor.release();  // the descriptor is the owner's to close
}

void Readiness::want_read() {
  state_->wait(stream_descriptor::wait_read, state_->read_asked, state_->readable);
}

void Readiness::want_write() {
  state_->wait(stream_descriptor::wait_write, state_->write_asked, state_->writable);
}

// Outlives the Wakeup while it is queued in the reactor, which keeps it in here.
struct Wakeup::State : std::enable_shared_from_this<State> {
  // Gives out the one place that there is, which is free whenever nothing is asked.
  template <typename T>
  struct Allocator {
    using value_type = T;

    explicit Allocator(State& its) : state(&its) {}
    template <typename Other>
    Allocator(const Allocator<Other>& other) : state(other.state) {}

    T* allocate(std::size_t count) {
      static_assert(sizeof(T) <= sizeof place && alignof(T) <= alignof(std::max_align_t));
      assert(count == 1);
      (void)count;
      return reinterpret_cast<T*>(state->place);
    }
    void deallocate(T*, std::size_t) {}

    bool operator==(const Allocator&) const = default;

    State* state;
  };

  State(asio::io_context& its, std::function<void()> run) : io(its), function(std::move(run)) {}

  void post() {
    asio::post(io, asio::bind_allocator(Allocator<char>(*this), [self = shared_from_this()] {
                 self->asked = false;
                 if (self->alive) self->function();
               }));
  }

  asio::io_context& io;
  const std::function<void()> function;
  std::atomic<bool> asked = false;
  bool alive = true;
  alignas(std::max_align_t) std::byte place[128];
};

Wakeup::Wakeup(Loop& loop, std::function<void()> function)
    : state_(std::make_shared<State>(loop.reactor_->io, std::move(function))) {}

Wakeup::~Wakeup() {
  state_->alive = false;
}

void Wakeup::ask() {
  if (!state_->asked.exchange(true)) state_->post();
}

struct Timer::State {
  State(asio::io_context& io, std::chrono::milliseconds after, std::function<void()> on_expiry)
      : timer(io, after), function(std::move(on_expiry)) {}

  asio::steady_timer timer;
  const std::function<void()> function;
  bool alive = true;
};

Timer::Timer(Loop& loop, std::chrono::milliseconds after, std::function<void()> function)
    : state_(std::make_shared<State>(loop.reactor_->io, after, std::move(function))) {
  state_->timer.async_wait([state = state_](error_code error) {
    if (!error && state->alive) state->function();
  });
}

Timer::~Timer() {
  state_->alive = false;
  state_->timer.cancel();
}

struct SignalWait::State : std::enable_shared_from_this<State> {
  State(asio::io_context& io, std::initializer_list<int> numbers,
        std::function<void(int)> on_signal)
      : signals(io), function(std::move(on_signal)) {
    for (const int each : numbers) signals.add(each);
  }

  void wait() {
    signals.async_wait([self = shared_from_this()](error_code error, int signal) {
      if (error || !self->alive) return;
      self->wait();  // also where the function throws
      self->function(signal);
    });
  }

  asio::signal_set signals;
  const std::function<void(int)> function;
  bool alive = true;
};

SignalWait::SignalWait(Loop& loop, std::initializer_list<int> signals,
                       std::function<void(int signal)> function)
    : state_(std::make_shared<State>(loop.reactor_->io, signals, std::move(function))) {
  state_->wait();
}

SignalWait::~SignalWait() {
  state_->alive = false;
  error_code ignored;
  state_->signals.cancel(ignored);
}

}  // namespace signalbox

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>

#include "host/descriptor.hpp"
#include "host/loop.hpp"

namespace signalbox {

// Tells which sockets of one machine's clients are ready. To the loop the set is one descriptor, so
// that a machine with thousands of ready sockets is told of some of them, and then others have
// their turn. [loop]
class ReadySet {
 public:
  // The sockets that are told of before all other descriptors of the loop are looked at.
  static constexpr std::size_t kMostAtATime = 64;

  // Holds a descriptor from the first member on.
  explicit ReadySet(Loop& loop);
  ~ReadySet();
  ReadySet(const ReadySet&) = delete;
  ReadySet& operator=(const ReadySet&) = delete;

  // Tells when one socket is ready, as Readiness does: the callbacks run once for each time that
  // they are asked for, and not any more once this object is destroyed, which may happen inside
  // one. The socket must stay open, and the set must live, as long as this object does. [loop]
  class Member {
   public:
    // Throws std::system_error if the system watches no more descriptors.
    Member(ReadySet& set, int fd, std::function<void()> readable, std::function<void()> writable,
           std::function<void()> hung_up = {});
    ~Member();
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;

    // Asking twice is asking once.
    void want_read();
    void want_write();

    // Asks for `hung_up`: the other end has closed the connection for both directions, or it has
    // failed. The two others are called then too, where they are asked for.
    void want_hang_up();

    // Returns whether `readable` is asked for and was not called yet.
    bool wants_read() const;

   private:
    void want(std::uint32_t event);

    ReadySet& set_;
    const std::uint64_t number_;
  };

 private:
  struct State;

  std::uint64_t add(State state);
  void remove(std::uint64_t number);
  void arm(std::uint64_t number, State& state) const;
  void take();
  void take(std::uint64_t number, std::uint32_t events);

  Loop& loop_;
  std::optional<Descriptor> epoll_;
  std::optional<Readiness> readiness_;
  std::uint64_t last_number_ = 0;
  std::unordered_map<std::uint64_t, std::shared_ptr<State>> members_;  // by number
  // Tells take() that a callback has destroyed the set.
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace signalbox

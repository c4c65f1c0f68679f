// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace signalbox::cli {

// While there is one, what would end this program from outside (SIGINT, SIGTERM, SIGHUP) is read
// from a descriptor instead, in its own time.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  int fd() const { return fd_; }

 private:
  const int fd_;
};

// The number of the signal that has come at the descriptor of an Interrupts, of which poll() told
// `events`. 0: none.
int interrupt_from(int fd, short events);

}  // namespace signalbox::cli

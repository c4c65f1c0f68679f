// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace signalbox {

class Session;

// What the kernel tells of what a client has read of what it was sent.
struct Reading {
  bool is_known = false;  // never over TCP: the other end's system takes it first
  bool is_all = false;    // nothing waits, here or in the kernel: all that was delivered was read
  std::string error;      // the connection was reset; empty: it was not
};

// Asks for SIOCOUTQ and SO_ERROR; only their being zero has a meaning.
Reading reading_of(const Session& session);

}  // namespace signalbox

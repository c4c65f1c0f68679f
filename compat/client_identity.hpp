// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "compat/peer.hpp"
#include "compat/sha256.hpp"

namespace signalbox {

class Processes;

// Who a client is, such that the same program is the same client tomorrow.
struct ClientIdentity {
  enum class Kind { program, script, named, unattributed, self };

  Kind kind = Kind::unattributed;
  Transport transport = Transport::unix_socket;
  std::string exe;     // path; of a script its interpreter
  std::string script;  // absolute path, or "-m MODULE"; empty: no script
  std::string unit;    // systemd unit, login, or container, see unit_name.hpp; empty: none
  std::string user;    // login name, or the number
  std::string via;     // relays between it and the socket, nearest the client first: "sudo, socat"
  std::string help;    // unattributed: what is in the way, and what would help
  std::string named;   // the name that its listener gives to all clients
  std::string declared_name;  // client-info
  std::int64_t pid = 0;       // of the client, not of its relay; 0: not known

  // What reports call it: "backup.py", "libvirtd".
  std::string name() const;

  // Of transport, exe or script as lasting_path() has them, unit and declared name. Never of pid,
  // uid, version, arguments or time.
  Sha256 fingerprint() const;

  // The fingerprint() of earlier releases, which was made of the paths as they are.
  Sha256 former_fingerprint() const;
};

// Asks the kernel's tables about the process behind `peer`. What cannot be told, or might be
// another process of the same number by now, is unattributed.
ClientIdentity identify(const Peer& peer, const Processes& processes);

}  // namespace signalbox

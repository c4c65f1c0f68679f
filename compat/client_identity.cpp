// SPDX-License-Identifier: Apache-2.0
#include "compat/client_identity.hpp"

#include <optional>
#include <vector>

#include "compat/lasting_path.hpp"
#include "compat/processes.hpp"
#include "compat/program.hpp"
#include "compat/unit_name.hpp"

namespace signalbox {
namespace {

// No chain of sudo, ssh and sh -c is longer.
constexpr int kMaxRelays = 16;

// The process to name, and the relays that it came through.
struct Origin {
  std::int64_t pid;
  Process process;
  std::string via;
};

// The nearest ancestor that is no relay; the relay itself where init or nobody started it.
Origin origin_of(std::int64_t pid, Process process, const Processes& processes) {
  Origin origin{pid, process, {}};
  std::string via;
  for (int relays = 0; relays < kMaxRelays && is_relay(process); ++relays) {
    const std::string name(file_name(process.exe));
    via = via.empty() ? name : name + ", " + via;
    const std::int64_t parent = process.parent;
    if (parent <= 1) return origin;
    std::optional<Process> next = processes.process(parent);
    if (!next || next->exe.empty()) return origin;
    process = std::move(*next);
    pid = parent;
    if (!is_relay(process)) return {pid, std::move(process), via};
  }
  return origin;
}

Sha256 fingerprint_of(const ClientIdentity& client, const std::string& path) {
  // Each part ends in NUL, which none can hold: no two clients have the same text.
  std::string text;
  const auto add = [&text](const std::string& part) { text.append(part).push_back('\0'); };
  add(client.transport == Transport::unix_socket ? "unix" : "tcp");
  add(client.named.empty() ? path : "named:" + client.named);
  add(client.named.empty() ? client.unit : std::string());
  add(client.declared_name);
  return sha256_of(text);
}

ClientIdentity unattributed(ClientIdentity client, const std::string& obstacle) {
  client.kind = ClientIdentity::Kind::unattributed;
  client.help = obstacle + "; a socket of its own with 'listen … { client NAME }' names it";
  return client;
}

}  // namespace

std::string ClientIdentity::name() const {
  if (!named.empty()) return named;
  if (!declared_name.empty()) return declared_name;
  if (script.starts_with("-m ")) return script.substr(3);
  if (!script.empty()) return std::string(file_name(script));
  if (!exe.empty()) return std::string(file_name(exe));
  return "unattributed";
}

Sha256 ClientIdentity::fingerprint() const {
  return fingerprint_of(*this, lasting_path(script.empty() ? exe : script));
}

Sha256 ClientIdentity::former_fingerprint() const {
  return fingerprint_of(*this, script.empty() ? exe : script);
}

ClientIdentity identify(const Peer& peer, const Processes& processes) {
  ClientIdentity client;
  client.transport = peer.transport;
  if (peer.transport == Transport::tcp) return unattributed(client, "TCP tells nothing of it");
  if (peer.uid >= 0) client.user = processes.user(peer.uid);
  if (peer.pid == 0) return unattributed(client, "it is in another pid namespace");

  const std::optional<Process> process = processes.process(peer.pid);
  const bool is_same = process && (!peer.is_alive || peer.is_alive());
  if (!is_same) return unattributed(client, "its process had ended when it was looked at");
  if (process->exe.empty()) {
    return unattributed(client, "its program may not be seen by the user that the host runs as");
  }

  const Origin origin = origin_of(peer.pid, *process, processes);
  client.pid = origin.pid;
  client.exe = origin.process.exe;
  client.script = script_of(origin.process);
  client.kind =
      client.script.empty() ? ClientIdentity::Kind::program : ClientIdentity::Kind::script;
  client.via = origin.via;
  const std::string& path = client.script.empty() ? client.exe : client.script;
  client.unit = unit_name(origin.process.cgroup, client.user, file_name(path));
  if (is_relay(origin.process)) {
    return unattributed(client, "it is a relay, and whoever started it has ended");
  }
  if (is_host(origin.process)) {
    return unattributed(client, "it is a signalboxd, which has clients of its own");
  }
  if (client.script.empty() && is_interpreter(origin.process)) {
    return unattributed(client, "what it runs is not a file: two such programs look alike");
  }
  return client;
}

}  // namespace signalbox

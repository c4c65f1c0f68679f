// SPDX-License-Identifier: Apache-2.0
//
// The part of Machine that lets clients in.

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <utility>

#include "host/administrator.hpp"
#include "host/host.hpp"
#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/peer_name.hpp"
#include "host/plugin_instance.hpp"
#include "host/session.hpp"
#include "wire/located_json.hpp"
#include "wire/reply.hpp"

namespace signalbox {

namespace {

// An upstream's greeting with what we add in its list of capabilities; unchanged where it has no
// such list.
std::string advertising(std::string greeting) {
  try {
    const LocatedJson read(greeting);
    const auto qmp = read.member(0, "QMP");
    const auto list = qmp ? read.member(*qmp, "capabilities") : std::nullopt;
    if (!list || read.kind(*list) != WIRE_JSON_ARRAY) return greeting;
    const std::size_t end = read.offset(*list) + read.text(*list).size() - 1;
    greeting.insert(end, read.contents(*list).empty() ? "\"signals\"" : ", \"signals\"");
  } catch (const LocatedJson::Fault&) {
  }
  return greeting;
}

// A listening descriptor can be had only once, and whoever handed it over may let clients connect
// to it before there is anybody to serve them.
bool is_handed_over(const ListenerConfig& listener) {
  return listener.address.starts_with("fd:");
}

// Says why in the place of a greeting.
void turn_away(int fd, const ListenerConfig& listener) {
  std::string text;
  append_error(text, "GenericError", "Only root and the user that runs this host may administer it",
               {});
  (void)!::send(fd, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  const std::string name = "admin: client " + peer_name(fd) + " on " + listener.address;
  log_of_client(LogLevel::warning, name, name + " is turned away: it may not administer this host");
  ::close(fd);
}

}  // namespace

void Machine::listen() {
  if (!config_.plugin_dirs.empty()) directories_.emplace(*this).load_all();
  is_listening_ = true;
  if (!is_suspended_) return open_listeners();
  for (Entrance& each : entrances_) {
    if (is_handed_over(*each.config)) {
      open(each).hold();
    } else {
      ListenSocket::try_out(*each.config);
    }
  }
  log_info(name() + ": waits for plugin '" + rest_.owner->name() + "' before it serves clients");
}

void Machine::open_listeners() {
  for (Entrance& each : entrances_) {
    Listener& listener = open(each);
    listener.resume();
    if (!each.is_added) log_info(name() + ": serves clients on " + listener.address());
  }
}

Listener& Machine::open(Entrance& entrance) {
  if (entrance.listener != nullptr) return *entrance.listener;
  const std::shared_ptr<const ListenerConfig> config = entrance.config;
  if (is_admin_) check_admin_address(config->address);
  entrance.listener =
      std::make_unique<Listener>(loop(), *config, [this, config](int fd) { accept(fd, config); });
  if (!is_admin_) {
    entrance.listener->guard([this, config] { return host_.accounts().refusal_at(*config); },
                             host_.limits());
  }
  return *entrance.listener;
}

void Machine::add_listener(ListenerConfig listener) {
  std::size_t count = 1;
  for (const auto& each : host_.machines()) {
    for (const Entrance& its : each->entrances_) count += its.is_added ? 1 : 0;
  }
  const std::string why = host_.limits().refusal(Limit::added_listeners, count,
                                                 name() + ": listener-add " + listener.address);
  if (!why.empty()) throw ListenError("cannot listen on " + listener.address + ": " + why);
  Entrance added{std::make_shared<const ListenerConfig>(std::move(listener)), true, nullptr};
  if (is_suspended_) {
    ListenSocket::try_out(*added.config);
  } else {
    open(added);
  }
  entrances_.push_back(std::move(added));
}

bool Machine::remove_listeners(const std::string& label) {
  const auto is_meant = [&label](const Entrance& each) {
    return each.is_added && each.config->label == label;
  };
  for (const Entrance& each : entrances_) {
    if (!is_meant(each)) continue;
    for (const auto& [id, session] : sessions_) {
      if (&session->listener() == each.config.get()) session->leave("listener removed");
    }
  }
  return std::erase_if(entrances_, is_meant) > 0;
}

void Machine::accept(int fd, std::shared_ptr<const ListenerConfig> listener) {
  if (is_admin_ && !may_administer(fd)) return turn_away(fd, *listener);
  std::shared_ptr<ClientAccount> account = host_.accounts().admit(*listener, is_admin_, fd);
  if (account == nullptr) {
    ::close(fd);
    return;
  }
  const SessionId id = host_.new_session_id();
  auto made = std::make_unique<Session>(*this, id, fd, std::move(listener), std::move(account));
  Session& session = *sessions_.emplace(id, std::move(made)).first->second;
  try {
    session.start(greeting_for(session.listener()));
  } catch (const std::exception& error) {  // the system has no more of what this takes
    log_of_client(LogLevel::warning, session.log_name(),
                  session.log_name() + " is closed: " + error.what());
    session.fail(error.what());
  }
  tell([&session](Observer& each) { each.session_opened(session); });
  turn();
}

std::string Machine::greeting_for(const ListenerConfig& listener) const {
  if (greeting_.empty()) return host_.greeting();
  return (listener.advertise ? advertising(greeting_) : greeting_) + "\r\n";
}

void Machine::serve(std::string greeting) {
  greeting_ = std::move(greeting);
  log_hidden_commands();
  const bool was_suspended = std::exchange(is_suspended_, false);
  if (was_suspended && rest_) tell([this](Observer& each) { each.upstream_found(*this); });
  if (!was_suspended || !is_listening_ || ending_) return;
  const auto let_in = [this] {
    if (is_suspended_ || ending_) return;
    try {
      open_listeners();
    } catch (const ListenError& error) {
      log_error(name() + ": " + error.what() + "; this machine cannot serve and ends");
      ask_end();
    }
  };
  if (fifo_.empty()) return let_in();
  FifoItem item;  // the end of those before may still stand in the FIFO: see suspend()
  item.function = let_in;
  fifo_.put(std::move(item));
}

void Machine::log_hidden_commands() const {
  if (!rest_) return;
  for (const auto& [name, command] : registry_.commands()) {
    if (command.owner == nullptr || !rest_.calls->has(&rest_.owner->context(), name.c_str())) {
      continue;
    }
    log_info(this->name() + ": '" + name + "' is the upstream's; that of plugin '" +
             command.owner->name() + "' is reached as __org.signalbox_" + name);
  }
}

void Machine::suspend(std::string reason) {
  if (std::exchange(is_suspended_, true)) return;
  tell([this](Observer& each) { each.upstream_lost(*this); });
  if (config_.hold_clients) return;
  FifoItem item;
  item.function = [this, reason = std::move(reason)] {
    for (Entrance& each : entrances_) {
      if (!is_handed_over(*each.config)) each.listener.reset();
      if (each.listener != nullptr) each.listener->hold();
    }
    switchboard_.end_explicit(reason);
    for (const auto& [id, session] : sessions_) session->leave(reason);
  };
  fifo_.put(std::move(item));
}

}  // namespace signalbox

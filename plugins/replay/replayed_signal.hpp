// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "plugins/replay/recorded_session.hpp"
#include "signalbox/plugin.h"
#include "signalbox/signal.hpp"

// A recorded server's accessor, and who is connected to it. Connections may be made and ended while
// another thread emits.
class ReplayedSignal {
 public:
  // `connected` is called for each connection. [machine thread]
  ReplayedSignal(const RecordedSession::Signal& recorded, std::function<void()> connected);
  ReplayedSignal(const ReplayedSignal&) = delete;
  ReplayedSignal& operator=(const ReplayedSignal&) = delete;

  // False with *errp set if the name is taken. [inside create()]
  bool offer(const signalbox_host& host, Error** errp);

  // `arguments` is the canonical text of those that the recorded connection was made with. `data`
  // is as in RecordedEvent.
  void emit(const std::string& arguments, const signalbox_emission& emission,
            std::string_view data);

 private:
  using Emitted = signalbox::Signal<const signalbox_emission*, const std::string*>;
  struct Connection;

  static void* connect(const signalbox_context* context, const char* arguments,
                       const signalbox_receiver* receiver, Error** errp);
  static void disconnect(const signalbox_context* context, void* connection);
  static bool inject(const signalbox_context* context, const char* arguments, const char* data,
                     Error** errp);
  static void deliver(const signalbox_emission* emission, const std::string* data, void* opaque);

  Emitted& emitted(const std::string& arguments);

  const std::string name_;
  const std::string event_;
  const std::string successor_;
  const std::function<void()> connected_;
  const signalbox_accessor accessor_;
  std::mutex mutex_;                                         // guards the map, not what is in it
  std::map<std::string, std::unique_ptr<Emitted>> emitted_;  // by arguments; never removed
};

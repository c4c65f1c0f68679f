// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "client/calls.hpp"
#include "client/channel.hpp"
#include "client/libqmp.h"
#include "client/subscriptions.hpp"

// One client's conversation with one server; libqmp.h says what its users may expect.
//
// Callbacks run one at a time, in the order in which the server sent the events. A call that waits
// for its reply runs those of the events that came before it; one made inside a callback runs
// none, and their turn comes when that callback has returned.
struct QmpSession {
 public:
  QmpSession(int fd, const QmpOptions& options);
  QmpSession(const QmpSession&) = delete;
  QmpSession& operator=(const QmpSession&) = delete;
  ~QmpSession();

  // Takes the greeting, says who the client is, and opts out of default connections.
  bool open(const QmpOptions& options, Error** errp);
  bool negotiate(Error** errp);

  int fd() const { return channel_.fd(); }
  short events() const;
  bool process(Error** errp);
  int wait(int timeout_ms, Error** errp);

  void on_event(QmpEventFunc* callback, void* opaque) { event_callback_ = {callback, opaque}; }
  void on_disconnected(QmpDisconnectedFunc* callback, void* opaque) {
    disconnected_callback_ = {callback, opaque};
  }

  // `arguments` is a JSON object, or empty. Returns JSON text.
  std::optional<std::string> call(const std::string& command, const std::string& arguments,
                                  Error** errp);

  int connect(const std::string& accessor, const std::string& arguments,
              const signalbox::client::Subscription& subscription, Error** errp);
  void disconnect(const std::string& accessor, const std::string& arguments, int handle,
                  Error** errp);

 private:
  template <typename Func>
  struct Callback {
    Func* function = nullptr;
    void* opaque = nullptr;
  };

  // A -connect whose caller did not wait for its reply any longer.
  struct LateConnect {
    std::string accessor;
    std::string arguments;
  };

  bool take_greeting(Error** errp);
  bool introduce(const QmpOptions& options, Error** errp);
  bool call_if_known(const std::string& command, const std::string& arguments, Error** errp);

  int64_t send(const std::string& command, const std::string& arguments);
  std::optional<signalbox::client::Reply> await(int64_t id, const std::string& command,
                                                Error** errp);
  bool is_due(const std::optional<signalbox::client::Calls::Settled>& settled) const;

  void sort_messages();
  void settle(signalbox::client::Reply reply);
  void undo_late_connect(const signalbox::client::Reply& reply);

  bool run_next_event();
  int run_events();
  bool deliver(const signalbox::client::Event& event);
  bool deliver_disconnected(const signalbox::client::Event& event);
  bool deliver_unconnected(const signalbox::client::Event& event);
  bool is_up(Error** errp) const;

  signalbox::client::Channel channel_;
  const int timeout_ms_;
  std::optional<signalbox::client::Greeting> greeting_;
  bool is_plain_ = false;  // the server has refused what each server with signals knows
  signalbox::client::Calls calls_;
  std::map<int64_t, LateConnect> late_connects_;
  signalbox::client::Subscriptions subscriptions_;
  std::deque<signalbox::client::Event> events_;  // received, their turn is to come
  uint64_t events_taken_ = 0;                    // out of events_, since the session began
  bool is_open_ = false;  // open() has succeeded: events before wait for a callback to be set
  bool in_callback_ = false;
  Callback<QmpEventFunc> event_callback_;
  Callback<QmpDisconnectedFunc> disconnected_callback_;
};

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>

#include "legacy/qmp_types.h"  // generated
#include "signalbox/plugin.h"

// The time that a schema gives in seconds.
inline std::chrono::milliseconds watchdog_period(double seconds) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::duration<double>(seconds));
}

// A timer that wants to be kicked. [machine thread]
class Watchdog {
 public:
  // Runs out once for each time it is armed: calls `expire` with `opaque`, or, if `standing`
  // then says that the machine stands, starts anew.
  struct Owner {
    bool (*standing)(void* opaque);
    void (*expire)(void* opaque);
    void* opaque;
  };

  Watchdog(const signalbox_host& host, const Owner& owner, WatchdogAction action)
      : host_(host), owner_(owner), action_(action) {}
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
  ~Watchdog() { disarm(); }

  WatchdogAction action() const { return action_; }
  void set_action(WatchdogAction action) { action_ = action; }

  // The time it was armed with; nothing if it is not armed.
  std::optional<std::chrono::milliseconds> period() const;

  void arm(std::chrono::milliseconds period);
  void disarm();

 private:
  static void run_out(void* opaque);

  const signalbox_host& host_;
  const Owner owner_;
  WatchdogAction action_;
  std::chrono::milliseconds period_{};
  signalbox_timer* timer_ = nullptr;  // null: not armed
};

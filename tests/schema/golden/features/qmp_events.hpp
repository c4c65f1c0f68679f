// SPDX-License-Identifier: Apache-2.0
// Made by qmpc from features.json; changes are lost.
#pragma once

#include <utility>

#include "features/qmp_events.h"
#include "signalbox/scoped_connection.hpp"

// The events of C as objects. Slots may be lambdas; an event closes itself. [any thread]
namespace features {

// No data.
class TreeFelledEvent {
 public:
  TreeFelledEvent() = default;
  TreeFelledEvent(const TreeFelledEvent&) = delete;
  TreeFelledEvent& operator=(const TreeFelledEvent&) = delete;
  ~TreeFelledEvent() { close(); }

  // Calls `slot` until the connection goes, which may outlive the event.
  template <typename Slot>
  [[nodiscard]] signalbox::ScopedConnection connect(Slot slot) {
    return signalbox::connect_scoped<>(&body_.connections, std::move(slot));
  }
  void signal() { tree_felled_event_signal(&body_); }
  void close() { tree_felled_event_close(&body_); }

  // What an accessor returns, and what the functions of C take.
  ::TreeFelledEvent* c_event() { return &body_; }

 private:
  ::TreeFelledEvent body_ = {};
};

// Data of every kind.
class VNCTreeEvent {
 public:
  VNCTreeEvent() = default;
  VNCTreeEvent(const VNCTreeEvent&) = delete;
  VNCTreeEvent& operator=(const VNCTreeEvent&) = delete;
  ~VNCTreeEvent() { close(); }

  // Calls `slot` until the connection goes, which may outlive the event.
  template <typename Slot>
  [[nodiscard]] signalbox::ScopedConnection connect(Slot slot) {
    return signalbox::connect_scoped<const TreeNode*, bool, PaintColour, const char*, int64_t,
                                     const char*, const IncludedNoteList*>(&body_.connections,
                                                                           std::move(slot));
  }
  void signal(const TreeNode* node, bool has_colour, PaintColour colour, const char* event_,
              int64_t opaque_, const char* extra, const IncludedNoteList* notes) {
    vnc_tree_event_signal(&body_, node, has_colour, colour, event_, opaque_, extra, notes);
  }
  void close() { vnc_tree_event_close(&body_); }

  // What an accessor returns, and what the functions of C take.
  ::VNCTreeEvent* c_event() { return &body_; }

 private:
  ::VNCTreeEvent body_ = {};
};

class ResetEvent {
 public:
  ResetEvent() = default;
  ResetEvent(const ResetEvent&) = delete;
  ResetEvent& operator=(const ResetEvent&) = delete;
  ~ResetEvent() { close(); }

  // Calls `slot` until the connection goes, which may outlive the event.
  template <typename Slot>
  [[nodiscard]] signalbox::ScopedConnection connect(Slot slot) {
    return signalbox::connect_scoped<>(&body_.connections, std::move(slot));
  }
  void signal() { reset_event_signal(&body_); }
  void close() { reset_event_close(&body_); }

  // What an accessor returns, and what the functions of C take.
  ::ResetEvent* c_event() { return &body_; }

 private:
  ::ResetEvent body_ = {};
};

}  // namespace features

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "block/qmp_events.h"  // generated
#include "plugins/block/guest_disk.hpp"
#include "plugins/block/guest_failure.hpp"
#include "plugins/block/questions.hpp"
#include "signalbox/plugin.h"

// The disks of the QEMU that the machine stands in front of, if it does, as far as somebody has
// connected to them. That QEMU tells of failures and of deleted devices; a node that went
// unannounced is missed when QEMU is read again.
//
// QEMU's events come on the loop, also while the worker looks for a disk: a mutex guards the disks.
// They are freed on the loop in a turn of the machine's calls, so that what find() gave stays.
class WatchedDisks {
 public:
  // Failures are told by `failures` too, which outlives it. [loop]
  WatchedDisks(const signalbox_host& host, BlockDevicesEvent& failures);
  ~WatchedDisks();
  WatchedDisks(const WatchedDisks&) = delete;
  WatchedDisks& operator=(const WatchedDisks&) = delete;

  void listen();  // [loop]

  // The event of the disk of this name, which QEMU is asked about; NULL with *errp set. On the
  // loop, where nobody may wait, only what is known already is found. [machine thread]
  BlockDeviceEvent* find(const std::string& name, Error** errp);

  // What a successor must know. [machine thread]
  struct Watched {
    const std::string name;  // as a client called it
    const bool by_node;      // that is the name of a node
    GuestDisk disk;
    BlockDeviceEvent event{};

    Watched(std::string its_name, bool its_by_node, GuestDisk its_disk);
    ~Watched();
  };
  using ByName = std::map<std::string, std::unique_ptr<Watched>>;
  const ByName& by_name() const { return watched_; }
  void add(const std::string& name, bool by_node, const GuestDisk& disk);

 private:
  static void failed(const QemuBlockIoError* error, void* opaque);
  static void deleted(const QemuDeviceDeleted* deleted, void* opaque);
  static void node_deleted(const char* node_name, void* opaque);
  static void upstream_read(void* opaque);

  bool look_for(const std::string& name, Error** errp);
  void tell(const GuestFailure& failure);
  bool is_known(const GuestFailure& failure);
  bool is_empty();
  void compare(const std::vector<GuestDisk>& disks);
  template <typename IsGone>
  void drop(IsGone is_gone);
  static void free_gone(void* opaque);

  void read_later();
  static void read(void* opaque);
  static void nodes_read(const char* json, Error* error, void* opaque);
  static void backends_read(const char* json, Error* error, void* opaque);
  void finish_reading();

  const signalbox_host& host_;
  BlockDevicesEvent& failures_;
  const std::thread::id loop_ = std::this_thread::get_id();
  Questions questions_;

  std::mutex mutex_;  // guards the three
  ByName watched_;
  std::vector<GuestDisk> disks_;              // all that there were when QEMU was last read
  std::list<std::unique_ptr<Watched>> gone_;  // to be freed

  // Reading QEMU again, on the loop.
  bool is_reading_ = false;
  bool is_stale_ = false;               // something has happened since that began
  std::string nodes_;                   // what it gave so far
  std::vector<GuestFailure> homeless_;  // failures of disks that are not known
};

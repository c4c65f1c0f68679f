// SPDX-License-Identifier: Apache-2.0
#include "plugins/block/watched_disks.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "plugins/block/guest_listening.hpp"
#include "qemu/qmp_listen.h"  // generated

namespace {

using Watched = WatchedDisks::Watched;

// A client's name means a device before it means a node.
const GuestDisk* find_device(const std::vector<GuestDisk>& disks, const std::string& name) {
  const auto found = std::find_if(disks.begin(), disks.end(), [&name](const GuestDisk& each) {
    return each.has_device_called(name);
  });
  return found == disks.end() ? nullptr : &*found;
}

const GuestDisk* find_node(const std::vector<GuestDisk>& disks, const std::string& name) {
  const auto found = std::find_if(disks.begin(), disks.end(), [&name](const GuestDisk& each) {
    return !name.empty() && each.node_name == name;
  });
  return found == disks.end() ? nullptr : &*found;
}

bool has_failed(const Watched& watched, const GuestFailure& failure) {
  return watched.by_node ? failure.disk.node_name == watched.name : failure.is_of(watched.disk);
}

}  // namespace

WatchedDisks::Watched::Watched(std::string its_name, bool its_by_node, GuestDisk its_disk)
    : name(std::move(its_name)), by_node(its_by_node), disk(std::move(its_disk)) {}

WatchedDisks::Watched::~Watched() {
  block_device_event_close(&event);
}

WatchedDisks::WatchedDisks(const signalbox_host& host, BlockDevicesEvent& failures)
    : host_(host), failures_(failures), questions_(host) {}

WatchedDisks::~WatchedDisks() = default;

void WatchedDisks::listen() {
  listen_to_block_io_errors(&host_, failed, this);
  listen_to_deleted_devices(&host_, deleted, this);
  blockdev_deleted_event_listen(&host_, node_deleted, this);
  upstream_read_event_listen(&host_, upstream_read, this);
}

void WatchedDisks::add(const std::string& name, bool by_node, const GuestDisk& disk) {
  watched_.try_emplace(name, std::make_unique<Watched>(name, by_node, disk));
}

// --- connecting ----------------------------------------------------------------------------------

BlockDeviceEvent* WatchedDisks::find(const std::string& name, Error** errp) {
  if (std::this_thread::get_id() != loop_ && !look_for(name, errp)) return nullptr;
  const std::lock_guard lock(mutex_);
  const auto watched = watched_.find(name);
  if (watched != watched_.end()) return &watched->second->event;
  error_set(errp, "DeviceNotFound", "Device '%s' not found", name.c_str());
  return nullptr;
}

// Asks QEMU, and watches the disk if it is there. False, with *errp set: QEMU does not say.
bool WatchedDisks::look_for(const std::string& name, Error** errp) {
  Error* error = nullptr;
  const std::optional<std::string> nodes = questions_.ask("query-named-block-nodes", &error);
  const std::optional<std::string> backends =
      nodes ? questions_.ask("query-block", &error) : std::nullopt;
  if (!backends) {
    const bool is_there = std::strcmp(error_class(error), "CommandNotFound") != 0;
    error_propagate(is_there ? errp : nullptr, error);
    return !is_there;
  }
  const std::vector<GuestDisk> disks = read_guest_disks(*backends, *nodes);
  compare(disks);
  const GuestDisk* const device = find_device(disks, name);
  const GuestDisk* const found = device != nullptr ? device : find_node(disks, name);
  const std::lock_guard lock(mutex_);
  if (found != nullptr) add(name, device == nullptr, *found);
  return true;
}

// --- what QEMU tells -----------------------------------------------------------------------------

void WatchedDisks::failed(const QemuBlockIoError* error, void* opaque) {
  WatchedDisks& disks = *static_cast<WatchedDisks*>(opaque);
  const GuestFailure failure = failure_of(*error);
  if (disks.homeless_.empty() && disks.is_known(failure)) return disks.tell(failure);
  // A job or a client may have put another node into a disk.
  disks.homeless_.push_back(failure);
  disks.read_later();
}

// Of a disk that is watched, or of one that was there when QEMU was last read and is not.
bool WatchedDisks::is_known(const GuestFailure& failure) {
  const std::lock_guard lock(mutex_);
  if (watched_.empty()) return true;
  for (const auto& [name, each] : watched_) {
    if (has_failed(*each, failure)) return true;
  }
  return std::any_of(disks_.begin(), disks_.end(), [&failure](const GuestDisk& each) {
    const bool has_device = !each.device.empty() || !each.qom_path.empty();
    return has_device && failure.is_of(each);
  });
}

bool WatchedDisks::is_empty() {
  const std::lock_guard lock(mutex_);
  return watched_.empty();
}

// First by those events that are a disk's own.
void WatchedDisks::tell(const GuestFailure& failure) {
  std::vector<Watched*> all;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [name, each] : watched_) {
      if (has_failed(*each, failure)) all.push_back(each.get());
    }
  }
  for (Watched* const each : all) {
    block_device_event_signal(&each->event, failure.action, failure.operation, failure.reason);
  }
  const std::string& name =
      failure.disk.device.empty() ? failure.disk.node_name : failure.disk.device;
  block_devices_event_signal(&failures_, name.c_str(), failure.action, failure.operation,
                             failure.reason);
}

void WatchedDisks::deleted(const QemuDeviceDeleted* deleted, void* opaque) {
  const std::string path = deleted->path;
  WatchedDisks& disks = *static_cast<WatchedDisks*>(opaque);
  disks.drop([&path](const Watched& each) { return !each.by_node && each.disk.is_part_of(path); });
  disks.read_later();  // the nodes of a -drive go with it
}

void WatchedDisks::node_deleted(const char* node_name, void* opaque) {
  static_cast<WatchedDisks*>(opaque)->drop(
      [node_name](const Watched& each) { return each.by_node && each.name == node_name; });
}

void WatchedDisks::upstream_read(void* opaque) {
  static_cast<WatchedDisks*>(opaque)->read_later();
}

// --- going ---------------------------------------------------------------------------------------

// From now on nobody finds them.
template <typename IsGone>
void WatchedDisks::drop(IsGone is_gone) {
  const std::lock_guard lock(mutex_);
  for (auto each = watched_.begin(); each != watched_.end();) {
    const auto next = std::next(each);
    if (is_gone(*each->second)) {
      gone_.push_back(std::move(each->second));
      watched_.erase(each);
    }
    each = next;
  }
  if (!gone_.empty()) host_.post(host_.self, &WatchedDisks::free_gone, this);
}

void WatchedDisks::free_gone(void* opaque) {
  WatchedDisks& disks = *static_cast<WatchedDisks*>(opaque);
  std::list<std::unique_ptr<Watched>> gone;
  {
    const std::lock_guard lock(disks.mutex_);
    gone.swap(disks.gone_);
  }
}

// With all that there is: who is not in it has gone, and who is may have something else in it.
void WatchedDisks::compare(const std::vector<GuestDisk>& disks) {
  {
    const std::lock_guard lock(mutex_);
    disks_ = disks;
  }
  drop([&disks](Watched& each) {
    const GuestDisk* const found =
        each.by_node ? find_node(disks, each.name) : find_device(disks, each.name);
    if (found != nullptr) each.disk = *found;
    return found == nullptr;
  });
}

// --- reading QEMU again --------------------------------------------------------------------------

void WatchedDisks::read_later() {
  is_stale_ = true;
  if (!is_reading_) host_.post(host_.self, &WatchedDisks::read, this);
}

void WatchedDisks::read(void* opaque) {
  WatchedDisks& disks = *static_cast<WatchedDisks*>(opaque);
  if (disks.is_reading_ || !std::exchange(disks.is_stale_, false)) return;
  if (disks.is_empty()) return disks.finish_reading();
  disks.is_reading_ = true;
  disks.host_.execute(disks.host_.self, "query-named-block-nodes", "{}", nodes_read, opaque);
}

void WatchedDisks::nodes_read(const char* json, Error* error, void* opaque) {
  WatchedDisks& disks = *static_cast<WatchedDisks*>(opaque);
  error_free(error);
  if (json == nullptr) return disks.finish_reading();
  disks.nodes_ = json;
  disks.host_.execute(disks.host_.self, "query-block", "{}", backends_read, opaque);
}

void WatchedDisks::backends_read(const char* json, Error* error, void* opaque) {
  WatchedDisks& disks = *static_cast<WatchedDisks*>(opaque);
  error_free(error);
  if (json != nullptr) disks.compare(read_guest_disks(json, disks.nodes_));
  disks.finish_reading();
}

void WatchedDisks::finish_reading() {
  is_reading_ = false;
  for (const GuestFailure& each : std::exchange(homeless_, {})) tell(each);
  if (is_stale_) read_later();
}

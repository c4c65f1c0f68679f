// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

// A disk as its QEMU knows it. An empty text: it has no such name.
struct GuestDisk {
  std::string device;     // the id of -drive
  std::string qom_path;   // of the guest's device, "/machine/peripheral/vd0/virtio-backend"
  std::string node_name;  // of what is in it, or of a node that no device has

  // Whether the device is meant by its id, by its QOM path or that of what it is a part of, or by
  // the id of the guest's device.
  bool has_device_called(std::string_view name) const;

  // Whether its device goes when what is at `path` is deleted.
  bool is_part_of(std::string_view path) const;
};

// What query-block and query-named-block-nodes returned, JSON lists: the devices, then each node.
// Empty if it cannot be read.
std::vector<GuestDisk> read_guest_disks(const std::string& backends, const std::string& nodes);

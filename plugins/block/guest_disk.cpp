// SPDX-License-Identifier: Apache-2.0
#include "plugins/block/guest_disk.hpp"

#include <algorithm>
#include <cstdlib>

#include "block/qmp_tables.h"  // generated

namespace {

// Where QEMU keeps the devices that have an id; others lie as deep.
const std::string kPeripheral = "/machine/peripheral/";
constexpr int kDeviceDepth = 3;

// The list as a member, for a table describes an object.
template <typename List>
bool read(const std::string& list, const wire_type& type, List& value) {
  const std::string text = "{\"list\": " + list + "}";
  char* why = nullptr;
  const bool good = wire_decode_known(text.c_str(), text.size(), &type, &value, &why);
  std::free(why);
  return good;
}

std::string text_of(const char* text) {
  return text == nullptr ? std::string() : text;
}

// QEMU gives the id of the device instead where it has one.
std::string qom_path_of(const std::string& qdev) {
  return qdev.empty() || qdev.starts_with('/') ? qdev : kPeripheral + qdev;
}

}  // namespace

bool GuestDisk::has_device_called(std::string_view name) const {
  if (name.empty()) return false;
  if (device == name || is_part_of(kPeripheral + std::string(name))) return true;
  return std::count(name.begin(), name.end(), '/') >= kDeviceDepth && is_part_of(name);
}

bool GuestDisk::is_part_of(std::string_view path) const {
  if (path.empty() || !qom_path.starts_with(path)) return false;
  return qom_path.size() == path.size() || qom_path[path.size()] == '/';
}

std::vector<GuestDisk> read_guest_disks(const std::string& backends, const std::string& nodes) {
  std::vector<GuestDisk> disks;
  QemuBackends devices{};
  if (read(backends, block_wire_QemuBackends, devices)) {
    for (const QemuBackendList* each = devices.list; each != nullptr; each = each->next) {
      const QemuInserted* const inserted = each->value->inserted;
      disks.push_back({text_of(each->value->device), qom_path_of(text_of(each->value->qdev)),
                       inserted == nullptr ? std::string() : text_of(inserted->node_name)});
    }
  }
  QemuNodes named{};
  if (read(nodes, block_wire_QemuNodes, named)) {
    for (const QemuNodeList* each = named.list; each != nullptr; each = each->next) {
      disks.push_back({{}, {}, each->value->node_name});
    }
  }
  wire_free(&block_wire_QemuBackends, &devices);
  wire_free(&block_wire_QemuNodes, &named);
  return disks;
}

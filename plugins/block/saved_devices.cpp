// SPDX-License-Identifier: Apache-2.0
#include "plugins/block/saved_devices.hpp"

#include <cstdlib>
#include <cstring>
#include <memory>

#include "block/qmp_tables.h"  // generated
#include "plugins/block/drive_config.hpp"
#include "plugins/block/error_number.hpp"
#include "plugins/block/list.hpp"

namespace {

BlockFault* fault_of(const FaultRule& rule) {
  auto* fault = static_cast<BlockFault*>(std::calloc(1, sizeof(BlockFault)));
  fault->operation = rule.operation;
  fault->errno_ = strdup(error_name(rule.error).c_str());
  fault->every = rule.every;
  fault->counted = rule.counted;
  fault->has_left = rule.left.has_value();
  fault->left = rule.left.value_or(0);
  return fault;
}

FaultRule rule_of(const BlockFault& fault) {
  FaultRule rule{.operation = fault.operation,
                 .error = error_number(fault.errno_),
                 .every = fault.every,
                 .counted = fault.counted};
  if (fault.has_left) rule.left = fault.left;
  return rule;
}

BlockDeviceState* state_of(const BlockDevice& device) {
  auto* state = static_cast<BlockDeviceState*>(std::calloc(1, sizeof(BlockDeviceState)));
  state->drive = config_of(device.drive());
  state->io_status = device.io_status();
  BlockFaultList** end = &state->faults;
  for (const FaultRule& rule : device.faults().rules()) append(end, fault_of(rule));
  return state;
}

GuestDiskState* state_of(const WatchedDisks::Watched& watched) {
  auto* state = static_cast<GuestDiskState*>(std::calloc(1, sizeof(GuestDiskState)));
  state->name = strdup(watched.name.c_str());
  state->by_node = watched.by_node;
  state->device = strdup(watched.disk.device.c_str());
  state->qom_path = strdup(watched.disk.qom_path.c_str());
  state->node_name = strdup(watched.disk.node_name.c_str());
  return state;
}

bool add_device(BlockDevices& devices, const BlockDeviceState& state, Error** errp) {
  BlockDevice* device = devices.add(drive_of(*state.drive), errp);
  if (device == nullptr) return false;
  device->set_io_status(state.io_status);
  for (const BlockFaultList* fault = state.faults; fault != nullptr; fault = fault->next) {
    device->faults().add(rule_of(*fault->value));
  }
  return true;
}

}  // namespace

std::string saved_text(const Block& block) {
  BlockState state{};
  BlockDeviceStateList** end = &state.devices;
  for (const auto& [id, device] : block.devices.by_name()) append(end, state_of(*device));
  state.has_guest_disks = true;
  GuestDiskStateList** disks_end = &state.guest_disks;
  for (const auto& [name, disk] : block.guest_disks.by_name()) append(disks_end, state_of(*disk));
  char* const encoded = wire_encode(&block_wire_BlockState, &state, nullptr);
  std::string text = encoded;
  std::free(encoded);
  wire_free(&block_wire_BlockState, &state);
  return text;
}

bool add_saved(Block& block, const std::string& text, Error** errp) {
  BlockState state{};
  char* error = nullptr;
  if (!wire_decode(text.c_str(), text.size(), &block_wire_BlockState, &state, &error)) {
    error_set(errp, "GenericError", "The saved devices cannot be read: %s", error);
    std::free(error);
    return false;
  }
  bool added = true;
  for (const BlockDeviceStateList* device = state.devices; added && device != nullptr;
       device = device->next) {
    added = add_device(block.devices, *device->value, errp);
  }
  for (const GuestDiskStateList* disk = state.guest_disks; disk != nullptr; disk = disk->next) {
    const GuestDiskState& known = *disk->value;
    block.guest_disks.add(known.name, known.by_node,
                          {known.device, known.qom_path, known.node_name});
  }
  wire_free(&block_wire_BlockState, &state);
  return added;
}

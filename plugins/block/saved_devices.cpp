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

std::string saved_text(const BlockDevices& devices) {
  BlockState state{};
  BlockDeviceStateList** end = &state.devices;
  for (const auto& [id, device] : devices.by_name()) append(end, state_of(*device));
  char* const encoded = wire_encode(&block_wire_BlockState, &state, nullptr);
  std::string text = encoded;
  std::free(encoded);
  block_device_state_list_free(state.devices);
  return text;
}

bool add_saved(BlockDevices& devices, const std::string& text, Error** errp) {
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
    added = add_device(devices, *device->value, errp);
  }
  block_device_state_list_free(state.devices);
  return added;
}

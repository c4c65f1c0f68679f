// SPDX-License-Identifier: Apache-2.0
#include "signalbox/plugin.h"

#include <memory>

#include "block/qmp_events.h"    // generated
#include "block/qmp_register.h"  // generated
#include "legacy/qmp_listen.h"   // generated
#include "plugins/block/block.hpp"
#include "plugins/block/drive_config.hpp"
#include "plugins/block/saved_devices.hpp"

namespace {

// Returns false with *errp set.
bool add_configured(BlockDevices& devices, const BlockConfig& config, Error** errp) {
  bool added = true;
  for (const BlockDriveList* drive = config.drive; added && drive != nullptr; drive = drive->next) {
    added = devices.add(drive_of(*drive->value), errp) != nullptr;
  }
  return added;
}

void* create(const signalbox_host* host, const char* saved, Error** errp) {
  if (!block_register(host, errp)) return nullptr;
  const std::unique_ptr<BlockConfig, decltype(&block_config_free)> config(block_config(host, errp),
                                                                          block_config_free);
  if (config == nullptr || !ImagePlaces::are_usable(*config, errp)) return nullptr;
  auto block = std::make_unique<Block>(host, *config);
  const bool ready = saved != nullptr ? add_saved(*block, saved, errp)
                                      : add_configured(block->devices, *config, errp);
  return ready ? block.release() : nullptr;
}

void save(void* instance, void (*take)(const char* json, void* opaque), void* opaque) {
  take(saved_text(*static_cast<Block*>(instance)).c_str(), opaque);
}

// A slot for resume-event: as in QEMU, a machine that runs again has forgotten its errors.
void forget_errors(void* opaque) {
  static_cast<Block*>(opaque)->devices.reset_io_status();
}

void activate(void* instance) {
  Block& block = *static_cast<Block*>(instance);
  resume_event_listen(block.host, forget_errors, instance);
  block.guest_disks.listen();
}

void destroy(void* instance) {
  delete static_cast<Block*>(instance);
}

bool check(const signalbox_host* host, Error** errp) {
  const std::unique_ptr<BlockConfig, decltype(&block_config_free)> config(block_config(host, errp),
                                                                          block_config_free);
  return config != nullptr && ImagePlaces::are_usable(*config, errp);
}

}  // namespace

BlockDeviceEvent* qmp_block_device_event(const char* device, Error** errp) {
  Block& block = Block::self();
  const auto found = block.devices.by_name().find(device);
  if (found != block.devices.by_name().end()) return &found->second->event();
  return block.guest_disks.find(device, errp);
}

BlockDevicesEvent* qmp_block_devices_event(Error**) {
  return &Block::self().devices.event();
}

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "block",
    .version = "1.0",
    .schema = &block_schema,
    .create = create,
    .save = save,
    .activate = activate,
    .destroy = destroy,
    .check = check,
};

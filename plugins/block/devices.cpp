// SPDX-License-Identifier: Apache-2.0
#include "plugins/block/devices.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace {

// What QEMU takes for a name: id_wellformed() of util/id.c.
bool is_identifier(const std::string& text) {
  const auto may_follow = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_';
  };
  return !text.empty() && std::isalpha(static_cast<unsigned char>(text.front())) != 0 &&
         std::ranges::all_of(text, may_follow);
}

}  // namespace

BlockDevices::~BlockDevices() {
  block_devices_event_close(&event_);
}

BlockDevice* BlockDevices::add(const Drive& drive, Error** errp) {
  return add(drive, errp,
             [&] { return ImageFile::open(drive.file, drive.readonly, drive.size, errp); });
}

BlockDevice* BlockDevices::add(const Drive& drive, const ImagePlaces& places, Error** errp) {
  return add(drive, errp,
             [&] { return places.open(drive.file, drive.readonly, drive.size, errp); });
}

BlockDevice* BlockDevices::add(const Drive& drive, Error** errp,
                               const std::function<std::unique_ptr<ImageFile>()>& open) {
  if (!is_identifier(drive.id)) {
    error_set(errp, "GenericError", "Parameter 'id' expects an identifier");
    return nullptr;
  }
  if (devices_.contains(drive.id)) {
    error_set(errp, "GenericError", "Duplicate ID '%s' for drive", drive.id.c_str());
    return nullptr;
  }
  if (drive.rerror == BEP_ENOSPC) {
    error_set(errp, "GenericError", "'enospc' invalid read error action");
    return nullptr;
  }
  auto image = open();
  if (!image) return nullptr;
  auto device = std::make_unique<BlockDevice>(drive, std::move(image), event_);
  const std::lock_guard lock(changing_);
  return devices_.emplace(drive.id, std::move(device)).first->second.get();
}

BlockDevice* BlockDevices::find(const std::string& id, Error** errp) {
  const auto found = devices_.find(id);
  if (found != devices_.end()) return found->second.get();
  error_set(errp, "DeviceNotFound", "Device '%s' not found", id.c_str());
  return nullptr;
}

void BlockDevices::remove(const std::string& id, Error** errp) {
  if (find(id, errp) == nullptr) return;
  ByName::node_type gone;  // freed when the lock is not held: its end is told
  const std::lock_guard lock(changing_);
  gone = devices_.extract(id);
}

void BlockDevices::reset_io_status() {
  const std::lock_guard lock(changing_);
  for (const auto& [id, device] : devices_) device->set_io_status(BDIS_OK);
}

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "plugins/block/device.hpp"
#include "plugins/block/image_places.hpp"

// The block devices of one machine, by name. [machine thread]
class BlockDevices {
 public:
  using ByName = std::map<std::string, std::unique_ptr<BlockDevice>>;

  BlockDevices() = default;
  BlockDevices(const BlockDevices&) = delete;
  BlockDevices& operator=(const BlockDevices&) = delete;
  ~BlockDevices();

  // Opens the drive's image. Returns NULL with *errp set if the drive cannot be.
  BlockDevice* add(const Drive& drive, Error** errp);

  // The same for a client, which may have an image in some places only.
  BlockDevice* add(const Drive& drive, const ImagePlaces& places, Error** errp);

  // NULL with *errp set to DeviceNotFound.
  BlockDevice* find(const std::string& id, Error** errp);

  // Ends the connections to the device's event. Sets *errp to DeviceNotFound.
  void remove(const std::string& id, Error** errp);

  // Forgets what stopped the machine. [any thread]
  void reset_io_status();

  const ByName& by_name() const { return devices_; }

  // The failures of all devices, present and future.
  BlockDevicesEvent& event() { return event_; }

 private:
  BlockDevice* add(const Drive& drive, Error** errp,
                   const std::function<std::unique_ptr<ImageFile>()>& open);

  BlockDevicesEvent event_{};
  std::mutex changing_;  // held while devices_ is changed, and where another thread reads it
  ByName devices_;
};

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plugins/block/devices.hpp"
#include "plugins/block/watched_disks.hpp"
#include "signalbox/plugin.h"
#include "signalbox/self.h"

// What one machine has of this plugin.
struct Block {
  Block(const signalbox_host* its_host, const BlockConfig& config)
      : host(its_host), places(*its_host, config), guest_disks(*its_host, devices.event()) {}

  const signalbox_host* const host;
  const ImagePlaces places;
  BlockDevices devices;
  WatchedDisks guest_disks;

  // Of the machine that the running command or accessor is for.
  static Block& self() { return *static_cast<Block*>(signalbox_self()); }
};

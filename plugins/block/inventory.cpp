// SPDX-License-Identifier: Apache-2.0
// The commands that add, remove and list devices.
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "block/qmp_commands.h"  // generated
#include "plugins/block/block.hpp"
#include "plugins/block/error_policy.hpp"
#include "plugins/block/list.hpp"

namespace {

template <typename T>
T* zeroed() {
  return static_cast<T*>(std::calloc(1, sizeof(T)));
}

BlockDeviceInfo* contents_of(const BlockDevice& device) {
  const Drive& drive = device.drive();
  auto* info = zeroed<BlockDeviceInfo>();
  info->file = strdup(drive.file.c_str());
  info->ro = drive.readonly;
  info->drv = strdup("raw");
  info->detect_zeroes = strdup("off");
  info->image = zeroed<ImageInfo>();
  info->image->filename = strdup(drive.file.c_str());
  info->image->format = strdup("raw");
  info->image->virtual_size = static_cast<std::int64_t>(device.image().size());
  info->image->actual_size = static_cast<std::int64_t>(device.image().allocated_bytes());
  info->cache = zeroed<BlockdevCacheInfo>();
  info->cache->writeback = true;
  return info;
}

BlockInfo* describe(const BlockDevice& device) {
  const Drive& drive = device.drive();
  auto* info = zeroed<BlockInfo>();
  info->device = strdup(drive.id.c_str());
  info->type = strdup("unknown");
  info->inserted = contents_of(device);
  info->has_io_status = may_stop(drive.rerror) || may_stop(drive.werror);
  info->io_status = device.io_status();
  return info;
}

}  // namespace

void qmp_block_add(const char* id, const char* file, bool has_size, std::uint64_t size,
                   bool has_readonly, bool readonly, bool has_rerror, BlockErrorPolicy rerror,
                   bool has_werror, BlockErrorPolicy werror, Error** errp) {
  Drive drive{.id = id, .file = file};
  if (has_size) drive.size = size;
  if (has_readonly) drive.readonly = readonly;
  if (has_rerror) drive.rerror = rerror;
  if (has_werror) drive.werror = werror;
  Block& block = Block::self();
  block.devices.add(drive, block.places, errp);
}

void qmp_block_del(const char* device, Error** errp) {
  Block::self().devices.remove(device, errp);
}

BlockInfoList* qmp_query_block(Error**) {
  BlockInfoList* list = nullptr;
  BlockInfoList** end = &list;
  for (const auto& [id, device] : Block::self().devices.by_name()) append(end, describe(*device));
  return list;
}

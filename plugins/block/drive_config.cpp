// SPDX-License-Identifier: Apache-2.0
#include "plugins/block/drive_config.hpp"

#include <cstdlib>
#include <cstring>

Drive drive_of(const BlockDrive& config) {
  Drive drive{.id = config.id, .file = config.file};
  if (config.has_size) drive.size = config.size;
  if (config.has_readonly) drive.readonly = config.readonly;
  if (config.has_rerror) drive.rerror = config.rerror;
  if (config.has_werror) drive.werror = config.werror;
  return drive;
}

BlockDrive* config_of(const Drive& drive) {
  auto* config = static_cast<BlockDrive*>(std::calloc(1, sizeof(BlockDrive)));
  config->id = strdup(drive.id.c_str());
  config->file = strdup(drive.file.c_str());
  config->has_size = drive.size.has_value();
  config->size = drive.size.value_or(0);
  config->has_readonly = true;
  config->readonly = drive.readonly;
  config->has_rerror = true;
  config->rerror = drive.rerror;
  config->has_werror = true;
  config->werror = drive.werror;
  return config;
}

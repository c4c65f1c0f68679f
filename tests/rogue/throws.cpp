// SPDX-License-Identifier: Apache-2.0
// Lets an exception out of create().
#include <stdexcept>

#include "tests/rogue/rogue.h"

namespace {

void* create(const signalbox_host*, const char*, Error**) {
  throw std::runtime_error("no wings");
}

}  // namespace

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "rogue",
    .version = "1",
    .schema = &rogue_schema,
    .create = create,
    .save = nullptr,
    .activate = nullptr,
    .destroy = rogue_destroy,
    .check = nullptr,
};

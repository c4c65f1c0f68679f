// SPDX-License-Identifier: Apache-2.0
#include "host/plugin_file.hpp"

#include "host/plugin_code.hpp"
#include "host/plugin_probe.hpp"
#include "host/private_copy.hpp"

namespace signalbox {

namespace fs = std::filesystem;

// In this order: the copy outlives the code that is mapped from it.
struct PluginFile::Mapping {
  Mapping(const fs::path& file, const fs::path& program)
      : origin(file), copy(file), code(probed(program), file) {}

  const fs::path& probed(const fs::path& program) const {
    probe_plugin(program, copy.path(), origin);
    return copy.path();
  }

  const fs::path origin;
  const PrivateCopy copy;
  PluginCode code;
};

PluginFile::PluginFile(const fs::path& file, const fs::path& program)
    : mapping_(std::make_unique<Mapping>(file, program)) {}

PluginFile::~PluginFile() = default;
PluginFile::PluginFile(PluginFile&&) noexcept = default;
PluginFile& PluginFile::operator=(PluginFile&&) noexcept = default;

const signalbox_plugin& PluginFile::entry() const {
  return mapping_->code.entry();
}

const fs::path& PluginFile::origin() const {
  return mapping_->origin;
}

bool PluginFile::close() {
  return mapping_->code.unmap();
}

}  // namespace signalbox

// SPDX-License-Identifier: Apache-2.0
#include "host/plugin_file.hpp"

#include <map>
#include <mutex>
#include <utility>

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

// The state that machines share where they load one file.
struct PluginFile::Shared {
  std::mutex turn;  // held while the file is tried and mapped, up to 10 s: once for all that wait
  std::mutex lock;
  std::weak_ptr<Mapping> mapping;  // [lock] the latest

  // That of a file. One stays for each file that was ever loaded.
  static std::shared_ptr<Shared> of(const fs::path& file) {
    static std::mutex lock;
    static std::map<fs::path, std::shared_ptr<Shared>> all;
    const std::lock_guard guard(lock);
    std::shared_ptr<Shared>& shared = all[file];
    if (!shared) shared = std::make_shared<Shared>();
    return shared;
  }
};

PluginFile::PluginFile(const fs::path& file, Share share, const fs::path& program)
    : shared_(Shared::of(file)) {
  const std::lock_guard turn(shared_->turn);
  if (share == Share::yes) {
    const std::lock_guard guard(shared_->lock);
    mapping_ = shared_->mapping.lock();
  }
  if (mapping_ && mapping_->copy.equals(file)) return;
  auto made = std::make_shared<Mapping>(file, program);
  const std::lock_guard guard(shared_->lock);
  mapping_ = std::move(made);
  shared_->mapping = mapping_;
}

PluginFile::~PluginFile() {
  if (mapping_) close();
}

PluginFile::PluginFile(PluginFile&&) noexcept = default;

PluginFile& PluginFile::operator=(PluginFile&& other) noexcept {
  std::swap(shared_, other.shared_);
  std::swap(mapping_, other.mapping_);
  return *this;
}

const signalbox_plugin& PluginFile::entry() const {
  return mapping_->code.entry();
}

const fs::path& PluginFile::origin() const {
  return mapping_->origin;
}

bool PluginFile::close() {
  const std::lock_guard guard(shared_->lock);
  const std::shared_ptr<Mapping> left = std::move(mapping_);
  return left.use_count() > 1 || left->code.unmap();
}

}  // namespace signalbox

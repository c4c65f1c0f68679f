// SPDX-License-Identifier: Apache-2.0
#define BOOST_DLL_USE_STD_FS
#include "host/plugin_code.hpp"

#include <dlfcn.h>

#include <string>

#include <boost/dll/shared_library.hpp>

#include "host/elf_check.hpp"
#include "host/plugin_entry.hpp"
#include "host/plugin_refused.hpp"

namespace signalbox {
namespace {

namespace fs = std::filesystem;

// The linker's own words about the last failure, with the name that the reader knows.
std::string linker_text(const fs::path& file, const fs::path& origin) {
  const char* const words = dlerror();
  std::string text = words ? words : "the linker does not say why";
  const std::string copy = file.string();
  for (std::size_t at = text.find(copy); at != std::string::npos; at = text.find(copy)) {
    text.replace(at, copy.size(), origin.filename().string());
  }
  return text;
}

}  // namespace

struct PluginCode::Library {
  boost::dll::shared_library mapped;
};

PluginCode::PluginCode(const fs::path& file, const fs::path& origin)
    : file_(file), library_(std::make_unique<Library>()) {
  check_elf(file, origin);
  std::error_code error;
  library_->mapped.load(file, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local,
                        error);
  if (error)
    throw PluginRefused(origin.string() + ": cannot be loaded: " + linker_text(file, origin));
  if (!library_->mapped.has("signalbox_plugin_entry")) {
    throw PluginRefused(origin.string() +
                        ": is not a plugin: it does not export signalbox_plugin_entry");
  }
  entry_ = &library_->mapped.get<const signalbox_plugin>("signalbox_plugin_entry");
  check_plugin_entry(*entry_, origin);
}

PluginCode::~PluginCode() = default;

bool PluginCode::unmap() {
  entry_ = nullptr;
  library_->mapped.unload();
  void* const still = dlopen(file_.c_str(), RTLD_LAZY | RTLD_NOLOAD);
  if (still) dlclose(still);
  return still == nullptr;
}

}  // namespace signalbox

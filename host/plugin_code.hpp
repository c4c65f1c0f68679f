// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "signalbox/plugin.h"

namespace signalbox {

// A shared object mapped into this process, and its entry. Runs the plugin's static
// constructors: whoever does not trust them yet does it in a process of its own.
class PluginCode {
 public:
  // Maps `file` and checks its entry. `origin` is what errors call it. Throws PluginRefused.
  PluginCode(const std::filesystem::path& file, const std::filesystem::path& origin);

  ~PluginCode();
  PluginCode(const PluginCode&) = delete;
  PluginCode& operator=(const PluginCode&) = delete;

  // Valid until unmap().
  const signalbox_plugin& entry() const { return *entry_; }

  // False if the code is still mapped afterwards.
  bool unmap();

 private:
  struct Library;
  std::filesystem::path file_;
  std::unique_ptr<Library> library_;
  const signalbox_plugin* entry_ = nullptr;
};

}  // namespace signalbox

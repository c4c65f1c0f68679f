// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "host/plugin_refused.hpp"
#include "signalbox/plugin.h"

namespace signalbox {

// A plugin's code, loaded. What is mapped is a private copy: the file may be replaced, cut short
// or removed while this lives. Not thread-safe; usually belongs to the loop thread.
class PluginFile {
 public:
  // Checks the file, copies it, lets a child process map the copy, and maps it. This takes a few
  // milliseconds, or up to ten seconds if the plugin hangs while it is mapped.
  // `program` is run with --probe-plugin. Throws PluginRefused.
  explicit PluginFile(const std::filesystem::path& file,
                      const std::filesystem::path& program = "/proc/self/exe");

  // Unloads, if close() did not.
  ~PluginFile();

  PluginFile(PluginFile&&) noexcept;
  PluginFile& operator=(PluginFile&&) noexcept;

  // Checked: every pointer that must not be null is not. Valid until close().
  const signalbox_plugin& entry() const;

  // The file that it was copied from.
  const std::filesystem::path& origin() const;

  // Unloads the code. False if it is still mapped afterwards: the plugin pins itself (a unique
  // symbol, a thread_local with a destructor), and loading it again starts with its old data.
  bool close();

 private:
  struct Mapping;
  std::unique_ptr<Mapping> mapping_;
};

}  // namespace signalbox

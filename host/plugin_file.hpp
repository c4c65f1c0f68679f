// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "host/plugin_refused.hpp"
#include "signalbox/plugin.h"

namespace signalbox {

// A plugin's code, loaded. What is mapped is a private copy: the file may be replaced, cut short
// or removed while this lives. Machines that load the same bytes from the same file share one
// mapping, and so what the plugin keeps outside of its instances. Each object belongs to one
// thread at a time; different ones may be used by different threads.
class PluginFile {
 public:
  enum class Share {
    yes,  // a mapping that others have, if there is one of what the file has now
    no    // one of its own: the plugin's static constructors run again
  };

  // Checks the file. Unless a mapping is shared it is copied, a child process maps the copy, and
  // it is mapped: this takes tens of milliseconds, or up to ten seconds if the plugin hangs while
  // it is mapped. `program` is run with --probe-plugin. Throws PluginRefused.
  explicit PluginFile(const std::filesystem::path& file, Share share = Share::yes,
                      const std::filesystem::path& program = "/proc/self/exe");

  // Unloads, if close() did not.
  ~PluginFile();

  PluginFile(PluginFile&&) noexcept;
  PluginFile& operator=(PluginFile&&) noexcept;

  // Checked: every pointer that must not be null is not. Valid until close().
  const signalbox_plugin& entry() const;

  // The file that it was copied from.
  const std::filesystem::path& origin() const;

  // Unloads the code, if nobody shares it. False if it is still mapped afterwards: the plugin pins
  // itself (a unique symbol, a thread_local with a destructor), and loading it again starts with
  // its old data.
  bool close();

 private:
  struct Mapping;
  struct Shared;
  std::shared_ptr<Shared> shared_;
  std::shared_ptr<Mapping> mapping_;
};

}  // namespace signalbox

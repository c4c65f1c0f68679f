// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

namespace signalbox::cli {

struct EmbeddedFile {
  const char* name;
  const char* text;
};

// The files of cli/skeleton/, from which a new plugin is made. @NAME@ stands for the plugin's name,
// @SYMBOL@ for that name in C, @TYPE@ for it as a type, @LANGUAGE@ for c or cpp.
std::span<const EmbeddedFile> skeleton_files();

}  // namespace signalbox::cli

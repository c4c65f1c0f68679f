// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace signalbox {

// A file that was put into the program when it was built (cmake/EmbedFiles.cmake).
struct EmbeddedFile {
  std::string_view name;
  std::string_view text;
};

}  // namespace signalbox

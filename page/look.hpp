// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "compat/embedded_file.hpp"

namespace signalbox {

// The files of page/look/: the style sheet and the script of a page.
std::span<const EmbeddedFile> look_files();

}  // namespace signalbox

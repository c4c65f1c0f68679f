// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace signalbox::cli {

// Why a server on the Unix socket `path` may say nothing to the connection `fd`, as far as the
// kernel tells: "another client holds this monitor: python3 (process 1234)" where the server has
// accepted another connection and not this one, as a QEMU does, "qemu (process 1234) does not
// accept connections there" where it has accepted none. Empty: it has accepted this one, or the
// kernel does not tell.
std::string why_silent(int fd, const std::string& path);

}  // namespace signalbox::cli

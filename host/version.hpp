// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace signalbox {

// The QEMU whose protocol, texts and orders we follow (shared conformance cases: 7.2.22), as the
// greeting and query-version give it.
constexpr int kQemuMajor = 7;
constexpr int kQemuMinor = 2;
constexpr int kQemuMicro = 22;

// "Signalbox 0.1.0": the member `package` of a QMP version.
std::string package_version();

// The first line that each client gets, with CR LF.
std::string make_greeting();

}  // namespace signalbox

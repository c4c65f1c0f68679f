// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace signalbox::schema {

// Commands and members that QEMU spelled with underscores before hyphens became the rule
// (qapi/pragma.json, and BlockDeviceInfo): they keep their names, and no new one is accepted.
bool is_old_name(std::string_view name);

// The 14 events of QEMU 0.15 (monitor.h, QEVENT_*), which alone may have a default connection.
bool is_legacy_event(std::string_view wire_name);

}  // namespace signalbox::schema

// SPDX-License-Identifier: Apache-2.0
#include "plugins/block/guest_failure.hpp"

#include <array>
#include <cassert>
#include <cerrno>
#include <system_error>
#include <utility>

#include "plugins/block/error_policy.hpp"

namespace {

BlockDeviceAction action_of(QemuErrorAction action) {
  switch (action) {
    case QEA_IGNORE: return BDA_NONE;
    case QEA_REPORT: return BDA_REPORT;
    case QEA_STOP: return BDA_STOP;
  }
  assert(false);
  return BDA_REPORT;
}

// Where the event has no `nospace` its text tells: the system's own, since QEMU does not translate.
BlockDeviceActionReason reason_in(const QemuBlockIoError& error) {
  if (error.has_nospace && error.nospace) return BDAR_NOSPC;
  for (const int each : std::array{ENOSPC, EIO}) {
    if (std::generic_category().message(each) == error.reason) return reason_of(each);
  }
  return BDAR_OTHER;
}

}  // namespace

bool GuestFailure::is_of(const GuestDisk& other) const {
  if (!disk.qom_path.empty() && !other.qom_path.empty()) return disk.qom_path == other.qom_path;
  if (!disk.device.empty() && !other.device.empty()) return disk.device == other.device;
  return !disk.node_name.empty() && disk.node_name == other.node_name;
}

GuestFailure failure_of(const QemuBlockIoError& error) {
  GuestDisk disk{.device = error.device, .qom_path = "", .node_name = ""};
  if (error.qom_path != nullptr) disk.qom_path = error.qom_path;
  if (error.node_name != nullptr) disk.node_name = error.node_name;
  return {.disk = std::move(disk),
          .action = action_of(error.action),
          .operation = error.operation,
          .reason = reason_in(error)};
}

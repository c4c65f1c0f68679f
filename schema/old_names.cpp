// SPDX-License-Identifier: Apache-2.0
#include "schema/old_names.hpp"

#include <algorithm>
#include <array>

namespace signalbox::schema {
namespace {

constexpr auto old_names = std::to_array<std::string_view>({
    "add_client",
    "backing_file",
    "backing_file_depth",
    "block_passwd",
    "block_resize",
    "block_set_io_throttle",
    "bps_max",
    "bps_max_length",
    "bps_rd",
    "bps_rd_max",
    "bps_rd_max_length",
    "bps_wr",
    "bps_wr_max",
    "bps_wr_max_length",
    "client_migrate_info",
    "detect_zeroes",
    "device_add",
    "device_del",
    "encryption_key_missing",
    "expire_password",
    "iops_max",
    "iops_max_length",
    "iops_rd",
    "iops_rd_max",
    "iops_rd_max_length",
    "iops_size",
    "iops_wr",
    "iops_wr_max",
    "iops_wr_max_length",
    "migrate_cancel",
    "migrate_set_downtime",
    "migrate_set_speed",
    "netdev_add",
    "netdev_del",
    "qmp_capabilities",
    "sasl_username",
    "set_link",
    "set_password",
    "system_powerdown",
    "system_reset",
    "system_wakeup",
    "tray_open",
    "write_threshold",
    "x509_dname",
});

constexpr auto legacy_events = std::to_array<std::string_view>({
    "SHUTDOWN",
    "RESET",
    "POWERDOWN",
    "STOP",
    "RESUME",
    "VNC_CONNECTED",
    "VNC_INITIALIZED",
    "VNC_DISCONNECTED",
    "BLOCK_IO_ERROR",
    "RTC_CHANGE",
    "WATCHDOG",
    "SPICE_CONNECTED",
    "SPICE_INITIALIZED",
    "SPICE_DISCONNECTED",
});

}  // namespace

bool is_old_name(std::string_view name) {
  return std::ranges::binary_search(old_names, name);
}

bool is_legacy_event(std::string_view wire_name) {
  return std::ranges::find(legacy_events, wire_name) != legacy_events.end();
}

}  // namespace signalbox::schema

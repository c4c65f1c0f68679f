// SPDX-License-Identifier: Apache-2.0
#include "tests/client/block_tables.hpp"

namespace {

constexpr size_t no_has = SIZE_MAX;
constexpr uint16_t in_order[] = {0, 1};

constexpr wire_member device_members[] = {
    {"device", &wire_type_str, offsetof(DeviceArguments, device), false, no_has}};

constexpr const char* operations[] = {"read", "write"};
constexpr wire_type operation_type = {WIRE_ENUM, "Operation", 0, nullptr, nullptr,
                                      0,         operations,  2, nullptr};
constexpr wire_member error_members[] = {
    {"operation", &operation_type, offsetof(ErrorData, operation), false, no_has},
    {"reason", &wire_type_str, offsetof(ErrorData, reason), true, no_has}};

constexpr wire_member stats_members[] = {
    {"reads", &wire_type_int64, offsetof(Stats, reads), false, no_has}};

void invoke_error(const void* data, void (*slot)(void), void* opaque) {
  const auto* error = static_cast<const ErrorData*>(data);
  reinterpret_cast<ErrorFunc*>(slot)(error->operation, error->reason, opaque);
}

void invoke_tick(const void* /*data*/, void (*slot)(void), void* opaque) {
  reinterpret_cast<TickFunc*>(slot)(opaque);
}

DeviceArguments arguments_of(const char* device) {
  return {const_cast<char*>(device)};
}

}  // namespace

const wire_type device_arguments_type = {WIRE_STRUCT,    "Device", sizeof(DeviceArguments),
                                         device_members, in_order, 1,
                                         nullptr,        0,        nullptr};
const wire_type error_data_type = {
    WIRE_STRUCT, "DeviceError", sizeof(ErrorData), error_members, in_order, 2, nullptr, 0, nullptr};
const wire_type stats_type = {WIRE_STRUCT, "Stats", sizeof(Stats), stats_members, in_order, 1,
                              nullptr,     0,       nullptr};
const wire_type stats_list_type = {WIRE_LIST, "StatsList", 0, nullptr,    nullptr,
                                   0,         nullptr,     0, &stats_type};

int connect_device_event(QmpSession* session, const char* device, ErrorFunc* slot, void* opaque,
                         Error** errp) {
  const DeviceArguments arguments = arguments_of(device);
  return libqmp_connect(session, "device-event", &device_arguments_type, &arguments,
                        &error_data_type, invoke_error, reinterpret_cast<void (*)()>(slot), opaque,
                        errp);
}

void disconnect_device_event(QmpSession* session, const char* device, int handle, Error** errp) {
  const DeviceArguments arguments = arguments_of(device);
  libqmp_disconnect(session, "device-event", &device_arguments_type, &arguments, handle, errp);
}

int connect_tick_event(QmpSession* session, TickFunc* slot, void* opaque, Error** errp) {
  return libqmp_connect(session, "tick-event", nullptr, nullptr, nullptr, invoke_tick,
                        reinterpret_cast<void (*)()>(slot), opaque, errp);
}

void disconnect_tick_event(QmpSession* session, int handle, Error** errp) {
  libqmp_disconnect(session, "tick-event", nullptr, nullptr, handle, errp);
}

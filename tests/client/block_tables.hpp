// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "client/libqmp.h"
#include "wire/codec.h"

// What qmpc writes for a device's events, by hand: the tests of libqmp need no generator.

struct DeviceArguments {
  char* device;
};

struct ErrorData {
  int operation;  // 0: read, 1: write
  char* reason;
};

using ErrorFunc = void(int operation, const char* reason, void* opaque);

struct Stats {
  int64_t reads;
};

struct StatsList {
  StatsList* next;
  Stats* value;
};

extern const wire_type device_arguments_type;
extern const wire_type error_data_type;
extern const wire_type stats_type;
extern const wire_type stats_list_type;

int connect_device_event(QmpSession* session, const char* device, ErrorFunc* slot, void* opaque,
                         Error** errp);
void disconnect_device_event(QmpSession* session, const char* device, int handle, Error** errp);

// Without arguments and without data.
using TickFunc = void(void* opaque);
int connect_tick_event(QmpSession* session, TickFunc* slot, void* opaque, Error** errp);
void disconnect_tick_event(QmpSession* session, int handle, Error** errp);

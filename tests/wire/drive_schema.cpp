// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "tests/wire/drive_schema.hpp"

namespace signalbox::schema {

namespace {

constexpr std::size_t none = SIZE_MAX;

wire_type list_of(const char* name, const wire_type* element) {
  wire_type type = {};
  type.kind = WIRE_LIST;
  type.name = name;
  type.element = element;
  return type;
}

template <std::size_t count>
wire_type structure(const char* name, std::size_t size, const wire_member (&members)[count],
                    const std::uint16_t* print_order) {
  wire_type type = {};
  type.kind = WIRE_STRUCT;
  type.name = name;
  type.size = size;
  type.members = members;
  type.member_count = count;
  type.print_order = print_order;
  return type;
}

const char* const mode_values[] = {"fast", "safe"};

wire_type mode_enum() {
  wire_type type = {};
  type.kind = WIRE_ENUM;
  type.name = "Mode";
  type.values = mode_values;
  type.value_count = 2;
  return type;
}

const wire_type mode = mode_enum();

const wire_member drive_members[] = {
    {"name", &wire_type_str, offsetof(Drive, name), false, none},
    {"size", &wire_type_size, offsetof(Drive, size), true, offsetof(Drive, has_size)},
    {"mode", &mode, offsetof(Drive, mode), true, offsetof(Drive, has_mode)},
};
const std::uint16_t drive_order[] = {2, 0, 1};
const wire_type drive = structure("Drive", sizeof(Drive), drive_members, drive_order);

const wire_type drive_list = list_of("DriveList", &drive);
const wire_type str_list = list_of("strList", &wire_type_str);
const wire_type byte_list = list_of("uint8List", &wire_type_uint8);
const wire_type mode_list = list_of("ModeList", &mode);

#define OPTIONAL(member, type) \
  { #member, &type, offsetof(Rack, member), true, offsetof(Rack, has_##member) }

const wire_member rack_members[] = {
    {"label", &wire_type_str, offsetof(Rack, label), false, none},
    OPTIONAL(on, wire_type_bool),
    OPTIONAL(tiny, wire_type_int8),
    OPTIONAL(byte, wire_type_uint8),
    OPTIONAL(word, wire_type_int16),
    OPTIONAL(port, wire_type_uint16),
    OPTIONAL(id, wire_type_int32),
    OPTIONAL(count, wire_type_uint32),
    OPTIONAL(offset, wire_type_int64),
    OPTIONAL(serial, wire_type_uint64),
    OPTIONAL(load, wire_type_number),
    OPTIONAL(drives, drive_list),
    OPTIONAL(tags, str_list),
    OPTIONAL(levels, byte_list),
    OPTIONAL(modes, mode_list),
    {"spare", &drive, offsetof(Rack, spare), true, none},
    {"extra", &wire_type_any, offsetof(Rack, extra), true, none},
};

}  // namespace

const wire_type rack = structure("Rack", sizeof(Rack), rack_members, nullptr);

}  // namespace signalbox::schema

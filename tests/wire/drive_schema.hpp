// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/codec.h"

// What the schema compiler would write for
//
//   { 'Mode': [ 'fast', 'safe' ] }
//   { 'Drive': { 'name': 'str', '*size': 'size', '*mode': 'Mode' } }
//   { 'Rack': { 'label': 'str', '*on': 'bool', '*tiny': 'int8', '*byte': 'uint8', '*word': 'int16',
//               '*port': 'uint16', '*id': 'int32', '*count': 'uint32', '*offset': 'int',
//               '*serial': 'uint64', '*load': 'number', '*drives': [ 'Drive' ], '*tags': [ 'str' ],
//               '*levels': [ 'uint8' ], '*modes': [ 'Mode' ], '*spare': 'Drive', '*extra': 'any' }
//               }

namespace signalbox::schema {

struct StrCell {
  StrCell* next;
  char* value;
};

struct ByteCell {
  ByteCell* next;
  std::uint8_t value;
};

struct ModeCell {
  ModeCell* next;
  int value;
};

struct Drive {
  char* name;
  bool has_size;
  std::uint64_t size;
  bool has_mode;
  int mode;
};

struct DriveCell {
  DriveCell* next;
  Drive* value;
};

struct Rack {
  char* label;
  bool has_on, has_tiny, has_byte, has_word, has_port, has_id, has_count, has_offset, has_serial,
      has_load;
  bool on;
  std::int8_t tiny;
  std::uint8_t byte;
  std::int16_t word;
  std::uint16_t port;
  std::int32_t id;
  std::uint32_t count;
  std::int64_t offset;
  std::uint64_t serial;
  double load;
  bool has_drives, has_tags, has_levels, has_modes;
  DriveCell* drives;
  StrCell* tags;
  ByteCell* levels;
  ModeCell* modes;
  Drive* spare;
  char* extra;
};

extern const wire_type rack;

}  // namespace signalbox::schema

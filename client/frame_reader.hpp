// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "wire/json_reader.h"

namespace signalbox::client {

// Cuts a server's byte stream into JSON values: one a message, at whatever bytes the stream was
// split, with or without line ends between or inside them (a monitor may be set to pretty=on).
class FrameReader {
 public:
  FrameReader() { wire_json_reader_init(&reader_); }
  FrameReader(const FrameReader&) = delete;
  FrameReader& operator=(const FrameReader&) = delete;
  ~FrameReader() { wire_json_reader_release(&reader_); }

  void add(std::string_view bytes) { bytes_ += bytes; }

  // The next value that is complete, as JSON without white space. Nothing where more bytes are
  // needed or where broken() tells that none will help.
  std::optional<std::string> next();

  // Why the stream is not JSON, in QEMU's words.
  const std::string& broken() const { return broken_; }

  // Whether the stream stops inside of a value.
  bool inside() const { return !wire_json_reader_is_idle(&reader_); }

 private:
  wire_json_reader reader_;
  std::string bytes_;
  size_t fed_ = 0;  // of bytes_
  std::string broken_;
};

}  // namespace signalbox::client

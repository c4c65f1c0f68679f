// SPDX-License-Identifier: Apache-2.0
#include "client/frame_reader.hpp"

namespace signalbox::client {

std::optional<std::string> FrameReader::next() {
  if (!broken_.empty()) return std::nullopt;
  size_t used = 0;
  const auto status = wire_json_feed(&reader_, bytes_.data() + fed_, bytes_.size() - fed_, &used);
  fed_ += used;
  switch (status) {
    case WIRE_JSON_VALUE: return std::string(reader_.text.bytes, reader_.text.length);
    case WIRE_JSON_ERROR: broken_.assign(reader_.error.bytes, reader_.error.length); break;
    case WIRE_JSON_MORE: break;
  }
  bytes_.clear();
  fed_ = 0;
  return std::nullopt;
}

}  // namespace signalbox::client

// SPDX-License-Identifier: Apache-2.0
#include "wire/strict_json.hpp"

#include <boost/json.hpp>

#include "wire/utf8.h"

namespace signalbox {

// Only a string of the value can hold a byte above 7F, so the text is mended as a whole.
std::string strict_json(const boost::json::value& value) {
  const std::string text = boost::json::serialize(value);
  std::string strict;
  strict.reserve(text.size());
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at < end;) {
    const char* next = at;
    const int code = wire_utf8_read(at, end, &next);
    if (code > 0) {
      strict.append(at, next);
    } else {
      strict += code == 0 ? "\\u0000" : "\\ufffd";
    }
    at = next;
  }
  return strict;
}

}  // namespace signalbox

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace signalbox {

// Looks at the first bytes that a peer sends: is it a client of HTTP? A page in a browser can make
// it send requests to any TCP port of the same computer, with a body that the page has chosen.
class HttpOpening {
 public:
  // Takes the next bytes. True: all bytes so far begin with the name of an HTTP method and a space.
  bool feed(std::string_view bytes);

 private:
  std::string begin_;  // at most as long as the longest method and its space
  bool is_decided_ = false;
};

}  // namespace signalbox

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

namespace signalbox {

// What a browser or a scraper gets.
struct HttpAnswer {
  unsigned status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::shared_ptr<const std::string> body;  // shared by all who get the same
};

// Takes the answer, at once or later; called once. [any thread]
using HttpReply = std::function<void(HttpAnswer)>;

// What there is to be had at one path: "/metrics".
struct HttpPage {
  std::string path;
  std::function<void(HttpReply)> make;  // must not wait for anything [loop]
};

}  // namespace signalbox

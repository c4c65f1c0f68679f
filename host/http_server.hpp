// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/http_answer.hpp"
#include "host/listener.hpp"

namespace signalbox {

struct ListenerConfig;
class HttpConnection;

// Serves a few pages by HTTP/1.1 to whoever can connect: GET and HEAD, nothing is ever changed.
// No client holds up another, nor the loop: each has a time to ask in and one to read in, and where
// there are too many, of all or of one TCP address, the one that has done nothing for the longest
// makes way. [loop]
class HttpServer {
 public:
  static constexpr std::size_t kMostConnections = 64;
  static constexpr std::ptrdiff_t kMostOfAddress = 8;

  // Opens the sockets; throws ListenError. `listeners` outlive it. `hosts`: names of this computer
  // that requests by TCP may be for, beside localhost and the addresses that are listened at.
  HttpServer(Loop& loop, const std::vector<ListenerConfig>& listeners,
             std::vector<std::string> hosts, std::vector<HttpPage> pages);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Null: there is none.
  const HttpPage* page(std::string_view path) const;

  const std::vector<std::string>& hosts() const { return hosts_; }

  Loop& loop() const { return loop_; }

  // By a connection: it has come further; it has ended.
  void moved(HttpConnection& connection);
  void ended(HttpConnection& connection);

 private:
  void accept(int fd);

  Loop& loop_;
  std::vector<std::string> hosts_;
  const std::vector<HttpPage> pages_;
  std::list<std::shared_ptr<HttpConnection>> connections_;  // the longest idle one first
  std::list<Listener> listeners_;
};

}  // namespace signalbox

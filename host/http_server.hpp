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

class ClientAccounts;
class HttpConnection;
class Limits;
struct MetricsConfig;

// Serves a few pages by HTTP/1.1 to whoever can connect: GET and HEAD, nothing is ever changed.
// No client holds up another, nor the loop: each has a time to ask in and one to read in, and where
// there are too many, of all or of one TCP address, the one that has done nothing for the longest
// makes way. Clients wait while no descriptor is left for them. [loop]
class HttpServer {
 public:
  // Opens the sockets of `config`; throws ListenError. Beside config.hosts, requests by TCP may be
  // for localhost and the addresses that are listened at. `accounts` and `limits` outlive it.
  HttpServer(Loop& loop, const ClientAccounts& accounts, Limits& limits,
             const MetricsConfig& config, std::vector<HttpPage> pages);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Null: there is none.
  const HttpPage* page(std::string_view path) const;

  const std::vector<std::string>& hosts() const { return hosts_; }
  Limits& limits() const { return limits_; }

  Loop& loop() const { return loop_; }

  // By a connection: it has come further; it has ended.
  void moved(HttpConnection& connection);
  void ended(HttpConnection& connection);

 private:
  void accept(int fd);
  void make_room(const HttpConnection& comer);

  Loop& loop_;
  Limits& limits_;
  std::vector<std::string> hosts_;
  const std::vector<HttpPage> pages_;
  std::list<std::shared_ptr<HttpConnection>> connections_;  // the longest idle one first
  std::list<Listener> listeners_;
};

}  // namespace signalbox

// SPDX-License-Identifier: Apache-2.0
#include "host/http_server.hpp"

#include <algorithm>
#include <utility>

#include "host/config.hpp"
#include "host/http_connection.hpp"
#include "host/listen_address.hpp"
#include "host/log.hpp"
#include "host/reactor.hpp"

namespace signalbox {

HttpServer::HttpServer(Loop& loop, const std::vector<ListenerConfig>& listeners,
                       std::vector<std::string> hosts, std::vector<HttpPage> pages)
    : loop_(loop), hosts_(std::move(hosts)), pages_(std::move(pages)) {
  for (const ListenerConfig& each : listeners) {
    const auto address = parse_listen_address(each.address);
    if (address && !address->host.empty()) hosts_.push_back(address->host);
    const Listener& listener = listeners_.emplace_back(loop, each, [this](int fd) { accept(fd); });
    log_info("metrics: served by HTTP on " + listener.address());
  }
}

HttpServer::~HttpServer() {
  while (!connections_.empty()) connections_.front()->close();
}

const HttpPage* HttpServer::page(std::string_view path) const {
  const auto found = std::find_if(pages_.begin(), pages_.end(),
                                  [path](const HttpPage& each) { return each.path == path; });
  return found == pages_.end() ? nullptr : &*found;
}

void HttpServer::accept(int fd) {
  auto made = std::make_shared<HttpConnection>(*this, loop_.reactor_->io, fd);
  const auto is_of_same = [&made](const auto& each) {
    return !made->address().empty() && each->address() == made->address();
  };
  const auto same = std::find_if(connections_.begin(), connections_.end(), is_of_same);
  if (std::count_if(same, connections_.end(), is_of_same) >= kMostOfAddress) (*same)->close();
  if (connections_.size() >= kMostConnections) connections_.front()->close();
  connections_.push_back(std::move(made));
  connections_.back()->start();
}

void HttpServer::moved(HttpConnection& connection) {
  const auto place = std::find_if(connections_.begin(), connections_.end(),
                                  [&](const auto& each) { return each.get() == &connection; });
  connections_.splice(connections_.end(), connections_, place);
}

void HttpServer::ended(HttpConnection& connection) {
  connections_.remove_if([&](const auto& each) { return each.get() == &connection; });
}

}  // namespace signalbox

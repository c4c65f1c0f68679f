// SPDX-License-Identifier: Apache-2.0
#include "host/http_server.hpp"

#include <algorithm>
#include <utility>

#include "host/client_accounts.hpp"
#include "host/config.hpp"
#include "host/http_connection.hpp"
#include "host/limits.hpp"
#include "host/listen_address.hpp"
#include "host/log.hpp"
#include "host/reactor.hpp"

namespace signalbox {

HttpServer::HttpServer(Loop& loop, const ClientAccounts& accounts, Limits& limits,
                       const MetricsConfig& config, std::vector<HttpPage> pages)
    : loop_(loop), limits_(limits), hosts_(config.hosts), pages_(std::move(pages)) {
  for (const ListenerConfig& each : config.listeners) {
    const auto address = parse_listen_address(each.address);
    if (address && !address->host.empty()) hosts_.push_back(address->host);
    Listener& listener = listeners_.emplace_back(loop, each, [this](int fd) { accept(fd); });
    listener.guard([&accounts] { return accounts.refusal_for_lack_of_descriptors(); }, limits);
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
  make_room(*made);
  connections_.push_back(std::move(made));
  connections_.back()->start();
}

void HttpServer::make_room(const HttpConnection& comer) {
  const std::string& address = comer.address();
  const auto is_of_same = [&address](const auto& each) {
    return !address.empty() && each->address() == address;
  };
  const auto same = std::find_if(connections_.begin(), connections_.end(), is_of_same);
  const auto of_same = std::count_if(same, connections_.end(), is_of_same) + 1;
  const auto is_refused = [this, &comer](Limit limit, std::size_t amount) {
    return !limits_.refusal(limit, amount, comer.name()).empty();
  };
  if (is_refused(Limit::http_peer_connections, static_cast<std::size_t>(of_same))) {
    (*same)->close();
  }
  if (is_refused(Limit::http_connections, connections_.size() + 1)) connections_.front()->close();
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

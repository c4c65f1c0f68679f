// SPDX-License-Identifier: Apache-2.0
#include "host/http_connection.hpp"

#include <sys/socket.h>

#include <string>
#include <string_view>
#include <utility>

#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include "host/http_host.hpp"
#include "host/http_server.hpp"
#include "host/limits.hpp"
#include "host/loop.hpp"
#include "host/peer_name.hpp"

namespace signalbox {

namespace http = boost::beast::http;
using boost::asio::generic::stream_protocol;
using boost::beast::error_code;

namespace {

stream_protocol protocol_of(int fd) {
  int family = AF_UNIX;
  socklen_t length = sizeof family;
  ::getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &length);
  return {family, 0};
}

// Asked for as "/metrics?x=y".
std::string_view path_of(std::string_view target) {
  return target.substr(0, target.find('?'));
}

}  // namespace

HttpConnection::HttpConnection(HttpServer& server, boost::asio::io_context& io, int fd)
    : server_(&server),
      address_(is_unix_socket(fd) ? std::string() : peer_name(fd)),
      stream_(stream_protocol::socket(io, protocol_of(fd), fd)) {}

void HttpConnection::close() {
  if (server_ == nullptr) return;
  const auto self = shared_from_this();
  std::exchange(server_, nullptr)->ended(*this);
  stream_.close();
}

void HttpConnection::read() {
  parser_.emplace();
  parser_->header_limit(kMostHeaderBytes);
  stream_.expires_after(std::chrono::seconds(server_->limits()[Limit::http_request_time]));
  http::async_read(stream_, buffer_, *parser_,
                   [self = shared_from_this()](error_code error, std::size_t) {
                     if (self->server_ != nullptr) self->take(error);
                   });
}

void HttpConnection::take(error_code error) {
  server_->moved(*this);
  stream_.expires_never();
  const bool has_begun = parser_->got_some() || buffer_.size() > 0;
  if (error == boost::beast::error::timeout && has_begun) {
    server_->limits().reached(Limit::http_request_time, name());
  }
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return refuse(431, "The header of the request is too long.");
  }
  if (error == http::error::unexpected_body || error == http::error::body_limit) {
    return refuse(413, "A request has no body here.");
  }
  const bool is_malformed = error.category() == make_error_code(http::error::bad_method).category();
  if (is_malformed && error != http::error::end_of_stream &&
      error != http::error::partial_message) {
    return refuse(400, "This is no HTTP request: " + error.message() + ".");
  }
  if (error) return close();

  const auto& request = parser_->get();
  if (request.method() != http::verb::get && request.method() != http::verb::head) {
    return refuse(405, "Only GET and HEAD are understood.");
  }
  const auto host = request.find(http::field::host);
  if (!address_.empty() && host != request.end() &&
      !is_for_us({host->value().data(), host->value().size()}, server_->hosts())) {
    return refuse(421,
                  "This computer is not served under that name; `host NAME` in the block "
                  "metrics of the configuration adds one.");
  }
  const std::string_view target(request.target().data(), request.target().size());
  const HttpPage* const page = server_->page(path_of(target));
  if (page == nullptr) return refuse(404, "There is no such page.");
  page->make([weak = weak_from_this(), &loop = server_->loop()](HttpAnswer made) {
    loop.post([weak, made = std::move(made)] {
      if (const auto self = weak.lock()) self->write(made);
    });
  });
}

// The connection ends behind it, since nobody knows where the next request begins.
void HttpConnection::refuse(unsigned status, std::string text) {
  HttpAnswer answer;
  answer.status = status;
  answer.body = std::make_shared<const std::string>(std::move(text) + "\n");
  write(std::move(answer));
}

void HttpConnection::write(HttpAnswer answer) {
  if (server_ == nullptr) return;
  server_->moved(*this);
  answer_ = std::move(answer);
  const auto& request = parser_->get();
  const bool is_understood = answer_.status < 400 || answer_.status == 404 || answer_.status >= 500;
  response_ = Response();
  response_.version(request.version() == 10 ? 10 : 11);
  response_.result(answer_.status);
  response_.keep_alive(is_understood && request.keep_alive());
  response_.set(http::field::content_type, answer_.content_type);
  response_.set(http::field::cache_control, "no-store");
  response_.set("X-Content-Type-Options", "nosniff");
  response_.set("Content-Security-Policy",
                "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'");
  if (answer_.status == 405) response_.set(http::field::allow, "GET, HEAD");
  response_.content_length(answer_.body->size());
  if (request.method() != http::verb::head) {
    response_.body() = {answer_.body->data(), answer_.body->size()};
  }
  stream_.expires_after(kTimeToRead);
  http::async_write(stream_, response_, [self = shared_from_this()](error_code error, std::size_t) {
    if (self->server_ != nullptr) self->written(error);
  });
}

void HttpConnection::written(error_code error) {
  server_->moved(*this);
  answer_ = {};
  if (error || !response_.keep_alive()) return close();
  read();
}

}  // namespace signalbox

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/span_body.hpp>

#include "host/http_answer.hpp"

namespace signalbox {

class HttpServer;

// One client of an HttpServer: one request after the other. [loop]
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  // An answer must be read within this, and a request be complete within http-request-time; so slow
  // a client is gone.
  static constexpr std::chrono::seconds kTimeToRead{30};
  static constexpr std::size_t kMostHeaderBytes = 8 * 1024;

  // Takes over a connected socket.
  HttpConnection(HttpServer& server, boost::asio::io_context& io, int fd);

  void start() { read(); }

  // Of a TCP client, without its port; empty for a Unix socket.
  const std::string& address() const { return address_; }

  // For the log: "metrics: 192.0.2.7", or "metrics: a local client".
  std::string name() const {
    return "metrics: " + (address_.empty() ? std::string("a local client") : address_);
  }

  // Ends it at once; the server forgets it.
  void close();

 private:
  using Response = boost::beast::http::response<boost::beast::http::span_body<const char>>;

  void read();
  void take(boost::beast::error_code error);
  void refuse(unsigned status, std::string text);
  void write(HttpAnswer answer);
  void written(boost::beast::error_code error);

  HttpServer* server_;  // null: closed
  const std::string address_;
  boost::beast::basic_stream<boost::asio::generic::stream_protocol> stream_;
  boost::beast::flat_buffer buffer_{kMostHeaderBytes + 1};
  std::optional<boost::beast::http::request_parser<boost::beast::http::empty_body>> parser_;
  HttpAnswer answer_;
  Response response_;
};

}  // namespace signalbox
